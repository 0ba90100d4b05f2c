"""What the network adds to the pages of others: panels, lines, parts, columns; one file per thing."""

from network.exports import connections as connection_file
from network.exports import listings as listing_file
from network.panels import actors, introductions, listings, lists, outcomes, sheet, suggestions, timelines
from network.panels import today as today_page


def declare() -> None:
    """Tell the registry."""
    connection_file.declare()
    listing_file.declare()
    for part in (actors, introductions, listings, lists, outcomes, sheet, suggestions, timelines, today_page):
        part.declare()
