"""The base of all table exports: found by name, guarded cells, streams of flat memory, a broken file that says so."""

import csv
import io
import logging
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import ClassVar

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
CHUNK = 500
DANGEROUS = ("=", "@", "+", "-", "|", "%")
# Excel holds 32,767 characters in a cell; xlsxwriter leaves a longer one out without a word.
LONGEST_CELL = 32_767
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ExportColumn:
    """A column of a file: its title, and how its value is read from a row."""

    title: str
    value: Callable


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
    visible = "".join(char for char in text if not unicodedata.category(char).startswith(("Z", "C")))
    if visible.startswith(DANGEROUS) and not _is_phone_or_number(text):
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
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    return guarded(str(value))


class TableExport:
    """A file that holds exactly what a list shows. Subclasses state slug, right, title and columns, and are found at start."""

    registered: ClassVar[dict[str, type["TableExport"]]] = {}

    slug = ""
    right = ""
    title = ""
    columns: tuple[ExportColumn, ...] = ()

    def __init_subclass__(cls, **kwargs):
        """Refuse what would fail only on the day somebody needs the file."""
        super().__init_subclass__(**kwargs)
        if not (cls.slug and cls.right and cls.title and cls.columns):
            raise TypeError(f"{cls.__name__} needs slug, right, title and columns.")
        if cls.slug in TableExport.registered:
            raise TypeError(f"There is an export {cls.slug!r} already.")
        # Excel takes a file that begins with "ID" for another format (SYLK) and refuses it.
        if str(cls.columns[0].title).startswith("ID"):
            raise TypeError(f"{cls.__name__}: the first column may not begin with ID.")
        TableExport.registered[cls.slug] = cls

    def prepare(self, queryset):
        """Load what the columns read, in a fixed number of queries per chunk."""
        return queryset

    def rows(self, queryset) -> Iterator[list]:
        """The values of each row, read in chunks."""
        for row in self.prepare(queryset).iterator(chunk_size=CHUNK):
            yield [column.value(row) for column in self.columns]

    def csv(self, queryset) -> Iterator[bytes]:
        """A CSV file for German Excel: semicolon, UTF-8 with byte-order mark, CRLF, no `sep=` line."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")

        def taken() -> bytes:
            text = buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
            return text.encode("utf-8")

        buffer.write(BYTE_ORDER_MARK)
        writer.writerow([str(column.title) for column in self.columns])
        try:
            for number, values in enumerate(self.rows(queryset)):
                writer.writerow([german(value) for value in values])
                if number % CHUNK == CHUNK - 1:
                    yield taken()
        except Exception:  # the headers are sent: only the file itself can still say that something is missing
            logger.exception("export %s broke", self.slug)
            writer.writerow(["DATEI UNVOLLSTÄNDIG"])
        yield taken()

    def xlsx(self, queryset, about: Iterable[tuple[str, str]]) -> SpooledTemporaryFile:
        """An XLSX file: text cells, real dates, frozen head, filters; a second sheet says what the list is (`about`)."""
        file = SpooledTemporaryFile(max_size=2_000_000)  # noqa: SIM115  the answer closes it
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = xlsxwriter.Workbook(file, options)
        head, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet = book.add_worksheet(str(self.title)[:31])
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [str(column.title) for column in self.columns], head)
        count = 0
        for count, values in enumerate(self.rows(queryset), start=1):
            for position, value in enumerate(values):
                _write_cell(sheet, count, position, value, day)
        sheet.autofilter(0, 0, count, len(self.columns) - 1)
        sheet.set_column(0, len(self.columns) - 1, 22)
        second = book.add_worksheet(_("Selection"))
        second.set_column(0, 1, 40)
        for number, (label, text) in enumerate(about):
            second.write_string(number, 0, str(label), head)
            second.write_string(number, 1, str(text))
        book.close()
        file.seek(0)
        return file


def _write_cell(sheet, row: int, column: int, value, day) -> None:
    """Numbers as numbers, dates as dates, all else as text: a postcode keeps its zero, a formula stays words."""
    if isinstance(value, bool) or value is None:
        sheet.write_string(row, column, german(value))
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), day)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL])
