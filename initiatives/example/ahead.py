"""What lies ahead of an example office: warnings, what others promised it, letters that nobody answered."""

import random
from datetime import datetime, timedelta

from initiatives.choices import Channel, LifeCycle, Outcome, WarningKind
from initiatives.example.chance import moment, office_day
from initiatives.example.ledger import Ledger
from initiatives.example.register import Known, Office
from initiatives.models import Consultation, FollowUp, WarningFlag

WARNINGS = (
    (WarningKind.MOVING, "Die Räume sind zum Quartalsende gekündigt, ein neuer Mietvertrag ist noch nicht unterschrieben."),
    (WarningKind.CRISIS, "Der Kühlraum ist ausgefallen, die Reparatur ist nicht gedeckt."),
    (WarningKind.CLOSING, "Die Gründerin hört im Sommer auf, eine Nachfolge fehlt."),
    (WarningKind.CONFLICT, "Streit mit der Nachbarschaft über Lieferzeiten; bitte keine gemeinsamen Termine ansetzen."),
    (WarningKind.MOVING, "Zieht in den Hinterhof um, die Öffnungszeiten ändern sich."),
    (WarningKind.CRISIS, "Zwei von drei Ehrenamtlichen fallen bis zum Frühjahr aus."),
)
ENDED = (WarningKind.CRISIS, "Die Heizung war sechs Wochen kaputt.")
THEIRS = (
    (-3, "schickt den unterschriebenen Nutzungsvertrag"),
    (0, "nennt die Zahl der Stellplätze"),
    (4, "schickt den Kostenplan für den Antrag"),
    (9, "klärt im Vorstand, wer zum Netzwerktreffen kommt"),
    (15, "meldet sich, sobald der Vermieter geantwortet hat"),
)
LETTERS = "Brief mit Einladung zum ersten Gespräch geschickt."
CALLS = "Zweimal angerufen, niemand da."
UNANSWERED = 14


class Ahead:
    """Adds to the ledger of a city whose register and talks are in it already."""

    def __init__(self, chance: random.Random, office: Office, known: list[Known], ledger: Ledger):
        self.chance, self.office, self.city, self.ledger = chance, office, office.municipality, ledger
        talked = {actor for entry in ledger.entries[Consultation] for actor in map(id, entry.many["actors"])}
        active = [one for one in known if one.actor.life_cycle == LifeCycle.ACTIVE and not one.actor.archived_at]
        self.advised = [one for one in active if id(one.actor) in talked]
        self.silent = [one for one in active if id(one.actor) not in talked]
        self.advisers = list(office.advisers)

    def fill(self, size: int) -> None:
        """Everything; a small office has `size` rows of each kind at the most."""
        for known, (kind, text) in zip(self._some(self.advised, min(size, len(WARNINGS))), WARNINGS, strict=False):
            self._warn(known, kind, text)
        for known in self._some(self.advised, 1):
            self._warn(known, *ENDED, has_ended=True)
        for known, (days, task) in zip(self._some(self.advised, min(size, len(THEIRS))), THEIRS, strict=False):
            self._wait(known, days, task)
        for number, known in enumerate(self._some(self.silent, min(size * 2, UNANSWERED))):
            self._approach(known, Channel.LETTER if number % 3 else Channel.PHONE)

    def _some(self, rows: list[Known], count: int) -> list[Known]:
        return self.chance.sample(rows, min(count, len(rows)))

    def _made_at(self, known: Known, days: int = 40) -> datetime:
        """A working moment of the last weeks, when the actor was in the register."""
        first = max(known.since, self.office.yesterday - timedelta(days=days))
        return moment(self.chance, office_day(self.chance, first, self.office.yesterday))

    def _warn(self, known: Known, kind: str, text: str, *, has_ended: bool = False) -> None:
        made_at, author = self._made_at(known), self.chance.choice(self.advisers)
        flag = WarningFlag(municipality=self.city, actor=known.actor, kind=kind, text=text)
        if has_ended:
            flag.ended_at, flag.ended_by = moment(self.chance, self.office.yesterday), author
        self.ledger.add(flag, made_at, author)

    def _wait(self, known: Known, days: int, task: str) -> None:
        made_at, author = self._made_at(known, 20), self.chance.choice(self.advisers)
        due_on = self.office.yesterday + timedelta(days=days + 1)
        about = {"actor": known.actor, "task": task, "due_on": due_on, "assignee": author, "is_theirs": True}
        self.ledger.add(FollowUp(municipality=self.city, **about), made_at, author)

    def _approach(self, known: Known, channel: str) -> None:
        made_at, author = self._made_at(known, 120), self.chance.choice(self.advisers)
        note, outcome = LETTERS if channel == Channel.LETTER else CALLS, Outcome.NO_ANSWER
        about = {"held_on": made_at.date(), "channel": channel, "note": note, "outcome": outcome, "minutes": 5}
        talk = Consultation(municipality=self.city, **about)
        self.ledger.add(talk, made_at, author, many={"actors": [known.actor], "contacts": [], "topics": []})
