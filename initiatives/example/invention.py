"""Invents names, addresses and sentences from the words of a city; nothing repeats before its words are through."""

import random
from functools import cached_property

from initiatives.example.chance import Deck, weighted
from initiatives.example.cities import City, Quarter
from initiatives.example.words import (
    FARM_ENDINGS,
    FARM_STARTS,
    HOUSE_ENDINGS,
    HOUSE_STARTS,
    NAMES,
    ORIGINS,
    STREET_ENDINGS,
    STREET_STARTS,
    WORDS,
)
from initiatives.office_start import core_code

DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag")
HOURS = ("10 bis 13 Uhr", "14 bis 17 Uhr", "15 bis 18 Uhr", "16 bis 19 Uhr", "17 bis 20 Uhr", "18 bis 21 Uhr")


def web_name(text: str) -> str:
    """A name as part of an address on the web."""
    return core_code(text)[:48].strip("-")


class Invention:
    """The decks of one city."""

    def __init__(self, chance: random.Random, city: City, city_name: str):
        self.chance, self.city, self.city_name = chance, city, city_name
        self.words = Deck(chance, (*city.words, *WORDS))
        self.families = {origin: Deck(chance, names) for origin, (_women, _men, names) in NAMES.items()}
        self.given_names = {
            (origin, is_woman): Deck(chance, women if is_woman else men)
            for origin, (women, men, _names) in NAMES.items()
            for is_woman in (True, False)
        }
        self.quarters = Deck(chance, city.quarters)
        self.streets = Deck(chance, STREET_STARTS)
        self.houses = Deck(chance, HOUSE_STARTS)
        self.farms = Deck(chance, FARM_STARTS)
        self._people: set[tuple[str, str]] = set()

    def person(self) -> tuple[str, str, bool]:
        """First name, last name, whether a woman; no two people of a city have the same name."""
        while True:
            is_woman = self.chance.random() < 0.52
            origin = weighted(self.chance, ORIGINS)
            # Families mix: now and then a first name comes from elsewhere.
            given_origin = origin if self.chance.random() < 0.88 else weighted(self.chance, ORIGINS)
            given, family = self.given_names[given_origin, is_woman].draw(), self.families[origin].draw()
            if (given, family) not in self._people:
                self._people.add((given, family))
                return given, family, is_woman

    def street(self) -> tuple[str, str]:
        """A street and the way in which one says that something is there."""
        ending, where = self.chance.choice(STREET_ENDINGS)
        name = f"{self.streets.draw()}{ending}"
        return name, where.format(name)

    def setting(self) -> "Setting":
        """Words for one actor, drawn as they are asked for."""
        return Setting(self)


class Setting(dict):
    """Fills the braces of a text: a word drawn once stays the same for the actor's name, address and description."""

    def __init__(self, invention: Invention):
        super().__init__()
        self.invention, self.chance = invention, invention.chance

    def __missing__(self, key):
        self[key] = value = getattr(self, f"_{key}")()
        return value

    def fill(self, text: str) -> str:
        """The text with its braces filled in."""
        return text.format_map(self)

    @cached_property
    def place(self) -> Quarter:
        """The quarter in which the actor is."""
        return self.invention.quarters.draw()

    def _quarter(self):
        return self.place.name

    def _in_quarter(self):
        return self.place.place

    def _city(self):
        return self.invention.city_name

    def _near(self):
        return self.chance.choice(("vor den Toren der Stadt", "am Stadtrand", "im Umland", self.place.place))

    def _street(self):
        name, self["at_street"] = self.invention.street()
        return name

    def _at_street(self):
        self["street"], where = self.invention.street()
        return where

    def _house(self):
        ending, where = self.chance.choice(HOUSE_ENDINGS)
        name = f"{self.invention.houses.draw()}{ending}"
        self["in_house"] = where.format(name)
        return name

    def _in_house(self):
        self["house"] = self._house()
        return self["in_house"]

    def _farm(self):
        return f"{self.invention.farms.draw()}{self.chance.choice(FARM_ENDINGS)}"

    def _family(self):
        self["given"], name, _is_woman = self.invention.person()
        return name

    def _given(self):
        given, self["family"], _is_woman = self.invention.person()
        return given

    def _word(self):
        return self.invention.words.draw()

    def _nth(self):
        return self.chance.choice(("ersten", "zweiten", "dritten", "letzten"))

    def _weekday(self):
        return self.chance.choice(DAYS)

    def _weekdays(self):
        first, second = sorted(self.chance.sample(range(5), 2))
        one, two = f"{DAYS[first].lower()}s", f"{DAYS[second].lower()}s"
        return self.chance.choice((one, two, f"{one} und {two}"))

    def _clock(self):
        return self.chance.choice(HOURS)

    def _few(self):
        return self.chance.choice(("fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "14", "15", "16", "18", "20", "24"))

    def _count(self):
        return str(self.chance.choice((30, 35, 40, 45, 50, 60, 65, 70, 80, 90, 100, 110, 120, 140, 150, 180)))

    def _year(self):
        return str(self.chance.randint(1968, 2022))
