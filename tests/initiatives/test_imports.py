"""Lists of other people come into the register: every row is taken in, known again or refused. All organisations are invented."""

import csv
import io
import json
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from initiatives.imports import pipeline, reading, writing
from initiatives.imports.columns import COLUMNS, folded_title, recognise, split_words
from initiatives.imports.mapping import Mapping, checked, read_mapping
from initiatives.imports.matching import folded_name
from initiatives.imports.pipeline import Verdict, plan_import, run
from initiatives.imports.reading import ImportRefused, decoded, read_table
from initiatives.imports.values import Reason, cleaned, municipality_key, slug, split_street
from initiatives.imports.vocabulary import VOCABULARIES, squashed
from initiatives.imports.writing import PlanOutdated
from initiatives.models import Actor, ActorAlias, Location, Tag
from municipalities.models import Municipality, PostcodeDistrict
from tests import factories
from wf40.history import changes_of

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent / "data"
CITIES = (("Wuppertal", "05124000"), ("Witten", "05954036"), ("Osnabrück", "03404000"), ("Witzenhausen", "06636016"))
ROLLOUT = ("production", "regional_trade", "sharing", "cooperation")


def file_of(content, name="liste.csv"):
    """A file as an upload brings it."""
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    file.name = name
    return file


def csv_of(rows, separator=";"):
    """Rows as a CSV text."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def xlsx_of(rows, *, merges=()):
    """Rows as a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merges:
        book.active.merge_cells(area)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods_of(rows):
    """Rows as an OpenDocument sheet."""
    cells = [
        "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row) for row in rows
    ]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Liste">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        archive.writestr("content.xml", content)
    return packed.getvalue()


def table_of(rows, **more):
    return read_table(file_of(csv_of(rows)), **more)


def plan_of(rows, only=None, mapping=None):
    mapping = checked(mapping) if mapping else Mapping()
    return plan_import(table_of(rows, columns=mapping.titles), Municipality.objects.all(), mapping, only=only)


def take_in(rows, only=None, mapping=None, user=None):
    """Plan and write; gives the plan."""
    plan = plan_of(rows, only, mapping)
    run(plan, user=user)
    return plan


def verdicts(plan):
    return [(row.number, row.verdict.value) for row in plan.rows]


def reasons(plan):
    return [(row.number, row.reason) for row in plan.rows if row.reason]


def left_out(plan):
    return {(note.title, note.value) for row in plan.rows for note in row.notes}


# --- files -------------------------------------------------------------------------------------------------
TEXT = [
    ["Name", "Straße", "PLZ", "Ort"],
    ["Nähstube Faden & Nadel", "Färbergasse 12", "42103", "Köln"],
    ["Öl, Essig; und | mehr", "Am Bühl 3", "", "Bad Übel"],
]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_reader_knows_separator_and_encoding(separator, encoding):
    table = read_table(file_of(csv_of(TEXT, separator).encode(encoding)))
    assert [line.cells for line in table.lines] == TEXT[1:]
    assert table.columns == {"name": 0, "street": 1, "postcode": 2, "city": 3}


def test_reader_counts_rows_as_the_spreadsheet_does():
    table = read_table(HERE / "vereine.csv")
    assert [(line.number, line.cells[0]) for line in table.lines] == [
        (5, "Nähstube Faden & Nadel"),
        (6, "Reparaturtreff „Schraube locker“"),
    ]
    assert table.lines[0].cells[6] == "Wir nähen\njeden Dienstag."
    assert table.columns["postcode_city"] == 3


def test_reader_takes_numbers_of_a_workbook_as_text():
    rows = [
        ["Vereinsliste"],
        [],
        ["Name", "PLZ", "AGS", "Telefon", "Gemeinnützig"],
        ["Radwerk", 1067, 5124000, 49202123, True],
        ["Solawi", 42103.0, "05124000", "", False],
    ]
    table = read_table(file_of(xlsx_of(rows), "liste.xlsx"))
    assert [(line.number, line.cells) for line in table.lines] == [
        (4, ["Radwerk", "1067", "5124000", "49202123", "1"]),
        (5, ["Solawi", "42103", "05124000", "", "0"]),
    ]


def test_reader_fills_merged_cells_and_reads_two_header_lines():
    rows = [
        ["Name", "Anschrift", "", "", "Kontakt"],
        ["", "Straße", "PLZ", "Ort", "E-Mail"],
        ["Radwerk", "Hof 1", "42103", "Wuppertal", "rad@werk.example"],
        ["Solawi", "Feld 2", "", "", ""],
    ]
    table = read_table(file_of(xlsx_of(rows, merges=["A1:A2", "B1:D1", "C3:C4", "D3:D4"]), "liste.xlsx"))
    assert table.columns == {"name": 0, "street": 1, "postcode": 2, "city": 3, "email": 4}
    assert [line.cells for line in table.lines] == [rows[2], ["Solawi", "Feld 2", "42103", "Wuppertal", ""]]


def test_reader_reads_ods_and_xls():
    table = read_table(file_of(ods_of([["Name", "Ort"], ["Radwerk", "Wuppertal"]]), "liste.ods"))
    assert [(line.number, line.cells) for line in table.lines] == [(2, ["Radwerk", "Wuppertal"])]
    table = read_table(HERE / "adressen.xls")
    assert [(line.number, line.cells[0], line.cells[3]) for line in table.lines] == [
        (4, "Holzwerkstatt Beispieltal", "42103"),
        (5, "Rösterei Muster", "1067"),
    ]


def test_reader_takes_the_sheet_with_a_name_column_and_names_the_others():
    book = openpyxl.Workbook()
    book.active.title = "Hinweise"
    book.active.append(["Bitte ausfüllen"])
    sheet = book.create_sheet("Akteure")
    sheet.append(["Name", "Ort"])
    sheet.append(["Radwerk", "Wuppertal"])
    content = io.BytesIO()
    book.save(content)
    table = read_table(file_of(content.getvalue(), "liste.xlsx"))
    assert (table.sheet, table.other_sheets, len(table.lines)) == ("Akteure", ["Hinweise"], 1)


