"""What is to be done, by whom and by when: "ich schicke …", "sie melden sich bis Freitag", "Wiedervorlage 15.1."."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from desk.capture.clauses import segment_at, without
from desk.capture.days import Day
from desk.capture.reading import Promise
from desk.capture.spans import Note

DEFAULT_DAYS = 7
LATEST_DAYS = 3660

_STEMS = (
    "schick|send|mail|klär|klaer|meld|kümmer|kuemmer|prüf|pruef|ruf|leit|bereit|besorg|organisier|vermitt|schreib|bring|erkundig"
    "|schau|guck|hör"
    "|recherchier|reich|begleit|erstell|vereinbar|besprech|informier|übernehm|uebernehm|erledig|frag|stell|lad|geb|komm|mach"
    "|sprech|such|halt"
    "|nehm|setz|versuch|koordinier|hak|teil|reservier|liefer|unterstütz|schlag|plan|treff|trag|buch|wend|red|nenn|empfehl|helf"
    "|richt|lass|hol"
    "|bewerb|verlinkt|veröffentlich|vernetz|überleg|forder|beantrag|wiederhol|probier|seh|les|check|telefonier"
)
_MUST = "muss|müssen|soll|sollen|werde|werden|will|wollen|möchte|möchten"
_SUBJECT_FIRST = rf"\b(?:ich|wir)\s+(?:(?!nicht\b)[\wäöüß-]+\s+){{0,3}}?(?:(?:{_STEMS})(?:e|en|n|le|eln|ern)|{_MUST})\b"
_SUBJECT_LAST = rf"\b(?:(?:{_STEMS})(?:e|en|n|le|eln|ern)|{_MUST})\s+(?:ich|wir)\b"
_ALONE = (
    r"(?<!\w)(?:schicke|sende|maile|kläre|klaere|kümmere|kuemmere|prüfe|pruefe|besorge|organisiere|vermittle|vermittele|schreibe"
    r"|bringe|recherchiere"
    r"|begleite|erstelle|vereinbare|bespreche|informiere|übernehme|erledige|koordiniere|reserviere|telefoniere|melde\s+mich"
    r"|erkundige\s+mich"
    r"|melden\s+uns|kümmern\s+uns|erkundigen\s+uns|rufe\s+(?:(?!sie\b)\w+\s+){0,4}?(?:an|zurück)|leite\s|bereite\s|reiche\s|hake\s+nach"
    r"|höre\s+(?:nach|mich|mal)|schaue\s|gucke\s|frage\s+(?:nach|an|bei|beim|mal|dort|die|den|das|im)"
    r"|stelle\s+(?:\w+\s+){0,3}?(?:kontakt|her|zusammen|vor|bereit)"
    r"|lade\s+(?:\w+\s+){0,3}?ein|gebe\s|komme\s+(?:\w+\s+){0,3}?(?:vorbei|wieder|mit)|mache\s|spreche\s"
    r"|suche\s+(?:\w+\s+){0,4}?(?:raus|heraus)|halte\s"
    r"|nehme\s|folgt\s+von\s+(?:uns|mir)|setze\s|(?:versuche|probiere)\s(?!es\b)|teile\s+(?:\w+\s+){0,3}?mit|liefere\s|rede\s+mit)(?:(?<=\s)|(?!\w))"
)
_OURS = re.compile(rf"{_SUBJECT_FIRST}|{_SUBJECT_LAST}|{_ALONE}", re.I)
# "eine Frage", "an der Stelle": a noun, no promise.
_NOUN = re.compile(r"\b(?:eine?r?|die|der|zur|keine|viele|hat|haben|noch|und)\s+\Z", re.I)

_DO = (
    "schicken|zuschicken|zusenden|senden|nachreichen|klären|abklären|prüfen|vermitteln|heraussuchen|raussuchen|organisieren|vereinbaren"
    "|weiterleiten|besorgen|einladen|mailen|herstellen|nachliefern|vorbereiten|rausschicken|mitschicken|durchgeben|weitergeben"
    "|zumailen|überlegen"
)
_TODO = re.compile(rf"(?:^|\s)[\wäöüß\x1f-]+\s+(?:{_DO})\s*[.!]?\s*\Z", re.I)
_SOMEBODY = re.compile(
    r"\b(?:ich|wir|sie|er|es|will|wollen|möchten?|kann|können|soll|sollen|muss|müssen|zu|um|dass|wer|sucht|suchen|braucht"
    r"|brauchen|hat|haben"
    r"|lassen|darf|dürfen|würden?|nicht|bitte\s+nicht|fragt|gerne?)\b",
    re.I,
)
_AGAIN = re.compile(
    r"\b(?:nachfragen|nachhaken|nachfassen|zurückrufen|nachtelefonieren|erinnern|follow-?up"
    r"|(?:wieder|nochmals?|noch\s?mal|erneut|noch\s+einmal)\s+(?:[\wäöüß.-]+\s+){0,3}?(?:melden|anrufen|nachfragen|vorbeischauen"
    r"|vorbeigehen|hingehen|hinfahren"
    r"|sprechen|besuchen|kontaktieren|versuchen|probieren|telefonieren|treffen|anschreiben|anmailen|vorbeikommen|reden)"
    r"|(?:versuchen?|probieren?)\s+(?:(?:ich|wir)\s+)?es\b|(?:erneut|wieder|später)\s+(?:anrufen|versuchen)|neuer\s+(?:versuch"
    r"|termin|anlauf)|(?:nächste[rs]?|naechste[rs]?)\s+(?:termin|treffen|gespräch|besuch|kontakt|anruf)"
    r"|rückruf\s+(?=am|bis|in|im|nächste)|wieder\s?melden|dann\s+(?:melden|anrufen)|anrufen(?=\s*(?:[.,;!]|\Z|\n)))",
    re.I,
)
_AGREED = re.compile(
    r"\b(?:termin|treffen|gespräch|besuch|besichtigung)\b.{0,80}\b(?:vereinbart|ausgemacht|verabredet|abgemacht|verschoben"
    r"|verlegt|geplant|festgelegt|angesetzt)\b",
    re.I,
)
# "Tel mit Nähwerk, Termin am Dienstag": told beside the talk, a meeting is still to come.
_BARE_MEETING = re.compile(r"\s*(?:neuer\s+|nächster\s+)?(?:\w*termin|treffen|besichtigung)\s+(?:am|im|ist|um|dann)\b", re.I)
_MEETING = re.compile(r"\b(?:\w*termin|treffen|\w*besuch|gespräch|besichtigung)\b", re.I)
_REMINDER = re.compile(r"(?<![\w-])(?:wiedervorlage|wiedervorl\.?|wvl|wv)(?![\w-])(?:\s*[:=])?", re.I)

_THEY = r"(?:sie|er|die|der|kim|alle|man|verein|vorstand|[\wäöüß]+(?:in|er)|\x1f+)"
_THEIRS = re.compile(
    r"\b(?:meld(?:et|en)\s+sich|sich\s+(?:(?!mit\b)[\wäöüß.]+\s+){0,5}?(?:meldet|melden|überlegt|überlegen)|überleg(?:t"
    r"|en)\s+(?:es\s+)?(?:sich|noch)"
    r"|(?:schickt|sendet|mailt|klärt|prüft|überlegt|besorgt|erkundigt|kümmert)(?!\s+(?:wir|ich)\b)|kümmern\s+sich|erkundigen\s+sich"
    r"|(?:gibt|geben|sagt|sagen)\s+(?:(?!wir\b|ich\b)[\wäöüß.]+\s+){0,4}?(?:bescheid|rückmeldung|rückantwort)"
    r"|(?:ruft|rufen)\s+(?:(?!wir\b|ich\b)[\wäöüß.]+\s+){0,4}?(?:zurück|wieder\s+an|nochmal\s+an|noch\s+mal\s+an)"
    r"|(?:kommt|kommen)\s+(?:(?!wir\b)[\wäöüß.]+\s+){0,3}?(?:auf\s+uns\s+zu|wieder|nochmal|noch\s+mal)|(?:reicht"
    r"|reichen)\s+(?:(?!wir\b)[\wäöüß.]+\s+){0,5}?(?:nach|ein)"
    r"|(?:liefert|liefern|bringt|bringen)\s+(?:uns|mir|bis)|(?:schicken|senden|mailen|schreiben|geben|bringen)\s+(?:uns|mir)\b"
    r"|sie\s+(?:(?!wir\b|ich\b)[\wäöüß.]+\s+){0,3}?(?:schicken|senden|mailen|klären|prüfen|besprechen|liefern)|(?:schicken"
    r"|senden|mailen|klären|prüfen|besprechen)\s+sie\b"
    r"|(?:will|wollen|soll|sollen|muss|müssen|möchten?)\s+(?:(?!wir\b|ich\b)[\wäöüß.]+\s+){0,6}?"
    r"(?:schicken|zuschicken|zusenden|nachreichen|melden|nachdenken|zurückrufen|bescheid\s+(?:geben|sagen)|überlegen"
    r"|(?:intern|im\s+team|im\s+vorstand|untereinander|erst(?:mal)?)\s+(?:[\wäöüß]+\s+)?(?:klären|besprechen|abstimmen)))\b",
    re.I,
)
_PLURAL_FIRST = re.compile(
    r"\s*(?:und\s+|dann\s+)?(?:schicken|senden|mailen|klären|prüfen|besprechen|reichen)\s+(?!wir\b|ihnen\b|ihm\b|ihr\b)", re.I
)
_BEFORE_DAY = re.compile(
    r"(?:\b(?:bis(?:\s+spätestens)?(?:\s+(?:zum|zur|am))?|spätestens(?:\s+(?:am|bis))?|am|zum|zur|ab|im|in\s+der|dann(?:\s+(?:am"
    r"|im))?|der|den|um|für|auf|nach)\s+)+\Z",
    re.I,
)
_LEADING = re.compile(r"\s*(?:(?:und|dann|danach|also|außerdem|ausserdem|noch|aber|bitte)\s+)+", re.I)
_OTHER_SIDE = re.compile(r"\s(?:und|aber)\s+(?=(?:sie|er|ich|wir)\b)", re.I)


@dataclass(frozen=True)
class Plan:
    """One thing to do in the note, still without its day."""

    kind: str  # "ours", "theirs", "again", "reminder"
    start: int
    end: int


def _is_noun(note: Note, match: re.Match) -> bool:
    first = match[0].split()[0]
    if first.lower() in ("frage", "stelle", "lade", "halte", "suche", "reiche", "leite") and not first.islower():
        return bool(note.plain[: match.start()].strip()) and note.plain[: match.start()].rstrip()[-1:] not in ".,;:!?"
    return first.lower() in ("frage", "stelle", "suche") and bool(_NOUN.search(note.open, max(0, match.start() - 12), match.start()))


def find_plans(
    note: Note, parts: list[tuple[int, int]], taken: list[tuple[int, int]], days: list[Day], lead: list[tuple[int, int]]
) -> list[Plan]:
    """Everything that somebody is to do, in the order of the note.

    `taken` are the places of other facts, which end a promise; after those in `lead` (how the talk took place) one may only begin.
    """
    plans: list[Plan] = []
    reminders = [(match.start(), match.end()) for match in _REMINDER.finditer(note.open)]
    for start, end in parts:
        here = note.open[start:end]
        stop = min((first for first, _last in reminders if start <= first < end), default=end)
        plans += _in_part(note, start, stop, here[: stop - start], (taken, lead), days, parts[0][0])
        if stop < end:
            plans.append(Plan("reminder", stop, end))
    return sorted(plans, key=lambda plan: plan.start)


def _in_part(note, start, end, here, taken, days, parts_start) -> list[Plan]:
    theirs, ours = _THEIRS.search(here), next((match for match in _OURS.finditer(note.open, start, end) if not _is_noun(note, match)), None)
    found = []
    if ours and not (theirs and start + theirs.start() < ours.start() and not _OTHER_SIDE.search(here)):
        found.append(_bounded(note, "ours", ours.start(), end, start, taken, days, has_subject=ours[0].lower().startswith(("ich", "wir"))))
        if theirs and start + theirs.start() > ours.end() and (cut := _OTHER_SIDE.search(note.open, ours.end(), end)):
            found = [_bounded(note, "ours", ours.start(), cut.start(), start, taken, days, has_subject=True)]
            found.append(_bounded(note, "theirs", cut.end(), end, cut.end(), taken, days, has_subject=True))
        return found
    if theirs or _PLURAL_FIRST.match(here):
        at = start + (theirs.start() if theirs else 0)
        return [_bounded(note, "theirs", at, end, start, taken, days, has_subject=False)]
    if again := _AGAIN.search(here):
        if not re.search(r"\b(?:sie|er|will|wollen|möchten?|hat|haben|können|kann|nicht|kein\w*)\b", here[: again.start()], re.I):
            return [_bounded(note, "again", start + again.start(), end, start, taken, days, has_subject=False)]
    elif _is_meeting(
        here, [day for day in days if start <= day.start < end and day.future and not day.is_loose], is_later=start > parts_start
    ):
        return [_bounded(note, "again", start, end, start, taken, days, has_subject=False)]
    elif not _SOMEBODY.search(here) and len(here.split()) <= 9:
        holes = _day_holes(note, [day for day in days if start <= day.start < end])
        if _TODO.search(without(note.open, start, end, holes)):
            return [_bounded(note, "ours", start, end, start, taken, days, has_subject=False)]
    return []


def _is_meeting(here: str, days: list[Day], *, is_later: bool) -> bool:
    """A meeting that is still to come: "Termin am 3.12. vereinbart", "nächsten Mittwoch Ortstermin"."""
    return bool(days) and bool(
        _AGREED.search(here) or (_MEETING.search(here) and (days[0].points == "future" or (is_later and _BARE_MEETING.match(here))))
    )


def _bounded(note, kind, at, end, part_start, taken, days, *, has_subject) -> Plan:
    """The words that belong to it: what stands before its verb if that is short and nothing else, up to the next other fact."""
    ending, leading_facts = taken
    inside = [(first, last) for first, last in ending if part_start <= first < end]
    before = note.plain[part_start:at]
    facts_before = [last for first, last in (*inside, *leading_facts) if part_start <= first and last <= at]
    start = at
    if not has_subject:
        start = max([part_start, *facts_before])
        if len(note.plain[start:at].split()) > 6:
            start = at
    elif before.strip() and not facts_before:
        holes = _day_holes(note, [day for day in days if part_start <= day.start < at])
        if not without(note.plain, part_start, at, holes):
            start = part_start
    if (cut := list(re.finditer(r"\bund\s+", note.plain[start:at], re.I))) and len(note.plain[start + cut[-1].end() : at].split()) <= 3:
        start += cut[-1].end()
    if leading := _LEADING.match(note.plain, start, at):
        start = leading.end()
    stop = min([first for first, _last in inside if first > at + 3], default=end)
    return Plan(kind, start, max(stop, at + 1))


def _day_holes(note: Note, days: list[Day]) -> list[tuple[int, int]]:
    """The places of days with the little words before them."""
    holes = []
    for day in days:
        before = _BEFORE_DAY.search(note.plain, max(0, day.start - 30), day.start)
        holes.append((before.start() if before else day.start, day.end))
    return holes


def _due(day: Day | None, today: date) -> date | None:
    if day is None or day.future is None or not today <= day.future <= today + timedelta(LATEST_DAYS):
        return None
    return day.future


def _day_of(note: Note, plan: Plan, parts, days: list[Day]) -> Day | None:
    """The day by which it is to be done: inside its words, beside them in the same part, or the part right after it."""
    start, end = segment_at(parts, plan.start)
    if plan.kind == "reminder":
        after = [day for day in days if plan.start <= day.start < note.sentence(plan.start)[1]]
        near = [day for day in after if day.start < end or "," not in note.plain[plan.start : day.start]]
        before = [day for day in days if start <= day.start and day.end <= plan.start and plan.start - day.end < 16]
        candidates = [*near[:1], *before[-1:], *after[:1]]
        return next((day for day in candidates if day.points != "past"), None)
    inside = [day for day in days if start <= day.start < end and day.points != "past"]
    inside.sort(key=lambda day: (not plan.start <= day.start < plan.end, day.is_loose, day.start))
    if inside:
        return inside[0]
    following = next(((first, last) for first, last in parts if first >= end and first - end <= 3), None)
    if following:
        alone = [day for day in days if following[0] <= day.start < following[1] and day.points != "past"]
        if alone and not without(note.plain, *following, _day_holes(note, alone[:1])):
            return alone[0]
    return None


def read_follow_up(note: Note, plans: list[Plan], parts, days: list[Day], today: date) -> Promise | None:
    """What comes back by itself: our promises (or theirs, if there are none), on the day of the reminder, or of the promise."""
    if not plans:
        return None
    day_of = {plan: _day_of(note, plan, parts, days) for plan in plans}
    reminder = next((plan for plan in plans if plan.kind == "reminder"), None)
    side = next((kind for kind in ("ours", "theirs", "again") if any(plan.kind == kind for plan in plans)), "")
    promised = [plan for plan in plans if plan.kind == side]
    in_order = [*([reminder] if reminder else []), *promised, *(plan for plan in plans if plan.kind == "again")]
    day = next((day_of[plan] for plan in in_order if _due(day_of[plan], today)), None)
    tasks = list(dict.fromkeys(filter(None, (_words(note, plan, days) for plan in promised))))
    if not tasks and reminder:
        tasks = list(filter(None, [_words(note, reminder, days)]))
        promised = [reminder] if tasks else []
    return Promise(
        due_on=_due(day, today) or today + timedelta(DEFAULT_DAYS),
        task="; ".join(tasks)[:300],
        is_theirs=side == "theirs",
        day_span=note.span(_cause(note, reminder, day), day.end) if day else None,
        task_span=note.span(promised[0].start, promised[0].end) if tasks and promised else None,
    )


def _cause(note: Note, reminder: Plan | None, day: Day) -> int:
    """Where the words begin that make the day a reminder: at "Wiedervorlage" if the day follows it closely."""
    word = reminder and _REMINDER.match(note.open, reminder.start)
    return reminder.start if word and 0 <= day.start - word.end() <= 8 else day.start


def _words(note: Note, plan: Plan, days: list[Day]) -> str:
    """What is to be done, without its day."""
    inside = [day for day in days if plan.start <= day.start < plan.end]
    holes = _day_holes(note, inside)
    if plan.kind == "reminder":
        match = _REMINDER.match(note.open, plan.start)
        holes.append((plan.start, match.end()))
    words = _restored(note, plan, holes)
    return "" if len(words) < 3 else words


def _restored(note: Note, plan: Plan, holes) -> str:
    words = without(note.plain, plan.start, plan.end, holes)
    return _LEADING.sub("", words, count=1) if _LEADING.match(words) else words


def days_of(plans: list[Plan], note: Note, parts, days: list[Day]) -> set[int]:
    """Where the days stand that belong to something that is to be done, not to the talk."""
    return {day.start for plan in plans if (day := _day_of(note, plan, parts, days))}
