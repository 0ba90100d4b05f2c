"""What the network's models owe to an actor and a person: merging, the report to a person, erasure (DSGVO Art. 15 and 17)."""


def declare() -> None:
    """Register the obligations."""
