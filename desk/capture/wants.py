"""What somebody needs, in the words of the note: from the word of wanting to the end of its clause."""

import re

from desk.capture.spans import Note

LONGEST = 500
_WANT = re.compile(
    r"(?<![\w-])(?:suchen?|sucht|brauchen|braucht|benötig(?:t|en)|benoetig(?:t|en)|bräuchten?|braeuchten?|will|wollen"
    r"|wollten?\s+gern|möchten?|moechten?"
    r"|fehl(?:t|en)|frag(?:t|en|te|ten)\s+(?:\w+\s+)?nach|bedarf\s+an|bedarf:|wünsch(?:t|en)\s+sich|hätten?\s+gerne?"
    r"|interessier(?:t|en)\s+sich\s+für"
    r"|interesse\s+an|auf\s+der\s+suche\s+nach)(?![\w-])",
    re.I,
)
_WANTED = re.compile(r"\s(?:gesucht|gebraucht|benötigt|gewünscht|erwünscht)\s*\Z", re.I)
_NOT_THEIRS = re.compile(r"\b(?:ich|wir|nicht|kein|keine|keinen|man|was|wer|und\s+wir)\s+\Z", re.I)
_NO_WANT = re.compile(
    r"\s*(?:(?:aktuell|derzeit|zur\s+zeit|erstmal|gerade|im\s+moment|jetzt|es|sie|er|da)\s+)*(?:nicht\b|nichts\b|kein\w*|wir\b|ich\b)", re.I
)
_NOT_AFTER_US = re.compile(r"\s*(?:\w+\s+){0,2}(?:ich|wir)\b", re.I)
# "will sich melden", "wollen darüber nachdenken": what they will do, not what they need.
_WILL_DO = re.compile(
    r"\s+(?:[\wäöüß.]+\s+){0,6}?(?:melden|überlegen|nachdenken|zurückrufen|bescheid\s+(?:geben|sagen)|schicken|zuschicken"
    r"|zusenden|nachreichen"
    r"|(?:intern|im\s+team|im\s+vorstand|untereinander|erst(?:mal)?)\s+(?:[\wäöüß]+\s+)?(?:klären|besprechen|abstimmen))\b",
    re.I,
)
_MODAL = re.compile(r"(?:will|wollen|möchten?|moechten?)\Z", re.I)
_COMMA = re.compile(r",(?!\d)")
_ONLY_ADVERBS = re.compile(r"(?:(?:noch|auch|aktuell|leider|dringend|immer|derzeit|weiterhin|sehr|mir|uns|ihnen)\s*)+", re.I)
# A part that begins so says something new.
_NEW_CLAUSE = re.compile(
    r"\s*(?:(?:hat|haben|hatte|ist|sind|war|waren|bietet|bieten|sie|er|wir|ich|aber|kann|können|habe|wurde|wird|kein\s+interesse"
    r"|kommt|kommen|macht|machen"
    r"|sagt|sagen|gibt|steht|läuft|geht|hab)\b|danach\b|dann\b|vertraulich)",
    re.I,
)
_AND_WE = re.compile(r"\s+(?:und|aber)\s+(?:ich|wir|dann)\b|\s[–—-]\s", re.I)


def find_need(
    note: Note, parts: list[tuple[int, int]], facts: list[tuple[int, int]], plans: list[tuple[int, int]]
) -> tuple[int, int] | None:
    """Where the first need stands; it ends before another fact. `plans` are promises, in which nobody wants anything."""
    for match in _WANT.finditer(note.open):
        start, end = match.span()
        if any(first <= start < last for first, last in plans) or _is_none(note, match):
            continue
        sentence = note.sentence(start)
        stop = clause_end(note, end, sentence[1], facts)
        words = note.plain[end:stop].strip(" ,;:.")
        if not words or _ONLY_ADVERBS.fullmatch(words):
            begin = max([sentence[0], *(last for first, last in facts if sentence[0] <= first and last <= start)])
            begin = max([begin, *(part[0] for part in parts if part[0] <= start)])
            if len(note.plain[begin:start].strip(" ,;:")) >= 3:
                return begin, min(stop, begin + LONGEST)
            continue
        return start, min(stop, start + LONGEST)
    for start, end in parts:
        if _WANTED.search(note.open[start:end]) and not re.search(r"\b(?:wir|ich|nicht|kein\w*)\b", note.open[start:end], re.I):
            begin = max([start, *(last for first, last in facts if start <= first and last <= end)])
            if note.plain[begin:end].strip():
                return begin, end
    return None


def wants_something(words: str) -> bool:
    """Whether a word of wanting stands among them."""
    return bool(_WANT.search(words))


def wants_at(note: Note, start: int, end: int, *, ends: bool = False) -> list[int]:
    """Where words of wanting begin between two places, or where they end."""
    return [match.end() if ends else match.start() for match in _WANT.finditer(note.open, start, end)]


def is_wish(words: str) -> bool:
    """Whether it is a word of willing, which takes another verb: "möchte … mieten"."""
    return bool(_MODAL.search(words.strip()))


def _is_none(note: Note, match: re.Match) -> bool:
    start, end = match.span()
    if _NOT_THEIRS.search(note.open, max(0, start - 12), start) or _NO_WANT.match(note.open, end):
        return True
    if (
        match[0].lower() in ("suche", "will", "möchte")
        and _NOT_AFTER_US.match(note.open, end)
        and " ich" in note.open[end : end + 12].lower()
    ):
        return True
    # A noun: "auf der Suche", "der Wille", "die Suche nach".
    if match[0] == "Suche" and note.plain[:start].strip() and note.plain[:start].rstrip()[-1] not in ".,;:!?\n":
        return True
    return bool(_MODAL.search(match[0]) and _WILL_DO.match(note.open, end, note.sentence(start)[1]))


def clause_end(note: Note, start: int, end: int, facts: list[tuple[int, int]]) -> int:
    """The end of the clause, or what comes earlier: another fact, a new clause after a comma, "und ich …"."""
    after = [first for first, _last in facts if first >= start]
    end = min([end, *after])
    for match in _COMMA.finditer(note.plain, start, end):
        if _NEW_CLAUSE.match(note.open, match.end(), end):
            end = match.start()
            break
    if cut := _AND_WE.search(note.plain, start, end):
        end = cut.start()
    text = note.plain[start : min(end, start + LONGEST)]
    return start + len(re.sub(r"(?:[\s,;:.(–-]|\b(?:und|ca|am|bis|im|aber|dann|in|erst)(?=[\s.,]|\Z))+\Z", "", text))
