"""A city's public pages are set up and changed; two people who edit at once lose nothing."""

from django.db import transaction

from portal.models import PortalSettings
from portal.site import versioned
from portal.state_law import law_of
from wf40.editing import assign, comparable, merged, read_fields


def start_site(municipality) -> None:
    """What a new city begins with: pages that are open, the bodies of its state by name. A second time changes nothing."""
    law = law_of(municipality.state)
    start = {"enforcement": law.enforcement, "supervisory_authority": law.data_protection}
    PortalSettings.objects.get_or_create(municipality=municipality, defaults=start)


@transaction.atomic
def change_site(*, municipality, values: dict, base: dict | None, choices: dict, seen_version: int | None) -> PortalSettings:
    """The settings as a form has them; raises `Conflict` where a colleague changed the same ones meanwhile. Without a base (nothing was
    stored when the form was opened) they become what the form says."""
    PortalSettings.objects.get_or_create(municipality=municipality)
    site = versioned(PortalSettings.objects.select_for_update(of=("self",)).select_related("municipality").get(municipality=municipality))
    current = read_fields(site, values)
    if base is not None:
        values = merged(site, current, values, base=base, choices=choices, seen_version=seen_version)
    if any(comparable(values[name]) != comparable(current[name]) for name in values):
        assign(site, values)
    return site
