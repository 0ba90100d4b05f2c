"""Opening hours: a week that a form asks for day by day, and the one German line that stands in the register for it.

"Mo–Fr 9–17 Uhr, Sa 10–14 Uhr; nach Absprache": up to two spans a day, days that open alike together, what no week can say behind it.
The line is German in every language of the pages, as the register's other texts are.
"""

import re
from dataclasses import dataclass

SHORT = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT = 24 * 60
MOST_SPANS = 2

Span = tuple[int, int]  # minutes since the day began; the end is later than the begin


@dataclass(frozen=True)
class Week:
    """The spans of the seven days from Monday on (none: closed), and a free remark."""

    days: tuple[tuple[Span, ...], ...] = ((),) * 7
    remark: str = ""

    @property
    def text(self) -> str:
        """The line for the register; empty if nothing is said."""
        alike: dict[tuple[Span, ...], list[int]] = {}
        for day, spans in enumerate(self.days):
            if spans:
                alike.setdefault(spans, []).append(day)
        line = ", ".join(f"{_days_words(days)} {_spans_words(spans)}" for spans, days in alike.items())
        return "; ".join(part for part in (line, self.remark.strip()) if part)


def _days_words(days: list[int]) -> str:
    """ "Mo–Mi, Fr"."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(SHORT[run[0]] if len(run) == 1 else f"{SHORT[run[0]]}–{SHORT[run[-1]]}" for run in runs)


def _minutes_words(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}" if minute else f"{hour}"


def _spans_words(spans) -> str:
    return " und ".join(f"{_minutes_words(begin)}–{_minutes_words(end)}" for begin, end in spans) + " Uhr"


def fault_of(spans) -> str:
    """What is wrong with the spans of a day: "order" (one ends before it begins), "overlap", or nothing."""
    if any(end <= begin for begin, end in spans):
        return "order"
    ordered = sorted(spans)
    return "overlap" if any(first[1] > second[0] for first, second in zip(ordered, ordered[1:], strict=False)) else ""


# --- reading -----------------------------------------------------------------------------------------------
_DAY = r"(?:mo|di|mi|do|fr|sa|so)(?:\.|(?:ntag|enstag|ttwoch|nnerstag|eitag|mstag|nntag)s?)?(?![a-zäöüß])|sonnabends?(?![a-zäöüß])"
_DASH = r"\s*(?:-|–|—|\bbis\b)\s*"
_DAY_RUN = re.compile(rf"({_DAY})(?:{_DASH}({_DAY}))?|(täglich)(?![a-zäöüß])", re.I)
_DAY_MORE = re.compile(r"\s*(?:,|/|\+|&|\bund\b)\s*", re.I)
_AFTER_DAYS = re.compile(r"\s*:?\s*(?:von\s+)?", re.I)
_TIME = r"(\d{1,2})(?:[:.](\d{2}))?(?!\d)(?:\s*(?:Uhr|h)\b)?"
_SPAN = re.compile(rf"{_TIME}{_DASH}{_TIME}", re.I)
_SPAN_MORE = re.compile(r"\s*(?:,|/|\+|&|\bund\b)\s*(?:von\s+)?(?=\d)", re.I)
_CLOSED = re.compile(r"geschlossen\b", re.I)
_BETWEEN = re.compile(r"\s*[;,.\n]\s*|\s+(?=\()|\s*\n\s*")
_FIRST_LETTERS = {short.lower(): number for number, short in enumerate(SHORT)}


def _day_number(word: str) -> int:
    return 5 if word.lower().startswith("sonna") else _FIRST_LETTERS[word[:2].lower()]


def _minutes(hour: str, minute: str | None) -> int | None:
    found = int(hour) * 60 + int(minute or 0)
    return found if int(minute or 0) < 60 and found <= MIDNIGHT else None


def _read_days(text: str, at: int) -> tuple[list[int], int]:
    """The days that stand at a place of the text, and where they end."""
    days: list[int] = []
    while found := _DAY_RUN.match(text, at):
        if found[3]:
            days += range(7)
        else:
            first = _day_number(found[1])
            last = _day_number(found[2]) if found[2] else first
            days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
        at = found.end()
        more = _DAY_MORE.match(text, at)
        if not more or not _DAY_RUN.match(text, more.end()):
            break
        at = more.end()
    return days, at


def _read_spans(text: str, at: int) -> tuple[tuple[Span, ...] | None, int]:
    """The spans that stand at a place of the text, none for a day that is closed; None where there are no times."""
    if closed := _CLOSED.match(text, at):
        return (), closed.end()
    spans = []
    while found := _SPAN.match(text, at):
        begin, end = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        if begin is None or end is None:
            return None, at
        spans.append((begin, end or MIDNIGHT))
        at = found.end()
        more = _SPAN_MORE.match(text, at)
        if not more:
            break
        at = more.end()
    return (tuple(spans), at) if spans else (None, at)


def _read_group(text: str, at: int) -> tuple[list[int], tuple[Span, ...], int] | None:
    """Days with their spans at a place of the text."""
    days, end = _read_days(text, at)
    if not days:
        return None
    spans, end = _read_spans(text, _AFTER_DAYS.match(text, end).end())
    if spans is None or not (end == len(text) or _BETWEEN.match(text, end)):
        return None
    return days, spans, end


def parse(text: str) -> Week:
    """The week that a text tells. Never fails: what it cannot read becomes the remark, from there to the end, as a word behind the times
    may change what they mean."""
    text = "\n".join(line.strip() for line in (text or "").splitlines()).strip()
    days: list[tuple[Span, ...]] = [()] * 7
    at = 0
    while group := _read_group(text, at):
        named, spans, end = group
        joined = {day: tuple(sorted((*days[day], *spans))) for day in named}
        if any(len(found) > MOST_SPANS or fault_of(found) for found in joined.values()):
            break
        for day, found in joined.items():
            days[day] = found
        between = _BETWEEN.match(text, end)
        at = between.end() if between else end
    if not any(days):
        return Week(remark=text)
    return Week(tuple(days), text[at:].strip())


# --- for machines ------------------------------------------------------------------------------------------
def schema_org(text: str) -> list[dict]:
    """The hours as schema.org's OpeningHoursSpecification, one for each span and the days that have it; without the remark."""
    days_of: dict[Span, list[int]] = {}
    for day, spans in enumerate(parse(text).days):
        for span in spans:
            days_of.setdefault(span, []).append(day)
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{ENGLISH[day]}" for day in days],
            "opens": _clock(begin),
            # The end of the day is its last minute there.
            "closes": _clock(min(end, MIDNIGHT - 1)),
        }
        for (begin, end), days in days_of.items()
    ]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
