"""Days in a note: "gestern", "nächsten Dienstag", "in 2 Wochen", "15.1.", "Mitte Januar", "KW 3"."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_SHORT_WEEKDAYS = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6}
_MONTHS = {
    "januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feb": 2, "märz": 3, "maerz": 3, "mrz": 3, "april": 4, "apr": 4, "mai": 5,
    "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10,
    "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}  # fmt: skip
NUMBERS = {
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "einen": 1, "ner": 1, "nem": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "fuenf": 5,
    "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "zwoelf": 12, "vierzehn": 14,
}  # fmt: skip
PAST, FUTURE = "past", "future"

_NAME = "|".join(WEEKDAYS[:5]) + "|samstag|sonnabend|sonntag"
_DAYTIME = r"(?:\s*(?:früh|vormittags?|mittags?|nachmittags?|abends?|morgen))?"
_WEEKDAY = rf"(?P<weekday>{_NAME}){_DAYTIME}"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_UNIT = r"(?P<unit>tag|woche|monat|jahr)(?:en|e|n)?"
_NEXT = r"(?:nächste|naechste|kommende|folgende)[nmrs]?"
_LAST = r"(?:letzte|vergangene|vorige)[nmrs]?"
_YEAR = r"(?P<year>\d{4})"
_PART = r"(?P<part>anfang|mitte|ende)"


@dataclass(frozen=True)
class Day:
    """A day in the note. `future` and `past` are what it means where something is planned and where something has been; None: nothing."""

    start: int
    end: int
    future: date | None
    past: date | None
    # What the words themselves say: "nächsten" lies ahead, "gestern" lies behind.
    points: str = ""
    # "März" alone is a weak word for a day: only a follow-up takes it.
    is_loose: bool = False


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(digits: str) -> int:
    return int(digits) + 2000 if len(digits) == 2 else int(digits)


def later_by_months(day: date, months: int) -> date | None:
    """The same day some months later, the last one of the month if it has no such day."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    if not 1 <= year <= 9998:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _without_year(today: date, month: int, day: int) -> tuple[date | None, date | None]:
    """(the next one from today on, the last one up to today); the 29th of February may be years away."""
    ahead = next((found for year in range(today.year, today.year + 9) if (found := _safe(year, month, day)) and found >= today), None)
    behind = next((found for year in range(today.year, today.year - 9, -1) if (found := _safe(year, month, day)) and found <= today), None)
    return ahead, behind


def _monday(today: date) -> date:
    return today - timedelta(today.weekday())


def _weekday_number(words: str) -> int:
    words = words.lower()
    if words.startswith("sonna"):
        return 5
    return next((at for at, name in enumerate(WEEKDAYS) if words.startswith(name)), _SHORT_WEEKDAYS.get(words.rstrip("."), 0))


def _next_weekday(today: date, weekday: int) -> date:
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def _last_weekday(today: date, weekday: int) -> date:
    return today - timedelta((today.weekday() - weekday - 1) % 7 + 1)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else NUMBERS[words.lower()]


def _shifted(today: date, match: re.Match, sign: int) -> date | None:
    count, unit = _number(match["count"]) * sign, match["unit"].lower()
    if unit in ("tag", "woche"):
        return today + timedelta(count * (7 if unit == "woche" else 1))
    return later_by_months(today, count * (12 if unit == "jahr" else 1))


def _part_of_month(year: int, month: int, part: str) -> date:
    return date(year, month, {"anfang": 1, "mitte": 15}.get(part) or calendar.monthrange(year, month)[1])


# --- what each way of saying it means ----------------------------------------------------------------------
def _same(day: date | None, points: str = ""):
    return day, day, points


def _dated(today, match):
    month = int(match["month"]) if match["month"].isdigit() else _MONTHS[match["month"].lower()]
    if match["year"]:
        return _same(_safe(_full_year(match["year"]), month, int(match["day"])))
    return (*_without_year(today, month, int(match["day"])), "")


