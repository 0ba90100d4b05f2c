"""What the network puts on the page "Heute" and into the morning mail: introductions that wait for somebody of the office."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.choices import MessageState
from municipalities.models import Absence
from network.afar import far_connections
from network.choices import IN_PREPARATION, Answer, Side, Stage
from network.introductions import DAYS_BEFORE_A_REMINDER
from network.models import Connection, IntroductionSide
from network.names import Names
from wf40.registry import TodayLine, TodayPanel, today
from wf40.tables import record_url

SHOWN = 30
ON_ITS_WAY = [state for state in MessageState.values if state != MessageState.FAILED]


@dataclass(frozen=True)
class Step:
    """What is to be done next about an introduction, why now, and where."""

    what: str
    why: str
    url: str
    is_late: bool = False


def _of_broker(user, municipality, day) -> tuple[Q, Q]:
    """(connections, sides) of this person's own introductions and of those of colleagues whom they cover."""
    away = Absence.objects.visible_to(user, municipality).on(day).filter(covered_by=user).order_by().values("person")
    return Q(broker=user) | Q(broker__in=away), Q(connection__broker=user) | Q(connection__broker__in=away)


def _instead(row, user) -> str:
    return "" if row.broker_id == user.pk else " · " + _("in place of %(name)s") % {"name": row.broker.get_short_name()}


def _agreed(user, municipality, own) -> list:
    """Both said yes, and nobody introduced them yet; one query."""
    rows = Connection.objects.visible_to(user, municipality).filter(own, stage=Stage.AGREED, introduced_at=None)
    return list(rows.with_names().select_related("broker").defer("note").order_by("stage_since", "pk")[:SHOWN])


def _open_sides(user, municipality, own, day) -> list[IntroductionSide]:
    """The sides to be asked now, since the other one said yes, and those to be reminded; one query."""
    other_agreed = Q(side=Side.FROM, connection__to_agreed_at__isnull=False) | Q(side=Side.TO, connection__from_agreed_at__isnull=False)
    # As `may_remind`: who was reminded is left in peace for as long again; what another city's office asks stands with that office.
    patience = timezone.now() - timedelta(days=DAYS_BEFORE_A_REMINDER)
    asked_long_ago = Q(asked_at__lt=patience, follow_up=None) & ~Q(message__created_at__gte=patience, message__state__in=ON_ITS_WAY)
    rows = IntroductionSide.objects.visible_to(user, municipality).filter(own, answer=Answer.OPEN, connection__stage__in=IN_PREPARATION)
    rows = rows.filter(asked_long_ago | (Q(asked_at=None) & other_agreed))
    names = (f"connection__{end}_actor__municipality" for end in ("from", "to"))
    return list(rows.select_related("connection__broker", *names).order_by("asked_at", "pk")[:SHOWN])


def introduction_steps(user, municipality, day) -> list[Step]:
    """What this person can do next to bring people together: introduce, ask, answer another city, remind. Two queries that look whether
    there is anything, one for those that both agreed to, one for the open ones; more where actors of other cities are among them."""
    if not user.has_perm("network.change_connection", municipality):
        return []
    connections, sides = _of_broker(user, municipality, day)
    # Most people have none under way; to see that takes a fraction of what the whole questions take.
    under_way = Connection.objects.visible_to(user, municipality).filter(connections, stage__in=IN_PREPARATION).order_by()
    stages = set(under_way.values_list("stage", flat=True).distinct())
    agreed = _agreed(user, municipality, connections) if Stage.AGREED in stages else []
    waiting = _open_sides(user, municipality, sides, day) if stages else []
    names = Names.of_rows(municipality, [*agreed, *(side.connection for side in waiting)])
    ask, remind = [], []
    for side in waiting:
        row = side.connection
        whom, other = names.of(side.actor), names.of(row.actor_of(Side(side.side).other))
        url = record_url("connection_detail", row.pk)
        if side.asked_at is None:
            since = row.agreed_at(Side(side.side).other)
            why = _("%(name)s said yes on %(day)s") % {"name": other, "day": f"{timezone.localtime(since):%d.%m.%Y}"}
            ask.append(Step(_("Ask %(name)s") % {"name": whom}, why + _instead(row, user), url))
        else:
            days = (day - timezone.localtime(side.asked_at).date()).days
            since = {"day": f"{timezone.localtime(side.asked_at):%d.%m.%Y}", "count": days, "name": other}
            why = ngettext(
                "asked on %(day)s about %(name)s, no answer for %(count)d day",
                "asked on %(day)s about %(name)s, no answer for %(count)d days",
                days,
            )
            remind.append(Step(_("Remind %(name)s") % {"name": whom}, why % since + _instead(row, user), url, is_late=True))
    write = [
        Step(
            _("Introduce %(first)s and %(second)s") % {"first": names.of(row.from_actor), "second": names.of(row.to_actor)},
            _("Both agreed; the mail that introduces them is still to be written") + _instead(row, user),
            record_url("connection_detail", row.pk),
        )
        for row in agreed
    ]
    return [*write, *ask, *_requests(user, municipality), *remind]


def _requests(user, municipality) -> list[Step]:
    """What other cities ask actors of this one, for whoever of the office sees it first; one query, three more where there is something.

    To whom the follow-up about it fell, it stands there already.
    """
    seen = Connection.objects.seen_from_afar(user, municipality)
    # The sides first, for each its connection: few wait, while a city has many connections.
    asked = IntroductionSide.objects.filter(answer=Answer.OPEN, asked_at__isnull=False).exclude(municipality=municipality)
    asked = asked.exclude(follow_up__assignee=user, follow_up__done_at=None)
    of_side = seen.in_preparation().filter(pk=OuterRef("connection"))
    ours = Q(side=Side.FROM) & Exists(of_side.filter(from_actor__municipality=municipality))
    ours |= Q(side=Side.TO) & Exists(of_side.filter(to_actor__municipality=municipality))
    keys = list(asked.filter(ours).order_by().values_list("connection", flat=True))
    if not keys:
        return []
    rows = seen.filter(pk__in=keys)
    return [
        Step(
            _("%(city)s asks for %(name)s") % {"city": far.city, "name": far.own},
            _("May they be introduced to %(name)s? Please ask and record the answer.") % {"name": far.other_name},
            record_url("far_connection_detail", far.key),
        )
        for far in far_connections(rows.defer("note", "reason").order_by("pk")[:SHOWN], municipality)
        if far.is_waiting
    ]


def introductions(user, municipality, day) -> dict | None:
    """The panel of introductions that wait for this person."""
    steps = introduction_steps(user, municipality, day)
    if not steps:
        return None
    count = len(steps)
    words = ngettext("%(count)d introduction to go on with", "%(count)d introductions to go on with", count) % {"count": count}
    return {"steps": steps, "count": count, "summary": [(words, False)]}


def introduction_lines(user, municipality, day) -> list[TodayLine]:
    """The same for the morning mail."""
    return [TodayLine(step.what, step.why, step.url) for step in introduction_steps(user, municipality, day)]


def declare() -> None:
    """Tell the page "Heute"."""
    today.register(
        TodayPanel("introductions", "network/_today_introductions.html", introductions, queries=3, position=25, lines=introduction_lines)
    )
