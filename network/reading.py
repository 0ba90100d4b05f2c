"""What German words of a want or an offer say: "Kühlraum 20 m² ab März" is a space, 20 m², from the first of March."""

import calendar
import re
from datetime import date, timedelta
from decimal import Decimal

from network.choices import ExchangeType, ItemType, TransactionType, Unit

LARGEST = 10_000_000
YEARS_AHEAD = 20

# --- numbers -----------------------------------------------------------------------------------------------
NUMBERS = {
    "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "fuenf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "zwoelf": 12, "zwanzig": 20, "dreißig": 30, "dreissig": 30,
    "fünfzig": 50, "hundert": 100,
}  # fmt: skip
_FIGURE = r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d{1,8}(?:[.,]\d{1,2})?"
_NUMBER_WORD = "|".join(sorted(NUMBERS, key=len, reverse=True))
_COUNT = rf"(?:{_FIGURE}|{_NUMBER_WORD})"


def _number(words: str) -> Decimal:
    if words.lower() in NUMBERS:
        return Decimal(NUMBERS[words.lower()])
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?", words):
        words = words.replace(".", "")
    return Decimal(words.replace(",", "."))


# --- days --------------------------------------------------------------------------------------------------
_MONTHS = {
    "januar": 1, "jänner": 1, "jan": 1, "februar": 2, "feb": 2, "märz": 3, "maerz": 3, "mrz": 3, "april": 4, "apr": 4, "mai": 5,
    "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10,
    "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}  # fmt: skip
# (first month, number of months)
_SEASONS = {"frühjahr": (3, 3), "frühling": (3, 3), "fruehjahr": (3, 3), "sommer": (6, 3), "herbst": (9, 3), "winter": (12, 3)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"20\d\d"
_DAY = re.compile(
    rf"""(?<![\w.,])(?:
      (?P<iso>{_YEAR}-\d\d-\d\d)
    | (?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.(?:\s?(?P<year>{_YEAR}|\d\d(?!\d)))?
    | (?P<of_day>\d{{1,2}})\.\s*(?P<of_month>{_MONTH})\b\.?(?:\s+(?P<of_year>{_YEAR}))?
    | (?:(?P<part>anfang|mitte|ende)\s+(?:des\s+monats\s+)?)?(?P<name>{_MONTH})\b\.?(?:\s+(?P<name_year>{_YEAR}))?
    | (?:(?P<season_part>anfang|mitte|ende)\s+)?(?P<season>{"|".join(_SEASONS)})(?:s)?\b(?:\s+(?P<season_year>{_YEAR}))?
    | (?P<quarter>[1-4])\.\s*quartal(?:\s+(?P<quarter_year>{_YEAR}))?
    | (?P<year_end>jahresende|ende\s+des\s+jahres|ende\s+(?P<end_year>{_YEAR}))
    | (?P<next_year>(?:nächste[snm]?|kommende[snm]?)\s+jahr(?:es)?)
    | (?P<next_month>(?:nächste[nms]?|kommende[nms]?)\s+monat(?:s)?)
    | (?P<next_week>(?:nächste[rn]?|kommende[rn]?)\s+woche)
    | in\s+(?P<hence>{_COUNT})\s+(?P<hence_unit>tag|woche|monat|jahr)(?:en|e|n)?
    | (?P<now>sofort|sofortige[rmn]?|heute|jetzt)
    | (?P<tomorrow>morgen)
    | (?P<plain_year>{_YEAR})(?!\s*(?:m²|m2|qm|kg|euro|€|stück|mitglieder))
    )(?![\w²])""",
    re.I | re.X,
)
_STRETCH = re.compile(
    rf"\b(?:für|fuer)\s+(?:(?:etwa|ca\.?|mindestens|rund|die\s+dauer\s+von)\s+)*(?P<count>{_COUNT})\s+"
    rf"(?P<unit>tag|woche|wochenende|monat|jahr)(?:en|e|n|s)?\b"
    rf"|\b(?P<long_count>{_COUNT})\s+(?P<long_unit>tag|woche|monat|jahr)(?:en|e|n)?\s+lang\b"
    r"|\b(?P<short>tageweise|stundenweise|wochenweise|kurzzeitig|vorübergehend|zeitweise|übers\s+wochenende|fürs\s+wochenende"
    r"|am\s+wochenende)\b",
    re.I,
)
_FROM = re.compile(r"\b(?:ab|von|vom|seit|beginnend|frühestens|spätestens\s+ab|zum|zu|ab\s+dem|von\s+dem|ab\s+ca\.?|ab\s+etwa)\s*\Z", re.I)
_TO = re.compile(r"(?:\b(?:bis|bis\s+zum|bis\s+einschließlich|längstens\s+bis|bis\s+spätestens|und)|[-–—])\s*\Z", re.I)
_UNTIL = re.compile(r"\bbis(?:\s+(?:zum|einschließlich|spätestens|ca\.?|etwa))*\s*\Z", re.I)
_LITTLE = re.compile(r"(?:\s*\b(?:dem|den|der|ca\.?|etwa|circa)\b)+\s*\Z", re.I)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _after(day: date, count: int, unit: str) -> date:
    unit = unit.lower()
    if unit in ("tag", "woche", "wochenende"):
        return day + timedelta(count * {"tag": 1, "woche": 7, "wochenende": 2}[unit])
    return _months_on(day, count * (12 if unit == "jahr" else 1))


def _part_of(first: date, last: date, part: str | None) -> tuple[date, date]:
    """The beginning, the middle or the end of a month or a season."""
    if not part:
        return first, last
    part = part.lower()
    if part == "anfang":
        return first, min(first + timedelta(9), last)
    if part == "mitte":
        middle = first + timedelta((last - first).days // 2)
        return middle.replace(day=15) if (last - first).days < 31 else middle, min(middle + timedelta(5), last)
    return last, last


def _coming(year: str | None, not_before: date, make) -> tuple[date, date] | None:
    """What a month or a day means: in its year, otherwise the next one that is not over."""
    if year:
        return make(int(year) + 2000 if len(year) == 2 else int(year))
    years = range(not_before.year - 1, not_before.year + 9)
    return next((found for at in years if (found := make(at)) and found[1] >= not_before), None)


def _stretch(year: int, month: int, count: int, part: str | None = None) -> tuple[date, date]:
    first = date(year, month, 1)
    last = _months_on(first, count) - timedelta(1)
    return _part_of(first, last, part)


def _one_day(year: int, month: int, day: int) -> tuple[date, date] | None:
    found = _safe(year, month, day)
    return (found, found) if found else None


def _meant(match: re.Match, today: date, not_before: date) -> tuple[date, date] | None:
    """The first and the last day that some words mean."""
    said = match.groupdict()
    if said["iso"]:
        return _one_day(*map(int, said["iso"].split("-")))
    for day, month, year in (("day", "month", "year"), ("of_day", "of_month", "of_year")):
        if said[day]:
            number = _MONTHS.get(said[month].lower()) or int(said[month])
            return _coming(said[year], not_before, lambda at, number=number, day=day: _one_day(at, number, int(said[day])))
    if said["name"]:
        number = _MONTHS[said["name"].lower()]
        return _coming(said["name_year"], not_before, lambda at: _stretch(at, number, 1, said["part"]))
    if said["season"]:
        first, count = _SEASONS[said["season"].lower()]
        return _coming(said["season_year"], not_before, lambda at: _stretch(at, first, count, said["season_part"]))
    if said["quarter"]:
        return _coming(said["quarter_year"], not_before, lambda at: _stretch(at, int(said["quarter"]) * 3 - 2, 3))
    if said["year_end"]:
        return _one_day(int(said["end_year"] or not_before.year), 12, 31)
    if said["hence"]:
        first = _after(today, int(_number(said["hence"])), said["hence_unit"])
        return first, first
    if said["next_year"] or said["plain_year"]:
        year = int(said["plain_year"]) if said["plain_year"] else today.year + 1
        return date(year, 1, 1), date(year, 12, 31)
    if said["next_month"]:
        first = _months_on(today.replace(day=1), 1)
        return first, _last_of(first.year, first.month)
    if said["next_week"]:
        first = today + timedelta(7 - today.weekday())
        return first, first + timedelta(6)
    first = today + timedelta(bool(said["tomorrow"]))
    return first, first


def _is_plausible(day: date, today: date) -> bool:
    return today.year - 1 <= day.year <= today.year + YEARS_AHEAD


_DAYS_OF_MONTH = re.compile(rf"(?<![\w.])(\d{{1,2}})\.(\s*(?:bis(?:\s+zum)?|-|–)\s*\d{{1,2}}\.\s*)({_MONTH}|\d{{1,2}}\.)(?=\W|\d|\Z)", re.I)
_OF_ONE_YEAR = re.compile(
    rf"(?<![\w.])((?:\d{{1,2}}\.\s*)?(?P<name>{_MONTH})|\d{{1,2}}\.\s?(?P<number>\d{{1,2}})\.)(?=\s*(?:bis(?:\s+(?:zum|anfang|mitte|ende))?|-|–)\s*"
    rf"(?:(?:\d{{1,2}}\.\s*)?(?P<to_name>{_MONTH})\s+|\d{{1,2}}\.\s?(?P<to_number>\d{{1,2}})\.\s?)(?P<year>{_YEAR})\b)",
    re.I,
)


def _completed(text: str) -> str:
    """ "1. bis 14. Mai" and "November bis März 2028" with the month and the year that the first of the two leaves out."""
    text = _DAYS_OF_MONTH.sub(lambda match: f"{match[1]}. {match[3]}{match[2]}{match[3]}", text)

    def with_year(match):
        first, last = (
            _MONTHS.get((match[name] or "").lower()) or int(match[number])
            for name, number in (("name", "number"), ("to_name", "to_number"))
        )
        year = int(match["year"]) - (first > last)
        return f"{match[1]}{' ' if match['name'] else ''}{year}"

    return _OF_ONE_YEAR.sub(with_year, text)


def _read_days(text: str, today: date) -> tuple[dict, list[tuple[int, int]]]:
    """From when to when, and where in the text it stands."""
    found, spans = {}, []
    matches = list(_DAY.finditer(text))
    for at, match in enumerate(matches):
        before = _LITTLE.sub("", text[: match.start()])
        first_known = found.get("available_from")
        is_end = bool(_UNTIL.search(before)) or (first_known is not None and at > 0 and bool(_TO.search(before)))
        not_before = first_known if is_end and first_known and first_known > today else today
        meant = _meant(match, today, not_before)
        if meant is None or not all(_is_plausible(day, today) for day in meant):
            continue
        spans.append(match.span())
        if is_end:
            found.setdefault("available_to", meant[1])
            continue
        if first_known is not None:
            continue
        found["available_from"] = meant[0]
        said = match.groupdict()
        following = text[match.end() :].lstrip()[:1]
        # "im Mai" ends with May, "ab Mai" and "zum 1. Mai" do not; "sofort" and "in zwei Wochen" only begin.
        is_begin = bool(_FROM.search(before)) or said["now"] or said["tomorrow"] or said["hence"] or following in "-–—" and following
        if not is_begin and meant[1] > meant[0]:
            found["available_to"] = meant[1]
    return found, spans


def _read_stretch(text: str, found: dict) -> tuple[bool, list[tuple[int, int]]]:
    """Whether it is for a while only; where a begin is known, its length gives the end."""
    spans = []
    for match in _STRETCH.finditer(text):
        spans.append(match.span())
        count, unit = match["count"] or match["long_count"], match["unit"] or match["long_unit"]
        first = found.get("available_from")
        if count and first and (number := _number(count)) <= 400:
            found["available_to"] = _after(first, int(number), unit) - timedelta(1)
    return bool(spans), spans


# --- amounts -----------------------------------------------------------------------------------------------
_UNITS = {
    Unit.SQUARE_METRE: r"m²|m2|qm|quadratmetern?",
    Unit.CUBIC_METRE: r"m³|m3|cbm|kubikmetern?",
    Unit.KILOGRAM: r"kg|kilo|kilogramm",
    Unit.TONNE: r"t|tonnen?",
    Unit.LITRE: r"l|litern?",
    Unit.HOUR: r"h|std\.?|stunden?",
    Unit.DAY: r"tagen?|tage",
    Unit.PERSON: r"personen|leuten?|menschen|teilnehmer\w*|kindern?|gästen?|sitzplätzen?|helfer\w*|freiwilligen?|ehrenamtlichen?",
    Unit.PIECE: r"stück|stueck|stk\.?",
    Unit.METRE: r"m|meter|lfm|laufende\s+meter",
}
_AMOUNT = re.compile(
    rf"(?<![\w.,:/-])(?P<number>{_COUNT})(?:\s*(?:-|–|bis|oder)\s*{_COUNT})?\s*(?:"
    + "|".join(rf"(?P<{unit}>{words})" for unit, words in _UNITS.items())
    + r")(?![\w²³])",
    re.I,
)
# "3 Lastenräder": a number before a thing that is no measure of time or money.
_PIECES = re.compile(
    rf"(?<![\w.,:/-])(?P<number>\d{{1,4}}|{'|'.join(word for word in NUMBERS if not word.startswith('ein'))})\s+(?:[a-zäöüß]+e[nr]?\s+)?"
    r"(?!(?i:uhr|euro|cent|prozent|minuten?|jahre?n?|wochen?|monate?n?|tage?n?|stunden?|mal|räume?n?|seiten?|quartal)\b)"
    r"(?P<thing>[A-ZÄÖÜ][\wäöüß-]{2,})",
)
# "in zehn Läden", "für acht Plätze": that is not how many are sought.
_NOT_COUNTED = re.compile(r"\b(?:in|für|aus|mit|auf|bei|an|von|vor|nach|alle|bis|um|gegen|klasse)\s+\Z", re.I)
_TIME_BEFORE = re.compile(r"(?:um|gegen|nach|vor|seit|alle|in)\s+\Z", re.I)


def _read_amount(text: str) -> tuple[dict, tuple[int, int] | None]:
    """How much of what; a number alone counts pieces."""
    for match in _AMOUNT.finditer(text):
        unit = next(name for name in _UNITS if match[name])
        if unit in (Unit.HOUR, Unit.DAY) and _TIME_BEFORE.search(text[: match.start()]):
            continue
        if (number := _number(match["number"])) <= LARGEST and not (unit == Unit.METRE and match["number"].lower() in NUMBERS):
            return {"amount": number, "unit": unit}, match.span()
    for match in _PIECES.finditer(text):
        number = _number(match["number"])
        if _NOT_COUNTED.search(text[: match.start()]):
            continue
        if not 1900 <= number <= 2099:
            # Only the number goes: the thing is still to be read.
            return {"amount": number, "unit": Unit.PIECE}, match.span("number")
    return {}, None


# --- want or offer, and on which terms ---------------------------------------------------------------------
_WANT = re.compile(
    r"\b(?:suchen?|sucht|gesucht|gesuch|brauchen|braucht|brauche|benötig(?:e|t|en)|gebraucht\s+wird|bedarf(?:\s+an)?|fehl(?:t|en)"
    r"|frag(?:t|en|te)\s+nach|wünsch(?:t|en)(?:\s+sich)?|hätten?\s+gerne?|interesse\s+an|auf\s+der\s+suche\s+nach|möchten?|will|wollen)\b",
    re.I,
)
_OFFER = re.compile(
    r"\b(?:biet(?:e|et|en)|angeboten|angebot|anbieten|kann\s+abgeben|können\s+abgeben|abzugeben|gib(?:t)?\s+ab|geben\s+ab|übrig|überlässt|überlassen|abgeben"
    r"|bereitstellen|hergeben|weitergeben"
    r"|stell(?:t|en|e)(?=\b[^.;]*\bzur\s+verfügung)|vergeben|zu\s+vergeben|steht\s+leer|freie[rs]?\s+(?=\w*(?:raum|platz|fläche|büro)))",
    re.I,
)
# terms -> (how one who seeks says it, how one who gives says it, how either does)
_TERMS = {
    TransactionType.BORROW: (
        r"(?:aus)?leihen|(?:leiht|borgt)\s+sich|(?:aus)?borgen|(?:aus)?geliehen|leih(?:t|e)\b",
        r"verleihen|verleiht|verleihe|zu\s+verleihen|verborgen|leiht\s+aus",
        r"leihweise|leihgabe|zur\s+leihe|zum\s+(?:aus)?leihen|auf\s+leihbasis",
    ),
    TransactionType.RENT: (
        r"(?:an)?mieten|mietet|anzumieten|pachten|pachtet|zur\s+miete|in\s+untermiete|leasen|als\s+(?:unter)?mieter(?:in)?",
        r"(?:unter)?vermieten|vermietet|vermiete|verpachten|verpachtet|(?:such\w+\s+)?(?:eine?n?\s+)?(?:unter|nach|mit)?mieter(?:in|innen)?"
        r"|(?:such\w+\s+)?(?:eine?n?\s+)?pächter(?:in)?|zur\s+untermiete\s+frei",
        r"untermiete|zwischenmiete|(?:gegen|niedrige|günstige|bezahlbare|kleine|geringe)\s+miete|miete\s+bis|pacht",
    ),
    TransactionType.BUY: (
        r"(?:ab|an|ein)?kaufen|kauft|erwerben|zum\s+kauf(?!en)|anzukaufen|zu\s+kaufen",
        r"verkaufen|verkauft|verkaufe|zu\s+verkaufen",
        r"gebraucht\s+kaufen",
    ),
    TransactionType.RECEIVE: (
        r"geschenkt|als\s+spende|spenden\s+lassen",
        r"verschenk(?:en|t|e)|zu\s+verschenken|spende(?:t|n)|verspend\w+|abzugeben|gibt?(?=\s+(?:\w+\s+)*ab\b)",
        r"kostenlos\w*|kostenfrei\w*|gratis|umsonst|unentgeltlich\w*|schenkung|sachspenden?",
    ),
    TransactionType.SWAP: ("", "", r"(?:ein)?tausch(?:en|t|e)|(?:im|zum|gegen)\s+tausch"),
    TransactionType.COOPERATE: (
        "",
        "",
        r"gemeinsam\w*|zusammen|mitmachen|mitnutzen|mitbenutzen|kooperation\w*|kooperieren|(?:projekt|kooperations)?partner(?:in|innen|schaft)?"
        r"|mitstreiter\w*|teilen",
    ),
}
_SAID_TERMS = [
    (terms, exchange, re.compile(rf"\b(?:{words})\b", re.I))
    for terms, ways in _TERMS.items()
    for exchange, words in zip((ExchangeType.WANT, ExchangeType.OFFER, None), ways, strict=True)
    if words
]
# "um Honig zu verkaufen", "damit sie …", "für den Verkauf": what it is for, not on which terms.
_PURPOSE = re.compile(r"(?:,\s*|\b)um\s+(?:\S+\s+){1,8}?zu\s+\w+|\bdamit\b[^.;]*|\bweil\b[^.;]*", re.I)


def _read_terms(text: str) -> tuple[dict, list[tuple[int, int]]]:
    """Sought or given, on which terms, and where the words for it stand."""
    found = {}
    hits = sorted(
        (match.start(), -match.end(), terms, exchange) for terms, exchange, words in _SAID_TERMS for match in words.finditer(text)
    )
    # "Partner gesucht": the word for the terms is what is sought.
    spans = [(start, -end) for start, end, _terms, _exchange in hits if not _SERVICE.fullmatch(text[start:-end])]
    want, offer = _WANT.search(text), _OFFER.search(text)
    said = [(match.start(), kind) for match, kind in ((want, ExchangeType.WANT), (offer, ExchangeType.OFFER)) if match]
    hint = next((exchange for _start, _end, _terms, exchange in hits if exchange), None)
    if hits:
        found["transaction_type"] = hits[0][2]
    seeks_tenant = any(exchange and re.search(r"mieter|pächter", text[start:-end], re.I) for start, end, _terms, exchange in hits)
    if seeks_tenant and hint == ExchangeType.OFFER:
        found["exchange_type"] = hint
    elif said:
        first = min(said)
        # "möchte verschenken", "will vermieten": the wish is to give.
        is_wish = want and first[0] == want.start() and re.fullmatch(r"möchten?|will|wollen", want[0], re.I)
        gives = hint or (offer and ExchangeType.OFFER)
        found["exchange_type"] = gives if is_wish and gives else first[1]
    elif hint:
        found["exchange_type"] = hint
    return found, spans


# --- what it is --------------------------------------------------------------------------------------------
_NO_SPACE = re.compile(
    r"(?:zeit|koffer|welt|frei|hub|hohl|spiel)r(?:aum|äumen?|aums)|(?:alp|alb|wunsch)?tr(?:aum|äumen?|aums)|\w*oberfläche|(?:kugel|zelt|ferien)lager",
    re.I,
)
_SPACE = re.compile(
    r"[\w-]*(?:r[aä]um(?:e|en|s|es)?|raeumen?|räumlichkeiten|flächen?|flaechen?|lager|lagers|hallen?|werkst[aä]tten?|werkstatt|büros?|ateliers?"
    r"|studios?|läden|ladens?|ladenlokale?|küchen?|g[aä]rten|garten|grundstücke?|äcker|acker|beete?|plätze?n?|platz|säle|saal|keller"
    r"|garagen?|scheunen?|marktst[aä]nde?|verkaufsst[aä]nde?|stand|stände|schaufenster|dächer|dach|wohnung(?:en)?|gebäude|immobilien?"
    r"|gewächsh[aä]us(?:er)?|coworking|innenhof|hof|wiesen?|haus)",
    re.I,
)
_BY_SOMEBODY = re.compile(r"(?:h|std\.?|stunden?|helfer\w*|freiwilligen?|ehrenamtlichen?)\Z", re.I)
_NO_GOOD = re.compile(r"ausbildungspl\w+|praktikumspl\w+|studienpl\w+|kitapl\w+", re.I)
_SERVICE = re.compile(
    r"[\w-]*(?:hilfe|hilfen|unterstützung|beratung(?:en)?|berater(?:in|innen|n)?|mentor(?:in|innen|ing|en)?|coaching|coach|begleitung|schulung(?:en)?"
    r"|fortbildung(?:en)?|workshops?|kurse?|kenntnisse?n?|wissen|know-how|buchhaltung|buchführung|steuererklärung|rechtsform"
    r"|gestaltung|webs(?:e)?ite|webseite|homepage|übersetzung(?:en)?|reparatur(?:en)?|montage|transporte?|lieferdienst|fahrer(?:in|innen|n|en)?"
    r"|fahrdienst|helfer(?:in|innen|n)?|ehrenamtliche[rn]?|freiwillige[rn]?|mitarbeit|mitarbeiter(?:in|innen)?|praktikant(?:in|en)?|personal"
    r"|handwerker(?:in|innen|n|en)?|elektriker(?:in|innen|n|en)?|schreiner(?:in|innen|n|en)?|tischler(?:in|innen|n|en)?|grafiker(?:in|innen|n|en)?|designer(?:in|innen|n|en)?|fotograf(?:in|innen|n|en)?"
    r"|programmierer(?:in|innen|n|en)?|entwickler(?:in|innen|n|en)?|steuerberater(?:in|innen|n)?|anwalt|anwältin|notar|öffentlichkeitsarbeit|werbung|social\s+media|leute"
    r"|mitstreiter(?:in|innen)?|vorstand|kassenwart(?:in|innen|n|en)?|nachfolge|nachfolger(?:in|innen|n|en)?|patenschaft|paten|partner(?:in|innen)?|kontakte?n?"
    r"|kooperation\w*|dienst(?:e|en)?|kr(?:aft|äfte)|aushilfen?|anleitung|redaktion|koordination\w*|geschäftsstelle|kassenführung|praktikum|praktika|minijobs?|ehrenamt|zusch(?:uss|üsse)|darlehen|kredite?|mitglieder|kunden|kundinnen|abnehmer(?:in|innen|n)?|auftr(?:ag|äge)|lieferung(?:en)?|fahrt(?:en)?|touren?|dienstleistung(?:en)?|reinigung|pflege|betreuung|moderation|planung|konzept|vernetzung|austausch|förderung|finanzierung|näherin|koch"
    r"|köchin|trainer(?:in|innen|n|en)?|referent(?:in|innen|n|en)?|vortrag|erfahrung(?:en)?|führung(?:en)?|grafik|design)",
    re.I,
)
_BREAK = re.compile(
    r"(?<![\w-])(?:für|fuer|fürs|zum|zur|zu|im|in|ins|bei|beim|aus|mit|von|vom|um|ab|bis|an|am|auf|damit|per|über|unter|nach|ohne|gegen|als|des"
    r"|der|gerne?|sofort)(?![\w-])|[;:(]|\.\s",
    re.I,
)
_WORD = re.compile(r"[\w-]+")
# "Trockener Lagerraum": at the beginning of a note an adjective is written like a noun.
_ADJECTIVE = re.compile(r"(?:er|e|es|en|em)\Z")
_NOISE = frozenset(
    "wir sie ihr er es ich euro uhr bedarf gesuch angebot kontakt verein verfügung kauf miete untermiete zwischenmiete leihe tausch pacht "
    "spende wochenende monat jahr woche tag der die das ein eine einen ca dringend suche biete gesucht leihgabe schenkung".split()
)


def _kind_of(words: str) -> tuple[str, bool]:
    """(what the first known word of a part names, whether a noun stands in it)."""
    has_noun = False
    for match in _WORD.finditer(words):
        word = match[0]
        if _SERVICE.fullmatch(word):
            return ItemType.SERVICE, True
        if _NO_GOOD.fullmatch(word):
            return ItemType.SERVICE, True
        if _SPACE.fullmatch(word) and not _NO_SPACE.fullmatch(word):
            return ItemType.SPACE, True
        if word[0].isupper() and len(word) > 2 and word.lower() not in _NOISE:
            has_noun = True
            following = _WORD.match(words[match.end() :].lstrip())
            if following and following[0][0].isupper() and _ADJECTIVE.search(word) and words[match.end()].isspace():
                continue
            break  # an unknown thing is named first: what follows belongs to it
    return "", has_noun


def _read_item(text: str) -> dict:
    """A thing, a service or a room: the first thing that is named, not what it is for."""
    verbs = list(_WANT.finditer(text)) + list(_OFFER.finditer(text))
    start = min((match.end() for match in verbs), default=0)
    # "Raum gesucht": behind the verb stands nothing.
    parts = [*_BREAK.split(text[start:]), *_BREAK.split(text[:start])] if start else _BREAK.split(text)
    for part in parts:
        kind, has_noun = _kind_of(part)
        if kind:
            return {"item_type": kind}
        if has_noun:
            return {"item_type": ItemType.GOOD}
    return {}


def _blanked(text: str, spans) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def read_words(text: str, today: date) -> dict:
    """What the words say, as values of a listing; what they do not say is left out.

    Gives some of `exchange_type`, `item_type`, `transaction_type`, `amount` with `unit`, `available_from`, `available_to`.
    A month or a day without a year is the next one that is not over.
    """
    text = _completed(" ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())[:2000])
    found, day_spans = _read_days(text, today)
    is_for_a_while, stretch_spans = _read_stretch(text, found)
    rest = _blanked(text, [*day_spans, *stretch_spans])
    amount, span = _read_amount(rest)
    counted = rest[slice(*span)] if span else ""
    rest = _blanked(rest, [span] if span else [])
    terms, term_spans = _read_terms(_PURPOSE.sub(lambda match: " " * len(match[0]), rest))
    item = _read_item(_blanked(rest, term_spans))
    found |= amount | terms | item
    # What is counted in square metres is a room, what is counted in hours or in volunteers is done by somebody.
    if found.get("unit") == Unit.SQUARE_METRE and found.get("item_type") != ItemType.SERVICE:
        found["item_type"] = ItemType.SPACE
    elif found.get("item_type") == ItemType.GOOD and span and _BY_SOMEBODY.search(counted):
        found["item_type"] = ItemType.SERVICE
    if found.get("available_to") and found.get("available_from") and found["available_to"] < found["available_from"]:
        del found["available_to"]
    if is_for_a_while and "transaction_type" not in found and found.get("item_type") == ItemType.GOOD:
        found["transaction_type"] = TransactionType.BORROW
    return found
