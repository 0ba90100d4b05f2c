"""Whether somebody who is about to be taken in stands in the register already: asked while typing and again at saving."""

import re
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from initiatives.choices import PointPrecision
from initiatives.models import Actor, ActorAlias, Contact, ContactRole, Location
from wf40.folding import folded_forms, match_key, phone_key, sort_key

MOST_SHOWN = 5
# How many rows one question may bring: more namesakes than this nobody would read.
MOST_FOUND, MOST_ADDRESSES = 50, 1000
SHORTEST_KEY = 3
NEAR_METRES = 100
EARTH_METRES = 6_371_000
# What weighs how much in the order of what is found; facts that support weigh one each.
NAME, EMAIL, PHONE, ADDRESS = 8, 6, 5, 3


@dataclass
class Similar:
    """A record that seems to be the same, with the reasons in words."""

    record: Actor | Contact
    reasons: list[str] = field(default_factory=list)
    weight: int = 0

    @property
    def is_archived(self) -> bool:
        """Whether it stands in no list any more; people are not archived."""
        return getattr(self.record, "archived_at", None) is not None

    def add(self, weight: int, reason: str) -> None:
        """One more thing that both have in common."""
        self.weight += weight
        self.reasons.append(reason)


# --- what is compared --------------------------------------------------------------------------------------
def name_keys(*names: str, place: str = "") -> set[str]:
    """The keys of names, each with its umlauts written out and left out; what is shorter than three letters says nothing.

    In Wuppertal "Stadthalle" and "Stadthalle Wuppertal" are one name: with a `place` each key stands there without and with it.
    """
    keys = {match_key(form) for name in names for form in (name, folded_forms(name)[1])}
    words = match_key(place).split() if place else []
    bare = {" ".join(word for word in key.split() if word not in words) for key in keys} if words else set()
    with_place = {" ".join(sorted([*key.split(), *words])) for key in bare if _says_something(key)}
    return set(filter(_says_something, keys | bare | with_place))


def _says_something(key: str) -> bool:
    return len(key.replace(" ", "")) >= SHORTEST_KEY


def _mails(text: str) -> list[str]:
    """The ways in which one address is written, as the index knows it: letters are compared one by one."""
    text = text.strip()
    local, _at, domain = text.lower().rpartition("@")
    return sorted({text, text.lower(), text.upper(), text.capitalize(), f"{local.title()}@{domain}"}) if local else []


def _folded_street(text: str) -> str:
    return folded_forms(text)[0].replace("strasse", "str").replace(" ", "")


def _folded_number(text: str) -> str:
    return "".join(text.casefold().split())


def address_key(street: str, house_number: str) -> str:
    """Street and number as one word: "Schusterstraße 12 a", "Schuster Str." with "12a"; empty without a number, as a street has many."""
    key = _folded_street(street) + _folded_number(house_number)
    return key if _folded_street(street) and any(char.isdigit() for char in key) else ""


def _number_forms(street: str, house_number: str) -> set[str]:
    """The number as it may be written in the register: "12a", "12 A"; also taken from the end of the street."""
    if not house_number.strip():
        found = re.search(r"[0-9]+[^0-9]{0,5}\Z", street.strip())
        house_number = found[0] if found else ""
    number = _folded_number(house_number)
    spaced = re.sub(r"(?<=[0-9])(?=[a-z])", " ", number)
    return {form for plain in (number, spaced) for form in (plain, plain.upper(), house_number.strip()) if form}


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points (latitude, longitude) in metres, on a globe (haversine)."""
    (south, west), (north, east) = [tuple(map(radians, point)) for point in (one, other)]
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(half))


def _exact_points(places) -> list[tuple[float, float]]:
    """The points that show a place itself; a city's point says nothing about a distance."""
    return [(place.latitude, place.longitude) for place in places if place.precision == PointPrecision.EXACT]


