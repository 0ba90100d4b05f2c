"""What the desk does by the clock."""


def declare() -> None:
    """Tell the clock."""
