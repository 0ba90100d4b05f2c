"""What the other side seeks or gives: "sucht Kühlraum, 20 m², ab März", "gibt drei Nähmaschinen ab"."""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from desk.capture.clauses import segment_at
from desk.capture.reading import ListingMention
from desk.capture.spans import Note
from desk.capture.wants import clause_end, is_wish, wants_at
from network.choices import ExchangeType, ItemType, TransactionType, Unit
from network.reading import NUMBERS, read_words

LONGEST_TITLE = 120
# So many verbs of each kind are looked at.
MOST = 30

# --- where somebody gives something ------------------------------------------------------------------------
_TO_GIVE = (
    r"(?:(?:unter)?vermieten|verpachten|verleihen|verborgen|verschenken|spenden|abgeben|weitergeben|hergeben|überlassen|ueberlassen"
    r"|anbieten|bereitstellen|zur\s+verfügung\s+stellen)"
)
# The verb, and what must follow in its clause for it to be an offer; the words of the clause stand between them.
_WAYS = [
    (r"biete(?:t|n)", ""),
    (r"gibt|geben", r"\bab(?=\s*(?:[,;.!)]|\Z)|\s+(?:ab|an|von|vom|bis|für|wegen|weil|und|gegen|im|zum|kostenlos)\b)"),
    (r"verschenk(?:t|en)|verleih(?:t|en)|verborg(?:t|en)|(?:unter)?vermiete(?:t|n)|verpachte(?:t|n)|überl(?:ässt|assen)|spendet", ""),
    (r"stell(?:t|en)", r"\b(?:zur\s+verfügung|bereit)\b"),
    (r"kann|können|könnten?|möchten?|moechten?|will|wollen|würden?", rf"\b{_TO_GIVE}\b"),
    (
        r"hat|haben|hätten?",
        r"\b(?:zu\s+(?:verschenken|vermieten|verleihen|verpachten|vergeben|verkaufen)|abzugeben|anzubieten|übrig|frei)\b",
    ),
    (r"hat", r"\bangeboten\b"),
]
_GIVES = [(re.compile(rf"(?<![\w-])(?:{verb})(?![\w-])", re.I), re.compile(closing, re.I) if closing else None) for verb, closing in _WAYS]
# Without a verb of its own: "Regale abzugeben", "Büro steht leer".
_GIVEN = re.compile(
    r"(?<![\w-])(?:abzugeben|zu\s+(?:verschenken|vermieten|verleihen|verpachten|vergeben)|steht\s+leer|stehen\s+leer"
    r"|(?:wird|werden)\s+(?:\w+\s+){0,3}?frei|steh(?:t|en)\s+zur\s+verfügung)(?![\w-])",
    re.I,
)
_NOT = re.compile(r"\b(?:nicht|nichts|kein\w*|nie|niemand\w*)\b", re.I)
_OURS = re.compile(r"\b(?:ich|wir|man)\b", re.I)
# "fragt, wer Räume vermietet", "wenn sie Räume vermieten": a question or a condition.
_ONLY_ASKED = re.compile(r"\b(?:wer|ob|wo|wie|was|wenn|falls|jemand\w*|ehemals|früher)\b", re.I)
_AND = re.compile(r"\s(?:und|aber)\s", re.I)
_COMMA = re.compile(r",(?!\d)")

