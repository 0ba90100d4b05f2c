"""The note as it is read: its letters one by one, its words, and the places that are already understood."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from desk.capture.reading import Span
from initiatives.search.words import both_forms

# What stands further back in a note stays in it and is not read.
LONGEST_READ = 10_000
_WORD = re.compile(r"[^\W_]+")
# A stop that ends a sentence is followed by a blank and does not belong to a day, a number or a short form.
_SHORT = re.compile(
    r"(?:\b(?:ca|bzw|z|zb|d|u|e|v|nr|tel|std|str|min|mind|max|evtl|ggf|inkl|dr|prof|hr|fr|st|usw|etc|dt|vgl|[a-z])|\d)\.\Z", re.I
)
_STOP = re.compile(r"[.!?…]+(?=\s|\Z)|[;\n]|\s[–—-]{1,2}\s")
_COVERED = "\x1f"
_SINGLE = {"–": "–", "’": "'", "`": "'", "´": "'"}


@dataclass(frozen=True)
class Word:
    """A word of the note: where it stands and its two foldings (ä as ae, ä as a)."""

    start: int
    end: int
    raw: str
    plain: str
    bare: str

    @property
    def is_capital(self) -> bool:
        """Written like a name: with a capital or a figure in front."""
        return self.raw[0].isupper() or self.raw[0].isdigit()


def _plain_text(text: str) -> tuple[str, list[int] | None]:
    """The text with every letter as one sign, and where each sign comes from (None: nothing has moved)."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return "".join(_plain_sign(char) for char in text), None
    signs, places = [], []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        sign = unicodedata.normalize("NFC", text[at : min(end, at + 4)])[0]
        signs.append(_plain_sign(sign))
        places.append(at)
        at = end
    return "".join(signs), [*places, len(text)]


def _plain_sign(char: str) -> str:
    if char in _SINGLE:
        return _SINGLE[char]
    if char != "\n" and (char.isspace() or unicodedata.category(char)[0] == "C"):
        return " "
    return char


@dataclass
class Note:
    """What somebody typed, with the stretches that are already understood ("taken") and those that a name covers."""

    text: str
    channel_places: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self):
        self.plain, self._places = _plain_text(self.text[:LONGEST_READ])
        # The same letters, without those of names: a date or a channel is never read from inside a name.
        self.open = self.plain
        self._taken = bytearray(len(self.plain))

    def span(self, start: int, end: int) -> Span:
        """The words of the very text between two places of the plain one."""
        while start < end and self.plain[start] in " \n,;:.–-!?":
            start += 1
        while end > start and self.plain[end - 1] in " \n,;:–-":
            end -= 1
        start, end = self.place(start), self.place(end)
        return Span(start, end, self.text[start:end])

    def place(self, at: int) -> int:
        """Where a place of the plain text is in the very text."""
        return self._places[at] if self._places else at

    def take(self, start: int, end: int) -> None:
        """From now on these letters have their meaning."""
        self._taken[start:end] = b"\1" * (min(end, len(self._taken)) - start)

    def take_only(self, places) -> None:
        """These letters have their meaning, and no others."""
        self._taken = bytearray(len(self.plain))
        for start, end in places:
            self.take(start, end)

    def is_taken(self, start: int, end: int) -> bool:
        """Whether some of these letters have their meaning already."""
        return any(self._taken[start:end])

    def cover(self, start: int, end: int) -> None:
        """These letters are a name and nothing else."""
        self.open = self.open[:start] + _COVERED * (end - start) + self.open[end:]
        self.take(start, end)

    @cached_property
    def words(self) -> list[Word]:
        """All words, in their order."""
        found = []
        for match in _WORD.finditer(self.plain):
            plain, bare = both_forms(match[0])
            if plain:
                found.append(Word(match.start(), match.end(), match[0], plain.replace(" ", ""), bare.replace(" ", "")))
        return found

    @cached_property
    def is_small(self) -> bool:
        """Typed without any capital."""
        return not any(char.isupper() for char in self.plain)

    @cached_property
    def _stops(self) -> list[tuple[int, int]]:
        found = []
        for match in _STOP.finditer(self.plain):
            if match[0] == "." and _SHORT.search(self.plain, max(0, match.start() - 8), match.end()):
                following = self.plain[match.end() :].lstrip()[:1]
                before = self.plain[match.start() - 1] if match.start() else ""
                # "am 15.1. Sie schicken" ends a sentence, "am 15. Januar" and "ca. 80" do not.
                day_ends = before.isdigit() and re.search(r"\d\.\d{1,2}\.\Z|\d{4}\.\Z", self.plain[max(0, match.start() - 9) : match.end()])
                if not ((day_ends or before in "nr") and following.isupper() and _is_long(self.plain, match.start())):
                    continue
            found.append((match.start(), match.end()))
        return found

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """From where to where each sentence reaches, without the sign that ends it."""
        starts = [0, *(end for _start, end in self._stops)]
        ends = [*(start for start, _end in self._stops), len(self.plain)]
        return [(start, max(start, end)) for start, end in zip(starts, ends, strict=True)]

    def sentence(self, place: int) -> tuple[int, int]:
        """From where to where the sentence around a place reaches."""
        return self.sentences[bisect_right(self.sentences, (place, len(self.plain) + 1)) - 1]


def _is_long(text: str, stop: int) -> bool:
    """Whether what stands before a stop is a day or "min", after which a sentence may end."""
    return bool(re.search(r"(?:\d\.\d{1,2}|\d{4}|min|std)\Z", text[max(0, stop - 9) : stop], re.I))
