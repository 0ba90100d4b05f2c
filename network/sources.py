"""What the search box finds in the network."""


def declare() -> None:
    """Tell the search."""
