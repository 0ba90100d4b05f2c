"""What of the inbox shows on the pages of others: an actor's open entries, on its page and on the meeting sheet; the area in the head."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.choices import TO_DO, ChangeState, EntryKind, EntryState
from portal.exports import inbox as inbox_file
from portal.incoming import day_words, part_words
from portal.models import InboxEntry
from wf40.registry import NavigationItem, Panel, SheetPart, meeting_sheet, navigation, panels
from wf40.tables import record_url

SHOWN = 8
# The sheet stays one page.
SHEET_SHOWN = 3
SHEET_ROWS = 40


def open_entries(user, municipality, actor) -> dict | None:
    """What an actor sent in and the office still has in hand, what is due first in front; one query."""
    rows = InboxEntry.objects.visible_to(user, municipality).filter(actor=actor).to_do().select_related("assignee")
    rows = list(rows.order_by("due_on", "pk").defer("text", "details", "office_note")[: SHOWN + 1])
    if not rows:
        return None
    shown = [
        {
            "kind": EntryKind(row.kind).label,
            "url": record_url("inbox_detail", row.pk),
            "day": day_words(row),
            "assignee": row.assignee.get_short_name() if row.assignee else "",
            "is_late": row.is_late,
        }
        for row in rows[:SHOWN]
    ]
    return {"rows": shown, "has_more": len(rows) > SHOWN, "actor": actor}


def open_on_sheet(user, municipality, actor) -> dict | None:
    """The same in a line each for the way to a talk, of a proposal with the parts that are to be decided and asked back; one query."""
    rows = InboxEntry.objects.visible_to(user, municipality).filter(actor=actor, state__in=TO_DO).order_by("due_on", "pk")
    found: dict[int, dict] = {}
    for key, kind, received, due, how_far, part, state in rows.values_list(
        "pk", "kind", "received_at", "due_on", "state", "changes__part", "changes__state"
    )[:SHEET_ROWS]:
        entry = found.setdefault(key, {"kind": kind, "received": received, "due": due, "is_ours": how_far == EntryState.OPEN, "parts": {}})
        entry["parts"].setdefault(state, []).append(part)
    if not found:
        return None
    lines = [_sheet_line(entry) for entry in list(found.values())[:SHEET_SHOWN]]
    return {"lines": lines, "more": max(len(found) - SHEET_SHOWN, 0)}


def _sheet_line(entry: dict) -> tuple[str, str]:
    """(kind and day, what is open about it)."""
    asked, waiting = (part_words(entry["parts"].get(state, ())) for state in (ChangeState.ASKED, ChangeState.WAITING))
    said = [
        _("to decide: %(parts)s") % {"parts": waiting} if waiting else "",
        _("asked back: %(parts)s") % {"parts": asked} if asked else "",
        _("answer promised by %(day)s") % {"day": date_format(entry["due"], "d.m.Y")} if entry["is_ours"] else "",
    ]
    if not any(said):
        said = [_("asked back, waits for the sender")]
    day = date_format(timezone.localtime(entry["received"]), "d.m.Y")
    head = _("%(kind)s of %(day)s") % {"kind": EntryKind(entry["kind"]).label, "day": day}
    return head, "; ".join(filter(None, said))


def declare() -> None:
    """Tell the page head, the page of an actor, the meeting sheet and the lists that are taken out."""
    inbox_file.declare()
    navigation.register(NavigationItem("inbox", gettext_lazy("Inbox"), "inbox_list", "portal.view_inboxentry", 55))
    panels.register(Panel("inbox", "portal/_actor_inbox.html", open_entries, queries=1, position=8))
    meeting_sheet.register(SheetPart("inbox", "portal/_sheet_inbox.html", open_on_sheet, queries=1, position=45))