def test_reader_passes_over_repeated_headers_in_other_languages():
    rows = [
        ["Liste der Vorhaben"],
        ["Name des\nBegünstigten", "Ort des Vorhabens"],
        ["English"],
        ["Beneficiary name (only legal entities)", "Operation city"],
        ["Radwerk", "Witten"],
    ]
    assert [(line.number, line.cells[0]) for line in table_of(rows).lines] == [(5, "Radwerk")]


def test_reader_takes_the_first_of_two_equal_titles():
    table = table_of([["Name", "Ort", "Name", "Ort"], ["Radwerk", "Witten", "Zweitname", "Hagen"]])
    assert table.columns == {"name": 0, "city": 1}
    assert table.unread_titles == ["Name", "Ort"]


def tall(rows):
    return csv_of([["Name"], *([f"Gruppe {number}"] for number in range(rows))])


def far_cells():
    book = openpyxl.Workbook()
    book.active["A1"] = "Name"
    book.active["XFD1048576"] = "weit weg"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def zip_bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (30 * 1024**2))
    return packed.getvalue()


BAD_FILES = {
    "empty": b"",
    "only blanks": b"\xef\xbb\xbf \r\n\r\n",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3 Name;Ort",
    "a web page": b"<html><table><tr><td>Name</td></tr></table></html>",
    "a broken workbook": xlsx_of([["Name"], ["Radwerk"]])[:-300],
    "a workbook with a broken part": xlsx_of([["Name"], ["Radwerk"]]).replace(b"PK\x01\x02", b"PK\x01\x03"),
    "an old workbook's first bytes": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "another archive": zip_bomb()[:40] + b"\x00" * 100,
    "a workbook that unpacks to far more": zip_bomb(),
    "a workbook with cells at the far ends": far_cells(),
    "an empty workbook": xlsx_of([]),
    "no header": csv_of([["Radwerk", "42103", "Wuppertal"], ["Solawi", "58452", "Witten"]]),
    "no header but the word Verein": csv_of([["Radwerk", "Verein"], ["Solawi", "Verein"]]),
    "a header without a name": csv_of([["Straße", "PLZ", "Ort"], ["Hof 1", "42103", "Wuppertal"]]),
    "a list of persons": csv_of([["Vorname", "Name", "Ort"], ["Kim", "Muster", "Wuppertal"]]),
    "a header alone": "Name;Ort\n",
    "too many rows": tall(100_001),
    "too many columns": csv_of([["Name", *(f"Spalte {number}" for number in range(200))], ["Radwerk"]]),
    "too many columns in a workbook": xlsx_of([["Name", *(f"Spalte {number}" for number in range(200))], ["Radwerk"]]),
    "too large": b"Name\n" + b"x" * (10 * 1024**2),
    "a quotation mark that stays open": 'Name;Ort\nRadwerk;Wuppertal\n"Solawi;Witten\n',
    "random bytes": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("fault", BAD_FILES)
def test_command_refuses_a_file_as_a_whole_and_writes_nothing(fault, wuppertal, tmp_path):
    path = tmp_path / "liste-x.xlsx"
    path.write_bytes(BAD_FILES[fault] if isinstance(BAD_FILES[fault], bytes) else BAD_FILES[fault].encode())
    with pytest.raises(CommandError) as problem:
        call_command("import_actors", str(path), municipality="wuppertal")
    assert "liste-x.xlsx" in str(problem.value)
    assert problem.value.returncode == 1
    assert Actor.objects.count() == 0


def test_command_names_a_file_that_is_not_there_and_a_city_that_is_not_here(wuppertal, tmp_path):
    with pytest.raises(CommandError, match="fehlt.csv"):
        call_command("import_actors", str(tmp_path / "fehlt.csv"))
    with pytest.raises(CommandError, match="wuppertal"):
        call_command("import_actors", str(HERE / "vereine.csv"), municipality="atlantis")
    with pytest.raises(CommandError, match="AGS"):
        call_command("import_actors", str(HERE / "vereine.csv"))


def test_text_without_a_mark_in_an_old_encoding_is_read():
    assert decoded("Bäckerei Größe".encode("cp1252")) == "Bäckerei Größe"
    assert decoded("Bäckerei Größe für Köche".encode("cp850")) == "Bäckerei Größe für Köche"


# --- words -------------------------------------------------------------------------------------------------
def test_every_title_means_one_field():
    meanings = {}
    for field, text in COLUMNS.items():
        for word in split_words(text):
            meanings.setdefault(folded_title(word), set()).add(field)
    assert {word: fields for word, fields in meanings.items() if len(fields) > 1} == {}


def test_titles_with_remarks_and_in_two_languages_are_known():
    titles = ["Name der Organisation*", "Straße (mit Nr.)", "Ort / Town", "E-Mail\nMail", "Durch-\nwahl", "Rechts-\nform"]
    assert recognise(titles) == {"name": 0, "street": 1, "city": 2, "email": 3, "legal_form": 5}


def test_facts_of_a_list_come_in_and_codes_only_grow(wuppertal):
    titles = ["Name", "Ort", "Gründungsjahr", "Branche", "Größenklasse", "Ziele", "Sprachen", "Öffnungszeiten"]
    titles += ["Registernummer", "Registergericht", "W-IdNr."]
    row = ["Radwerk", "Wuppertal", "3/2019", "Handwerk", "2-9", "Klimaschutz; Teilhabe", "Deutsch, Türkisch", "Di 10–18\nSa 10–13"]
    take_in([titles, [*row, "HRB 12", "AG Wuppertal", "de 123 456 789"]], wuppertal)
    actor = Actor.objects.get()
    assert (actor.founded, actor.industry, actor.size_class) == ("2019-03", "handwerk", "micro")
    assert (actor.goals, actor.languages, actor.opening_hours) == (["climate", "participation"], ["de", "tr"], "Di 10–18\nSa 10–13")
    assert (actor.register_kind, actor.register_number, actor.register_court) == ("B", "HRB 12", "AG Wuppertal")
    assert actor.business_id == "DE123456789"
    plan = take_in([["Name", "Ort", "Ziele", "Gründung"], ["Radwerk", "Wuppertal", "Arbeitsplätze", "2018"]], wuppertal)
    assert [(change.new_words, change.old_words) for change in plan.rows[0].changes] == [
        ("2018", "03/2019"),
        ("Klimaschutz, Eigeninitiative und Beteiligung, Arbeitsplätze vor Ort", "Klimaschutz, Eigeninitiative und Beteiligung"),
    ]
    actor.refresh_from_db()
    assert (actor.goals, actor.founded) == (["climate", "participation", "jobs"], "2018")


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Gründungsjahr", "bald"),
        ("Gründungsjahr", "2999"),
        ("W-IdNr", "12"),
        ("Registernummer", "12"),
        ("Registernummer", "HRB 12"),
        ("Register", "Kirchenbuch"),
        ("Branche", "Raumfahrt"),
        ("Ziele", "Weltherrschaft"),
    ],
)
def test_fact_that_does_not_fit_is_left_out_and_named(title, value, wuppertal):
    plan = take_in([["Name", "Ort", title], ["Radwerk", "Wuppertal", value]], wuppertal)
    assert left_out(plan) == {(title, value)}
    actor = Actor.objects.get()
    assert not any((actor.founded, actor.business_id, actor.register_number, actor.register_kind, actor.industry, actor.goals))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("e.V.", "ev"),
        ("e. V.", "ev"),
        ("eV", "ev"),
        ("Eingetragener Verein", "ev"),
        ("GmbH & Co. KG", "gmbh_co_kg"),
        ("GmbH und Co KG", "gmbh_co_kg"),
        ("GmbH & Co KG", "gmbh_co_kg"),
        ("gGmbH", "ggmbh"),
        ("gemeinnützige GmbH", "ggmbh"),
        ("AG", "ag"),
        ("OHG", "ohg"),
        ("eG", "eg"),
        ("e.K.", "sole_registered"),
        ("UG (haftungsbeschränkt)", "ug"),
        ("GbR", "gbr"),
        ("AöR", "aoer"),
        ("Körperschaft des öffentlichen Rechts", "kdoer"),
        ("gmbh", "gmbh"),
        ("öffentlich", None),
        ("Stiftung", None),
        ("Verein", None),
    ],
)
def test_usual_legal_forms_are_known(text, code):
    assert VOCABULARIES["legal_form"].get(squashed(text)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("public", "public_body"),
        ("education", "education_research"),
        ("Verein", "association"),
        ("Unternehmen", "enterprise"),
        ("market", None),
    ],
)
def test_usual_kinds_are_known(text, code):
    assert VOCABULARIES["kind"].get(squashed(text)) == code


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hauptstraße 5", ("Hauptstraße", "5")),
        ("Friedrich-Ebert-Straße 15a", ("Friedrich-Ebert-Straße", "15a")),
        ("Steinweg 29-31", ("Steinweg", "29-31")),
        ("Steinweg 29 - 31", ("Steinweg", "29 - 31")),
        ("Straße des 17. Juni 135", ("Straße des 17. Juni", "135")),
        ("Straße des 17. Juni", ("Straße des 17. Juni", "")),
        ("Am Markt 4 b", ("Am Markt", "4 b")),
        ("C 4, 12", ("C 4", "12")),
        ("Universitätsstraße 4/5", ("Universitätsstraße", "4/5")),
        ("Postfach 0680", ("Postfach 0680", "")),
        ("Alter Markt", ("Alter Markt", "")),
        ("", ("", "")),
    ],
)
def test_street_and_number_are_parted(text, parts):
    assert split_street(text) == parts


