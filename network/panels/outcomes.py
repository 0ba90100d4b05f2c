"""What became of introductions, and what ends soon: the panels on "Heute", and the links by which people answer."""

from django.db.models import Count, Q, Window
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import Absence, Membership
from network.choices import Running
from network.outcomes import What, ending_soon, points_of
from wf40.registry import LinkPurpose, TodayLine, TodayPanel, link_purposes, today
from wf40.tables import record_url

SHOWN, FOLDED = 5, 45
# A mail is short.
IN_A_MAIL = 10


def _in_hand(user, municipality, day) -> Q:
    """What this person looks after: the own connections, those of colleagues whom they cover, and those that nobody has in hand."""
    covered = Absence.objects.visible_to(user, municipality).on(day).filter(covered_by=user)
    here = Membership.objects.filter(municipality=municipality, is_active=True, user__is_active=True)
    whose = Q(connection__broker=user) | Q(connection__broker__in=covered.values("person"))
    return whose | Q(connection__broker=None) | ~Q(connection__broker__in=here.values("user"))


def why(point) -> str:
    """Why a line stands there, in a few words."""
    if point.what == What.APART:
        if point.question.answer == Running.YES:
            return _("%(name)s says yes after the end") % {"name": point.asked}
        return _("The answers contradict each other")
    words = {
        What.NO: _("%(name)s says no"),
        What.OTHERWISE: _("%(name)s says: otherwise"),
        What.OPEN: _("To be asked by word: %(name)s"),
        What.AFAR: _("%(city)s asks whether it still runs"),
    }
    return words[point.what] % {"name": point.asked, "city": point.question.connection.municipality}


def results(user, municipality, day) -> dict | None:
    """What the answers leave to a person, contradictions first, and whom the office asks by word; two to six queries."""
    points, count = points_of(user, municipality, _in_hand(user, municipality, day), SHOWN + FOLDED)
    if not points:
        return None
    rows = [
        {"point": point, "why": why(point), "is_apart": point.what == What.APART, "is_open": point.what in (What.OPEN, What.AFAR)}
        for point in points
    ]
    return {
        "rows": rows[:SHOWN],
        "more": rows[SHOWN:],
        "count": count,
        "may_record": user.has_perm("network.change_outcomequestion", municipality),
        "may_change": user.has_perm("network.change_connection", municipality),
    }


def result_lines(user, municipality, day) -> list[TodayLine]:
    """The same for the mail, without anybody's words; two to six queries."""
    points, _count = points_of(user, municipality, _in_hand(user, municipality, day), IN_A_MAIL)
    return [
        TodayLine(point.names, f"{why(point)} · {timezone.localtime(point.when):%d.%m.%Y}", point.url or point.record_url)
        for point in points
    ]


def _ending(user, municipality, day):
    return ending_soon(user, municipality, day).annotate(of_all=Window(Count("pk")))


def ending(user, municipality, day) -> dict | None:
    """Wants and offers that end within 14 days, and whether their actor was asked; one query."""
    rows = list(_ending(user, municipality, day)[: SHOWN + FOLDED])
    return {"rows": rows[:SHOWN], "more": rows[SHOWN:], "count": rows[0].of_all} if rows else None


def ending_lines(user, municipality, day) -> list[TodayLine]:
    """The same for the mail; one query."""
    return [
        TodayLine(
            listing.title,
            _("%(kind)s of %(actor)s, ends on %(day)s")
            % {"kind": listing.get_exchange_type_display(), "actor": listing.actor, "day": f"{listing.expires_on:%d.%m.%Y}"},
            record_url("listing_detail", listing.pk),
        )
        for listing in _ending(user, municipality, day)[:IN_A_MAIL]
    ]


def declare() -> None:
    """Tell the registry."""
    today.register(TodayPanel("network_results", "network/_today_results.html", results, 3, 45, lines=result_lines))
    today.register(TodayPanel("listings_ending", "network/_today_ending.html", ending, 1, 60, is_aside=True, lines=ending_lines))
    link_purposes.register(
        LinkPurpose(
            "outcome",
            gettext_lazy("Is it still running?"),
            "outcome_answer",
            lambda link: _("We introduced you to somebody. On the next page you tell us with one click whether it still runs."),
            days=60,
            position=50,
        )
    )
    link_purposes.register(
        LinkPurpose(
            "listing",
            gettext_lazy("Does it still hold?"),
            "listing_answer",
            lambda link: _("You seek or offer something. On the next page you tell us with one click whether that still holds."),
            days=60,
            position=60,
        )
    )
