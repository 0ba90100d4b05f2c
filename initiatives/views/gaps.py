"""What the register lacks: entries that a file or a report would find incomplete, and fields without actors in a district."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from initiatives.choices import FieldScheme
from initiatives.completeness import REQUIREMENTS, Need, Requirement, is_incomplete, missing, missing_counts
from initiatives.filters import GROUPS
from initiatives.matrix import field_matrix
from initiatives.models import Actor, WorkField
from initiatives.tables import GapTable
from municipalities.models import District
from wf40.paging import paginate
from wf40.views.mixins import OfficeView


@dataclass(frozen=True)
class Gap:
    """An actor and what it lacks for the chosen purpose."""

    actor: Actor
    lacks: list[Requirement]


@dataclass(frozen=True)
class Choice:
    """One of the ways to look at a page: its words, its address, whether it is the way chosen now, and a figure."""

    label: str
    url: str
    is_current: bool
    number: int | None = None


def _address(**parameters) -> str:
    """The same page with these parameters; empty ones are left out."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in parameters.items() if value})
    return f"?{query.urlencode()}"


class GapListView(OfficeView, TemplateView):
    """The quiet list of what is still to be filled in: for a purpose, all of it or one requirement, of all actors or one's own."""

    right = "initiatives.view_actor"
    template_name = "initiatives/gap_list.html"

    @cached_property
    def purpose(self) -> Need:
        """The purpose that the address names, otherwise the first one."""
        asked = self.request.GET.get("zweck", "")
        return Need(asked) if asked in Need.values else Need.FUNDING_NOTICE

    @cached_property
    def code(self) -> str:
        """The requirement that the address names, if the purpose has it."""
        asked = self.request.GET.get("fehlt", "")
        return asked if asked in {entry.code for entry in REQUIREMENTS[self.purpose]} else ""

    @cached_property
    def is_own(self) -> bool:
        """Whether only the actors count that this person looks after."""
        return self.request.GET.get("nur") == "meine"

    def address(self, **changes) -> str:
        """This page, with something else chosen."""
        chosen = {"zweck": self.purpose.value, "fehlt": self.code, "nur": "meine" if self.is_own else ""}
        return _address(**chosen | changes)

    def get_context_data(self, **kwargs):
        """Figures of all requirements, then one page of actors with what each lacks."""
        actors = self.visible(Actor).current()
        if self.is_own:
            actors = actors.filter(steward=self.request.user)
        rows = actors.filter(is_incomplete(self.purpose, self.code)).select_related("steward").order_by("sort_key", "pk")
        page = paginate(rows, self.request.GET)
        lacks = missing(page.rows, self.purpose)
        table = GapTable(self.request.GET, may_change=self.request.user.has_perm("initiatives.change_actor", self.request.municipality))
        table.fill([Gap(actor, lacks.get(actor.pk, {}).get(self.purpose, [])) for actor in page.rows])
        return super().get_context_data(**kwargs) | {
            "purpose": self.purpose,
            "is_own": self.is_own,
            "tabs": [Choice(need.label, self.address(zweck=need.value, fehlt=""), need == self.purpose) for need in Need],
            "figures": [
                Choice(entry.label, self.address(fehlt="" if entry.code == self.code else entry.code), entry.code == self.code, number)
                for entry, number in missing_counts(actors, self.purpose)
            ],
            "whose": [
                Choice(_("of all actors"), self.address(nur=""), not self.is_own),
                Choice(_("only mine"), self.address(nur="meine"), self.is_own),
            ],
            "chosen": next((entry.label for entry in REQUIREMENTS[self.purpose] if entry.code == self.code), ""),
            "whole_url": self.address(fehlt=""),
            "page": page,
            "table": table,
            "count_words": table.count_words(page.count),
        }


@dataclass(frozen=True)
class Cell:
    """A number of the matrix and the list of exactly these actors; a gap is a field without anybody in a known district."""

    number: int
    url: str = ""
    is_gap: bool = False


class ActorMatrixView(OfficeView, TemplateView):
    """Fields by districts: how many actors there are of each, where nobody is, and the way to each list."""

    right = "initiatives.view_actor"
    template_name = "initiatives/actor_matrix.html"

    @cached_property
    def scheme(self) -> FieldScheme:
        """The scheme of fields that the address names, otherwise that of the rollout."""
        asked = self.request.GET.get("felder", "")
        return FieldScheme(asked) if asked in FieldScheme.values else FieldScheme.ROLLOUT

    @cached_property
    def kind(self) -> str:
        """Enterprises or initiatives alone, as in the list."""
        asked = self.request.GET.get("kind", "")
        return asked if asked in GROUPS else ""

    @cached_property
    def has_parts(self) -> bool:
        """Whether the parts of fields have rows of their own."""
        return self.request.GET.get("teile") == "1"

    def address(self, **changes) -> str:
        """This page, with something else chosen."""
        return _address(**{"felder": self.scheme.value, "kind": self.kind, "teile": "1" if self.has_parts else ""} | changes)

    def cell(self, number: int, *, may_be_gap: bool = False, **asked) -> Cell:
        """A number with its list as far as the list can be asked for it; nobody has no list."""
        has_list = number and None not in asked.values()
        names = {"field": "business_field" if self.scheme == FieldScheme.BUSINESS_FIELD else "field"}
        query = _address(**{names.get(name, name): row.pk for name, row in asked.items()}, kind=self.kind) if has_list else ""
        return Cell(number, f"{reverse('actor_list')}{query}" if has_list else "", may_be_gap and not number)

    def cells_of(self, row, matrix) -> list[Cell]:
        """The numbers of one field: each district, district unknown, sum. The list cannot be asked for actors without a field."""
        field = row.field
        cells = [
            self.cell(number, field=field, main_district=district, may_be_gap=field is not None)
            for number, district in zip(row.numbers, matrix.districts, strict=False)
        ]
        return [*cells, self.cell(row.numbers[-1], field=field, main_district=matrix.unknown), self.cell(row.total, field=field)]

    def get_context_data(self, **kwargs):
        """The numbers with their addresses, and the ways to look at them."""
        actors = self.visible(Actor).current()
        if self.kind:
            actors = actors.filter(kind__in=GROUPS[self.kind])
        fields = list(self.visible(WorkField).filter(scheme=self.scheme))
        matrix = field_matrix(actors, self.scheme, fields, list(self.visible(District)), with_parts=self.has_parts)
        sums = [
            self.cell(number, main_district=district)
            for number, district in zip(matrix.sums, [*matrix.districts, matrix.unknown], strict=True)
        ]
        kinds = (("", _("all actors")), ("enterprises", _("all enterprises")), ("initiatives", _("all initiatives")))
        parts = (("", _("main fields")), ("1", _("with their parts")))
        return super().get_context_data(**kwargs) | {
            "matrix": matrix,
            "rows": [(row, self.cells_of(row, matrix)) for row in matrix.rows],
            "sums": [*sums, self.cell(matrix.total)],
            "schemes": [Choice(scheme.label, self.address(felder=scheme.value, teile=""), scheme == self.scheme) for scheme in FieldScheme],
            "kinds": [Choice(label, self.address(kind=kind), kind == self.kind) for kind, label in kinds],
            "parts": [Choice(label, self.address(teile=value), self.has_parts == bool(value)) for value, label in parts]
            if any(field.parent_id for field in fields)
            else [],
        }
