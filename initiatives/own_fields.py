"""The fields that a city's office adds to its actors itself: in the form, on the page, in the history, among the filters, in the file."""

import re
from functools import partial

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.choices import CustomKind
from initiatives.imports.columns import PERSON_WORDS, folded_title, recognise
from initiatives.models import CustomField, CustomValue
from wf40.exports import ExportColumn
from wf40.folding import written
from wf40.history import SAME_SAVING, FieldChange, Step
from wf40.tables import MISSING

KEY = re.compile(r"^own_[0-9]+\Z")
WIDTHS = {CustomKind.TEXT: "s6", CustomKind.CHOICE: "s6"}
MOST_DIGITS, DECIMALS = 20, 4


def is_own(name: str) -> bool:
    """Whether this is the name of an own field among the values of a form."""
    return bool(KEY.match(name))


def offered_fields(user, municipality) -> list[CustomField]:
    """The city's own fields that are in use, in the office's order."""
    return list(CustomField.objects.visible_to(user, municipality).filter(is_active=True))


def own_values(actor, names) -> dict:
    """What an actor has in the own fields of these names; None where it has nothing."""
    names = list(names)
    found = {row.field.key: row.python_value for row in actor.custom_values.select_related("field")} if names else {}
    return {name: found.get(name) for name in names}


def own_facts(user, municipality, actor) -> list[tuple[str, str]]:
    """(label, value in words) of the own fields that are filled at an actor; also of those that were switched off meanwhile."""
    rows = CustomValue.objects.visible_to(user, municipality).filter(actor=actor).select_related("field")
    return [(row.field.label, str(row)) for row in rows.order_by("field__position", "field__label", "field")]


# --- in the form -------------------------------------------------------------------------------------------
class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not said."""

    def __init__(self, **kwargs):
        choices = [("", MISSING), ("1", _("yes")), ("0", _("no"))]
        super().__init__(choices=choices, coerce=lambda sent: sent == "1", empty_value=None, **kwargs)

    def prepare_value(self, value):
        """A stored answer as the select knows it."""
        return str(int(value)) if isinstance(value, bool) else value


def _options(own: CustomField, stored=None) -> list[tuple[str, str]]:
    """The choices; one that an actor has stays one of them, whatever became of the list."""
    options = own.choices
    if stored and stored not in options:
        options = [*options, stored]
    return [(option, option) for option in options]


def form_field(own: CustomField, stored=None) -> forms.Field:
    """The field of a form that takes a value of this own field."""
    said = {"label": own.label, "help_text": own.help_text, "required": False}
    if own.kind == CustomKind.NUMBER:
        return forms.DecimalField(
            **said,
            max_digits=MOST_DIGITS,
            decimal_places=DECIMALS,
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages={"invalid": _("Please enter a number, for example 12,5.")},
        )
    if own.kind == CustomKind.DATE:
        return forms.DateField(
            **said,
            widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": _("dd.mm.yyyy")}),
            error_messages={"invalid": _("Please enter the day like 14.01.2026.")},
        )
    if own.kind == CustomKind.BOOLEAN:
        return YesNoField(**said)
    if own.kind == CustomKind.CHOICE:
        unknown = {"invalid_choice": _("Please choose one of the values of the list.")}
        return forms.ChoiceField(**said, choices=[("", MISSING), *_options(own, stored)], error_messages=unknown)
    return forms.CharField(**said, max_length=CustomValue._meta.get_field("value").max_length)


def form_width(own: CustomField) -> str:
    """How many of the form's twelve columns the field takes."""
    return WIDTHS.get(own.kind, "s4")


# --- among the filters -------------------------------------------------------------------------------------
class OwnCondition:
    """Finds the actors that hold a value in one own field; by a subquery, so that no actor stands twice."""

    def __init__(self, *, own, condition, **kwargs):
        self.own, self.condition = own, condition
        super().__init__(**kwargs)

    def filter(self, queryset, value):
        """The actors with a fitting value; without a question all of them."""
        if value in (None, ""):
            return queryset
        values = CustomValue.objects.filter(municipality=self.own.municipality_id, field=self.own).filter(self.condition(value))
        return queryset.filter(pk__in=values.values("actor"))


class OwnTextFilter(OwnCondition, django_filters.CharFilter):
    """Words in a text."""


class OwnChoiceFilter(OwnCondition, django_filters.ChoiceFilter):
    """One of the choices, yes or no."""


