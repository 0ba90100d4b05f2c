"""To be filled."""


def declare() -> None:
    """Nothing yet."""
