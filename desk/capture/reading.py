"""What was read from a note: each fact with the words that caused it. Nothing here decides; a person confirms."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Span:
    """Words of the note, from the character `start` up to `end` (not included)."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Candidate:
    """An actor or a person of the register that a name may mean; `meta` tells two of the same name apart."""

    key: int
    name: str
    meta: str = ""


@dataclass(frozen=True)
class ActorMention:
    """A name in the note: the one actor it means, or several that it may mean, or a name that the register does not know.

    Exactly one of the three is filled: `chosen`, `candidates` (two or more, or one that is not sure), `new_name`.
    """

    span: Span
    chosen: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()
    new_name: str = ""


@dataclass(frozen=True)
class ContactMention:
    """The name of a person: the one whom it means, or several."""

    span: Span
    chosen: Candidate | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A value with its words; without a span it is what holds when nothing is said."""

    value: Any
    label: str
    span: Span | None = None


@dataclass(frozen=True)
class Promise:
    """What is to be done by when; `is_theirs`: the other side promised it. `task` is empty where only a day is said."""

    due_on: date
    task: str = ""
    is_theirs: bool = False
    day_span: Span | None = None
    task_span: Span | None = None


@dataclass(frozen=True)
class ListingMention:
    """Something that the other side seeks or gives, in the values of the network's wants and offers; what is not said is empty.

    `is_sure`: a thing is named, so that it may be taken without asking; else there is only an amount.
    """

    span: Span
    exchange_type: str
    title: str
    item_type: str
    amount: Decimal | None = None
    unit: str = ""
    available_from: date | None = None
    available_to: date | None = None
    transaction_type: str = ""
    is_sure: bool = True


@dataclass(frozen=True)
class Reading:
    """All that a note says. `outcomes` stand with the one first that the consultation takes."""

    text: str
    today: date
    held_on: Fact
    actors: tuple[ActorMention, ...] = ()
    contacts: tuple[ContactMention, ...] = ()
    minutes: Fact | None = None
    channel: Fact | None = None
    topics: tuple[Fact, ...] = ()
    outcomes: tuple[Fact, ...] = ()
    need: Fact | None = None
    follow_up: Promise | None = None
    listing: ListingMention | None = None
    is_confidential: Fact | None = None