def test_street_of_endless_dashes_is_parted_in_no_time():
    started = time.monotonic()
    assert split_street("Hof 1" + " - 1 a" * 45 + "!") == ("Hof 1" + " - 1 a" * 45 + "!", "")
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("05124000", "05124000"),
        ("5124000", "05124000"),
        ("05 1 24 000", "05124000"),
        ("051240000000", "05124000"),
        ("5124", ""),
        ("Wuppertal", ""),
        ("٠٥١٢٤٠٠٠", ""),
    ],
)
def test_municipality_key_is_read_in_its_usual_spellings(text, key):
    assert municipality_key(text) == key


def test_cells_lose_invisible_marks_and_words_for_nothing():
    assert cleaned("\ufeff Rad\u200bwerk \u202e") == "Radwerk"
    assert [cleaned(text) for text in ("-", "k. A.", "#NV", "'+49 202", "'s Lokal")] == ["", "", "", "+49 202", "'s Lokal"]
    assert slug("Solidarische Landwirtschaft & Gärten") == "solidarische-landwirtschaft-gaerten"
    assert folded_name("Café Färberei e. V.") == folded_name("Cafe Faerberei e.V.")
    assert folded_name("東京") == "東京"


# --- one row -----------------------------------------------------------------------------------------------
def test_row_becomes_an_actor_with_all_that_it_says(wuppertal):
    district = factories.make_district(wuppertal)
    PostcodeDistrict.objects.create(municipality=wuppertal, postcode="42103", district=district)
    factories.make_work_field(wuppertal, "Miteinander", "cooperation")
    rows = [
        [
            "Name",
            "Weitere Namen",
            "Art",
            "Rechtsform",
            "Gemeinnützig",
            "Arbeitsfeld",
            "Straße",
            "PLZ",
            "Ort",
            "lat",
            "lon",
            "Website",
            "E-Mail",
            "Telefon",
            "Beschreibung",
            "Tags",
            "Quelle",
            "Quellen-ID",
        ],
        [
            "Radwerk",
            "Fahrradhof; Rad & Tat, alt",
            "Verein",
            "e. V.",
            "ja",
            "cooperation",
            "Hof 1 a",
            "42103",
            "Wuppertal",
            "51,25",
            "7.15",
            "radwerk.example",
            "mailto:rad@werk.example",
            "0202 / 1",
            "Wir\nschrauben.",
            "Fahrrad; Holz",
            "Liste",
            "7",
        ],
    ]
    assert verdicts(take_in(rows, wuppertal)) == [(2, "create")]
    actor = Actor.objects.get()
    assert (actor.trading_name, actor.kind, actor.legal_form, actor.is_charitable) == ("Radwerk", "association", "ev", True)
    assert (actor.website, actor.email, actor.phone, actor.description) == (
        "https://radwerk.example",
        "rad@werk.example",
        "0202 / 1",
        "Wir\nschrauben.",
    )
    assert (actor.source, actor.source_id, actor.sort_key) == ("Liste", "7", "radwerk")
    assert sorted(alias.name for alias in actor.aliases.all()) == ["Fahrradhof", "Rad & Tat, alt"]
    assert sorted(tag.code for tag in actor.tags.all()) == ["fahrrad", "holz"]
    assert [field.code for field in actor.work_fields.all()] == ["cooperation"]
    place = actor.locations.get()
    assert (place.street, place.house_number, place.postcode, place.locality, place.district) == (
        "Hof",
        "1 a",
        "42103",
        "Wuppertal",
        district,
    )
    assert (place.latitude, place.longitude, place.precision, place.is_main) == (51.25, 7.15, "exact", True)
    assert [found.pk for found in Actor.objects.matching("fahrradhof holz")] == [actor.pk]


