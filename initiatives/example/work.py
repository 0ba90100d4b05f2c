"""Two years of an office's work: consultations, and what was promised in them."""

import random
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from initiatives.choices import Channel, LifeCycle, Outcome
from initiatives.example.chance import Deck, moment, office_day, weighted
from initiatives.example.ledger import Change, Ledger
from initiatives.example.register import Known, Office
from initiatives.example.talks import (
    AUDIENCES,
    CONFIDENTIAL_TALKS,
    ENDINGS,
    FIRST_TALKS,
    FURTHER_PROMISES,
    NAMED,
    OFFICE_PROMISES,
    OPENINGS,
    TALKS,
    Talk,
)
from initiatives.models import Consultation, FollowUp, NoteReading

CHANNELS = {
    Channel.PHONE: 31,
    Channel.VISIT: 21,
    Channel.OFFICE: 16,
    Channel.EMAIL: 15,
    Channel.VIDEO: 8,
    Channel.EVENT: 4,
    Channel.CHANCE: 2,
    Channel.WEB: 2,
    Channel.LETTER: 1,
}
# From and to, in minutes.
MINUTES = {
    Channel.PHONE: (5, 40),
    Channel.VISIT: (40, 120),
    Channel.OFFICE: (30, 90),
    Channel.EMAIL: (5, 20),
    Channel.VIDEO: (20, 60),
    Channel.EVENT: (10, 30),
    Channel.CHANCE: (5, 15),
    Channel.WEB: (5, 15),
    Channel.LETTER: (10, 20),
}
WITH_AN_HOUR = {Channel.PHONE, Channel.VISIT, Channel.OFFICE, Channel.VIDEO, Channel.EVENT}
MONTH_NAMES = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")


