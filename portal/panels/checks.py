""" "Stimmt das noch?" on the page of the day: whom no mail made answer, so that somebody asks by word."""

from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import Absence, Membership
from portal.checks import open_checks, unanswered, why_by_word, with_addresses
from portal.models import ProfileCheck
from wf40.registry import OfficePage, TodayLine, TodayPanel, office_pages, today

SHOWN = 5
# Who leads the office looks after what nobody looks after.
LEADS = "portal.change_portalsettings"


def _in_hand(user, municipality, day) -> Q:
    """The own actors, those of colleagues whom this person covers, and for who leads the office those that nobody looks after."""
    covered = Absence.objects.visible_to(user, municipality).on(day).filter(covered_by=user)
    whose = Q(actor__steward=user) | Q(actor__steward__in=covered.values("person"))
    if user.has_perm(LEADS, municipality):
        here = Membership.objects.filter(municipality=municipality, is_active=True, user__is_active=True)
        whose |= Q(actor__steward=None) | ~Q(actor__steward__in=here.values("user"))
    return whose


def _rows(user, municipality, day):
    rows = unanswered(open_checks(ProfileCheck.objects.visible_to(user, municipality))).filter(_in_hand(user, municipality, day))
    rows = with_addresses(rows).annotate(of_all=Window(Count("pk"))).select_related("actor", "message")
    return rows.defer("message__body").order_by("asked_at", "pk")[:SHOWN]


def unanswered_checks(user, municipality, day) -> dict | None:
    """Whose entry is unconfirmed though they were asked, longest first, and why it is to be asked by word; one query."""
    rows = list(_rows(user, municipality, day))
    if not rows:
        return None
    return {
        "rows": [{"check": row, "why": why_by_word(row)} for row in rows],
        "count": rows[0].of_all,
        "url": f"{reverse('profile_check_list')}?state=unanswered",
        "may_record": user.has_perm("portal.change_profilecheck", municipality),
    }


def unanswered_lines(user, municipality, day) -> list[TodayLine]:
    """The same for the morning mail; one query."""
    return [
        TodayLine(_("Is the entry of %(name)s still right?") % {"name": row.actor}, why_by_word(row), row.actor.get_absolute_url())
        for row in _rows(user, municipality, day)
    ]


def declare() -> None:
    """Tell the registry."""
    today.register(
        TodayPanel("profile_checks", "portal/_panel_checks.html", unanswered_checks, 1, 65, is_aside=True, lines=unanswered_lines)
    )
    office_pages.register(
        OfficePage(
            "profile_checks",
            gettext_lazy("Is the entry still right?"),
            gettext_lazy("Who was asked whether the published entry is still right, who answered what, and who has to be asked by word"),
            "profile_check_list",
            "portal.view_profilecheck",
            65,
        )
    )
