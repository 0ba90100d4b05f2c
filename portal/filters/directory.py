"""The question above the city's list of published profiles."""

import django_filters
from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Goal
from initiatives.filters import at_main_place, in_field
from initiatives.models import WorkField
from municipalities.models import UNKNOWN_DISTRICT, District
from portal.directory import matching


class DirectoryFilter(django_filters.FilterSet):
    """Profiles by words, field, district and goal; names and values of the address are words, so that it can be read and passed on.

    A value that is no choice asks nothing, and its field says so.
    """

    q = django_filters.CharFilter(
        label=_("What are you looking for?"),
        method="by_words",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": "200"}),
    )
    feld = django_filters.ChoiceFilter(label=_("Field"), method="by_field", empty_label=_("all"))
    stadtteil = django_filters.ChoiceFilter(label=_("District"), method="by_district", empty_label=_("all"))
    ziel = django_filters.ChoiceFilter(label=_("Goal"), method="by_goal", empty_label=_("all"), choices=Goal.choices)

    def __init__(self, data=None, queryset=None, *, municipality):
        self.municipality = municipality
        super().__init__(data, queryset)
        rows = WorkField.objects.filter(municipality=municipality, is_active=True).select_related("parent")
        self.fields = {row.code: row for row in rows.order_by(F("parent").asc(nulls_first=True), "scheme", "position", "label", "pk")}
        rows = District.objects.filter(municipality=municipality, is_active=True).exclude(code=UNKNOWN_DISTRICT)
        self.districts = {row.code: row for row in rows}
        self.filters["feld"].extra["choices"] = self._field_choices()
        self.filters["stadtteil"].extra["choices"] = [(code, str(row)) for code, row in self.districts.items()]

    def _field_choices(self) -> list:
        """Wide fields first, then the sub-fields under the field that they belong to."""
        wide = [(code, str(row)) for code, row in self.fields.items() if row.parent is None]
        groups: dict[str, list] = {}
        for code, row in self.fields.items():
            if row.parent is not None:
                groups.setdefault(str(row.parent), []).append((code, str(row)))
        return [*wide, *groups.items()]

    def by_words(self, queryset, _name, value):
        """Every word somewhere in the public text."""
        return matching(queryset, self.municipality, value)

    def by_field(self, queryset, _name, value):
        """In the field or in one of its sub-fields."""
        return in_field(queryset, self.fields[value].pk)

    def by_district(self, queryset, _name, value):
        """Whose main place, the one that is shown, is there."""
        return at_main_place(queryset, self.districts[value], self.municipality)

    def by_goal(self, queryset, _name, value):
        """Who serves it."""
        return queryset.filter(goals__contains=f",{value},")

    @property
    def asked(self) -> list[tuple[str, str]]:
        """(question, answer) of what was asked, in words."""
        if not self.is_bound:
            return []
        self.form.is_valid()
        found = {name: value for name, value in self.form.cleaned_data.items() if value}
        words = {name: self._say(name, value) for name, value in found.items()}
        return [(str(self.form.fields[name].label), value) for name, value in words.items()]

    def _say(self, name: str, value) -> str:
        rows = {"feld": self.fields, "stadtteil": self.districts, "ziel": dict(Goal.choices)}
        return str(rows[name][value]) if name in rows else value
