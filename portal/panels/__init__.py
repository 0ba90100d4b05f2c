"""What the portal adds to the pages of others: panels, lines, kinds of links; one file per thing."""

from portal.panels import codes, links


def declare() -> None:
    """Tell the registry."""
    for part in (codes, links):
        part.declare()
