"""The network of each example city."""


def declare() -> None:
    """Tell the demo."""
