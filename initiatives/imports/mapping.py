"""The office's own translation of a list: what its titles and values mean here."""

import csv
import json
from dataclasses import dataclass, field
from io import StringIO

from django.utils.translation import gettext as _

from initiatives.imports.columns import COLUMNS, WORDS, folded_title
from initiatives.imports.reading import ImportRefused, decoded, file_content
from initiatives.imports.vocabulary import VOCABULARIES, squashed

MOST_ENTRIES = 10_000
TITLES = "columns"
# Fields with lists of the city (work fields, tags, districts) are checked row by row: each city has its own.
TRANSLATED = (*VOCABULARIES, "work_fields", "tags", "district")
WITH_DEFAULT = (*TRANSLATED, "source")


@dataclass(frozen=True)
class Mapping:
    """Titles with their fields, values with ours; the value for an empty cell of a new actor."""

    titles: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)

    def value(self, field_name: str, text: str) -> str | None:
        """Our word for a value, "" for one that stays empty on purpose, None for one without an entry."""
        return self.values.get(field_name, {}).get(squashed(text))


def read_mapping(file) -> Mapping:
    """Read a mapping file (JSON or CSV). Raises `ImportRefused`."""
    name, content = file_content(file)
    text = decoded(content).strip()
    sections = _from_json(name, text) if text.startswith("{") else _from_csv(name, text)
    return checked(sections)


def _from_json(name: str, text: str) -> dict[str, dict[str, str]]:
    try:
        sections = json.loads(text)
    except (ValueError, RecursionError) as problem:
        sentence = _("The mapping file “%(name)s” is not valid JSON: %(problem)s") % {"name": name, "problem": problem}
        raise ImportRefused(sentence) from problem
    if not all(isinstance(section, dict) for section in sections.values()) or not all(
        value is None or isinstance(value, str) for section in sections.values() for value in section.values()
    ):
        raise ImportRefused(
            _("The mapping file “%(name)s” must look like this: %(example)s") % {"name": name, "example": '{"kind": {"market": "venue"}}'}
        )
    return {key: {word: value or "" for word, value in section.items()} for key, section in sections.items()}


def _from_csv(name: str, text: str) -> dict[str, dict[str, str]]:
    first = text.partition("\n")[0]
    separator = max(";,\t|", key=first.count)
    sections: dict[str, dict[str, str]] = {}
    for number, record in enumerate(csv.reader(StringIO(text, newline=""), delimiter=separator), 1):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) != 3:
            raise ImportRefused(
                _("Row %(row)d of the mapping file “%(name)s” needs three columns: field, value in the list, value here.")
                % {"row": number, "name": name}
            )
        title, word, ours = (cell.strip() for cell in record)
        if number > 1 or squashed(title) not in ("field", "feld"):
            sections.setdefault(title, {})[word] = ours
    return sections


def checked(sections: dict[str, dict[str, str]]) -> Mapping:
    """The entries with our fields and codes; one that means nothing here is refused, not passed over."""
    if sum(map(len, sections.values())) > MOST_ENTRIES:
        raise ImportRefused(_("The mapping has more than %(limit)d entries.") % {"limit": MOST_ENTRIES})
    mapping = Mapping()
    for title, section in sections.items():
        if title == TITLES:
            for word, field_name in section.items():
                mapping.titles[folded_title(word)] = _known_field(field_name, COLUMNS)
            continue
        field_name = _known_field(title, WITH_DEFAULT)
        for word, ours in section.items():
            target = _known_value(field_name, ours)
            if not word.strip():
                mapping.defaults[field_name] = target
            elif field_name in TRANSLATED:
                mapping.values.setdefault(field_name, {})[squashed(word)] = target
            else:
                raise ImportRefused(_("In the mapping, “%(field)s” takes an entry for empty cells only.") % {"field": title})
    return mapping


def _known_field(title: str, fields) -> str:
    field_name = title if title in COLUMNS else WORDS.get(folded_title(title), (None,))[0]
    if field_name not in fields:
        raise ImportRefused(
            _("The mapping names the field “%(field)s”. Possible are: %(known)s.") % {"field": title, "known": ", ".join(fields)}
        )
    return field_name


def _known_value(field_name: str, ours: str) -> str:
    if not ours.strip() or field_name not in VOCABULARIES:
        return ours.strip()
    code = VOCABULARIES[field_name].get(squashed(ours))
    if code is None:
        known = ", ".join(sorted(set(VOCABULARIES[field_name].values())))
        raise ImportRefused(
            _("The mapping sets “%(field)s” to “%(value)s”. Possible are: %(known)s.")
            % {"field": field_name, "value": ours, "known": known}
        )
    return code
