"""Writes a plan's rows in few statements, with the history that a single saving would leave."""

from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from initiatives.bulk import STATEMENT, refold, write_history
from initiatives.imports.changes import load_actors, main_place, new_aliases
from initiatives.models import Actor, ActorAlias, CustomValue, Location, Tag
from initiatives.models.change_set import mark
from initiatives.search import index

FOLDED = {"trading_name", "registered_name", "phone", "aliases", "tags"}


class PlanOutdated(Exception):
    """Somebody changed the register between the plan and its run; nothing was written."""


def make_tags(rows) -> dict[tuple[int, str], int]:
    """The keys of all tags in the rows, by city and code; new words become tags of the city."""
    wanted = {(row.municipality.pk, code): label for row in rows for code, label in row.reading.tags.items()}
    cities = {city for city, _code in wanted}
    rows_of_cities = Tag.objects.filter(municipality__in=cities).order_by().values_list("municipality", "code", "pk")
    known = {(city, code): pk for city, code, pk in rows_of_cities}
    new = [Tag(municipality_id=key[0], code=key[1], label=label) for key, label in wanted.items() if key not in known]
    Tag.objects.bulk_create(new, batch_size=STATEMENT)
    index(Tag, [tag.pk for tag in new])
    return known | {(tag.municipality_id, tag.code): tag.pk for tag in new}


def create_actors(rows, tags, *, user, reason: str) -> None:
    """New actors with their other names, places, tags and fields."""
    how = {"default_user": user, "default_change_reason": reason, "batch_size": STATEMENT, "custom_historical_attrs": mark()}
    actors, aliases, places, tag_keys, field_keys = [], [], [], {}, {}
    for row in rows:
        reading, city = row.reading, row.municipality
        actor = Actor(municipality=city, created_by=user, **(reading.defaults | reading.own))
        actor.refold()
        actors.append(actor)
        aliases += [ActorAlias(municipality=city, actor=actor, name=name) for name in new_aliases(reading.name, [], reading)]
        if place := _new_place_values(reading):
            places.append(Location(municipality=city, actor=actor, **place))
    Actor.objects.bulk_create(actors, batch_size=STATEMENT)
    for actor, row in zip(actors, rows, strict=True):
        tag_keys[actor.pk] = [tags[row.municipality.pk, code] for code in row.reading.tags]
        field_keys[actor.pk] = list(row.reading.work_fields)
    # The rows were made before their actors had a key.
    for part in (*aliases, *places):
        part.actor = part.actor
    bulk_create_with_history(aliases, ActorAlias, **how)
    bulk_create_with_history(places, Location, **how)
    _add_links(tag_keys, field_keys)
    _write_own_values(zip(actors, rows, strict=True), {}, how)
    write_history(actors, "+", user=user, reason=reason)
    with_words = {alias.actor_id for alias in aliases} | {key for key, found in tag_keys.items() if found}
    refold(Actor, list(with_words))
    index(Actor, [actor.pk for actor in actors if actor.pk not in with_words])


def _new_place_values(reading) -> dict:
    """What a new place holds; a row without any address makes none."""
    place = dict(reading.place)
    if reading.postcode_district:
        place["district"] = reading.postcode_district
    return place if any(place.values()) else {}


def update_actors(rows, tags, *, user, reason: str) -> None:
    """The changes on known actors. Raises `PlanOutdated` if somebody edited one of them since the plan."""
    how = {"default_user": user, "default_change_reason": reason, "batch_size": STATEMENT, "custom_historical_attrs": mark()}
    actors = load_actors([row.actor_id for row in rows], is_locked=True)
    if any(row.actor_id not in actors or actors[row.actor_id].version != row.version for row in rows):
        raise PlanOutdated
    aliases, new_places, places, tag_keys, field_keys, names, place_names = [], [], [], {}, {}, set(), set()
    with_own_values: dict[int, tuple] = {}
    for row in rows:
        actor = actors[row.actor_id]
        actor.version += 1
        actor.changed_at = timezone.now()
        place = main_place(actor) or Location(municipality=row.municipality, actor=actor)
        for change in row.changes:
            if change.part == "own":
                setattr(actor, change.name, change.new)
                names.add(change.name)
            elif change.part == "place":
                setattr(place, change.name, change.new)
                place_names.add(change.name)
            elif change.name == "aliases":
                aliases += [ActorAlias(municipality=row.municipality, actor=actor, name=name) for name in change.added]
            elif change.part == "own_field":
                with_own_values[actor.pk] = (actor, row)
            elif change.name == "tags":
                tag_keys[actor.pk] = [tags[row.municipality.pk, code] for code in change.added]
            else:
                field_keys[actor.pk] = change.added
        if any(change.part == "place" for change in row.changes):
            (places if place.pk else new_places).append(place)
    Actor.objects.bulk_update(actors.values(), sorted(names | {"version", "changed_at"}), batch_size=STATEMENT)
    bulk_create_with_history(aliases, ActorAlias, **how)
    bulk_create_with_history(new_places, Location, **how)
    if places:
        bulk_update_with_history(places, Location, sorted(place_names), **how)
    _add_links(tag_keys, field_keys)
    known = {(value.actor_id, value.field_id): value for actor, _row in with_own_values.values() for value in actor.custom_values.all()}
    _write_own_values(with_own_values.values(), known, how)
    write_history(list(actors.values()), "~", user=user, reason=reason)
    folded = {row.actor_id for row in rows if FOLDED & {change.name for change in row.changes}}
    refold(Actor, list(folded))
    index(Actor, [row.actor_id for row in rows if row.actor_id not in folded])


def _write_own_values(actors_and_rows, known: dict[tuple, CustomValue], how: dict) -> None:
    """What rows say in the office's own fields; an unchanged value makes no history."""
    new, changed = [], []
    for actor, row in actors_and_rows:
        for own, value in row.reading.own_values.items():
            stored = known.get((actor.pk, own.pk))
            if stored is None:
                stored = CustomValue(municipality=row.municipality, actor=actor, field=own)
            elif stored.python_value == value:
                continue
            (changed if stored.pk else new).append(stored)
            stored.set(value)
    bulk_create_with_history(new, CustomValue, **how)
    if changed:
        bulk_update_with_history(changed, CustomValue, ["value", "number"], **how)


def _add_links(tag_keys: dict[int, list[int]], field_keys: dict[int, list[int]]) -> None:
    """Tie actors to their tags and work fields."""
    tags, fields = Actor.tags.through, Actor.work_fields.through
    tags.objects.bulk_create([tags(actor_id=actor, tag_id=key) for actor, keys in tag_keys.items() for key in keys], batch_size=STATEMENT)
    fields.objects.bulk_create(
        [fields(actor_id=actor, workfield_id=key) for actor, keys in field_keys.items() for key in keys], batch_size=STATEMENT
    )