def test_every_written_row_has_its_history(wuppertal, wuppertal_adviser):
    rows = [["Name", "Tags", "Weitere Namen", "Ort", "Telefon"], ["Radwerk", "Holz, Rad", "Radhof", "Wuppertal", "1"]]
    take_in(rows, wuppertal)
    rows[1][1:] = ["Holz, Metall", "Radhof, Altwerk", "Wuppertal-Barmen", "2"]
    take_in(rows, wuppertal, user=wuppertal_adviser)
    actor = Actor.objects.get()
    assert (actor.version, actor.created_by) == (2, None)
    assert [(row.history_type, row.history_user) for row in actor.history.all()] == [("~", wuppertal_adviser), ("+", None)]
    assert all("liste.csv" in row.history_change_reason for row in actor.history.all())
    newest, first = changes_of(actor)
    assert {change.field: (change.old, change.new) for change in newest.changes} == {
        "phone": ("1", "2"),
        "tags": ("Holz, Rad", "Holz, Rad, Metall"),
    }
    assert first.is_first
    assert ActorAlias.history.count() == 2
    assert [row.history_type for row in Location.history.all()] == ["~", "+"]


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("Website", "javascript:alert(1)"),
        ("Website", "javascript://werk.example/%0aalert(1)"),
        ("Website", "siehe Aushang"),
        ("Website", "https://a.example/" + "x" * 300),
        ("E-Mail", "rad at werk"),
        ("Telefon", "auf Anfrage"),
        ("PLZ", "421O3"),
        ("Beschreibung", "x" * 4001),
        ("Beschreibung", "NUL\x00"),
        ("Art", "market"),
        ("Rechtsform", "öffentlich"),
        ("field_guess", "regional"),
        ("Tags", "x" * 61),
        ("Tags", "!!!"),
        ("Tags", ",".join(map(str, range(51)))),
        ("Weitere Namen", "x" * 201),
        ("Straße", "x" * 121),
        ("Straße", "x" * 100_000),
        ("Hausnummer", "1" * 21),
        ("Stadtteil", "Atlantis"),
        ("Status", "schläft"),
        ("Gemeinnützig", "vielleicht"),
        ("Weitere Namen", "x\x01"),
        ("Registername", "x" * 301),
        ("Source_ID", "7"),
    ],
)
def test_value_that_does_not_fit_is_left_out_and_named(title, value, wuppertal):
    plan = take_in([["Name", title], ["Radwerk", value]], wuppertal)
    assert verdicts(plan) == [(2, "create")]
    assert {note.title for row in plan.rows for note in row.notes} == {title}
    actor = Actor.objects.get()
    assert (actor.kind, actor.legal_form, actor.website, actor.email, actor.phone, actor.description) == ("initiative", "", "", "", "", "")
    assert not actor.locations.exists()
    assert not actor.tags.exists()


@pytest.mark.parametrize(
    ("latitude", "longitude", "precision", "point"),
    [
        ("51,26", "7,14", "point", (51.26, 7.14)),
        ("51.26", "7.14", "", (51.26, 7.14)),
        ("51.26", "7.14", "city", None),
        ("51.26", "7.14", "Postleitzahl", None),
        ("91", "7.14", "", None),
        ("51.26", "", "", None),
        ("7.14", "51.26", "", None),
        ("0", "0", "", None),
        ("nan", "inf", "", None),
        ("51°15'", "7°", "", None),
        ("51266708", "7144777", "", None),
    ],
)
def test_only_the_exact_point_of_a_place_is_kept(latitude, longitude, precision, point, wuppertal):
    plan = take_in([["Name", "Ort", "lat", "lon", "geo_precision"], ["Radwerk", "Wuppertal", latitude, longitude, precision]], wuppertal)
    place = Location.objects.get()
    assert ((place.latitude, place.longitude) if place.precision else None) == point
    assert bool(left_out(plan)) == (point is None and precision != "city")


def test_formulas_stay_text(wuppertal):
    take_in([["Name", "Telefon", "Beschreibung"], ['=HYPERLINK("http://x.example")', "+49 202 1", "@SUM(A1)"]], wuppertal)
    assert list(Actor.objects.values_list("trading_name", "phone", "description")) == [
        ('=HYPERLINK("http://x.example")', "+49 202 1", "@SUM(A1)")
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "Liste", "1"], Reason.NO_NAME),
        ([" \u200b ", "Liste", "1"], Reason.NO_NAME),
        (["Rad\x00werk", "Liste", "1"], Reason.BAD_NAME),
        (["Rad\x1bwerk", "Liste", "1"], Reason.BAD_NAME),
        (["x" * 201, "Liste", "1"], Reason.BAD_NAME),
        (["x" * 100_000, "Liste", "1"], Reason.BAD_NAME),
        (["Radwerk", "x" * 201, "1"], Reason.BAD_KEY),
        (["Radwerk", "Liste", "1\x00"], Reason.BAD_KEY),
        (["Radwerk", "Liste", "1", "verrutscht"], Reason.SHIFTED),
    ],
)
def test_row_without_a_usable_name_or_key_is_refused_alone(row, reason, wuppertal):
    plan = take_in([["Name", "Quelle", "Quellen-ID"], row, ["Solawi", "Liste", "2"]], wuppertal)
    assert reasons(plan) == [(2, reason)]
    assert [actor.trading_name for actor in Actor.objects.all()] == ["Solawi"]


