"""What the portal adds to the pages of others: panels, lines, kinds of links; one file per thing."""

from portal.panels import links


def declare() -> None:
    """Tell the registry."""
    for part in (links,):
        part.declare()
