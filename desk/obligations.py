"""What the desk's models owe to an actor: merging, the report to a person, erasure (DSGVO Art. 15 and 17)."""

from desk.models import RoundStop, Snooze
from initiatives.models import Actor
from wf40.registry import Obligation, obligations


def _merge_stops(kept, merged) -> int:
    """Stops go over; on a round with both the merged actor's stop goes, its consultation stays."""
    rounds = list(RoundStop.objects.filter(actor=kept).values_list("round", flat=True))
    RoundStop.objects.filter(actor=merged, round__in=rounds).delete()
    return RoundStop.objects.filter(actor=merged).update(actor=kept)


def _merge_snoozes(kept, merged) -> int:
    """Decisions to wait go over."""
    return Snooze.objects.filter(actor=merged).update(actor=kept)


def _nothing_to_report(_contact) -> list[dict]:
    """No person stands in these rows."""
    return []


def _nothing(*_args) -> int:
    return 0


def declare() -> None:
    """Register the obligations."""
    actor = Actor._meta.label
    obligations.register(Obligation(RoundStop._meta.label, (actor,), _merge_stops, _nothing_to_report, _nothing))
    obligations.register(Obligation(Snooze._meta.label, (actor,), _merge_snoozes, _nothing_to_report, _nothing))
