"""What the register's files load beside the rows themselves: for a chunk of rows at a time, as plain values."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Value

from initiatives.models import Actor, ActorAlias, Contact, ContactRole, Location, Tag, WorkField

PLACE = ("street", "house_number", "postcode", "locality", "district__label")


def joined(words) -> str:
    """Several words in one cell; a comma may belong to a word, so a semicolon parts them, as the import reads it."""
    return "; ".join(words)


def main_places(actors) -> dict[int, dict]:
    """The address of each actor: its main place, otherwise its oldest."""
    rows = Location.objects.filter(actor__among=actors).order_by("is_main", "-pk").values_list("actor", *PLACE)
    # The last one of an actor stays.
    return {actor: dict(zip(PLACE, values, strict=True)) for actor, *values in rows}


def place(name: str):
    """One value of an address."""
    return lambda found: (found or {}).get(name) or ""


class CityWords:
    """A city's list of words, (key, word, group) in its order, and the words of many rows: each combination is written out once."""

    MOST = 5_000

    def __init__(self, entries):
        entries = list(entries)
        self.ranks = {key: rank for rank, (key, _word, _group) in enumerate(entries)}
        self.entries = [(word, group) for _key, word, group in entries]
        self.written: dict[tuple[int, ...], dict[str, str]] = {}

    def of(self, links) -> dict[int, dict[str, str]]:
        """What (row, key of a word) say of each row: {row: {group: words}}."""
        found = defaultdict(list)
        ranks = self.ranks
        for row, key in links:
            found[row].append(ranks[key])
        return {row: self._write(tuple(sorted(chosen))) for row, chosen in found.items()}

    def _write(self, chosen: tuple[int, ...]) -> dict[str, str]:
        words = self.written.get(chosen)
        if words is None:
            if len(self.written) >= self.MOST:
                self.written.clear()
            groups = defaultdict(list)
            for rank in chosen:
                word, group = self.entries[rank]
                groups[group].append(word)
            words = self.written[chosen] = {group: joined(labels) for group, labels in groups.items()}
        return words


def grouped(group: str = ""):
    """The words of one group."""
    return lambda found: found.get(group, "") if found else ""


def _numbers() -> array:
    return array("q")


@dataclass
class InFile:
    """Which actors and which people a file shows, gathered while it is made: eight bytes for each time that one is shown."""

    actors: array = field(default_factory=_numbers)
    contacts: array = field(default_factory=_numbers)

    @property
    def keys(self) -> dict[str, Iterable[int]]:
        """As the log keeps them."""
        return {"actor_keys": self.actors, "contact_keys": self.contacts}


class RegisterParts:
    """A file of the register: it knows the city, who takes it out and for what, and whom it shows."""

    def __init__(self, keys=(), *, user=None, municipality=None, purpose=""):
        self.user, self.municipality, self.purpose = user, municipality, purpose
        self._lists: dict = {}
        self.in_file = InFile()
        super().__init__(keys)

    # --- actors --------------------------------------------------------------------------------------------
    def load_fields(self, actors) -> dict:
        """The work fields by scheme: {actor: {scheme: words}}."""
        if "fields" not in self._lists:
            self._lists["fields"] = CityWords(WorkField.objects.filter(municipality=self.municipality).values_list("pk", "label", "scheme"))
        rows = Actor.work_fields.through.objects.filter(actor__among=actors)
        return self._lists["fields"].of(rows.values_list("actor_id", "workfield_id"))

    def load_tags(self, actors) -> dict:
        """The tags in words."""
        if "tags" not in self._lists:
            tags = Tag.objects.filter(municipality=self.municipality).annotate(group=Value(""))
            self._lists["tags"] = CityWords(tags.values_list("pk", "label", "group"))
        return self._lists["tags"].of(Actor.tags.through.objects.filter(actor__among=actors).values_list("actor_id", "tag_id"))

    def load_aliases(self, actors) -> dict:
        """The other names."""
        found = defaultdict(list)
        for actor, name in ActorAlias.objects.filter(actor__among=actors).values_list("actor", "name"):
            found[actor].append(name)
        # A single name with a comma is marked as one, or the import would part it.
        return {actor: joined(names) + ";" * (len(names) == 1 and "," in names[0]) for actor, names in found.items()}

    # --- people --------------------------------------------------------------------------------------------
    def load_roles(self, contacts) -> dict:
        """The actors that people serve: [(key, name, role)], the one where they are asked first in front; none that is restricted."""
        rows = ContactRole.objects.sighted().filter(contact__among=contacts)
        rows = rows.order_by("-is_main", "actor__sort_key", "pk").values_list("contact", "actor", "actor__trading_name", "role_title")
        found = defaultdict(list)
        for contact, *role in rows:
            found[contact].append(tuple(role))
        self.in_file.actors.extend(role[0] for roles in found.values() for role in roles)
        return found

    def load_person_place(self, contacts) -> dict:
        """The main place of the first actor that somebody serves."""
        first = {contact: roles[0][0] for contact, roles in self.load_roles(contacts).items()}
        places = main_places(set(first.values()))
        return {contact: places.get(actor) for contact, actor in first.items()}

    # --- talks ---------------------------------------------------------------------------------------------
    def names_of(self, through, own: str, other: str, name: str, order: str = "sort_key", shown: array | None = None) -> dict:
        """Names over a table between talks and others, in their order: {talk: words}; the keys of the others are added to `shown`."""
        found = defaultdict(list)
        for row, key, words in through.order_by(f"{other}__{order}", f"{other}_id").values_list(own, f"{other}_id", name):
            found[row].append(words)
            if shown is not None:
                shown.append(key)
        return {row: joined(words) for row, words in found.items()}


def main_people(actors, purpose: str, *, is_asked: bool) -> dict[int, Contact]:
    """The person to write to at each actor; one who may not be written to for this purpose is not named."""
    people = Contact.objects.sighted()
    if is_asked:
        people = people.allowed_for(purpose)
    roles = ContactRole.objects.sighted().filter(actor__among=actors, contact__in=people.order_by().values("pk"))
    found: dict[int, Contact] = {}
    for role in roles.select_related("contact").order_by("-is_main", "contact__sort_key", "pk"):
        found.setdefault(role.actor_id, role.contact)
    return found
