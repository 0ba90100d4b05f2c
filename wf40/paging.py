"""Pages of a list: counted exactly to 1,000, above that "more than 1,000" until somebody asks."""

from dataclasses import dataclass

from django.conf import settings

from wf40.input import small_int

EXACT_UP_TO = 1000


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

    @property
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


def paginate(queryset, params) -> Page:
    """The page that the address asks for, in two queries; a page beyond the end is the last one."""
    size = small_int(params.get("groesse"), settings.LIST_PAGE_SIZE)
    size = size if size in settings.LIST_PAGE_SIZES else settings.LIST_PAGE_SIZE
    exact = params.get("genau") == "1"
    plain = queryset.order_by()
    count = plain.count() if exact else plain[: EXACT_UP_TO + 1].count()
    is_exact = exact or count <= EXACT_UP_TO
    count = count if is_exact else EXACT_UP_TO
    last = max(1, -(-count // size))
    number = min(small_int(params.get("page"), 1), last)
    rows = list(queryset[(number - 1) * size : number * size])
    return Page(rows, number, size, count, is_exact, last, params)
