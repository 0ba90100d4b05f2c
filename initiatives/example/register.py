"""The actors of an example city with their places, other names and people."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from initiatives.choices import ENTERPRISE_KINDS, INITIATIVE_KINDS, ActorKind, LifeCycle, PointPrecision, Salutation, legal_forms
from initiatives.example.borders import is_inside
from initiatives.example.chance import Deck, moment, office_day, weighted
from initiatives.example.invention import Invention, Setting, web_name
from initiatives.example.ledger import Change, Ledger
from initiatives.example.notes import BUSINESS_TAILS, CIVIC_TAILS, CONTACT_NOTES, INTERNAL_NOTES, NEUTRAL_TAILS
from initiatives.example.sorts import SORTS, Sort
from initiatives.example.words import TITLES
from initiatives.models import Actor, ActorAlias, Contact, ContactRole, Location
from wf40.folding import folded_text, sort_key

# What a name says about the legal form goes before chance.
FORM_BY_FIRST_WORD = {
    "Stiftung": "foundation_private",
    "Bürgeraktie": "ag",
    "Carsharing-Verein": "ev",
    "Quartiersverein": "ev",
    "Gesamtschule": "municipality",
    "Berufskolleg": "municipality",
    "Grundschule": "municipality",
    "Schülerfirma": "informal",
    "Umweltbildung": "ev",
    "Bildungswerkstatt": "ev",
    "Nähschule": "ggmbh",
    "Sprachschule": "ggmbh",
    "Lernwerkstatt": "ev",
    "Forschungsgruppe": "kdoer",
    "Mitfahrbank": "informal",
    "Freies": "ev",
    "Nachbarschaftsauto": "informal",
    "Radlogistik": "ug",
    "Lastenradkurier": "gbr",
    "Transporterkreis": "gbr",
    "Gewerbehof": "gmbh",
    "Markthalle": "gmbh",
    "Gemeinschaftsbüro": "gbr",
    "Bücherschrank": "informal",
    "Leerstandsgalerie": "informal",
    "Chor": "ev",
}
# Sub-fields that only some names of a sort stand for, and keywords that a name brings with it.
PART_BY_START = {
    part: tuple(starts.split())
    for part, starts in {
        "kooperative-wohnformen": "Wohn Bau",
        "nahversorgung": "Dorfladen Gasthaus",
        "genossenschaftliche-beteiligung": "Bürgerenergie Einkauf Handwerk Kreativ Weide Senioren Wohn",
        "carsharing": "Nachbarschaftsauto Carsharing Transporter Mitfahr",
        "gemeinschaftlich-genutzte-geraete": "Freies Lastenrad Rad Transporter Thermo Balkon Maker Werkstatt Metall Keramik Siebdruck Näh",
        "tauschladen-verschenkladen": "Verschenk Umsonst Bücher Kleider Kinder",
        "leihsystem-werkzeugverleih": "Leih Bibliothek Werkzeug Spiele Geschirr Nachbarschaftsplattform Maschinenring",
        "kleiderkammer": "Kleiderkammer",
        "soziales-kaufhaus": "Soziales Gebraucht Möbel Elektro",
        "zeitbank": "Zeitbank",
        "tauschring": "Tausch Talente",
        "freiwilligenagentur-ehrenamtsberatung": "Freiwilligen Paten",
        "social-dining": "Mittagstisch Tafelrunde Erzählcafé Begegnung",
        "nachbarschaftshilfe": "Nachbarschaft Stadtteil Quartier",
        "regionalgeld": "Regionalgeld",
        "crowdfunding": "Crowdfunding",
        "buergeranleihe": "Kleinkredit Bürgerfonds",
        "regionalwert-ag": "Bürgeraktie",
        "hofladen-direktvermarktung": "Hofladen Milchhof Ziegen Obsthof Kartoffel Blumenfeld Schäferei Imkerei Gärtnerei",
    }.items()
}
TAG_BY_PART = {
    "Holz": ("Holz", "Tischlerei", "Möbel", "Drechsler", "Stuhl", "Instrumentenbau", "Korb"),
    "Metall": ("Metall", "Messer", "Goldschmiede", "Eisenwaren", "Fahrradmanufaktur"),
    "Textil": ("chneider", "Stoff", "Strick", "Näh", "Woll", "Färberei ", "Handweb", "Polster", "Zweitfaden", "Kleid", "Mode", "Upcycling"),
    "Fahrrad": ("Fahrrad", "Radwerk", "Radlog", "Lastenrad"),
    "Unverpackt": ("Unverpackt", "Geschirr"),
    "Fairer Handel": ("Weltladen",),
}
KIND_BY_FORM = {
    (ActorKind.INITIATIVE, "ev"): ActorKind.ASSOCIATION,
    (ActorKind.INITIATIVE, "verein_unregistered"): ActorKind.ASSOCIATION,
    (ActorKind.INITIATIVE, "eg"): ActorKind.COOPERATIVE,
    (ActorKind.INITIATIVE, "gbr"): ActorKind.ENTERPRISE,
    (ActorKind.INITIATIVE, "ug"): ActorKind.ENTERPRISE,
    (ActorKind.INITIATIVE, "ag"): ActorKind.ENTERPRISE,
    (ActorKind.INITIATIVE, "gug"): ActorKind.SOCIAL_ENTERPRISE,
    (ActorKind.ASSOCIATION, "informal"): ActorKind.INITIATIVE,
    (ActorKind.ASSOCIATION, "gbr"): ActorKind.INITIATIVE,
    (ActorKind.ASSOCIATION, "gug"): ActorKind.SOCIAL_ENTERPRISE,
}
ALWAYS_CHARITABLE = {"ggmbh", "gug"}
MAY_BE_CHARITABLE = {"ev", "eg", "foundation_private"}
LIFE_CYCLES = {
    LifeCycle.ACTIVE: 84,
    LifeCycle.IN_PLANNING: 5,
    LifeCycle.IDEA: 3,
    LifeCycle.ON_HOLD: 4,
    LifeCycle.COMPLETED: 1,
    LifeCycle.CLOSED: 3,
}
ROLES_BY_KIND = {
    ActorKind.ENTERPRISE: ("Inhaberschaft", "Geschäftsführung", "Werkstattleitung", "Laden", "Büro", "Einkauf"),
    ActorKind.COOPERATIVE: ("Vorstand", "Aufsichtsrat", "Geschäftsführung", "Mitgliederbetreuung"),
    ActorKind.SOCIAL_ENTERPRISE: ("Geschäftsführung", "Bereichsleitung", "Anleitung Werkstatt", "Verwaltung"),
    ActorKind.ASSOCIATION: ("Vorsitz", "Stellvertretender Vorsitz", "Kassenführung", "Öffentlichkeitsarbeit", "Koordination"),
    ActorKind.PUBLIC_BODY: ("Leitung", "Sachbearbeitung", "Beratung"),
    ActorKind.EDUCATION_RESEARCH: ("Leitung", "Koordination", "Projektleitung", "Werkstattlehre"),
    ActorKind.PLATFORM: ("Geschäftsführung", "Redaktion", "Technik"),
    ActorKind.VENUE: ("Hausleitung", "Vermietung", "Technik", "Programm"),
    ActorKind.INDIVIDUAL: ("",),
}
OTHER_ROLES = ("Sprecherin oder Sprecher", "Koordination", "Kasse", "Ansprechperson", "Standort", "Öffentlichkeitsarbeit")
WEEKS_OF_INVENTORY = 7
SOURCES = {"": 40, "Eigene Anmeldung": 10, "Hinweis aus dem Quartier": 10, "Wochenmarkt": 5, "Presse": 5}
PLACE_LABELS = {
    "food": "Verkaufsstelle",
    "farm": "Acker",
    "direct": "Verkaufsstand",
    "garden": "Zweite Fläche",
    "craft": "Lager",
    "shop": "Lager",
}


@dataclass
class Known:
    """An actor as the office knows it: record, sort, words, people and the day on which it came into the register."""

    actor: Actor
    sort: Sort
    setting: Setting
    since: date
    people: list[Contact] = field(default_factory=list)


@dataclass
class Office:
    """What the invention of one city's records needs to know of its office."""

    municipality: object
    advisers: dict[object, int]
    fields: dict[str, object]
    tags: dict[str, object]
    districts: dict[str, object]
    postcodes: dict[str, str]
    first_day: date
    first_talk: date
    yesterday: date


