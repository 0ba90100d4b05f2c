"""Taking back what was changed: one field from the history, or a whole bulk change; and handing over somebody's work."""

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.bulk import delete_records, refold, save_changes, write_history
from initiatives.choices import ChangeVerb
from initiatives.models import Actor, ChangeSet, Consultation, Contact, Draft, FollowUp
from initiatives.models.change_set import marked
from initiatives.promises import refuse_leaving, refuse_task_alone
from initiatives.search import index
from initiatives.undo import HANDED_OVER, histories, is_record, past_values, plan_undo
from municipalities.actions import switch_off
from wf40.editing import assign

# What decides about sight, standing and proofs is changed by its own steps only, never out of the history.
NEVER_RESTORED = frozenset(
    "municipality form_key version created_at created_by changed_at restricted_at restricted_by restriction_reason archived_at archived_by"
    " archive_reason archive_note published_since released_by paused_at assured_on assured_by done_at done_by done_note ended_at ended_by"
    " is_confidential".split()
)


class NotRestorable(Exception):
    """The old value cannot come back; its text says why."""


def open_change_set(*, user, municipality, verb: str, about: str = "") -> ChangeSet:
    """Begin a step that will touch many records; write inside `marked(change_set)` and finish with `count`."""
    return ChangeSet.objects.create(municipality=municipality, made_by=user, verb=verb, about=about[:200])


# --- one field ---------------------------------------------------------------------------------------------
def _living(entry, value, record):
    """An old value as the record can hold it today; refuses rows that are gone, another city's, or not at work here any more."""
    municipality = record.municipality
    if isinstance(entry, models.ManyToManyField):
        rows = list(entry.related_model._base_manager.filter(pk__in=value, municipality=municipality))
        if len(rows) != len(value):
            raise NotRestorable(_("One of the old entries does not exist any more."))
        # What nobody may see now (Art. 18) is neither added nor taken away.
        now = list(getattr(record, entry.name).all())
        hidden = [row for row in now if getattr(row, "restricted_at", None)]
        rows = [row for row in rows if not getattr(row, "restricted_at", None)]
        if not rows and not entry.blank:
            raise NotRestorable(_("Then this field would be empty, which it may not be."))
        return rows + hidden
    if isinstance(entry, models.ForeignKey) and value is not None:
        row = entry.related_model._base_manager.filter(pk=value).first()
        if row is None or getattr(row, "municipality_id", municipality.pk) != municipality.pk:
            raise NotRestorable(_("The old entry does not exist any more."))
        if isinstance(row, get_user_model()) and row.role_in(municipality) is None:
            raise NotRestorable(_("%(name)s does not work here any more.") % {"name": row})
        return row
    return value


@transaction.atomic
def restore_field(*, record, past, name: str):
    """Put back the value that a field had in one row of the record's history; this is a change like any other, with its own row.

    A place is changed as a part of its actor. Raises `NotRestorable`, or a ValidationError, if the value cannot come back.
    """
    root = record if is_record(type(record)) else record.actor
    root = type(root)._base_manager.select_for_update().get(pk=root.pk)
    record = root if is_record(type(record)) else type(record)._base_manager.get(pk=record.pk)
    entry, values = record._meta.get_field(name), past_values([past])[past.pk]
    if name in NEVER_RESTORED or name not in values:
        raise NotRestorable(_("This field is not restored from the history."))
    value = _living(entry, values[name], record)
    if not isinstance(entry, models.ManyToManyField):
        entry.clean(value.pk if isinstance(value, models.Model) else value, record)
        _refuse_forgetting(record, name, value)
        setattr(record, name, value)
        _refuse_breach(record)
    if record is root:
        assign(record, {name: value})
    else:
        record.save()
        assign(root, {})
    if isinstance(root, Actor | Contact):
        refold(type(root), [root.pk])
    else:
        index(type(root), [root.pk])
    return record


