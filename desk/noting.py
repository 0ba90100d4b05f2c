"""A note between reading and saving: what was read beside what the person says themselves, and where it stands in the sentence.

All state of the page travels in the form itself: each fact as a field with what was read in it beside (`read-minutes`), so that a
correction is told from a reading with and without JavaScript; `own` names the corrected facts, `dropped` those that are not to be saved.
"""

from dataclasses import dataclass
from hashlib import blake2b

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.capture import ActorMention, ContactMention, Reading, Span
from initiatives.choices import Channel, Outcome
from network.choices import ExchangeType, TransactionType
from network.listings import amount_words

FACTS = ("held_on", "channel", "minutes", "topics", "need", "outcome", "is_confidential")
PROMISE = ("task", "due_on", "assignee", "is_theirs")
LISTING = ("listing_exchange_type", "listing_item_type", "listing_title")
# What of a want or an offer is read and corrected on its own page.
LISTING_READ = ("amount", "unit", "available_from", "available_to", "transaction_type")
# terms -> (how one says it who seeks, how one says it who gives).
TERMS = {
    TransactionType.BORROW: (gettext_lazy("to borrow"), gettext_lazy("to lend")),
    TransactionType.RENT: (gettext_lazy("to rent"), gettext_lazy("to let")),
    TransactionType.BUY: (gettext_lazy("to buy"), gettext_lazy("to sell")),
    TransactionType.RECEIVE: (gettext_lazy("as a gift"), gettext_lazy("to give away")),
    TransactionType.SWAP: (gettext_lazy("to swap"), gettext_lazy("to swap")),
    TransactionType.COOPERATE: (gettext_lazy("together"), gettext_lazy("together")),
}
SURE, VAGUE = "sure", "vague"
# Nothing is sent where no box is ticked.
TICKED = frozenset({"topics", "is_confidential", "is_theirs"})
NEW, NONE = "new", "none"
LONGEST = {"need": 500, "task": 300, "listing_title": 120}


def mention_name(mention: ActorMention | ContactMention) -> str:
    """The name of the field in which is chosen whom the words mean: the same as long as the words are."""
    words = " ".join(mention.span.words.casefold().split())
    kind = "actor" if isinstance(mention, ActorMention) else "contact"
    return f"{kind}_{blake2b(words.encode(), digest_size=5).hexdigest()}"


def new_name_field(name: str) -> str:
    """The field with the name of the actor that would be made."""
    return f"name_{name}"


def _line(text, name="") -> str:
    return " ".join(str(text).replace("\x00", "").split())[: LONGEST.get(name, 500)]


def _task(reading: Reading) -> str:
    """What is to be done; where only a day is said, the need tells what to ask for."""
    if reading.is_confidential and reading.is_confidential.value:
        # Lists, search and calendar show what is to be done: the words of a confidential note stay in the note.
        return _("Ask again")
    if reading.follow_up.task:
        return _line(reading.follow_up.task, "task")
    if reading.need:
        return _line(_("Ask again: %(need)s") % {"need": reading.need.value}, "task")
    return _("Ask again")


def listing_words(values: dict) -> str:
    """A want or an offer in one line: "Kühlraum, 20 m², ab 01.03.2027, mieten"."""
    first, last = (f"{day:%d.%m.%Y}" if (day := values.get(name)) else "" for name in ("available_from", "available_to"))
    when = _("from %(first)s") % {"first": first} if first else ""
    if last:
        when = _("%(first)s to %(last)s") % {"first": first, "last": last} if first else _("until %(last)s") % {"last": last}
    terms = TERMS.get(values.get("transaction_type"), ("", ""))[values.get("exchange_type") == ExchangeType.OFFER]
    parts = (values.get("title"), amount_words(values.get("amount"), values.get("unit", "")), when, str(terms))
    return ", ".join(part for part in parts if part)


def as_sent(reading: Reading, user, topics: dict[str, int]) -> dict[str, list[str]]:
    """What was read, as the form would send it; `topics` are the keys of the office's topics by their code."""
    promise, listing = reading.follow_up, reading.listing
    return {
        "held_on": [f"{reading.held_on.value:%d.%m.%Y}"],
        "channel": [str(reading.channel.value if reading.channel else Channel.PHONE.value)],
        "minutes": [str(reading.minutes.value) if reading.minutes else ""],
        "topics": list(dict.fromkeys(str(topics[fact.value]) for fact in reading.topics if fact.value in topics)),
        "need": [_line(reading.need.value, "need") if reading.need else ""],
        "outcome": [str(reading.outcomes[0].value if reading.outcomes else Outcome.OPEN.value)],
        "is_confidential": ["on"] if reading.is_confidential and reading.is_confidential.value else [],
        "task": [_task(reading) if promise else ""],
        "due_on": [f"{promise.due_on:%d.%m.%Y}" if promise else ""],
        "assignee": [str(user.pk)],
        "is_theirs": ["on"] if promise and promise.is_theirs else [],
        "listing_exchange_type": [listing.exchange_type if listing else ""],
        "listing_item_type": [listing.item_type if listing else ""],
        "listing_title": [_line(listing.title, "listing_title") if listing else ""],
    }


