"""Choosing the two sides of a connection in a form: by words, without a list of all, with and without JavaScript."""

from dataclasses import dataclass

from django.db.models import Q

from initiatives.models import Actor
from initiatives.picker import OFFERED, WORDS_AT_MOST
from network.names import Names
from wf40.folding import written
from wf40.input import small_int

FIRST, SECOND = "first", "second"
SIDES = (FIRST, SECOND)


@dataclass(frozen=True)
class Choice:
    """An actor as the form offers it."""

    key: int
    name: str
    kind: str
    is_chosen: bool


@dataclass(frozen=True)
class Pick:
    """One side of the form: whom it offers, and whether there are more."""

    side: str
    query: str
    choices: list[Choice]
    has_more: bool
    # Who is chosen, None as long as nobody is.
    chosen: Actor | None = None
    chosen_name: str = ""

    @property
    def has_found(self) -> bool:
        """Whether the words led to anybody."""
        return any(not choice.is_chosen for choice in self.choices)


def choosable(user, municipality, side: str):
    """Who may stand on a side: on the first an actor of the city, on the second also a published one of another city."""
    own = Actor.objects.visible_to(user, municipality)
    if side == FIRST or not user.has_perm("initiatives.view_actor", municipality):
        return own
    far = Actor.objects.published().exclude(municipality=municipality)
    return Actor.objects.filter(Q(pk__in=own.order_by().values("pk")) | Q(pk__in=far.order_by().values("pk")))


def _fitting(user, municipality, side: str, query: str, but: int | None) -> list[Actor]:
    """Who fits the words, the own ones first; of other cities by the published name alone."""
    words = query.split()[:12]
    own = Actor.objects.visible_to(user, municipality).current().matching(query).exclude(pk=but).select_related("municipality")
    found = list(own[: OFFERED + 1])
    if side == SECOND and len(found) <= OFFERED and user.has_perm("initiatives.view_actor", municipality):
        far = Actor.objects.published().exclude(municipality=municipality).exclude(pk=but).select_related("municipality")
        far = far.filter(*[written("trading_name", word) for word in words])
        found += list(far[: OFFERED + 1 - len(found)])
    return found


def make_pick(user, municipality, side: str, *, key, query: str) -> Pick:
    """What one side of the form shows: who is chosen, and who fits the words; five queries at the most."""
    query = query[:WORDS_AT_MOST]
    wanted = small_int(key)
    rows = choosable(user, municipality, side).select_related("municipality")
    chosen = rows.filter(pk=wanted).first() if wanted else None
    found = _fitting(user, municipality, side, query, chosen and chosen.pk) if query.strip() else []
    actors = [*([chosen] if chosen else []), *found[:OFFERED]]
    names = Names(municipality, actors)
    choices = [Choice(actor.pk, names.of(actor), actor.get_kind_display(), actor is chosen) for actor in actors]
    return Pick(side, query, choices, len(found) > OFFERED, chosen, names.of(chosen) if chosen else "")
