"""The parts of a sentence, and small things said about them."""

import re

from desk.capture.spans import Note

_COMMA = re.compile(r",(?!\d)|[()]|:(?=\s)|\s/\s")
# After these a part belongs to the one before it: "ich schicke ihm, was er braucht".
_GOES_ON = re.compile(r"\s*(?:dass|ob|wie|was|wenn|sobald|damit|wer|wo|wann|welche\w*|sowie|bzw)\b", re.I)


def segments(note: Note) -> list[tuple[int, int]]:
    """From comma to comma, never beyond a sentence."""
    found = []
    for start, end in note.sentences:
        begin = start
        for match in _COMMA.finditer(note.plain, start, end):
            if match[0] == "," and _GOES_ON.match(note.plain, match.end(), end):
                continue
            found.append((begin, match.start()))
            begin = match.end()
        found.append((begin, end))
    return [(start, end) for start, end in found if note.plain[start:end].strip()]


def segment_at(parts: list[tuple[int, int]], place: int) -> tuple[int, int]:
    """The part in which a place lies."""
    return next(((start, end) for start, end in parts if start <= place <= end), (place, place))


def without(text: str, start: int, end: int, holes: list[tuple[int, int]]) -> str:
    """The words from start to end without some stretches, in one line."""
    kept, at = [], start
    for first, last in sorted(holes):
        if first >= end or last <= start:
            continue
        kept.append(text[at : max(at, first)])
        at = max(at, last)
    kept.append(text[at:end])
    words = " ".join(" ".join(kept).split())
    return re.sub(r"\s+([,.;:])", r"\1", words).strip(" ,;:.–-!")