def _refuse_forgetting(record, name: str, value) -> None:
    """A task that was taken on does not come back without a follow-up, nor does its only follow-up go elsewhere."""
    try:
        if isinstance(record, Consultation) and name == "outcome":
            refuse_task_alone(value, consultation=record)
        elif isinstance(record, FollowUp) and name == "consultation":
            refuse_leaving(record, value)
    except ValidationError as error:
        if isinstance(record, FollowUp):
            raise NotRestorable(error.messages[0]) from error
        text = _(
            "A task that was taken on needs a follow-up, and this consultation has none. Please add it in the form of the consultation."
        )
        raise NotRestorable(text) from error


def _refuse_breach(record) -> None:
    """What only fits together with other fields (a point on the map, a report and its year) does not come back alone."""
    try:
        record.validate_constraints()
    except ValidationError as error:
        raise NotRestorable(_("The old value does not fit to the other entries of today. Please change them first.")) from error


# --- a bulk change -----------------------------------------------------------------------------------------
@dataclass
class Undone:
    """What taking back a bulk change did, and which records stay because somebody changed or used them since."""

    count: int = 0
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def undo_change_set(*, user, change_set) -> Undone | None:
    """Put back each record that nobody changed or used since, and name the others; None if it was taken back already.

    If nothing can be put back, nothing happens: once the others are as they were, it may be tried again.
    """
    change_set = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if not change_set.may_be_undone:
        return None
    plan = plan_undo(change_set, is_locked=True)
    if not plan.count:
        return Undone(0, plan.kept)
    about = f"{change_set}: {change_set.about}" if change_set.about else str(change_set)
    step = open_change_set(user=user, municipality=change_set.municipality, verb=ChangeVerb.UNDO, about=about)
    with marked(step):
        _put_back(plan.back, user=user, reason=str(step))
    for draft in plan.drafts:
        _step, owner = draft.fields.pop(HANDED_OVER)
        draft.owner_id = int(owner)
        draft.save(update_fields=["owner", "fields"])
    ChangeSet.objects.filter(pk=step.pk).update(count=plan.count)
    change_set.undone_at, change_set.undone_by = timezone.now(), user
    change_set.save()
    return Undone(plan.count, plan.kept)


def _put_back(records, *, user, reason: str) -> None:
    """Take away what came, bring back what went, and give the rest the values from before."""
    parts = [part for record in records for part in record.parts]
    kinds = [past.instance_type for past in histories()]
    for model in kinds:  # what stands around a record goes before the record itself
        delete_records([part.now for part in parts if part.model is model and part.is_new and part.now], user=user, reason=reason)
    for model in reversed(kinds):
        for part in parts:
            if part.model is model and part.now is None and part.before is not None:
                _bring_back(part)
        there = [part for part in parts if part.model is model and part.now and not part.is_new]
        changed = [(part.now, part.values) for part in there if part.values or is_record(model)]
        save_changes(changed, user=user, reason=reason)
    for model in (Actor, Contact):
        own = {record.key for record in records if record.model is model}
        alone = own - {part.key for part in parts if part.model is model}
        # Only rows around it were touched: it becomes its next version all the same, so that nobody overwrites it unseen.
        save_changes([(row, {}) for row in model._base_manager.filter(pk__in=alone)], user=user, reason=reason)
        refold(model, own)


def _bring_back(part) -> None:
    """A row that went with the change comes back under its old key."""
    record = part.before.instance
    record.skip_history_when_saving = True
    record.save(force_insert=True)
    for name, keys in past_values([part.before])[part.before.pk].items():
        if part.model._meta.get_field(name).many_to_many:
            getattr(record, name).set(keys)
    del record.skip_history_when_saving
    index(part.model, [record.pk])
    write_history([record], "+", user=None)


# --- handing over ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OpenWork:
    """What a person of the office still has in hand in one city."""

    follow_ups: int
    stewarded: int
    deputised: int
    drafts: int

    def __bool__(self):
        return bool(self.follow_ups or self.stewarded or self.deputised or self.drafts)


