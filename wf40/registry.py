"""Named lists in which higher floors register what they add to pages of lower floors (filled in `AppConfig.ready`).

Every entry takes `(user, municipality)`, starts from `visible_to` and states its fixed number of queries.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


class NamedList:
    """An ordered list of entries with unique keys."""

    def __init__(self, name: str):
        self.name = name
        self._entries: dict[str, Any] = {}

    def register(self, entry) -> None:
        """Add an entry; the same key twice is a programming error."""
        if entry.key in self._entries:
            raise ValueError(f"{self.name} has an entry {entry.key!r} already.")
        self._entries[entry.key] = entry

    def __iter__(self) -> Iterator:
        return iter(sorted(self._entries.values(), key=lambda entry: (entry.position, entry.key)))

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True)
class Panel:
    """A panel of a record's page: `context(user, municipality, record)` gives what its template shows, None leaves it out."""

    key: str
    template: str
    context: Callable
    queries: int
    position: int = 100
    is_aside: bool = True


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the timeline of an actor or a person."""

    when: date | datetime
    what: str
    meta: str = ""
    text: str = ""
    url: str = ""
    is_talk: bool = False


@dataclass(frozen=True)
class TimelineSource:
    """Gives the `TimelineEntry` lines of an actor or a person: `entries(user, municipality, record, limit)`.

    On the page of the whole timeline sources with the same `label` are chosen together; what is not `is_brief` stands on that page alone.
    """

    key: str
    entries: Callable
    queries: int
    position: int = 100
    label: str = ""
    is_brief: bool = True


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the page head's main areas, shown to those who have its right."""

    key: str
    label: str
    url_name: str
    right: str
    position: int = 100
    under: str = ""


@dataclass(frozen=True)
class Obligation:
    """What a model that points at an actor or a contact owes: merging, the report to a person, and erasure.

    `key` is the model's label, `points_at` the labels of what it points at. `merge(kept, merged)` moves rows to the record
    that is kept and returns how many; `person_report(contact)` gives what is stored about a person (DSGVO Art. 15) as a list
    of dicts; `erase(contact)` removes the person from rows that stay as counts (Art. 17) and returns how many.
    """

    key: str
    points_at: tuple[str, ...]
    merge: Callable
    person_report: Callable
    erase: Callable
    position: int = 100


@dataclass(frozen=True)
class DueWork:
    """A job that the clock starts every so many minutes; `label` is translated and says on the clock's page what it does.

    `run(now)` may run twice without harm and catches up by itself, since after a pause it is called once. It gives a count or a
    few words, which name nobody, as the managements of all cities read them; None says nothing. What takes long it leaves to a task.
    """

    key: str
    every_minutes: int
    run: Callable[[datetime], object]
    label: str
    position: int = 100


@dataclass(frozen=True)
class LinkPurpose:
    """For what a personal link may be used: where it leads (`url_name`, an address without the token), for how many days
    (None: without end), and whether it works once only. `explain(link)` says in one sentence what awaits the reader.

    `answers(link)` gives buttons as (code, label) for a question that can be answered at the door; `take(link, code)` is called when one
    was pressed, before the page opens, and may give the name of another page of the same folder. Without answers one button leads in.
    """

    key: str
    label: str
    url_name: str
    explain: Callable
    days: int | None
    is_once: bool = False
    position: int = 100
    answers: Callable | None = None
    take: Callable | None = None


@dataclass(frozen=True)
class MailSecret:
    """A word that only the reader of a mail may know, such as a code: `make(key)` gives it as the mail is handed over, and nobody stores
    it; `label` stands in its place wherever the mail is shown."""

    key: str
    label: str
    make: Callable
    position: int = 100


@dataclass(frozen=True)
class LegalPage:
    """A page to which the foot of every public page leads: `address(municipality)`."""

    key: str
    label: str
    address: Callable
    position: int = 100


@dataclass(frozen=True)
class BulkButton:
    """A button above the list of actors for what is ticked: it opens `url_name` with the ticked rows or the whole list."""

    key: str
    label: str
    icon: str
    url_name: str
    right: str
    position: int = 100


@dataclass(frozen=True)
class OfficePage:
    """A page on which an office is run (its team, its outbox, its logs): what it is for in one sentence, and who may open it."""

    key: str
    label: str
    sentence: str
    url_name: str
    right: str
    position: int = 100


