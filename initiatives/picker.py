"""Choosing actors and their people in a form: by words, without a list of all, with and without JavaScript."""

from dataclasses import dataclass

from initiatives.models import Actor, Contact
from wf40.input import small_int

OFFERED = 12
CHOSEN_AT_MOST = 200
# A longer text is no name, and SQLite refuses to look for one of 50,000 characters.
WORDS_AT_MOST = 200


@dataclass(frozen=True)
class Picker:
    """What the picker shows: the chosen actors, those that fit the words, and the people of the chosen ones."""

    query: str
    chosen: list
    found: list
    has_more: bool
    contacts: list
    chosen_contacts: frozenset


def make_picker(user, municipality, *, actor_keys, contact_keys, query: str) -> Picker:
    """Keys that are no rows of this city are left out, archived actors are offered no more but stay chosen; four queries at the most."""
    query = query[:WORDS_AT_MOST]
    actors = Actor.objects.visible_to(user, municipality)
    keys = {key for raw in list(actor_keys)[:CHOSEN_AT_MOST] if (key := small_int(raw))}
    chosen = list(actors.filter(pk__in=keys)) if keys else []
    found = list(actors.current().matching(query).exclude(pk__in=[actor.pk for actor in chosen])[: OFFERED + 1]) if query.strip() else []
    wanted = frozenset(key for raw in list(contact_keys)[:CHOSEN_AT_MOST] if (key := small_int(raw)))
    people = Contact.objects.visible_to(user, municipality)
    contacts = list(people.filter(roles__actor__in=chosen).distinct()[:100]) if chosen else []
    return Picker(query, chosen, found[:OFFERED], len(found) > OFFERED, contacts, wanted)
