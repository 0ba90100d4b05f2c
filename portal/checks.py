"""Whether an entry is still right: who said so last, whom nobody could ask, and for whom an alliance may vouch."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, Case, DateTimeField, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import ActorKind, MessageState
from initiatives.models import Actor, ContactRole
from network.choices import ConnectionKind
from network.models import Connection
from portal.choices import UNDECIDED, CheckAnswer, CheckedThrough
from portal.models import ProfileChange, ProfileCheck

# After so long the question is put anew.
A_YEAR = timedelta(days=365)
DAYS_BEFORE_A_REMINDER = 21
PATIENCE = timedelta(days=DAYS_BEFORE_A_REMINDER)
MOST_REMINDERS = 2
# A year has 250 working days: nobody is asked out of turn, and a clock that stood still catches up.
DAYS_TO_ASK_IN = 250
ALLIANCES = (ActorKind.NETWORK, ActorKind.ASSOCIATION)
# The mail has left, or perhaps has.
LEFT = (MessageState.SENT, MessageState.UNCERTAIN)


# --- the last confirmation ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Confirmation:
    """On which day somebody said that an entry is right, and who; `alliance` is None where it must not be named."""

    day: date
    through: str
    alliance: Actor | None = None

    @property
    def who(self) -> str:
        """Who said so, in a few words; of an alliance "bürgt: <name>"."""
        if self.through == CheckedThrough.ALLIANCE:
            return _("vouches: %(name)s") % {"name": self.alliance} if self.alliance else str(CheckedThrough.ALLIANCE.label)
        return str(CheckedThrough(self.through).label)


def confirmations_of(actors) -> dict[int, Confirmation]:
    """Who said last that the entries of some actors are right, by the actor's key; without those of whom nobody ever did. Two queries.

    An alliance is named where the public knows it; one that is not published is "its alliance".
    """
    said: dict[int, ProfileCheck] = {}
    keys = [actor.pk for actor in actors]
    for check in ProfileCheck.objects.filter(actor__in=keys, answer=CheckAnswer.YES).order_by("answered_at", "pk"):
        said[check.actor_id] = check
    vouching = {check.vouched_by_id for check in said.values()} - {None}
    named = {row.pk: row for row in Actor.objects.filter(pk__in=vouching).published().select_related("municipality")}
    return {
        actor.pk: confirmation_from(actor, check := said.get(actor.pk), named.get(check.vouched_by_id) if check else None)
        for actor in actors
        if actor.assured_on is not None
    }


def confirmation_from(actor, check, alliance: Actor | None) -> Confirmation:
    """What an actor's newest "yes" (None without one) says about its confirmation."""
    if check is None or timezone.localtime(check.answered_at).date() < actor.assured_on:
        # Somebody of the office pressed the button on the actor's page.
        return Confirmation(actor.assured_on, str(CheckedThrough.OFFICE))
    return Confirmation(actor.assured_on, check.answered_through, alliance if check.answered_through == CheckedThrough.ALLIANCE else None)


def confirmation_of(actor) -> Confirmation | None:
    """The same for one actor; None if nobody ever said so."""
    return confirmations_of([actor]).get(actor.pk)


# --- who is asked ------------------------------------------------------------------------------------------
def to_be_asked(municipality, now):
    """The published actors of a city who have not said for a year that their entry is right, and were not asked in that time; those who
    said so longest ago come first."""
    day = timezone.localtime(now).date()
    recent = ProfileCheck.objects.filter(actor=OuterRef("pk")).filter(
        Q(answer=CheckAnswer.OPEN) | Q(asked_at__gt=now - A_YEAR) | Q(answered_at__gt=now - A_YEAR)
    )
    rows = Actor.objects.filter(municipality=municipality).published()
    rows = rows.filter(~Exists(recent), Q(assured_on=None) | Q(assured_on__lt=day - A_YEAR))
    return rows.order_by(F("assured_on").asc(nulls_first=True), "published_since", "pk")


def open_checks(rows=None):
    """The questions among these (all) that wait for an answer, of actors that still stand in the lists."""
    rows = (ProfileCheck.objects.sighted() if rows is None else rows).filter(answer=CheckAnswer.OPEN, actor__archived_at=None)
    return rows.annotate(last_said_at=Coalesce("reminded_at", "asked_at", output_field=DateTimeField()))


def to_be_reminded(now):
    """The questions whose mail left three weeks ago and brought no answer; nobody is reminded more than twice."""
    rows = open_checks().filter(reminder_count__lt=MOST_REMINDERS, message__state__in=LEFT, message__sending_at__lte=now - PATIENCE)
    return rows.filter(actor__in=Actor.objects.published().values("pk"))


def unanswered(rows):
    """Those of some `open_checks` that no further mail follows: asked and reminded in vain, or no mail reached anybody."""
    in_vain = Q(reminder_count__gte=MOST_REMINDERS, last_said_at__lte=timezone.now() - PATIENCE)
    return rows.filter(in_vain | Q(message=None) | Q(message__state=MessageState.FAILED))


def _was_asked_in_vain(check) -> bool:
    return check.reminder_count >= MOST_REMINDERS and (check.reminded_at or check.asked_at) <= timezone.now() - PATIENCE


def is_by_word(check) -> bool:
    """The same of one row."""
    if check.answer or check.actor.archived_at:
        return False
    return _was_asked_in_vain(check) or check.message is None or check.message.state == MessageState.FAILED


def with_addresses(rows):
    """Adds `has_address`: whether the actor or one of its people has a mail address."""
    people = ContactRole.objects.sighted().filter(actor=OuterRef("actor")).exclude(contact__email="")
    return rows.annotate(has_address=Case(When(~Q(actor__email=""), then=True), default=Exists(people), output_field=BooleanField()))


def why_by_word(check) -> str:
    """Why the question of a check (of `with_addresses`) is the office's to put by word."""
    if check.message and check.message.state == MessageState.FAILED:
        return _("the mail did not arrive")
    if not _was_asked_in_vain(check):
        return _("no mail possible (objection or wrong address)") if check.has_address else _("no e-mail address")
    day = f"{timezone.localtime(check.reminded_at or check.asked_at):%d.%m.%Y}"
    return _("reminded twice, last on %(day)s") % {"day": day}


# --- alliances ---------------------------------------------------------------------------------------------
def members_of(alliance):
    """The published members of a network or an association, in its own city, by name; `is_waiting` are those whose own proposal the
    office has not decided yet."""
    if alliance.kind not in ALLIANCES:
        return Actor.objects.none()
    memberships = Connection.objects.sighted().living().filter(kind=ConnectionKind.MEMBERSHIP, to_actor=alliance)
    memberships = memberships.filter(Q(ended_on=None) | Q(ended_on__gte=timezone.localdate()))
    rows = Actor.objects.filter(municipality=alliance.municipality_id, pk__in=memberships.values("from_actor")).published()
    proposed = ProfileChange.objects.filter(entry__actor=OuterRef("pk"), state__in=UNDECIDED)
    return rows.annotate(is_waiting=Exists(proposed)).order_by("sort_key", "pk")


def has_members(actor) -> bool:
    """Whether there is anybody for whom an actor may vouch; one query, none for other kinds of actors."""
    return actor.kind in ALLIANCES and members_of(actor).exists()
