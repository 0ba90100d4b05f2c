"""What of the network stands in the timelines of actors and people: steps, answers, wants and offers."""

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.choices import SOUGHT, ExchangeType, ListingState, Side
from network.models import ConnectionStep, IntroductionSide, Listing, OutcomeQuestion
from network.names import Names
from wf40.registry import TimelineEntry, TimelineSource, contact_timeline, timeline
from wf40.tables import record_url

# A want is saved a few times: with so many rows of history for each line that is wanted, enough of them tell something.
ROWS_PER_LINE = 4
ENDS = tuple(f"connection__{end}_actor__municipality" for end in ("from", "to"))


def _meta(*parts) -> str:
    return " · ".join(str(part) for part in parts if part)


def _who(user) -> str:
    return user.get_short_name() if user else ""


def _at(actor) -> Q:
    return Q(connection__from_actor=actor) | Q(connection__to_actor=actor)


def _names(municipality, rows) -> Names:
    return Names.of_rows(municipality, [row.connection for row in rows])


# --- of an actor -------------------------------------------------------------------------------------------
def connection_steps(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Every stage that a connection of an actor reached: "Vorgestellt: Kühlhaus". One query, a second one where actors of other cities
    are among them."""
    rows = ConnectionStep.objects.visible_to(user, municipality).filter(_at(actor)).select_related("made_by", *ENDS)
    rows = list(rows.defer("connection__note")[:limit])
    names, entries = _names(municipality, rows), []
    for step in rows:
        connection = step.connection
        side = connection.side_of(actor)
        words = {"stage": step.get_stage_display(), "name": names.of(connection.actor_of(side.other))}
        meta = _meta(connection.words_for(side), _who(step.made_by), step.get_through_display() if step.through else "")
        url = record_url("connection_detail", connection.pk)
        entries.append(TimelineEntry(step.made_at, _("%(stage)s: %(name)s") % words, meta, step.reason, url))
    return entries


def connection_answers(user, municipality, actor, limit) -> list[TimelineEntry]:
    """What either side answered to an introduction and to the questions about its outcome. Two queries, a third one where actors of
    other cities are among them."""
    sides = IntroductionSide.objects.visible_to(user, municipality).filter(_at(actor)).exclude(answer="")
    questions = OutcomeQuestion.objects.visible_to(user, municipality).filter(_at(actor)).exclude(answer="")
    found = [
        *sides.select_related("recorded_by", *ENDS).defer("connection__note").order_by("-answered_at", "-pk")[:limit],
        *questions.select_related("recorded_by", *ENDS).defer("connection__note").order_by("-answered_at", "-pk")[:limit],
    ]
    names = _names(municipality, found)
    entries = [_answer(row, names) for row in found]
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def _answer(row, names) -> TimelineEntry:
    """One answer: who says what about whom."""
    is_outcome = isinstance(row, OutcomeQuestion)
    other = row.connection.actor_of(Side(row.side).other)
    words = {"name": names.of(row.actor), "other": names.of(other), "answer": row.get_answer_display()}
    if is_outcome:
        what = _("%(name)s on whether it still goes on with %(other)s: %(answer)s")
    else:
        what = _("%(name)s on the introduction to %(other)s: %(answer)s")
    text = row.answer_text if is_outcome else row.answer_note
    url = record_url("connection_detail", row.connection_id)
    return TimelineEntry(row.answered_at, what % words, _meta(row.get_answered_through_display(), _who(row.recorded_by)), text, url)


def listings(user, municipality, actor, limit) -> list[TimelineEntry]:
    """Wants and offers as they were opened, and as they were brokered, fulfilled, withdrawn or expired. One query."""
    seen = Listing.objects.visible_to(user, municipality).filter(actor=actor)
    rows = Listing.history.filter(id__in=seen.order_by().values("pk")).select_related("history_user")
    rows = list(rows.order_by("-history_date", "-history_id")[: limit * ROWS_PER_LINE])
    before, entries = {}, []
    for row in reversed(rows):
        state, before[row.id] = before.get(row.id), row.state
        if row.history_type == "+":
            what = _("Want: %(title)s") if row.exchange_type == ExchangeType.WANT else _("Offer: %(title)s")
        elif state is None or state == row.state or (row.state in SOUGHT and state in SOUGHT):
            continue
        elif row.state in SOUGHT:
            what = _("Want open again: %(title)s") if row.exchange_type == ExchangeType.WANT else _("Offer open again: %(title)s")
        else:
            what = _("Want %(state)s: %(title)s") if row.exchange_type == ExchangeType.WANT else _("Offer %(state)s: %(title)s")
        until = _("valid until %(day)s") % {"day": date_format(row.expires_on, "d.m.Y")} if row.expires_on else ""
        meta = _meta(until if row.history_type == "+" else "", _who(row.history_user))
        entries.append(
            TimelineEntry(
                row.history_date,
                what % {"title": row.title, "state": ListingState(row.state).label},
                meta,
                url=record_url("listing_detail", row.id),
            )
        )
    return entries[::-1][:limit]


# --- of a person -------------------------------------------------------------------------------------------
def asked(user, municipality, contact, limit) -> list[TimelineEntry]:
    """What a person was asked for introductions and about their outcome, and what they said. Two queries, a third one where actors of
    other cities are among them."""
    sides = IntroductionSide.objects.visible_to(user, municipality).filter(contact=contact, asked_at__isnull=False)
    questions = OutcomeQuestion.objects.visible_to(user, municipality).filter(contact=contact)
    found = [
        *sides.select_related("asked_by", "recorded_by", *ENDS).defer("connection__note").order_by("-asked_at", "-pk")[:limit],
        *questions.select_related("recorded_by", *ENDS).defer("connection__note").order_by("-asked_at", "-pk")[:limit],
    ]
    names, entries = _names(municipality, found), []
    for row in found:
        other = names.of(row.connection.actor_of(Side(row.side).other))
        is_outcome = isinstance(row, OutcomeQuestion)
        what = _("Asked whether it still goes on with %(other)s") if is_outcome else _("Asked for an introduction to %(other)s")
        meta = _meta(names.of(row.actor), "" if is_outcome else _who(row.asked_by))
        url = record_url("connection_detail", row.connection_id)
        entries.append(TimelineEntry(row.asked_at, what % {"other": other}, meta, url=url))
        if row.answered_at:
            entries.append(_answer(row, names))
    return sorted(entries, key=lambda entry: entry.when, reverse=True)[:limit]


def declare() -> None:
    """Tell the timelines; sources of one label are chosen together."""
    network = gettext_lazy("Connections")
    timeline.register(TimelineSource("connections", connection_steps, queries=1, position=22, label=network))
    timeline.register(TimelineSource("connection_answers", connection_answers, queries=2, position=23, label=network, is_brief=False))
    timeline.register(TimelineSource("listings", listings, queries=1, position=24, label=gettext_lazy("Wants and offers")))
    contact_timeline.register(TimelineSource("connections", asked, queries=2, position=22, label=network))
