"""The parts of a profile that an actor keeps true itself: how each is read from the register, put into words and written back.

A part's value is what JSON can hold, so that a proposal can keep it: a text, a list of codes or keys, of the address a dictionary.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from initiatives.choices import AttachmentKind
from initiatives.models import Actor, WorkField
from municipalities.models import District
from portal.choices import ProfilePart

PLACE = ("street", "house_number", "postcode", "locality", "district")
NOWHERE = {"street": "", "house_number": "", "postcode": "", "locality": "", "district": None}


@dataclass(frozen=True)
class Part:
    """One part: `read(actor)` gives its value, `words(municipality, value)` what people read, `values(municipality, value)` the fields for
    `initiatives.actions.change_actor`; it raises `ValidationError` where the register cannot hold the value any more."""

    code: ProfilePart
    read: Callable
    words: Callable
    values: Callable

    @property
    def label(self):
        """Its name on the page."""
        return ProfilePart(self.code).label


def _text_part(code: ProfilePart, field: str) -> Part:
    return Part(
        code,
        lambda actor: getattr(actor, field),
        lambda _municipality, value: value or "",
        lambda _municipality, value: {field: value or ""},
    )


def _codes_part(code: ProfilePart, field: str) -> Part:
    codes = Actor._meta.get_field(field)
    return Part(
        code,
        lambda actor: list(getattr(actor, field)),
        lambda _municipality, value: codes.words(value or []),
        lambda _municipality, value: {field: [entry for entry in value or [] if entry in dict(codes.flatchoices)]},
    )


# --- fields ------------------------------------------------------------------------------------------------
def _read_fields(actor) -> list[int]:
    return sorted(row.pk for row in actor.work_fields.all())


def _fields_of(municipality, value):
    return WorkField.objects.filter(municipality=municipality, pk__in=value or [])


def _field_values(municipality, value) -> dict:
    rows = list(_fields_of(municipality, value))
    if len(rows) != len(set(value or [])):
        raise ValidationError(_("One of the fields is no longer in the list. Please take the value over in other words."), code="gone")
    return {"work_fields": rows}


# --- the address -------------------------------------------------------------------------------------------
def _read_address(actor) -> dict:
    # The main place stands first.
    place = next((place for place in actor.locations.all() if place.is_main), None)
    if place is None:
        return dict(NOWHERE)
    return {name: getattr(place, name) for name in PLACE[:-1]} | {"district": place.district_id}


def _address_words(municipality, value) -> str:
    value = NOWHERE | (value or {})
    street = f"{value['street']} {value['house_number']}".strip()
    town = f"{value['postcode']} {value['locality']}".strip()
    district = District.objects.filter(municipality=municipality, pk=value["district"]).first() if value["district"] else None
    line = ", ".join(part for part in (street, town) if part)
    return f"{line} ({district})" if district and line else str(district or line)


def _address_values(municipality, value) -> dict:
    value = NOWHERE | (value or {})
    district = None
    if value["district"]:
        district = District.objects.filter(municipality=municipality, pk=value["district"]).first()
        if district is None:
            raise ValidationError(_("This district is no longer in the list. Please choose another one."), code="gone")
    # The point on the map was that of the old address.
    return {name: value[name] for name in PLACE[:-1]} | {"district": district, "latitude": None, "longitude": None, "precision": ""}


# --- the picture -------------------------------------------------------------------------------------------
def picture_of(actor):
    """The picture of a profile: the newest one at the actor of which is said what it shows; None without one.

    Whether it may be published is `publish_photo`'s to say.
    """
    pictures = [entry for entry in actor.attachments.all() if entry.kind == AttachmentKind.PICTURE and entry.is_publishable]
    return max(pictures, key=lambda entry: (entry.uploaded_at, entry.pk), default=None)


def _read_picture(actor) -> dict | None:
    picture = picture_of(actor)
    return {"attachment": picture.pk, "alt_text": picture.alt_text, "credit": picture.credit} if picture else None


def _picture_words(_municipality, value) -> str:
    return " · ".join(filter(None, (value.get("alt_text"), value.get("credit")))) if value else ""


PARTS = {
    part.code: part
    for part in (
        _text_part(ProfilePart.NAME, "trading_name"),
        _text_part(ProfilePart.DESCRIPTION, "description"),
        # A picture is no field: it is added as a file (`portal.actions.proposals`).
        Part(ProfilePart.PICTURE, _read_picture, _picture_words, lambda _municipality, _value: {}),
        Part(
            ProfilePart.FIELDS,
            _read_fields,
            lambda municipality, value: ", ".join(str(row) for row in _fields_of(municipality, value)),
            _field_values,
        ),
        _codes_part(ProfilePart.GOALS, "goals"),
        _text_part(ProfilePart.HOURS, "opening_hours"),
        Part(ProfilePart.ADDRESS, _read_address, _address_words, _address_values),
        _text_part(ProfilePart.WEBSITE, "website"),
        _text_part(ProfilePart.EMAIL, "email"),
        _text_part(ProfilePart.PHONE, "phone"),
        _codes_part(ProfilePart.LANGUAGES, "languages"),
    )
}


def read_profile(actor) -> dict[str, object]:
    """All parts of an actor as the register has them now; four queries, fewer where they were fetched before (`PREFETCHED`)."""
    return {str(code): part.read(actor) for code, part in PARTS.items()}


# What `read_profile` needs of several actors at once.
PREFETCHED = ("work_fields", "locations", "attachments")


def words_of(municipality, part: str, value) -> str:
    """A part's value as people read it; empty without one."""
    return PARTS[ProfilePart(part)].words(municipality, value)


def fingerprint(value) -> str:
    """Stands for a value that somebody saw, so that a change meanwhile is noticed."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