def _working_day(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


class Day(dict):
    """Fills the braces of a note: months and days that lie ahead, sums, people, and other actors that the office knew by then."""

    def __init__(self, chance: random.Random, held_on: date, known: Known, others: Iterable[Known]):
        super().__init__()
        self.chance, self.held_on, self.known = chance, held_on, known
        self.named: list[str] = []
        self.others = [
            other for other in others if other is not known and other.since <= held_on and other.actor.life_cycle == LifeCycle.ACTIVE
        ]

    def __missing__(self, key):
        if key.startswith("a_"):
            starts = NAMED.get(key[2:])
            names = [
                other.actor.trading_name
                for other in self.others
                if (other.actor.trading_name.startswith(starts) if starts else other.sort.group == key[2:])
            ]
            if not names:
                raise LookupError(key)
            # Two of one sort in a sentence are two different ones.
            value = f"„{self.chance.choice([name for name in names if name not in self.named] or names)}“"
            self.named.append(value.strip("„“"))
        else:
            value = getattr(self, f"_{key}")()
        self[key] = value
        return value

    def fill(self, text: str) -> str:
        """The text with its braces filled in; raises LookupError if it names an actor that the office does not know yet."""
        return text.format_map(self).replace("..", ".")

    def _person(self):
        return str(self.known.people[0]) if self.known.people else "der Ansprechperson"

    def _name(self):
        return self.known.actor.trading_name

    def _month(self):
        return MONTH_NAMES[(self.held_on.month - 1 + self.chance.randint(1, 5)) % 12]

    def _later_month(self):
        return MONTH_NAMES[(self.held_on.month - 1 + self.chance.randint(4, 9)) % 12]

    def _day(self):
        return f"{self.held_on + timedelta(days=self.chance.randint(5, 40)):%d.%m.}"

    def _due(self):
        return f"{self.due_on:%d.%m.}"

    def _last_month(self):
        return MONTH_NAMES[(self.held_on.month - 2) % 12]

    def _square(self):
        return str(self.chance.choice((15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150)))

    def _much_square(self):
        return str(self.chance.choice((180, 200, 250, 300, 350, 400, 500)))

    def _number(self):
        return self.chance.choice(("drei", "vier", "fünf", "sechs", "sieben", "acht", "zehn", "zwölf"))

    def _many(self):
        return str(self.chance.choice((25, 30, 40, 50, 60, 80, 100, 120)))

    def _euro(self):
        return f"{self.chance.choice((500, 800, 1200, 1500, 2000, 2500, 3000, 4000, 5000, 8000)):,}".replace(",", ".")

    def _much_euro(self):
        return f"{self.chance.choice((12000, 15000, 18000, 20000, 25000, 30000, 45000, 60000)):,}".replace(",", ".")

    def _quarter(self):
        return self.known.setting.place.name

    def _in_quarter(self):
        return self.known.setting.place.place

    def _weekday(self):
        return self.chance.choice(("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"))


class Work:
    """Invents one city's consultations and follow-ups."""

    def __init__(self, chance: random.Random, office: Office, topics: dict[str, object], known: list[Known], ledger: Ledger):
        self.chance, self.office, self.topics, self.known, self.ledger = chance, office, topics, known, ledger
        self.today = office.yesterday + timedelta(days=1)
        self.decks: dict[str, Deck] = {}

    def fill(self, count: int) -> None:
        """So many consultations; every fourth actor is never talked to, some often."""
        silent = set(self.chance.sample(range(len(self.known)), round(len(self.known) / 4)))
        partners = [known for at, known in enumerate(self.known) if at not in silent]
        # Who was known for longer was talked to more.
        often = [min(8.0, self.chance.paretovariate(1.3)) * (self.today - known.since).days for known in partners]
        chosen = partners + self.chance.choices(partners, often, k=count - len(partners))
        talked: dict[int, list[date]] = {}
        for known in chosen:
            talked.setdefault(id(known), []).append(self._held_on(known))
        for known in partners:
            used: set[Talk] = set()
            for place, held_on in enumerate(sorted(talked[id(known)])):
                self._consult(known, held_on, used, partners, is_first=not place)
        self._promise_besides()

    def _held_on(self, known: Known) -> date:
        first = max(known.since, self.office.first_talk)
        return office_day(self.chance, min(first, self.office.yesterday), self.office.yesterday)

    # --- one consultation ---------------------------------------------------------------------------------
    def _talk(self, known: Known, day: Day, used: set[Talk], *, is_first: bool, is_confidential: bool) -> tuple[Talk, str, str, str]:
        """A talk that fits the actor and that it has not had, with need, note and task in words."""
        actor, sort = known.actor, known.sort.group
        audience = AUDIENCES.get(sort, "civic")
        piles = [("general", audience, TALKS)]
        if is_confidential:
            piles.append(("confidential", audience, CONFIDENTIAL_TALKS))
        elif is_first and self.chance.random() < 0.25:
            piles.append(("first", audience, FIRST_TALKS))
        elif self.chance.random() < 0.75:
            piles.append(("own", sort, TALKS))
        while True:
            # What suits best comes first, then what everybody may ask, in the end what was asked before.
            name, group, talks = piles.pop() if piles else ("again", audience, TALKS)
            cards = [talk for talk in talks if talk.group == group or (talk.group == "any" and name != "own")]
            deck = self.decks.setdefault(f"{name} {group}", Deck(self.chance, cards))
            seen = used if name != "again" else set()
            passed: set[Talk] = set()
            while True:
                try:
                    talk = deck.draw_fitting(
                        lambda card, out=seen | passed: card not in out and card.is_for(actor.trading_name, sort, actor.legal_form)
                    )
                except LookupError:
                    break
                try:
                    words = day.fill(talk.need), day.fill(talk.note), day.fill(talk.task)
                except LookupError:  # it names an actor that the office did not know yet
                    passed.add(talk)
                    continue
                used.add(talk)
                return talk, *words

    def _consult(self, known: Known, held_on: date, used: set[Talk], partners: list[Known], *, is_first: bool) -> None:
        channel = weighted(self.chance, CHANNELS)
        if held_on.weekday() >= 5:
            channel = Channel.EVENT
        is_confidential = self.chance.random() < 0.042
        day = Day(self.chance, held_on, known, self.known)
        day.due_on = _working_day(held_on + timedelta(days=self.chance.choice((5, 7, 10, 14, 14, 21, 28, 42, 60))))
        talk, need, note, task = self._talk(known, day, used, is_first=is_first, is_confidential=is_confidential)
        outcome = Outcome(self.chance.choice(talk.outcomes))
        advisers = self.office.advisers
        author = known.actor.steward if known.actor.steward and self.chance.random() < 0.75 else weighted(self.chance, advisers)
        further = self._further(known, held_on, partners)
        text = self._note(day, channel, note, outcome, [other.actor.trading_name for other in further])
        held_at, minutes = self._length(channel)
        made_at = self._written_at(held_on, held_at)
        consultation = Consultation(
            municipality=self.office.municipality,
            held_on=held_on,
            held_at=held_at,
            minutes=minutes,
            channel=channel,
            note=text,
            need=need if outcome not in (Outcome.SOLVED, Outcome.NO_INTEREST) else "",
            outcome=outcome,
            is_confidential=is_confidential,
        )
        actors = [known.actor, *(other.actor for other in further)]
        people = known.people[:1] if self.chance.random() < 0.7 else known.people[:2] if self.chance.random() < 0.3 else []
        people = people + [other.people[0] for other in further if other.people and other.people[0] not in people]
        many = {"actors": actors, "contacts": people, "topics": [self.topics[code] for code in talk.topics]}
        self.ledger.add(consultation, made_at, author, many=many, changes=self._corrections(consultation, made_at, author))
        if is_confidential:
            self._read(consultation, made_at)
        self._promise(consultation, known, task, day.due_on, made_at, author)

    def _further(self, known: Known, held_on: date, partners: list[Known]) -> list[Known]:
        """Every tenth talk is one with several actors."""
        if self.chance.random() >= 0.1:
            return []
        others = [other for other in partners if other is not known and other.since <= held_on]
        near = [other for other in others if other.sort.group == known.sort.group or other.sort.group == "network"] or others
        return self.chance.sample(near, min(len(near), self.chance.choice((1, 1, 1, 2))))

    def _note(self, day: Day, channel: Channel, note: str, outcome: Outcome, further: list[str]) -> str:
        """An opening, the matter, what comes of it: one to four sentences."""
        parts = []
        if further:
            parts.append(f"Gemeinsam mit {' und '.join(further)}.")
        elif self.chance.random() < 0.42:
            parts.append(day.fill(self.decks.setdefault(f"opening {channel}", Deck(self.chance, OPENINGS[channel])).draw()))
        parts.append(note)
        if self.chance.random() < 0.5:
            parts.append(day.fill(self.decks.setdefault(f"ending {outcome}", Deck(self.chance, ENDINGS[outcome])).draw()))
        return " ".join(parts)

    def _length(self, channel: Channel) -> tuple[time | None, int | None]:
        held_at = None
        if channel in WITH_AN_HOUR and self.chance.random() < 0.75:
            held_at = time(self.chance.randint(8, 16), self.chance.choice((0, 0, 15, 30, 30, 45)))
        first, last = MINUTES[channel]
        return held_at, self.chance.randrange(first, last + 1, 5) if self.chance.random() < 0.94 else None

    def _written_at(self, held_on: date, held_at: time | None) -> datetime:
        """Mostly the same day, sometimes days later, never after now."""
        if self.chance.random() < 0.8:
            begins = held_at or time(8)
            return moment(self.chance, held_on, after=time(min(18, begins.hour + 1), begins.minute))
        day = min(held_on + timedelta(days=self.chance.randint(1, 4)), self.office.yesterday)
        return moment(self.chance, day, after=time(8) if day > held_on else time(17, 30))

    def _after(self, since: datetime, days: int) -> datetime | None:
        """A working moment some days later, None if that would lie ahead."""
        day = since.date() + timedelta(days=days)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        return moment(self.chance, day) if day <= self.office.yesterday else None

    def _corrections(self, consultation: Consultation, made_at: datetime, author) -> list[Change]:
        """What was put right later: the outcome, an added sentence, forgotten minutes."""
        if self.chance.random() >= 0.13:
            return []
        when = self._after(made_at, self.chance.randint(1, 12))
        if when is None:
            return []
        shorter = consultation.note.rsplit(". ", 1)[0]
        possible = [{"outcome": Outcome.OPEN}] if consultation.outcome != Outcome.OPEN else []
        if shorter != consultation.note:
            possible.append({"note": f"{shorter}."})
        if consultation.minutes:
            possible.append({"minutes": None})
        return [Change(when, author, self.chance.choice(possible))] if possible else []

    def _read(self, consultation: Consultation, made_at: datetime) -> None:
        """Managers read some of the confidential notes; each reading is logged."""
        when = self._after(made_at, self.chance.randint(1, 20))
        if when and self.chance.random() < 0.6:
            reader = next(iter(self.office.advisers))
            reading = NoteReading(municipality=self.office.municipality, consultation=consultation, reader=reader, read_at=when)
            self.ledger.add(reading, when)

    # --- promises -----------------------------------------------------------------------------------------
    def _promise(self, consultation: Consultation, known: Known, task: str, due_on: date, made_at: datetime, author) -> None:
        likely = {Outcome.TASK: 1, Outcome.INTRODUCED: 0.45, Outcome.NEED_RECORDED: 0.45, Outcome.OPEN: 0.5, Outcome.FUNDING_POINTED: 0.3}
        if self.chance.random() >= likely.get(consultation.outcome, 0.12):
            return
        self._add_promise(task, due_on, author, made_at + timedelta(minutes=1), actor=known.actor, consultation=consultation)

    def _add_promise(self, task: str, due_on: date, assignee, made_at: datetime, **about) -> None:
        """A promise, and whether it was kept; what is long past is done except for a few."""
        promise = FollowUp(municipality=self.office.municipality, task=task, due_on=due_on, assignee=assignee, **about)
        age = (self.today - due_on).days
        kept = 0.995 if age > 60 else 0.95 if age > 21 else 0.75 if age > 0 else 0.08
        changes = []
        if self.chance.random() < kept:
            span = max(1, (due_on - timezone.localtime(made_at).date()).days)
            when = self._after(made_at, max(1, min(span + self.chance.choice((-6, -3, -1, 0, 0, 0, 1, 4, 9)), span + 9)))
            if when:
                promise.done_at = when
                promise.done_by = assignee if self.chance.random() < 0.88 else weighted(self.chance, self.office.advisers)
                changes.append(Change(when, promise.done_by, {"done_at": None, "done_by": None}))
        moved = self._after(made_at, self.chance.randint(2, 5))
        if moved and (not promise.done_at or moved < promise.done_at) and self.chance.random() < 0.12:
            before = due_on - timedelta(days=7)
            if before > timezone.localtime(moved).date():
                changes.append(Change(moved, assignee, {"due_on": before}))
        self.ledger.add(promise, made_at, assignee, changes=changes)

    def _promise_besides(self) -> None:
        """Promises without a talk, and for every adviser something overdue, something for today and something ahead."""
        tasks, general = Deck(self.chance, FURTHER_PROMISES), Deck(self.chance, OFFICE_PROMISES)
        active = [known for known in self.known if known.actor.life_cycle == LifeCycle.ACTIVE]
        for person, share in self.office.advisers.items():
            for distance in (-16, -9, -4, -1, 0, 0, 2, 3, 6, 8, 13, 20, 34)[:: 1 if share > 40 else 2]:
                due_on = self.today + timedelta(days=distance)
                last = min(due_on, self.today) - timedelta(days=7)
                made_at = moment(self.chance, office_day(self.chance, due_on - timedelta(days=70), last))
                known = self.chance.choice([one for one in active if one.since <= timezone.localtime(made_at).date()] or active[:1])
                about = {} if self.chance.random() < 0.15 else {"actor": known.actor}
                task = tasks.draw() if about else general.draw()
                promise = FollowUp(municipality=self.office.municipality, task=task, due_on=due_on, assignee=person, **about)
                self.ledger.add(promise, made_at, person if self.chance.random() < 0.7 else weighted(self.chance, self.office.advisers))
