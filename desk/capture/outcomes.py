"""What came of a talk on the day itself: "erledigt", "kein Interesse", "an die Handwerkskammer verwiesen"."""

import re

from desk.capture.clauses import segment_at
from desk.capture.spans import Note
from initiatives.choices import Outcome

# The consultation takes the first of those that a note tells.
ORDER = (
    Outcome.TASK,
    Outcome.INTRODUCED,
    Outcome.REFERRED,
    Outcome.FUNDING_POINTED,
    Outcome.SOLVED,
    Outcome.NOT_SOLVABLE,
    Outcome.NO_INTEREST,
    Outcome.NO_ANSWER,
    Outcome.NEED_RECORDED,
    Outcome.INFORMED,
    Outcome.OPEN,
)
_MONEY = re.compile(
    r"förder|foerder|programm|zuschuss|zuschüss|fonds|kredit|darlehen|stiftung|preis|wettbewerb|crowdfunding|mittel\b|progres"
    r"|efre|esf|kfw|nrw\.bank|gründungsstip",
    re.I,
)
_WAYS = [
    (Outcome.NO_ANSWER, r"nicht\s+(?:erreicht|erreichbar|angetroffen|zu\s+erreichen)|niemand(?:en)?\s+(?:\w+\s+)?(?:da|erreicht"
        r"|erreichbar|angetroffen|zu\s+erreichen|vor\s+ort|geantwortet)"
     r"|keinen?\s+(?:\w+\s+)?(?:erreicht|angetroffen)|keine\s+(?:antwort|reaktion|rückmeldung)|mailbox|anrufbeantworter"
     r"|auf\s+ab\s+gesprochen|nimmt\s+(?:niemand|keiner|nicht)\s*(?:ab)?"
     r"|geht\s+(?:niemand|keiner|nicht)\s+(?:ran|dran)|antworte(?:t|n)\s+nicht|keiner\s+da|war\s+(?:niemand|keiner|nicht)\s+da"
     r"|stand\s+vor\s+verschlossener|alles\s+zu\b"),
    (Outcome.NO_INTEREST, r"kein(?:erlei)?\s+(?:\w+\s+)?interesse|nicht\s+(?:\w+\s+)?interessiert|desinteresse|uninteressiert"),
    (Outcome.SOLVED, r"(?:hat\s+sich\s+)?erledigt|geklärt|geklaert|gelöst|abgeschlossen(?=\s*(?:[.,;!]|\Z))"),
    (Outcome.NOT_SOLVABLE, r"nicht\s+(?:zu\s+)?(?:lösbar|lösen|machbar|möglich|umsetzbar)|unlösbar|(?:können|konnten|konnte"
        r"|kann)\s+(?:wir\s+|ich\s+)?(?:da\s+|hier\s+|leider\s+)*nicht\s+(?:weiter)?helfen"
     r"|(?:da\s+)?(?:können|kann|ist)\s+(?:wir\s+|ich\s+|man\s+)?(?:da\s+|hier\s+|leider\s+)*nichts\s+(?:machen|tun|zu\s+machen)"
     r"|aussichtslos|keine\s+lösung"),
    (Outcome.REFERRED, r"(?:weiter)?verwiesen|verweise?\s+an|weitergeleitet\s+an|an\s+[^.,;]{2,60}?\s(?:weitergeleitet"
        r"|vermittelt|weitervermittelt|übergeben|abgegeben)|weitervermittelt"),
    (Outcome.INTRODUCED, r"kontakte?\s+[^.;]{0,80}?(?:hergestellt|vermittelt|geknüpft)|(?:hergestellt|vermittelt)er\s+kontakt"
        r"|bekannt\s?gemacht|zusammengebracht|miteinander\s+vernetzt|mit\s+[^.,;]{2,80}?\s(?:vernetzt|verbunden|verknüpft)"
        r"|zusammengeführt"),
    (Outcome.FUNDING_POINTED, r"hingewiesen|aufmerksam\s+gemacht|genannt|empfohlen|verwiesen|hinweise?\s+auf|tipps?\s+(?:zu|zum|zur)"),
    (Outcome.INFORMED, r"informiert(?!\s+(?:uns|mich))|infos?\s+(?:\w+\s+){0,4}?(?:gegeben|mitgegeben|geschickt|verschickt"
        r"|dagelassen)|(?:flyer|unterlagen|broschüre|infomaterial|infos?)\s+(?:\w+\s+){0,3}?(?:dagelassen|mitgegeben|geschickt"
        r"|gegeben|übergeben|verteilt|überreicht)"
     r"|erklärt|erläutert|aufgeklärt|auskunft\s+(?:\w+\s+)?(?:gegeben|erteilt)|hingewiesen|aufmerksam\s+gemacht"),
    (Outcome.OPEN, r"(?:noch|bleibt|bleiben|weiter|weiterhin|ergebnis|ausgang|alles|ist"
        r"|sind)\s+(?:\w+\s+)?offen(?!\s+für)(?![\w-])|offen\s+geblieben|noch\s+unklar|ergebnis\s+unklar"),
]  # fmt: skip
_COMPILED = [(outcome, re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.I)) for outcome, pattern in _WAYS]
# "muss noch geklärt werden", "nicht erledigt", "erledigt sie bis Freitag".
_NOT_DONE = re.compile(r"\b(?:nicht|noch|muss|müssen|wird|werden|soll|sollen|will|wollen|möchten?|zu|sobald|wenn|bis|un)\b", re.I)
_NOT_DONE_AFTER = re.compile(
    r"\s*(?:sich\b|er\b|sie\b|bis\b|\w+\s+noch\b|werden\b|sein\s+muss|ist\s+(?:das\s+)?(?:noch\s+)?nicht|noch\s+nicht)", re.I
)


def find_outcomes(note: Note, parts: list[tuple[int, int]]) -> list[tuple[int, int, Outcome]]:
    """(start, end, outcome), each outcome once."""
    found: list[tuple[int, int, Outcome]] = []
    for outcome, pattern in _COMPILED:
        for match in pattern.finditer(note.open):
            if _counts(note, parts, outcome, match, found):
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                found.append((start, match.end(), outcome))
                break
    pointed = {start for start, _end, outcome in found if outcome is Outcome.FUNDING_POINTED}
    # "auf das Programm verwiesen" is a pointer to funding and nothing else besides.
    return [entry for entry in found if entry[2] not in (Outcome.REFERRED, Outcome.INFORMED) or entry[0] not in pointed]


def _counts(note: Note, parts, outcome: Outcome, match: re.Match, found) -> bool:
    start, end = segment_at(parts, match.start())
    before, after = note.open[start : match.start()], note.open[match.end() : end]
    if outcome is Outcome.FUNDING_POINTED and not _MONEY.search(note.open, max(start, match.start() - 90), min(end, match.end() + 60)):
        return False
    if outcome is Outcome.SOLVED:
        return not _NOT_DONE.search(before) and not _NOT_DONE_AFTER.match(after)
    if outcome in (Outcome.INFORMED, Outcome.REFERRED, Outcome.INTRODUCED, Outcome.FUNDING_POINTED):
        return not re.search(r"\b(?:nicht|möchten?|wollen|will|soll|sollen|werden|wird|wurde\s+von)\b", before + after[:12], re.I)
    return True