class OwnNumberFilter(OwnCondition, django_filters.NumberFilter):
    """Numbers from or up to one."""


class OwnDateFilter(OwnCondition, django_filters.DateFilter):
    """Days from or up to one."""


def _words(value: str) -> Q:
    """Every word stands in the text."""
    return Q(*[written("value", word) for word in value.split()[:12]])


def _number(lookup: str, value) -> Q:
    return Q(**{f"number__{lookup}": value})


def _day(lookup: str, value) -> Q:
    """Days are kept as ISO 8601, which sorts by time."""
    return Q(**{f"value__{lookup}": value.isoformat()})


def own_filters(fields) -> dict:
    """The filters of a list of actors for its city's own fields."""
    filters = {}
    for own in fields:
        if own.kind in (CustomKind.NUMBER, CustomKind.DATE):
            for end, lookup, label in (("from", "gte", _("%(field)s from")), ("to", "lte", _("%(field)s to"))):
                filters[f"{own.key}_{end}"] = _range_filter(own, lookup, label % {"field": own.label})
        elif own.kind == CustomKind.TEXT:
            filters[own.key] = OwnTextFilter(own=own, condition=_words, label=own.label, max_length=200)
        else:
            options = [("1", _("yes")), ("0", _("no"))] if own.kind == CustomKind.BOOLEAN else _options(own)
            filters[own.key] = OwnChoiceFilter(
                own=own, condition=lambda value: Q(value=value), label=own.label, empty_label=_("all"), choices=options
            )
    return filters


def _range_filter(own, lookup: str, label):
    if own.kind == CustomKind.DATE:
        return OwnDateFilter(own=own, condition=partial(_day, lookup), label=label)
    digits = {"max_digits": MOST_DIGITS, "decimal_places": DECIMALS}
    return OwnNumberFilter(own=own, condition=partial(_number, lookup), label=label, localize=True, **digits)


# --- in the file -------------------------------------------------------------------------------------------
def own_columns(fields, taken=()) -> list[ExportColumn]:
    """The columns of a file of actors for its city's own fields; each reads what the file loads of them ({field: value} of an actor).

    A label that the import would take for something else, or that the file has already (`taken`), is said to be an own field.
    """
    titles = {str(title).casefold() for title in taken}
    columns = []
    for own in fields:
        is_clear = own.label.casefold() not in titles and says_nothing_to_the_import(own.label)
        title = own.label if is_clear else gettext("Own field: %(field)s") % {"field": own.label}
        columns.append(ExportColumn(own.key, title, part="own", words=partial(_cell, own.pk)))
    return columns


def says_nothing_to_the_import(label: str) -> bool:
    """Beside a column with first names the import would take "Name" for a person's."""
    return not recognise([label]) and folded_title(label) not in PERSON_WORDS


def _cell(key: int, values: dict | None):
    """The value of one actor, as a file takes it."""
    return (values or {}).get(key)


# --- in the history ----------------------------------------------------------------------------------------
def own_steps(actor, limit: int) -> list[Step]:
    """What was changed in an actor's own fields, newest first: the field's label, the old and the new value; two queries."""
    rows = CustomValue.history.filter(actor_id=actor.pk).select_related("history_user").order_by("-history_date", "-history_id")
    records = list(rows[:limit])
    fields = {own.pk: own for own in CustomField.objects.filter(pk__in={record.field_id for record in records})} if records else {}
    before: dict[int, str] = {}
    steps: list[Step] = []
    for record in reversed(records):
        if (own := fields.get(record.field_id)) is None:
            continue
        new = MISSING if record.history_type == "-" else _words_of(record, own)
        # A change whose older version was not fetched has no "before" to show.
        old = MISSING if record.history_type == "+" else before.get(own.pk, new)
        before[own.pk] = new
        if old != new:
            _add(steps, record, FieldChange(own.key, own.label, old, new))
    return steps[::-1]


def _words_of(record, own: CustomField) -> str:
    """A value of the past in words."""
    value = record.instance
    value.field = own
    return str(value)


def _add(steps: list[Step], record, change: FieldChange) -> None:
    """What one person wrote within two seconds was one saving to them."""
    who = record.history_user.get_short_name() if record.history_user else gettext("System")
    if steps and steps[-1].who == who and record.history_date - steps[-1].when < SAME_SAVING:
        steps[-1].changes.append(change)
    else:
        steps.append(Step(record.history_date, who, False, [change]))
