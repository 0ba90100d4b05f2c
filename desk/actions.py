"""What the desk does: each verb in one transaction."""

import uuid
from collections.abc import Sequence
from contextlib import suppress

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from desk.choices import StopResult
from desk.models import CalendarFeed, MorningMail, Round, RoundStop, Snooze
from desk.noting import shared_minutes
from desk.own_calendar import token_of
from desk.rounds import day_of_visit
from initiatives import bulk
from initiatives.actions import change_consultation, create_actor, discard_draft, log_consultation, raise_warning
from initiatives.choices import Channel, Outcome, WarningKind
from initiatives.models import Actor, Consultation, ContactRole, WarningFlag
from initiatives.models.message import token_hash
from initiatives.rules import may_read_note
from initiatives.search import index
from municipalities.actions import lock_offices
from municipalities.models import Absence
from network.actions import create_listing
from network.actions.listings import need_key
from network.choices import ExchangeType


# --- rounds ------------------------------------------------------------------------------------------------
def begin_round(*, municipality, values: dict, actor_keys: Sequence[int], form_key=None):
    """A round over these actors, in this order; returns (round, whether it is new): the same form sent twice makes one."""
    with transaction.atomic():
        if form_key is None:
            walk, is_new = Round.objects.create(municipality=municipality, **values), True
        else:
            walk, is_new = Round.objects.get_or_create(municipality=municipality, form_key=form_key, defaults=values)
        if is_new:
            RoundStop.objects.bulk_create(
                RoundStop(municipality=municipality, round=walk, actor_id=key, position=position)
                for position, key in enumerate(actor_keys, start=1)
            )
            index(Round, [walk.pk])
    return walk, is_new


def _lock_stop(stop: RoundStop) -> RoundStop:
    """The stop as it is now, for this transaction alone."""
    return RoundStop.objects.select_for_update(of=("self",)).select_related("round", "actor", "municipality").get(pk=stop.pk)


