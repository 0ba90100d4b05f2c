"""The base of all table exports: found by name, guarded cells, streams of flat memory, a broken file that says so."""

import csv
import io
import logging
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryDirectory
from types import NoneType
from typing import ClassVar

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from wf40.lookups import Keys

logger = logging.getLogger(__name__)

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
CHUNK = 2000
# Plain values are small, and each part of a file is a question for so many rows.
VALUES_AT_ONCE = 5000
# The last four are the signs of a full-width keyboard, which some spreadsheets take for the plain ones.
DANGEROUS = ("=", "@", "+", "-", "|", "%", "\uff1d", "\uff20", "\uff0b", "\uff0d")
# Excel holds 32,767 characters in a cell; xlsxwriter leaves a longer one out without a word.
LONGEST_CELL = 32_767
FIRST_YEAR_OF_EXCEL = 1900
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INCOMPLETE = "DATEI UNVOLLSTÄNDIG"


@dataclass(frozen=True)
class ExportColumn:
    """A column of a file: the key by which a template keeps it, its title, and where its value comes from.

    The value is a field of the row (`path`, over foreign keys too) or what the file loads for a whole chunk of rows (`part`: the
    method `load_<part>` takes their `Keys` and gives {key of the row: anything}). `words` turns it into what stands in the cell: a table
    of words or a function.
    """

    key: str
    title: str
    path: str = ""
    part: str = ""
    words: Callable | dict | None = None
    # Stands in the file only if somebody ticks it.
    is_extra: bool = False

    def cells(self, values: Iterable) -> list:
        """The cells of a chunk of rows."""
        if self.words is None:
            return list(values)
        if isinstance(self.words, dict):
            known = {value: str(word) for value, word in self.words.items()}
            return [known.get(value, value) for value in values]
        words = self.words
        return [words(value) for value in values]


def _is_phone_or_number(text: str) -> bool:
    """ "+49 202 …" and "-3,5" are no formulas: after the sign only digits and what stands between them."""
    rest = text[1:]
    return (
        text[0] in "+-" and bool(rest) and rest[0].isdigit() and all(char.isdigit() or char in " ./()-,\N{NO-BREAK SPACE}" for char in rest)
    )


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, however many blanks or invisible characters stand before the sign.

    A guarded text begins with an apostrophe, which the import takes off again.
    """
    if text[:1].isalnum():
        return text
    first = next((char for char in text if not unicodedata.category(char).startswith(("Z", "C"))), "")
    if first in DANGEROUS and not _is_phone_or_number(text):
        return f"'{text}"
    if text[:1] in ("\t", "\r", "\n"):
        return f"'{text}"
    return text


def german(value) -> str:
    """A value as German Excel reads it: 14.01.2026, 1250,5, ja."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return f"{value.day:02}.{value.month:02}.{value.year:04}"
    if isinstance(value, float | Decimal):
        return format(value, "f" if isinstance(value, Decimal) else "").replace(".", ",")
    return guarded(str(value))


def _german_cells(values: list) -> list:
    """Most cells begin with a letter or a digit and need no look; the writer itself makes nothing of nothing."""
    kinds = set(map(type, values))
    if kinds <= {int, NoneType}:
        return values
    if kinds <= {date, NoneType}:
        return [value and f"{value.day:02}.{value.month:02}.{value.year:04}" for value in values]
    return [
        value if value is None or (kind := type(value)) is int or (kind is str and (not value or value[0].isalnum())) else german(value)
        for value in values
    ]


