"""How long a talk took: "30 min", "1/2 Std", "eine halbe Stunde", "von 14 bis 15:30 Uhr"."""

import re

LONGEST = 1440
# A span between two times that is longer is a shop's opening hours, not a talk.
LONGEST_BY_CLOCK = 360
_HALVES = {"halb": 30, "viertel": 15, "dreiviertel": 45, "anderthalb": 90, "eineinhalb": 90, "zweieinhalb": 150, "dreieinhalb": 210}
_WORDS = {"ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "acht": 8, "zehn": 10, "fünfzehn": 15, "zwanzig": 20,
          "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfundvierzig": 45, "fünfzig": 50, "sechzig": 60, "neunzig": 90}  # fmt: skip
_HOUR = r"(?:std|stdn|stunden?|h)\b\.?"
_MINUTE = r"(?:min|minuten?|mins)\b\.?"
_NUMBER = r"(?<![\d.,:/])(?P<number>\d{1,4}(?:[.,]\d{1,2})?)"
_SPOKEN = "|".join(sorted(_WORDS, key=len, reverse=True))
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "1/2": 0.5, "1/4": 0.25, "3/4": 0.75}


def _time(name: str) -> str:
    """The hour and, if they are said, the minutes."""
    return rf"(?<![\d.,:])(?P<{name}>[01]?\d|2[0-4])(?:[:.](?P<{name}_min>[0-5]\d))?"


def _clock(match: re.Match) -> float | None:
    hours = [int(match[side]) * 60 + int(match[f"{side}_min"] or 0) for side in ("first", "last")]
    between = hours[1] - hours[0]
    return between if 0 < between <= LONGEST_BY_CLOCK else None


def _decimal(words: str) -> float:
    return float(words.replace(",", "."))


_WAYS = [
    (rf"(?:\bvon\s+)?{_time('first')}\s?(?:uhr|h)?\s?(?:-|bis)\s?{_time('last')}\s?(?:uhr|h\b)", _clock),
    (r"(?<![\d.,:])(?P<first>[01]?\d|2[0-4]):(?P<first_min>[0-5]\d)\s?(?:-|bis)\s?(?P<last>[01]?\d"
        r"|2[0-4]):(?P<last_min>[0-5]\d)(?![\d:])", _clock),
    (rf"(?<![\d.,:/])(?:(?P<whole>\d)(?:\s|(?=[½¼¾])))?(?P<part>½|¼|¾|1/2|1/4|3/4)\s?{_HOUR}",
     lambda match: int(match["whole"] or 0) * 60 + _FRACTIONS[match["part"]] * 60),
    (rf"{_NUMBER}\s?(?:{_HOUR}|h(?=\d))(?:\s?(?:und\s)?(?P<more>[0-5]?\d)(?:\s?{_MINUTE}|(?![\d:/]|[.,]\d|\.\s?(?:jan|feb|mär"
        rf"|apr|mai|jun|jul|aug|sep|okt|nov|dez)|\s?(?:m²|qm|€|euro|uhr|%|leute|personen|tn\b))))",
     lambda match: _decimal(match["number"]) * 60 + int(match["more"])),
    (rf"(?<![\d.,:])(?P<hours>\d{{1,2}}):(?P<minutes>[0-5]\d)\s?{_HOUR}", lambda match: int(match["hours"]) * 60 + int(match["minutes"])),
    (rf"{_NUMBER}\s?{_HOUR}", lambda match: _decimal(match["number"]) * 60),
    (rf"{_NUMBER}\s?(?:{_MINUTE}|'(?!\w))", lambda match: _decimal(match["number"])),
    (rf"\b(?:(?:knapp|gut|fast|ca\.|etwa|rund)e?\s+)?(?:(?:eine?|ne|'ne|gute|knappe)\s+)*(?P<part>halbe|dreiviertel|viertel)\s?{_HOUR}",
     lambda match: _HALVES[match["part"].lower().removesuffix("e") if match["part"].lower() == "halbe" else match["part"].lower()]),
    (rf"\b(?P<part>anderthalb|eineinhalb|zweieinhalb|dreieinhalb)\s?(?:stündig\w*|{_HOUR})", lambda match: _HALVES[match["part"].lower()]),
    (r"\bhalbstündig\w*", lambda _match: 30),
    (rf"\b(?P<spoken>{_SPOKEN})e?(?:\s(?:gute|knappe))?\s?(?:stündig\w*|{_HOUR})", lambda match: _WORDS[match["spoken"].lower()] * 60),
    (rf"\b(?P<spoken>{_SPOKEN})\s?(?:minütig\w*|{_MINUTE})", lambda match: _WORDS[match["spoken"].lower()]),
    (rf"\b(?:gute|knappe|ne|'ne)\s{_HOUR}", lambda _match: 60),
]  # fmt: skip
_COMPILED = [(re.compile(pattern, re.I), way) for pattern, way in _WAYS]
_MAYBE = re.compile(r"\d|stund|stünd|min|std|½|¼|¾", re.I)
# "in 5 Minuten da", "alle 2 Stunden", "für 2 Stunden" are no length of the talk, nor is "10 min zu Fuß" or "8 Std/Woche".
_NOT_AFTER = re.compile(
    r"\b(?:in|alle|nach|vor|seit|für|à|je|jede|max\.?|mindestens|geöffnet|öffnungszeiten:?|offen|um)\s+(?:ca\.?\s+|etwa\s+)?\Z", re.I
)
_NOT_BEFORE = re.compile(
    r"\s?(?:/|pro\b|die\s+woche|in\s+der\s+woche|wöchentlich|im\s+monat|monatlich|am\s+tag|täglich|zu\s+fuß|fuß|entfernt|fahrt|weg\b|später"
    r"|mindest|maximal|\w*arbeit)",
    re.I,
)


def find_minutes(text: str) -> list[tuple[int, int, int]]:
    """(start, end, minutes) of all that says how long it took, in the order of the text."""
    if not _MAYBE.search(text):
        return []
    found, free = [], bytearray(len(text))
    for pattern, way in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(free[start:end]):
                continue
            free[start:end] = b"\1" * (end - start)
            minutes = way(match)
            if minutes is None or not 1 <= round(minutes) <= LONGEST:
                continue
            if _NOT_AFTER.search(text, max(0, start - 30), start) or _NOT_BEFORE.match(text, end):
                continue
            found.append((start, end, round(minutes)))
    return sorted(found)
