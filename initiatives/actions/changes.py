"""Taking back what was changed: one field from the history, or a whole bulk change; and handing over somebody's work."""

from dataclasses import dataclass, field

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.models import registered_models

from initiatives.actions.register import refold_actor
from initiatives.choices import ChangeVerb
from initiatives.models import Actor, ActorAlias, ChangeSet, Contact, FollowUp
from initiatives.models.change_set import InChangeSet, marked
from wf40.editing import assign

# What decides about sight, standing and proofs is changed by its own steps only, never out of the history.
NEVER_RESTORED = frozenset(
    "municipality form_key version created_at created_by changed_at restricted_at restricted_by restriction_reason archived_at archived_by"
    " archive_reason archive_note published_since released_by assured_on assured_by done_at done_by is_confidential".split()
)


class NotRestorable(Exception):
    """The old value cannot come back; its text says why."""


def open_change_set(*, user, municipality, verb: str, about: str = "") -> ChangeSet:
    """Begin a step that will touch many records; write inside `marked(change_set)` and finish with `count`."""
    return ChangeSet.objects.create(municipality=municipality, made_by=user, verb=verb, about=about[:200])


# --- one field ---------------------------------------------------------------------------------------------
def old_values(past) -> dict:
    """What a record held in a row of its history, many-to-many rows as keys."""
    model = type(past).instance_type
    values = {entry.name: getattr(past, entry.attname) for entry in past.tracked_fields if not entry.primary_key}
    for entry in getattr(type(past), "_history_m2m_fields", ()):
        key = f"{entry.related_model._meta.model_name}_id"
        values[entry.name] = list(getattr(past, entry.name).values_list(key, flat=True))
    known = {entry.name for entry in [*model._meta.fields, *model._meta.many_to_many]}
    return {name: value for name, value in values.items() if name in known}


def _living(entry, value, municipality):
    """An old value as the record can hold it today; refuses rows that are gone or another city's."""
    if isinstance(entry, models.ManyToManyField):
        rows = list(entry.related_model._base_manager.filter(pk__in=value, municipality=municipality))
        if len(rows) != len(value):
            raise NotRestorable(_("One of the old entries does not exist any more."))
        return rows
    if isinstance(entry, models.ForeignKey):
        if value is None:
            return None
        row = entry.related_model._base_manager.filter(pk=value).first()
        if row is None or getattr(row, "municipality_id", municipality.pk) != municipality.pk:
            raise NotRestorable(_("The old entry does not exist any more."))
        return row
    return value


@transaction.atomic
def restore_field(*, record, past, name: str):
    """Put back the value that a field had in one row of the record's history; this is a change like any other, with its own row.

    Raises `NotRestorable` if the value cannot come back.
    """
    record = type(record)._base_manager.select_for_update().get(pk=record.pk)
    entry = record._meta.get_field(name)
    values = old_values(past)
    if name in NEVER_RESTORED or name not in values:
        raise NotRestorable(_("This field is not restored from the history."))
    value = _living(entry, values[name], record.municipality)
    if not isinstance(entry, models.ManyToManyField):
        entry.clean(value.pk if isinstance(value, models.Model) else value, record)
    assign(record, {name: value})
    _refold(record)
    return record


def _refold(record) -> None:
    """Lists sort and look by what came back."""
    if isinstance(record, Actor):
        refold_actor(record)
    elif isinstance(record, ActorAlias):
        refold_actor(record.actor)
    elif isinstance(record, Contact):
        record.refold()
        Contact.objects.filter(pk=record.pk).update(
            sort_key=record.sort_key,
            search_text=record.search_text,
            match_key=record.match_key,
            phone_key=record.phone_key,
            mobile_key=record.mobile_key,
        )


# --- a bulk change -----------------------------------------------------------------------------------------
@dataclass
class Undone:
    """What taking back a bulk change did, and which records stay because somebody changed or used them since."""

    count: int = 0
    kept: list[str] = field(default_factory=list)


