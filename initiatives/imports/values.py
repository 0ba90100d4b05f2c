"""The cells of a row become the fields of an actor; what does not fit is left out and named, never cut and never guessed."""

import math
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.choices import FieldScheme, PointPrecision, RegisterKind
from initiatives.imports.columns import folded_title
from initiatives.imports.mapping import Mapping
from initiatives.imports.own_values import own_titles, read_own_value
from initiatives.imports.reading import Line, Table
from initiatives.imports.vocabulary import VOCABULARIES, YES, squashed
from initiatives.models import Actor, ActorAlias, CustomField, Location, Tag, WorkField
from municipalities.models import District, PostcodeDistrict
from wf40.exports import DANGEROUS
from wf40.fields import PartialDateFormField
from wf40.folding import folded_forms

# Invisible in a list and in the way of every comparison: soft hyphens, zero-width marks, marks of writing direction.
INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF))
NOTHING = {
    "",
    "-",
    "–",
    "—",
    "/",
    "k.a.",
    "k. a.",
    "keine angabe",
    "n/a",
    "#n/a",
    "#nv",
    "#ref!",
    "#bezug!",
    "#value!",
    "#wert!",
    "#name?",
    "#div/0!",
}
CHOICES = ("kind", "legal_form", "life_cycle", "industry", "size_class")
TEXTS = ("registered_name", "source", "source_id")
LONG_TEXTS = ("description", "internal_note", "opening_hours")
CODES = ("goals", "languages")
MANY = ("tags", "aliases", "work_fields", *CODES)
MOST_IN_CELL = 50
MOST_IN_ADDRESS = 300
LONGEST_NUMBER = 18
SHOWN = 60

