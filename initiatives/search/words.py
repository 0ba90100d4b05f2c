"""How names, text and questions are folded, so that spellings of one word meet."""

import re
from dataclasses import dataclass
from functools import cached_property

from wf40.folding import LEGAL_WORDS, folded_forms, phone_key

LONGEST_QUESTION, MOST_WORDS = 200, 12
SHORTEST_QUESTION = 2
# Below this a trigram index finds a word at its beginning only.
TRIGRAM = 3
# What says little: a question that leaves it out, or has it where the name has not, means the same name.
SMALL_WORDS = frozenset("am an auf bei beim bis dem den des ein eine fuer fur gegen im in ins mit ohne pro vom von zu zum zur".split())
UNIMPORTANT = LEGAL_WORDS | SMALL_WORDS
# The long word and what people write for it.
ABBREVIATIONS = (
    ("sankt", "st"),
    ("universitaet", "uni"),
    ("volkshochschule", "vhs"),
    ("hauptbahnhof", "hbf"),
    ("bahnhof", "bf"),
    ("kindertagesstaette", "kita"),
    ("kindertageseinrichtung", "kita"),
    ("jugendzentrum", "juz"),
    ("arbeiterwohlfahrt", "awo"),
    ("berufskolleg", "bk"),
    ("doktor", "dr"),
    ("professor", "prof"),
    ("gebrueder", "gebr"),
    ("krankenhaus", "kh"),
)
_ONLY_DIGITS = re.compile(r"[\s\d+()/.–-]+", re.ASCII)
_GMBH, _EV = re.compile(r"\bg m b h\b"), re.compile(r"\b(e) (v|g|k)\b")
SHORTEST_NUMBER = 5


def _counterparts() -> dict[str, set[str]]:
    found = {}
    for long, short in ABBREVIATIONS:
        bare = long.replace("ae", "a").replace("ue", "u")
        for word, others in ((long, {short}), (bare, {short}), (short, {long, bare})):
            found.setdefault(word, set()).update(others)
    return found


COUNTERPARTS = _counterparts()


def _shortened(folded: str) -> str:
    """ "Straße" is always "str"; the letters of a legal form stand together."""
    folded = folded.replace("strasse", "str")
    if "g m b h" in folded:
        folded = _GMBH.sub("gmbh", folded)
    if "e v" in folded or "e g" in folded or "e k" in folded:
        folded = _EV.sub(r"\1\2", folded)
    return folded


def both_forms(text: str) -> tuple[str, str]:
    """The words of a text with umlauts written out and left out."""
    plain, bare = folded_forms(text)
    shortened = _shortened(plain)
    return shortened, shortened if plain == bare else _shortened(bare)


def number_of(text: str) -> str:
    """The digits of what is a number and nothing else (a phone number, a day), as one word; otherwise empty."""
    if not _ONLY_DIGITS.fullmatch(text):
        return ""
    text = text.strip()
    digits = re.sub(r"\D", "", text.replace("(0)", "") if text.startswith(("+", "00")) else text, flags=re.ASCII)
    if len(digits) < SHORTEST_NUMBER:
        return ""
    return digits.removeprefix("00")


def important(words: list[str]) -> list[str]:
    """The words without those that say little; all of them if nothing else is there."""
    return [word for word in words if word not in UNIMPORTANT] or words


def _initials(words: list[str]) -> set[str]:
    named = [word for word in words if word not in LEGAL_WORDS or word in ("und", "der", "die", "das")]
    found = {"".join(word[0] for word in kept) for kept in (named, important(words)) if len(kept) >= 3}
    return {letters for letters in found if len(letters) >= 3}


def folded_name(name: str) -> str:
    """One line of the index: the name, the same with umlauts left out if it has any, and what else it may be typed as.

    Three columns between tabs. Each word has a blank on both sides, by which words of two letters are found at their beginning.
    """
    if number := number_of(name):
        return f" {number} \t\t"
    plain, bare = both_forms(name)
    if not plain:
        return ""
    further = {}
    for form in dict.fromkeys((plain, bare)):
        words = form.split()
        if len(words) > 1:
            further["".join(words)] = None
            # Without the legal form, so that what is written in one word is found at its end too.
            further["".join(important(words))] = None
        if len(words) > 2:
            further |= dict.fromkeys(sorted(_initials(words)))
        for word in words:
            if word in COUNTERPARTS:
                further |= dict.fromkeys(sorted(COUNTERPARTS[word]))
    known = {*plain.split(), *bare.split()}
    more = " ".join(word for word in further if word not in known)
    return f" {plain} \t{f' {bare} ' if bare != plain else ''}\t{f' {more} ' if more else ''}"


