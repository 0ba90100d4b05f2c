"""Files that leave the register: harmless cells, German Excel, a broken stream that says so."""

import io
from datetime import date

import pytest

from wf40.exports import ExportColumn, TableExport, german, guarded


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\t=1", " =1", "\u200b=1", "\x0b=1", "\r=1", "+49 202 =1", "|x", "%0A=1"]
)
def test_cell_that_looks_like_a_formula_is_guarded(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["+49 202 1234", "+49 (0)202/12-34", "-3,5", "Café", "", "01067", "a=b", "E-Mail: x@y.example"])
def test_harmless_cell_stays_as_it_is(text):
    assert guarded(text) == text


def test_values_are_written_as_german_excel_reads_them():
    assert [german(value) for value in (None, date(2026, 1, 14), 1250.5, 7)] == ["", "14.01.2026", "1250,5", "7"]


def test_values_that_a_spreadsheet_would_bend_stay():
    from decimal import Decimal

    assert [german(value) for value in (Decimal("0.0000001"), Decimal("1E+3"), date(33, 4, 3))] == ["0,0000001", "1000", "03.04.0033"]
    assert guarded("\uff1dSUM(A1)") == "'\uff1dSUM(A1)"


def test_export_without_right_or_with_a_column_id_or_a_key_twice_is_refused_at_start():
    with pytest.raises(TypeError):
        type("NoRight", (TableExport,), {"slug": "a", "title": "A", "columns": (ExportColumn("name", "Name"),)})
    for columns in ((ExportColumn("id", "ID"),), (ExportColumn("name", "Name"), ExportColumn("name", "Other"))):
        with pytest.raises(TypeError):
            type("Sylk", (TableExport,), {"slug": "b", "right": "x.y", "title": "B", "columns": columns})
    assert {"a", "b"} & set(TableExport.registered) == set()


@pytest.fixture
def broken():
    """An export whose second chunk never comes."""

    class Broken(TableExport):
        slug, right, title = "broken", "x.y", "Broken"
        columns = (ExportColumn("name", "Name"), ExportColumn("place", "Ort"))

        def chunks(self, queryset):
            yield [["erste", "=zweite"], ["Hof", None]]
            raise RuntimeError("the database went away")

    yield Broken
    del TableExport.registered["broken"]


@pytest.mark.logs_errors
def test_broken_stream_ends_with_a_line_that_says_so(broken):
    told = []
    stream = broken().csv(None, lambda *how: told.append(how))
    assert b"".join(stream).decode("utf-8-sig").split("\r\n") == ["Name;Ort", "erste;Hof", "'=zweite;", "DATEI UNVOLLSTÄNDIG", ""]
    stream.close()
    assert told == [(False, 2)]


def test_stream_that_nobody_reads_to_its_end_is_told_as_broken(broken):
    told = []
    stream = broken().csv(None, lambda *how: told.append(how))
    parts = iter(stream)
    # The titles leave before a row is read.
    assert next(parts).decode("utf-8-sig") == "Name;Ort\r\n"
    assert next(parts).decode() == "erste;Hof\r\n'=zweite;\r\n"
    stream.close()
    assert told == [(False, 2)]


def test_workbook_leaves_nothing_behind_when_it_breaks(broken, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with pytest.raises(RuntimeError):
        broken().xlsx(io.BytesIO(), None)
    assert list(tmp_path.iterdir()) == []
