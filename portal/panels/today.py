"""What of the inbox stands on the page "Heute" and in the morning mail: what waits for the office's answer."""

from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.choices import EntryKind
from portal.incoming import day_words, title_of
from portal.models import InboxEntry
from wf40.registry import TodayLine, TodayPanel, today
from wf40.tables import record_url

SHOWN = 5
RIGHT = "portal.change_inboxentry"


def _waiting(user, municipality):
    return InboxEntry.objects.visible_to(user, municipality).waiting_for_us()


def _first(user, municipality) -> list[InboxEntry]:
    """What this person should open next: one's own and what nobody has taken yet, what was promised soonest in front; one query."""
    others = Case(When(Q(assignee=user) | Q(assignee=None), then=Value(0)), default=Value(1))
    rows = _waiting(user, municipality).select_related("actor", "assignee").defer("text", "office_note")
    return list(rows.order_by(others, "due_on", "pk")[:SHOWN])


def _whose(entry, user) -> str:
    """Who looks after it, where it is not the reader."""
    if entry.assignee_id == user.pk:
        return _("yours")
    return entry.assignee.get_short_name() if entry.assignee else _("nobody looks after it yet")


def inbox(user, municipality, day) -> dict | None:
    """How much waits, of which kind, and the five to begin with; two queries, one where nothing waits."""
    if not user.has_perm(RIGHT, municipality):
        return None
    counted = (
        _waiting(user, municipality).order_by().values("kind").annotate(of_kind=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))
    )
    counted = {row["kind"]: row for row in counted}
    if not counted:
        return None
    count, late = (sum(row[name] for row in counted.values()) for name in ("of_kind", "late"))
    summary = [(ngettext("%(count)d in the inbox", "%(count)d in the inbox", count) % {"count": count}, False)]
    if late:
        summary.append((ngettext("%(count)d of them overdue", "%(count)d of them overdue", late) % {"count": late}, True))
    list_url = reverse("inbox_list")
    return {
        "rows": [
            {
                "title": title_of(entry),
                "url": record_url("inbox_detail", entry.pk),
                "day": day_words(entry),
                "whose": _whose(entry, user),
                "is_late": entry.due_on < day,
            }
            for entry in _first(user, municipality)
        ],
        "kinds": [
            {"label": kind.label, "count": counted[kind]["of_kind"], "url": f"{list_url}?kind={kind.value}"}
            for kind in EntryKind
            if kind in counted
        ],
        "count": count,
        "late": late,
        "list_url": list_url,
        "summary": summary,
    }


def inbox_lines(user, municipality, day) -> list[TodayLine]:
    """The same five for the morning mail; two queries."""
    found = inbox(user, municipality, day)
    if found is None:
        return []
    lines = [TodayLine(row["title"], " · ".join((row["day"], row["whose"])), row["url"]) for row in found["rows"]]
    if found["count"] > len(lines):
        lines.append(TodayLine(_("The whole inbox"), "", found["list_url"]))
    return lines


def declare() -> None:
    """Tell the page "Heute"."""
    today.register(TodayPanel("inbox", "portal/_today_inbox.html", inbox, queries=2, position=22, lines=inbox_lines))
