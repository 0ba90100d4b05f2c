"""What is new in a proposed text, word by word."""

import re
from difflib import SequenceMatcher

SAME, REMOVED, ADDED = "same", "removed", "added"
# Above so many words a comparison takes too long; then the whole text counts as replaced.
MOST_WORDS = 4000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def word_diff(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces in reading order as (same, removed or added; text): joined without the added ones they are the old text, without the
    removed ones the new text."""
    before, after = _WORDS.findall(old or ""), _WORDS.findall(new or "")
    if len(before) > MOST_WORDS or len(after) > MOST_WORDS:
        return [(kind, text) for kind, text in ((REMOVED, old), (ADDED, new)) if text]
    pieces = []
    for step, begin, end, new_begin, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            pieces.append((SAME, "".join(before[begin:end])))
            continue
        pieces.append((REMOVED, "".join(before[begin:end])))
        pieces.append((ADDED, "".join(after[new_begin:new_end])))
    return _joined([(kind, text) for kind, text in pieces if text])


def _joined(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Replaced words with only a space between them read as one replacement."""
    found: list[list[str]] = []  # rows of [removed, added] or [same]
    for position, (kind, text) in enumerate(pieces):
        between = kind == SAME and text.isspace() and found and len(found[-1]) == 2 and position + 1 < len(pieces)
        if between:
            found[-1] = [part + text for part in found[-1]]
        elif kind == SAME:
            found.append([text])
        else:
            if not found or len(found[-1]) == 1:
                found.append(["", ""])
            found[-1][kind == ADDED] += text
    rows = []
    for row in found:
        kinds = (SAME,) if len(row) == 1 else (REMOVED, ADDED)
        rows += [(kind, text) for kind, text in zip(kinds, row, strict=True) if text]
    return rows
