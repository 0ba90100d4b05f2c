"""One renderer for all tables: columns declared once and chosen by the reader, sorting from an allow-list, cells as text or safe markup."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import F
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext

MISSING = "–"
# The parameter that names the columns to show, once for each.
SHOWN = "spalten"
_ANY_KEY = 918273645546372819


@dataclass(frozen=True)
class Column:
    """A column: what stands in it, how it sorts (names of ORM fields from us, never from the address), how it behaves on a phone, and what
    has to be loaded for it, so that a list asks the database only for the columns that it shows."""

    key: str
    label: str
    cell: Callable
    sort: tuple[str, ...] = ()
    css: str = ""
    phone_label: bool = False
    # Rows without a value come first upwards and last downwards, on every database; costs the index, so only where there are gaps.
    has_gaps: bool = False
    # The fields of the row that the cell reads, over foreign keys too; if no shown column names any, whole rows are loaded.
    load: tuple[str, ...] = ()
    # What stands in other tables, as `Table.complete` knows it.
    beside: str = ""
    # Takes the rows and adds what the cell reads, or what only the sorting needs.
    ask: Callable | None = None
    ask_order: Callable | None = None
    # What stands for the key among equal rows: where a table beside is sorted by, its own key, or no index fits.
    tie: str = "pk"
    # Shown unless the reader chooses columns; a column of buttons is no choice.
    is_default: bool = True
    is_choice: bool = True


@dataclass(frozen=True)
class Head:
    """A column's head as the template shows it."""

    label: str
    css: str
    url: str
    aria_sort: str


@cache
def _around(name: str, _prefix: str) -> tuple[str, str]:
    before, _key, after = reverse(name, args=[_ANY_KEY]).partition(str(_ANY_KEY))
    return before, after


