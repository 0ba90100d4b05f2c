"""What the meeting sheet tells of the network: what the actor seeks and gives, what would fit, and with whom it is connected."""

from django.db.models import Count, Window
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.choices import IN_PREPARATION, LIVING, ExchangeType
from network.matching import Shelf, read_items
from network.models import Connection
from network.names import Names
from wf40.registry import SheetPart, meeting_sheet

# The sheet stays one page: what would take more than a line or two is cut.
EACH_SHOWN = 2
CONNECTIONS_SHOWN = 3
TITLE_SHOWN, NAME_SHOWN = 44, 30


def _short(text: str, length: int) -> str:
    """Cut behind a word, without what would be left open."""
    if len(text) <= length:
        return text
    return f"{text[:length].rpartition(' ')[0].rstrip(' ,;.(–') or text[: length - 1]}\N{NO-BREAK SPACE}…"


def _joined(parts: list[str], more: int) -> str:
    """What fits on a line, and how much more there is."""
    if more > 0:
        parts = [*parts, ngettext("%(number)s more", "%(number)s more", more) % {"number": more}]
    return "; ".join(parts)


def network(user, municipality, actor) -> dict | None:
    """What an actor seeks and gives, what fits best, and the connections that live or are being prepared, each in a line. Two queries, a
    third one where actors of other cities are among them."""
    own, fitting = _listings(user, municipality, actor)
    rows = Connection.objects.visible_to(user, municipality, at=actor).filter(stage__in=(*LIVING, *IN_PREPARATION)).with_names()
    rows = list(rows.defer("note").annotate(of_all=Window(Count("pk"))).order_by("-stage_since", "-pk")[:CONNECTIONS_SHOWN])
    lines = []
    for label, kind in ((_("Seeks"), ExchangeType.WANT), (_("Gives"), ExchangeType.OFFER)):
        items = [item for item in own if item.exchange_type == kind]
        if items:
            titles = [_short(item.summary, TITLE_SHOWN) for item in items[:EACH_SHOWN]]
            lines.append((label, _joined(titles, len(items) - EACH_SHOWN)))
    if fitting:
        parts = [f"{_short(item.summary, TITLE_SHOWN)} ({_short(item.actor_name, NAME_SHOWN)})" for item in fitting]
        lines.append((_("Would fit"), _joined(parts, 0)))
    if rows:
        names = Names.of_rows(municipality, rows)
        parts = [_connection(row, row.side_of(actor), names) for row in rows]
        lines.append((_("Connections"), _joined(parts, rows[0].of_all - len(rows))))
    return {"lines": lines} if lines else None


def _connection(row, side, names) -> str:
    name = _short(names.of(row.actor_of(side.other)), NAME_SHOWN)
    return f"{name} ({row.words_for(side)}, {row.get_stage_display()})"


def _listings(user, municipality, actor) -> tuple[list, list]:
    """What the actor seeks and gives now, and the best of what fits; one query."""
    items = read_items(user, municipality).values()
    own, day = [item for item in items if item.actor == actor.pk], timezone.localdate()
    if not own:
        return [], []
    shelves = {kind: Shelf(item for item in items if item.exchange_type == kind) for kind in ExchangeType.values}
    matches = {}
    for item in own:
        for match in shelves[ExchangeType(item.exchange_type).other].fitting(item, day, EACH_SHOWN):
            known = matches.get(match.item.key)
            if known is None or known.score < match.score:
                matches[match.item.key] = match
    best = sorted(matches.values(), key=lambda match: (-match.score, match.item.key))[:EACH_SHOWN]
    return own, [match.item for match in best]


def declare() -> None:
    """Tell the meeting sheet."""
    meeting_sheet.register(SheetPart("network", "network/_sheet_network.html", network, queries=2, position=55))
