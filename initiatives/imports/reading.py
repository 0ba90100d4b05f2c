"""A file as offices have it (CSV, XLSX, XLS, ODS) becomes a table: titles, known columns, rows numbered as in the spreadsheet."""

import csv
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from initiatives.imports.columns import find_header

MEGABYTE = 1024**2
MOST_BYTES = 10 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
MOST_RATIO = 100
RATIO_COUNTS_FROM = 20 * MEGABYTE
MOST_ROWS = 100_000
MOST_COLUMNS = 200
SECONDS = 90
TITLE_ROWS = 100
SEPARATORS = ";,\t|"
SAMPLE_ROWS = 200
MARKS = (
    ("utf-8-sig", b"\xef\xbb\xbf"),
    ("utf-32", b"\xff\xfe\x00\x00"),
    ("utf-32", b"\x00\x00\xfe\xff"),
    ("utf-16", b"\xff\xfe"),
    ("utf-16", b"\xfe\xff"),
)
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x7fELF", b"MZ\x90")
WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|table|\?xml|meta|head)\b", re.IGNORECASE)
WORKBOOK_PROCESS = Path(__file__).with_name("workbook_process.py")


class ImportRefused(Exception):
    """The file as a whole cannot be taken in; the message is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Line:
    """A row of the file with the number that the spreadsheet shows."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """What was read: titles, the fields in them, rows."""

    name: str
    titles: list[str]
    columns: dict[str, int]
    lines: list[Line]
    sheet: str = ""
    other_sheets: list[str] = field(default_factory=list)

    @property
    def unread_titles(self) -> list[str]:
        """The columns that no field takes."""
        taken = set(self.columns.values())
        return [" ".join(title.split()) for index, title in enumerate(self.titles) if title.strip() and index not in taken]

    def title(self, field_name: str) -> str:
        """What stands over a field in this file."""
        index = self.columns.get(field_name)
        return field_name if index is None else " ".join(self.titles[index].split())


def read_table(file, *, columns: dict | None = None) -> Table:
    """Read a path or an open binary file; `columns` are further titles, folded, with their fields. Raises `ImportRefused`."""
    name, content = file_content(file)
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ImportRefused(_("The file “%(name)s” is empty.") % {"name": name})
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")):
        return _table_of_workbook(name, content, columns)
    if content.startswith(OTHER_KINDS) or WEB_PAGE.match(content[:200].lstrip(b"\xef\xbb\xbf")):
        raise ImportRefused(
            _("“%(name)s” is not a table, whatever its name says. Please save the list as XLSX, ODS or CSV.") % {"name": name}
        )
    return _table_of_text(name, content, columns)


def file_content(file) -> tuple[str, bytes]:
    """Name and bytes of a file, not more of them than are allowed."""
    if isinstance(file, str | Path):
        path = Path(file)
        try:
            with path.open("rb") as opened:
                name, content = path.name, opened.read(MOST_BYTES + 1)
        except OSError as problem:
            raise ImportRefused(_("The file “%(name)s” cannot be opened.") % {"name": path.name}) from problem
    else:
        name, content = Path(str(getattr(file, "name", ""))).name or _("list"), file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ImportRefused(
            _("The file “%(name)s” is larger than %(limit)d MB. Please split it.") % {"name": name, "limit": MOST_BYTES // MEGABYTE}
        )
    return name, content


def _no_header(name: str) -> ImportRefused:
    return ImportRefused(
        _(
            "In the first rows of “%(name)s” no column with the name of the organisation was found. "
            "It needs a title such as “Name” or “Firma”; a mapping file can name it."
        )
        % {"name": name}
    )


def _broken(name: str) -> ImportRefused:
    return ImportRefused(
        _("The workbook “%(name)s” cannot be opened: it is damaged, protected by a password or not a workbook. Please save it anew.")
        % {"name": name}
    )


def _too_large(name: str, limit: str) -> ImportRefused:
    if limit == "unpacked":
        return ImportRefused(_("Unpacked, “%(name)s” is larger than %(limit)d MB.") % {"name": name, "limit": MOST_UNPACKED // MEGABYTE})
    if limit == "columns":
        return ImportRefused(_("“%(name)s” has more than %(limit)d columns.") % {"name": name, "limit": MOST_COLUMNS})
    return ImportRefused(_("“%(name)s” has more than %(limit)d rows. Please split it.") % {"name": name, "limit": MOST_ROWS})


# --- workbooks ---------------------------------------------------------------------------------------------
def _check_archive(name: str, content: bytes) -> None:
    """Refuse archives that are no workbook, damaged, or unpack to far more than they weigh."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if not {"xl/workbook.xml", "content.xml"} & set(archive.namelist()):
                raise _broken(name)
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > MOST_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * len(content)):
                raise _too_large(name, "unpacked")
            # Reads every member: one that is longer than it says fails its checksum.
            if archive.testzip():
                raise _broken(name)
    except ImportRefused:
        raise
    except Exception as problem:  # zipfile answers damaged archives with half a dozen kinds of errors
        raise _broken(name) from problem


