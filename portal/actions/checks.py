""" "Stimmt das noch?": asked once a year by mail, answered at the door of a link, by an alliance, or by word to the office."""

from math import ceil

from django.db import transaction
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from initiatives.actions import MessageRefused, assure_actor, placeholder, queue_message
from initiatives.models import Actor
from portal.actions.inbox import TooMany, receive
from portal.checks import DAYS_TO_ASK_IN, members_of, open_checks, to_be_asked, to_be_reminded
from portal.choices import TO_DO, CheckAnswer, CheckedThrough, EntryKind, ProfilePart
from portal.links import PROFILE, open_check
from portal.models import InboxEntry, PortalSettings, ProfileCheck
from portal.profile import PREFETCHED
from portal.publication import public_parts, published_profiles
from portal.recipients import SERVICE, best_way, ways_to

# What a mail quotes of a profile: three lines, of those parts that are filled in.
QUOTED = (
    ProfilePart.DESCRIPTION,
    ProfilePart.ADDRESS,
    ProfilePart.HOURS,
    ProfilePart.FIELDS,
    ProfilePart.WEBSITE,
    ProfilePart.PHONE,
    ProfilePart.EMAIL,
)
LINES_QUOTED, LONGEST_LINE = 3, 160
AT_ONCE = 200


# --- asking ------------------------------------------------------------------------------------------------
def ask_due_checks(now) -> int:
    """Ask the actors of every city that wants it whose turn has come: a share of the published ones each day, so that they spread over
    the year. Returns how many were asked; may run twice."""
    return sum(_ask_city(row.municipality, now) for row in _asking())


def _asking():
    """The settings of the cities that ask once a year."""
    return PortalSettings.objects.filter(asks_yearly=True).select_related("municipality").order_by("pk")


def _midnight(now):
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _ask_city(municipality, now) -> int:
    asked_today = ProfileCheck.objects.filter(municipality=municipality, asked_at__gte=_midnight(now)).count()
    share = ceil(published_profiles(municipality).count() / DAYS_TO_ASK_IN) - asked_today
    keys = list(to_be_asked(municipality, now).values_list("pk", flat=True)[:share]) if share > 0 else []
    return sum(_ask(way, now) for way in _ways_to(keys))


def _ways_to(keys) -> list:
    """Whom one mail to each of some actors goes to; a fixed number of queries."""
    actors = Actor.objects.filter(pk__in=keys).select_related("municipality").prefetch_related(*PREFETCHED)
    return [best_way(ways) for ways in ways_to(actors)] if keys else []


@transaction.atomic
def _ask(way, now) -> bool:
    """The question with its mail; without a way to write it stands on the office's page of the day at once."""
    if open_check(_lock(way.actor)):
        return False
    check = ProfileCheck(municipality=way.actor.municipality, actor=way.actor, asked_at=now)
    check.save()
    _write(check, way)
    return True


def remind_due_checks(now) -> int:
    """Remind those who have not answered for three weeks, twice at the most; returns how many mails were written. May run twice."""
    count = 0
    cities = [row.municipality_id for row in _asking()]
    due = list(to_be_reminded(now).filter(municipality__in=cities).values_list("actor", flat=True).order_by("pk"))
    for at in range(0, len(due), AT_ONCE):
        for way in _ways_to(due[at : at + AT_ONCE]):
            count += _remind(way, now)
    return count


@transaction.atomic
def _remind(way, now) -> bool:
    _lock(way.actor)
    check = to_be_reminded(now).filter(actor=way.actor).first()
    if check is None:
        return False
    check.reminder_count, check.reminded_at = check.reminder_count + 1, now
    return _write(check, way)


def _write(check, way) -> bool:
    """The mail of a question or of a reminder; False where the office may not or cannot write."""
    actor, office = way.actor, way.actor.municipality
    words = {
        "greeting": way.contact.letter_salutation() if way.contact else _("Good day"),
        "name": actor,
        "lines": "\n".join(_quoted(actor)),
        "link": placeholder("profile"),
        "office": office.office_name,
        "day": f"{timezone.localtime(check.asked_at):%d.%m.%Y}",
    }
    first = _("once a year we ask whether what stands in the directory about %(name)s is still right:")
    again = _("on %(day)s we asked you whether what stands in the directory about %(name)s is still right. Today it says:")
    body = _(
        "%(greeting)s,\n\n%(first)s\n\n%(lines)s\n\n"
        "Yes, everything is right:\n%(link)s?antwort=yes\n\n"
        "Something has changed:\n%(link)s?antwort=change\n\n"
        "It no longer exists:\n%(link)s?antwort=gone\n\n"
        "One click on the page that opens is enough. No password is needed; the link works for 90 days and is meant for you alone.\n\n"
        "Kind regards\n%(office)s"
    )
    check.contact = way.contact
    try:
        check.message = queue_message(
            purpose=SERVICE,
            subject=_("Is your entry still right? %(name)s") % words,
            body=body % (words | {"first": (again if check.reminder_count else first) % words}),
            actor=actor,
            contact=way.contact,
            email=way.email,
            links={"profile": (PROFILE, None)},
            is_automatic=True,
            once_key=f"profile check {check.pk} {check.reminder_count}",
        )
    except MessageRefused:
        check.message = None
    check.save()
    return check.message is not None


def _quoted(actor) -> list[str]:
    """What the public reads about an actor, in three lines."""
    parts = public_parts(actor)
    known = [(code, " ".join(parts[code].split())) for code in map(str, QUOTED) if parts.get(code)]
    return [f"{ProfilePart(code).label}: {Truncator(words).chars(LONGEST_LINE)}" for code, words in known[:LINES_QUOTED]] or [str(actor)]


def settle_assured_checks() -> int:
    """Somebody of the office pressed "is right" on an actor's page while the question was open: that answers it. Returns how many."""
    count = 0
    said = open_checks().filter(actor__assured_on__gte=TruncDate("asked_at")).select_related("actor__assured_by")
    for actor in [check.actor for check in said]:
        with transaction.atomic():
            if open_check(_lock(actor)):
                _answer(actor, CheckAnswer.YES, through=CheckedThrough.OFFICE, user=actor.assured_by)
                count += 1
    return count


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
        if known := ProfileCheck.objects.filter(actor=actor, answered_at__gte=_midnight(now), **said).first():
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
