"""How an actor or a person stands in the register: restricted, archived, assured, released for publication, informed."""

from django.db import transaction
from django.utils import timezone

from initiatives.models import Actor, Consultation, FollowUp, RestrictionEntry, WarningFlag
from initiatives.search import index
from wf40.editing import assign


def _locked(record):
    return type(record)._base_manager.select_for_update().get(pk=record.pk)


@transaction.atomic
def restrict(*, user, record, reason: str, note: str = ""):
    """Restrict an actor or a person (Art. 18 GDPR): kept, but in no list, export, mail or public page; the step is logged."""
    record = _locked(record)
    if record.restricted_at is None:
        assign(record, {"restricted_at": timezone.now(), "restricted_by": user, "restriction_reason": reason})
        _log_restriction(user, record, note, is_restricted=True)
        _index(record)
    return record


@transaction.atomic
def lift_restriction(*, user, record, note: str = ""):
    """End a restriction; the person was told before (Art. 18(3) GDPR)."""
    record = _locked(record)
    if record.restricted_at is not None:
        _log_restriction(user, record, note, is_restricted=False)
        assign(record, {"restricted_at": None, "restricted_by": None, "restriction_reason": ""})
        _index(record)
    return record


def _index(record) -> None:
    """What is restricted leaves the search, with the talks and promises that stand with it alone, or comes back to it."""
    index(type(record), [record.pk])
    if isinstance(record, Actor):
        talks = list(record.consultations.values_list("pk", flat=True))
        index(Consultation, talks)
        index(FollowUp, [*record.follow_ups.values_list("pk", flat=True), *_of_talks(talks)])
        index(WarningFlag, record.warning_flags.values_list("pk", flat=True))


def _of_talks(talks) -> list[int]:
    return list(FollowUp.objects.filter(consultation__in=talks, actor=None).values_list("pk", flat=True))


def _log_restriction(user, record, note, *, is_restricted):
    RestrictionEntry.objects.create(
        municipality=record.municipality,
        record_kind=record._meta.concrete_model._meta.model_name,
        record_key=record.pk,
        is_restricted=is_restricted,
        reason=record.restriction_reason,
        note=note,
        entered_by=user,
    )


@transaction.atomic
def archive_actor(*, user, actor, reason: str, note: str = ""):
    """The actor leaves the lists and stays readable; what was published is taken back."""
    actor = _locked(actor)
    if actor.archived_at is None:
        values = {"archived_at": timezone.now(), "archived_by": user, "archive_reason": reason, "archive_note": note}
        assign(actor, values | {"published_since": None, "released_by": None})
    return actor


@transaction.atomic
def unarchive_actor(*, actor):
    """The actor is back in the lists."""
    actor = _locked(actor)
    if actor.archived_at is not None:
        assign(actor, {"archived_at": None, "archived_by": None, "archive_reason": "", "archive_note": ""})
    return actor


@transaction.atomic
def assure_actor(*, user, actor):
    """Somebody looked at the entry and says that it is right today; without a user the actor itself says so."""
    actor, today = _locked(actor), timezone.localdate()
    if (actor.assured_on, actor.assured_by) != (today, user):
        assign(actor, {"assured_on": today, "assured_by": user})
    return actor


@transaction.atomic
def release_actor(*, user, actor):
    """The office releases the profile; it is public as soon as, and as long as, the consent allows it too."""
    actor = _locked(actor)
    if actor.published_since is None:
        assign(actor, {"published_since": timezone.now(), "released_by": user})
    return actor


@transaction.atomic
def withdraw_release(*, actor):
    """The office takes the profile back."""
    actor = _locked(actor)
    if actor.published_since is not None:
        assign(actor, {"published_since": None, "released_by": None})
    return actor


@transaction.atomic
def pause_profile(*, actor):
    """The actor hides its published profile for a while; the office's release stays."""
    actor = _locked(actor)
    if actor.paused_at is None:
        assign(actor, {"paused_at": timezone.now()})
    return actor


@transaction.atomic
def resume_profile(*, actor):
    """The actor shows its profile again."""
    actor = _locked(actor)
    if actor.paused_at is not None:
        assign(actor, {"paused_at": None})
    return actor


@transaction.atomic
def mark_informed(*, record, day):
    """The actor or the person was told that the office holds their data (Art. 14 GDPR)."""
    record = _locked(record)
    if record.informed_on != day:
        assign(record, {"informed_on": day})
    return record