def open_work(*, person, municipality) -> OpenWork:
    """What colleagues can take over if the person leaves; restricted and archived records count, for they too need somebody."""
    return OpenWork(
        FollowUp.objects.filter(municipality=municipality, assignee=person).still_open().count(),
        Actor.objects.filter(municipality=municipality, steward=person).count(),
        Actor.objects.filter(municipality=municipality, deputy=person).count(),
        len(_drafts_to_hand_over(Draft.objects.filter(municipality=municipality, owner=person))),
    )


def _drafts_to_hand_over(rows) -> list[Draft]:
    """Without those that are to become a confidential note: who may read it is decided when it is saved."""
    return [draft for draft in rows if not draft.is_confidential]


def _passed_on(actor, person, heir, deputy) -> dict:
    """Who looks after an actor from now on, where that changes; nobody is steward and deputy of the same actor."""
    values = {"steward": heir} if heir and actor.steward_id == person.pk else {}
    if actor.deputy_id == person.pk:
        values["deputy"] = deputy
    new_steward = heir.pk if "steward" in values else actor.steward_id
    new_deputy = getattr(deputy, "pk", None) if "deputy" in values else actor.deputy_id
    if values and new_deputy is not None and new_deputy == new_steward:
        values["deputy"] = None
    return values


def _hand_over_drafts(*, municipality, person, heir, step) -> int:
    """Drafts change their owner and keep from whom they came, as long as nobody types on; how many they were."""
    rows = Draft.objects.filter(municipality=municipality, owner=person).select_for_update().order_by("pk")
    drafts = _drafts_to_hand_over(rows)
    for draft in drafts:
        draft.owner = heir
        draft.fields = draft.fields | {HANDED_OVER: [str(step.pk), str(person.pk)]}
        draft.changed_at = timezone.now()  # the colleague finds it on top, and it is not thrown away for being old
        draft.save(update_fields=["owner", "fields", "changed_at"])
    return len(drafts)


@transaction.atomic
def hand_over(
    *,
    user,
    municipality,
    person,
    follow_ups_to=None,
    actors_to=None,
    deputy_to=None,
    drafts_to=None,
    single_follow_ups: dict | None = None,
    single_actors: dict | None = None,
    leaving=None,
) -> ChangeSet:
    """Open promises, actors, deputyships and drafts of one person go to colleagues, as one step that can be taken back.

    `single_follow_ups` and `single_actors` name another colleague for some of them, by their keys. Promises, actors and drafts for which
    nobody is named stay; deputyships end without a new deputy. `leaving` is the membership that ends with it; raises a ValidationError,
    and changes nothing, if the office may not lose it.
    """
    if leaving is not None:
        switch_off(by=user, membership=leaving)
    step = open_change_set(user=user, municipality=municipality, verb=ChangeVerb.HAND_OVER, about=str(person))
    single_follow_ups, single_actors = single_follow_ups or {}, single_actors or {}
    own = Actor.objects.filter(Q(steward=person) | Q(deputy=person), municipality=municipality)
    actors = [
        (actor, values)
        for actor in own.select_for_update(of=("self",)).order_by("pk")
        if (values := _passed_on(actor, person, single_actors.get(actor.pk, actors_to), deputy_to))
    ]
    rows = FollowUp.objects.filter(municipality=municipality, assignee=person).still_open()
    promises = [
        (row, {"assignee": heir})
        for row in rows.select_for_update(of=("self",)).order_by("pk")
        if (heir := single_follow_ups.get(row.pk, follow_ups_to))
    ]
    with marked(step):
        for changes in (actors, promises):
            save_changes(changes, user=user, reason=str(step))
    drafts = _hand_over_drafts(municipality=municipality, person=person, heir=drafts_to, step=step) if drafts_to else 0
    step.count = len(actors) + len(promises) + drafts
    step.save()
    return step