class Register:
    """Invents the actors of one city."""

    def __init__(self, chance: random.Random, invention: Invention, office: Office, ledger: Ledger):
        self.chance, self.invention, self.office, self.ledger = chance, invention, office, ledger
        self.names: set[str] = set()
        self.known: list[Known] = []
        self.variants = {id(sort): Deck(chance, sort.names) for sort in SORTS}
        self.texts: dict[tuple[str, ...], Deck] = {}
        self.notes = Deck(chance, INTERNAL_NOTES)
        self.contact_notes = Deck(chance, CONTACT_NOTES)
        self.told: set[str] = set()
        endings = {"business": BUSINESS_TAILS, "civic": CIVIC_TAILS, "neutral": NEUTRAL_TAILS}
        self.tails = {name: Deck(chance, texts) for name, texts in endings.items()}
        self.inventory_number = 0

    def fill(self, count: int) -> list[Known]:
        """So many actors, each sort as often as it is met."""
        once = [sort for sort in SORTS if sort.only_once]
        weights = [sort for sort in SORTS if not sort.only_once for _ in range(sort.weight)]
        deck = Deck(self.chance, weights)
        for sort in [*once, *(deck.draw() for _ in range(count - len(once)))]:
            self._invent(sort)
        return self.known

    # --- names --------------------------------------------------------------------------------------------
    def _name(self, sort: Sort, variant: str, texts: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...], Setting]:
        """A name that nobody in the city has, the descriptions that fit it, and the words that were used for it."""
        while True:
            for _attempt in range(4):
                setting = self.invention.setting()
                name = setting.fill(variant)
                if sort_key(name) not in self.names:
                    self.names.add(sort_key(name))
                    return name, texts, setting
            # All quarters have theirs: another sort of name.
            variant, texts = self.variants[id(sort)].draw()
            texts = texts or sort.texts

    def _aliases(self, name: str, sort: Sort, variant: str) -> list[str]:
        """Other names for every fifth actor: with the city, written together, turned round, or a former name."""
        if self.chance.random() >= 0.2:
            return []
        if sort.group == "single":
            who, _comma, what = name.partition(", ")
            found = [f"{what} {who.split()[-1]}" if what else f"{name.removeprefix('Atelier ')}, Atelier"]
        else:
            found = [f"{name} {self.invention.city_name}"] if self.invention.city_name not in name else []
            first, _space, rest = name.partition(" ")
            if "-" in first:
                found.append(f"{first[0]}{first[1:].replace('-', '').lower()} {rest}".strip())
            if not sort.only_once:
                found.append(self._name(sort, variant)[0])
        return sorted(self.chance.sample(found, min(len(found), 1 if self.chance.random() < 0.8 else 2)))

    # --- one actor ----------------------------------------------------------------------------------------
    def _invent(self, sort: Sort) -> None:
        variant, texts = self.variants[id(sort)].draw()
        name, texts, setting = self._name(sort, variant, texts or sort.texts)
        form = FORM_BY_FIRST_WORD.get(name.split()[0].rstrip(",")) or weighted(self.chance, sort.forms)
        kind = KIND_BY_FORM.get((sort.kind, form), sort.kind)
        life_cycle = self._life_cycle(sort, form)
        if life_cycle == LifeCycle.IDEA:
            # What is only an idea is in no register.
            form = "in_formation" if kind in ENTERPRISE_KINDS else "informal"
            kind = KIND_BY_FORM.get((kind, form), kind)
        maker = weighted(self.chance, self.office.advisers)
        made_at = self._made_at()
        actor = Actor(
            municipality=self.office.municipality,
            kind=kind,
            trading_name=name,
            registered_name=self._registered_name(name, form),
            legal_form=form,
            is_charitable=form in ALWAYS_CHARITABLE or (form in MAY_BE_CHARITABLE and self.chance.random() < sort.charity),
            life_cycle=life_cycle,
            description=self._description(sort, texts, setting),
            internal_note=setting.fill(self.notes.draw()) if self.chance.random() < 0.35 else "",
            steward=maker if self.chance.random() < 0.65 else self.chance.choice([None, *self.office.advisers]),
            **self._reachable(name),
            **self._source(made_at),
        )
        many = {"work_fields": self._work_fields(sort, name), "tags": self._tags(sort, name)}
        aliases = self._aliases(name, sort, variant)
        actor.sort_key = sort_key(name)
        actor.search_text = folded_text(name, actor.registered_name, *aliases, *(tag.label for tag in many["tags"]))
        self.ledger.add(actor, made_at, maker, many=many, changes=self._changes(actor, many, made_at, maker))
        for alias in aliases:
            self.ledger.add(ActorAlias(municipality=actor.municipality, actor=actor, name=alias), made_at, maker)
        known = Known(actor, sort, setting, made_at.date())
        self._places(known, made_at, maker)
        self._people(known, made_at, maker)
        self.known.append(known)

    def _made_at(self) -> datetime:
        """Half of the register was taken down in the first weeks, the rest came bit by bit."""
        first, last = self.office.first_day, self.office.yesterday
        if self.chance.random() < 0.5:
            last = first + timedelta(days=WEEKS_OF_INVENTORY * 7)
        return moment(self.chance, office_day(self.chance, first, last))

    def _registered_name(self, name: str, form: str) -> str:
        """The name in the register, where one sees by it what the actor is."""
        abbreviation = legal_forms()[form].abbreviation
        if not abbreviation or form in ("gbr", "in_formation") or self.chance.random() < 0.3:
            return ""
        if form == "ug":
            abbreviation = "UG (haftungsbeschränkt)"
        return f"{name} {abbreviation}"

    def _life_cycle(self, sort: Sort, form: str) -> LifeCycle:
        if form == "in_formation":
            return LifeCycle.IN_PLANNING
        return LifeCycle.ACTIVE if sort.group in ("public", "school", "platform", "finance") else weighted(self.chance, LIFE_CYCLES)

    def _description(self, sort: Sort, texts: tuple[str, ...], setting: Setting) -> str:
        if not texts or self.chance.random() < 0.06:
            return ""
        deck = self.texts.setdefault(texts, Deck(self.chance, texts))
        text = setting.fill(deck.draw())
        if text in self.told:
            tails = self.tails["business" if sort.kind in ENTERPRISE_KINDS else "civic" if sort.kind in INITIATIVE_KINDS else "neutral"]
            text = f"{text} {setting.fill(tails.draw())}"
        self.told.add(text)
        return text[0].upper() + text[1:]

    def _reachable(self, name: str) -> dict:
        """Website, e-mail and phone, none of which leads anywhere."""
        domain = f"{web_name(name)}.example"
        prefix = self.chance.choice(("info", "info", "kontakt", "hallo", "post", "mail"))
        return {
            "website": f"https://{self.chance.choice(('', '', 'www.'))}{domain}/" if self.chance.random() < 0.6 else "",
            "email": f"{prefix}@{domain}" if self.chance.random() < 0.75 else "",
            "phone": self._phone() if self.chance.random() < 0.65 else "",
        }

    def _phone(self) -> str:
        return f"{self.invention.city.dialling_code} 0000-{self.chance.randint(100, 999)}"

    def _source(self, made_at: datetime) -> dict:
        is_inventory = made_at.date() <= self.office.first_day + timedelta(days=WEEKS_OF_INVENTORY * 7)
        if not is_inventory or self.chance.random() < 0.1:
            return {"source": weighted(self.chance, SOURCES), "source_id": ""}
        self.inventory_number += 1
        return {"source": f"Bestandsaufnahme {made_at.year}", "source_id": f"B-{self.inventory_number:04}"}

    def _work_fields(self, sort: Sort, name: str) -> list:
        """One or two fields of the rollout and the business fields with their sub-fields."""
        rollout = self.chance.sample(sort.rollout, min(len(sort.rollout), self.chance.choice((1, 1, 2))))
        parts = [part for part in sort.parts if name.startswith(PART_BY_START.get(part, ""))]
        parts = self.chance.sample(parts, min(len(parts), self.chance.choice((1, 1, 2))))
        rows = [self.office.fields[code] for code in (*rollout, *parts)]
        return sorted({row.pk: row for row in (*rows, *(row.parent for row in rows if row.parent_id))}.values(), key=lambda row: row.pk)

    def _tags(self, sort: Sort, name: str) -> list:
        """Up to four keywords; those for a material only where the name speaks of it."""
        certain = [label for label, parts in TAG_BY_PART.items() if any(part in name for part in parts)]
        possible = [label for label in sort.tags if label not in TAG_BY_PART]
        chosen = self.chance.sample(possible, min(len(possible), self.chance.choice((0, 1, 1, 2, 2, 3))))
        return sorted((self.office.tags[label] for label in {*chosen, *certain}), key=lambda tag: tag.position)

    # --- places and people --------------------------------------------------------------------------------
    def _places(self, known: Known, made_at: datetime, maker) -> None:
        """The exact point for three of five actors, the city's for one, none for the rest; a second place for some."""
        roll = self.chance.random()
        if roll > 0.94:
            return
        setting, actor = known.setting, known.actor
        quarter, city = setting.place, self.invention.city
        place = Location(municipality=actor.municipality, actor=actor, locality=self.invention.city_name, postcode=quarter.postcode)
        code = self.office.postcodes.get(quarter.postcode, quarter.district)
        place.district = self.office.districts.get(quarter.district) or self.office.districts.get(code)
        if roll < 0.6:
            place.precision = PointPrecision.EXACT
            place.latitude, place.longitude = self._point(quarter)
            self._address(place, setting)
        elif roll < 0.8:
            place.precision = PointPrecision.CITY
            place.latitude, place.longitude = city.quarters[0].latitude, city.quarters[0].longitude
            if not setting.keys() & {"quarter", "in_quarter"}:
                place.district = self.office.districts["unbekannt"]
                place.postcode = ""
        else:
            self._address(place, setting)
        self.ledger.add(place, made_at, maker)
        if known.sort.group in PLACE_LABELS and self.chance.random() < 0.25:
            other = self.invention.setting()
            second = Location(municipality=actor.municipality, actor=actor, is_main=False, label=PLACE_LABELS[known.sort.group])
            second.locality, second.postcode = self.invention.city_name, other.place.postcode
            second.district = self.office.districts.get(other.place.district)
            self._address(second, other)
            self.ledger.add(second, made_at + timedelta(minutes=2), maker)

    def _address(self, place: Location, setting: Setting) -> None:
        place.street = setting["street"]
        place.house_number = f"{self.chance.randint(1, 120)}{self.chance.choice(('', '', '', '', 'a', 'b'))}"

    def _point(self, quarter) -> tuple[float, float]:
        """A point around the middle of the quarter and inside the city."""
        for _attempt in range(30):
            north = quarter.latitude + self.chance.gauss(0, 0.0035)
            east = quarter.longitude + self.chance.gauss(0, 0.0055)
            if is_inside(self.office.municipality.ags, north, east):
                return round(north, 6), round(east, 6)
        return quarter.latitude, quarter.longitude

    def _people(self, known: Known, made_at: datetime, maker) -> None:
        """Who to ask: mostly one person, sometimes none, and now and then somebody who serves another actor already."""
        number = weighted(self.chance, {0: 8, 1: 59, 2: 26, 3: 7})
        roles = Deck(self.chance, ROLES_BY_KIND.get(known.actor.kind, OTHER_ROLES))
        for place in range(number):
            others = [entry for entry in self.known if entry.people]
            if place and others and self.chance.random() < 0.3:
                contact = self.chance.choice(self.chance.choice(others).people)
            else:
                contact = self._contact(known, made_at, maker, is_first=not place)
            if contact in known.people:
                continue
            known.people.append(contact)
            role = ContactRole(municipality=known.actor.municipality, actor=known.actor, contact=contact, is_main=not place)
            role.role_title = roles.draw() if self.chance.random() < 0.85 else ""
            self.ledger.add(role, made_at + timedelta(minutes=4), maker)

    def _contact(self, known: Known, made_at: datetime, maker, *, is_first: bool) -> Contact:
        given, family, is_woman = self.invention.person()
        if is_first and "family" in known.setting and known.sort.group != "finance":
            # The family in the firm's name is the one that runs it.
            family = known.setting["family"]
            given = known.setting.get("given", given)
        contact = Contact(municipality=known.actor.municipality, given_name=given, family_name=family)
        if self.chance.random() < 0.4 and given not in (known.setting.get("given"),):
            contact.salutation = Salutation.MS if is_woman else Salutation.MR
        contact.title = self.chance.choice(TITLES) if self.chance.random() < 0.05 else ""
        domain = known.actor.email.partition("@")[2] or f"{web_name(known.actor.trading_name)}.example"
        contact.email = f"{web_name(given)}.{web_name(family)}@{domain}" if self.chance.random() < 0.7 else ""
        contact.phone = self._phone() if self.chance.random() < 0.5 else ""
        contact.mobile = f"0170 0000-{self.chance.randint(100, 999)}" if self.chance.random() < 0.4 else ""
        contact.note = self.contact_notes.draw() if self.chance.random() < 0.18 else ""
        contact.refold()
        changes = []
        if self.chance.random() < 0.14:
            name = self.chance.choice(("phone", "mobile", "email"))
            if getattr(contact, name):
                old = "" if self.chance.random() < 0.6 or name == "email" else self._phone()
                changes = [Change(self._later(made_at), weighted(self.chance, self.office.advisers), {name: old})]
        self.ledger.add(contact, made_at + timedelta(minutes=3), maker, changes=changes)
        return contact

    # --- what changed since -------------------------------------------------------------------------------
    def _later(self, since: datetime) -> datetime:
        """A working moment after another one, yesterday at the latest."""
        first = since.date() + timedelta(days=1)
        return moment(self.chance, office_day(self.chance, min(first, self.office.yesterday), self.office.yesterday))

    def _changes(self, actor: Actor, many: dict, made_at: datetime, maker) -> list[Change]:
        """What colleagues changed later: a phone number, a description, the stage, the steward, a tag."""
        if made_at.date() >= self.office.yesterday - timedelta(days=3):
            return []
        possible = [
            {"phone": self.chance.choice(("", self._phone()))} if actor.phone else None,
            {"email": ""} if actor.email else None,
            {"website": ""} if actor.website else None,
            {"description": ""} if actor.description else None,
            {"internal_note": ""} if actor.internal_note else None,
            {"tags": many["tags"][:-1]} if many["tags"] else None,
            {"work_fields": many["work_fields"][:-1]} if len(many["work_fields"]) > 2 else None,
            {"steward": self.chance.choice([person for person in (None, *self.office.advisers) if person != actor.steward])},
            {"legal_form": "informal", "registered_name": ""} if actor.legal_form == "ev" and actor.source.startswith("Eigene") else None,
            {"life_cycle": LifeCycle.IN_PLANNING} if actor.life_cycle == LifeCycle.ACTIVE and self.chance.random() < 0.25 else None,
            {"life_cycle": LifeCycle.ACTIVE} if actor.life_cycle in (LifeCycle.CLOSED, LifeCycle.ON_HOLD) else None,
        ]
        possible = [before for before in possible if before]
        number = weighted(self.chance, {0: 50, 1: 28, 2: 15, 3: 7})
        chosen = self.chance.sample(possible, min(number, len(possible)))
        fields = [name for before in chosen for name in before]
        if len(fields) != len(set(fields)):
            chosen = chosen[:1]
        people = [weighted(self.chance, self.office.advisers) if self.chance.random() < 0.6 else maker for _ in chosen]
        return [Change(self._later(made_at), person, before) for person, before in zip(people, chosen, strict=True)]
