"""The base of all filter bars."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import django_filters
from django import forms
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from wf40.scoping import is_scoped
from wf40.tables import boxes

# What stands in a list's address beside its filters and stays when they change.
SHAPE = ("sort", "groesse", "spalten")
# The selection that was opened: it stays while somebody changes its filters.
OPENED = "auswahl"
NOBODY = "none"
SELECTED = format_html(" {}", "selected")
# Fields of bars that nobody filled in, as they are drawn.
_blank: dict[tuple, str] = {}
MOST_BLANKS = 2000


@dataclass(frozen=True)
class Chip:
    """An active filter in words, and the address without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of one of the city's lists, as far as a filter has to know it."""

    pk: int | None
    label: str
    code: str = ""
    group: str = ""
    note: str = ""

    def __str__(self):
        return self.label


class RowField(forms.Field):
    """One row of a list of the city. A bar asks the database once for the rows of all its fields (`OfficeFilterSet.load_rows`)."""

    default_error_messages = {"invalid_choice": _("Select a valid choice. That choice is not one of the available choices.")}
    is_several = False

    def __init__(self, *, source: str, group: str = "", nobody="", **kwargs):
        super().__init__(**kwargs)
        self.source, self.group, self.nobody = source, group, nobody
        self.rows: dict[str, Row] = {}

    def take(self, rows: Iterable[Row]) -> None:
        """The rows of the city; an address may name each of them, the bar offers those of its group."""
        self.rows = {str(row.pk): row for row in rows}
        if self.nobody:
            self.rows = {NOBODY: Row(None, str(self.nobody), NOBODY, self.group)} | self.rows

    def find(self, key) -> Row:
        """The row that somebody chose."""
        if (row := self.rows.get(str(key))) is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return row

    def to_python(self, value):
        """The row, None if nothing was chosen."""
        return None if value in self.empty_values else self.find(value)

    def options(self, chosen) -> list[tuple[str, str]]:
        """(value, label) of what the bar offers: the group's rows, and one of another group that is chosen."""
        return [(key, row.label) for key, row in self.rows.items() if row.group == self.group or key in chosen]


class RowsField(RowField):
    """Several rows of a list of the city, all of which have to fit."""

    widget = forms.SelectMultiple
    is_several = True

    def to_python(self, value):
        """The rows, none of them twice."""
        return list(dict.fromkeys(self.find(key) for key in value or () if key != ""))


class CodesField(forms.MultipleChoiceField):
    """Several codes of a fixed list, all of which have to fit."""

    is_several = True

    def to_python(self, value):
        """The codes, without an empty one that stands for nothing."""
        return [code for code in super().to_python(value) if code]

    def options(self, chosen) -> list[tuple[str, str]]:
        """(value, label) of the whole list."""
        return list(self.choices)


class RowFilter(django_filters.Filter):
    """Rows that point at a row of the city's lists; "nobody" finds those that point at none."""

    field_class = RowField

    def filter(self, queryset, value):
        """By the key; without a question all rows."""
        return queryset if value is None else queryset.filter(**{self.field_name: value.pk})


class RowsFilter(django_filters.Filter):
    """Rows to which every one of several rows of the city's lists belongs; always by a method."""

    field_class = RowsField


class CodesFilter(django_filters.Filter):
    """Rows that hold every one of several codes; always by a method."""

    field_class = CodesField


def _own(filter_):
    """A filter for one bar alone; what it is made of stays shared, its field too unless the field holds rows of a city."""
    if not issubclass(filter_.field_class, RowField | forms.ModelChoiceField):
        filter_.field  # noqa: B018 - is made here once and kept
    clone = copy.copy(filter_)
    if clone.method is not None:
        clone.method = clone.method  # what calls it knows its filter, so it is made anew
    return clone


