"""What taking back a bulk change would do: to each record that it touched, with the rows around it, and which records stay."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from simple_history.models import registered_models

from initiatives.bulk import goes_along, links_of
from initiatives.choices import ChangeVerb, Outcome
from initiatives.models import Actor, ActorActivity, ChangeSet, Consultation, Contact, Draft, FollowUp
from initiatives.models.change_set import InChangeSet
from initiatives.models.record import Record
from initiatives.promises import tasks_without

BATCH = 500
# A record keeps these whatever is taken back: whose it is, who made it, and the count of its versions.
NEVER_UNDONE = frozenset("municipality form_key version created_at created_by changed_at".split())


def past_values(rows: list) -> dict[int, dict]:
    """What records held in some rows of their history (of one kind): {key of the row: {field: value}}, rows pointed at as keys.

    One query per many-to-many field.
    """
    if not rows:
        return {}
    past, model = type(rows[0]), type(rows[0]).instance_type
    known = {entry.name for entry in [*model._meta.fields, *model._meta.many_to_many]}
    own = [entry for entry in past.tracked_fields if not entry.primary_key and entry.name in known]
    found = {row.pk: {entry.name: getattr(row, entry.attname) for entry in own} for row in rows}
    for many in getattr(past, "_history_m2m_fields", ()):
        for values in found.values():
            values[many.name] = []
        kept = getattr(past, many.name).model.objects.filter(history__in=list(found)).order_by(f"{many.m2m_reverse_field_name()}_id")
        for row, target in kept.values_list("history_id", f"{many.m2m_reverse_field_name()}_id"):
            found[row][many.name].append(target)
    return found


def is_record(model) -> bool:
    """Whether it stands for itself: everything else stands around an actor or a person."""
    return issubclass(model, Record)


def histories() -> list:
    """The history tables whose rows know their bulk change, rows around a record before the records themselves."""
    known = [model.history.model for model in registered_models.values() if hasattr(model, "history")]
    found = [past for past in known if issubclass(past, InChangeSet)]
    return sorted(found, key=lambda past: (is_record(past.instance_type), past._meta.label))


@dataclass
class Part:
    """One row that a bulk change touched."""

    model: type[models.Model]
    key: int
    # It came with the change; otherwise `before` is its last row of history from before it.
    is_new: bool
    before: object = None
    # What is there today, None if it is gone.
    now: models.Model | None = None
    # For a row that is there: what it held before, where that differs from today.
    values: dict = field(default_factory=dict)


@dataclass
class Touched:
    """A record as people see it, with the rows around it: taken back as a whole or left as it is."""

    model: type[models.Model]
    key: int
    name: str = ""
    parts: list[Part] = field(default_factory=list)
    # Somebody changed or used it since, or nothing may be done with it.
    stays: bool = False


# Where a draft keeps that it was handed over: by which step, and who typed it. It has no history; whoever types on in it takes it for
# their own, and the browser's next saving writes its fields anew, without this.
HANDED_OVER = "handed_over"


def handed_drafts(change_set: ChangeSet):
    """The drafts that went to colleagues in a step and that nobody has typed in since."""
    return Draft.objects.filter(municipality=change_set.municipality_id, **{f"fields__{HANDED_OVER}__0": str(change_set.pk)}).order_by("pk")


@dataclass
class UndoPlan:
    """What would happen to the records of a bulk change."""

    records: list[Touched]
    # Drafts that were handed over: those that go back, and how many somebody has typed in or finished since.
    drafts: list[Draft] = field(default_factory=list)
    drafts_kept: int = 0

    @property
    def back(self) -> list[Touched]:
        """Those that would be put back."""
        return [record for record in self.records if not record.stays]

    @property
    def count(self) -> int:
        """How many records and drafts would be put back."""
        return len(self.back) + len(self.drafts)

    @property
    def kept(self) -> list[str]:
        """The names of those that stay; what stands in a draft is its owner's alone."""
        names = sorted(record.name for record in self.records if record.stays)
        if self.drafts_kept:
            names.append(ngettext("%(count)d draft", "%(count)d drafts", self.drafts_kept) % {"count": self.drafts_kept})
        return names