def joined(values) -> str:
    """Several values in one hidden field."""
    return ",".join(sorted(values))


def mentions_of(reading: Reading) -> dict[str, ActorMention | ContactMention]:
    """The names in the note by the name of their field; the same words twice are asked for once."""
    found: dict[str, ActorMention | ContactMention] = {}
    for mention in (*reading.actors, *reading.contacts):
        found.setdefault(mention_name(mention), mention)
    return found


def merge(sent: QueryDict, reading: Reading, user, topics: dict[str, int]) -> QueryDict:
    """What stands in the form after a reading: what the person said themselves wins, the rest follows the text."""
    merged = sent.copy()
    read = as_sent(reading, user, topics)
    own = set(sent.getlist("own")) & set(read)
    for name, theirs in read.items():
        mine, base = sent.getlist(name), sent.get(f"read-{name}")
        is_sent = bool(mine) or (name in TICKED and base is not None)
        if is_sent and joined(mine) not in (base or "", joined(theirs)):
            own.add(name)
        if name not in own:
            merged.setlist(name, theirs)
        merged[f"read-{name}"] = joined(theirs)
    merged.setlist("own", sorted(own))
    _drop_vague_listing(merged, sent.get("read-listing", ""), reading)
    chosen = set(sent.getlist("actors"))
    people = set(sent.getlist("contacts"))
    for name, mention in mentions_of(reading).items():
        if name in sent:
            continue
        known = chosen if isinstance(mention, ActorMention) else people
        # Of several that may be meant, the one that the person has chosen already is no guess.
        fitting = [str(candidate.key) for candidate in mention.candidates if str(candidate.key) in known]
        if mention.chosen:
            merged[name] = str(mention.chosen.key)
        elif len(fitting) == 1:
            merged[name] = fitting[0]
    return merged


def _drop_vague_listing(merged: QueryDict, before: str, reading: Reading) -> None:
    """A want or an offer without a thing, or in a confidential note, is dropped until somebody takes it; who decided is not overruled."""
    dropped = merged.getlist("dropped")
    now = ""
    if reading.listing:
        is_secret = bool(merged.get("is_confidential")) and "is_confidential" not in dropped
        now = SURE if reading.listing.is_sure and not is_secret else VAGUE
    if now == VAGUE != before and "listing" not in dropped:
        merged.appendlist("dropped", "listing")
    elif before == VAGUE != now:
        merged.setlist("dropped", [name for name in dropped if name != "listing"])
    merged["read-listing"] = now


@dataclass(frozen=True)
class Piece:
    """A part of the sentence; with a number it is words that caused something."""

    text: str
    number: int = 0
    is_unsure: bool = False


def fact_spans(reading: Reading) -> dict[str, list[Span]]:
    """The words that caused each fact."""
    promise = reading.follow_up
    facts = {
        "held_on": [reading.held_on],
        "channel": [reading.channel],
        "minutes": [reading.minutes],
        "topics": reading.topics,
        "need": [reading.need],
        "outcome": reading.outcomes,
        "is_confidential": [reading.is_confidential],
        "listing": [reading.listing],
    }
    spans = {name: [fact.span for fact in found if fact and fact.span] for name, found in facts.items()}
    spans["promise"] = [span for span in (promise.task_span, promise.day_span) if span] if promise else []
    return spans


def marked(text: str, spans: dict[str, list[Span]], unsure: set[str]) -> tuple[list[Piece], dict[str, list[int]]]:
    """The sentence in pieces, and the numbers of each fact's words; words inside other words share their number."""
    found = sorted(((span.start, -span.end, name) for name, own in spans.items() for span in own if span.end > span.start))
    pieces: list[Piece] = []
    numbers: dict[str, list[int]] = {}
    at, number, first = 0, 0, {}
    for start, end, name in ((start, -end, name) for start, end, name in found):
        if start >= at:
            number += 1
            if start > at:
                pieces.append(Piece(text[at:start]))
            pieces.append(Piece(text[start:end], number, name in unsure))
            first[number] = len(pieces) - 1
            at = end
        elif name in unsure:
            shown = pieces[first[number]]
            pieces[first[number]] = Piece(shown.text, number, True)
        if number not in numbers.setdefault(name, []):
            numbers[name].append(number)
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces, numbers


def shared_minutes(minutes: int | None, count: int) -> list[int | None]:
    """The minutes of one talk for several entries: equal parts that make up the whole, each at least one minute."""
    if minutes is None:
        return [None] * count
    share, rest = divmod(minutes, count)
    return [max(1, share + (1 if position < rest else 0)) for position in range(count)]
