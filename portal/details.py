"""What a form asked beyond the text, as the office reads it: each entry with the name of its field, choices in words."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from initiatives.models import Actor
from network.models import Listing
from portal.choices import ProfilePart
from portal.profile import words_of

# What a form names otherwise than the register does.
LABELS = {"kind": (Actor, "kind"), "legal_form": (Actor, "legal_form")}


def _known_field(key: str):
    """The field of the register or of a want that a key names; None for what only the form knows."""
    for model, name in (LABELS.get(key, (Listing, key)), (Actor, key)):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if not found.is_relation:
            return found
    return None


def _words(key: str, value) -> str:
    """A value as people read it, whatever a form has put there."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    field = _known_field(key)
    labels = dict(field.flatchoices) if field is not None else {}
    if isinstance(value, list | tuple):
        return ", ".join(str(labels.get(entry, entry)) for entry in value)
    if isinstance(value, dict):
        return ", ".join(str(entry) for entry in value.values() if entry not in (None, "", []))
    if isinstance(value, str) and len(value) == 10 and (day := _day(value)):
        return f"{day:%d.%m.%Y}"
    return str(labels.get(value, value))


def _day(text: str):
    """A stored day; None for any other text of that length."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def details_in_words(entry) -> list[tuple[str, str]]:
    """(label, value) of everything that came with an entry, empty ones left out."""
    rows = []
    for key, value in (entry.details or {}).items():
        if value in (None, "", [], {}):
            continue
        if key in ProfilePart.values:
            label, words = ProfilePart(key).label, _part_words(entry.municipality, key, value)
        else:
            field = _known_field(key)
            label, words = (field.verbose_name if field is not None else key.replace("_", " ")), _words(key, value)
        if words:
            rows.append((str(label)[:1].upper() + str(label)[1:], words))
    return rows


def _part_words(municipality, part: str, value) -> str:
    """A part of a proposed profile; a value of another form than the profile's is shown as it came."""
    try:
        return words_of(municipality, part, value)
    except (AttributeError, KeyError, TypeError, ValueError):
        return _words(part, value)
