"""Model fields that several apps use."""

import re
from calendar import monthrange
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WebsiteField(models.URLField):
    """A website: http or https only, and https where somebody types no scheme."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def formfield(self, **kwargs):
        """Django asks to say which scheme is meant."""
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class CodesField(models.CharField):
    """Several codes of one list, such as goals: a list in Python, ",climate,jobs," in the database, so that one `contains` finds a code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 300, "blank": True, "default": "", **kwargs})

    def from_db_value(self, value, expression, connection):
        """The codes in the order of the list."""
        return self.to_python(value)

    def to_python(self, value):
        """A list, whatever came."""
        return [code for code in value.split(",") if code] if isinstance(value, str) else list(value or ())

    def get_prep_value(self, value):
        """The text that is stored; a text is taken as what somebody looks for."""
        if isinstance(value, str):
            return value
        codes = [code for code, _label in self.flatchoices if code in (value or ())]
        return f",{','.join(codes)}," if codes else ""

    def get_default(self):
        """No code."""
        return []

    def validate(self, value, model_instance):
        """Only codes of the list."""
        known = dict(self.flatchoices)
        if wrong := [code for code in value if code not in known]:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ", ".join(wrong)[:60]})

    def run_validators(self, value):
        """The length is the list's."""

    def value_to_string(self, instance):
        """For dumps."""
        return self.get_prep_value(self.value_from_object(instance))

    def formfield(self, **kwargs):
        """Boxes to tick."""
        given = {name: kwargs[name] for name in ("widget", "label", "help_text") if name in kwargs}
        return forms.MultipleChoiceField(
            **{
                "choices": self.flatchoices,
                "required": False,
                "label": self.verbose_name.capitalize() if isinstance(self.verbose_name, str) else self.verbose_name,
                "help_text": self.help_text,
                "widget": forms.CheckboxSelectMultiple,
            }
            | given
        )

    def words(self, value) -> str:
        """The labels, as people read them."""
        labels = dict(self.flatchoices)
        return ", ".join(str(labels.get(code, code)) for code in self.to_python(value))


_PARTIAL = re.compile(r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d))?)?")
_TYPED = (
    re.compile(r"(?P<year>\d{4})"),
    re.compile(r"(?P<month>\d{1,2})[./](?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})"),
    _PARTIAL,
)
EARLIEST_YEAR = 1200


def partial_words(value: str) -> str:
    """ "2019-03" as people read it: "03/2019"; a whole day as 14.03.2019."""
    parts = (value or "").split("-")
    return "/".join(reversed(parts)) if len(parts) < 3 else ".".join(reversed(parts))


class PartialDateFormField(forms.CharField):
    """Takes 2019, 03/2019 or 14.03.2019 and gives "2019", "2019-03" or "2019-03-14"."""

    def __init__(self, *args, **kwargs):
        kwargs.pop("max_length", None)
        kwargs.pop("min_length", None)
        super().__init__(*args, **kwargs)
        self.widget.attrs.setdefault("placeholder", _("2019 or 14.03.2019"))

    def prepare_value(self, value):
        """What is stored, in German; what was typed stays as it is."""
        return partial_words(value) if isinstance(value, str) and _PARTIAL.fullmatch(value) else value

    def clean(self, value):
        """A year, a month or a day that exists and has come already."""
        text = super().clean(value).replace(" ", "")
        if not text:
            return ""
        found = next((match for pattern in _TYPED if text.isascii() and (match := pattern.fullmatch(text))), None)
        parts = {name: int(part) for name, part in found.groupdict().items() if part} if found else {}
        year, month = parts.get("year", 0), parts.get("month", 1)
        if year < EARLIEST_YEAR or not 1 <= month <= 12 or not 1 <= parts.get("day", 1) <= monthrange(year, month)[1]:
            raise ValidationError(_("Please enter a year like 2019, a month like 03/2019 or a day like 14.03.2019."), code="invalid")
        if date(year, month, parts.get("day", 1)) > timezone.localdate():
            raise ValidationError(_("This day is in the future."), code="future")
        return "-".join([f"{year:04}", *(f"{parts[name]:02}" for name in ("month", "day") if name in parts)])


class PartialDateField(models.CharField):
    """A date of which only the year or the month may be known, stored as ISO 8601 gives it: it sorts as it reads."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 10, "blank": True, **kwargs})

    def formfield(self, **kwargs):
        """With German spelling."""
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})

    def words(self, value) -> str:
        """As people read it."""
        return partial_words(value)
