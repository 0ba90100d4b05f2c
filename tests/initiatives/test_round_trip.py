"""A file that was taken out, changed in a spreadsheet and taken in again changes the same rows."""

import csv
import io
from datetime import date

import pytest
import xlsxwriter
from django.core.management import call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from initiatives import actions
from initiatives.choices import ActorKind, Goal, Industry, Language, RegisterKind, SizeClass
from initiatives.models import Actor, ActorAlias
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def take(wuppertal_manager, sign_in, tmp_path):
    """Takes the actors out with the columns that the import knows; gives the path of the file."""
    client = sign_in(wuppertal_manager)

    def do(file_format):
        url = reverse("actor_export") + "?template=again&standing=all"
        keys = client.get(url).context["form"].preset
        answer = client.post(url, {"purpose": "office", "file_format": file_format, "columns": keys})
        path = tmp_path / f"akteure.{file_format}"
        path.write_bytes(b"".join(answer.streaming_content))
        return path

    return do


@pytest.fixture
def take_in(capsys):
    """Takes a file into Wuppertal and gives what was said."""

    def do(path):
        call_command("import_actors", str(path), municipality="wuppertal")
        return capsys.readouterr().out

    return do


def rewritten(path, change):
    """The first sheet of a workbook as a spreadsheet would save it after somebody changed its rows."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    head = rows[0]
    for row in rows[1:]:
        change(head, row)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate(rows):
            for position, value in enumerate(row):
                sheet.write(number, position, value, *([day] if hasattr(value, "year") else []))
    return path


def test_edited_workbook_changes_the_same_rows_and_makes_none(wuppertal, take, take_in):
    seats = factories.make_own_field(wuppertal, "Sitzplätze", kind="number")
    lease = factories.make_own_field(wuppertal, "Mietende", kind="date")
    is_open = factories.make_own_field(wuppertal, "Vertretung", kind="boolean")
    mill = factories.make_actor(wuppertal, "Ölmühle", phone="0202 11")
    factories.make_actor(wuppertal, "Hof", phone="0202 22", locality="Solingen")
    # Two of one name: only the number tells them apart.
    twin = factories.make_actor(wuppertal, "Hof", phone="0202 33")
    actions.save_own_values(actor=mill, values={seats.key: "12.5", lease.key: date(2027, 1, 31), is_open.key: True})
    before = set(Actor.objects.values_list("pk", flat=True))

    def change(head, row):
        if row[head.index("Nummer in wf40")] == mill.pk:
            row[head.index("Name")] = "Ölmühle am Markt"
            row[head.index("Telefon")] = "+49 202 99"
            row[head.index("Sitzplätze")] = 13.25
            row[head.index("Eigenes Feld: Vertretung")] = "nein"
        if row[head.index("Nummer in wf40")] == twin.pk:
            row[head.index("Telefon")] = "0202 44"

    said = take_in(rewritten(take("xlsx"), change))
    assert "3\xa0Zeilen: 0 neu, 2 geändert, 1 unverändert, 0 nicht übernommen." in said
    assert "Sitzplätze: 12,5 → 13,25" in said
    assert set(Actor.objects.values_list("pk", flat=True)) == before
    mill.refresh_from_db()
    assert (mill.trading_name, mill.phone) == ("Ölmühle am Markt", "+49 202 99")
    values = {row.field.label: row.python_value for row in mill.custom_values.select_related("field")}
    assert (float(values["Sitzplätze"]), str(values["Mietende"]), values["Vertretung"]) == (13.25, "2027-01-31", False)
    assert list(Actor.objects.filter(trading_name="Hof").order_by("pk").values_list("phone", flat=True)) == ["0202 22", "0202 44"]
    assert "3\xa0Zeilen: 0 neu, 0 geändert, 3 unverändert, 0 nicht übernommen." in take_in(take("xlsx"))


def test_number_of_another_city_or_of_a_restricted_actor_changes_nothing(wuppertal, witten, wuppertal_manager, tmp_path, take_in):
    foreign = factories.make_actor(witten, "Nachbarhof", phone="1")
    closed = factories.make_actor(wuppertal, "Gesperrt", phone="2")
    actions.restrict(user=wuppertal_manager, record=closed, reason="claims")
    path = tmp_path / "liste.csv"
    rows = [("Name", "Telefon", "Nummer in wf40"), ("A", "9", foreign.pk), ("B", "9", closed.pk), ("C", "9", 10**12), ("D", "9", "x1")]
    path.write_text("\n".join(";".join(map(str, row)) for row in rows))
    said = take_in(path)
    assert "4\xa0Zeilen: 0 neu, 0 geändert, 0 unverändert, 4 nicht übernommen." in said
    # What another city has is told like what nobody has.
    for number in (foreign.pk, 10**12):
        assert f"Diese Stadt hat keinen Akteur mit der Nummer {number}." in said
    assert "Die Daten dieses Akteurs sind eingeschränkt" in said
    assert "„x1“ ist keine Nummer in wf40." in said
    assert set(Actor.objects.values_list("phone", flat=True)) == {"1", "2"}


def test_export_that_is_taken_in_again_changes_nothing(wuppertal, take, take_in):
    field = factories.make_work_field(wuppertal, "Teilen von Ressourcen, Produkten und Räumen")
    tag = factories.make_tag(wuppertal, "Holz, Bau")
    facts = {
        "industry": Industry.values,
        "size_class": SizeClass.values,
        "goals": [[code] for code in Goal.values] + [Goal.values],
        "languages": [[code] for code in Language.values] + [Language.values],
        "register_kind": RegisterKind.values,
        "kind": ActorKind.values,
    }
    names = ["=Werk", "|Werk", "%Werk", "+49 Werk", "-Werk", "@Werk", "'Werk", "\uff1dWerk"]
    for number in range(max(map(len, facts.values()))):
        some = {name: values[number % len(values)] for name, values in facts.items()}
        actor = factories.make_actor(
            wuppertal,
            f"{names[number % len(names)]} {number}",
            founded=("2019", "2019-03", "2019-03-14")[number % 3],
            register_court="Amtsgericht Wuppertal",
            register_number=f"{number}",
            business_id="DE123456789-00001",
            opening_hours="Di 10–18 Uhr\nSa 10–13 Uhr",
            description="=Beschreibung",
            legal_form="ev",
            life_cycle="on_hold",
            phone="+49 202 11",
            postcode="01067",
            work_fields=[field],
            tags=[tag],
            **some,
        )
        if number == 0:
            ActorAlias.objects.create(municipality=wuppertal, actor=actor, name="Werk, alt")
    for file_format in ("csv", "xlsx"):
        path = take(file_format)
        assert f"{Actor.objects.count()} unverändert" in take_in(path), file_format
    # As Excel saves a CSV file: another encoding, everything in quotation marks.
    rows = list(csv.reader(io.StringIO(take("csv").read_text(encoding="utf-8-sig")), delimiter=";"))
    path.with_suffix(".csv").write_text(
        "\n".join(";".join('"{}"'.format(cell.replace('"', '""')) for cell in row) for row in rows), encoding="cp1252", errors="replace"
    )
    assert "0 neu" in take_in(path.with_suffix(".csv"))