def test_address_in_one_cell_is_parted(wuppertal):
    rows = [["Name", "Anschrift"], ["Radwerk", "Hof 1\n42103 Wuppertal"], ["Solawi", "Feld 2, D-42105 Wuppertal"], ["Chor", "Postfach 12"]]
    take_in(rows, wuppertal)
    assert list(Location.objects.order_by("pk").values_list("street", "house_number", "postcode", "locality")) == [
        ("Hof", "1", "42103", "Wuppertal"),
        ("Feld", "2", "42105", "Wuppertal"),
        ("Postfach 12", "", "", ""),
    ]


def test_postcode_of_a_workbook_gets_its_zero_back(wuppertal):
    plan = plan_import(read_table(HERE / "adressen.xls"), [], only=wuppertal)
    run(plan)
    assert list(Location.objects.order_by("pk").values_list("postcode", "street", "house_number")) == [
        ("42103", "Lindenweg", "3a"),
        ("01067", "Am Bahnhof", "1-3"),
    ]
    assert left_out(plan) == {("PLZ", "1067")}
    assert list(Actor.objects.order_by("pk").values_list("legal_form", flat=True)) == ["ev", "gmbh_co_kg"]


def test_tag_that_is_switched_off_is_left_out(wuppertal):
    Tag.objects.create(municipality=wuppertal, code="holz", label="Holz", is_active=False)
    plan = take_in([["Name", "Tags"], ["Radwerk", "holz, Rad"]], wuppertal)
    assert left_out(plan) == {("Tags", "holz")}
    assert [tag.label for tag in Actor.objects.get().tags.all()] == ["Rad"]


def test_tags_of_another_city_are_not_used(wuppertal, witten):
    foreign = factories.make_tag(witten, "Holz")
    take_in([["Name", "Tags"], ["Radwerk", "Holz"], ["Solawi", "holz"]], wuppertal)
    assert {tag.pk for actor in Actor.objects.all() for tag in actor.tags.all()} & {foreign.pk} == set()
    assert Tag.objects.filter(municipality=wuppertal).count() == 1


# --- the city ----------------------------------------------------------------------------------------------
def test_key_of_the_municipality_decides_where_a_row_belongs(wuppertal, witten):
    rows = [["Name", "AGS"], ["Radwerk", "05124000"], ["Solawi", "5954036"], ["Fern", "09162000"], ["Ohne", ""], ["Falsch", "Witten"]]
    plan = take_in(rows)
    assert {actor.trading_name: actor.municipality for actor in Actor.objects.all()} == {"Radwerk": wuppertal, "Solawi": witten}
    assert reasons(plan) == [(4, Reason.NO_CITY), (5, Reason.NO_CITY), (6, Reason.NO_CITY)]


def test_rows_of_other_cities_are_refused_one_by_one(wuppertal, witten):
    factories.make_district(wuppertal, "Barmen")
    rows = [
        ["Name", "Ort", "AGS"],
        ["Eins", "Wuppertal", ""],
        ["Zwei", "Witten", ""],
        ["Drei", "", ""],
        ["Vier", "", "05954036"],
        ["Fünf", "Wuppertal-Elberfeld", ""],
        ["Sechs", "Barmen", ""],
        ["Sieben", "42103 Wuppertal", ""],
        ["Acht", "Langerfeld", "05124000"],
    ]
    plan = take_in(rows, wuppertal)
    assert reasons(plan) == [(3, Reason.OTHER_CITY), (5, Reason.OTHER_CITY)]
    assert Actor.objects.filter(municipality=wuppertal).count() == Actor.objects.count() == 6
    assert plan.remarks == []


def test_list_without_any_town_says_so(wuppertal):
    assert len(plan_of([["Name"], ["Radwerk"]], wuppertal).remarks) == 1
    with pytest.raises(ImportRefused):
        plan_of([["Name"], ["Radwerk"]])


# --- known again -------------------------------------------------------------------------------------------
KEYED = ["Name", "Quelle", "Quellen-ID", "Telefon"]


def test_row_is_known_again_by_a_number_that_is_unique(wuppertal):
    take_in([KEYED, ["Radwerk", "Liste", "1", "1"], ["Solawi", "Liste", "2", "1"]], wuppertal)
    plan = take_in([KEYED, ["Radwerk neu", "Liste", "1", "1"], ["Radwerk", "Andere", "1", "1"]], wuppertal)
    assert verdicts(plan) == [(2, "update"), (3, "create")]
    assert [(change.name, change.old, change.new) for change in plan.rows[0].changes] == [("trading_name", "Radwerk", "Radwerk neu")]
    assert sorted(Actor.objects.values_list("trading_name", "source")) == [
        ("Radwerk", "Andere"),
        ("Radwerk neu", "Liste"),
        ("Solawi", "Liste"),
    ]
    assert Actor.objects.get(trading_name="Radwerk neu").sort_key == "radwerk neu"


def test_number_that_is_not_unique_needs_the_name_as_well(wuppertal):
    rows = [KEYED, ["Radwerk", "Liste", "2 Vorhaben", "1"], ["Solawi", "Liste", "2 Vorhaben", "1"], ["RADWERK", "Liste", "2 Vorhaben", "2"]]
    assert reasons(take_in(rows, wuppertal)) == [(4, Reason.REPEATED)]
    rows[2][3] = "5"
    assert verdicts(take_in(rows, wuppertal)) == [(2, "unchanged"), (3, "update"), (4, "refused")]
    # Alone in a file, the number would be unique there; in the register it is not.
    assert verdicts(take_in([KEYED, ["Chor", "Liste", "2 Vorhaben", "1"]], wuppertal)) == [(2, "create")]
    assert Actor.objects.count() == 3


def test_without_a_source_name_and_city_decide(wuppertal, witten):
    factories.make_actor(wuppertal, "Café Färberei e. V.", phone="1")
    factories.make_actor(witten, "Café Färberei e. V.", phone="1")
    plan = take_in([["Name", "Telefon"], ["Cafe Faerberei e.V.", "2"], ["CAFÉ FÄRBEREI E.V.", "3"]], wuppertal)
    assert verdicts(plan) == [(2, "update"), (3, "refused")]
    assert reasons(plan) == [(3, Reason.REPEATED)]
    assert sorted(Actor.objects.values_list("municipality__name", "phone")) == [("Witten", "1"), ("Wuppertal", "2")]


