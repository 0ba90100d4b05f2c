"""What the network adds to the pages of others: panels, lines, parts, columns; one file per thing."""


def declare() -> None:
    """Tell the registry."""
