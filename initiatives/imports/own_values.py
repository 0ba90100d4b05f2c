"""The office's own fields in a list: under which titles they stand, and what their cells say."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from initiatives.choices import CustomKind
from initiatives.imports.columns import folded_title
from initiatives.imports.vocabulary import VOCABULARIES, YES, squashed
from initiatives.models import CustomField
from initiatives.own_fields import DECIMALS, MOST_DIGITS, form_field, says_nothing_to_the_import
from wf40.exports import TableExport

WHOLE_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?: 00:00:00)?$")
THOUSANDS = re.compile(r"^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$")


def own_titles(municipality) -> dict[str, CustomField]:
    """The own fields that are in use, by the titles that our own file gives them, folded."""
    # A title that our file has for something else never means an own field.
    register = {folded_title(str(column.title)) for column in TableExport.registered["akteure"].columns}
    found = {}
    for own in CustomField.objects.filter(municipality=municipality, is_active=True):
        found[folded_title(gettext("Own field: %(field)s") % {"field": own.label})] = own
        if folded_title(own.label) not in register and says_nothing_to_the_import(own.label):
            found[folded_title(own.label)] = own
    return found


def read_own_value(own: CustomField, text: str, *, is_workbook: bool):
    """A cell as a value of an own field; numbers of workbooks have a decimal point. Raises ValidationError for what does not fit."""
    if own.kind == CustomKind.BOOLEAN:
        answer = VOCABULARIES["is_charitable"].get(squashed(text))
        if answer is None:
            raise ValidationError("")
        return answer == YES
    if own.kind == CustomKind.NUMBER:
        return _number(text, is_workbook=is_workbook)
    if own.kind == CustomKind.DATE and (found := WHOLE_DAY.match(text)):
        return date.fromisoformat(found[1])
    return form_field(own).clean(text)


def _number(text: str, *, is_workbook: bool) -> Decimal:
    """ "1.250,5" and "1250.5"; what could be both is read as its file writes it."""
    if "," in text or (not is_workbook and THOUSANDS.match(text)):
        text = text.replace(".", "").replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValidationError("") from error
    if not number.is_finite() or round(number, DECIMALS) != number or abs(number) >= Decimal(10) ** (MOST_DIGITS - DECIMALS):
        raise ValidationError("")
    return number
