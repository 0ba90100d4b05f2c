"""Over whom somebody knows somebody: the shortest way of introduction between two actors, looked for from both ends at once."""

from dataclasses import dataclass

from initiatives.models import Actor, Contact, ContactRole
from network.models import Connection
from network.names import Names

# Nobody introduces over more steps than these.
STEPS_AT_MOST = 12
KEYS_AT_ONCE = 20_000


@dataclass(frozen=True)
class Stop:
    """An actor on the way: its page, who may be named there, and the connection that leads to it."""

    key: int
    name: str
    # Empty for an actor of another city.
    url: str
    people: list[str]
    # The connection from the stop before, None at the begin of the way.
    connection: Connection | None = None


def _neighbours(connections, ends: list[int]) -> list[tuple[int, int, int]]:
    """(actor, its neighbour, connection) of some actors; two queries, each along an index."""
    found = []
    for start in range(0, len(ends), KEYS_AT_ONCE):
        keys = ends[start : start + KEYS_AT_ONCE]
        found += connections.filter(from_actor__in=keys).values_list("from_actor_id", "to_actor_id", "pk")
        found += connections.filter(to_actor__in=keys).values_list("to_actor_id", "from_actor_id", "pk")
    return sorted(found)


def shortest_way(connections, first: int, second: int) -> list[tuple[int, int | None]] | None:
    """[(actor, connection that leads to it)] from one actor to another over these connections, None without a way.

    Each step asks for the neighbours of the smaller side, so that even in a large network only few are ever looked at.
    """
    if first == second:
        return [(first, None)]
    connections = connections.filter(from_actor__archived_at=None, to_actor__archived_at=None).order_by()
    # For each side: actor -> (the one before it, the connection between them).
    reached: list[dict[int, tuple[int | None, int | None]]] = [{first: (None, None)}, {second: (None, None)}]
    edge = [[first], [second]]
    for _step in range(STEPS_AT_MOST):
        side = 0 if len(edge[0]) <= len(edge[1]) else 1
        own, other, fresh = reached[side], reached[1 - side], []
        for actor, neighbour, connection in _neighbours(connections, edge[side]):
            if neighbour not in own:
                own[neighbour] = (actor, connection)
                fresh.append(neighbour)
        if met := [key for key in fresh if key in other]:
            return _joined(reached, min(met))
        if not fresh:
            return None
        edge[side] = fresh
    return None


def _joined(reached, middle: int) -> list[tuple[int, int | None]]:
    """The way from the first end over the one where both sides met to the second end."""
    way: list[tuple[int, int | None]] = []
    key: int | None = middle
    while key is not None:
        before, connection = reached[0][key]
        way.append((key, connection))
        key = before
    way.reverse()
    key = middle
    while reached[1][key][0] is not None:
        key, connection = reached[1][key]
        way.append((key, connection))
    return way


def names_of(municipality, keys) -> dict[int, tuple[str, str]]:
    """The name of each actor with the address of its page, as this city's office may read them; two queries."""
    actors = Actor.objects.filter(pk__in=keys).sighted().select_related("municipality").in_bulk()
    names = Names(municipality, actors.values())
    return {key: (names.of(actor), names.url_of(actor)) for key, actor in actors.items()}


def stops(user, municipality, way: list[tuple[int, int | None]]) -> list[Stop]:
    """The way in names: own actors, those of other cities as far as they are published, people only who agreed to it; five queries."""
    actors = Actor.objects.filter(pk__in=[key for key, _connection in way]).select_related("municipality").in_bulk()
    names = Names(municipality, actors.values())
    own = [actor.pk for actor in actors.values() if names.is_own(actor)]
    wanted = [connection for _key, connection in way if connection]
    connections = Connection.objects.visible_to(user, municipality).in_bulk(wanted)
    named = Contact.objects.visible_to(user, municipality).allowed_for("publish_person").order_by().values("pk")
    roles = ContactRole.objects.visible_to(user, municipality).filter(actor__in=own, contact__in=named).select_related("contact")
    people: dict[int, list[str]] = {}
    for role in roles:
        people.setdefault(role.actor_id, []).append(str(role))
    return [
        Stop(key, names.of(actors[key]), names.url_of(actors[key]), people.get(key, []), connections.get(connection))
        for key, connection in way
        if key in actors
    ]
