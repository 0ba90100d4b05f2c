"""What the network shows on an actor's page: its connections, who carries it, where it is a member, what other cities made with it."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, Value, When, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.afar import far_connections
from network.choices import IN_PREPARATION, LIVING, ConnectionKind, Side, Stage
from network.models import Connection
from network.models.connection import at_actor
from network.names import Names
from network.tables.connections import stage_badge
from wf40.registry import Panel, panels
from wf40.tables import record_url

SHOWN = 8
TIES_SHOWN = 30
# They have a panel of their own.
TIES = (ConnectionKind.UMBRELLA, ConnectionKind.MEMBERSHIP)


@dataclass(frozen=True)
class Line:
    """A connection as one reads it from one side."""

    name: str
    url: str
    words: str
    when: str
    badge: str = ""
    address: str = ""


def when_words(row) -> str:
    """From when to when it holds, as far as that is known; of what does not hold since when it stands there."""
    days = {"from": date_format(row.started_on, "d.m.Y") if row.started_on else ""}
    days["to"] = date_format(row.ended_on, "d.m.Y") if row.ended_on else ""
    if row.started_on and row.ended_on:
        return _("%(from)s to %(to)s") % days
    if row.ended_on:
        return _("until %(to)s") % days
    if row.started_on and row.stage in LIVING:
        return _("since %(from)s") % days
    return _("since %(from)s") % {"from": date_format(row.stage_since, "d.m.Y")}


def _line(row, actor, names, *, has_badge: bool = True) -> Line:
    side = row.side_of(actor)
    return Line(
        name=names.of(row.actor_of(side.other)),
        url=record_url("connection_detail", row.pk),
        words=row.words_for(side),
        when=when_words(row),
        badge=stage_badge(row.stage) if has_badge else "",
        address=row.web_address,
    )


def connections_of(user, municipality, actor) -> dict | None:
    """With whom an actor is connected: what lives first, then what is being prepared, then the past. One query, a second one where actors
    of other cities stand among them."""
    rows = Connection.objects.visible_to(user, municipality, at=actor).exclude(kind__in=TIES).with_names()
    place = Case(When(stage__in=LIVING, then=0), When(stage__in=IN_PREPARATION, then=1), default=Value(2), output_field=IntegerField())
    rows = rows.annotate(of_all=Window(Count("pk")), living_count=Window(Count("pk", filter=Q(stage__in=LIVING))))
    rows = list(rows.defer("note").order_by(place, "-stage_since", "-pk")[:SHOWN])
    may_add = user.has_perm("network.add_connection", municipality) and not actor.archived_at
    if not rows and not may_add:
        return None
    names = Names.of_rows(municipality, rows)
    return {
        "lines": [_line(row, actor, names) for row in rows],
        "living_count": rows[0].living_count if rows else 0,
        "more": rows[0].of_all - len(rows) if rows else 0,
        "key": actor.pk,
        "may_add": may_add,
        "may_see_picture": bool(rows) and user.has_perm("network.view_picture", municipality),
    }


def ties_of(user, municipality, actor) -> dict | None:
    """Who carries an actor today, whom it carries, where it is a member and who its members are, with the days. Two queries, a third one
    where actors of other cities stand among them."""
    seen = Connection.objects.visible_to(user, municipality, at=actor).with_names().defer("note")
    carriers = list(seen.carriers_of(actor))
    others = seen.filter(kind__in=TIES, stage__in=(*IN_PREPARATION, *LIVING, Stage.ENDED)).exclude(pk__in=[row.pk for row in carriers])
    rows = list(others.order_by(F("started_on").desc(nulls_last=True), "-stage_since", "-pk")[: TIES_SHOWN + 1])
    if not carriers and not rows:
        return None
    names = Names.of_rows(municipality, [*carriers, *rows])
    today = timezone.localdate()
    groups = {_("Carried by"): [_line(row, actor, names, has_badge=False) for row in carriers]}
    for row in rows[:TIES_SHOWN]:
        is_past = row.stage == Stage.ENDED or (row.ended_on is not None and row.ended_on < today)
        groups.setdefault(_tie(row, row.side_of(actor), is_past), []).append(_line(row, actor, names, has_badge=row.is_in_preparation))
    return {
        "groups": [(label, groups[label]) for label in _headings() if groups.get(label)],
        "list_url": f"{reverse('connection_list')}?actor={actor.pk}" if len(rows) > TIES_SHOWN else "",
    }


def _headings() -> tuple[str, ...]:
    """What holds stands before what is past."""
    now = (_("Carried by"), _("Further carriers"), _("Carries"), _("Member of"), _("Members"))
    return (*now, _("Former carriers"), _("Carried formerly"), _("Formerly a member of"), _("Former members"))


def _tie(row, side, is_past: bool) -> str:
    """Under which heading a tie stands on the page of the actor on this side."""
    is_first = side == Side.FROM
    if row.kind == ConnectionKind.UMBRELLA:
        if is_first:
            return _("Carried formerly") if is_past else _("Carries")
        return _("Former carriers") if is_past else _("Further carriers")
    if is_first:
        return _("Formerly a member of") if is_past else _("Member of")
    return _("Former members") if is_past else _("Members")


def far_connections_of(user, municipality, actor) -> dict | None:
    """What other cities made with an actor of this one: kind, stage and the published profile of the other side, no more. One query, two
    more where there is something."""
    rows = Connection.objects.seen_from_afar(user, municipality).filter(at_actor(actor)).defer("note", "reason")
    found = far_connections(rows.order_by("-stage_since", "-pk")[:SHOWN], municipality)
    if not found:
        return None
    lines = [
        {"far": far, "url": record_url("far_connection_detail", far.key), "badge": stage_badge(far.stage), "since": far.stage_since}
        for far in found
    ]
    return {"lines": lines, "is_waiting": any(far.is_waiting for far in found)}


def declare() -> None:
    """Tell the actor's page."""
    panels.register(Panel("connections", "network/_actor_connections.html", connections_of, queries=1, position=10))
    panels.register(Panel("ties", "network/_actor_ties.html", ties_of, queries=2, position=12))
    panels.register(Panel("far_connections", "network/_actor_far.html", far_connections_of, queries=1, position=14))
