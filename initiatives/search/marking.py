"""Shows in people's own words what fitted: which name, which line of the text, which letters of it."""

import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _
from rapidfuzz.distance import OSA

from initiatives.search.conditions import SHORTEST_WITH_SLIP
from initiatives.search.ranking import Ranked
from initiatives.search.words import Question, both_forms, folded_texts, number_of
from wf40.folding import folded_forms

# Letters of a long text around what fitted.
BEFORE, SHOWN = 40, 160

Pieces = list[tuple[str, bool]]


@lru_cache(maxsize=2000)
def _folded_letter(char: str) -> tuple[str, str]:
    return folded_forms(char)


def _folded(text: str, way: int) -> tuple[str, list[int]]:
    """The letters of a text folded (0: umlauts written out, 1: left out), and where each of them comes from."""
    letters, places = [" "], [0]
    for place, char in enumerate(text):
        for letter in _folded_letter(char)[way] or " ":
            letters.append(letter)
            places.append(place)
    letters.append(" ")
    places.append(len(text))
    return "".join(letters), places


def _place_in(folded: str, form: str) -> tuple[int, int] | None:
    """Where a word stands: where a word begins with it, otherwise inside one."""
    if (at := folded.find(f" {form}")) >= 0:
        return at + 1, at + 1 + len(form)
    at = folded.find(form) if len(form) > 2 else -1
    return (at, at + len(form)) if at >= 0 else None


def _range(text: str, word, ways) -> tuple[int, int] | None:
    """Where a word of the question stands in a text, as people wrote it; also over blanks and hyphens, and with a slip."""
    for folded, places in ways:
        for form in word.forms:
            if found := _place_in(folded, form):
                return places[found[0]], places[found[1] - 1] + 1
    for folded, places in ways:
        kept = [at for at, letter in enumerate(folded) if letter != " "]
        letters = "".join(folded[at] for at in kept)
        for form in word.forms:
            if len(form) > 3 and (at := letters.find(form)) >= 0:
                return places[kept[at]], places[kept[at + len(form) - 1]] + 1
    return _nearest(word, ways) if len(word.text) >= SHORTEST_WITH_SLIP else None


def _nearest(word, ways) -> tuple[int, int] | None:
    for folded, places in ways:
        at = 0
        for other in folded.split():
            at = folded.index(other, at)
            if any(OSA.distance(form, other, score_cutoff=1) <= 1 for form in word.forms):
                return places[at], places[at + len(other) - 1] + 1
            at += len(other)
    return None


def marked(text: str, question: Question) -> Pieces:
    """A text in pieces, with those marked that fit the question."""
    text = unicodedata.normalize("NFC", text)
    if number_of(text):
        return [(text, True)]
    ways = [_folded(text, 0), _folded(text, 1)]
    ranges = sorted(found for word in question.words if (found := _range(text, word, ways)))
    pieces, at = [], 0
    for start, end in ranges:
        start = max(start, at)
        if start >= end:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def _cut(text: str, question: Question) -> str:
    """The part of a long text around the first word that fits."""
    if len(text) <= SHOWN:
        return text
    folded, ways = folded_texts([text]), [_folded(text, 0), _folded(text, 1)]
    # What stands there as it is typed goes before what stands there with a slip.
    words = sorted(question.needed, key=lambda word: not word.is_in(folded))
    start = next((found[0] for word in words if (found := _range(text, word, ways))), 0)
    start = max(0, start - BEFORE)
    if start:
        start = text.find(" ", start, start + 20) + 1 or start
    end = start + SHOWN
    if end < len(text):
        end = text.rfind(" ", start, end) if text.rfind(" ", start, end) > start else end
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def _best_line(text: str, question: Question) -> str:
    """The line of the text that holds most words of the question; if none does as it is typed, with a slip."""
    lines = text.split("\n")
    folded = [folded_texts([line]) for line in lines]
    counts = [sum(len(word.text) for word in question.needed if word.is_in(line)) for line in folded]
    if not any(counts):
        both = [(line, [_folded(line, 0), _folded(line, 1)]) for line in lines]
        counts = [sum(len(word.text) for word in question.needed if _range(line, word, ways)) for line, ways in both]
    return lines[counts.index(max(counts))] if any(counts) else ""


def _also(name: str, question: Question) -> tuple[str, Pieces]:
    """Another name, in words."""
    words = _("also: %(name)s")
    before, _sign, after = words.partition("%(name)s")
    return words % {"name": name}, [piece for piece in ((before, False), *marked(name, question), (after, False)) if piece[0]]


def explained(ranked: Ranked, question: Question, title: str, names: str, text: str) -> tuple[str, Pieces]:
    """What fitted, in words (empty if it is the title), and the same in pieces (then of the title)."""
    lines = names.split("\n")
    whole = f" {' '.join(both_forms(title))} "
    if all(word.is_in(whole) for word in question.needed):
        return "", marked(title, question)
    if ranked.line is not None and ranked.line < len(lines) and lines[ranked.line]:
        name = lines[ranked.line]
        if sorted(both_forms(name)[0].split()) == sorted(both_forms(title)[0].split()):
            return "", marked(title, question)
        if ranked.line:
            return _also(name, question)
        return "", marked(title, question)
    if line := _best_line(text, question):
        line = _cut(line, question)
        return line, marked(line, question)
    return "", marked(title, question)