def test_row_is_known_again_by_another_name_which_stays_another_name(wuppertal):
    factories.make_actor(wuppertal, "Museum im Tal", aliases=["Altes Zentrum"])
    for verdict in ("update", "unchanged"):
        assert verdicts(take_in([["Name", "Telefon"], ["Altes Zentrum", "2"]], wuppertal)) == [(2, verdict)]
    assert list(Actor.objects.values_list("trading_name", "phone")) == [("Museum im Tal", "2")]


def test_two_actors_of_one_name_are_not_guessed_between(wuppertal):
    factories.make_actor(wuppertal, "Radwerk", source="A", source_id="1")
    factories.make_actor(wuppertal, "Radwerk", source="B", source_id="1")
    assert reasons(plan_of([["Name"], ["Radwerk"]], wuppertal)) == [(2, Reason.UNCLEAR)]


def test_new_actor_with_the_name_of_a_known_one_is_named(wuppertal):
    factories.make_actor(wuppertal, "Radwerk")
    plan = plan_of([KEYED, ["Radwerk", "Liste", "1", ""]], wuppertal)
    assert (verdicts(plan), left_out(plan)) == ([(2, "create")], {("Name", "Radwerk")})


def test_actor_renamed_by_its_number_leaves_its_old_name_free(wuppertal):
    take_in([KEYED, ["Radwerk", "Liste", "1", ""]], wuppertal)
    rows = [KEYED, ["Radwerk", "", "", ""], ["Radhof", "Liste", "1", ""]]
    assert verdicts(take_in(rows, wuppertal)) == [(2, "create"), (3, "update")]
    assert verdicts(take_in(rows, wuppertal)) == [(2, "unchanged"), (3, "unchanged")]


# --- changes -----------------------------------------------------------------------------------------------
def test_empty_cells_empty_nothing_and_lists_only_grow(wuppertal):
    full = [
        ["Name", "Art", "Rechtsform", "Straße", "Hausnummer", "Ort", "Telefon", "Tags", "Weitere Namen"],
        ["Radwerk", "Verein", "e.V.", "Hof", "1", "Wuppertal", "1", "Holz", "Radhof"],
    ]
    take_in(full, wuppertal)
    plan = take_in([full[0], ["Radwerk", "", "", "Hof", "", "", "", "", ""]], wuppertal)
    assert verdicts(plan) == [(2, "unchanged")]
    take_in([full[0], ["Radwerk", "", "quatsch", "", "", "", "", "Rad", "radhof, Werk"]], wuppertal)
    actor = Actor.objects.get()
    assert (actor.kind, actor.legal_form, actor.phone) == ("association", "ev", "1")
    assert sorted(tag.label for tag in actor.tags.all()) == ["Holz", "Rad"]
    assert sorted(alias.name for alias in actor.aliases.all()) == ["Radhof", "Werk"]
    assert "werk" in actor.search_text.split()


def test_another_street_takes_the_old_number_away(wuppertal):
    take_in([["Name", "Straße"], ["Radwerk", "Hof 1"]], wuppertal)
    plan = take_in([["Name", "Straße"], ["Radwerk", "Neue Gasse"]], wuppertal)
    assert [(change.name, change.new) for change in plan.rows[0].changes] == [("street", "Neue Gasse"), ("house_number", "")]
    place = Location.objects.get()
    assert (place.street, place.house_number) == ("Neue Gasse", "")


def test_district_set_by_hand_stays_until_the_postcode_changes(wuppertal):
    by_hand, by_table = factories.make_district(wuppertal, "Barmen"), factories.make_district(wuppertal, "Elberfeld")
    rows = [["Name", "PLZ"], ["Radwerk", "42103"]]
    take_in(rows, wuppertal)
    Location.objects.update(district=by_hand)
    for postcode in ("42103", "42105"):
        PostcodeDistrict.objects.create(municipality=wuppertal, postcode=postcode, district=by_table)
    assert verdicts(take_in(rows, wuppertal)) == [(2, "unchanged")]
    rows[1][1] = "42105"
    take_in(rows, wuppertal)
    assert Location.objects.get().district == by_table


def test_own_source_of_an_actor_is_kept(wuppertal):
    factories.make_actor(wuppertal, "Radwerk", source="Eigene", source_id="9")
    factories.make_actor(wuppertal, "Solawi")
    take_in([["Name", "Quelle"], ["Radwerk", "Liste"], ["Solawi", "Liste"]], wuppertal)
    assert sorted(Actor.objects.values_list("trading_name", "source", "source_id")) == [("Radwerk", "Eigene", "9"), ("Solawi", "Liste", "")]


def test_nothing_is_written_when_something_breaks(wuppertal, monkeypatch):
    take_in([["Name", "Telefon"], ["Radwerk", "1"]], wuppertal)
    before = (Actor.history.count(), Tag.objects.count())
    plan = plan_of([["Name", "Telefon", "Tags"], ["Radwerk", "2", "Holz"], ["Solawi", "3", "Rad"]], wuppertal)

    def broken(*_arguments, **_options):
        raise RuntimeError("the power went out")

    monkeypatch.setattr(pipeline, "update_actors", broken)
    with pytest.raises(RuntimeError):
        run(plan)
    assert list(Actor.objects.values_list("trading_name", "phone")) == [("Radwerk", "1")]
    assert (Actor.history.count(), Tag.objects.count()) == before


def test_plan_is_not_run_on_a_register_that_has_changed(wuppertal):
    plan = plan_of([["Name"], ["Radwerk"]], wuppertal)
    factories.make_actor(wuppertal, "Solawi")
    with pytest.raises(PlanOutdated):
        run(plan)
    assert Actor.objects.count() == 1


def test_actor_edited_since_the_plan_is_not_overwritten(wuppertal, monkeypatch):
    factories.make_actor(wuppertal, "Radwerk", phone="1")
    plan = plan_of([["Name", "Telefon"], ["Radwerk", "2"]], wuppertal)
    plan.rows[0].version -= 1
    with pytest.raises(writing.PlanOutdated):
        run(plan)
    assert Actor.objects.get().phone == "1"


