"""The calendar feed as a file (iCalendar, RFC 5545): all days that the apps register for a person."""

from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from wf40.registry import CalendarDay, calendar

# What ended longer ago stands in no calendar any more.
DAYS_KEPT = 31
ASK_AGAIN_AFTER = timedelta(hours=1)


def _entry(day: CalendarDay, now) -> Event:
    """An all-day entry: a date without a time, so that no time zone moves it; private, and nobody is busy by it."""
    url, host = urljoin(settings.WF40_URL, day.url), urlsplit(settings.WF40_URL).hostname
    event = Event()
    event.add("uid", f"{day.uid}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", day.day)
    event.add("dtend", (day.last_day or day.day) + timedelta(days=1))
    event.add("summary", day.title)
    if day.url:
        event.add("url", url)
        # Outlook shows the text and not the address.
        event.add("description", url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("sequence", day.sequence)
    if day.changed_at:
        event.add("last-modified", day.changed_at)
    return event


def calendar_file(user, municipality) -> bytes:
    """The calendar of a person for one city, as calendar programs fetch it."""
    now = timezone.now().replace(microsecond=0)
    name = _("wf40 %(city)s") % {"city": municipality}
    file = Calendar()
    file.add("prodid", "-//wf40//desk//DE")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("name", name)
    file.add("x-wr-calname", name)
    file.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", "PT1H")
    since = timezone.localdate() - timedelta(days=DAYS_KEPT)
    for source in calendar:
        for day in source.days(user, municipality, since):
            file.add_component(_entry(day, now))
    return file.to_ical()