def _sheets(name: str, content: bytes) -> list[dict]:
    """All visible sheets of a workbook as text."""
    if content.startswith(b"PK"):
        _check_archive(name, content)
    command = [sys.executable, "-I", str(WORKBOOK_PROCESS), str(MOST_ROWS + TITLE_ROWS), str(MOST_COLUMNS)]
    try:
        answer = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=True)
        return json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError) as problem:
        raise _broken(name) from problem


def _table_of_workbook(name: str, content: bytes, columns: dict | None) -> Table:
    """The first sheet that has a name column; the others are named."""
    sheets = _sheets(name, content)
    limit = ""
    for sheet in sheets:
        header = find_header(sheet["rows"], columns)
        if header is None:
            limit = limit or sheet["limit"]
            continue
        if sheet["limit"]:
            raise _too_large(name, sheet["limit"])
        others = [other["name"] for other in sheets if other is not sheet and other["rows"]]
        return _table(name, header, sheet["rows"], sheet=sheet["name"], other_sheets=others)
    if limit:
        raise _too_large(name, limit)
    if not any(sheet["rows"] for sheet in sheets):
        raise ImportRefused(_("The file “%(name)s” is empty.") % {"name": name})
    raise _no_header(name)


# --- text --------------------------------------------------------------------------------------------------
def decoded(content: bytes) -> str:
    """The text of a file in whichever encoding it was saved."""
    for encoding, mark in MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    sample = content[:4096]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros and zeros.count(0) > 0.3 * len(zeros):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        guess = from_bytes(content, cp_isolation=["cp1252", "cp850", "mac_roman"]).best()
        return str(guess) if guess else content.decode("latin-1")


def _records(text: str, separator: str, *, most: int, strict: bool = False) -> list[list[str]]:
    """The records of a text; raises csv.Error."""
    records: list[list[str]] = []
    for record in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=strict):
        records.append(record)
        if len(records) >= most:
            break
    return records


def _all_records(text: str, separator: str) -> list[list[str]]:
    """Every record; sloppy quotation marks are put up with, but not one that swallows the rest of the file."""
    most = MOST_ROWS + TITLE_ROWS + 1
    try:
        return _records(text, separator, most=most, strict=True)
    except csv.Error as problem:
        if "unexpected end" in str(problem):
            raise
        return _records(text, separator, most=most)


def _fit(text: str, separator: str, columns: dict | None):
    """How well a separator fits: known titles, then rows as wide as the header."""
    try:
        grid = _records(text, separator, most=SAMPLE_ROWS)
    except csv.Error:
        return None
    header = find_header(grid, columns)
    if header is None:
        return None
    rows = [row for row in grid[header.first_row :] if row]
    return len(header.columns), sum(len(row) == len(header.titles) for row in rows), len(header.titles)


def _table_of_text(name: str, content: bytes, columns: dict | None) -> Table:
    text = decoded(content)
    fits = {separator: fit for separator in SEPARATORS if (fit := _fit(text, separator, columns))}
    if not fits:
        raise _no_header(name)
    separator = max(fits, key=lambda candidate: fits[candidate])
    try:
        grid = _all_records(text, separator)
    except csv.Error as problem:
        raise ImportRefused(
            _("“%(name)s” cannot be split into rows: a quotation mark is not closed, or a cell is longer than 131,072 characters.")
            % {"name": name}
        ) from problem
    return _table(name, find_header(grid, columns), grid)


def _table(name: str, header, grid, **more) -> Table:
    """The rows below the header, without the empty ones."""
    numbered = enumerate(grid[header.first_row :], header.first_row + 1)
    lines = [Line(number, row) for number, row in numbered if any(cell.strip() for cell in row)]
    if len(lines) > MOST_ROWS:
        raise _too_large(name, "rows")
    if len(header.titles) > MOST_COLUMNS or any(len(line.cells) > MOST_COLUMNS for line in lines):
        raise _too_large(name, "columns")
    if not lines:
        raise ImportRefused(_("“%(name)s” has a header but no rows.") % {"name": name})
    return Table(name, header.titles, header.columns, lines, **more)