def _flag_key(stop: RoundStop, consultation: Consultation) -> uuid.UUID:
    """The form key of the warning that a tap made, by which it is found when the tap is taken back."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"round-stop:{stop.pk}:{consultation.pk}")


@transaction.atomic
def answer_stop(*, user, stop: RoundStop, result: str) -> tuple[RoundStop, bool]:
    """What came of a visit becomes a consultation, and where an actor is closing a warning; returns (stop, whether this tap did it).

    Who taps twice, or at the same time as somebody else, changes nothing more: the first answer holds.
    """
    stop = _lock_stop(stop)
    if stop.result != StopResult.OPEN:
        return stop, False
    consultation, _is_new = log_consultation(
        user=user,
        municipality=stop.municipality,
        values={
            "actors": [stop.actor],
            "held_on": day_of_visit(stop.round),
            "channel": Channel.VISIT,
            "outcome": Outcome.NO_ANSWER if result == StopResult.ABSENT else Outcome.OPEN,
            "note": gettext("Round: %(title)s") % {"title": stop.round.title},
        },
    )
    if result == StopResult.CLOSING:
        values = {"kind": WarningKind.CLOSING, "text": consultation.note[:300]}
        with suppress(ValidationError):  # that it is closing is known already
            raise_warning(
                user=user, municipality=stop.municipality, actor=stop.actor, values=values, form_key=_flag_key(stop, consultation)
            )
    stop.result, stop.answered_at, stop.consultation = result, timezone.now(), consultation
    stop.save(update_fields=["result", "answered_at", "consultation"])
    return stop, True


@transaction.atomic
def take_back_answer(*, user, stop: RoundStop) -> tuple[RoundStop, bool]:
    """The stop is open again, its consultation and its warning are gone; returns (stop, whether it is open now).

    What somebody has worked on since stays: a changed consultation keeps the answer, a changed warning stays in force.
    """
    stop = _lock_stop(stop)
    if stop.result == StopResult.OPEN:
        return stop, True
    consultation = Consultation.objects.select_for_update().filter(pk=stop.consultation_id).first()
    if consultation is not None and (consultation.version > 1 or consultation.follow_ups.exists()):
        return stop, False
    stop.result, stop.answered_at, stop.consultation = StopResult.OPEN, None, None
    stop.save(update_fields=["result", "answered_at", "consultation"])
    if consultation is not None:
        flags = WarningFlag.objects.select_for_update().in_force()
        flag = flags.filter(municipality=stop.municipality_id, form_key=_flag_key(stop, consultation), version=1).first()
        bulk.delete_records([flag] if flag else [], user=user)
        bulk.delete_records([consultation], user=user)
    return stop, True


@transaction.atomic
def note_visit(*, user, stop: RoundStop, note: str, minutes: int | None, seen_version: int) -> RoundStop:
    """A few words and the minutes go to the consultation of a visit; raises `wf40.editing.Conflict` if somebody wrote there meanwhile."""
    stop = _lock_stop(stop)
    consultation = Consultation.objects.select_for_update().filter(pk=stop.consultation_id).first()
    said = {"note": note, "minutes": minutes}
    if consultation is None:
        return stop
    if not may_read_note(user, consultation):
        raise PermissionDenied  # it became confidential meanwhile
    if values := {name: value for name, value in said.items() if value and value != getattr(consultation, name)}:
        change_consultation(
            user=user,
            consultation=consultation,
            values=values,
            base={"version": seen_version, "values": {}},
            choices={},
            seen_version=None,
        )
    return stop


@transaction.atomic
def move_stop(*, stop: RoundStop, by: int, seen_position: int) -> None:
    """A stop is visited one earlier (-1) or later (+1); a second tap on the same page moves nothing."""
    walk = Round.objects.select_for_update().get(pk=stop.round_id)
    stops = list(walk.stops.sighted().order_by("position", "pk"))
    at = next((at for at, other in enumerate(stops) if other.pk == stop.pk), None)
    if at is None or stops[at].position != seen_position or not 0 <= at + by < len(stops):
        return
    other = stops[at + by]
    stops[at].position, other.position = other.position, stops[at].position
    RoundStop.objects.bulk_update([stops[at], other], ["position"])


# --- the quick note ----------------------------------------------------------------------------------------
def _own_key(form_key, about: str):
    """The key of a further record that the same form makes."""
    return uuid.uuid5(form_key, about) if form_key else None


def _people_of(actors, contacts) -> list[list]:
    """For entries of their own: each actor's people; who serves none of the actors stands with all."""
    served = {(role.contact_id, role.actor_id) for role in ContactRole.objects.filter(contact__in=contacts, actor__in=actors)}
    known = {contact for contact, _actor in served}
    return [[person for person in contacts if (person.pk, actor.pk) in served or person.pk not in known] for actor in actors]


def _note_listing(*, user, values: dict, actor, consultation, form_key) -> None:
    """A want or an offer of a new note; a want is what the need of the talk becomes, and so cannot become once more."""
    is_need = values["exchange_type"] == ExchangeType.WANT and consultation.need.strip()
    key = need_key(consultation) if is_need else _own_key(form_key, "listing")
    create_listing(user=user, actor=actor, values=values | {"consultation": consultation}, form_key=key)


@transaction.atomic
def save_note(
    *,
    user,
    municipality,
    values: dict,
    new_actors: Sequence[str] = (),
    follow_up=None,
    is_shared=True,
    listing: dict | None = None,
    listing_actor=None,
    form_key=None,
):
    """Save what was typed into the box; returns (consultations, whether they are new): the same form sent twice makes them once.

    `values` are the consultation's fields, `new_actors` names of actors that the register does not know yet: they become stubs. With
    `is_shared` it is one talk with all actors, else one for each with an equal part of the minutes and a follow-up of its own.
    A `listing` is what one of the actors seeks or gives: `listing_actor` is that actor, or the name of a new one; without it the first.
    The draft has done its work. Raises a ValidationError if a task was taken on without a follow-up.
    """
    stubs = [
        create_actor(
            user=user,
            municipality=municipality,
            values={"trading_name": name, "source": gettext("Note")},
            form_key=_own_key(form_key, f"new actor: {name}"),
        )[0]
        for name in dict.fromkeys(new_actors)
    ]
    actors = [*sorted(values["actors"], key=lambda actor: actor.pk), *stubs]
    about = {"user": user, "municipality": municipality, "follow_up": follow_up}
    if is_shared or len(actors) == 1:
        made = [log_consultation(values=values | {"actors": actors}, form_key=form_key, **about)]
    else:
        minutes, people = shared_minutes(values.get("minutes"), len(actors)), _people_of(actors, values.get("contacts", ()))
        made = [
            log_consultation(
                values=values | {"actors": [actor], "contacts": contacts, "minutes": part},
                # The first bears the form's own key: by it is known that the form was saved.
                form_key=_own_key(form_key, f"actor: {actor.pk}") if position else form_key,
                **about,
            )
            for position, (actor, contacts, part) in enumerate(zip(actors, people, minutes, strict=True))
        ]
    if listing and made[0][1]:
        names = dict(zip(dict.fromkeys(new_actors), stubs, strict=True))
        owner = names.get(listing_actor) if isinstance(listing_actor, str) else listing_actor
        owner = owner if owner in actors else actors[0]
        talk = made[0 if len(made) == 1 else actors.index(owner)][0]
        _note_listing(user=user, values=listing, actor=owner, consultation=talk, form_key=form_key)
    if form_key:
        discard_draft(user=user, municipality=municipality, form_key=form_key)
    return [consultation for consultation, _is_new in made], any(is_new for _consultation, is_new in made)


