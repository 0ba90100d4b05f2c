"""How a talk took place: "Tel", "Ortstermin", "bei uns im Büro", "per Mail"."""

import re

from initiatives.choices import Channel

_EVENTS = (
    r"(?:[\w-]*(?<!super)(?<!bau)(?<!arbeits)(?<!wohnungs)(?<!floh-)markt|[\w-]*(?<!a)messe|[\w-]*fest|[\w-]*treffen"
    r"|[\w-]*stammtisch|[\w-]*konferenz|[\w-]*tagung"
    r"|barcamp|[\w-]*kongress|[\w-]*workshop|[\w-]*veranstaltung|[\w-]*frühstück|[\w-]*abend|[\w-]*feier|[\w-]*forum"
    r"|[\w-]*empfang|hofflohmarkt)"
)
_AT = (
    r"(?:auf|beim?|am\s+rande|bei|im|am|vom)\s+(?:(?:dem|der|des|einem|einer|unserem|unserer|ihrem|deren)\s+)?(?:[A-ZÄÖÜ]?[\wäöüß-]+er\s+)?"
)
_WAYS = [
    (Channel.CHANCE, r"zufällig\w*(?:\s+getroffen)?|zufallsbegegnung|über\s+den\s+weg\s+gelaufen"
     r"|(?:auf|an)\s+der\s+(?:straße|strasse|ampel|bushaltestelle)|(?:in|an)\s+der\s+(?:s-?bahn|schwebebahn|bahn|straßenbahn"
     r"|kasse|schlange)"
     r"|im\s+(?:bus|zug|supermarkt|treppenhaus)|beim\s+(?:bäcker|einkaufen)"),
    (Channel.WEB, r"(?:web|online|kontakt|anfrage)-?formulars?|(?:übers?|per|via|aus|durch|mit)\s+(?:das\s+|dem\s+"
        r"|unser\s+)?(?:online-?)?formular"
     r"|formular(?=\s*[:,]|\s+(?:von|der|des|auf))|(?:anfrage|meldung|nachricht)\s+über\s+(?:die\s+|unsere\s+)?(?:website"
     r"|webseite|homepage)"),
    (Channel.PHONE, r"tel(?:\.|efonat\w*|efon|efonisch\w*|efoniert\w*|efongespräch\w*|efontermin|efonkonferenz"
        r"|ko)?(?![\w-])(?!\s*[.:]?\s*[+0]\d)|telefonkonferenz"
     r"|(?:zurück)?angerufen|anrufe?s?\b(?!beantworter)|rückruf(?:\s+von)?|r(?:ie|u)f(?:en|t"
     r"|e)?\s+(?:\w+\s+){0,2}an\b(?!\s+(?:der|die|den|dem)\b)|durchgerufen"
     r"|fernmündlich|mailbox|anrufbeantworter|ans?\s+telefon|handy\s+(?:gesprochen|erreicht)"),
    (Channel.VIDEO, r"zoom(?:-?\w*)?|video-?(?:konferenz|call|gespräch|termin|chat|telefonat|beratung|schalte)\w*|viko"
        r"|per\s+video|jitsi|webex|skype\w*|bigbluebutton|bbb"
     r"|(?:ms-?|microsoft\s)?teams(?=\s*[-:,]|\s+(?:mit|termin|call|meeting)|\Z)|(?:per|über|via|in|auf|ms)\s+teams"
     r"|teams-?(?:call|meeting|termin)"
     r"|online-?(?:termin|gespräch|beratung|meeting|treffen|besprechung|konferenz)\w*|online(?=\s*[,.;:]|\s*\Z|\s+(?:mit"
     r"|getroffen|gesprochen|besprochen|beraten))"),
    (Channel.EMAIL, r"(?:e-?)?mails?(?:verkehr|wechsel|anfrage)?(?![\w-])(?!-?adresse)|(?:an)?gemailt|mailt|mailten?|mail-?anfrage"),
    (Channel.LETTER, r"brief(?:lich|e)?(?![\w-])|per\s+post|(?-i:Post)(?=\s+von\b)|postkarte|(?-i:Schreiben)(?=\s+(?:von|vom|der"
        r"|des|an|mit|erhalten|bekommen|eingegangen|geschickt)|\s*[,.:]|\s*\Z)|per\s+fax"),
    (Channel.EVENT, rf"{_AT}{_EVENTS}(?![\w-])|[\w-]*(?:netzwerk|markt)-?treffen(?![\w-])|stammtisch(?=\s*:|\s+(?:mit|im|in)\b)"
        rf"|messe(?=gespräch|kontakt|\s*:)\w*"),
    (Channel.OFFICE, r"bei\s+uns(?!erem|erer|eren)(?:\s+im\s+(?:büro|haus|rathaus|amt))?|(?:im|ins)\s+(?:büro|rathaus|amt"
        r"|haus\s+bei\s+uns)(?!\s+(?:von|der|des)\b)(?![\w-])"
     r"|k(?:am|amen|ommt|ommen)\s+(?:\w+\s+){0,3}vorbei|vorbei\s?gekommen|(?:offene\s+)?sprechstunde(?!n\b)|sprechtag|(?:hier"
     r"|zu\s+uns)\s+(?:gewesen|gekommen)"
     r"|bürotermin|(?:war|waren)\s+(?:heute\s+|gestern\s+|kurz\s+)?(?:hier|da(?=\s*[,.:]|\s*\Z))"),
    (Channel.VISIT, r"vor[\s-]?ort(?:-?termin\w*|-?besuch\w*|-?gespräch\w*)?|ortstermin\w*|[\w-]*besuch(?:s|e|t|te"
        r"|ten)?(?![\w-])|vorbei\s?geschaut|schaut\w*\s+(?:\w+\s+){0,4}vorbei"
     r"|besichtigung|besichtigt|hin\s?gefahren|rundgang|hingegangen|vorbeigegangen|vorbeigefahren|reingeschaut|begehung"),
]  # fmt: skip
_COMPILED = [(channel, re.compile(rf"(?<![\w-])(?:{pattern})", re.I)) for channel, pattern in _WAYS]
# The last resort: "war beim Dingeschrank" tells a visit.
_WAS_AT = re.compile(r"\b(?:war|waren)\s+(?:\w+\s+){0,2}(?:bei|beim|im|in)\b|\b(?:bei|beim)\s[^,.;\n]{1,60}?\sgewesen\b", re.I)


def find_channels(text: str) -> list[tuple[int, int, Channel]]:
    """(start, end, channel) of all words that tell one, in the order of the text."""
    found = []
    for channel, pattern in _COMPILED:
        found += [(match.start(), match.end(), channel) for match in pattern.finditer(text)]
    if not found:
        found += [(match.start(), match.end(), Channel.VISIT) for match in _WAS_AT.finditer(text)]
    # "zufällig auf dem Markt" is a chance, whatever else; of two that begin alike the longer one counts.
    return sorted(found, key=lambda entry: (entry[2] is not Channel.CHANCE, entry[0], -entry[1]))


def choose_channel(found: list[tuple[int, int, Channel]]) -> tuple[int, int, Channel] | None:
    """The one that the talk took: the first, but a visit "bei uns" is one in the office."""
    if not found:
        return None
    first = found[0]
    if first[2] in (Channel.VISIT, Channel.EVENT):
        return next((entry for entry in found if entry[2] is Channel.OFFICE and entry[0] - first[1] < 25), first)
    return first