# --- what is no want of the network ------------------------------------------------------------------------
_MONEY = re.compile(
    r"\b(?:f(?:ö|oe)rder(?!verein|kreis|schul|klass)\w*|[\w-]*zusch[uü]ss\w*|\w*geld(?:er|ern)?|(?:finanz|eigen|haushalts|projekt)?mittel|\w*kredite?n?"
    r"|darlehen|stipendi\w*|\w*finanzierung\w*|sponsor\w*|investor\w*|(?:eigen|start)?kapital|crowdfunding|geldspenden?|spender\w*)\b",
    re.I,
)
# What one gets from the office itself, not from another actor.
_NO_THING = re.compile(
    r"(?:\w*termine?n?|rückruf|rückmeldung|antwort(?:en)?|bescheid|auskunft|auskünfte|infos?|information(?:en)?|unterlagen|\w*genehmigung(?:en)?"
    r"|erlaubnis|\w*zeit|\w*zeiten|geduld|klarheit|klärung|lösung(?:en)?|entscheidung|\w*gespräche?|treffen|rat|ruhe|interesse|\w*anträge|\w*antrag"
    r"|kosten|preise?n?|änderung(?:en)?|geschäftsidee|hinweise?|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?)",
    re.I,
)
_STATE_OF = re.compile(r"stand\s+(?:des|der|vom|von|bei|zum|zur)\b", re.I)
_ASKS = re.compile(r"(?:frag|interess)", re.I)
_DOING = re.compile(r"[a-zäöüß]+(?:en|ern|eln|tun|sein)\Z")
_TO_GET = re.compile(
    r"(?:(?:an|ab|ein|unter)?(?:mieten|kaufen|pachten)|(?:aus)?(?:leihen|borgen)|erwerben|(?:ein|um)?tauschen|haben|bekommen|(?:mit)?(?:be)?nutzen)\Z"
)

# --- the title ---------------------------------------------------------------------------------------------
_MONTH = (
    r"(?:jan(?:uar)?|jänner|feb(?:ruar)?|märz|maerz|mrz|apr(?:il)?|mai|juni?|juli?|aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?"
    r"|nov(?:ember)?|dez(?:ember)?)"
)
_TIME = (
    rf"(?:(?:anfang|mitte|ende)\s+)?(?:(?:\d{{1,2}}\.\s?)?{_MONTH}\b\.?(?:\s+20\d\d)?|\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?(?:20)?\d\d)?|sofort|heute|jetzt"
    r"|(?:frühjahr|frühling|sommer|herbst|winter)\b(?:\s+20\d\d)?|20\d\d|[1-4]\.\s*quartal(?:\s+20\d\d)?|jahresende"
    r"|(?:nächste|kommende)[snmr]?\s+(?:woche|monat|jahr|frühjahr|sommer|herbst|winter)|\d{1,2}\.)"
)
_WHEN = re.compile(
    rf"(?<![\w-])(?:(?:ab|von|vom|bis|im|in|seit|zum|zur|am|und|spätestens|einschließlich|dem|den|etwa|ca\.?|frühestens)\s+)*(?<![\w.,]){_TIME}(?![\w²])(?:\s*(?:-|–)\s*{_TIME})?",
    re.I,
)
# "Ab Mai sucht die Imkerei …", "Von Mai bis August vermietet …": said before the verb.
_WHEN_BEFORE = re.compile(
    rf"(?<![\w-])(?:ab|von|vom|bis)\s+(?:ca\.?\s+|dem\s+)?{_TIME}(?:\s+bis\s+(?:zum\s+|einschließlich\s+)?{_TIME})?", re.I
)
_COUNT = rf"(?:\d[\d.]*(?:,\d+)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_HOW_MUCH = re.compile(
    rf"(?<![\w.,])(?:(?:ca\.?|etwa|rund|circa|mind\.?|mindestens|über|bis\s+zu|maximal|max\.?)\s+)*{_COUNT}(?:\s*(?:-|–|bis|oder)\s*{_COUNT})?\s*"
    r"(?:m²|m2|qm|quadratmetern?|m³|m3|cbm|kubikmetern?|kg|kilo|kilogramm|t|tonnen?|l|litern?|stück|stk\.?|lfm|meter|m|personen|stunden|std\.?|h)(?![\w²³])",
    re.I,
)
_PRICE = re.compile(rf"(?:(?:für|bis|zu|max\.?|maximal|etwa|ca\.?)\s+)*(?<![\w.,]){_COUNT}\s*(?:€|euro\b)(?:\s*(?:im|pro|/)\s*\w+)?", re.I)
_HOW_LONG = re.compile(
    rf"\b(?:für|fuer)\s+(?:etwa\s+|ca\.?\s+)?{_COUNT}\s+(?:tag|woche|monat|jahr)\w*|\b{_COUNT}\s+(?:tag|woche|monat|jahr)\w*\s+lang\b", re.I
)
_TERMS = re.compile(
    rf"(?<![\w-])(?:zu[rm]?\s+)?(?:(?:unter|zwischen)?miete|leihe|(?:an|ab|unter)?mieten|(?:aus)?leihen|kaufen|(?:an)?pachten|verkaufen|vergeben|{_TO_GIVE}"
    r"|abzugeben|anzubieten|übrig|frei|leihweise|kostenlos|kostenfrei|gratis|umsonst|unentgeltlich|zur\s+verfügung|bereit|steht\s+leer|stehen\s+leer"
    r"|gesucht|gebraucht\s+wird|benötigt|angeboten|haben)(?![\w-])",
    re.I,
)
_LEAD = re.compile(
    r"(?:(?:noch|aber|auch|zusätzlich|aktuell|dringend|derzeit|gerade|immer|weiterhin|gerne?|bald|jetzt|nun|sie|er|es|ihnen|uns|mir|sich|dort|da|zurzeit|schon"
    r"|evtl|eventuell|vielleicht|momentan|außerdem|langfristig|kurzfristig|mindestens|ca|etwa|rund|nach|ein|eine[nmrs]?|der|die|das|den|dem"
    r"|ihre?[nmrs]?|seine?[nmrs]?|deren|einige|mehrere|ein\s+paar|für|an)\b\.?\s*)+",
    re.I,
)
_TAIL = re.compile(
    r"(?:[\s,;:.(–-]|(?<!\w)(?:und|oder|für|ab|an|am|im|in|von|bis|zum|zur|sowie|mit|ca|etwa|wird|werden|ist|sind|stehen|steht|sie|er|es|auch)(?!\w))+\Z",
    re.I,
)
_PARTICLE = re.compile(r"\s+(?:an|ab|bereit)(?=\s*(?:,|\Z|\s(?:ab|an|von|vom|bis|für|im|in|auf|zum|gegen)\b))", re.I)