# --- silent actors and absences ----------------------------------------------------------------------------
@transaction.atomic
def put_off(*, user, actor, until, reason) -> tuple[Snooze, bool]:
    """Do not bring a silent actor up again before a day; returns (decision, whether it is new): said twice, it is one decision."""
    actor = Actor.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    newest = Snooze.objects.filter(actor=actor).order_by("-made_at", "-pk").first()
    if newest and (newest.until, newest.reason, newest.made_by_id) == (until, reason, user.pk):
        return newest, False
    return Snooze.objects.create(municipality_id=actor.municipality_id, actor=actor, until=until, reason=reason, made_by=user), True


def _refuse_second_absence(absence: Absence) -> None:
    """Raise where the person is away on some of these days already; the caller has locked the office."""
    same = Absence.objects.filter(municipality=absence.municipality_id, person=absence.person_id).exclude(pk=absence.pk)
    other = same.filter(first_day__lte=absence.last_day, last_day__gte=absence.first_day).first()
    if other:
        days = {"first": f"{other.first_day:%d.%m.%Y}", "last": f"{other.last_day:%d.%m.%Y}"}
        text = gettext("An absence from %(first)s to %(last)s is entered already. Please change that one, or choose other days.")
        raise ValidationError(text % days, code="overlap")


@transaction.atomic
def enter_absence(*, municipality, values: dict) -> tuple[Absence, bool]:
    """Somebody is away and a colleague covers; returns (absence, whether it is new). Raises a ValidationError if the days overlap."""
    lock_offices([municipality.pk])
    known = Absence.objects.filter(municipality=municipality, **values).first()
    if known:
        return known, False
    absence = Absence(municipality=municipality, **values)
    _refuse_second_absence(absence)
    absence.save()
    return absence, True


@transaction.atomic
def change_absence(*, absence: Absence, values: dict) -> Absence:
    """Other days or another cover. Raises a ValidationError if the days overlap with another absence of the same person."""
    lock_offices([absence.municipality_id])
    for name, value in values.items():
        setattr(absence, name, value)
    _refuse_second_absence(absence)
    absence.save()
    return absence


# --- own calendar and morning mail -------------------------------------------------------------------------
@transaction.atomic
def make_calendar_address(*, user, municipality, form_key) -> str | None:
    """A new secret address instead of the one before; returns its token. The same form sent twice gives the same token, and None once
    that was revoked."""
    # Locked, so that two presses at the same moment leave one address in force.
    lock_offices([municipality.pk])
    token = token_of(user, municipality, form_key)
    known = CalendarFeed.objects.filter(token_hash=token_hash(token)).first()
    if known:
        return token if known.revoked_at is None else None
    revoke_calendar_address(user=user, municipality=municipality)
    CalendarFeed.objects.create(municipality_id=municipality.pk, owner=user, token_hash=token_hash(token))
    return token


def revoke_calendar_address(*, user, municipality) -> None:
    """Who knows the address gets nothing any more."""
    CalendarFeed.objects.filter(municipality=municipality.pk, owner=user, revoked_at=None).update(revoked_at=timezone.now())


def want_morning_mail(*, user, municipality, is_wanted: bool) -> None:
    """The mail in the morning comes from now on, or does not."""
    MorningMail.objects.update_or_create(municipality_id=municipality.pk, owner=user, defaults={"is_wanted": is_wanted})
