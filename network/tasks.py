"""What the network does by the clock."""


def declare() -> None:
    """Tell the clock."""
