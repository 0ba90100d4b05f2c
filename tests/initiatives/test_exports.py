"""Lists as files: what the screen shows, for a purpose, with a log of what left and who did not."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from initiatives import actions
from initiatives.models import Actor, ExportEntry, ExportTemplate, Purpose, SnapshotRow
from initiatives.office_start import start_purposes
from tests import factories
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def actors(wuppertal, witten):
    factories.make_actor(wuppertal, "=Ölmühle", kind="enterprise", phone="+49 202 11", postcode="01067", internal_note="Geheim")
    factories.make_actor(wuppertal, "Repair-Café")
    factories.make_actor(witten, "Nachbarhof")


def content_of(answer):
    return b"".join(answer.streaming_content)


def rows_of(answer):
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(content_of(answer).decode("utf-8-sig")), delimiter=";"))


def book_of(answer):
    return load_workbook(io.BytesIO(content_of(answer)))


def test_manager_gets_exactly_the_filtered_list_as_csv_and_both_ends_are_logged(actors, wuppertal, wuppertal_manager, sign_in):
    answer = sign_in(wuppertal_manager).post(
        reverse("actor_export") + "?kind=enterprises",
        {"purpose": "report", "file_format": "csv", "columns": ["phone", "name", "description"]},
    )
    assert [(entry.stage, entry.row_count) for entry in ExportEntry.objects.all()] == [("begun", 1)]
    raw = content_of(answer)
    assert raw.decode("utf-8").split("\r\n") == ["\ufeffName;Telefon;Öffentliche Beschreibung", "'=Ölmühle;+49 202 11;", ""]
    done, begun = ExportEntry.objects.all()
    assert (done.stage, done.begun, done.row_count, done.columns) == ("done", begun, 1, "Name, Telefon, Öffentliche Beschreibung")
    assert (begun.exported_by, begun.purpose, begun.file_format, begun.selection) == (
        wuppertal_manager, "report", "csv", "Art: alle Unternehmen",
    )  # fmt: skip


def test_xlsx_keeps_postcode_and_formula_as_text_and_says_what_it_is(actors, wuppertal_manager, sign_in):
    answer = sign_in(wuppertal_manager).post(
        reverse("actor_export") + "?sort=-name", {"purpose": "office", "file_format": "xlsx", "columns": ["name", "postcode"]}
    )
    book = book_of(answer)
    sheet = book.worksheets[0]
    assert [[cell.value for cell in row] for row in sheet] == [["Name", "Postleitzahl"], ["Repair-Café", None], ["=Ölmühle", "01067"]]
    assert (sheet["A3"].data_type, sheet.freeze_panes, sheet.auto_filter.ref) == ("s", "A2", "A1:B3")
    about = dict(row[:2] for row in book.worksheets[1].iter_rows(values_only=True))
    assert (about["Exportiert von"], about["Zeilen"], about["Rechtsgrundlage"]) == (
        str(wuppertal_manager), "2", "öffentliche Aufgabe (Art. 6 Abs. 1 Buchst. e DSGVO)",
    )  # fmt: skip
    assert len(book.worksheets) == 2
    assert [entry.stage for entry in ExportEntry.objects.all()] == ["done", "begun"]


def test_letter_goes_to_nobody_who_objected_and_a_year_later_it_can_be_proved(actors, wuppertal, wuppertal_manager, sign_in):
    start_purposes(wuppertal)
    mill = Actor.objects.get(trading_name="=Ölmühle")
    actions.raise_objection(subject=mill, purpose=Purpose.objects.get(municipality=wuppertal, code="letter"), channel="paper")
    client = sign_in(wuppertal_manager)
    said = words(client.get(reverse("actor_export")))
    assert "1 von 2 1 ausgelassen: Widerspruch" in said
    assert "=Ölmühle Widerspruch vom" in said
    assert said.count("2 von 2") == 2
    answer = client.post(reverse("actor_export"), {"purpose": "letter", "file_format": "xlsx", "columns": ["name"]})
    book = book_of(answer)
    assert [cell.value for cell in book.worksheets[0]["A"]] == ["Name", "Repair-Café"]
    about = dict(row[:2] for row in book.worksheets[1].iter_rows(values_only=True))
    assert (about["Zeilen"], about["Ausgelassen"]) == ("1", "1")
    (_head, (name, reason)) = book.worksheets[2].iter_rows(values_only=True)
    assert name == "=Ölmühle"
    assert reason.startswith("Widerspruch vom")
    snapshot = ExportEntry.objects.get(stage="done").snapshot
    rows = SnapshotRow.objects.filter(snapshot=snapshot).order_by("actor_key")
    assert [(row.actor, row.verdict, row.reasons[0]["code"]) for row in rows] == [
        (mill, "out", "objection"), (Actor.objects.get(trading_name="Repair-Café"), "in", "basis"),
    ]  # fmt: skip
    client.post(reverse("access_log"), {"reason": "Prüfung"})
    assert reverse("snapshot_detail", args=[snapshot.pk]) in client.get(reverse("access_log")).content.decode()
    assert client.get(reverse("actor_export")).context["form"].initial["purpose"] == "letter"


def test_person_who_objected_is_not_named_in_a_letter_to_the_actor(wuppertal, wuppertal_manager, sign_in):
    start_purposes(wuppertal)
    mill = factories.make_actor(wuppertal, "Ölmühle", street="Hofaue", house_number="3", postcode="42103", locality="Wuppertal")
    kim = factories.make_contact(wuppertal, "Muster", actor=mill, title="Dr.", salutation="mr")
    client = sign_in(wuppertal_manager)
    url = reverse("actor_export") + "?template=letter"
    keys = client.get(url).context["form"].preset

    def addressed():
        (row,) = rows_of(client.post(url, {"purpose": "letter", "file_format": "csv", "columns": keys}))
        return [row[f"Anschrift{number}"] for number in range(1, 6)], row["Briefanrede"]

    assert addressed() == (
        ["Ölmühle", "Herrn Dr. Kim Muster", "Hofaue 3", "42103 Wuppertal", ""], "Sehr geehrter Herr Dr. Muster",
    )  # fmt: skip
    actions.raise_objection(subject=kim, purpose=Purpose.objects.get(municipality=wuppertal, code="letter"), channel="paper")
    assert addressed() == (["Ölmühle", "Hofaue 3", "42103 Wuppertal", "", ""], "Sehr geehrte Damen und Herren")
    # Of people themselves whoever objected is left out.
    assert rows_of(client.post(reverse("contact_export"), {"purpose": "letter", "file_format": "csv"})) == []
    (row,) = rows_of(client.post(reverse("contact_export"), {"purpose": "office", "file_format": "csv", "columns": keys[1:]}))
    assert (row["Anschrift1"], row["Anschrift2"]) == ("Ölmühle", "Herrn Dr. Kim Muster")


def test_confidential_words_leave_with_no_file_of_talks(wuppertal, wuppertal_manager, sign_in):
    actor = factories.make_actor(wuppertal, "Radwerk")
    closed = factories.make_actor(wuppertal, "Gesperrt")
    factories.make_consultation([actor, closed], wuppertal_manager, note="Offene Notiz", need="Offener Bedarf", held_on="2026-01-14")
    factories.make_consultation(actor, wuppertal_manager, note="Streng", need="Geheim", is_confidential=True, held_on="2026-01-13")
    factories.make_follow_up(actor, wuppertal_manager, task="Angebot schicken")
    actions.restrict(user=wuppertal_manager, record=closed, reason="claims")
    client = sign_in(wuppertal_manager)
    asked = {"purpose": "office", "file_format": "csv", "columns": ["day", "actors", "need", "note"]}
    assert [list(row.values()) for row in rows_of(client.post(reverse("consultation_export"), asked))] == [
        ["14.01.2026", "Radwerk", "Offener Bedarf", "Offene Notiz"],
        ["13.01.2026", "Radwerk", "", ""],
    ]
    as_listed = rows_of(client.post(reverse("consultation_export"), {"purpose": "office", "file_format": "csv"}))
    assert "Notiz" not in as_listed[0]
    assert client.post(reverse("consultation_export"), asked | {"purpose": "letter"}).context["has_errors"]
    (promise,) = rows_of(client.post(reverse("follow_up_export"), {"purpose": "office", "file_format": "csv"}))
    assert (promise["Was"], promise["Akteur"], promise["Wer"]) == ("Angebot schicken", "Radwerk", "Maren Leitner")


@pytest.mark.logs_errors
def test_file_that_breaks_off_says_so_and_the_log_too(actors, wuppertal, wuppertal_manager, sign_in):
    field = factories.make_own_field(wuppertal, "Sitzplätze", kind="number")
    mill = Actor.objects.get(trading_name="=Ölmühle")
    actions.save_own_values(actor=mill, values={field.key: 3})
    mill.custom_values.update(value="drei")
    client = sign_in(wuppertal_manager)
    url, asked = reverse("actor_export"), {"purpose": "office", "file_format": "csv"}
    broken = content_of(client.post(url, asked | {"columns": [field.key]})).decode()
    assert broken.endswith("DATEI UNVOLLSTÄNDIG\r\n")
    assert ExportEntry.objects.get(begun__isnull=False).stage == "broken"
    client.post(url, asked)
    client.post(reverse("access_log"), {"reason": "Prüfung"})
    said = words(client.get(reverse("access_log"), {"kind": "export"}))
    assert said.count("abgebrochen ·") == 1
    assert said.count("begonnen, nicht beendet ·") == 1
    assert "2 Einträge" in said


def test_office_keeps_columns_under_a_name_and_forgets_them(actors, wuppertal, wuppertal_manager, witten_manager, sign_in, client):
    url = reverse("actor_export")
    sign_in(wuppertal_manager)
    sent = {"purpose": "office", "file_format": "xlsx", "columns": ["email", "name"], "save": "1"}
    assert "template_name" in client.post(url, sent).context["form"].errors
    answer = client.post(url + "?kind=enterprises", sent | {"template_name": "Verteiler"})
    template = ExportTemplate.objects.get()
    assert answer.url == f"{url}?kind=enterprises&template={template.pk}"
    page = client.get(answer.url)
    assert page.context["form"].preset == ["name", "email"]
    assert ExportEntry.objects.count() == 0
    sign_in(witten_manager)
    assert client.post(reverse("export_template_delete", args=[template.pk])).status_code == 404
    sign_in(wuppertal_manager)
    client.post(reverse("export_template_delete", args=[template.pk]))
    assert ExportTemplate.objects.count() == 0


def test_export_without_purpose_is_refused_and_nothing_is_logged(actors, wuppertal_manager, sign_in):
    answer = sign_in(wuppertal_manager).post(reverse("actor_export"), {"file_format": "csv"})
    assert answer.status_code == 200
    assert answer.context["has_errors"]
    assert ExportEntry.objects.count() == 0


def test_list_leads_those_to_its_file_who_may_take_it(actors, wuppertal_adviser, wuppertal_manager, sign_in):
    lists = {"actor_list": "actor_export", "contact_list": "contact_export", "consultation_list": "consultation_export"}
    lists |= {"follow_up_list": "follow_up_export"}
    for user, is_offered in ((wuppertal_manager, True), (wuppertal_adviser, False)):
        client = sign_in(user)
        assert {name: reverse(export) in client.get(reverse(name)).content.decode() for name, export in lists.items()} == dict.fromkeys(
            lists, is_offered
        )


@pytest.mark.parametrize("count", [1, 3])
def test_export_asks_the_database_the_same_number_of_times(count, wuppertal, wuppertal_manager, sign_in, django_assert_num_queries):
    for number in range(count):
        factories.make_actor(wuppertal, f"Hof {number}", postcode="42103")
    client = sign_in(wuppertal_manager)
    keys = [key for key, _title in client.get(reverse("actor_export")).context["form"].fields["columns"].choices]
    with django_assert_num_queries(22):
        content_of(client.post(reverse("actor_export"), {"purpose": "office", "file_format": "csv", "columns": keys}))
