"""What the portal adds to the pages of others: panels, lines, kinds of links; one file per thing."""

from portal.panels import actors, checks, codes, inbox, links, site, timelines
from portal.panels import today as today_page


def declare() -> None:
    """Tell the registry."""
    for part in (actors, checks, codes, inbox, links, timelines, today_page, site):
        part.declare()
