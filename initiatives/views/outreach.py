"""Outreach: whom the office has approached, reached and told what it does, by field or by district, and the ways on from there."""

from dataclasses import dataclass
from enum import StrEnum

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from initiatives.choices import FieldScheme, OfficeList
from initiatives.exports import EXPORT_PAGES, EXPORTS
from initiatives.exports.templates import LETTER
from initiatives.filters import GROUPS
from initiatives.models import Actor, WorkField
from initiatives.outreach import (
    Outreach,
    OutreachFigures,
    figures_by_district,
    figures_by_field,
    figures_without_field,
)
from initiatives.views.gaps import Choice
from municipalities.models import UNKNOWN_DISTRICT, District
from wf40.views.mixins import OfficeView


class Rows(StrEnum):
    """What the rows of the table are."""

    FIELD = FieldScheme.ROLLOUT.value
    BUSINESS_FIELD = FieldScheme.BUSINESS_FIELD.value
    DISTRICT = "district"


# How the list of actors is asked for the rows of the table.
ASKED_AS = {Rows.FIELD: "field", Rows.BUSINESS_FIELD: "business_field", Rows.DISTRICT: "main_district"}
# The columns of the table; presented ones are a part of the reached ones.
COLUMNS = (Outreach.NEVER, Outreach.NO_ANSWER, Outreach.REACHED, Outreach.PRESENTED, Outreach.NOT_PRESENTED)


@dataclass(frozen=True)
class Cell:
    """A number, and the list of exactly these actors as far as the list can be asked for them."""

    number: int
    url: str = ""


@dataclass(frozen=True)
class WorkingList:
    """Whom the office should approach (again), and the ways to do that."""

    heading: str
    sentence: str
    number: int
    list_url: str
    round_url: str
    letter_url: str


class OutreachView(OfficeView, TemplateView):
    """The two working lists, then the figures, each of which opens its rows."""

    right = "initiatives.view_actor"
    template_name = "initiatives/outreach.html"

    @cached_property
    def rows(self) -> Rows:
        """The rows that the address names, otherwise the fields of the rollout."""
        asked = self.request.GET.get("zeilen", "")
        return Rows(asked) if asked in list(Rows) else Rows.FIELD

    @cached_property
    def kind(self) -> str:
        """Enterprises or initiatives alone, as in the list."""
        asked = self.request.GET.get("kind", "")
        return asked if asked in GROUPS else ""

    def query(self, **asked) -> str:
        """What an address asks for; empty values are left out."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in asked.items() if value})
        return query.urlencode()

    def address(self, **changes) -> str:
        """This page, with something else chosen."""
        return f"?{self.query(**{'zeilen': self.rows.value, 'kind': self.kind} | changes)}"

    def cells(self, figures: OutreachFigures, asked: dict | None) -> list[Cell]:
        """All of them, then each state; without `asked` the list cannot be asked for this row."""
        states = {None: figures.total} | {state: figures.of(state) for state in COLUMNS}
        return [self.cell(number, None if asked is None else asked | {"outreach": state}) for state, number in states.items()]

    def cell(self, number: int, asked: dict | None) -> Cell:
        """Nobody has no list."""
        if not number or asked is None:
            return Cell(number)
        query = self.query(kind=self.kind, **asked)
        return Cell(number, reverse("actor_list") + (f"?{query}" if query else ""))

    def field_rows(self, actors) -> list[tuple[str, list[Cell]]]:
        """(label, cells) of each main field, its parts included; the list cannot be asked for actors without a field."""
        scheme, name = self.rows.value, ASKED_AS[self.rows]
        figures = figures_by_field(actors, scheme)
        rows = [
            (field.label, self.cells(figures.get(field.pk, OutreachFigures()), {name: field.pk}))
            for field in self.visible(WorkField).filter(scheme=scheme, parent=None)
            if field.is_active or field.pk in figures
        ]
        return [*rows, (_("without a field"), self.cells(figures_without_field(actors, scheme), None))]

    def district_rows(self, figures: dict) -> list[tuple[str, list[Cell]]]:
        """(label, cells) of each district, at the end the actors of which nobody knows it."""
        districts = list(self.visible(District))
        unknown = next((row for row in districts if row.code == UNKNOWN_DISTRICT), None)
        rows = [
            (row.label, self.cells(figures.get(row.pk, OutreachFigures()), {"main_district": row.pk}))
            for row in districts
            if row != unknown and (row.is_active or row.pk in figures)
        ]
        nowhere = sum((figures[key] for key in {None, unknown and unknown.pk} & set(figures)), OutreachFigures())
        return [*rows, (_("unknown"), self.cells(nowhere, {"main_district": unknown.pk} if unknown else None))]

    def working_list(self, state: Outreach, heading: str, sentence: str, number: int) -> WorkingList:
        """A list with its ways on."""
        query = self.query(outreach=state.value, kind=self.kind)
        may_walk = self.request.user.has_perm("desk.add_round", self.request.municipality)
        may_export = self.request.user.has_perm(EXPORTS[OfficeList.ACTORS].right, self.request.municipality)
        return WorkingList(
            heading,
            sentence,
            number,
            f"{reverse('actor_list')}?{query}",
            f"{reverse('round_create')}?{query}" if may_walk else "",
            f"{reverse(EXPORT_PAGES[OfficeList.ACTORS])}?{query}&template={LETTER}" if may_export else "",
        )

    def get_context_data(self, **kwargs):
        """The working lists, then the table; every sum counts each actor once."""
        actors = self.visible(Actor).current()
        if self.kind:
            actors = actors.filter(kind__in=GROUPS[self.kind])
        by_district = figures_by_district(actors)
        figures = sum(by_district.values(), OutreachFigures())
        rows = self.district_rows(by_district) if self.rows == Rows.DISTRICT else self.field_rows(actors)
        labels = {Rows.FIELD: _("Fields"), Rows.BUSINESS_FIELD: _("Business fields"), Rows.DISTRICT: _("Districts")}
        kinds = (("", _("all actors")), ("enterprises", _("all enterprises")), ("initiatives", _("all initiatives")))
        return super().get_context_data(**kwargs) | {
            "lists": [
                self.working_list(
                    Outreach.NEVER, _("Never approached"), _("Nobody of the office ever talked or wrote to them."), figures.never
                ),
                self.working_list(
                    Outreach.NO_ANSWER, _("Approached, no answer"), _("The office tried, and never reached anybody."), figures.no_answer
                ),
            ],
            "columns": [_("All"), *(state.label for state in COLUMNS)],
            "table": rows,
            "sums": self.cells(figures, {}),
            "by_district": self.rows == Rows.DISTRICT,
            "tabs": [Choice(label, self.address(zeilen=rows.value), self.rows == rows) for rows, label in labels.items()],
            "kinds": [Choice(label, self.address(kind=kind), kind == self.kind) for kind, label in kinds],
        }
