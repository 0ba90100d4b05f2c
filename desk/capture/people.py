"""Which people a note names: those of the actors in it first, then those of the city."""

import re
from dataclasses import dataclass

from desk.capture.names import JOINED, LONGEST_WORD, MOST_WORDS, START, STRICT, NameReader
from desk.capture.reading import Candidate, ContactMention
from desk.capture.register import Known, Register
from desk.capture.spans import Note, Word
from desk.capture.vocabulary import DOES, FIRST_NAMES, NO_NAMES, TALKED

MOST_OFFERED, MOST_PEOPLE = 8, 20
SHORTEST_ALONE = 5
_TITLE = re.compile(r"\b(?:frau|herrn?|hr\.|fr\.|familie)\s+(?:dr\.?\s+|prof\.?\s+)*\Z", re.I)


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    keys: tuple[int, ...]
    is_sure: bool


class PeopleReader:
    """Reads the people of one note."""

    def __init__(self, note: Note, register: Register, names: NameReader):
        self.note, self.register, self.names = note, register, names
        self.entries: dict[int, list] = {}
        # Where people are named, known or not.
        self.places: list[tuple[int, int]] = []

    def look_up(self) -> None:
        """Ask for people whose name begins like a word that is written as a name; one query."""
        asked = []
        for word in self.note.words[:MOST_WORDS]:
            if self.has_title(word):
                self.places.append((word.start, word.end))
            if not 1 < len(word.plain) <= LONGEST_WORD:
                continue
            if word.raw.isdigit() or (word.plain in NO_NAMES and not self.has_title(word)):
                continue
            if word.raw[0].isupper() or word.plain in FIRST_NAMES or self.has_title(word):
                asked.append((word.plain, word.bare))
        words = list(dict.fromkeys(asked))
        self.entries = self.register.named("contact", words, list(zip(words, words[1:], strict=False)))

    def pairs(self) -> set[tuple[str, str]]:
        """First and last names that belong together, in both orders."""
        return {
            pair for names in self.entries.values() for plain, _bare in names for pair in zip(plain, plain[1:], strict=False)
        }  # fmt: skip

    def has_title(self, word: Word) -> bool:
        """Whether "Frau" or "Herr" stands before it."""
        return bool(_TITLE.search(self.note.plain, max(0, word.start - 24), word.start))

    def read(self) -> list[ContactMention]:
        """All people, each once; two queries if anybody comes into question."""
        actors = [key for entry in self.names.found for key in entry.keys]
        if not self.entries and not actors:
            return []
        people = self.register.people(self.entries, actors)
        sure = {entry.keys[0] for entry in self.names.found if entry.is_sure}
        found: list[_Found] = []
        for read in (self._titled, self._full, self._alone):
            found += read(people, sure, set(actors), found)
        self.places += [(entry.start, entry.end) for entry in found]
        return self._mentions(sorted(found, key=lambda entry: entry.start), people)

    def _is_free(self, start: int, end: int, found: list[_Found]) -> bool:
        if any(entry.start < end and start < entry.end for entry in found):
            return False
        return not any(entry.start < end and start < entry.end for entry in self.names.found)

    def _titled(self, people: dict[int, Known], sure, offered, found) -> list[_Found]:
        """ "Frau Vorlage", "Herr Dr. Küppermöhl", "Frau Jana Osterlohe"."""
        result = []
        words = self.note.words[:MOST_WORDS]
        for at, word in enumerate(words):
            match = _TITLE.search(self.note.plain, max(0, word.start - 24), word.start)
            if not match or not self._is_free(word.start, word.end, result):
                continue
            for count in (3, 2, 1):
                part = words[at : at + count]
                if len(part) < count or part[-1].end - part[0].start > 60:
                    continue
                keys = [key for key, person in people.items() if _is_family(part, person) or _is_full(part, person)]
                if keys:
                    result.append(self._chosen(match.start(), part[-1].end, keys, people, sure, offered, is_named=True))
                    break
        return result

    def _full(self, people: dict[int, Known], _sure, _offered, found) -> list[_Found]:
        """ "Kim Vorlage", "Vorlage, Kim"."""
        result = []
        words, named = self.note.words[:MOST_WORDS], set()
        for person in people.values():
            named |= {*person.given, *person.family}
        for at, word in enumerate(words):
            if not any(name.startswith((word.plain, word.bare)) for name in named):
                continue
            for count in (4, 3, 2):
                part = words[at : at + count]
                if len(part) < count or not self._is_free(word.start, part[-1].end, [*found, *result]):
                    continue
                if any(
                    re.search(r"[^\s,\-'.]", self.note.plain[first.end : last.start]) for first, last in zip(part, part[1:], strict=False)
                ):
                    continue
                keys = [key for key, person in people.items() if _is_full(part, person)]
                if keys:
                    result.append(_Found(word.start, part[-1].end, tuple(keys), len(keys) == 1))
                    break
        return result

    def _alone(self, people: dict[int, Known], sure, offered, found) -> list[_Found]:
        """A first name alone, or a rare last name: of a mentioned actor anywhere, of the city where a person is named."""
        result: list[_Found] = []
        named = {name for person in people.values() for name in (*person.given, *person.family) if name}
        for word in self.note.words[:MOST_WORDS]:
            if not named & {word.plain, word.bare} or not self._is_free(word.start, word.end, [*found, *result]):
                continue
            if self.note.is_taken(word.start, word.end) and not any(start < word.start < end for start, end in self.note.channel_places):
                continue
            if word.plain in NO_NAMES or (not word.raw[0].isupper() and not self.note.is_small):
                continue
            if self.note.plain[word.end : word.end + 1] == "-" or self.note.plain[max(0, word.start - 1) : word.start] == "-":
                continue
            kind, talks = self.names.position(word)
            is_placed = kind in (STRICT, JOINED) or (kind == START and (talks or self.names._acts(word.end))) or self._is_addressed(word)
            given = [key for key, person in people.items() if set(person.given) & {word.plain, word.bare} and person.given[0]]
            if given:
                at_actor = [key for key in given if people[key].actors & offered]
                if at_actor or is_placed:
                    result.append(self._chosen(word.start, word.end, given, people, sure, offered, is_named=False))
                continue
            family = [key for key, person in people.items() if set(person.family) & {word.plain, word.bare}]
            family = family if len(word.plain) >= SHORTEST_ALONE and word.plain not in TALKED | DOES else []
            if family and is_placed and word.raw[0].isupper():
                result.append(self._chosen(word.start, word.end, family, people, sure, offered, is_named=False))
        return result

    def _is_addressed(self, word: Word) -> bool:
        return bool(
            re.search(
                r"\b(?:an|für|zu|und|von|mit|bei|auch|war|waren|kam|kamen|traf|hat|gespräch|ansprechpartner\w*|kontakt)\s+\Z",
                self.note.plain[: word.start][-20:],
                re.I,
            )
        )

    def _chosen(self, start, end, keys, people, sure, offered, *, is_named) -> _Found:
        """Of several the one of a mentioned actor; who serves another actor than the one in the note is offered only."""
        here = [key for key in keys if people[key].actors & sure] or [key for key in keys if people[key].actors & offered]
        if here:
            return _Found(start, end, tuple(here), len(here) == 1)
        return _Found(start, end, tuple(keys), len(keys) == 1 and (is_named or not offered))

    def _mentions(self, found: list[_Found], people: dict[int, Known]) -> list[ContactMention]:
        sure = {entry.keys[0] for entry in found if entry.is_sure}
        told, result = set(), []
        for entry in found[:MOST_PEOPLE]:
            if entry.keys in told or (not entry.is_sure and sure & set(entry.keys)):
                continue
            told.add(entry.keys)
            span = self.note.span(entry.start, entry.end)
            candidates: list[Candidate] = [people[key].candidate() for key in entry.keys[:MOST_OFFERED]]
            if entry.is_sure:
                result.append(ContactMention(span, chosen=candidates[0]))
            else:
                result.append(ContactMention(span, candidates=tuple(candidates)))
        return result


def _joined(words: list[Word]) -> set[str]:
    return {"".join(word.plain for word in words), "".join(word.bare for word in words)}


def _is_family(words: list[Word], person: Known) -> bool:
    return bool(_joined(words) & set(person.family))


def _is_full(words: list[Word], person: Known) -> bool:
    if not person.given[0]:
        return False
    whole = {given + family for given, family in zip(person.given, person.family, strict=True)}
    turned = {family + given for given, family in zip(person.given, person.family, strict=True)}
    return bool(_joined(words) & (whole | turned))