def folded_names(names) -> str:
    """All names of a record, one a line."""
    return "\n".join(filter(None, map(folded_name, names)))


def folded_texts(texts) -> str:
    """What stands around a record, as one line of words."""
    words = {}
    for text in texts:
        if number := number_of(text):
            full = phone_key(text)
            national = f"0{full[2:]}" if full.startswith("49") else ""
            words |= dict.fromkeys(filter(None, (number, full, national)))
            continue
        for form in dict.fromkeys(both_forms(text)):
            for word in form.split():
                words[word] = None
                if word in COUNTERPARTS:
                    words |= dict.fromkeys(sorted(COUNTERPARTS[word]))
    return f" {' '.join(words)} " if words else ""


@dataclass(frozen=True)
class Word:
    """A word of a question, with its umlauts written out and left out."""

    forms: tuple[str, ...]

    @property
    def text(self) -> str:
        """The word as it is compared letter by letter."""
        return self.forms[0]

    def begins_in(self, folded: str) -> bool:
        """Whether a word of the folded text begins with it."""
        return any(f" {form}" in folded for form in self.forms)

    def is_in(self, folded: str) -> bool:
        """Whether it stands in the folded text, inside a word too; short ones only where a word begins."""
        return any((form if len(form) >= TRIGRAM else f" {form}") in folded for form in self.forms)


@dataclass(frozen=True)
class Question:
    """What somebody typed, in words; `place` is the city, whose name stands everywhere and so says little."""

    words: tuple[Word, ...]
    place: frozenset[str] = frozenset()

    @cached_property
    def needed(self) -> tuple[Word, ...]:
        """What a hit has to hold: without the city, legal forms, small words and single letters, if anything else is there."""
        named = tuple(word for word in self.words if word.text not in UNIMPORTANT and len(word.text) > 1)
        return tuple(word for word in named if word.text not in self.place) or named or self.words

    @cached_property
    def helpful(self) -> tuple[Word, ...]:
        """What puts a hit further up if it holds it."""
        return tuple(word for word in self.words if word not in self.needed)

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """The words as a name may begin with them."""
        return self._lines(self.words, " ")

    @cached_property
    def joined(self) -> tuple[str, ...]:
        """What is needed as one word."""
        return self._lines(self.needed, "")

    @cached_property
    def whole(self) -> frozenset[str]:
        """The question as one word, as it is typed and without what says little."""
        named = [word for word in self.words if word.text not in UNIMPORTANT] or self.words
        return frozenset((*self.joined, *self._lines(self.words, ""), *self._lines(named, "")))

    @staticmethod
    def _lines(words, between: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(between.join(word.forms[way % len(word.forms)] for word in words) for way in (0, -1)))

    @property
    def is_too_short(self) -> bool:
        """One letter finds half of the city."""
        return sum(len(word.text) for word in self.words) < SHORTEST_QUESTION


def read_question(text: str, place: str = "") -> Question:
    """The words of a question; what is no letter and no digit separates them."""
    text = text[:LONGEST_QUESTION]
    if number := number_of(text):
        return Question((Word((number,)),))
    plain, bare = both_forms(text)
    words = [Word(tuple(dict.fromkeys(forms))) for forms in zip(plain.split(), bare.split(), strict=False)][:MOST_WORDS]
    if words:
        # The street that is still being typed.
        words[-1] = Word(tuple(dict.fromkeys(re.sub(r"(?<=str)as?s?\Z", "", form) for form in words[-1].forms)))
    in_place = {word for form in both_forms(place) for word in form.split()}
    return Question(tuple(words), frozenset({*in_place, *(f"{word}er" for word in in_place)}))
