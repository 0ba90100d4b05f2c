"""Opens one workbook (XLSX, XLS, ODS) in a process of its own and prints its sheets as JSON.

A file with two cells at the far ends of a sheet makes the reader ask for half a terabyte and end the whole process;
here it ends only this one. Nothing of Django is imported, so that it starts at once.
"""

import json
import resource
import sys
from io import BytesIO

MEMORY = 2 * 1024**3
CPU_SECONDS = 60
MOST_CHARACTERS = 200 * 1024**2
MOST_SHEETS = 20


def as_text(value) -> str:
    """A cell as its office would type it: postcodes are no decimal numbers."""
    if isinstance(value, str):
        return value.replace("_x000D_", "")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def filled_down(rows: list[list[str]], merges) -> None:
    """A cell merged over several rows counts for each of them."""
    for (top, left), (bottom, right) in sorted(merges or [])[:10_000]:
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row) and not row[left]:
                    row[left] = rows[top][left]


def sheet_rows(sheet, most_rows: int, most_columns: int, budget: list[int]) -> tuple[list[list[str]], str]:
    """The rows as text, and the limit that was broken, if one was."""
    rows: list[list[str]] = []
    if sheet.total_width > most_columns:
        return rows, "columns"
    for row in sheet.iter_rows():
        if len(rows) >= most_rows:
            return rows, "rows"
        rows.append([as_text(value) for value in row])
        budget[0] -= sum(map(len, rows[-1]))
        if budget[0] < 0:
            return [], "unpacked"
    # The reader leaves out the empty columns on the left.
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    if margin and rows and len(rows[0]) == sheet.width:
        rows = [margin + row for row in rows]
    filled_down(rows, sheet.merged_cell_ranges)
    return rows, ""


def read(content: bytes, most_rows: int, most_columns: int) -> list[dict]:
    """The visible sheets."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    budget = [MOST_CHARACTERS]
    sheets = []
    for meta in workbook.sheets_metadata[:MOST_SHEETS]:
        if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet:
            rows, limit = sheet_rows(workbook.get_sheet_by_name(meta.name), most_rows, most_columns, budget)
            sheets.append({"name": meta.name, "rows": rows, "limit": limit})
    return sheets


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
