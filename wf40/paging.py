"""Pages of a list: counted exactly to 1,000, above that "more than 1,000" until somebody asks."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.db.models.query import ModelIterable
from django.utils.functional import cached_property

from wf40.input import small_int

EXACT_UP_TO = 1000
# Up to here passing over rows costs next to nothing.
FAR = 1000


@dataclass(frozen=True)
class Page:
    """One page: its rows, where it stands, and the addresses beside it."""

    rows: list
    number: int
    size: int
    count: int
    is_exact: bool
    last: int
    params: object

    @property
    def first_row(self) -> int:
        """Number of the first row shown."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last_row(self) -> int:
        """Number of the last row shown."""
        return (self.number - 1) * self.size + len(self.rows)

    def url(self, **changes) -> str:
        """This list's address with some parameters changed; None takes one out."""
        query = self.params.copy()
        for key, value in changes.items():
            if value is None:
                query.pop(key, None)
            else:
                query[key] = value
        return f"?{query.urlencode()}"

    @cached_property
    def links(self) -> list[tuple[int | None, str, bool]]:
        """(number, address, is current) of the pages to offer; None stands for a gap."""
        wanted = sorted({1, self.last, *range(max(1, self.number - 2), min(self.last, self.number + 2) + 1)})
        result, before = [], 0
        for number in wanted:
            if number > before + 1:
                result.append((None, "", False))
            result.append((number, self.url(page=number), number == self.number))
            before = number
        return result if self.last > 1 else []

    @property
    def exact_url(self) -> str:
        """Counts this list exactly."""
        return self.url(genau=1)

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """The page sizes to choose from."""
        return [(size, self.url(groesse=size, page=None), size == self.size) for size in settings.LIST_PAGE_SIZES]


def _is_key(term, meta) -> bool:
    """Whether an order's term is the key, which no two rows share, or the same key in a table that has one row for each of ours."""
    if isinstance(term, OrderBy):
        term = term.expression
    name = term.name if isinstance(term, F) else term.lstrip("-+") if isinstance(term, str) else ""
    if name in ("pk", meta.pk.name, meta.pk.attname):
        return True
    beside, _sep, last = name.partition("__")
    return any(
        relation.name == beside and relation.one_to_one and relation.field.primary_key and relation.field.attname == last
        for relation in meta.related_objects
    )


def _may_be_turned(queryset) -> bool:
    """Whether the rows are those of one plain query, which can be read from either end and row by row."""
    query = queryset.query
    is_plain = not (query.combinator or query.is_sliced or query.distinct_fields or query.extra_order_by)
    return is_plain and queryset.ordered and "?" not in query.order_by and issubclass(queryset._iterable_class, ModelIterable)


def read_rows(queryset, start: int, stop: int, count: int | None) -> list:
    """The rows from `start` to before `stop` of an ordered list; `count` is the number of all rows, None if nobody knows it.

    A database counts its way to a row: so what lies nearer to the end is read from there, backwards, and of what lies far from both
    ends the keys are looked up first, in the index alone, and the rows by their keys.
    """
    if not _may_be_turned(queryset):
        return list(queryset[start:stop])
    meta, query = queryset.model._meta, queryset.query
    order = query.order_by or meta.ordering
    if not any(_is_key(term, meta) for term in order):
        # Equal rows need an order too, or a page read from the end could show what another page shows.
        queryset = queryset.order_by(*order, "pk")
    is_backwards = count is not None and start > count // 2
    if is_backwards:
        start, stop = max(0, count - stop), count - start
        queryset = queryset.reverse()
    if start < FAR:
        rows = list(queryset[start:stop])
    else:
        keys = list(queryset.values_list("pk", flat=True)[start:stop])
        by_key = {row.pk: row for row in queryset.order_by().filter(pk__in=keys)}
        # A row that was deleted between the two reads is left out.
        rows = [by_key[key] for key in keys if key in by_key]
    return rows[::-1] if is_backwards else rows


def count_rows(queryset, exact: bool = False) -> tuple[int, bool]:
    """(number, is exact) of the rows; beyond 1,000 the number is 1,000 and not exact, unless somebody asked for that."""
    plain = queryset.order_by()
    count = plain.count() if exact else plain[: EXACT_UP_TO + 1].count()
    is_exact = exact or count <= EXACT_UP_TO
    return (count if is_exact else EXACT_UP_TO), is_exact


def paginate(queryset, params, counted=None) -> Page:
    """The page that the address asks for, in two queries, or three far from both ends; a page beyond the end is the last one.

    `counted` are the same rows without what is loaded for showing and sorting, which is dear to count.
    """
    size = small_int(params.get("groesse"), settings.LIST_PAGE_SIZE)
    size = size if size in settings.LIST_PAGE_SIZES else settings.LIST_PAGE_SIZE
    count, is_exact = count_rows(queryset if counted is None else counted, params.get("genau") == "1")
    last = max(1, -(-count // size))
    number = min(small_int(params.get("page"), 1), last)
    rows = read_rows(queryset, (number - 1) * size, number * size, count if is_exact else None)
    return Page(rows, number, size, count, is_exact, last, params)