def test_number_of_queries_does_not_grow_with_the_rows(wuppertal):
    def queries(rows):
        with CaptureQueriesContext(connection) as found:
            take_in(rows, wuppertal)
        return len(found)

    def rows(first, count):
        titles = ["Name", "Tags", "Weitere Namen", "PLZ", "Telefon"]
        return [titles, *([f"Gruppe {number}", "Holz, Rad", f"Kreis {number}", "42103", "1"] for number in range(first, first + count))]

    take_in(rows(0, 1), wuppertal)
    # SQLite takes some 20 actors in one statement.
    assert queries(rows(1, 1)) == queries(rows(2, 15))


# --- mapping file ------------------------------------------------------------------------------------------
def test_mapping_file_translates_titles_values_and_empty_cells(wuppertal):
    factories.make_work_field(wuppertal, "Region", "regional_trade")
    mapping = {
        "columns": {"Wer": "name"},
        "kind": {"market": "venue", "": "enterprise"},
        "field_guess": {"regional": "regional_trade", "egal": ""},
        "Rechtsform": {"öffentlich": "Kommune", "Stiftung": ""},
        "tags": {"marketplace": "Markt"},
        "source": {"": "Marktliste"},
    }
    rows = [
        ["Wer", "Art", "Feld", "Rechtsform", "Tags", "Quellen-ID"],
        ["Markt am Tor", "market", "regional", "öffentlich", "marketplace", "1"],
        ["Hofladen", "", "egal", "Stiftung", "", "2"],
    ]
    plan = take_in(rows, wuppertal, mapping)
    assert left_out(plan) == set()
    assert list(Actor.objects.order_by("source_id").values_list("kind", "legal_form", "source")) == [
        ("venue", "municipality", "Marktliste"),
        ("enterprise", "", "Marktliste"),
    ]
    first = Actor.objects.get(source_id="1")
    assert ([tag.label for tag in first.tags.all()], [field.code for field in first.work_fields.all()]) == (["Markt"], ["regional_trade"])
    # What stands for an empty cell is for new actors only.
    Actor.objects.filter(source_id="2").update(kind="initiative")
    assert verdicts(take_in(rows, wuppertal, mapping)) == [(2, "unchanged"), (3, "unchanged")]


def test_mapping_file_is_json_or_csv():
    expected = Mapping({}, {"kind": {"market": "venue"}}, {"kind": "enterprise"})
    assert read_mapping(file_of(json.dumps({"kind": {"Market": "venue", "": "enterprise"}}))) == expected
    assert read_mapping(file_of("Feld;Wert;hier\nkind;Market;venue\nkind;;enterprise\n")) == expected
    assert read_mapping(file_of("kind,market,Ort\nArt,,Unternehmen".encode("utf-16"))) == expected


@pytest.mark.parametrize(
    "content",
    [
        '{"kind": {"market": "Marsmensch"}}',
        '{"colour": {"red": "blue"}}',
        '{"kind": ["market"]}',
        '{"kind": {"market": 5}}',
        "{kaputt",
        "kind;market\n",
        '{"columns": {"Wer": "Namen"}}',
        '{"source": {"alt": "neu"}}',
        '{"name": {"a": "b"}}',
        "[" * 5000,
        '{"kind": ' + '{"a": ' * 5000,
        "",
    ],
)
def test_mapping_that_means_nothing_here_is_refused(content):
    if not content:
        assert read_mapping(file_of(content)) == Mapping()
        return
    with pytest.raises(ImportRefused):
        read_mapping(file_of(content))


# --- the command -------------------------------------------------------------------------------------------
def test_command_prints_what_it_does_and_why(wuppertal, witten, tmp_path):
    path, mapping = tmp_path / "liste.csv", tmp_path / "worte.json"
    mapping.write_text('{"kind": {"Markt": "venue"}}')
    rows = [
        ["Name", "AGS", "Art", "Rechtsform", "Fax"],
        ["Radwerk", "05124000", "Markt", "Gilde", "9"],
        ["Fern", "09162000", "", "", ""],
        ["Solawi", "05954036", "", "", ""],
    ]
    path.write_text(csv_of(rows))

    def printed(**options):
        out = io.StringIO()
        call_command("import_actors", str(path), mapping=str(mapping), stdout=out, **options)
        return out.getvalue()

    trial = printed(dry_run=True)
    assert Actor.objects.count() == Tag.objects.count() == 0
    assert trial != printed()
    assert sorted(Actor.objects.values_list("trading_name", "kind")) == [("Radwerk", "venue"), ("Solawi", "initiative")]
    for word in ("Radwerk", "Solawi", "Fern", "09162000", "Gilde", "Fax", "Wuppertal", "Witten"):
        assert word in trial
    assert "Radwerk" not in printed()
    assert "Fern" not in printed(verbosity=0)


def test_command_starts_anew_when_the_register_changed_meanwhile(wuppertal, monkeypatch):
    monkeypatch.setattr(pipeline, "_stamp", lambda municipalities: {"at": time.monotonic()})
    with pytest.raises(CommandError):
        call_command("import_actors", str(HERE / "vereine.csv"), municipality="wuppertal")
    assert not Actor.objects.exists()


def test_command_explains_itself(capsys):
    with pytest.raises(SystemExit) as end:
        call_command("import_actors", "--help")
    assert end.value.code == 0
    assert "--municipality" in capsys.readouterr().out


def test_command_says_which_fields_change(wuppertal, tmp_path):
    factories.make_actor(wuppertal, "Radwerk", phone="0202 1", tags=[])
    path = tmp_path / "liste.csv"
    path.write_text(csv_of([["Name", "Telefon", "Tags", "Art"], ["Radwerk", "0202 2", "Holz", "Verein"]]))
    out = io.StringIO()
    call_command("import_actors", str(path), municipality="wuppertal", stdout=out)
    assert "0202 1 → 0202 2" in out.getvalue()
    assert "+ Holz" in out.getvalue()


