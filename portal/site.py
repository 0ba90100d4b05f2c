"""What a city's public pages offer, and within how many days its office answers."""

from datetime import timedelta

from django.http import Http404
from django.utils import timezone

from initiatives.information import month_after
from municipalities.models import Municipality
from portal.choices import WITHIN_A_MONTH
from portal.models import PortalSettings


def site_of(municipality) -> PortalSettings:
    """The settings of a city's public pages; where nobody has entered any, those that every city begins with (not stored)."""
    found = PortalSettings.objects.filter(municipality=municipality).first()
    return found or PortalSettings(municipality=municipality)


def city_of(slug: str) -> Municipality:
    """The city of an address; a 404 page where there is none."""
    found = Municipality.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def promised_day(municipality, kind: str, today=None):
    """The day by which the office answers: a month where the law says so, otherwise what the city promises."""
    today = today or timezone.localdate()
    if kind in WITHIN_A_MONTH:
        return month_after(today)
    return today + timedelta(days=site_of(municipality).answer_days)


def versioned(site: PortalSettings) -> PortalSettings:
    """The settings with the number and the time of their newest version, which their history counts; one query."""
    newest = site.history.order_by("-history_id").values_list("history_id", "history_date").first()
    site.version, site.changed_at = newest or (0, timezone.now())
    return site