# --- actors ------------------------------------------------------------------------------------------------
class _Entered:
    """What somebody typed about an actor, folded for comparing. Names of the fields as in the form; all of them may be missing."""

    def __init__(self, place: str, entered: dict, exclude):
        self.place = place
        self.name = entered.get("trading_name") or ""
        self.keys = name_keys(self.name, entered.get("registered_name") or "", *(entered.get("aliases") or ()), place=place)
        self.mails = _mails(entered.get("email") or "")
        self.phone = phone_key(entered.get("phone") or "")
        street, number = entered.get("street") or "", entered.get("house_number") or ""
        self.postcode = (entered.get("postcode") or "").strip()
        self.address = address_key(street, number) if self.postcode else ""
        self.numbers = _number_forms(street, number) if self.address else set()
        self.legal_form = entered.get("legal_form") or ""
        self.form_key = entered.get("form_key")
        # The form has no field for the point; the record that is edited may have one.
        self.points = _exact_points(exclude.locations.all()) if exclude is not None else []


def similar_actors(user, municipality, entered: dict, exclude: Actor | None = None) -> list[Similar]:
    """At most five actors of the city that seem to be the one that is being entered, the likeliest first, with their reasons.

    `entered` holds what was typed, under the names of the form's fields (`aliases` as a list). The actor that is edited (`exclude`)
    and the one that this very form made (`form_key`) do not count. Ten queries at most, each served by an index.
    """
    rows = [model.objects.visible_to(user, municipality) for model in (Actor, ActorAlias, Location)]
    return similar_among(*rows, municipality, entered, exclude)


def similar_among(actors, aliases, locations, municipality, entered: dict, exclude: Actor | None = None) -> list[Similar]:
    """The same among actors, other names and places of a city that somebody else has chosen: where nobody asks who has rights there."""
    asked = _Entered(str(municipality or ""), entered, exclude)
    visible = actors.order_by()
    if asked.form_key:
        visible = visible.exclude(form_key=asked.form_key)
    if exclude is not None:
        visible = visible.exclude(pk=exclude.pk)
    keys = _actor_keys(visible, aliases, locations, asked)
    rows = visible.filter(pk__in=keys).prefetch_related("aliases", "locations") if keys else []
    found = [similar for actor in rows if (similar := _compare_actor(actor, asked)).reasons]
    return _best(found)


def _actor_keys(visible, aliases, locations, asked: _Entered) -> set[int]:
    """The keys of all actors that share something with what was typed."""
    questions = []
    if asked.keys:
        questions += [Q(match_key__in=sorted(asked.keys)), Q(sort_key=sort_key(asked.name))]
    if asked.mails:
        questions.append(Q(email__in=asked.mails))
    if asked.phone:
        questions.append(Q(phone_key=asked.phone))
    keys = {key for question in questions for key in visible.filter(question).values_list("pk", flat=True)[:MOST_FOUND]}
    if asked.keys:
        keys |= _by_other_name(aliases, asked)
    if asked.address:
        keys |= _by_address(locations, asked)
    return keys


def _by_other_name(aliases, asked: _Entered) -> set[int]:
    """Actors that are also called so. Their other names stand in the text that lists look in, which narrows them down."""
    fits = Q()
    for key in asked.keys:
        # "strasse" became "str" in the key and "e v" became "ev": both are found as parts of the text, single letters are left out.
        fits |= Q(*[Q(actor__search_text__contains=word) for word in key.split() if len(word) >= SHORTEST_KEY])
    names = aliases.filter(fits).order_by().values_list("actor", "name")
    return {actor for actor, name in names[:MOST_ADDRESSES] if name_keys(name, place=asked.place) & asked.keys}


def _by_address(locations, asked: _Entered) -> set[int]:
    """Actors in the same house."""
    places = locations.filter(postcode=asked.postcode).exclude(street="").order_by()
    in_street = Q(*[Q(street__iendswith=number) for number in sorted(asked.numbers)], _connector=Q.OR)
    rows = places.filter(Q(house_number__in=sorted(asked.numbers)) | Q(in_street, house_number=""))
    found = rows.values_list("actor", "street", "house_number")[:MOST_ADDRESSES]
    return {actor for actor, street, number in found if address_key(street, number) == asked.address}


