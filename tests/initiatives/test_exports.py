"""The list of actors as a file."""

import csv
import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from initiatives import actions
from initiatives.choices import ActorKind, Goal, Industry, Language, RegisterKind, SizeClass
from initiatives.models import Actor, ExportEntry, Purpose
from initiatives.office_start import start_purposes
from tests import factories
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def actors(wuppertal, witten):
    factories.make_actor(wuppertal, "=Ölmühle", kind="enterprise", phone="+49 202 11", postcode="01067", internal_note="Geheim")
    factories.make_actor(wuppertal, "Repair-Café")
    factories.make_actor(witten, "Nachbarhof")


def test_manager_gets_exactly_the_filtered_list_as_csv_and_the_purpose_is_logged(actors, wuppertal, wuppertal_manager, sign_in):
    start_purposes(wuppertal)
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


def test_letter_goes_to_nobody_who_objected_and_the_file_says_so(actors, wuppertal, wuppertal_manager, sign_in):
    start_purposes(wuppertal)
    mill = Actor.objects.get(trading_name="=Ölmühle")
    actions.raise_objection(subject=mill, purpose=Purpose.objects.get(municipality=wuppertal, code="letter"), channel="paper")
    client = sign_in(wuppertal_manager)
    said = words(client.get(reverse("actor_export")))
    assert "1 von 2 1 ausgelassen: Widerspruch" in said
    assert said.count("2 von 2") == 2
    taken = {}
    for purpose in ("letter", "office"):
        answer = client.post(reverse("actor_export"), {"purpose": purpose, "file_format": "xlsx"})
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        names = [cell.value for cell in book.worksheets[0]["A"]][1:]
        about = dict(row[:2] for row in book.worksheets[1].iter_rows(values_only=True))
        taken[purpose] = (names, about["Zeilen"], about.get("Ausgelassen"), ExportEntry.objects.get(purpose=purpose).row_count)
    assert taken == {
        "letter": (["Repair-Café"], "1", "1 Widerspruch", 1),
        "office": (["=Ölmühle", "Repair-Café"], "2", None, 2),
    }


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
    with django_assert_num_queries(14):
        list(client.post(reverse("actor_export"), {"purpose": "office", "file_format": "csv"}).streaming_content)


def test_export_that_is_taken_in_again_changes_nothing(wuppertal, wuppertal_manager, sign_in, tmp_path, capsys):
    field = factories.make_work_field(wuppertal, "Teilen von Ressourcen, Produkten und Räumen")
    facts = {
        "industry": Industry.values,
        "size_class": SizeClass.values,
        "goals": [[code] for code in Goal.values] + [Goal.values],
        "languages": [[code] for code in Language.values] + [Language.values],
        "register_kind": RegisterKind.values,
    }
    for number in range(max(map(len, facts.values()))):
        some = {name: values[number % len(values)] for name, values in facts.items()}
        factories.make_actor(
            wuppertal,
            f"Werk {number}",
            founded=("2019", "2019-03", "2019-03-14")[number % 3],
            register_court="Amtsgericht Wuppertal",
            register_number=f"{number}",
            business_id="DE123456789-00001",
            opening_hours="Di 10–18 Uhr\nSa 10–13 Uhr",
            **some,
        )
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
        assert f"{Actor.objects.count()} unverändert" in capsys.readouterr().out