@dataclass(frozen=True)
class Place:
    """Where a want or an offer stands: its words from `start` to `end`, its verb up to `verb_end`; `is_wish`: "möchten … abgeben"."""

    start: int
    verb_end: int
    end: int
    is_offer: bool
    is_wish: bool = False


def find_offer(note: Note, parts: list[tuple[int, int]], facts: list[tuple[int, int]], plans: list[tuple[int, int]]) -> Place | None:
    """Where the other side first says that it gives something; what we give, and what nobody gives, is none."""
    found = []
    for verb, closing in _GIVES:
        for match in islice(verb.finditer(note.open), MOST):
            if place := _offer_at(note, parts, match, closing, facts, plans):
                found.append(place)
                break
    for match in islice(_GIVEN.finditer(note.open), MOST):
        if place := _given_at(note, parts, match, facts, plans):
            # "hat drei Leitern zu verschenken" is said by its verb already.
            found += [] if any(place.start <= other.start < place.end for other in found) else [place]
            break
    return min(found, key=lambda place: place.start, default=None)


def _is_theirs(note: Note, parts, start: int, end: int) -> bool:
    """Whether a clause speaks of what the others do, and do."""
    before = note.open[segment_at(parts, start)[0] : start]
    if cut := list(_AND.finditer(before)):
        before = before[cut[-1].end() :]
    clause = note.open[start:end]
    if clause.split()[1:2] == ["sich"]:
        return False  # "bietet sich an", "kann sich vorstellen"
    if _OURS.search(before) or _OURS.search(" ".join(clause.split()[1:3])):
        return False
    return not (_NOT.search(before) or _NOT.search(clause) or _ONLY_ASKED.search(before))


def _is_verb(note: Note, match: re.Match) -> bool:
    """Not a noun: with a capital only where a part begins."""
    return match[0][0].islower() or note.plain[: match.start()].rstrip()[-1:] in ("", *".,;:!?\n–-")