def _histories() -> list:
    """The history tables whose rows know their bulk change, rows around a record before the record itself."""
    found = [model.history.model for model in registered_models.values() if issubclass(model.history.model, InChangeSet)]
    return sorted(found, key=lambda history: (hasattr(history.instance_type, "version"), history._meta.label))


@transaction.atomic
def undo_change_set(*, user, change_set) -> Undone | None:
    """Put back each record that has no later change and name the others; None if it was taken back already."""
    change_set = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if change_set.undone_at is not None or change_set.verb == ChangeVerb.UNDO:
        return None
    undone = Undone()
    step = open_change_set(user=user, municipality=change_set.municipality, verb=ChangeVerb.UNDO, about=str(change_set))
    with marked(step):
        for history in _histories():
            for key in history.objects.filter(change_set=change_set).values_list(history.instance_type._meta.pk.name, flat=True).distinct():
                _undo_one(history, key, change_set, undone)
    ChangeSet.objects.filter(pk=step.pk).update(count=undone.count)
    change_set.undone_at, change_set.undone_by = timezone.now(), user
    change_set.save()
    return undone


def _undo_one(history, key, change_set, undone) -> None:
    model = history.instance_type
    past = history.objects.filter(**{model._meta.pk.name: key}).order_by("-history_date", "-history_id")
    newest, own = past.first(), past.filter(change_set=change_set)
    record = model._base_manager.select_for_update().filter(pk=key).first()
    if newest.change_set_id != change_set.pk:
        undone.kept.append(str(record or newest.instance))
        return
    first = own.last()
    before = past.filter(history_id__lt=first.history_id).first()
    if first.history_type == "+":
        if record is not None and not _is_used(record):
            record.delete()
            undone.count += 1
        elif record is not None:
            undone.kept.append(str(record))
        return
    if record is None:  # it went in this step: it comes back under its old key
        (before or newest).instance.save()
        undone.count += 1
        return
    values = {
        name: _living(model._meta.get_field(name), value, record.municipality)
        for name, value in old_values(before).items()
        if name not in ("municipality", "form_key", "version", "created_at", "created_by", "changed_at")
    }
    if hasattr(record, "version"):
        assign(record, values)
    else:
        for name, value in values.items():
            setattr(record, name, value)
        record.save()
    _refold(record)
    undone.count += 1


def _is_used(record) -> bool:
    """Whether anything points at a record that a bulk change made: then it stays."""
    for relation in record._meta.related_objects:
        if relation.related_model.__name__.startswith("Historical"):
            continue
        if relation.related_model._base_manager.filter(**{relation.field.name: record.pk}).exists():
            return True
    return False


# --- handing over ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OpenWork:
    """What a person of the office still has in hand in one city."""

    follow_ups: int
    stewarded: int
    deputised: int

    def __bool__(self):
        return bool(self.follow_ups or self.stewarded or self.deputised)


def open_work(*, person, municipality) -> OpenWork:
    """What would stay behind if the person left; restricted and archived records count, for they too need somebody."""
    return OpenWork(
        FollowUp.objects.filter(municipality=municipality, assignee=person).still_open().count(),
        Actor.objects.filter(municipality=municipality, steward=person).count(),
        Actor.objects.filter(municipality=municipality, deputy=person).count(),
    )


@transaction.atomic
def hand_over(*, user, municipality, person, follow_ups_to, actors_to, deputy_to=None) -> ChangeSet:
    """Open promises, actors and deputyships of one person go to colleagues, as one step that can be taken back."""
    step = open_change_set(user=user, municipality=municipality, verb=ChangeVerb.HAND_OVER, about=str(person))
    count = 0
    with marked(step):
        for rows, values in (
            (FollowUp.objects.filter(municipality=municipality, assignee=person).still_open(), {"assignee": follow_ups_to}),
            (Actor.objects.filter(municipality=municipality, steward=person), {"steward": actors_to}),
            (Actor.objects.filter(municipality=municipality, deputy=person), {"deputy": deputy_to}),
        ):
            for record in rows.select_for_update().order_by("pk"):
                assign(record, values)
                count += 1
    ChangeSet.objects.filter(pk=step.pk).update(count=count)
    step.count = count
    return step
