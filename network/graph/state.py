"""In which state a city's network is, and what was worked out of that state once."""

import hashlib
import json

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Sum

from initiatives.models import Actor
from network.models import Connection, NetworkCache


def state_of(municipality) -> str:
    """A checksum that changes with every connection of a city and with every actor that enters or leaves its network; three short queries.

    It says nothing about names and fields: what is kept for a state holds keys and numbers alone.
    """
    sums = {"count": Count("pk"), "keys": Sum("pk")}
    connections = (
        Connection.objects.filter(municipality=municipality).order_by().aggregate(**sums, changed=Max("changed_at"), last=Max("pk"))
    )
    actors = Actor.objects.filter(municipality=municipality, archived_at=None, restricted_at=None).order_by().aggregate(**sums)
    # Restricted ones of other cities take their connections with them; there are few anywhere.
    hidden = Actor.objects.exclude(restricted_at=None).exclude(municipality=municipality).order_by().aggregate(**sums)
    text = json.dumps([connections, actors, hidden], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def kept(municipality, kind: str, state: str):
    """What was worked out of this state, None if nobody did yet."""
    return NetworkCache.objects.filter(municipality=municipality, kind=kind, state=state).values_list("content", flat=True).first()


def keep(municipality, kind: str, state: str, content: dict) -> None:
    """Keep what was worked out of a state, and throw away what belongs to past ones; whoever is second keeps nothing."""
    try:
        with transaction.atomic():
            NetworkCache.objects.create(municipality=municipality, kind=kind, state=state, content=content)
    except IntegrityError:
        return  # somebody was quicker with the same numbers
    NetworkCache.objects.filter(municipality=municipality, kind=kind).exclude(state=state).delete()