def _clause(note: Note, start: int, end: int, limit: int) -> int:
    """The end of the main clause: the first comma after what it names, within a limit."""
    comma = _COMMA.search(note.plain, end, limit)
    return comma.start() if comma else limit


def _offer_at(note, parts, match, closing, facts, plans) -> Place | None:
    start, end = match.span()
    if any(first <= start < last for first, last in plans) or not _is_verb(note, match):
        return None
    # "bietet 5 Stunden Nachhilfe an": a length right after the verb belongs to it.
    near = [fact for fact in facts if not (end <= fact[0] and not _LEAD.sub("", note.plain[end : fact[0]].strip() + " ").strip())]
    stop = clause_end(note, end, note.sentence(start)[1], near)
    clause = _clause(note, start, end, stop)
    if closing:
        closed = closing.search(note.open, end, stop)
        # Only lists stand between the verb and what closes it: "haben Tische, Stühle und Regale abzugeben".
        if not closed or len(note.plain[end : closed.start()].split()) > 14:
            return None
        clause = max(_clause(note, start, closed.end(), stop), closed.end())
    if not _is_theirs(note, parts, start, clause):
        return None
    for want in wants_at(note, end, stop):
        if want > clause or _AND.search(note.open, end, want):
            stop = want
            break
    return Place(start, end, stop, is_offer=True, is_wish=is_wish(match[0]))


def _given_at(note, parts, match, facts, plans) -> Place | None:
    start, end = match.span()
    if any(first <= start < last for first, last in plans):
        return None
    begin = _part_begin(note, parts, facts, start)
    stop = clause_end(note, end, note.sentence(start)[1], facts)
    if not _is_theirs(note, parts, begin, end) or wants_at(note, begin, start):
        return None
    return Place(begin, begin, stop, is_offer=True)


def _part_begin(note, parts, facts, place: int) -> int:
    start = segment_at(parts, place)[0]
    return max([start, *(last for first, last in facts if start <= first and last <= place)])


def want_of(note: Note, need: tuple[int, int]) -> Place | None:
    """Where the need names something that others could give; money, dates and what somebody wants to do is none."""
    start, end = need
    clause = note.open[start : _clause(note, start, start, end)]
    verb = next((found for found in wants_at(note, start, end, ends=True)), start)
    if _MONEY.search(clause):
        return None
    if is_wish(note.plain[start:verb]):
        last = clause.split()[-1] if clause.split() else ""
        if _DOING.search(last) and not _TO_GET.search(last):
            return None
    return Place(start, verb, end, is_offer=False)


def with_rest(note: Note, place: Place, parts: list[tuple[int, int]], facts: list[tuple[int, int]]) -> Place:
    """With the parts after it that only say how much, when and on which terms: "Raum gesucht, ab Juli. Ca. 50 m²."."""
    end = place.end
    for first, last in parts:
        if first < end:
            continue
        words = note.open[first:last]
        says_more = _HOW_MUCH.search(words) or _WHEN_BEFORE.search(words) or _TERMS.search(words)
        is_other = any(start < last and first < stop for start, stop in facts)
        if is_other or not says_more or _bare(words) or note.plain[end:first].strip(" ,.;\n"):
            break
        end = last
    if note.plain[end : end + 1] == "." and note.plain[end - 1 : end].isdigit():
        end += 1  # the stop belongs to "ab 1.2."
    return replace(place, end=end)


