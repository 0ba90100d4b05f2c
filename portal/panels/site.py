"""The page on which a management runs its public pages, what a new city begins with, and what is due about the legal pages."""

from django.utils.translation import gettext_lazy as _

from portal.actions.settings import start_site
from portal.legal import is_statement_old
from portal.site import site_of
from wf40.registry import OfficePage, OfficeStart, TodayPanel, office_pages, office_starts, today

RIGHT = "portal.change_portalsettings"


def site_due(user, municipality, day) -> dict | None:
    """What the management owes the public: a statement on accessibility that is not older than a year, and an imprint. One query."""
    if not user.has_perm(RIGHT, municipality):
        return None
    site = site_of(municipality)
    is_old, has_no_imprint = is_statement_old(site, day), site.is_open and not site.imprint
    if not (is_old or has_no_imprint):
        return None
    return {"site": site, "is_old": is_old, "has_no_imprint": has_no_imprint, "is_work": False}


def declare() -> None:
    """Tell the registry."""
    office_pages.register(
        OfficePage(
            "public_pages",
            _("Public pages"),
            _("Title and texts of the directory, imprint, data protection, accessibility; what initiatives change without asking"),
            "portal_settings",
            RIGHT,
            40,
        )
    )
    office_starts.register(OfficeStart("portal", start_site))
    today.register(TodayPanel("public_pages", "portal/_today_site.html", site_due, 1, 95, is_aside=True))