class TableExport:
    """A file that holds exactly what a list shows. Subclasses state slug, right, title and columns, and are found at start."""

    registered: ClassVar[dict[str, type["TableExport"]]] = {}

    slug = ""
    right = ""
    title = ""
    columns: tuple[ExportColumn, ...] = ()
    # Of these columns a file tells `note` beside what stands in the cells: {key of the column: field of the row}.
    noted: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls, **kwargs):
        """Refuse what would fail only on the day somebody needs the file."""
        super().__init_subclass__(**kwargs)
        if not (cls.slug and cls.right and cls.title and cls.columns):
            raise TypeError(f"{cls.__name__} needs slug, right, title and columns.")
        if cls.slug in TableExport.registered:
            raise TypeError(f"There is an export {cls.slug!r} already.")
        if len({column.key for column in cls.columns}) < len(cls.columns):
            raise TypeError(f"{cls.__name__}: every column needs a key of its own.")
        # Excel takes a file that begins with "ID" for another format (SYLK) and refuses it; any column may come first.
        if any(str(column.title).startswith("ID") for column in cls.columns):
            raise TypeError(f"{cls.__name__}: no column may begin with ID.")
        TableExport.registered[cls.slug] = cls

    def __init__(self, keys: Iterable[str] = ()):
        """`keys` are the columns to take, in whatever order; without any, all but the extra ones."""
        wanted = set(keys)
        offered = self.offered()
        self.chosen = [column for column in offered if column.key in wanted] or [column for column in offered if not column.is_extra]

    def offered(self) -> list[ExportColumn]:
        """The columns that somebody may choose from, in their order."""
        return list(self.columns)

    def prepare(self, queryset):
        """Join what the chosen columns name."""
        return queryset

    def note(self, keys: Iterable[int], noted: dict[str, Iterable]) -> None:
        """Told of each chunk of rows before it leaves: their keys, and by column the values of `noted`."""

    @property
    def titles(self) -> list[str]:
        """The first line of the file."""
        return [str(column.title) for column in self.chosen]

    def chunks(self, queryset) -> Iterator[list[list]]:
        """The cells of the file, column by column, for some hundred rows at a time; plain values are read, no records are made."""
        noted = {column.key: self.noted[column.key] for column in self.chosen if column.key in self.noted}
        paths = list(dict.fromkeys(["pk", *(column.path for column in self.chosen if column.path), *noted.values()]))
        at = {path: position for position, path in enumerate(paths)}
        names = {column.part for column in self.chosen if column.part}
        queryset = self.prepare(queryset.select_related(None).prefetch_related(None))
        rows = queryset.values_list(*paths).iterator(chunk_size=VALUES_AT_ONCE)
        while chunk := list(islice(rows, VALUES_AT_ONCE)):
            fields = list(zip(*chunk, strict=True))
            keys = fields[0]
            asked = Keys.of(keys) if names else Keys()
            parts = {name: getattr(self, f"load_{name}")(asked) for name in names}
            cells = [column.cells(map(parts[column.part].get, keys) if column.part else fields[at[column.path]]) for column in self.chosen]
            self.note(keys, {key: fields[at[path]] for key, path in noted.items()})
            yield cells

    def csv(self, queryset, ended: Callable[[bool, int], None] | None = None) -> "CsvStream":
        """A CSV file for German Excel, made while it is sent; `ended` is told once whether it was whole and how many rows it had."""
        return CsvStream(self, queryset, ended)

    def xlsx(self, file, queryset, *, about=(), others=None, tell: Callable[[int], None] = lambda count: None) -> int:
        """Write an XLSX file: text cells, real dates, frozen head, filters; gives the number of rows.

        A second sheet says what the list is (`about`: label, text), a third one who is not in it (`others`: name, reason). `tell` hears
        how many rows are done.
        """
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        # What is written beside the file goes with the folder, also when the disk is full.
        with TemporaryDirectory() as folder:
            book = xlsxwriter.Workbook(file, options | {"tmpdir": folder})
            try:
                count = self._write_book(book, queryset, about, others, tell)
                book.close()
            finally:
                for sheet in book.worksheets():
                    sheet.row_data_fh.close()
        return count

    def _write_book(self, book, queryset, about, others, tell) -> int:
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        sheet = book.add_worksheet(str(self.title)[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(self.chosen) - 1, 22)
        _write_head(sheet, self.titles, head)
        count = 0
        for columns in self.chunks(queryset):
            for values in zip(*columns, strict=True):
                count += 1
                for position, value in enumerate(values):
                    if value is not None and value != "":
                        _write_cell(sheet, count, position, value, day, moment)
            tell(count)
        sheet.autofilter(0, 0, count, len(self.chosen) - 1)
        second = book.add_worksheet(_("Selection"))
        second.set_column(0, 1, 40)
        for number, (label, text) in enumerate(about):
            second.write_string(number, 0, str(label), head)
            second.write_string(number, 1, str(text)[:LONGEST_CELL])
        if others is not None:
            third = book.add_worksheet(_("Not in the file"))
            third.set_column(0, 1, 40)
            _write_head(third, [_("Name"), _("Reason")], head)
            for number, (name, reason) in enumerate(others, start=1):
                third.write_string(number, 0, str(name)[:LONGEST_CELL])
                third.write_string(number, 1, str(reason))
        return count


def _write_head(sheet, titles, head) -> None:
    for position, title in enumerate(titles):
        sheet.write_string(0, position, title, head)


def _write_cell(sheet, row: int, column: int, value, day, moment) -> None:
    """Numbers as numbers, dates as dates, all else as text: a postcode keeps its zero, a formula stays words."""
    if type(value) is str:
        sheet.write_string(row, column, value[:LONGEST_CELL])
    elif isinstance(value, bool):
        sheet.write_string(row, column, german(value))
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    elif isinstance(value, date) and value.year < FIRST_YEAR_OF_EXCEL:
        sheet.write_string(row, column, german(value))
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), moment)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL])


class CsvStream:
    """A CSV file on its way: semicolon, UTF-8 with byte-order mark, CRLF, no `sep=` line; the first line leaves before a row is read.

    An error in the middle ends it with a line that says so. `ended` is told once, also when the other side goes away.
    """

    def __init__(self, export: TableExport, queryset, ended: Callable[[bool, int], None] | None = None):
        self.export, self.queryset, self.ended = export, queryset, ended
        self.count = 0
        self.is_whole = False

    def __iter__(self) -> Iterator[bytes]:
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")

        def taken() -> bytes:
            text = buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
            return text.encode("utf-8", "replace")

        buffer.write(BYTE_ORDER_MARK)
        writer.writerow(map(guarded, self.export.titles))
        yield taken()
        try:
            for columns in self.export.chunks(self.queryset):
                writer.writerows(zip(*map(_german_cells, columns), strict=True))
                self.count += len(columns[0])
                yield taken()
            self.is_whole = True
        except Exception:  # the headers are sent: only the file itself can still say that something is missing
            logger.exception("export %s broke", self.export.slug)
            writer.writerow([INCOMPLETE])
            yield taken()
        self.close()

    def close(self) -> None:
        """Say how it ended; the server calls this too, whether or not the file was read to its end."""
        if self.ended is not None:
            ended, self.ended = self.ended, None
            ended(self.is_whole, self.count)