def read_listing(
    note: Note, place: Place, parts: list[tuple[int, int]], facts: list[tuple[int, int]], today: date
) -> ListingMention | None:
    """What is sought or given there; None if no thing, service or room is named."""
    start, end = place.start, place.end
    words = _open_words(note, start, end)
    if place.verb_end > start:
        words = words[:1].lower() + words[1:]  # the verb at the beginning is no thing
    found = _read(note, words, today)
    named = _open_words(note, place.verb_end, end)
    if place.is_offer and (not _title(named, found) or "item_type" not in found):
        # "Werkzeug verleihen sie auch": what is given stands before the verb.
        start = _part_begin(note, parts, facts, start)
        words = named = _open_words(note, start, end)
        found = _read(note, words, today)
    elif not _title(named, found):
        named = words  # "Räume brauchen sie dringend"
    if "item_type" not in found:
        return None
    if not {"available_from", "available_to"} & set(found):
        before = note.open[segment_at(parts, place.start)[0] : place.start]
        if said := list(_WHEN_BEFORE.finditer(before)):
            found |= {name: day for name, day in read_words(said[-1][0], today).items() if name.startswith("available")}
    title = _title(named, found)
    is_sure = _has_noun(note, title)
    if is_sure and (_NO_THING.fullmatch(_head(note, title)) or _STATE_OF.match(title)):
        return None
    if place.is_offer and _MONEY.search(title):
        return None
    if not place.is_offer:
        is_vague = found["item_type"] == ItemType.GOOD and not {"amount", "transaction_type"} & set(found)
        if is_vague and _ASKS.match(note.plain, place.start):
            return None
    exchange_type = ExchangeType.OFFER if place.is_offer else found.get("exchange_type", ExchangeType.WANT)
    if not place.is_offer and exchange_type == ExchangeType.OFFER and found.get("transaction_type") == TransactionType.BUY:
        return None  # "will Honig verkaufen": whether a buyer or a shop is sought is not said
    terms = found.get("transaction_type") or (_given_away(words) if place.is_offer else "")
    return ListingMention(
        span=note.span(start, end),
        exchange_type=str(exchange_type),
        title=(title if is_sure else " ".join(named.split()).strip(" ,;:.") or title)[:LONGEST_TITLE],
        item_type=str(found["item_type"]),
        amount=found.get("amount"),
        unit=str(found.get("unit", "")),
        available_from=found.get("available_from"),
        available_to=found.get("available_to"),
        transaction_type=str(terms),
        is_sure=is_sure,
    )


def _open_words(note: Note, start: int, end: int) -> str:
    """The words without names: an actor is no thing."""
    return re.sub(r"\x1f+", " ", note.open[start:end])


def _read(note: Note, words: str, today: date) -> dict:
    if note.is_small:
        # Typed without capitals: any word may be the thing.
        words = re.sub(r"(?<![\w.-])([a-zäöü])(?=[\wäöüß-]{3})", lambda match: match[1].upper(), words)
    return read_words(words, today)


def _given_away(words: str) -> str:
    """Given away, if neither a price nor other terms are said."""
    gives = re.search(r"\b(?:geben|abgeben|abzugeben|verschenk\w*|spende\w*)\b", words, re.I)
    return TransactionType.RECEIVE if gives and not re.search(r"€|\beuro\b|\bgegen\b", words, re.I) else ""


def _bare(words: str) -> str:
    """The words without how much, when, how long and on which terms."""
    for pattern in (_PRICE, _WHEN, _HOW_LONG, _HOW_MUCH, _TERMS):
        words = pattern.sub(" ", words)
    return " ".join(re.sub(r"\(\s*\)", " ", words).split()).strip(" ,;:.–-")


def _title(words: str, found: dict) -> str:
    """What it is, in a few words: "sucht Kühlraum, 20 m², ab März" is a "Kühlraum"."""
    kept = []
    words = _PARTICLE.sub(" ", words)
    for part in _COMMA.split(words):
        part = _bare(part)
        part = _LEAD.sub("", part, count=1) if _LEAD.match(part) else part
        if found.get("unit") == Unit.PIECE and not kept:
            part = re.sub(rf"^{_COUNT}\s+", "", part, flags=re.I)
        part = _TAIL.sub("", part).strip(" ,;:.–-")
        if part:
            kept.append(part)
    return _TAIL.sub("", ", ".join(kept))


def _head(note: Note, title: str) -> str:
    words = re.findall(r"[\w-]+", title)
    return next((word for word in words if word[0].isupper() or note.is_small), "")


def _has_noun(note: Note, title: str) -> bool:
    return len(_head(note, title)) > 2
