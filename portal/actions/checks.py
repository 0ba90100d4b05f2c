""" "Stimmt das noch?": asked once a year by mail, answered at the door of a link, by an alliance, or by word to the office."""

from django.db import transaction
from django.utils import timezone

from initiatives.actions import assure_actor
from initiatives.models import Actor
from portal.actions.inbox import TooMany, receive
from portal.checks import members_of
from portal.choices import TO_DO, CheckAnswer, CheckedThrough, EntryKind
from portal.links import open_check
from portal.models import InboxEntry, ProfileCheck


# --- answers -----------------------------------------------------------------------------------------------
def _lock(actor) -> Actor:
    """Two answers to the same question come one after the other."""
    return Actor.objects.select_for_update(of=("self",)).get(pk=actor.pk)


def _answer(actor, answer: str, *, through: str, contact=None, vouched_by=None, user=None) -> ProfileCheck:
    """Answers the open question of a locked actor, or takes down what nobody asked; the same word on the same day is one row."""
    now = timezone.now()
    said = {"answer": answer, "answered_through": through, "vouched_by": vouched_by}
    check = open_check(actor)
    if check is None:
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        if known := ProfileCheck.objects.filter(actor=actor, answered_at__gte=midnight, **said).first():
            return known
        check = ProfileCheck(municipality=actor.municipality, actor=actor)
    for name, value in (said | {"answered_at": now, "recorded_by": user}).items():
        setattr(check, name, value)
    if through == CheckedThrough.LINK:
        check.contact = contact
    check.save()
    return check


@transaction.atomic
def confirm(*, link) -> ProfileCheck:
    """The holder of a link says that everything is right; however often within a day, it is one confirmation."""
    actor = assure_actor(user=None, actor=_lock(link.actor))
    return _answer(actor, CheckAnswer.YES, through=CheckedThrough.LINK, contact=link.contact)


def answer_at_door(link, code: str) -> str | None:
    """A button on the first page of a link was pressed while the question was open; gives the page that opens, None for the profile."""
    if code == CheckAnswer.YES:
        confirm(link=link)
        return None
    if code not in (CheckAnswer.CHANGE, CheckAnswer.GONE):
        return None
    try:
        with transaction.atomic():
            if open_check(actor := _lock(link.actor)):
                _answer(actor, code, through=CheckedThrough.LINK, contact=link.contact)
                if code == CheckAnswer.GONE:
                    tell_gone(link=link)
    except TooMany:
        # The question stays open; its holder goes on in the profile.
        return None
    return "own_profile_change" if code == CheckAnswer.CHANGE else None


def tell_gone(*, link) -> InboxEntry:
    """The office learns that an actor no longer exists: one entry, however many of its people say so. Raises `TooMany`."""
    known = InboxEntry.objects.filter(actor=link.actor, kind=EntryKind.GONE, state__in=TO_DO).first()
    return known or receive(municipality=link.municipality, kind=EntryKind.GONE, link=link)


@transaction.atomic
def vouch(*, link, members) -> list[Actor]:
    """An alliance says of some of its members (keys) that their public entries are right; returns those for which it counts.

    Left out are who is no published member and whose own proposal is still being checked.
    """
    rows = list(members_of(link.actor).filter(pk__in=members, is_waiting=False))
    for row in rows:
        actor = _lock(row)
        # Who said so itself today needs nobody who vouches.
        if actor.assured_on != timezone.localdate() or open_check(actor):
            _answer(assure_actor(user=None, actor=actor), CheckAnswer.YES, through=CheckedThrough.ALLIANCE, vouched_by=link.actor)
    return rows


@transaction.atomic
def record_answer(*, user, actor, answer: str) -> ProfileCheck:
    """Somebody of the office takes down what an actor said by word; "yes" assures the entry as of today."""
    actor = assure_actor(user=user, actor=_lock(actor)) if answer == CheckAnswer.YES else _lock(actor)
    return _answer(actor, answer, through=CheckedThrough.OFFICE, user=user)