@dataclass(frozen=True)
class Searched:
    """What the search knows of one record: its names (the first is its title) and the text around them, as people wrote them."""

    record_key: int
    municipality_id: int
    names: tuple[str, ...]
    text: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A record as a hit shows it."""

    title: str
    url: str
    meta: str = ""
    # Found, but after all others: archived, ended.
    is_past: bool = False


@dataclass(frozen=True)
class SearchSource:
    """A kind of record that the search box finds; `key` is stored with each of its entries, `right` is what its reader needs.

    `read(rows)` gives a `Searched` for each row of a queryset that may be found (the others are taken out of the search), and
    `show(user, municipality, keys)` gives {key: `Found`} for those that this person sees now. Both have a fixed number of queries.
    `of_actors(keys)` gives the keys of the records that are found by the names of some actors: they are renewed with them.
    """

    key: str
    label: str
    model: str
    right: str
    read: Callable
    show: Callable
    position: int = 100
    of_actors: Callable | None = None


@dataclass(frozen=True)
class TodayPanel:
    """A panel of the page "Heute": `context(user, municipality, day)` gives what its template shows, None leaves it out.

    Two keys of it are read by the page: `summary`, (words, is overdue) for the line under the heading, and `is_work`, False for what
    leaves the day as empty as it is.

    `lines(user, municipality, day)` gives the same as `TodayLine` for the morning mail; without it the panel is not in the mail.
    """

    key: str
    template: str
    context: Callable
    queries: int
    position: int = 100
    is_aside: bool = False
    lines: Callable | None = None


@dataclass(frozen=True)
class TodayLine:
    """One line of the morning mail: what, where it comes from, and the address where it is dealt with."""

    what: str
    meta: str = ""
    url: str = ""


@dataclass(frozen=True)
class SheetPart:
    """A part of the meeting sheet: `context(user, municipality, actor)` gives what its template shows, None leaves it out."""

    key: str
    template: str
    context: Callable
    queries: int
    position: int = 100


@dataclass(frozen=True)
class CalendarDay:
    """An all-day entry of the calendar feed; when it is moved, `uid` stays and `sequence` rises. No text of a note stands in it."""

    uid: str
    day: date
    title: str
    url: str = ""
    last_day: date | None = None
    sequence: int = 0
    changed_at: datetime | None = None


@dataclass(frozen=True)
class CalendarSource:
    """What an app puts into a person's calendar: `days(user, municipality, since)` gives `CalendarDay` entries."""

    key: str
    days: Callable
    queries: int
    position: int = 100


@dataclass(frozen=True)
class OwnPage:
    """A page about a person's own work, in the menu under the initials."""

    key: str
    label: str
    url_name: str
    right: str
    position: int = 100


@dataclass(frozen=True)
class ExamplePart:
    """What a higher floor adds to each example city: `fill(chance, office)`, after the register is filled."""

    key: str
    fill: Callable
    position: int = 100


@dataclass(frozen=True)
class ListFilter:
    """A filter that a higher floor adds to the list of actors: `make(user, municipality)` gives the filter of django-filter for one bar,
    whose `method` is a function `(queryset, name, value)`; it starts from rows that this person sees. Its name in the address is `key`."""

    key: str
    make: Callable
    position: int = 100


@dataclass(frozen=True)
class ListColumn:
    """A column that a higher floor adds to the list of actors: `make()` gives the `wf40.tables.Column`, whose key and `beside` are `key`;
    `complete(user, municipality, rows)` puts into `row.beside[key]` what its cell reads, in `queries` queries and only where it shows."""

    key: str
    make: Callable
    complete: Callable
    queries: int = 1
    position: int = 100


@dataclass(frozen=True)
class SuggestionFact:
    """A rule of a higher floor for or against introducing two actors: `facts(user, municipality, pairs)` gives
    {pair of keys, the smaller one first: list of `network.suggestions.Fact`} in a fixed number of queries."""

    key: str
    label: str
    facts: Callable
    queries: int
    position: int = 100


@dataclass(frozen=True)
class OfficeStart:
    """What a higher floor gives a new city to begin with: `start(municipality)`; a second time changes nothing."""

    key: str
    start: Callable
    position: int = 100


navigation = NamedList("navigation")
panels = NamedList("panels")
consultation_panels = NamedList("consultation_panels")
actor_filters = NamedList("actor_filters")
actor_columns = NamedList("actor_columns")
suggestion_facts = NamedList("suggestion_facts")
timeline = NamedList("timeline")
contact_timeline = NamedList("contact_timeline")
obligations = NamedList("obligations")
due_work = NamedList("due_work")
link_purposes = NamedList("link_purposes")
mail_secrets = NamedList("mail_secrets")
legal_pages = NamedList("legal_pages")
bulk_buttons = NamedList("bulk_buttons")
office_pages = NamedList("office_pages")
search_sources = NamedList("search_sources")
today = NamedList("today")
meeting_sheet = NamedList("meeting_sheet")
calendar = NamedList("calendar")
own_pages = NamedList("own_pages")
example_parts = NamedList("example_parts")
office_starts = NamedList("office_starts")