def record_url(name: str, key: int) -> str:
    """The address of a record's page; `reverse` is asked once for all of its kind."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{key}{after}"


@lru_cache(maxsize=4096)
def _escaped(words: str) -> str:
    """A text as markup; most cells hold words that stand in many rows."""
    return escape(words)


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
        value = timezone.localtime(value).date()
    return _day(value)


@lru_cache(maxsize=4096)
def _day(value) -> str:
    return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m-%d}", f"{value:%d.%m.%Y}")


def text(value) -> str:
    """A value or a dash."""
    return str(value) if value not in (None, "") else MISSING


def boxes(name: str, choices, prefix: str) -> str:
    """Boxes to tick, as (value, label, is ticked); `prefix` begins their ids."""
    return _boxes(name, tuple((str(value), str(label), is_ticked) for value, label, is_ticked in choices), prefix)


@lru_cache(maxsize=512)
def _boxes(name: str, choices: tuple, prefix: str) -> str:
    return format_html_join(
        "",
        '<div class="kern-form-check"><input class="kern-form-check__checkbox" type="checkbox" name="{0}" value="{1}" id="{2}_{1}"{3}>'
        '<label class="kern-label" for="{2}_{1}">{4}</label></div>',
        [(name, value, prefix, _attribute("checked", "checked" if is_ticked else ""), label) for value, label, is_ticked in choices],
    )


class Table:
    """A table of one list page. Subclasses declare `columns`, `default_sort` (with "-" for descending), `caption` and
    `counted` ("%(shown)s actor", plural by `number`)."""

    columns: tuple[Column, ...] = ()
    default_sort = ""
    caption = ""
    counted = ""
    # The fields that are loaded whatever the columns, for instance those that the name of a row is made of.
    always: tuple[str, ...] = ()
    # A box in front of each row, which belongs to the form with this id; empty: none.
    check_form = ""

    def __init__(self, params=None):
        self.params = params
        self.offered = self.columns
        self.columns = self._chosen()
        wanted = (params.get("sort", "") if params is not None else "")[:60]
        known = {column.key: column for column in self.offered if column.sort}
        self.sort = wanted if wanted.lstrip("-") in known and wanted.count("-") <= 1 else self.default_sort
        self.cells: list[list] = []

    def _chosen(self) -> tuple[Column, ...]:
        """The columns that the address asks for, in our order; the first one always shows."""
        asked = set(self.params.getlist(SHOWN)) if self.params is not None else set()
        asked &= {column.key for column in self.offered}
        self.is_chosen = bool(asked)
        return tuple(
            column
            for place, column in enumerate(self.offered)
            if place == 0 or not column.is_choice or (column.key in asked if asked else column.is_default)
        )

    # --- the rows ------------------------------------------------------------------------------------------
    def ordered(self, queryset):
        """The rows in the order that the address asks for; equal rows by key, so that pages do not overlap."""
        column = next((column for column in self.offered if column.key == self.sort.lstrip("-")), None)
        if column is None:
            return queryset
        if column.ask_order is not None:
            queryset = column.ask_order(queryset)
        is_descending = self.sort.startswith("-")
        if column.has_gaps:
            terms = [F(name).desc(nulls_last=True) if is_descending else F(name).asc(nulls_first=True) for name in column.sort]
        else:
            terms = [f"-{name}" if is_descending else name for name in column.sort]
        return queryset.order_by(*terms, f"-{column.tie}" if is_descending else column.tie)

    def prepare(self, queryset):
        """Ask for what the shown columns read, and for nothing else."""
        names = dict.fromkeys(name for column in self.columns for name in column.load)
        if names:
            names |= dict.fromkeys(self.always)
            if related := {name.rpartition("__")[0] for name in names if "__" in name}:
                queryset = queryset.select_related(*sorted(related))
            queryset = queryset.only("pk", *names)
        for ask in dict.fromkeys(column.ask for column in self.columns if column.ask is not None):
            queryset = ask(queryset)
        return queryset

    def complete(self, rows, beside: set[str]) -> None:
        """Load what stands in other tables for the rows of one page, as far as the shown columns ask for it (`Column.beside`)."""

    def fill(self, rows) -> "Table":
        """Make the cells."""
        if rows and (beside := {column.beside for column in self.columns if column.beside}):
            self.complete(rows, beside)
        makers = [column.cell for column in self.columns]
        if self.check_form:
            makers.insert(0, self._check)
        made = [[cell(row) for cell in makers] for row in rows]
        self.cells = [[cell if hasattr(cell, "__html__") else _escaped(str(cell)) for cell in cells] for cells in made]
        return self

    def _check(self, row) -> str:
        return format_html(
            '<input class="kern-form-check__checkbox" type="checkbox" name="keys" value="{}" form="{}" aria-label="{}">',
            row.pk,
            self.check_form,
            row,
        )

    @property
    def rows(self) -> list[list[tuple]]:
        """(class, label on a phone, cell) of each cell."""
        frame = self._frame()
        return [[(css, label, cell) for (css, label), cell in zip(frame, cells, strict=True)] for cells in self.cells]

    def _frame(self) -> list[tuple[str, str]]:
        frame = [(column.css, column.label if column.phone_label else "") for column in self.columns]
        return [("wf-check", ""), *frame] if self.check_form else frame

    def count_words(self, count: int) -> str:
        """The number of rows with their noun: "1 Akteur", "1.250 Akteure"."""
        return self.counted % {"number": count, "shown": intcomma(count)}

    # --- what the page shows -------------------------------------------------------------------------------
    @property
    def heads(self) -> list[Head]:
        """The heads with the address that sorts by each."""
        rest = ""
        if self.params is not None:
            query = self.params.copy()
            for gone in ("page", "sort"):
                query.pop(gone, None)
            rest = f"&{query.urlencode()}" if query else ""
        result = []
        for column in self.columns:
            url = aria = ""
            if column.sort:
                current = self.sort.lstrip("-") == column.key
                descending = current and self.sort.startswith("-")
                aria = ("descending" if descending else "ascending") if current else ""
                if self.params is not None:
                    url = f"?sort={column.key if not current or descending else f'-{column.key}'}{rest}"
            result.append(Head(column.label, column.css, url, aria))
        return result

    @property
    def html(self) -> str:
        """The whole table. One pattern takes all cells of a row: a template that loops over the cells costs twice as much."""
        heads = format_html_join(
            "",
            '<th scope="col"{}{}>{}</th>',
            [
                (
                    _attribute("class", head.css),
                    _attribute("aria-sort", head.aria_sort),
                    format_html('<a href="{}">{}</a>', head.url, head.label) if head.url else head.label,
                )
                for head in self.heads
            ],
        )
        if self.check_form:
            heads = format_html('<th scope="col" class="wf-check"><span class="wf-hidden">{}</span></th>{}', gettext("Choose"), heads)
        # Labels of own fields are somebody's text: neither markup nor a pattern.
        frame = [(_attribute("class", css), _attribute("data-label", label)) for css, label in self._frame()]
        pattern = "".join("<td" + "".join(part.replace("{", "{{").replace("}", "}}") for part in parts) + ">{}</td>" for parts in frame)
        # Whoever chooses the columns may choose more than fit beside one another.
        scroll = format_html(' wf-table-wrap--scroll" tabindex="0" role="region" aria-label="{}', self.caption) if self.is_chosen else ""
        return format_html(
            '<div class="wf-table-wrap wf-table-wrap--cards{}"><table class="wf-table"><caption class="wf-hidden">{}</caption>'
            "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
            scroll,
            self.caption,
            heads,
            format_html_join("", f"<tr>{pattern}</tr>", self.cells),
        )

    @property
    def choice(self) -> str:
        """The boxes in which the columns are chosen; empty where there is nothing to choose."""
        choices = [column for column in self.offered[1:] if column.is_choice]
        if self.params is None or not choices:
            return ""
        shown = {column.key for column in self.columns}
        kept = [(name, value) for name, values in self.params.lists() if name not in (SHOWN, "page") for value in values]
        first = self.offered[0]
        return format_html(
            '{}<input type="hidden" name="{}" value="{}">{}',
            format_html_join("", '<input type="hidden" name="{}" value="{}">', kept),
            SHOWN,
            first.key,
            boxes(SHOWN, [(column.key, column.label, column.key in shown) for column in choices], "column"),
        )

    @property
    def default_url(self) -> str:
        """The list with the columns that it has by itself."""
        query = self.params.copy()
        query.pop(SHOWN, None)
        return f"?{query.urlencode()}"


def _attribute(name: str, value) -> str:
    """An attribute of an element, nothing without a value."""
    return format_html(' {}="{}"', name, value) if value else ""