# --- any input ---------------------------------------------------------------------------------------------
WORDS = st.sampled_from(
    [
        "Radwerk",
        "RADWERK",
        "Solawi",
        "Radwerk e.V.",
        "",
        "\x00",
        "東京",
        "=1+1",
        "x" * 300,
        "Hof 1",
        "42103",
        "4210",
        "Wuppertal",
        "Witten",
        "-",
        "a;b",
        "a,b\nc",
    ]
)
CELLS = st.one_of(WORDS, st.text(max_size=12))
TITLES = (
    "Name",
    "Quelle",
    "Quellen-ID",
    "Weitere Namen",
    "Tags",
    "Straße",
    "PLZ",
    "Ort",
    "Telefon",
    "Website",
    "lat",
    "lon",
    "Art",
    "Beschreibung",
    "Arbeitsfeld",
    "Registername",
)


class AnyRowsTest(HypothesisTestCase):
    """Whatever stands in the rows: each has one verdict, nothing breaks, and a second run changes nothing."""

    @given(st.lists(st.lists(CELLS, min_size=len(TITLES), max_size=len(TITLES)), min_size=1, max_size=6))
    @example([["Radwerk", *([""] * 15)], ["Radwerk", "Liste", "1", *([""] * 13)]])
    @example([["\x00", *(["\x00"] * 15)], ["Radwerk", *(["\x00"] * 15)]])
    @hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_second_run_changes_nothing(self, cells):
        city = factories.make_municipality()
        factories.make_actor(city, "Solawi", aliases=["Radwerk e.V."])
        try:
            table = read_table(file_of(xlsx_or_csv([list(TITLES), *cells])))
        except ImportRefused:
            return
        for line in table.lines:
            assert len(line.cells) >= 1
        first = plan_import(table, [], only=city)
        assert len(first.rows) == len(table.lines) == sum(first.counts.values())
        run(first)
        second = plan_import(table, [], only=city)
        assert (second.counts[Verdict.CREATE], second.counts[Verdict.UPDATE]) == (0, 0), [row.changes for row in second.rows]
        for actor in Actor.objects.all():
            kept = (actor.sort_key, actor.search_text)
            actor.refold()
            assert kept == (actor.sort_key, actor.search_text)


def xlsx_or_csv(rows):
    return csv_of(rows).encode("utf-8", "replace")


@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"\xff\xfeN\x00a\x00m\x00e\x00\n")
@example(b'Name\n"')
@hypothesis_settings(max_examples=80, deadline=None)
def test_any_bytes_are_read_or_refused(content):
    try:
        table = read_table(file_of(content))
    except ImportRefused:
        return
    assert table.lines


# --- real lists --------------------------------------------------------------------------------------------
@pytest.fixture
def four_cities(db):
    """The cities of the real lists with the rollout's fields."""
    cities = [factories.make_municipality(name, ags) for name, ags in CITIES]
    for city in cities:
        for code in ROLLOUT:
            factories.make_work_field(city, code, code)
    return cities


@pytest.mark.real_data
def test_real_list_of_four_cities_comes_in_whole_and_once(real_data, four_cities):
    path = real_data / "actors/wf40_actors.csv"
    first = plan_import(read_table(path), four_cities)
    run(first)
    assert (
        len(first.rows)
        == 713
        == first.counts[Verdict.CREATE] + first.counts[Verdict.REFUSED]
        == Actor.objects.count() + first.counts[Verdict.REFUSED]
    )
    assert all(row.reason and row.sentence for row in first.of(Verdict.REFUSED))
    assert first.counts[Verdict.REFUSED] == 0
    assert Location.objects.exclude(latitude=None).count() == 359
    assert Actor.history.count() == 713
    assert {note.title for row in first.rows for note in row.notes} == {"kind", "field_guess", "legal_form"}
    second = plan_import(read_table(path), four_cities)
    assert second.counts == {Verdict.CREATE: 0, Verdict.UPDATE: 0, Verdict.UNCHANGED: 713, Verdict.REFUSED: 0}


NO_TABLE = {"osnabrueck_ziel3.csv", "osnabrueck_ziel3_mobilitaet.xlsx"}
HEADERS = {
    "at_infrastruktur.csv": (
        2,
        37,
        {"name", "registered_name", "kind", "industry", "street", "postcode", "email", "website", "phone", "source"},
    ),
    "at_interessensvertretungen.csv": (
        2,
        36,
        {"name", "registered_name", "kind", "industry", "street", "postcode", "email", "website", "phone", "source"},
    ),
    "at_wien_volkshochschulen.csv": (
        2,
        46,
        {"name", "registered_name", "kind", "industry", "street", "postcode", "email", "website", "phone", "source"},
    ),
    "efre_hessen_2007-2013.csv": (2, 741, {"name"}),
    "efre_nrw_2014-2020.xlsx": (6, 119, {"name", "ags"}),
    "esf_niedersachsen_2014-2020.xlsx": (9, 1183, {"name", "postcode"}),
    "esf_nrw_2007-2013.csv": (2, 21642, {"name", "city"}),
    "esf_nrw_2014-2020.xlsx": (9, 12212, {"name", "postcode", "city"}),
    "witten_cp1252_semikolon.csv": (2, 87, {"name", "street", "postcode", "city", "phone", "website", "email", "tags"}),
}


@pytest.mark.once
@pytest.mark.real_data
@pytest.mark.parametrize("name", sorted(NO_TABLE | set(HEADERS)))
def test_real_messy_list_is_read_or_clearly_refused(name, real_data, four_cities):
    path = real_data / "import_tests" / name
    if name in NO_TABLE:
        with pytest.raises(ImportRefused, match=name):
            read_table(path)
        return
    table = read_table(path)
    assert (table.lines[0].number, len(table.lines), set(table.columns)) == HEADERS[name]
    plan = plan_import(table, [], only=four_cities[1])
    run(plan)
    assert len(plan.rows) == len(table.lines)
    assert Actor.objects.count() == plan.counts[Verdict.CREATE] > 0
    again = plan_import(table, [], only=four_cities[1]).counts
    assert (again[Verdict.CREATE], again[Verdict.UPDATE]) == (0, 0)


@pytest.mark.real_data
def test_no_real_list_is_left_untried(real_data):
    assert {path.name for path in (real_data / "import_tests").iterdir()} == NO_TABLE | set(HEADERS)


def test_limits_are_the_ones_that_the_page_names():
    page = (Path(reading.__file__).parents[2] / "docs/import.md").read_text()
    for limit in ("10 MB", "200 MB", "100,000 rows", "200 columns"):
        assert limit in page
