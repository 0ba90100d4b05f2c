"""The words that stand over columns in the lists of offices, in German and English, and the row in which they stand."""

import re
from dataclasses import dataclass

from wf40.folding import folded_forms

LOOK_AHEAD = 30
TRANSLATED_HEADERS = 8

# Best word first: of two columns that fit a field, the one named earlier here is taken.
COLUMNS = {
    "number": "Nummer in wf40 | Number in wf40",
    "name": (
        "trading_name | Geschäftsbezeichnung | Name der Organisation | Name der Einrichtung | Name des Unternehmens | Name des "
        "Vereins | Name der Initiative | Name des Akteurs | Name des Begünstigten | Name der Begünstigten | Name des "
        "Zuwendungsempfängers | Firmenname | Unternehmensname | Vereinsname | Organisationsname | Beneficiary name | Name of "
        "beneficiary | Organisation name | Organization name | Company name | Nom du bénéficiaire | Name / Firma | Firma / Name | "
        "Akteur | Actor | Organisation | Organization | Firma | Company | Unternehmen | Enterprise | Betrieb | Verein | "
        "Association | Initiative | Institution | Einrichtung | Begünstigter | Begünstigte | Beneficiary | Zuwendungsempfänger | "
        "Zuwendungsempfängerin | Name | Bezeichnung"
    ),
    "registered_name": (
        "registered_name | Eingetragener Name | Registername | Name lang | Langname | Vollständiger Name | Offizieller Name | "
        "Firma laut Register | Full name | Legal name"
    ),
    "aliases": (
        "aliases | alias | Weitere Namen | Andere Namen | Anderer Name | Alternative Namen | Auch bekannt als | Früherer Name | "
        "Kurzname | Other names"
    ),
    "kind": (
        "kind | Akteursart | Akteurstyp | Art des Akteurs | Organisationsart | Organisationstyp | Art der Organisation | Art | Typ | Type"
    ),
    "legal_form": "legal_form | Rechtsform | Rechtsform des Unternehmens | Unternehmensform | Gesellschaftsform",
    "is_charitable": "is_charitable | Gemeinnützig | Gemeinnützigkeit | Charitable | Non-profit",
    "register_kind": "register_kind | Register | Registerart | Art des Registers | Handelsregister",
    "register_court": "register_court | Registergericht | Amtsgericht | Register court",
    "register_number": (
        "register_number | Registernummer | Register-Nr. | Handelsregisternummer | HR-Nummer | HRB | HRA | Vereinsregisternummer | "
        "VR-Nummer | Register number"
    ),
    "business_id": (
        "business_id | W-IdNr | W-IdNr. | Wirtschaftsnummer | Wirtschafts-Identifikationsnummer | Wirtschafts-Identifikationsnummer "
        "(W-IdNr) | Bundeseinheitliche Wirtschaftsnummer | Business identification number | Business identification number (W-IdNr)"
    ),
    "founded": "founded | Gegründet | Gründung | Gründungsjahr | Gründungsdatum | Gegründet am | Besteht seit | Founded",
    "industry": "industry | Branche | Wirtschaftsbereich | Industry",
    "size_class": "size_class | Größe | Größenklasse | Beschäftigte | Beschäftigtengrößenklasse | Betriebsgröße | Size",
    "goals": "goals | goal | Ziele | Ziel | Goals",
    "languages": "languages | language | Sprachen | Sprache | Languages",
    "opening_hours": "opening_hours | Öffnungszeiten | Öffnungszeit | Sprechzeiten | Opening hours",
    "life_cycle": "life_cycle | Lebensphase | Lebenszyklus | Stand der Initiative | Status",
    "work_fields": (
        "work_fields | work_field | field_guess | Arbeitsfelder | Arbeitsfeld | Handlungsfelder | Handlungsfeld | Wf4.0-Feld | "
        "Wf4.0-Felder | Felder des Rollouts | Feld | Felder"
    ),
    "tags": ("tags | tag | Schlagwörter | Schlagworte | Schlagwort | Stichwörter | Stichworte | Keywords | Keyword"),
    "street": (
        "street | Straße | Strasse | Str. | Straße und Hausnummer | Straße, Hausnummer | Straße / Hausnummer | Straße, Nr. | "
        "Straße Nr. | Straße / Nr. | Straße und Nr. | Straße, Haus-Nr. | Street address | Anschrift | Adresse | Postanschrift | "
        "Address"
    ),
    "house_number": "house_number | Hausnummer | Hausnr. | Haus-Nr. | HNr. | Street number",
    "postcode": (
        "postcode | PLZ | Postleitzahl | Postal code | Zip | Zip code | Operation postcode | Postleitzahl des Vorhabens | "
        "Postleitzahl des Vorhabens oder andere angemessene Standortindikatoren | Operation postcode or other appropriate location "
        "indicator"
    ),
    "city": (
        "city | locality | Ort | Stadt | Wohnort | Gemeinde | Kommune | Standort | Sitz | Firmensitz | Sitz des Begünstigten | Ort "
        "des Begünstigten | Town | Ort des Vorhabens | Operation city"
    ),
    "postcode_city": ("PLZ Ort | PLZ / Ort | PLZ, Ort | PLZ und Ort | Postleitzahl und Ort | Postleitzahl / Ort | Postcode and city"),
    "district": "district | Stadtteil | Stadtbezirk | Ortsteil | Quartier | Stadtbereich",
    "ags": (
        "ags | Gemeindeschlüssel | Amtlicher Gemeindeschlüssel | Gemeindekennziffer | Gebietskennziffer | Regionalschlüssel | "
        "Municipality key"
    ),
    "latitude": "lat | latitude | Breite | Breitengrad | Geografische Breite | Geo-Breite",
    "longitude": "lon | lng | long | longitude | Länge | Längengrad | Geografische Länge | Geo-Länge",
    "precision": "geo_precision | precision | Genauigkeit | Lagegenauigkeit | Punktgenauigkeit | Geo-Genauigkeit",
    "website": (
        "website | Webseite | Webadresse | Homepage | Internet | Internetseite | Internetadresse | Internetauftritt | Web | www | "
        "url | Link"
    ),
    "email": "email | E-Mail | Mail | E-Mail-Adresse | Mailadresse | E-Mail address",
    "phone": ("phone | Telefon | Telefonnummer | Tel. | Tel.-Nr. | Telefon-Nr. | Festnetz | Rufnummer | Telephone | Phone number"),
    "description": "description | Beschreibung | Kurzbeschreibung | Öffentliche Beschreibung | Über uns | Profil",
    "internal_note": (
        "internal_note | Interne Notiz | Interner Vermerk | Notiz | Notizen | Bemerkung | Bemerkungen | Anmerkung | Anmerkungen | "
        "Note | Notes"
    ),
    "source": "source | Quelle | Datenquelle | Herkunft",
    "source_id": (
        "source_id | Quellen-ID | ID der Quelle | ID in der Quelle | Nummer in der Quelle | Number in the source | Externe ID | External ID"
    ),
}
PERSONS = "Vorname | Vornamen | Given name | First name"
# These words also stand in cells ("Verein" as the kind of an actor): alone they do not make a header.
WEAK = (
    "Verein | Initiative | Unternehmen | Enterprise | Association | Firma | Company | Organisation | Organization | "
    "Institution | Einrichtung | Betrieb"
)


