"""What of the inbox stands in the timelines of actors and people: what came in, what was decided, who said that an entry is right."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.choices import ChangeState, CheckAnswer, CheckedThrough, EntryKind, Proof
from portal.models import InboxEntry, ProfileChange, ProfileCheck, Remark
from wf40.registry import TimelineEntry, TimelineSource, contact_timeline, timeline
from wf40.tables import record_url

TEXT_SHOWN = 400
# A proposal has several fields: with so many of them for each line that is wanted, enough of them tell something.
FIELDS_PER_LINE = 4


def _meta(*parts) -> str:
    return " · ".join(str(part) for part in parts if part)


def _who(user) -> str:
    return user.get_short_name() if user else ""


def _cut(text: str) -> str:
    return Truncator(text).chars(TEXT_SHOWN)


# --- what came in ------------------------------------------------------------------------------------------
def _entries(rows, limit) -> list[TimelineEntry]:
    """What came in and, of what is done, what became of it; of a proposal its fields say that. One query."""
    entries = []
    rows = rows.select_related("actor", "done_by").order_by(Coalesce("done_at", "received_at").desc(), "-pk")
    for row in rows[:limit]:
        url, kind = record_url("inbox_detail", row.pk), EntryKind(row.kind).label
        what = _("Inbox: %(kind)s") % {"kind": kind}
        entries.append(TimelineEntry(row.received_at, what, _meta(row.sender_name), _cut(row.text), url))
        if row.done_at and row.kind != EntryKind.PROPOSAL:
            what = _("%(kind)s: %(result)s") % {"kind": kind, "result": row.get_result_display()}
            proof = Proof(row.proof).label if row.proof else ""
            entries.append(TimelineEntry(row.done_at, what, _meta(_who(row.done_by), proof), url=url))
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def came_in(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Proposals, questions, wishes, claims and applications of an actor, and how they ended. One query."""
    return _entries(InboxEntry.objects.visible_to(user, municipality).filter(actor=actor), limit)


# --- what was decided --------------------------------------------------------------------------------------
def decisions(user, municipality, actor, limit) -> list[TimelineEntry]:
    """What the office said to each proposed field, with its comment; what one person decided about a proposal in a day is one line.
    Two queries."""
    remarks = Remark.objects.visible_to(user, municipality).select_related("written_by").order_by("written_at", "pk")
    spoken_of = ~Q(state=ChangeState.WAITING) | Exists(Remark.objects.filter(change=OuterRef("pk")))
    rows = ProfileChange.objects.visible_to(user, municipality).filter(spoken_of, entry__actor=actor)
    rows = rows.select_related("decided_by").prefetch_related(Prefetch("remarks", queryset=remarks, to_attr="said"))
    rows = rows.order_by("-entry__received_at", "-entry", "pk")
    lines: dict[tuple, dict] = {}
    for change in rows[: limit * FIELDS_PER_LINE]:
        for when, who, words in _steps(change):
            key = (change.entry_id, timezone.localtime(when).date(), who.pk if who else None)
            line = lines.setdefault(key, {"when": when, "who": who, "words": [], "entry": change.entry_id})
            line["when"] = max(line["when"], when)
            line["words"].append(words)
    entries = [
        TimelineEntry(
            line["when"],
            _("Proposal looked at") if line["who"] else _("Proposal of the actor"),
            _who(line["who"]),
            _cut("; ".join(line["words"])),
            record_url("inbox_detail", line["entry"]),
        )
        for line in lines.values()
    ]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def _steps(change):
    """(when, who of the office, words) of everything that was said about one field; a comment on a decision stands beside it."""
    label = change.get_part_display()
    remarks = list(change.said)
    if change.decided_at:
        comment = ""
        if remarks and remarks[-1].is_of_office and remarks[-1].written_at >= change.decided_at:
            comment = f" ({remarks.pop().text})"
        yield change.decided_at, change.decided_by, f"{label}: {change.get_state_display()}{comment}"
    for remark in remarks:
        words = _("%(field)s: asked back (%(text)s)") if remark.is_of_office else _("%(field)s: answered (%(text)s)")
        yield remark.written_at, remark.written_by, words % {"field": label, "text": remark.text}


# --- whether an entry is right -----------------------------------------------------------------------------
def _said(check) -> str:
    """An answer in words, with who gave it."""
    if check.answer == CheckAnswer.GONE:
        return _("The actor says: it no longer exists")
    if check.answer == CheckAnswer.CHANGE:
        return _("The actor says: something has changed")
    if check.answered_through == CheckedThrough.ALLIANCE:
        alliance = check.vouched_by
        if alliance is None or alliance.restricted_at:
            return _("Entry confirmed by its alliance")
        return _("%(alliance)s vouches for the entry of %(actor)s") % {"alliance": alliance, "actor": check.actor}
    if check.answered_through == CheckedThrough.OFFICE:
        return _("Entry confirmed, recorded by the office")
    return _("Entry confirmed by the initiative")


def _checks(rows, limit, *, tells_asking: bool) -> list[TimelineEntry]:
    """When somebody was asked, and what was answered; one query."""
    entries = []
    rows = rows.select_related("actor", "contact", "vouched_by", "recorded_by")
    for row in rows.order_by(Coalesce("answered_at", "asked_at").desc(), "-pk")[:limit]:
        url = record_url("actor_detail", row.actor_id)
        if row.asked_at and tells_asking:
            reminders = _("reminded: %(count)d") % {"count": row.reminder_count} if row.reminder_count else ""
            entries.append(TimelineEntry(row.asked_at, _("Asked whether the entry is still right"), _meta(row.contact, reminders)))
        if row.answered_at:
            meta = _meta(row.contact if row.answered_through == CheckedThrough.LINK else "", _who(row.recorded_by))
            entries.append(TimelineEntry(row.answered_at, _said(row), meta, url=url))
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def checks(user, municipality, actor, limit) -> list[TimelineEntry]:
    """The yearly question and its answers, those that an alliance gave for others as well. One query."""
    rows = ProfileCheck.objects.visible_to(user, municipality).filter(Q(actor=actor) | Q(vouched_by=actor))
    return _checks(rows, limit, tells_asking=True)


# --- of a person -------------------------------------------------------------------------------------------
def of_person(user, municipality, contact, limit) -> list[TimelineEntry]:
    """What a person sent in, and what it said of entries. Two queries."""
    sent = InboxEntry.objects.visible_to(user, municipality).filter(contact=contact)
    said = ProfileCheck.objects.visible_to(user, municipality).filter(contact=contact).exclude(answer=CheckAnswer.OPEN)
    entries = [*_entries(sent, limit), *_checks(said, limit, tells_asking=False)]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def declare() -> None:
    """Tell the timelines; sources of one label are chosen together."""
    label = gettext_lazy("Inbox")
    timeline.register(TimelineSource("inbox", came_in, queries=1, position=25, label=label))
    timeline.register(TimelineSource("decisions", decisions, queries=2, position=26, label=label))
    timeline.register(TimelineSource("profile_checks", checks, queries=1, position=27, label=label))
    contact_timeline.register(TimelineSource("inbox", of_person, queries=2, position=25, label=label))
