"""One change to many actors: what it would do to each of them, and the step itself, which can be taken back as one."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions.changes import open_change_set
from initiatives.bulk import STATEMENT, links_of, refold, save_changes
from initiatives.choices import ArchiveReason, ChangeVerb, LifeCycle
from initiatives.models import Actor, Tag, WorkField
from initiatives.models.change_set import ChangeSet, marked


class PreviewOutdated(Exception):
    """Since somebody looked at what would happen, it would happen to other actors; nothing was done."""


@dataclass(frozen=True)
class BulkEdit:
    """What shall be so at each of the actors; what is empty stays as it is."""

    add_tag: Tag | None = None
    take_tag: Tag | None = None
    add_field: WorkField | None = None
    take_field: WorkField | None = None
    # A colleague or nobody, where the steward changes at all.
    sets_steward: bool = False
    steward: AbstractBaseUser | None = None
    life_cycle: str = ""
    archive_reason: str = ""
    archive_note: str = ""

    @property
    def parts(self) -> dict[str, str]:
        """The single changes, each with its words."""
        words = {
            "add_tag": self.add_tag and _("Add the tag “%(name)s”") % {"name": self.add_tag},
            "take_tag": self.take_tag and _("Take the tag “%(name)s” away") % {"name": self.take_tag},
            "add_field": self.add_field and _("Add the field “%(name)s”") % {"name": self.add_field},
            "take_field": self.take_field and _("Take the field “%(name)s” away") % {"name": self.take_field},
            "steward": self.sets_steward and _("Looked after by: %(name)s") % {"name": self.steward or _("nobody")},
            "life_cycle": self.life_cycle and _("Life cycle: %(name)s") % {"name": LifeCycle(self.life_cycle).label},
            "archive": self.archive_reason and _("Archive: %(reason)s") % {"reason": ArchiveReason(self.archive_reason).label},
        }
        return {part: text for part, text in words.items() if text}

    def applies(self, actor, tags, fields) -> tuple[str, ...]:
        """Which of the changes this actor does not have already, given the keys of its tags and fields."""
        is_open = {
            "add_tag": self.add_tag and self.add_tag.pk not in tags,
            "take_tag": self.take_tag and self.take_tag.pk in tags,
            "add_field": self.add_field and self.add_field.pk not in fields,
            "take_field": self.take_field and self.take_field.pk in fields,
            "steward": self.sets_steward and actor.steward_id != (self.steward and self.steward.pk),
            "life_cycle": self.life_cycle and actor.life_cycle != self.life_cycle,
            "archive": self.archive_reason and actor.archived_at is None,
        }
        return tuple(part for part, is_so in is_open.items() if is_so)

    def values(self, actor, tags: list[int], fields: list[int], *, user, now) -> dict:
        """What is to be saved at this actor."""
        parts, values = self.applies(actor, tags, fields), {}
        for name, keys, added, taken in (
            ("tags", tags, self.add_tag if "add_tag" in parts else None, self.take_tag if "take_tag" in parts else None),
            ("work_fields", fields, self.add_field if "add_field" in parts else None, self.take_field if "take_field" in parts else None),
        ):
            if added or taken:
                values[name] = [key for key in keys if not taken or key != taken.pk] + ([added.pk] if added else [])
        if "steward" in parts:
            values["steward"] = self.steward
        if "life_cycle" in parts:
            values["life_cycle"] = self.life_cycle
        if "archive" in parts:
            values |= {"archived_at": now, "archived_by": user}
            values |= {"archive_reason": self.archive_reason, "archive_note": self.archive_note}
            values |= {"published_since": None, "released_by": None}
        return values


class _Stored(NamedTuple):
    """What an actor has now, as far as it matters here."""

    pk: int
    trading_name: str
    sort_key: str
    steward_id: int | None
    life_cycle: str
    archived_at: object
    published_since: object


@dataclass(frozen=True)
class PlannedActor:
    """An actor of the list and the changes that it does not have already; none if all is so."""

    stored: _Stored
    parts: tuple[str, ...]


@dataclass
class BulkPlan:
    """What a bulk edit would do to each actor of a list."""

    edit: BulkEdit
    actors: list[PlannedActor]

    @cached_property
    def changing(self) -> list[PlannedActor]:
        """Those at which something changes."""
        return [actor for actor in self.actors if actor.parts]

    def count(self, part: str) -> int:
        """At how many actors a single change is one."""
        return sum(part in actor.parts for actor in self.changing)

    @cached_property
    def digest(self) -> str:
        """Stands for whom this is about and at whom something changes: the deed is done only if it is still the same."""
        content = ";".join(f"{actor.stored.pk}{'!' if actor.parts else ''}" for actor in self.actors)
        return hashlib.sha256(content.encode()).hexdigest()


def _batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), STATEMENT):
        yield keys[start : start + STATEMENT]


def _holders(many: str, keys: list[int], wanted: list) -> dict[int, set[int]]:
    """Which of the actors have which of a few tags or fields; no query where none is asked for."""
    found = {key: set() for key in keys}
    if wanted:
        field = Actor._meta.get_field(many)
        other = f"{field.m2m_reverse_field_name()}_id"
        rows = field.remote_field.through.objects.filter(**{"actor_id__in": keys, f"{other}__in": [row.pk for row in wanted]})
        for key, target in rows.values_list("actor_id", other):
            found[key].add(target)
    return found


def plan_bulk_edit(*, municipality, actors, edit: BulkEdit, is_locked: bool = False) -> BulkPlan:
    """What an edit would do to some actors; locked, what it does: nobody changes them until the transaction ends.

    Restricted actors and those of another city are left out. At most three queries for each 500.
    """
    keys, planned = sorted(set(actors.order_by().values_list("pk", flat=True))), []
    for batch in _batches(keys):
        rows = Actor.objects.filter(pk__in=batch, municipality=municipality).sighted().order_by("pk")
        stored = [_Stored(*row) for row in (rows.select_for_update() if is_locked else rows).values_list(*_Stored._fields)]
        tags = _holders("tags", batch, [tag for tag in (edit.add_tag, edit.take_tag) if tag])
        fields = _holders("work_fields", batch, [field for field in (edit.add_field, edit.take_field) if field])
        planned += [PlannedActor(row, edit.applies(row, tags[row.pk], fields[row.pk])) for row in stored]
    return BulkPlan(edit, planned)


@transaction.atomic
def bulk_edit(*, user, municipality, actors, edit: BulkEdit, seen: str = "") -> ChangeSet | None:
    """Change many actors as one step that can be taken back; None if all is so already, as when the same form comes twice.

    `seen` is the digest of the plan that somebody was shown; raises `PreviewOutdated` if it would be another one by now. What was
    published of actors that are archived is taken back.
    """
    plan = plan_bulk_edit(municipality=municipality, actors=actors, edit=edit, is_locked=True)
    if not plan.changing:
        return None
    if seen and seen != plan.digest:
        raise PreviewOutdated
    now = timezone.now()
    step = open_change_set(user=user, municipality=municipality, verb=ChangeVerb.EDIT, about="; ".join(edit.parts.values()))
    with marked(step):
        for batch in _batches([actor.stored.pk for actor in plan.changing]):
            links = links_of(Actor, batch)
            changes = [
                (actor, edit.values(actor, links["tags"][actor.pk], links["work_fields"][actor.pk], user=user, now=now))
                for actor in Actor.objects.filter(pk__in=batch).order_by("pk")
            ]
            save_changes(changes, user=user, reason=str(step))
            if edit.add_tag or edit.take_tag:
                refold(Actor, batch)
    step.count = len(plan.changing)
    step.save()
    return step
