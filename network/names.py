"""How an office names the two sides of a connection: the one rule for its own actors and for those of other cities."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from initiatives.models import Actor
from network.models.connection import plain_name
from wf40.tables import record_url


class Names:
    """The names of actors as one city's office may read them; one query, none where all actors are its own.

    The own ones by their name with their page. An actor of another city by its name with the city as long as its profile is published;
    if it was withdrawn since, it is "Akteur in <Stadt>". Actors come with their city (`with_names`).
    """

    def __init__(self, municipality, actors: Iterable[Actor]):
        # The city, or its key.
        self.city = getattr(municipality, "pk", municipality)
        far = {actor.pk for actor in actors if not self.is_own(actor)}
        # Asked in the caller's moment: who is published is never kept.
        self.published = set(Actor.objects.published().filter(pk__in=far).order_by().values_list("pk", flat=True)) if far else set()

    @classmethod
    def of_rows(cls, municipality, connections) -> "Names":
        """For both sides of connections."""
        return cls(municipality, [actor for row in connections for actor in (row.from_actor, row.to_actor)])

    def is_own(self, actor) -> bool:
        """Of this city."""
        return actor.municipality_id == self.city

    def is_named(self, actor) -> bool:
        """Whether more than its city may be said of an actor."""
        return self.is_own(actor) or actor.pk in self.published

    def of(self, actor) -> str:
        """The name; of other cities with the city in brackets, or the city alone."""
        if actor.pk in self.published:
            return _("%(name)s (%(city)s)") % {"name": actor.trading_name, "city": actor.municipality.name}
        return plain_name(actor, self.city)

    def url_of(self, actor) -> str:
        """The actor's page; none for an actor of another city."""
        return record_url("actor_detail", actor.pk) if self.is_own(actor) else ""
