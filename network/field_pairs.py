"""Which fields often need which others: the pairs that every city starts with."""

import json
from functools import cache
from pathlib import Path

from initiatives.choices import FieldScheme
from initiatives.models import WorkField
from network.models import FieldPair

PAIRS = Path(__file__).parent / "data" / "field_pairs.json"


@cache
def core_pairs() -> tuple[tuple[str, str], ...]:
    """The pairs that the system brings along, by the core codes of who seeks and who gives."""
    return tuple((row["seeking"], row["giving"]) for row in json.loads(PAIRS.read_text(encoding="utf-8")))


def start_field_pairs(municipality, pairs=FieldPair, fields=WorkField) -> int:
    """Give a city the pairs whose fields it has; what it has already stays as it is, so a second time changes nothing. Returns how many
    are new. A migration names its own models."""
    rows = fields.objects.filter(municipality_id=municipality.pk, scheme=FieldScheme.BUSINESS_FIELD).exclude(core_code="")
    keys = {}
    for key, code in rows.order_by("pk").values_list("pk", "core_code"):
        keys.setdefault(code, key)
    wanted = [(keys[one], keys[other]) for one, other in core_pairs() if one in keys and other in keys]
    known = set(pairs.objects.filter(municipality_id=municipality.pk).values_list("seeking_id", "giving_id"))
    new = [pairs(municipality_id=municipality.pk, seeking_id=one, giving_id=other) for one, other in wanted if (one, other) not in known]
    pairs.objects.bulk_create(new)
    return len(new)