class OfficeFilterSet(django_filters.FilterSet):
    """Filters of a list: choices in scope, active ones as chips. An unknown value filters nothing and is said at its field.

    `first` names the filters that always show; the others stand under "more filters".
    """

    first: tuple[str, ...] = ()
    # What a filter stands at without being asked; it is no chip.
    defaults: dict[str, str] = {}

    def __init__(self, data=None, queryset=None, *, user, municipality, request=None, prefix=None):
        self.user, self.municipality = user, municipality
        if data is not None and (missing := {name: value for name, value in self.defaults.items() if not data.get(name)}):
            data = data.copy()
            for name, value in missing.items():
                data[name] = value
        filters = {name: _own(filter_) for name, filter_ in self.base_filters.items()}
        self.base_filters = {}  # they would be copied to their depth
        super().__init__(data, queryset, request=request, prefix=prefix)
        del self.base_filters
        rows = self.load_rows({filter_.extra["source"] for filter_ in filters.values() if issubclass(filter_.field_class, RowField)})
        self.filters = filters | self.further_filters(rows)
        for filter_ in self.filters.values():
            filter_.parent, filter_.model = self, self.queryset.model
            if isinstance(filter_.field, RowField):
                filter_.field.take(rows.get(filter_.field.source, ()))
            elif (choices := getattr(filter_.field, "queryset", None)) is not None and is_scoped(choices.model):
                filter_.field.queryset = choices.model.objects.visible_to(user, municipality)

    def load_rows(self, sources: set[str]) -> dict[str, list[Row]]:
        """The rows of the city's lists from which the filters choose, by the name of the list."""
        return {}

    def further_filters(self, rows: dict[str, list[Row]]) -> dict:
        """Filters that a city has beside those of the class."""
        return {}

    @property
    def form(self):
        """The form of the bar; its fields belong to this bar alone."""
        if not hasattr(self, "_form"):
            self._form = forms.Form(self.data, prefix=self.form_prefix) if self.is_bound else forms.Form(prefix=self.form_prefix)
            self._form.fields = {name: filter_.field for name, filter_ in self.filters.items()}
        return self._form

    @property
    def qs(self):
        """The rows that fit; of values that are no choice the filter's default holds, or they are left out of the question."""
        if not hasattr(self, "_qs"):
            queryset = self.queryset.all()
            if self.is_bound:
                self.form.is_valid()
                for name, value in (self.defaults | self.form.cleaned_data).items():
                    queryset = self.filters[name].filter(queryset, value)
            self._qs = queryset
        return self._qs

    # --- the bar -------------------------------------------------------------------------------------------
    @property
    def first_fields(self) -> list[str]:
        """The fields that always show."""
        return [self._drawn(name) for name in self.first or self.filters]

    @property
    def more_fields(self) -> list[str]:
        """The fields under "more filters"."""
        return [self._drawn(name) for name in self.filters if self.first and name not in self.first]

    def _drawn(self, name: str) -> str:
        """A label and its control. Lists have dozens of choices: drawn here, a bar costs a tenth of what its widgets cost, and what
        nobody filled in is drawn once."""
        field = self.form.fields[name]
        if any(self.data.getlist(name)) or name not in self.base_filters:
            return self._draw(name, field)
        key = (type(self), name, get_language(), tuple(field.options(())) if isinstance(field, RowField) else ())
        if (drawn := _blank.get(key)) is None:
            if len(_blank) >= MOST_BLANKS:
                _blank.clear()
            drawn = _blank[key] = self._draw(name, field)
        return drawn

    def _draw(self, name: str, field) -> str:
        errors = self.form.errors.get(name, ())
        error = " ".join(errors)
        said = format_html(' aria-invalid="true" aria-describedby="id_{}_error"', name) if error else ""
        if getattr(field, "is_several", False):
            control = self._drawn_boxes(name, field)
        elif field.widget.is_hidden:
            return format_html('<input type="hidden" name="{}" value="{}">', name, self.data.get(name, ""))
        elif hasattr(field, "options") or hasattr(field, "choices"):
            control = self._drawn_select(name, field, said)
        else:
            control = self._drawn_input(name, field, said)
        return format_html(
            '<div id="div_id_{}" class="kern-form-input kern-form-input--inline{}">{}{}</div>',
            name,
            " kern-form-input--error" if error else "",
            control,
            format_html(
                '<p class="kern-error" id="id_{}_error"><span class="kern-icon kern-icon--danger wf-icon" aria-hidden="true"></span>'
                '<span class="kern-body">{}</span></p>',
                name,
                error,
            )
            if error
            else "",
        )

    def _drawn_select(self, name: str, field, said: str) -> str:
        chosen = str(self.data.get(name, ""))
        options = [("", gettext("all")), *field.options((chosen,))] if isinstance(field, RowField) else field.choices
        return format_html(
            '<label class="kern-label" for="id_{0}">{1}</label><div class="kern-form-input__select-wrapper">'
            '<select name="{0}" id="id_{0}" class="kern-form-input__select{2}"{3}>{4}</select></div>',
            name,
            field.label,
            " kern-form-input__select--error" if said else "",
            said,
            format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                [(value, SELECTED if str(value) == chosen else "", label) for value, label in options],
            ),
        )

    def _drawn_input(self, name: str, field, said: str) -> str:
        attributes = field.widget.attrs | field.widget_attrs(field.widget)
        if isinstance(field, forms.DateField):
            attributes |= {"inputmode": "numeric", "placeholder": _("dd.mm.yyyy")}
        return format_html(
            '<label class="kern-label" for="id_{0}">{1}</label>'
            '<input type="{6}" name="{0}" id="id_{0}" value="{2}" class="kern-form-input__input{3}"{4}{5}>',
            name,
            field.label,
            self.data.get(name, ""),
            " kern-form-input__input--error" if said else "",
            format_html_join("", ' {}="{}"', attributes.items()),
            said,
            field.widget.input_type,
        )

    def _drawn_boxes(self, name: str, field) -> str:
        """Several choices fold behind their number."""
        chosen = set(self.data.getlist(name)) if self.is_bound else set()
        options = field.options(chosen)
        number = sum(str(value) in chosen for value, _label in options)
        return format_html(
            '<span class="kern-label" id="label_{0}">{1}</span>'
            '<details class="wf-several"><summary aria-describedby="label_{0}">{2}</summary>'
            '<div class="wf-several__list" role="group" aria-labelledby="label_{0}">{3}</div></details>',
            name,
            field.label,
            gettext("%(number)s chosen") % {"number": number} if number else gettext("all"),
            boxes(name, [(value, label, str(value) in chosen) for value, label in options], f"id_{name}"),
        )

    @property
    def shape(self) -> list[tuple[str, str]]:
        """(name, value) of what stays when the filters change: order, size, columns."""
        return [(name, value) for name in (*SHAPE, OPENED) for value in self.data.getlist(name) if value and name not in self.filters]

    @property
    def clear_url(self) -> str:
        """The list without any filter, in its order and with its columns."""
        query = self.data.copy()
        for name in list(query):
            if name not in SHAPE:
                del query[name]
        return f"?{query.urlencode()}"

    @property
    def more_is_open(self) -> bool:
        """Whether one of the further filters is in use."""
        self.form.is_valid()
        values = {name: self._value(name) for name in self.form.fields if name not in self.first}
        return any(value not in (None, "", []) and value != self.defaults.get(name) for name, value in values.items())

    # --- in words ------------------------------------------------------------------------------------------
    @property
    def chips(self) -> list[Chip]:
        """The active filters in words."""
        if not hasattr(self, "_chips"):
            self._chips = self._make_chips()
        return self._chips

    def _value(self, name: str):
        return self.form.cleaned_data.get(name) if self.is_bound else None

    def _make_chips(self) -> list[Chip]:
        self.form.is_valid()
        result = []
        for name, field in self.form.fields.items():
            value = self._value(name)
            if value in (None, "", []) or value == self.defaults.get(name):
                continue
            for one in value if isinstance(value, list) else [value]:
                result.append(Chip(str(field.label), self._say(field, one), self._without(name, one, value)))
        return result

    def _without(self, name: str, one, value) -> str:
        """The address without a filter, or without one of its several values."""
        query = self.data.copy()
        for gone in (name, "page", "genau", *(key for key, default in self.defaults.items() if query.get(key) == default)):
            query.pop(gone, None)
        if isinstance(value, list) and (others := [str(getattr(other, "pk", other)) for other in value if other != one]):
            query.setlist(name, others)
        return f"?{query.urlencode()}"

    def _say(self, field, value) -> str:
        choices = dict(field.choices) if hasattr(field, "choices") and not hasattr(field, "queryset") else {}
        said = choices.get(value, value)
        return str(localize(said) if isinstance(said, date | Decimal) else said)