def _day_of_month(today, match):
    day = int(match["day"])
    months = [later_by_months(today.replace(day=1), step) for step in range(-2, 4)]
    days = [found for first in months if first and (found := _safe(first.year, first.month, day))]
    return next((found for found in days if found >= today), None), next((found for found in reversed(days) if found <= today), None), ""


def _iso(_today, match):
    return _same(_safe(int(match["year"]), int(match["month"]), int(match["day"])))


def _part(today, match):
    part, month = match["part"].lower(), _MONTHS[match["month"].lower()]
    if match["year"]:
        return _same(_part_of_month(int(match["year"]), month, part))
    years = [_part_of_month(year, month, part) for year in (today.year - 1, today.year, today.year + 1)]
    return next(found for found in years if found >= today), next(found for found in reversed(years) if found <= today), ""


def _month(today, match):
    month = _MONTHS[match["month"].lower()]
    if match["year"]:
        return _same(date(int(match["year"]), month, 1), FUTURE)
    return _without_year(today, month, 1)[0], None, FUTURE


def _part_of_next(today, match):
    """ "Anfang nächster Woche", "Ende des Monats", "Mitte nächsten Monats", "Ende des Jahres"."""
    part, unit, is_next = match["part"].lower(), match["unit"].lower(), bool(match["next"])
    if unit.startswith("woche"):
        day = _monday(today) + timedelta((7 if is_next else 0) + {"anfang": 0, "mitte": 2, "ende": 4}[part])
    elif unit.startswith("monat"):
        first = later_by_months(today.replace(day=1), int(is_next))
        day = _part_of_month(first.year, first.month, part)
    else:
        day = date(today.year + is_next, {"anfang": 1, "mitte": 7, "ende": 12}[part], {"ende": 31}.get(part, 1))
    return (day if day >= today else None), (day if day <= today else None), FUTURE


def _end_of(today, match):
    month = 12 if match[0].lower().startswith("jahres") else today.month
    return _part_of_month(today.year, month, "ende"), None, FUTURE


def _year_part(_today, match):
    year = int(match["year"])
    return _same(date(year, {"anfang": 1, "mitte": 7, "ende": 12}[match["part"].lower()], 31 if match["part"].lower() == "ende" else 1))


def _week(today, match):
    number = int(match["week"] or match["before"])
    years = [int(match["year"])] if match["year"] else [today.year - 1, today.year, today.year + 1]
    days = []
    for year in years:
        try:
            days.append(date.fromisocalendar(year, number, 1))
        except ValueError:
            continue
    return next((day for day in days if day >= today), None), next((day for day in reversed(days) if day <= today), None), ""


def _weekday_then(today, match):
    """ "Dienstag in einer Woche", "Montag in 14 Tagen": counted from the next such day."""
    day = _next_weekday(today, _weekday_number(match["weekday"]))
    return _shifted(day, match, 1), None, FUTURE


def _of_week(weeks: int, points: str):
    def find(today, match):
        words = match["weekday"] or match["weekday2"]
        return _same(_monday(today) + timedelta(7 * weeks + _weekday_number(words)), points)

    return find


def _this_weekday(today, match):
    day = _monday(today) + timedelta(_weekday_number(match["weekday"]))
    return (day if day >= today else None), (day if day <= today else None), ""


def _plain_weekday(today, match):
    weekday = _weekday_number(match["weekday"])
    return _next_weekday(today, weekday), _last_weekday(today, weekday), ""


def _in_future(find: Callable[[date, re.Match], date | None]):
    return lambda today, match: (find(today, match), None, FUTURE)


def _in_past(find: Callable[[date, re.Match], date | None]):
    return lambda today, match: (None, find(today, match), PAST)


def _coming_weekday(today, match):
    return _next_weekday(today, _weekday_number(match["weekday"]))


def _next_month(today, _match):
    return later_by_months(today.replace(day=1), 1)


