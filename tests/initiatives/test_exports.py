"""The list of actors as a file."""

import csv
import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from initiatives.choices import ActorKind
from initiatives.models import ExportEntry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def actors(wuppertal, witten):
    factories.make_actor(wuppertal, "=Ölmühle", kind="enterprise", phone="+49 202 11", postcode="01067", internal_note="Geheim")
    factories.make_actor(wuppertal, "Repair-Café")
    factories.make_actor(witten, "Nachbarhof")


def test_manager_gets_exactly_the_filtered_list_as_csv_and_the_purpose_is_logged(actors, wuppertal_manager, sign_in):
    answer = sign_in(wuppertal_manager).post(
        reverse("actor_export") + "?kind=enterprises", {"purpose": "funding_notice", "file_format": "csv"}
    )
    raw = b"".join(answer.streaming_content)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert [row["Name"] for row in rows] == ["'=Ölmühle"]
    assert "Geheim" not in raw.decode()
    entry = ExportEntry.objects.get()
    assert (entry.exported_by, entry.purpose, entry.row_count, entry.file_format) == (wuppertal_manager, "funding_notice", 1, "csv")


def test_xlsx_keeps_postcode_and_formula_as_text_and_says_what_it_is(actors, wuppertal_manager, sign_in):
    answer = sign_in(wuppertal_manager).post(reverse("actor_export") + "?sort=-name", {"purpose": "office", "file_format": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet["A"]][1:]
    assert names == ["Repair-Café", "=Ölmühle"]
    assert sheet["A3"].data_type == "s"
    head = [cell.value for cell in sheet[1]]
    assert (
        sheet.cell(3, head.index([title for title in head if title.startswith(("PLZ", "Postleitzahl", "Postcode"))][0]) + 1).value
        == "01067"
    )
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    about = [row[1].value for row in book.worksheets[1].iter_rows()]
    assert str(wuppertal_manager) in about


def test_export_without_purpose_is_refused_and_nothing_is_logged(actors, wuppertal_manager, sign_in):
    answer = sign_in(wuppertal_manager).post(reverse("actor_export"), {"file_format": "csv"})
    assert answer.status_code == 200
    assert answer.context["has_errors"]
    assert ExportEntry.objects.count() == 0


def test_adviser_is_offered_no_export(actors, wuppertal_adviser, sign_in):
    assert reverse("actor_export") not in sign_in(wuppertal_adviser).get(reverse("actor_list")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_export_asks_the_database_the_same_number_of_times(count, wuppertal, wuppertal_manager, sign_in, django_assert_num_queries):
    for number in range(count):
        factories.make_actor(wuppertal, f"Hof {number}", postcode="42103")
    client = sign_in(wuppertal_manager)
    with django_assert_num_queries(12):
        list(client.post(reverse("actor_export"), {"purpose": "office", "file_format": "csv"}).streaming_content)


def test_export_that_is_taken_in_again_changes_nothing(wuppertal, wuppertal_manager, sign_in, tmp_path, capsys):
    field = factories.make_work_field(wuppertal, "Teilen von Ressourcen, Produkten und Räumen")
    for kind, _label in ActorKind.choices:
        factories.make_actor(
            wuppertal,
            f"Hof {kind}",
            kind=kind,
            legal_form="ev",
            life_cycle="on_hold",
            phone="+49 202 11",
            postcode="42103",
            work_fields=[field],
        )
    client = sign_in(wuppertal_manager)
    for file_format in ("csv", "xlsx"):
        answer = client.post(reverse("actor_export"), {"purpose": "office", "file_format": file_format})
        file = tmp_path / f"akteure.{file_format}"
        file.write_bytes(b"".join(answer.streaming_content))
        call_command("import_actors", str(file), municipality="wuppertal")
        assert f"{len(ActorKind.choices)} unverändert" in capsys.readouterr().out
