"""The base of all filter bars."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import django_filters
from django.utils.formats import localize

from wf40.scoping import is_scoped


@dataclass(frozen=True)
class Chip:
    """An active filter in words, and the address without it."""

    label: str
    value: str
    url: str


class OfficeFilterSet(django_filters.FilterSet):
    """Filters of a list: choices in scope, active ones as chips. An unknown value filters nothing and is said at its field.

    `first` names the filters that always show; the others stand under "more filters".
    """

    first: tuple[str, ...] = ()
    # What a filter stands at without being asked; it is no chip.
    defaults: dict[str, str] = {}

    def __init__(self, data=None, *args, user, municipality, **kwargs):
        self.user, self.municipality = user, municipality
        if data is not None and (missing := {name: value for name, value in self.defaults.items() if not data.get(name)}):
            data = data.copy()
            for name, value in missing.items():
                data[name] = value
        super().__init__(data, *args, **kwargs)
        for field in self.form.fields.values():
            queryset = getattr(field, "queryset", None)
            if queryset is not None and is_scoped(queryset.model):
                field.queryset = queryset.model.objects.visible_to(user, municipality)

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

    @property
    def first_fields(self) -> list:
        """The fields that always show."""
        return [self.form[name] for name in self.first or self.form.fields]

    @property
    def more_fields(self) -> list:
        """The fields under "more filters"."""
        return [self.form[name] for name in self.form.fields if self.first and name not in self.first]

    @property
    def chips(self) -> list[Chip]:
        """The active filters in words."""
        if not hasattr(self, "_chips"):
            self._chips = self._make_chips()
        return self._chips

    def _make_chips(self) -> list[Chip]:
        self.form.is_valid()
        result = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name)
            if value in (None, "", []) or value == self.defaults.get(name):
                continue
            query = self.data.copy()
            for gone in (name, "page", *(key for key, default in self.defaults.items() if query.get(key) == default)):
                query.pop(gone, None)
            result.append(Chip(str(field.label), self._say(field, value), f"?{query.urlencode()}"))
        return result

    def _say(self, field, value) -> str:
        choices = dict(field.choices) if hasattr(field, "choices") and not hasattr(field, "queryset") else {}
        said = choices.get(value, value)
        return str(localize(said) if isinstance(said, date | Decimal) else said)

    @property
    def more_is_open(self) -> bool:
        """Whether one of the further filters is in use."""
        self.form.is_valid()
        values = {name: self.form.cleaned_data.get(name) for name in self.form.fields if name not in self.first}
        return any(value not in (None, "") and value != self.defaults.get(name) for name, value in values.items())