def _compare_actor(actor: Actor, asked: _Entered) -> Similar:
    """What an actor has in common with what was typed; facts that only support count only beside another."""
    similar = Similar(actor)
    names = [actor.trading_name, *(alias.name for alias in actor.aliases.all()), actor.registered_name]
    if name := next((name for name in names if name_keys(name, place=asked.place) & asked.keys), None):
        similar.add(NAME, _("name alike: %(name)s") % {"name": name})
    if actor.email.lower() in asked.mails:
        similar.add(EMAIL, _("same e-mail address"))
    if asked.phone and actor.phone_key == asked.phone:
        similar.add(PHONE, _("same phone number"))
    places = list(actor.locations.all())
    if asked.address and any(
        place.postcode.strip() == asked.postcode and address_key(place.street, place.house_number) == asked.address for place in places
    ):
        similar.add(ADDRESS, _("same address"))
    if similar.reasons:
        _add_support(similar, places, asked)
    return similar


def _add_support(similar: Similar, places: list[Location], asked: _Entered) -> None:
    if asked.legal_form and similar.record.legal_form == asked.legal_form:
        similar.add(1, _("same legal form"))
    distances = [metres_between(one, other) for one in asked.points for other in _exact_points(places)]
    if distances and min(distances) <= NEAR_METRES:
        similar.add(1, _("%(distance)s away") % {"distance": f"{round(min(distances))}\N{NO-BREAK SPACE}m"})


def _best(found: list[Similar]) -> list[Similar]:
    """The likeliest first; of equal ones those that are archived last."""
    found.sort(key=lambda similar: (-similar.weight, similar.is_archived, similar.record.sort_key, similar.record.pk))
    return found[:MOST_SHOWN]


# --- people ------------------------------------------------------------------------------------------------
def similar_contacts(user, municipality, entered: dict, exclude: Contact | None = None) -> list[Similar]:
    """At most five people of the city who seem to be the one that is being entered, as `similar_actors` for actors; seven queries at
    most. First and last name are compared together, in either order: a last name alone says too little."""
    name = f"{entered.get('family_name') or ''} {entered.get('given_name') or ''}".strip()
    has_both = bool((entered.get("family_name") or "").strip() and (entered.get("given_name") or "").strip())
    keys = name_keys(name) if has_both else set()
    mails = _mails(entered.get("email") or "")
    phones = {key for key in (phone_key(entered.get("phone") or ""), phone_key(entered.get("mobile") or "")) if key}
    visible = Contact.objects.visible_to(user, municipality).order_by()
    if entered.get("form_key"):
        visible = visible.exclude(form_key=entered["form_key"])
    if exclude is not None:
        visible = visible.exclude(pk=exclude.pk)
    questions = [Q(match_key__in=sorted(keys)), Q(sort_key=sort_key(name))] if keys else []
    questions += [Q(email__in=mails)] if mails else []
    questions += [Q(phone_key__in=sorted(phones)), Q(mobile_key__in=sorted(phones))] if phones else []
    pks = {key for question in questions for key in visible.filter(question).values_list("pk", flat=True)[:MOST_FOUND]}
    # Of people in scope; named by the person alone, so that the database does not go through all roles of the city.
    roles = ContactRole.objects.sighted().select_related("actor")
    rows = visible.filter(pk__in=pks).prefetch_related(Prefetch("roles", roles, to_attr="roles_shown")) if pks else []
    found = [similar for contact in rows if (similar := _compare_contact(contact, keys, mails, phones)).reasons]
    return _best(found)


def _compare_contact(contact: Contact, keys: set[str], mails: list[str], phones: set[str]) -> Similar:
    """What a person has in common with what was typed."""
    similar = Similar(contact)
    if contact.given_name and name_keys(f"{contact.family_name} {contact.given_name}") & keys:
        similar.add(NAME, _("name alike: %(name)s") % {"name": contact})
    if contact.email.lower() in mails:
        similar.add(EMAIL, _("same e-mail address"))
    if {contact.phone_key, contact.mobile_key} & phones:
        similar.add(PHONE, _("same phone number"))
    return similar
