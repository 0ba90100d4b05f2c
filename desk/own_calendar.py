"""The own calendar: whose secret address it is, and the promises that stand in it."""

import unicodedata
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from desk.models import CalendarFeed
from desk.today import covered_by
from initiatives.models import FollowUp
from initiatives.models.message import token_hash
from wf40.registry import CalendarDay

RIGHT = "desk.view_calendarfeed"
SALT = "desk.calendar"


def token_of(user, municipality, form_key) -> str:
    """The token that a press on the button makes: 256 bits that nobody guesses and that are stored nowhere.

    It is worked out of the form's own key, so that a page that is sent again shows the same address instead of making another one.
    """
    return salted_hmac(SALT, f"{user.pk}:{municipality.pk}:{form_key}", algorithm="sha256").hexdigest()


def address_of(token: str) -> str:
    """The whole address, as it goes into a calendar."""
    return f"{settings.WF40_URL.rstrip('/')}{reverse('calendar_feed', args=[token])}"


def find_feed(token: str) -> CalendarFeed | None:
    """The feed of a token, also if it was revoked; None if there never was one."""
    return CalendarFeed.objects.select_related("municipality", "owner").filter(token_hash=token_hash(token)).first()


def is_in_force(feed: CalendarFeed) -> bool:
    """Not revoked, and its owner works in this office today, in a role that has a calendar."""
    return feed.revoked_at is None and feed.owner.has_perm(RIGHT, feed.municipality)


def _plain(words: str) -> str:
    """In one line, without letters that control a machine."""
    return " ".join("".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in words).split())


def _title(follow_up: FollowUp, today: date) -> str:
    """What is to be done, in the promise's words; none of them if they come from a confidential talk, as a calendar leaves the house."""
    if follow_up.consultation and follow_up.consultation.is_confidential:
        title = _("Follow-up")
    else:
        words = _("Ask again: %(task)s") if follow_up.is_theirs else _("Follow-up: %(task)s")
        title = words % {"task": _plain(follow_up.task)}
    if follow_up.due_on < today:
        return _("%(title)s (overdue since %(day)s)") % {"title": title, "day": f"{follow_up.due_on:%d.%m.%Y}"}
    return title


def follow_up_days(user, municipality, since: date) -> list[CalendarDay]:
    """The open promises of this person and of those whom they cover today; what is overdue stands on today. Two queries."""
    today = timezone.localdate()
    people = [user, *(absence.person for absence in covered_by(user, municipality, today))]
    rows = FollowUp.objects.visible_to(user, municipality).still_open().filter(assignee__in=people).select_related("consultation")
    days = []
    for row in rows:
        # A calendar takes a higher number for a later state. An overdue entry moves by itself each day, so the days count as well.
        touched = today if row.due_on < today else timezone.localdate(row.changed_at)
        days.append(
            CalendarDay(
                uid=f"follow-up-{row.pk}",
                day=max(row.due_on, today),
                title=_title(row, today),
                url=row.get_absolute_url(),
                sequence=row.version + max((touched - timezone.localdate(row.created_at)).days, 0),
                changed_at=row.changed_at,
            )
        )
    return days
