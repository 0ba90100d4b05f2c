"""What wants and offers show on the pages of others: an actor's open ones, and what became of the need of a talk."""

from initiatives.rules import may_read_note
from network.listings import amount_words
from network.models import Listing
from network.tables.listings import exchange_badge, state_badge
from wf40.registry import Panel, consultation_panels, panels

SHOWN = 12


def _lines(rows) -> list[dict]:
    return [
        {"listing": row, "amount": amount_words(row.amount, row.unit), "exchange": exchange_badge(row), "state": state_badge(row)}
        for row in rows
    ]


def listings_of(user, municipality, actor) -> dict | None:
    """What an actor seeks and gives at the moment, wants first; nothing for whoever may neither read nor add. One query."""
    if not user.has_perm("network.view_listing", municipality):
        return None
    rows = list(
        Listing.objects.visible_to(user, municipality)
        .filter(actor=actor)
        .still_sought()
        .order_by("-exchange_type", "expires_on", "pk")[: SHOWN + 1]
    )
    may_add = user.has_perm("network.add_listing", municipality) and not actor.archived_at
    if not rows and not may_add:
        return None
    return {"lines": _lines(rows[:SHOWN]), "has_more": len(rows) > SHOWN, "may_add": may_add, "actor": actor}


def listings_of_talk(user, municipality, consultation) -> dict | None:
    """The wants and offers of a talk, and the button for a need that is none yet; the need of a confidential talk only for those who may
    read it. One query."""
    rows = list(Listing.objects.visible_to(user, municipality).filter(consultation=consultation).order_by("pk")[:SHOWN])
    may_add = user.has_perm("network.add_listing", municipality) and may_read_note(user, consultation)
    has_need = bool(consultation.need.strip()) and not rows and may_add
    if not rows and not has_need:
        return None
    return {
        "lines": _lines(rows),
        "has_need": has_need,
        "may_add": may_add,
        "need": "" if consultation.is_confidential else consultation.need,
        "consultation": consultation,
        "actors": list(consultation.actors.all()),
    }


def declare() -> None:
    """Tell the pages of actors and of consultations."""
    panels.register(Panel("listings", "network/_actor_listings.html", listings_of, queries=1, position=20))
    consultation_panels.register(Panel("listings", "network/_talk_listings.html", listings_of_talk, queries=1, position=10))
