"""What the search box finds in the inbox."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.search import register
from portal.choices import EntryState
from portal.incoming import state_words, title_of
from portal.models import InboxEntry
from wf40.registry import Found, Searched, SearchSource


def read_entries(rows):
    """What came in by whom it is about; around it who sent it and what was written. What nobody confirmed is not there. One query."""
    for row in rows.sighted().select_related("actor"):
        about = "" if row.about == "–" else row.about
        yield Searched(row.pk, row.municipality_id, (), (about, row.sender_name, row.text))


def show_entries(user, municipality, keys) -> dict[int, Found]:
    """Entries with their kind, how far they are, and when they came; one query."""
    rows = InboxEntry.objects.visible_to(user, municipality).filter(pk__in=keys).select_related("actor").defer("text", "office_note")
    found = {}
    for row in rows.order_by():
        day = _("received on %(day)s") % {"day": date_format(timezone.localtime(row.received_at), "d.m.Y")}
        found[row.pk] = Found(title_of(row), row.get_absolute_url(), f"{state_words(row)}, {day}", row.state == EntryState.DONE)
    return found


def entries_of_actors(keys) -> list[int]:
    """The entries that are found by the names of some actors; one query."""
    return list(InboxEntry.objects.filter(actor__in=keys).order_by().values_list("pk", flat=True))


def declare() -> None:
    """Tell the search box."""
    register(
        SearchSource(
            "inbox",
            gettext_lazy("Inbox"),
            InboxEntry._meta.label,
            "portal.view_inboxentry",
            read_entries,
            show_entries,
            50,
            entries_of_actors,
        )
    )