_THIS = r"(?:diese|dieser|diesen|dem|des|der)"
_SHORT = r"(?P<weekday>Mo|Di|Mi|Do|Fr|Sa|So)\b\.?"
# The first way that fits a place is taken, so the longer ones stand first. Words and figures only: nothing is tried twice.
_WAYS = [
    (rf"\b{_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})\b", _iso),
    (rf"(?:\b(?:{_NAME}|Mo|Di|Mi|Do|Fr|Sa|So)\b\.?,?\s*(?:(?:den|der|dem)\s+)?)?"
     r"(?<![\d.,])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}|\d{2})(?![\d.:]|\s?(?:min|std|uhr|h\b|m²|qm|€"
     r"|euro)))?(?!\d)", _dated),
    (r"\b(?:am|bis|zum|den|WV:?|Wiedervorlage:?)\s(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?P<year>)(?![\d.,:]|\s?(?:min|std|uhr|h\b"
        r"|m|qm|€|euro|km|%))", _dated),
    (rf"(?<![\d.,])(?P<day>\d{{1,2}})\.\s?(?P<month>{_MONTH})\b\.?(?:\s?(?P<year>\d{{4}}))?(?!\d)", _dated),
    (rf"\b{_PART}\s+(?P<month>{_MONTH})\b\.?(?:\s(?P<year>\d{{4}}))?(?!\d)", _part),
    (rf"\b{_PART}\s+(?:(?P<next>{_NEXT})|{_THIS})\s+(?P<unit>woche|monats?|jahres)\b", _part_of_next),
    (rf"\b{_PART}\s+{_YEAR}\b", _year_part),
    (r"\b(?:monatsende|jahresende)\b", _end_of),
    (r"\b(?:KW|kalenderwoche)\s?(?P<week>\d{1,2})(?:[/\s](?P<year>20\d{2}))?\b|\b(?P<before>\d{1,2})\.\s?KW\b", _week),
    (rf"\b{_WEEKDAY}\s+in\s+{_COUNT}\s+{_UNIT}\b", _weekday_then),
    (rf"\bheute\s+in\s+{_COUNT}\s+{_UNIT}\b", _in_future(lambda today, match: _shifted(today, match, 1))),
    (rf"\b{_NEXT}\s+woche\s+(?:am\s+)?{_WEEKDAY}\b|\b(?P<weekday2>{_NAME})\s+{_NEXT}\s+woche\b", _of_week(1, FUTURE)),
    (rf"\b{_LAST}\s+woche\s+(?:am\s+)?{_WEEKDAY}\b|\b(?P<weekday2>{_NAME})\s+{_LAST}\s+woche\b", _of_week(-1, PAST)),
    (rf"\b(?:nächste|naechste)[nmrs]?\s+{_WEEKDAY}(?P<weekday2>)\b", _of_week(1, FUTURE)),
    (rf"\b(?:nächste|naechste)[nmrs]?\s+{_SHORT}(?P<weekday2>)", _of_week(1, FUTURE)),
    (rf"\b(?:kommende|folgende)[nmrs]?\s+{_WEEKDAY}\b", _in_future(_coming_weekday)),
    (rf"\b{_LAST}\s+{_WEEKDAY}\b", _in_past(lambda today, match: _last_weekday(today, _weekday_number(match["weekday"])))),
    (rf"\b{_LAST}\s+{_SHORT}", _in_past(lambda today, match: _last_weekday(today, _weekday_number(match["weekday"])))),
    (rf"\bdiese[nmrs]?\s+{_WEEKDAY}\b", _this_weekday),
    (rf"\b{_WEEKDAY}\b", _plain_weekday),
    (rf"\b(?:am|bis|WV:?|Wiedervorlage:?)\s{_SHORT}(?!\w)", _plain_weekday),
    (rf"\b(?:WV|Wiedervorlage):?\s{_COUNT}\s{_UNIT}\b", _in_future(lambda today, match: _shifted(today, match, 1))),
    (rf"\bin\s+(?:ca\.?\s+|etwa\s+|rund\s+)?{_COUNT}\s+{_UNIT}\b", _in_future(lambda today, match: _shifted(today, match, 1))),
    (r"\b(?:in\s+)?(?:einem\s+)?(?:halben|halbem)\s+jahr\b", _in_future(lambda today, _match: later_by_months(today, 6))),
    (rf"\bvor\s+(?:ca\.?\s+|etwa\s+)?{_COUNT}\s+{_UNIT}\b", _in_past(lambda today, match: _shifted(today, match, -1))),
    (rf"\b{_NEXT}\s+woche\b", _in_future(lambda today, _match: _monday(today) + timedelta(7))),
    (rf"\b{_LAST}\s+woche\b", _in_past(lambda today, _match: today - timedelta(7))),
    (rf"\b{_NEXT}\s+monats?\b", _in_future(_next_month)),
    (rf"\b{_NEXT}s?\s+jahr\b", _in_future(lambda today, _match: date(today.year + 1, 1, 1))),
    (r"\bim\s+neuen\s+jahr\b", _in_future(lambda today, _match: date(today.year + 1, 1, 1))),
    (r"\bvorgestern(?:\s+(?:früh|morgen|vormittag|mittag|nachmittag|abend))?\b", _in_past(lambda today, _match: today - timedelta(2))),
    (r"\bgestern(?:\s+(?:früh|morgen|vormittag|mittag|nachmittag|abend))?\b", _in_past(lambda today, _match: today - timedelta(1))),
    (r"\bheute(?:\s+(?:früh|morgen|vormittag|mittag|nachmittag|abend))?\b", lambda today, _match: _same(today)),
    (r"\bübermorgen\b|\buebermorgen\b", _in_future(lambda today, _match: today + timedelta(2))),
    (r"(?<!guten )(?<!am )(?<!\w)morgen(?:\s+(?:früh|vormittag|mittag|nachmittag|abend))?(?!\w)",
     _in_future(lambda today, _match: today + timedelta(1))),
    (r"\b(?:am|zum|den|bis|WV)\s(?P<day>\d{1,2})\.(?=\s*(?:[,;.)]|\Z|\n|\s(?:WV|wieder|schick|meld|ruf|nachfrag)))", _day_of_month),
    (rf"\b(?P<month>{_MONTH})\b\.?(?:\s(?P<year>20\d{{2}}))?(?!\d)", _month),
]  # fmt: skip


