"""The table of the inbox."""

from django.db.models import DurationField, ExpressionWrapper, F
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.choices import EntryKind, EntryResult, EntryState
from portal.figures import span_words
from portal.incoming import gist_of, parts_of, state_words
from wf40.tables import MISSING, Column, Table, day, link, record_url, text

KINDS = dict(EntryKind.choices)
# What waits for the office is blue, what went well green; the words say which state it is.
LOOKS = {EntryState.OPEN: "info", EntryResult.ACCEPTED: "success", EntryResult.PARTLY: "success", EntryResult.ANSWERED: "success"}


def state_badge(entry) -> str:
    """How far an entry is as a badge; what is done with what became of it."""
    look = LOOKS.get(entry.result or entry.state, "")
    return format_html(
        '<span class="kern-badge kern-badge--small{}"><span class="kern-label">{}</span></span>',
        f" kern-badge--{look}" if look else "",
        state_words(entry),
    )


def _about(entry) -> str:
    sender = entry.sender_name or entry.sender_email
    about = _("without a name") if entry.about == MISSING else entry.about
    return link(record_url("inbox_detail", entry.pk), about, "" if sender == entry.about else sender)


def _due(entry) -> str:
    if entry.is_late:
        return format_html('<span class="wf-overdue">{} <span class="wf-hidden">{}</span></span>', day(entry.due_on), _("overdue"))
    return day(entry.due_on) if entry.is_open else MISSING


def _answer_time(entry) -> str:
    return span_words(entry.answered_at - entry.received_at) if entry.answered_at else MISSING


def _with_answer_time(queryset):
    """With the time to the first answer, to sort by."""
    return queryset.annotate(answer_time=ExpressionWrapper(F("answered_at") - F("received_at"), output_field=DurationField()))


class InboxTable(Table):
    """What came in, what is due first in front."""

    caption = _("Inbox")
    counted = ngettext_lazy("%(shown)s entry", "%(shown)s entries", "number")
    default_sort = "due"
    # What the name and the day of a row are made of.
    always = ("kind", "state", "result", "due_on", "details", "sender_name", "sender_email", "actor__trading_name")
    columns = (
        Column(
            "about",
            _("From whom or about whom"),
            _about,
            ("actor__sort_key", "sender_name"),
            "wf-table__name",
            has_gaps=True,
            load=("actor__trading_name", "sender_name"),
        ),
        Column("kind", _("Kind"), lambda row: KINDS[row.kind], ("kind",), load=("kind",)),
        Column("what", _("What"), lambda row: text(gist_of(row, row.parts)), beside="parts", load=("text",)),
        Column("due", _("Answer promised by"), _due, ("due_on",), "wf-date", True, load=("due_on",)),
        Column("state", _("State"), state_badge, ("state", "result"), "wf-nowrap", load=("state", "result")),
        Column(
            "assignee",
            _("Looked after by"),
            lambda row: row.assignee.get_short_name() if row.assignee else MISSING,
            ("assignee__name",),
            "",
            True,
            has_gaps=True,
            load=("assignee__name",),
        ),
        Column("received", _("Received"), lambda row: day(row.received_at), ("received_at",), "wf-date", True, load=("received_at",)),
        Column(
            "answered",
            _("Answered after"),
            _answer_time,
            ("answer_time",),
            "wf-wide",
            True,
            has_gaps=True,
            load=("answered_at", "received_at"),
            ask_order=_with_answer_time,
        ),
        Column(
            "done",
            _("Done on"),
            lambda row: day(row.done_at),
            ("done_at",),
            "wf-date",
            True,
            has_gaps=True,
            load=("done_at",),
            is_default=False,
        ),
        Column(
            "done_by",
            _("Done by"),
            lambda row: row.done_by.get_short_name() if row.done_by else MISSING,
            ("done_by__name",),
            "",
            True,
            has_gaps=True,
            load=("done_by__name",),
            is_default=False,
        ),
    )

    def complete(self, rows, beside):
        """The parts that proposals would change; one query."""
        found = parts_of(rows)
        for row in rows:
            row.parts = found.get(row.pk, ())