HOUSE_NUMBER = re.compile(
    r"^(?P<street>.*?[^\W\d_].*?)\s+(?P<number>\d+(?:\s?[a-z])?(?:\s?[-–/+](?:\s?\d+)?(?:\s?[a-z])?){0,6})$", re.IGNORECASE
)
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
WHOLE_ADDRESS = re.compile(r"^(?P<street>.+?)[,;]\s*(?:D\s?-\s?)?(?P<postcode>\d{5})\s+(?P<city>\D+)$")
POSTCODE_CITY = re.compile(r"^(?:D\s?-\s?)?(?P<postcode>\d{4,5})\s+(?P<city>\D.*)$")
FOREIGN_POSTCODE = re.compile(r"^(?!D\b)[A-Z]{1,3}\s?-\s?[A-Z0-9][A-Z0-9 ]{2,7}$")
BARE_ADDRESS = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[^\W\d]{2,}(?::\d+)?(?:[/?#]|$)")
NUMBER = re.compile(r"^[+-]?\d{1,3}(?:[.,]\d{1,20})?$")
# What stands before the number in an excerpt of a register.
REGISTER_MARK = re.compile(r"^(HRA|HRB|GnR|GsR|PR|VR)\b", re.IGNORECASE)
is_web_address = URLValidator(schemes=["http", "https"])


class Reason(models.TextChoices):
    """Why a row is not taken in."""

    NO_NAME = "no_name", gettext_lazy("without a name")
    BAD_NAME = "bad_name", gettext_lazy("name cannot be used")
    BAD_KEY = "bad_key", gettext_lazy("source or number in the source cannot be used")
    SHIFTED = "shifted", gettext_lazy("more cells than the header")
    NO_CITY = "no_city", gettext_lazy("city not known")
    OTHER_CITY = "other_city", gettext_lazy("belongs to another city")
    REPEATED = "repeated", gettext_lazy("twice in the file")
    UNKNOWN_NUMBER = "unknown_number", gettext_lazy("number in wf40 not known")
    UNCLEAR = "unclear", gettext_lazy("not clear which actor is meant")
    RESTRICTED = "restricted", gettext_lazy("restricted")


class RowRefused(Exception):
    """A row that cannot be taken in, with the reason and a sentence for the person who sent it."""

    def __init__(self, reason: Reason, sentence: str):
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence


@dataclass(frozen=True)
class Note:
    """A value that was not taken over as it stands, and why."""

    title: str
    value: str
    sentence: str


@dataclass
class Reading:
    """What a row says about an actor; only what it really says."""

    number: int
    name: str
    # The actor's number here, as our own files carry it.
    actor_key: int | None = None
    own: dict = field(default_factory=dict)
    own_values: dict[CustomField, object] = field(default_factory=dict)
    place: dict = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    work_fields: dict[int, str] = field(default_factory=dict)
    defaults: dict = field(default_factory=dict)
    postcode_district: District | None = None
    notes: list[Note] = field(default_factory=list)

    @property
    def pair(self) -> tuple[str, str] | None:
        """Source and number there, if the row has both."""
        source, source_id = self.own.get("source", ""), self.own.get("source_id", "")
        return (source, source_id) if source and source_id else None


def cleaned(text: str) -> str:
    """A cell without invisible marks and with plain line breaks; "" where the list only says that there is nothing."""
    text = unicodedata.normalize("NFC", text.translate(INVISIBLE)).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").strip()
    if text[:1] in "'‘’" and text[1:].lstrip().startswith(DANGEROUS):
        text = text[1:].lstrip()  # the mark by which spreadsheets and our own exports say "this is text"
    return "" if text.casefold() in NOTHING else text


def has_control_characters(text: str) -> bool:
    """NUL and its like, which no name has and PostgreSQL refuses."""
    return bool(CONTROL_CHARACTERS.search(text))


def one_line(text: str) -> str:
    """Words with single spaces between them."""
    return " ".join(text.split())


def shortened(text: str) -> str:
    """A value as messages show it: one short line without control characters."""
    text = one_line(CONTROL_CHARACTERS.sub("�", text[: 4 * SHOWN]))
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def longest(model, name: str) -> int:
    """How many characters a field takes."""
    return model._meta.get_field(name).max_length


def _too_long(limit: int) -> str:
    return _("left out: too long, at most %(limit)d characters are possible") % {"limit": limit}


def _unknown(name: str) -> str:
    """What becomes of a value that our lists lack."""
    if name in ("kind", "life_cycle"):
        return _("not known here; a new actor counts as “%(default)s” (a mapping file can translate the value)") % {
            "default": Actor._meta.get_field(name).default.label
        }
    return _("not known here, left empty (a mapping file can translate the value)")


def slug(text: str) -> str:
    """A code for a word: "Solidarische Landwirtschaft" -> "solidarische-landwirtschaft"."""
    return "-".join(folded_forms(text)[0].split())


def split_street(text: str) -> tuple[str, str]:
    """Street and house number; a post-office box has none."""
    found = HOUSE_NUMBER.match(text)
    if not found or "postfach" in text.casefold() or len(found["number"]) > longest(Location, "house_number"):
        return text, ""
    return found["street"].strip(" ,"), one_line(found["number"])


def municipality_key(text: str) -> str:
    """Eight digits from a key whose leading zero a spreadsheet ate, or from the longer regional key; "" if it is neither."""
    digits = re.sub(r"[\s.'‘’]", "", text)
    if not digits.isascii() or not digits.isdigit():
        return ""
    if len(digits) in (7, 11):
        digits = "0" + digits
    return {8: digits, 12: digits[:5] + digits[9:]}.get(len(digits), "")


class CityLists:
    """A city's own lists, looked up by any spelling: districts, postcodes, work fields, tags."""

    def __init__(self, municipality):
        self.municipality = municipality
        self.districts = {}
        for row in District.objects.filter(municipality=municipality, is_active=True):
            self.districts |= {squashed(row.code): row, squashed(row.label): row}
        rows = PostcodeDistrict.objects.filter(municipality=municipality).select_related("district")
        self.postcodes = {row.postcode: row.district for row in rows}
        self.work_fields = {}
        # The rollout's fields come last and so win over a business field with the same word.
        for scheme in (FieldScheme.BUSINESS_FIELD, FieldScheme.ROLLOUT):
            for row in WorkField.objects.filter(municipality=municipality, scheme=scheme, is_active=True):
                self.work_fields |= {squashed(word): row for word in (row.label, row.core_code, row.code) if word}
        self.own_fields = own_titles(municipality)
        self.tags = {}
        for row in Tag.objects.filter(municipality=municipality):
            self.tags |= {squashed(row.label): row, squashed(row.code): row}

    def own_columns(self, table: Table) -> list[tuple]:
        """(title, column, own field) of the columns of a table that hold the office's own fields."""
        taken = set(table.columns.values())
        titles = [(title, index) for index, title in enumerate(table.titles) if index not in taken]
        return [(title, index, own) for title, index in titles if (own := self.own_fields.get(folded_title(title)))]

    def is_elsewhere(self, city: str) -> bool:
        """Whether a town's name is clearly not this city's: neither its name nor one of its districts stands in it."""
        words = folded_forms(city)[0].split()
        own = folded_forms(self.municipality.name)[0].split()
        return bool(words) and not set(own) <= set(words) and squashed(city) not in self.districts


class LineReader:
    """Reads the rows of one table."""

    def __init__(self, table: Table, mapping: Mapping):
        self.table = table
        self.mapping = mapping
        self.separators = {name: self._separator(name) for name in MANY if name in table.columns}

    def _separator(self, name: str) -> str:
        """One separator for the whole column: with a semicolon anywhere, a comma belongs to the word."""
        index = self.table.columns[name]
        cells = [line.cells[index] for line in self.table.lines if index < len(line.cells)]
        return next((separator for separator in ";|" if any(separator in cell for cell in cells)), ",")

    def cell(self, line: Line, name: str) -> str:
        """What a row has in a field."""
        index = self.table.columns.get(name)
        return cleaned(line.cells[index]) if index is not None and index < len(line.cells) else ""

    def start(self, line: Line) -> Reading:
        """The name and the key of a row. Raises `RowRefused`."""
        if any(cell.strip() for cell in line.cells[len(self.table.titles) :]):
            raise RowRefused(Reason.SHIFTED, _("The row has more cells than the header; a separator inside a value may have shifted it."))
        name = one_line(self.cell(line, "name"))
        if not name:
            raise RowRefused(Reason.NO_NAME, _("The name is empty."))
        reading = Reading(line.number, name, self._own_number(line))
        reading.own["trading_name"] = self._essential(name, "trading_name", "name", Reason.BAD_NAME)
        for field_name in ("source", "source_id"):
            text = one_line(self.cell(line, field_name)) or self.mapping.defaults.get(field_name, "")
            if text:
                reading.own[field_name] = self._essential(text, field_name, field_name, Reason.BAD_KEY)
        return reading

    def _own_number(self, line: Line) -> int | None:
        """The number that our own file gave the actor. Raises `RowRefused` for anything that is none."""
        text = self.cell(line, "number")
        if text and not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
            raise RowRefused(Reason.UNKNOWN_NUMBER, _("“%(value)s” is not a number in wf40.") % {"value": shortened(text)})
        return int(text) if text else None

    def _essential(self, text: str, field_name: str, column: str, reason: Reason) -> str:
        title = self.table.title(column)
        if has_control_characters(text):
            raise RowRefused(reason, _("“%(title)s” contains control characters.") % {"title": title})
        if len(text) > longest(Actor, field_name):
            raise RowRefused(
                reason,
                _("“%(title)s” has %(count)d characters; at most %(limit)d are possible.")
                % {"title": title, "count": len(text), "limit": longest(Actor, field_name)},
            )
        return text

    def finish(self, line: Line, reading: Reading, lists: CityLists) -> None:
        """All other fields of a row, with notes on what was left out."""
        self._read_own(line, reading)
        self._read_choices(line, reading)
        self._read_facts(line, reading)
        self._read_many(line, reading, lists)
        self._read_own_fields(line, reading, lists)
        self._read_address(line, reading, lists)
        self._read_point(line, reading)

    # --- helpers -------------------------------------------------------------------------------------------
    def _leave_out(self, reading: Reading, name: str, value: str, sentence: str) -> None:
        reading.notes.append(Note(self.table.title(name), shortened(value), sentence))

    def _text(self, line: Line, reading: Reading, name: str, limit: int | None = None, *, is_long: bool = False) -> str:
        """A text that fits, "" otherwise."""
        text = self.cell(line, name)
        if has_control_characters(text):
            self._leave_out(reading, name, text, _("left out: it contains control characters"))
            return ""
        text = text if is_long else one_line(text)
        if limit and len(text) > limit:
            self._leave_out(reading, name, text, _too_long(limit))
            return ""
        return text

    # --- the actor's own fields ----------------------------------------------------------------------------
    def _read_own(self, line: Line, reading: Reading) -> None:
        for name in ("registered_name", "phone", "email", "website", *LONG_TEXTS):
            text = self._text(line, reading, name, longest(Actor, name), is_long=name in LONG_TEXTS)
            if text and name in ("phone", "email", "website"):
                text = getattr(self, f"_{name}")(reading, text)
            if text:
                reading.own[name] = text
        if reading.own.get("registered_name") == reading.name:
            del reading.own["registered_name"]
        if "source_id" in reading.own and "source" not in reading.own:
            del reading.own["source_id"]
            if "source_id" in self.table.columns:
                self._leave_out(reading, "source_id", self.cell(line, "source_id"), _("left out: a number without its source"))

    def _phone(self, reading: Reading, text: str) -> str:
        text = text.lstrip("'‘’")
        if not any(char.isdigit() for char in text):
            self._leave_out(reading, "phone", text, _("left out: not a phone number"))
            return ""
        return text

    def _email(self, reading: Reading, text: str) -> str:
        address = re.sub(r"^mailto:\s*", "", text, flags=re.IGNORECASE)
        try:
            validate_email(address)
        except ValidationError:
            self._leave_out(reading, "email", text, _("left out: not an e-mail address"))
            return ""
        return address

    def _website(self, reading: Reading, text: str) -> str:
        address = f"https://{text}" if "://" not in text and BARE_ADDRESS.match(text) else text
        try:
            is_web_address(address)
        except ValidationError:
            self._leave_out(reading, "website", text, _("left out: not a web address"))
            return ""
        if len(address) > longest(Actor, "website"):
            self._leave_out(reading, "website", text, _too_long(longest(Actor, "website")))
            return ""
        return address

    def _read_facts(self, line: Line, reading: Reading) -> None:
        """When it was founded, its numbers and its entry in a register."""
        if text := self._text(line, reading, "founded"):
            try:
                reading.own["founded"] = PartialDateFormField().clean(text)
            except ValidationError:
                self._leave_out(reading, "founded", text, _("left out: not a year, month or day that has come already"))
        if text := self._text(line, reading, "business_id"):
            try:
                number = re.sub(r"\s", "", text).upper()
                Actor._meta.get_field("business_id").run_validators(number)
                reading.own["business_id"] = number
            except ValidationError:
                self._leave_out(reading, "business_id", text, _("left out: not a number like DE123456789 or DE123456789-00001"))
        self._read_register_entry(line, reading)

    def _read_register_entry(self, line: Line, reading: Reading) -> None:
        """A number only with its register and, where there is one, its court: alone it says nothing, and no form would take it."""
        number = self._text(line, reading, "register_number", longest(Actor, "register_number"))
        court = self._text(line, reading, "register_court", longest(Actor, "register_court"))
        said = self._code(line, reading, "register_kind")
        mark = REGISTER_MARK.match(number)
        kind = said or (VOCABULARIES["register_kind"][squashed(mark[1])] if mark else "")
        if number and (not kind or (not court and kind not in (RegisterKind.BY_LAW, RegisterKind.ABROAD))):
            self._leave_out(reading, "register_number", number, _("left out: a register number needs its register and its court"))
            number, kind = "", said
        entry = {"register_kind": kind, "register_court": court, "register_number": number}
        reading.own |= {name: value for name, value in entry.items() if value}

    # --- the office's own fields ---------------------------------------------------------------------------
    def _read_own_fields(self, line: Line, reading: Reading, lists: CityLists) -> None:
        for title, index, own in lists.own_columns(self.table):
            text = cleaned(line.cells[index]) if index < len(line.cells) else ""
            if not text:
                continue
            try:
                if has_control_characters(text):
                    raise ValidationError("")
                reading.own_values[own] = read_own_value(own, text, is_workbook=bool(self.table.sheet))
            except ValidationError:
                reading.notes.append(Note(title, shortened(text), _("left out: this field does not take it")))

    # --- lists ---------------------------------------------------------------------------------------------
    def _code(self, line: Line, reading: Reading, name: str) -> str:
        """The code for a value of a fixed list, by the mapping or by the words that we know."""
        text = self._text(line, reading, name)
        return self._code_of(reading, name, text) if text else ""

    def _code_of(self, reading: Reading, name: str, text: str) -> str:
        """The code for a word, "" for one that stays empty on purpose or is not known."""
        code = self.mapping.value(name, text)
        if code is None:
            code = VOCABULARIES[name].get(squashed(text))
        if code is None:
            self._leave_out(reading, name, text, _unknown(name))
        return code or ""

    def _read_choices(self, line: Line, reading: Reading) -> None:
        for name in CHOICES:
            if code := self._code(line, reading, name):
                reading.own[name] = code
            elif default := self.mapping.defaults.get(name):
                reading.defaults[name] = default
        if answer := self._code(line, reading, "is_charitable"):
            reading.own["is_charitable"] = answer == YES

    def _words(self, line: Line, reading: Reading, name: str, known=()) -> list[str]:
        """The words of a cell that holds several, each once; what is one word of the city's list is not parted."""
        text = self._text(line, reading, name, is_long=True)
        if squashed(text) in known:
            return [one_line(text)]
        if not text and name in self.mapping.defaults:
            text = self.mapping.defaults[name]
        words = [one_line(word) for word in re.split(rf"[{re.escape(self.separators.get(name, ','))}\n]", text)]
        words = list({squashed(word): word for word in reversed(words) if word.casefold() not in NOTHING}.values())[::-1]
        if len(words) > MOST_IN_CELL:
            self._leave_out(reading, name, text, _("left out: more than %(limit)d entries in one cell") % {"limit": MOST_IN_CELL})
            return []
        return words

    def _read_many(self, line: Line, reading: Reading, lists: CityLists) -> None:
        for word in self._words(line, reading, "aliases"):
            if len(word) > longest(ActorAlias, "name"):
                self._leave_out(reading, "aliases", word, _too_long(longest(ActorAlias, "name")))
            else:
                reading.aliases.append(word)
        for word in self._words(line, reading, "tags", lists.tags):
            self._read_tag(reading, word, lists)
        for word in self._words(line, reading, "work_fields", lists.work_fields):
            self._read_work_field(reading, word, lists)
        for name in CODES:
            if codes := [code for word in self._words(line, reading, name) if (code := self._code_of(reading, name, word))]:
                reading.own[name] = codes

    def _read_tag(self, reading: Reading, word: str, lists: CityLists) -> None:
        mapped = self.mapping.value("tags", word)
        if mapped == "":
            return
        label = mapped or word
        code = slug(label)
        if known := lists.tags.get(squashed(label)):
            if known.is_active:
                reading.tags[known.code] = known.label
            else:
                self._leave_out(reading, "tags", label, _("left out: this tag is switched off"))
        elif not code or len(code) > longest(Tag, "code"):
            self._leave_out(
                reading, "tags", label, _("left out: no word of at most %(limit)d letters or digits") % {"limit": longest(Tag, "code")}
            )
        else:
            reading.tags[code] = label

    def _read_work_field(self, reading: Reading, word: str, lists: CityLists) -> None:
        mapped = self.mapping.value("work_fields", word)
        if mapped == "":
            return
        row = lists.work_fields.get(squashed(mapped or word))
        if row is None:
            self._leave_out(reading, "work_fields", word, _unknown("work_fields"))
        else:
            reading.work_fields[row.pk] = row.label

    # --- the place -----------------------------------------------------------------------------------------
    def _read_address(self, line: Line, reading: Reading, lists: CityLists) -> None:
        postcode, city = self._postcode(line, reading), self._text(line, reading, "city", longest(Location, "locality"))
        for text in (self._text(line, reading, "postcode_city", longest(Location, "locality")), city):
            if found := POSTCODE_CITY.match(text):
                postcode, city = postcode or found["postcode"].zfill(5), found["city"]
        place = {"postcode": postcode, "locality": city, "district": self._district(line, reading, lists)}
        place |= self._street(line, reading, place)
        reading.place = {name: value for name, value in place.items() if value or name == "house_number"}
        if "district" not in reading.place:
            reading.postcode_district = lists.postcodes.get(reading.place.get("postcode"))

    def _street(self, line: Line, reading: Reading, place: dict) -> dict:
        """Street and number; an address in one cell also brings postcode and town where they have no column of their own."""
        text = one_line(self._text(line, reading, "street", MOST_IN_ADDRESS, is_long=True).replace("\n", ", "))
        more = {}
        if (found := WHOLE_ADDRESS.match(text)) and not place["postcode"] and len(found["city"]) <= longest(Location, "locality"):
            text = found["street"]
            more = {"postcode": found["postcode"], "locality": place["locality"] or found["city"]}
        number = self._text(line, reading, "house_number", longest(Location, "house_number"))
        street, split_number = (text, "") if number else split_street(text)
        if len(street) > longest(Location, "street"):
            self._leave_out(reading, "street", text, _too_long(longest(Location, "street")))
            street = ""
        return more | ({"street": street, "house_number": number or split_number} if street else {})

    def _postcode(self, line: Line, reading: Reading) -> str:
        text = self._text(line, reading, "postcode")
        code = re.sub(r"^D\s?-\s?|['‘’\s]", "", text)
        if re.fullmatch(r"[0-9]{5}", code):
            return code
        if re.fullmatch(r"[0-9]{4}", code):
            self._leave_out(reading, "postcode", text, _("four digits: read with the leading zero that spreadsheets drop"))
            return code.zfill(5)
        if len(text) <= longest(Location, "postcode") and FOREIGN_POSTCODE.match(text):
            return text
        if text:
            self._leave_out(reading, "postcode", text, _("left out: not a postcode"))
        return ""

    def _district(self, line: Line, reading: Reading, lists: CityLists) -> District | None:
        text = self._text(line, reading, "district")
        if not text:
            return None
        mapped = self.mapping.value("district", text)
        district = None if mapped == "" else lists.districts.get(squashed(mapped or text))
        if district is None and mapped != "":
            self._leave_out(reading, "district", text, _unknown("district"))
        return district

    def _read_point(self, line: Line, reading: Reading) -> None:
        """Only the exact point of the place: the mere point of a city would pose as one."""
        texts = [self._text(line, reading, name) for name in ("latitude", "longitude")]
        precision = self._code(line, reading, "precision") or self.mapping.defaults.get("precision", "")
        if not any(texts) or precision == PointPrecision.CITY or (not precision and self.cell(line, "precision")):
            return
        numbers = [float(text.replace(",", ".")) if NUMBER.match(text) else math.nan for text in texts]
        latitude, longitude = numbers
        shown = " / ".join(texts)
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude == 0 and longitude == 0):
            self._leave_out(reading, "latitude", shown, _("left out: not coordinates in degrees"))
        elif 5 <= latitude <= 16 and 47 <= longitude <= 56:
            self._leave_out(reading, "latitude", shown, _("left out: latitude and longitude seem to be swapped"))
        else:
            reading.place |= {"latitude": latitude, "longitude": longitude, "precision": str(PointPrecision.EXACT)}


def grouped_notes(notes) -> dict[tuple[str, str], dict[str, list[int]]]:
    """Notes by title and sentence, then by value with the rows: (number, note) pairs become a short list."""
    groups: dict = defaultdict(lambda: defaultdict(list))
    for number, note in notes:
        groups[note.title, note.sentence][note.value].append(number)
    return groups