_COMPILED = [(re.compile(pattern, re.I), way) for pattern, way in _WAYS]
# One letter of these stands in every way of naming a day: a note without them is done at once.
_MAYBE = re.compile(
    r"\d|tag|abend|woche|monat|jahr|gestern|heute|morgen|mittwoch|anfang|mitte|ende|\b(?:mo|di|mi|do|fr|sa|so)\b|" + _MONTH, re.I
)
# German months that are also words or names; alone they say a day only after such a word.
_AMBIGUOUS = re.compile(r"(?:mai|jan|jun|august|mrz|apr|sep|dez|okt|nov|feb|aug|jul)\.?\Z", re.I)
MOST_DAYS = 40


def find_days(text: str, today: date) -> list[Day]:
    """All days of a text in their order; none overlaps another, and what is no day (31.2.) is none, but takes its place."""
    if not _MAYBE.search(text):
        return []
    found: list[Day] = []
    free = bytearray(len(text))
    for pattern, way in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(free[start:end]):
                continue
            if way is _month and _AMBIGUOUS.search(match[0]) and not re.search(r"\b(?:im|ab|bis|seit)\s\Z", text[:start][-6:], re.I):
                continue
            try:
                future, past, points = way(today, match)
            except (ValueError, OverflowError):
                future, past, points = None, None, ""
            free[start:end] = b"\1" * (end - start)
            found.append(Day(start, end, future, past, points, way is _month))
    return sorted(found, key=lambda day: day.start)[:MOST_DAYS]