def folded_title(text: str) -> str:
    """A column's title for comparing, with words joined again that a narrow column had hyphenated."""
    return folded_forms(re.sub(r"(?<=[a-zäöüß])-\s*\n\s*(?=[a-zäöüß])", "", text.replace("\xad", "")))[0]


WORST_RANK = 1000


def split_words(text: str) -> list[str]:
    """The words of a list as it stands above."""
    return [word.strip() for word in text.split(" | ")]


WORDS = {folded_title(word): (field, rank) for field, text in COLUMNS.items() for rank, word in enumerate(split_words(text))}
PERSON_WORDS = {folded_title(word) for word in split_words(PERSONS)}
WEAK_WORDS = {folded_title(word) for word in split_words(WEAK)}
PLAIN_NAME = folded_title("Name")


def _known(title: str, extra: dict) -> tuple[str, int] | None:
    """The field for a title, and how well it fits; also with a remark in brackets or in two languages ("Ort / Town")."""
    for text in (title, re.sub(r"\([^)]*\)?", " ", title)):
        word = folded_title(text)
        if word in extra:
            return extra[word], -1
        if word in WORDS:
            return WORDS[word]
    parts = {WORDS.get(folded_title(part), (None, 0))[0] for part in re.split(r"[/\n]", title)}
    field = parts.pop() if len(parts) == 1 else None
    return (field, WORST_RANK) if field else None