def plan_undo(change_set: ChangeSet, *, is_locked: bool = False) -> UndoPlan:
    """What taking back would do; locked, what it does: nobody changes the records until the transaction ends.

    The number of queries grows with the kinds of rows and with each 500 of them, not with the rows.
    """
    records = list(_Planner(change_set, is_locked).plan().values())
    if change_set.verb != ChangeVerb.HAND_OVER:
        return UndoPlan(records)
    drafts = handed_drafts(change_set)
    drafts = list(drafts.select_for_update() if is_locked else drafts)
    # What the step counted and what is no record was a draft.
    return UndoPlan(records, drafts, max(0, change_set.count - len(records) - len(drafts)))


def _batches(keys) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]


class _Planner:
    """Goes through the kinds of rows that one bulk change touched."""

    def __init__(self, change_set: ChangeSet, is_locked: bool):
        self.change_set, self.is_locked = change_set, is_locked
        self.touched: dict[tuple, Touched] = {}
        # (kind, key of a row) -> the record that it belongs to
        self.owners: dict[tuple, Touched] = {}

    def plan(self) -> dict[tuple, Touched]:
        """The records by kind and key."""
        kinds = histories()
        for past in kinds:
            self._gather(past)
        # Records first and by key, as every other writer locks them.
        for model in (Actor, Contact, *(past.instance_type for past in kinds if is_record(past.instance_type))):
            self._name(model)
        for past in kinds:
            self._weigh(past)
        for past in kinds:
            self._ask_for_uses(past.instance_type)
        self._keep_promised()
        return self.touched

    def _gather(self, past) -> None:
        """The rows of one kind, and to which record each belongs."""
        model = past.instance_type
        key, attributes = model._meta.pk.attname, {entry.attname for entry in past.tracked_fields}
        around = [] if is_record(model) else [name for name in ("actor_id", "contact_id") if name in attributes]
        for pk, *owners in past.objects.filter(change_set=self.change_set).order_by().values_list(key, *around).distinct():
            root = next(((kind, owner) for kind, owner in zip(_owner_kinds(around), owners, strict=True) if owner), (model, pk))
            record = self.touched.setdefault(root, Touched(*root))
            if (model, pk) not in self.owners:
                self.owners[model, pk] = record
                record.parts.append(Part(model, pk, is_new=False))

    def _name(self, model) -> None:
        """Load and lock the records of one kind; those that may not be seen stay, without their name."""
        wanted = {key: record for (kind, key), record in self.touched.items() if kind is model}
        for batch in _batches(wanted):
            rows = model._base_manager.filter(pk__in=batch).order_by("pk")
            if named_by := getattr(model, "named_by", ()):  # what the name is made of comes with the rows
                rows = rows.select_related(*named_by)
            for row in rows.select_for_update(of=("self",)) if self.is_locked else rows:
                wanted[row.pk].name = str(row)
            sighted = set(model._default_manager.filter(pk__in=batch).sighted().values_list("pk", flat=True))
            for key in batch:
                if wanted[key].name and key not in sighted:
                    wanted[key].stays, wanted[key].name = True, _("a record whose data are restricted")
            if gone := [key for key in batch if not wanted[key].name]:
                for row in model.history.filter(**{f"{model._meta.pk.attname}__in": gone}).order_by("history_id"):
                    wanted[getattr(row, model._meta.pk.attname)].name = str(row.instance)

    def _weigh(self, past) -> None:
        """For the rows of one kind: what was before, what is there, and whether somebody changed it since."""
        model = past.instance_type
        parts = {part.key: part for record in self.touched.values() for part in record.parts if part.model is model}
        for batch in _batches(parts):
            self._read_history(past, {key: parts[key] for key in batch})
            rows = model._base_manager.filter(pk__in=batch).order_by("pk")
            for row in rows.select_for_update(of=("self",)) if self.is_locked else rows:
                parts[row.pk].now = row
            self._compare(past, [parts[key] for key in batch if parts[key].now is not None and parts[key].before is not None])

    def _read_history(self, past, parts: dict[int, Part]) -> None:
        key, wanted = past.instance_type._meta.pk.attname, {}
        lines = defaultdict(list)
        rows = past.objects.filter(**{f"{key}__in": parts}).order_by("history_id")
        for pk, history_id, change_set, kind in rows.values_list(key, "history_id", "change_set_id", "history_type"):
            lines[pk].append((history_id, change_set == self.change_set.pk, kind))
        for pk, own in lines.items():
            first = next(index for index, line in enumerate(own) if line[1])
            record = self.owners[past.instance_type, pk]
            parts[pk].is_new = own[first][2] == "+"
            if not own[-1][1]:
                record.stays = True
            if first and own[first - 1][2] != "-":
                wanted[own[first - 1][0]] = pk
            elif not parts[pk].is_new:
                record.stays = True  # what it was before is not known
        for history_id, row in past.objects.in_bulk(list(wanted)).items():
            parts[wanted[history_id]].before = row

    def _compare(self, past, parts: list[Part]) -> None:
        """What rows held before, where it differs from today; a record stays if something that it pointed at is gone."""
        model, links = past.instance_type, links_of(past.instance_type, [part.key for part in parts])
        before = past_values([part.before for part in parts])
        wanted = defaultdict(lambda: defaultdict(list))
        for part in parts:
            for name, value in before[part.before.pk].items():
                entry = model._meta.get_field(name)
                now = links[name][part.key] if entry.many_to_many else getattr(part.now, entry.attname)
                if name in NEVER_UNDONE or value == now:
                    continue
                part.values[name] = value
                if entry.is_relation:
                    for key in value if entry.many_to_many else [value] if value is not None else []:
                        wanted[entry][key].append(part)
        for entry, keys in wanted.items():
            rows = entry.related_model._base_manager.filter(pk__in=keys)
            if any(other.name == "municipality" for other in entry.related_model._meta.fields):
                rows = rows.filter(municipality=self.change_set.municipality_id)
            for key in set(keys) - set(rows.values_list("pk", flat=True)):
                for part in keys[key]:
                    self.owners[model, part.key].stays = True

    def _ask_for_uses(self, model) -> None:
        """A row that came with the change stays, with its record, if anything but what came with it points at it."""
        new = {part.key for record in self.touched.values() for part in record.parts if part.model is model and part.is_new and part.now}
        for batch in _batches(new):
            for relation in model._meta.get_fields(include_hidden=True):
                if not (relation.auto_created and relation.is_relation and not relation.concrete):
                    continue
                for key, user in _users(relation, batch):
                    record = self.owners[model, key]
                    if user is None or self.owners.get(user) is not record or not self._is_new(record, user):
                        record.stays = True

    def _keep_promised(self) -> None:
        """A task that was taken on does not come back without a follow-up, nor does its only follow-up go."""
        parts = [part for record in self.touched.values() for part in record.parts]
        tasks = {
            part.key: part
            for part in parts
            if part.model is Consultation
            and part.before is not None
            and (part.values.get("outcome") if part.now else part.before.outcome) == Outcome.TASK
        }
        if tasks:
            promised = set(FollowUp.objects.filter(consultation__in=tasks).values_list("consultation", flat=True))
            for key in set(tasks) - promised:
                self.owners[Consultation, key].stays = True
        leaving = {
            part.key: part for part in parts if part.model is FollowUp and part.now and (part.is_new or "consultation" in part.values)
        }
        if leaving and (talks := tasks_without(set(leaving))):
            for key, part in leaving.items():
                if part.now.consultation_id in talks:
                    self.owners[FollowUp, key].stays = True

    def _is_new(self, record: Touched, user: tuple) -> bool:
        return any((part.model, part.key) == user and part.is_new for part in record.parts)


def _owner_kinds(names: list[str]) -> list[type]:
    return [{"actor_id": Actor, "contact_id": Contact}[name] for name in names]


def _users(relation, keys: list[int]) -> Iterator[tuple[int, tuple | None]]:
    """(key of a row, what points at it) for one relation; the history, what the database keeps itself
    what only goes along with a row, and a row's own many-to-many rows do not count."""
    other = relation.related_model
    if other._meta.auto_created or other.__name__.startswith("Historical") or other is ActorActivity or goes_along(relation):
        return
    if relation.many_to_many:
        name = f"{relation.field.m2m_reverse_field_name()}_id"
        for key in relation.field.remote_field.through.objects.filter(**{f"{name}__in": keys}).values_list(name, flat=True):
            yield key, None
    else:
        name = relation.field.attname
        for key, pk in other._base_manager.filter(**{f"{name}__in": keys}).values_list(name, "pk"):
            yield key, (other, pk)
