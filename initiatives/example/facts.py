"""What the register knows of an example actor beyond its name: register entry, age, size, goals, hours, and who was told of it."""

import random
from datetime import timedelta

from django.utils import timezone

from initiatives.choices import (
    ENTERPRISE_KINDS,
    ActorKind,
    ArchiveReason,
    CommonGoodReport,
    Goal,
    Industry,
    Language,
    LifeCycle,
    PreferredChannel,
    SizeClass,
    legal_forms,
)
from initiatives.example.chance import moment, office_day, weighted
from initiatives.example.register import Known, Office
from wf40.folding import match_key, phone_key

INDUSTRIES = {
    "craft": Industry.CRAFT,
    "repair": Industry.CRAFT,
    "workshop": Industry.CRAFT,
    "food": Industry.MANUFACTURING,
    "energy": Industry.SERVICES,
    "shop": Industry.TRADE,
    "direct": Industry.FARMING,
    "farm": Industry.FARMING,
    "garden": Industry.FARMING,
    "gastro": Industry.HOSPITALITY,
    "culture": Industry.CULTURE,
    "single": Industry.PROFESSIONS,
    "service": Industry.SERVICES,
    "mobility": Industry.SERVICES,
    "platform": Industry.SERVICES,
    "finance": Industry.SERVICES,
}
GOALS = {
    "repair": (Goal.RESOURCES, Goal.CLIMATE, Goal.COHESION),
    "lending": (Goal.RESOURCES, Goal.COHESION),
    "exchange": (Goal.RESOURCES, Goal.COHESION, Goal.PARTICIPATION),
    "sharing": (Goal.RESOURCES, Goal.CLIMATE),
    "farm": (Goal.REGIONAL_VALUE, Goal.CLIMATE, Goal.RESILIENCE),
    "direct": (Goal.REGIONAL_VALUE, Goal.JOBS),
    "garden": (Goal.PARTICIPATION, Goal.CLIMATE, Goal.INCLUSION),
    "food": (Goal.REGIONAL_VALUE, Goal.JOBS, Goal.RESOURCES),
    "energy": (Goal.CLIMATE, Goal.RESILIENCE, Goal.REGIONAL_VALUE),
    "mobility": (Goal.CLIMATE, Goal.RESOURCES),
    "neighbourhood": (Goal.COHESION, Goal.PARTICIPATION, Goal.INCLUSION),
    "social": (Goal.INCLUSION, Goal.JOBS, Goal.SOCIAL_INNOVATION),
    "coop": (Goal.COMMON_GOOD, Goal.REGIONAL_VALUE, Goal.JOBS),
    "finance": (Goal.REGIONAL_VALUE, Goal.COMMON_GOOD),
    "school": (Goal.PARTICIPATION, Goal.SOCIAL_INNOVATION),
    "network": (Goal.COMMON_GOOD, Goal.PARTICIPATION),
}
OTHER_GOALS = (Goal.REGIONAL_VALUE, Goal.JOBS, Goal.COHESION, Goal.COMMON_GOOD)
SIZES = {
    "firm": {SizeClass.SOLO: 25, SizeClass.MICRO: 50, SizeClass.SMALL: 20, SizeClass.MEDIUM: 4, SizeClass.LARGE: 1},
    "civic": {SizeClass.VOLUNTEER: 70, SizeClass.MICRO: 24, SizeClass.SMALL: 6},
}
HOURS = (
    "Mo–Fr 9–18 Uhr",
    "Di–Fr 10–18 Uhr, Sa 10–14 Uhr",
    "Mi und Fr 16–19 Uhr",
    "Jeden ersten Samstag im Monat, 14–17 Uhr",
    "Do 17–20 Uhr, in den Ferien geschlossen",
    "Nach Vereinbarung",
    "Mo–Do 8–16 Uhr, Fr 8–12 Uhr",
)
COURTS = {
    "wuppertal": "Amtsgericht Wuppertal",
    "witten": "Amtsgericht Bochum",
    "witzenhausen": "Amtsgericht Eschwege",
    "osnabrueck": "Amtsgericht Osnabrück",
}
REGISTER_LETTERS = {"A": "HRA", "B": "HRB", "G": "GnR", "P": "PR", "V": "VR", "GesR": "GsR"}
FURTHER_LANGUAGES = {
    Language.ENGLISH: 40,
    Language.TURKISH: 20,
    Language.ARABIC: 12,
    Language.UKRAINIAN: 10,
    Language.RUSSIAN: 8,
    Language.POLISH: 6,
    Language.SIGN: 4,
}
ARCHIVED = {ArchiveReason.DISSOLVED: 6, ArchiveReason.MOVED: 2, ArchiveReason.NO_CONTACT: 2}


