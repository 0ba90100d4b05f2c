"""What a row would change on an actor that the register knows."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from initiatives.choices import legal_forms
from initiatives.imports.matching import folded_name
from initiatives.imports.values import CODES, Reading, shortened
from initiatives.models import Actor, Location
from wf40.editing import comparable

OWN = (
    "trading_name",
    "registered_name",
    "kind",
    "legal_form",
    "is_charitable",
    "life_cycle",
    "website",
    "email",
    "phone",
    "description",
    "internal_note",
    "opening_hours",
    "founded",
    "industry",
    "size_class",
    "register_kind",
    "register_court",
    "register_number",
    "business_id",
)


def _words(name: str, value) -> str:
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "legal_form":
        return str(legal_forms().get(value, value))
    if isinstance(value, date | Decimal):
        return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(localize(value))
    if name in (*CODES, "founded"):
        return Actor._meta.get_field(name).words(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in OWN and (labels := dict(Actor._meta.get_field(name).flatchoices)):
        return str(labels.get(value, value))
    return shortened(str(value))


@dataclass(frozen=True)
class Change:
    """A field that a row changes on an actor; of lists the entries that come in addition, as words and as keys (`added`)."""

    name: str
    label: str
    old: object
    new: object
    part: str = "own"
    added: list = field(default_factory=list)

    @property
    def old_words(self) -> str:
        """The value before, as people read it."""
        return _words(self.name, self.old)

    @property
    def new_words(self) -> str:
        """The value after, as people read it."""
        return _words(self.name, self.new)


def load_actors(keys: list[int], *, is_locked: bool = False) -> dict[int, Actor]:
    """Actors with all that an import may change, in a fixed number of queries; locked, they wait for nobody else's edit."""
    actors = Actor.objects.filter(pk__in=keys).prefetch_related(
        "aliases", "tags", "work_fields", "locations__district", "custom_values__field"
    )
    return {actor.pk: actor for actor in (actors.select_for_update(of=("self",)) if is_locked else actors)}


def main_place(actor: Actor) -> Location | None:
    """The main place among the loaded ones."""
    return next((place for place in actor.locations.all() if place.is_main), None)


def _label(model, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def changes(actor: Actor, reading: Reading) -> list[Change]:
    """What a row changes on an actor: values that it brings and that differ; nothing is emptied, nothing is taken off a list."""
    found = [
        Change(name, _label(Actor, name), getattr(actor, name), reading.own[name])
        for name in OWN
        if name in reading.own and comparable(getattr(actor, name)) != comparable(reading.own[name])
    ]
    if not actor.source and not actor.source_id:
        found += [Change(name, _label(Actor, name), "", reading.own[name]) for name in ("source", "source_id") if name in reading.own]
    return found + _list_changes(actor, reading) + _place_changes(main_place(actor), reading) + _own_field_changes(actor, reading)


def new_aliases(name: str, known: list[str], reading: Reading) -> list[str]:
    """The other names that a row adds: none that only spells a known one differently."""
    seen = {folded_name(entry) for entry in (name, *known)}
    added = []
    for alias in reading.aliases:
        if folded_name(alias) not in seen:
            seen.add(folded_name(alias))
            added.append(alias)
    return added


def _list_changes(actor: Actor, reading: Reading) -> list[Change]:
    found = []
    for name in CODES:
        known = getattr(actor, name)
        if added := [code for code in reading.own.get(name, ()) if code not in known]:
            found.append(Change(name, _label(Actor, name), known, [*known, *added]))
    aliases = [alias.name for alias in actor.aliases.all()]
    if added := new_aliases(reading.own.get("trading_name", actor.trading_name), aliases, reading):
        found.append(Change("aliases", _("other names"), aliases, added, "many", added))
    tags = {tag.code: tag.label for tag in actor.tags.all()}
    if added := [code for code in reading.tags if code not in tags]:
        found.append(Change("tags", _label(Actor, "tags"), list(tags.values()), [reading.tags[code] for code in added], "many", added))
    fields = {row.pk: row.label for row in actor.work_fields.all()}
    if added := [key for key in reading.work_fields if key not in fields]:
        labels = [reading.work_fields[key] for key in added]
        found.append(Change("work_fields", _label(Actor, "work_fields"), list(fields.values()), labels, "many", added))
    return found


def _own_field_changes(actor: Actor, reading: Reading) -> list[Change]:
    known = {row.field_id: row.python_value for row in actor.custom_values.all()}
    return [
        Change(own.key, own.label, known.get(own.pk), value, "own_field")
        for own, value in reading.own_values.items()
        if known.get(own.pk) != value
    ]


def _place_changes(place: Location | None, reading: Reading) -> list[Change]:
    place, wanted = place or Location(), dict(reading.place)
    if "street" in wanted and comparable(place.street) == comparable(wanted["street"]) and not wanted["house_number"]:
        del wanted["house_number"]  # a list without house numbers does not take one away
    if reading.postcode_district and (place.district is None or place.postcode != wanted.get("postcode")):
        wanted["district"] = reading.postcode_district
    return [
        Change(name, _label(Location, name), getattr(place, name), value, "place")
        for name, value in wanted.items()
        if comparable(getattr(place, name)) != comparable(value)
    ]