def recognise(cells: list[str], extra: dict | None = None) -> dict[str, int]:
    """Which field stands in which column (counted from 0); `extra` are titles of a mapping file, folded, with their fields."""
    has_persons = any(folded_title(cell) in PERSON_WORDS for cell in cells)
    best: dict[str, tuple[int, int]] = {}
    for index, cell in enumerate(cells):
        if not cell or len(cell) > 300 or (found := _known(cell, extra or {})) is None:
            continue
        field, rank = found
        if has_persons and rank >= 0 and folded_title(cell) == PLAIN_NAME:
            continue  # beside a first name it is a person's family name
        if field not in best or rank < best[field][0]:
            best[field] = (rank, index)
    return {field: index for field, (_rank, index) in best.items()}


@dataclass(frozen=True)
class Header:
    """The titles of a table, the fields in them and where the rows begin."""

    titles: list[str]
    columns: dict[str, int]
    first_row: int


def _two_lines(upper: list[str], lower: list[str]) -> list[str]:
    """A title over several columns ("Anschrift") with its parts in the line below ("Straße", "PLZ", "Ort")."""
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    return [below or above for above, below in zip(upper, lower, strict=True)]


def _is_weak(cells: list[str], columns: dict[str, int], extra: dict) -> bool:
    return len(columns) == 1 and folded_title(cells[columns["name"]]) in WEAK_WORDS and folded_title(cells[columns["name"]]) not in extra


def find_header(grid: list[list[str]], extra: dict | None = None) -> Header | None:
    """The row (or two rows) with the most titles that we know, a name among them; titles above the table are passed over."""
    extra = extra or {}
    best = None
    for index, cells in enumerate(grid[:LOOK_AHEAD]):
        columns = recognise(cells, extra)
        candidates = [Header(cells, columns, index + 1)]
        below = grid[index + 1] if index + 1 < len(grid) else []
        if len(recognise(below, extra)) > 1 and ("name" not in columns or not "".join(below[columns["name"] : columns["name"] + 1])):
            both = _two_lines(cells, below)
            candidates.append(Header(both, recognise(both, extra), index + 2))
        for candidate in candidates:
            if "name" not in candidate.columns or _is_weak(candidate.titles, candidate.columns, extra):
                continue
            if best is None or len(candidate.columns) > len(best.columns):
                best = candidate
    return best and Header(best.titles, best.columns, _after_translations(grid, best, extra))


def _after_translations(grid, header: Header, extra: dict) -> int:
    """Lists of the European funds repeat their header in English and French; rows begin below the last."""
    first = header.first_row
    for index in range(header.first_row, min(header.first_row + TRANSLATED_HEADERS, len(grid))):
        cell = "".join(grid[index][header.columns["name"] : header.columns["name"] + 1])
        found = _known(cell, extra) if cell else None
        if found and found[0] == "name" and folded_title(cell) not in WEAK_WORDS:
            first = index + 1
    return first
