"""One renderer for all tables: columns declared once, sorting from an allow-list, cells as text or safe markup."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

MISSING = "–"


@dataclass(frozen=True)
class Column:
    """A column: what stands in it, how it sorts (names of ORM fields from us, never from the address) and how it behaves on a phone."""

    key: str
    label: str
    cell: Callable
    sort: tuple[str, ...] = ()
    css: str = ""
    phone_label: bool = False
    # Rows without a value come first upwards and last downwards, on every database; costs the index, so only where there are gaps.
    has_gaps: bool = False


@dataclass(frozen=True)
class Head:
    """A column's head as the template shows it."""

    label: str
    css: str
    url: str
    aria_sort: str


def link(url: str, text, below: str = "") -> str:
    """A link with, under it, a line in small letters."""
    if below:
        return format_html('<a href="{}">{}</a><span class="wf-meta">{}</span>', url, text, below)
    return format_html('<a href="{}">{}</a>', url, text)


def day(value) -> str:
    """A date in a table, a dash if there is none."""
    if not value:
        return MISSING
    if hasattr(value, "hour"):
        value = timezone.localtime(value)
    return format_html('<time datetime="{}">{}</time>', value.strftime("%Y-%m-%d"), date_format(value, "SHORT_DATE_FORMAT"))


def text(value) -> str:
    """A value or a dash."""
    return str(value) if value not in (None, "") else MISSING


class Table:
    """A table of one list page. Subclasses declare `columns`, `default_sort` (with "-" for descending), `caption` and
    `counted` ("%(shown)s actor", plural by `number`)."""

    columns: tuple[Column, ...] = ()
    default_sort = ""
    caption = ""
    counted = ""

    def __init__(self, params=None):
        self.params = params
        wanted = (params.get("sort", "") if params is not None else "")[:60]
        known = {column.key: column for column in self.columns if column.sort}
        self.sort = wanted if wanted.lstrip("-") in known and wanted.count("-") <= 1 else self.default_sort
        self.rows = []

    def ordered(self, queryset):
        """The rows in the order that the address asks for; equal rows by key, so that pages do not overlap."""
        column = next((column for column in self.columns if column.key == self.sort.lstrip("-")), None)
        if column is None:
            return queryset
        is_descending = self.sort.startswith("-")
        if column.has_gaps:
            terms = [F(name).desc(nulls_last=True) if is_descending else F(name).asc(nulls_first=True) for name in column.sort]
        else:
            terms = [f"-{name}" if is_descending else name for name in column.sort]
        return queryset.order_by(*terms, "-pk" if is_descending else "pk")

    def fill(self, rows) -> "Table":
        """Make the cells."""
        specs = [(column.css, column.label if column.phone_label else "", column.cell) for column in self.columns]
        self.rows = [[(css, label, cell(row)) for css, label, cell in specs] for row in rows]
        return self

    def count_words(self, count: int) -> str:
        """The number of rows with their noun: "1 Akteur", "1.250 Akteure"."""
        return self.counted % {"number": count, "shown": intcomma(count)}

    @property
    def heads(self) -> list[Head]:
        """The heads with the address that sorts by each."""
        result = []
        for column in self.columns:
            url = aria = ""
            if column.sort:
                current = self.sort.lstrip("-") == column.key
                descending = current and self.sort.startswith("-")
                aria = ("descending" if descending else "ascending") if current else ""
                query = self.params.copy() if self.params is not None else None
                if query is not None:
                    query.pop("page", None)
                    query["sort"] = column.key if not current or descending else f"-{column.key}"
                    url = f"?{query.urlencode()}"
            result.append(Head(column.label, column.css, url, aria))
        return result
