"""Files that leave the register: harmless cells, German Excel, a broken stream that says so."""

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
    from datetime import date

    assert [german(value) for value in (None, date(2026, 1, 14), 1250.5, 7)] == ["", "14.01.2026", "1250,5", "7"]


def test_export_without_right_or_with_a_first_column_id_is_refused_at_start():
    with pytest.raises(TypeError):
        type("NoRight", (TableExport,), {"slug": "a", "title": "A", "columns": (ExportColumn("Name", str),)})
    with pytest.raises(TypeError):
        type("Sylk", (TableExport,), {"slug": "b", "right": "x.y", "title": "B", "columns": (ExportColumn("ID", str),)})
    assert {"a", "b"} & set(TableExport.registered) == set()


@pytest.mark.logs_errors
def test_broken_stream_ends_with_a_line_that_says_so():
    class Broken(TableExport):
        slug, right, title = "broken", "x.y", "Broken"
        columns = (ExportColumn("Name", lambda row: row),)

        def rows(self, queryset):
            yield ["erste"]
            raise RuntimeError("the database went away")

    try:
        assert b"".join(Broken().csv(None)).decode("utf-8-sig").split("\r\n") == ["Name", "erste", "DATEI UNVOLLSTÄNDIG", ""]
    finally:
        del TableExport.registered["broken"]
