"""What an office sees of a connection that another city made with one of its actors."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from initiatives.models import Actor
from network.choices import Answer
from network.models import Connection, IntroductionSide


@dataclass(frozen=True)
class FarConnection:
    """Kind, stage and the other side's published profile: more of another city's connection is shown nowhere.

    If the other side's profile is not published, `other_name` is "Akteur in <Stadt>" and the profile's fields are empty.
    """

    key: int
    own: Actor
    side: str
    city: str
    kind: str
    # The kind, and what the own actor does by it ("Lieferbeziehung", "beliefert"); without a direction the two are the same.
    kind_words: str
    words: str
    stage: str
    stage_words: str
    stage_since: date
    is_living: bool
    is_in_preparation: bool
    other_name: str
    is_named: bool
    other_description: str
    other_website: str
    # How the other office describes its side in the question, as long as this one has not answered.
    other_described_as: str
    # Whether the other city waits for an answer that this office records.
    is_waiting: bool


def far_connections(rows, municipality) -> list[FarConnection]:
    """What this office may see of rows of `Connection.objects.seen_from_afar`; three queries."""
    found = list(rows.with_names().select_related("municipality"))
    others = {}
    for row in found:
        own, other = (row.from_actor, row.to_actor) if row.from_actor.municipality_id == municipality.pk else (row.to_actor, row.from_actor)
        others[row.pk] = (own, other)
    published = set(Actor.objects.published().filter(pk__in=[other.pk for _own, other in others.values()]).values_list("pk", flat=True))
    sides = IntroductionSide.objects.filter(connection__in=[row.pk for row in found])
    sides = {(side.connection_id, side.side): side for side in sides.only("connection", "side", "answer", "asked_at", "described_as")}
    return [_seen(row, *others[row.pk], published, sides) for row in found]


SHOWN_AT_MOST = 200


def list_far(user, municipality) -> list[FarConnection]:
    """What other cities made with actors of this one, newest first; three queries."""
    rows = Connection.objects.seen_from_afar(user, municipality).defer("note", "reason")
    return far_connections(rows.order_by("-created_at", "-pk")[:SHOWN_AT_MOST], municipality)


def find_far(user, municipality, key: int) -> FarConnection | None:
    """One of them; None for what this office does not see."""
    rows = Connection.objects.seen_from_afar(user, municipality).defer("note", "reason").filter(pk=key)
    return next(iter(far_connections(rows, municipality)), None)


def _seen(row: Connection, own: Actor, other: Actor, published: set[int], sides: dict) -> FarConnection:
    side, is_published = row.side_of(own), other.pk in published
    asked, across = sides.get((row.pk, side)), sides.get((row.pk, side.other))
    is_waiting = bool(row.is_in_preparation and asked and asked.asked_at and asked.answer == Answer.OPEN)
    return FarConnection(
        key=row.pk,
        own=own,
        side=side,
        city=row.municipality.name,
        kind=row.kind,
        kind_words=row.get_kind_display(),
        words=row.words_for(side),
        stage=row.stage,
        stage_words=row.get_stage_display(),
        stage_since=row.stage_since,
        is_living=row.is_living,
        is_in_preparation=row.is_in_preparation,
        other_name=other.trading_name if is_published else _("Actor in %(city)s") % {"city": other.municipality.name},
        is_named=is_published,
        other_description=other.description if is_published else "",
        other_website=other.website if is_published else "",
        other_described_as=across.described_as if is_waiting and across and not is_published else "",
        is_waiting=is_waiting,
    )
