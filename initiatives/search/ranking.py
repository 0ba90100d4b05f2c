"""Which of the entries that come into question fits best; the same on every database."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from initiatives.search.conditions import SHORTEST_WITH_SLIP
from initiatives.search.words import Question, Word, important

# Words of a long note; a slip is looked for in the first of them.
MOST_WORDS_OF_TEXT = 400
# A longer word says no more than one of so many letters.
MOST_LETTERS = 12
# A part of a question that is less than this says too little by itself.
LEAST_SHARE = 0.3


class Tier(IntEnum):
    """How an entry fits, the best first."""

    WHOLE_NAME = 0
    NAME_BEGINS = 1
    WORDS_BEGIN = 2
    INSIDE_WORDS = 3
    NAME_AND_TEXT = 4
    TEXT = 5
    SLIP_IN_NAME = 6
    SLIP = 7
    WORDS_LEFT_OUT = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that comes into question, as the database gives it."""

    pk: int
    kind: str
    record_key: int
    folded_title: str
    folded_names: str
    folded_text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry with its place: `order` sorts inside its tier, after those that are past went to its end."""

    candidate: Candidate
    tier: Tier
    order: tuple
    # Which of the names fits, counted from 0; None if it is the text.
    line: int | None = None


def judged(candidate: Candidate, question: Question, position: int) -> Ranked | None:
    """How well an entry fits as it is typed, without a slip; None if it does not."""
    needed, names = question.needed, candidate.folded_names
    if all(word.is_in(names) for word in needed) or any(joined in names for joined in question.joined):
        lines = [found for number, line in enumerate(names.split("\n")) if (found := _of_name(line, question, number))]
        if lines:
            tier, missing, length, number = min(lines)
            return _ranked(candidate, tier, (missing, number > 0, length), position, number)
    in_names = sum(word.is_in(names) for word in needed)
    both = names + candidate.folded_text
    if not all(word.is_in(both) for word in needed):
        return None
    inside = sum(not word.begins_in(both) for word in needed)
    tier = Tier.NAME_AND_TEXT if in_names else Tier.TEXT
    return _ranked(candidate, tier, (inside - in_names, len(candidate.folded_text) > 400, len(candidate.folded_title)), position)


def _ranked(candidate, tier, quality, position, line=None) -> Ranked:
    return Ranked(candidate, tier, (*quality, position, candidate.folded_title, candidate.record_key), line)


def _of_name(line: str, question: Question, number: int):
    """(tier, words that would help and are missing, length, number) of one name; None if it does not fit."""
    plain, _tab, rest = line.partition("\t")
    bare, _tab, _further = rest.partition("\t")
    forms = [plain, bare] if bare else [plain]
    missing = sum(not word.begins_in(line) for word in question.helpful)
    for form in forms:
        words = form.split()
        named = important(words)
        elsewhere = [word for word in named if word not in question.place]
        if not question.whole.isdisjoint(("".join(named), "".join(words), "".join(elsewhere))):
            return Tier.WHOLE_NAME, missing, len(plain), number
    if any(form.startswith(f" {typed}") for form in forms for typed in question.beginnings) or any(
        "".join(important(form.split())).startswith(question.joined) for form in forms
    ):
        return Tier.NAME_BEGINS, missing, len(plain), number
    if all(word.begins_in(line) for word in question.needed):
        return Tier.WORDS_BEGIN, missing, len(plain), number
    if all(word.is_in(line) for word in question.needed) or any(joined in line for joined in question.joined if len(joined) > 2):
        return Tier.INSIDE_WORDS, missing, len(plain), number
    return None


# --- slips -------------------------------------------------------------------------------------------------
@lru_cache(maxsize=50_000)  # the words of names come again and again
def _slips_between(letters: str, other: str) -> int | None:
    """How many slips lie between a word and another one, its beginning or its end; None above one."""
    longer = len(other) - len(letters)
    if longer < -1:
        return None
    pieces = [other] if longer <= 1 else []
    if longer > 0 and len(letters) > SHORTEST_WITH_SLIP:
        sizes = range(len(letters) - 1, min(len(letters) + 1, len(other)) + 1)
        pieces += [piece for size in sizes for piece in (other[:size], other[-size:])]
    slips = min((OSA.distance(letters, piece, score_cutoff=1) for piece in pieces), default=2)
    return slips if slips <= 1 else None


def _slip_in(word: Word, words: list[str], *, is_name: bool) -> int | None:
    """The slips between a word and the nearest of some words; in names also of parts of words."""
    found = []
    for letters in word.forms:
        if len(letters) < SHORTEST_WITH_SLIP or letters.isdigit():
            continue
        if is_name:
            found += [slips for other in words if (slips := _slips_between(letters, other)) is not None]
        elif nearest := extractOne(letters, words, scorer=OSA.distance, score_cutoff=1):
            found.append(int(nearest[1]))
    return min(found, default=None)


def _slips(question: Question, folded: str, *, is_name: bool) -> int | None:
    """The slips of all words against one text; None if a word is not there at all."""
    words, slips = None, 0
    for word in question.needed:
        if word.is_in(folded):
            continue
        words = folded.split()[:MOST_WORDS_OF_TEXT] if words is None else words
        slip = _slip_in(word, words, is_name=is_name)
        if slip is None:
            return None
        slips += slip
    return slips


def judged_with_slips(candidate: Candidate, question: Question, position: int) -> Ranked | None:
    """How well an entry fits if each word may have a slip."""
    found = []
    for number, line in enumerate(candidate.folded_names.split("\n")):
        slips = _slips(question, line, is_name=True)
        if slips is not None:
            length = len(line.partition("\t")[0])
            found.append((slips, abs(length - 2 - len(question.beginnings[0])), number > 0, length, number))
    if found:
        *quality, number = min(found)
        return _ranked(candidate, Tier.SLIP_IN_NAME, tuple(quality), position, number)
    slips = _slips(question, candidate.folded_names + candidate.folded_text, is_name=False)
    return None if slips is None else _ranked(candidate, Tier.SLIP, (slips, len(candidate.folded_title)), position)


# --- words left out ----------------------------------------------------------------------------------------
def judged_by_parts(candidate: Candidate, question: Question, position: int) -> Ranked | None:
    """How well an entry fits if words of the question may be missing: by the letters that fit, those in a name first."""
    best, all_letters = None, sum(map(_weight, question.needed))
    in_text = {word: word.is_in(candidate.folded_text) / 2 for word in question.needed}
    for number, line in enumerate(candidate.folded_names.split("\n")):
        letters = sum(_weight(word) * max(_share(word, line), in_text[word]) for word in question.needed)
        quality = (-round(letters / all_letters, 3), number > 0, len(line.partition("\t")[0]), number)
        best = min(best, quality) if best else quality
    if best is None or -best[0] < LEAST_SHARE:
        return None
    return _ranked(candidate, Tier.WORDS_LEFT_OUT, best[:3], position, best[3])


def _weight(word: Word) -> int:
    return min(len(word.text), MOST_LETTERS)


def _share(word: Word, folded: str) -> float:
    """How well a word stands in a text: at the beginning of a word, inside one, with a slip, or not at all."""
    if word.begins_in(folded):
        return 1
    if word.is_in(folded):
        return 0.9
    return 0.8 if _slip_in(word, folded.split(), is_name=True) is not None else 0


# --- order -------------------------------------------------------------------------------------------------
def ordered(ranked: list[Ranked], past: set[tuple[str, int]] = frozenset()) -> list[Ranked]:
    """The best first; in one tier those that are past last, and a second record of the same name after the others' first."""
    seen: dict[tuple, int] = {}
    keyed = []
    for entry in sorted(ranked, key=lambda entry: (entry.tier, entry.order)):
        candidate = entry.candidate
        # Talks have no name of their own.
        same = (entry.tier, candidate.kind, candidate.folded_title or candidate.record_key)
        repeat = seen[same] = seen.get(same, -1) + 1
        is_past = (candidate.kind, candidate.record_key) in past
        keyed.append(((entry.tier, is_past, entry.order[0], repeat, entry.order), entry))
    return [entry for _key, entry in sorted(keyed, key=lambda pair: pair[0])]
