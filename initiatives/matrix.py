"""How many actors work in which field and which district: the gaps of a city."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q
from django.db.models.functions import Coalesce

from initiatives.models import Actor, WorkField
from municipalities.models import UNKNOWN_DISTRICT, District


@dataclass(frozen=True)
class MatrixRow:
    """A field with the number of its actors in each district, in the order of the columns; without a field the actors that have none."""

    field: WorkField | None
    numbers: list[int]

    @property
    def total(self) -> int:
        """All actors of the field, each once, since each has one main place."""
        return sum(self.numbers)

    @property
    def is_part(self) -> bool:
        """Whether it belongs to the field above it."""
        return bool(self.field and self.field.parent_id)


@dataclass(frozen=True)
class Matrix:
    """The whole table: its columns (after the districts one for an unknown district), rows, and the sums of actors, each counted once."""

    districts: list[District]
    unknown: District | None
    rows: list[MatrixRow]
    sums: list[int]

    @property
    def total(self) -> int:
        """All actors."""
        return sum(self.sums)


def _at_main_place(rows, path: str):
    """Joins the main place of each row's actor: there is one at most, so no row comes twice."""
    return rows.order_by().annotate(main=FilteredRelation(path, condition=Q(**{f"{path}__is_main": True})))


def field_matrix(actors, scheme: str, fields: list[WorkField], districts: list[District], *, with_parts: bool = False) -> Matrix:
    """Counts these actors by field and by the district of their main place; two queries, one more with the parts of fields.

    `fields` are all fields of the scheme. What is no longer in use stands only where somebody is still counted in it.
    """
    unknown = next((row for row in districts if row.code == UNKNOWN_DISTRICT), None)
    nowhere = unknown and unknown.pk
    links = Actor.work_fields.through.objects.filter(workfield__scheme=scheme)
    numbers = _by_field(links.filter(actor__in=actors.order_by().values("pk")), nowhere, with_parts)
    without, sums = _by_district(actors, links, nowhere)
    known = [row for row in districts if row != unknown and (row.is_active or sums[row.pk])]
    columns = [*(row.pk for row in known), None]
    rows = [MatrixRow(field, [numbers[field.pk, place] for place in columns]) for field in _in_order(fields, with_parts)]
    rows = [row for row in rows if row.field.is_active or row.total]
    rows.append(MatrixRow(None, [without[place] for place in columns]))
    return Matrix(known, unknown, rows, [sums[place] for place in columns])


def _by_field(links, nowhere: int | None, with_parts: bool) -> Counter:
    """The actors of each main field, those of its parts included, by district; with parts also those of each part."""
    placed = _at_main_place(links, "actor__locations").annotate(root=Coalesce("workfield__parent", "workfield"))
    numbers: Counter = Counter()
    for key, rows in (("root", placed), ("workfield", placed.exclude(workfield__parent=None)))[: 1 + with_parts]:
        for field, place, number in rows.values_list(key, "main__district").annotate(number=Count("actor", distinct=key == "root")):
            numbers[field, None if place == nowhere else place] += number
    return numbers


def _by_district(actors, links, nowhere: int | None) -> tuple[Counter, Counter]:
    """The actors without any of the fields, and all actors, by district."""
    without: Counter = Counter()
    sums: Counter = Counter()
    rows = _at_main_place(actors, "locations").annotate(has_field=Exists(links.filter(actor=OuterRef("pk"))))
    for place, has_field, number in rows.values_list("main__district", "has_field").annotate(number=Count("pk")):
        place = None if place == nowhere else place
        sums[place] += number
        without[place] += 0 if has_field else number
    return without, sums


def _in_order(fields: list[WorkField], with_parts: bool) -> list[WorkField]:
    """The main fields, each followed by its parts."""
    result = []
    for field in fields:
        if field.parent_id is None:
            result.append(field)
            result += [part for part in fields if with_parts and part.parent_id == field.pk]
    return result