class Facts:
    """Adds to the invented actors of a city what its office found out about them; with a chance of its own."""

    def __init__(self, chance: random.Random, office: Office):
        self.chance, self.office = chance, office

    def fill(self, known: list[Known]) -> None:
        """Every actor and every person."""
        people = {}
        for entry in known:
            self._actor(entry)
            people |= {id(person): person for person in entry.people}
        for person in people.values():
            self._person(person)

    def _actor(self, known: Known) -> None:
        actor, chance = known.actor, self.chance
        actor.match_key, actor.phone_key = match_key(actor.trading_name), phone_key(actor.phone)
        is_firm = actor.kind in ENTERPRISE_KINDS
        if is_firm or chance.random() < 0.2:
            actor.industry = INDUSTRIES.get(known.sort.group, "") if is_firm else ""
        if chance.random() < 0.7:
            actor.size_class = weighted(chance, SIZES["firm" if is_firm else "civic"])
        goals = GOALS.get(known.sort.group, OTHER_GOALS)
        if chance.random() < 0.8:
            actor.goals = chance.sample(goals, min(len(goals), chance.choice((1, 2, 2, 3))))
        if chance.random() < 0.65:
            actor.languages = [Language.GERMAN, *([weighted(chance, FURTHER_LANGUAGES)] if chance.random() < 0.35 else [])]
        self._age(known)
        self._register_entry(actor)
        if chance.random() < 0.4:
            actor.opening_hours = chance.choice(HOURS)
        if actor.is_charitable and chance.random() < 0.6:
            actor.charity_notice_on = known.since - timedelta(days=chance.randint(100, 1200))
        if is_firm and chance.random() < 0.03:
            actor.common_good_report = chance.choice(CommonGoodReport.values)
            actor.common_good_year = known.since.year - chance.randint(0, 3)
        self._standing(known)

    def _age(self, known: Known) -> None:
        """When it was founded: a year for most, a day for some."""
        if self.chance.random() < 0.25:
            return
        year = known.since.year - int(self.chance.triangular(1, 60, 6))
        roll = self.chance.random()
        known.actor.founded = f"{year}" if roll < 0.7 else f"{year}-{self.chance.randint(1, 12):02}"
        if roll > 0.85:
            known.actor.founded = f"{year}-{self.chance.randint(1, 12):02}-{self.chance.randint(1, 28):02}"

    def _register_entry(self, actor) -> None:
        form = legal_forms().get(actor.legal_form)
        if form and form.register_kind in REGISTER_LETTERS and self.chance.random() < 0.7:
            actor.register_kind = form.register_kind
            actor.register_court = COURTS[self.office.municipality.slug]
            actor.register_number = f"{REGISTER_LETTERS[form.register_kind]} 0000{self.chance.randint(10, 999)}"

    def _standing(self, known: Known) -> None:
        """Deputy, information under Art. 14, assurance, archive."""
        actor, chance, today = known.actor, self.chance, self.office.yesterday
        colleagues = [person for person in self.office.advisers if person != actor.steward]
        if actor.steward and colleagues and chance.random() < 0.3:
            actor.deputy = chance.choice(colleagues)
        if actor.source == "Eigene Anmeldung":
            actor.source = ""  # who gave the data needs not be told of them
        came_from_elsewhere = actor.source.startswith(("Bestandsaufnahme", "Hinweis", "Presse"))
        # A few were not told yet, and the register says so.
        if came_from_elsewhere and (actor.is_person_like or chance.random() < 0.3) and chance.random() < 0.93:
            actor.informed_on = min(known.since + timedelta(days=chance.randint(0, 25)), today)
        if chance.random() < 0.55:
            actor.assured_on = office_day(chance, known.since, today)
            actor.assured_by = chance.choice([None, *self.office.advisers])
        if actor.life_cycle == LifeCycle.CLOSED and chance.random() < 0.7 and actor.kind != ActorKind.PUBLIC_BODY:
            when = moment(chance, office_day(chance, today - timedelta(days=200), today))
            if timezone.localdate(when) > known.since:
                actor.archived_at, actor.archived_by = when, chance.choice(list(self.office.advisers))
                actor.archive_reason = weighted(chance, ARCHIVED)

    def _person(self, person) -> None:
        if self.chance.random() < 0.5:
            possible = [
                *([PreferredChannel.EMAIL] * 2 if person.email else []),
                *([PreferredChannel.PHONE] if person.phone else []),
                *([PreferredChannel.MOBILE] if person.mobile else []),
            ]
            person.preferred_channel = self.chance.choice(possible) if possible else ""
        if self.chance.random() < 0.12:
            person.source = self.chance.choice(("Webseite des Akteurs", "Bestandsaufnahme", "Vereinsregister"))
            if self.chance.random() < 0.85:
                person.informed_on = office_day(self.chance, timezone.localdate(person.created_at), self.office.yesterday)
