"""The fields of an office's own: defined by its management, filled in by everybody, never mixed up between cities."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from initiatives import actions
from initiatives.filters import ActorFilter
from initiatives.models import Actor, CustomField, CustomValue
from initiatives.own_fields import own_values
from tests import factories
from tests.pages import typed, words

pytestmark = pytest.mark.django_db
NASTY = ["\x00", "x" * 100_000, "9" * 30, "9" * 5000, "1e400", "NaN", "²", "quatsch", "31.02.2025", "1,23456", "on"]


@pytest.fixture
def own(wuppertal):
    """One field of each kind, by its kind."""
    made = {
        kind: factories.make_own_field(wuppertal, label, kind, options=options)
        for kind, label, options in (
            ("text", "Hausbank", ""),
            ("number", "Stellplätze", ""),
            ("date", "Mietende", ""),
            ("choice", "Größe der Halle", "klein\nmittel\ngroß"),
            ("boolean", "Rollstuhlgerecht", ""),
        )
    }
    return {kind: made[kind] for kind in ("text", "number", "date", "choice", "boolean")}


FILLED = {"text": "Sparkasse am Döppersberg", "number": Decimal("1250.5"), "date": date(2027, 3, 31), "choice": "groß", "boolean": False}
TYPED = {"text": "Sparkasse am Döppersberg", "number": "1.250,5", "date": "31.03.2027", "choice": "groß", "boolean": "0"}
SAID = ["Sparkasse am Döppersberg", "1.250,5", "31.03.2027", "groß", "nein"]


def sent(own, values=TYPED, **changes):
    return {own[kind].key: value for kind, value in (values | changes).items()}


def held(actor):
    return {row.field.kind: row.python_value for row in actor.custom_values.select_related("field")}


def filled_actor(own, name="Werkhof", **changes):
    field = next(iter(own.values()))
    return factories.make_actor(field.municipality, name, **sent(own, FILLED | changes))


# --- defining ----------------------------------------------------------------------------------------------
def define(client, **values):
    page = client.get(reverse("own_field_create"))
    return client.post(reverse("own_field_create"), typed(page) | values)


def test_manager_defines_a_field_whose_code_comes_from_its_name(sign_in, wuppertal, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    answer = define(client, label=" Größe  der Halle ", kind="choice", options=" klein \r\n\r\ngroß\r\nklein", help_text="In Klassen.")
    assert answer.status_code == 302
    field = CustomField.objects.get()
    assert (field.label, field.code, field.core_code, field.municipality) == (
        "Größe der Halle",
        "groesse-der-halle",
        "groesse-der-halle",
        wuppertal,
    )
    assert (field.choices, field.help_text, field.is_active, field.position) == (["klein", "groß"], "In Klassen.", True, 1)
    page = words(client.get(reverse("own_field_list")))
    assert "Größe der Halle" in page
    assert "klein, groß" in page


def test_list_says_what_each_field_holds(own, sign_in, wuppertal_manager):
    rows = sign_in(wuppertal_manager).get(reverse("own_field_list")).context["table"].rows
    assert [row[1][2] for row in rows] == ["Text", "Zahl", "Datum", "Auswahl", "Ja oder nein"]


def test_form_sent_twice_makes_one_field_and_says_why(sign_in, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    define(client, label="Größe", kind="text")
    answer = define(client, label="GROESSE", kind="number")
    assert list(answer.context["form"].errors) == ["label"]
    assert CustomField.objects.get().kind == "text"


def test_same_name_in_two_cities_is_two_fields(wuppertal, witten):
    values = {"label": "Halle", "kind": "text", "help_text": "", "options": "", "position": 1}
    fields = [actions.define_field(municipality=city, values=values) for city in (wuppertal, witten)]
    assert [field.code for field in fields] == ["halle", "halle"]


def test_name_that_a_renamed_field_once_had_gets_a_code_of_its_own(wuppertal):
    first = factories.make_own_field(wuppertal, "Halle")
    actions.change_field(field=first, values={"label": "Saal"})
    assert factories.make_own_field(wuppertal, "Halle").code == "halle-2"
    assert [CustomField.objects.get(pk=first.pk).code, factories.make_own_field(wuppertal, "!?").code] == ["halle", "field"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"label": "", "kind": "text"}, "label"),
        ({"label": "x" * 121, "kind": "text"}, "label"),
        ({"label": "A", "kind": ""}, "kind"),
        ({"label": "A", "kind": "quatsch"}, "kind"),
        ({"label": "A", "kind": "choice", "options": " \r\n"}, "options"),
        ({"label": "A", "kind": "choice", "options": "x" * 201}, "options"),
        ({"label": "A", "kind": "choice", "options": "\r\n".join(map(str, range(101)))}, "options"),
        ({"label": "A", "kind": "text", "options": "eins"}, "options"),
        ({"label": "A", "kind": "text", "position": "viele"}, "position"),
        ({"label": "A", "kind": "text", "position": "99999"}, "position"),
    ],
)
def test_field_that_cannot_be_is_refused_at_its_place(values, field, sign_in, wuppertal_manager):
    answer = define(sign_in(wuppertal_manager), **values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert not CustomField.objects.exists()


def test_kind_and_code_stay_and_only_a_choice_shows_choices(own, sign_in, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    url = reverse("own_field_change", args=[own["number"].pk])
    form = typed(client.get(url))
    assert sorted(form) == ["csrfmiddlewaretoken", "help_text", "is_active", "label", "position"]
    client.post(url, form | {"label": "Parkplätze", "kind": "text", "code": "x", "options": "a", "help_text": "Im Hof."})
    now = CustomField.objects.get(pk=own["number"].pk)
    assert (now.label, now.help_text, now.kind, now.code, now.options) == ("Parkplätze", "Im Hof.", "number", "stellplaetze", "")


def test_choice_in_use_cannot_vanish_and_the_error_says_at_how_many_actors(own, sign_in, wuppertal_manager):
    filled_actor(own, "Eins")
    filled_actor(own, "Zwei")
    filled_actor(own, "Drei", choice="mittel")
    client = sign_in(wuppertal_manager)
    url = reverse("own_field_change", args=[own["choice"].pk])
    answer = client.post(url, typed(client.get(url), options="klein"))
    assert list(answer.context["form"].errors) == ["options"]
    page = words(answer)
    assert "„groß“ ist bei 2 Akteuren gewählt" in page
    assert "„mittel“ ist bei 1 Akteur gewählt" in page
    assert CustomField.objects.get(pk=own["choice"].pk).choices == ["klein", "mittel", "groß"]
    assert client.post(url, typed(client.get(url), options="groß\r\nmittel\r\nriesig")).status_code == 302
    assert CustomField.objects.get(pk=own["choice"].pk).choices == ["groß", "mittel", "riesig"]


def test_number_of_queries_of_the_list_does_not_grow(own, sign_in, wuppertal, wuppertal_manager, django_assert_num_queries):
    client = sign_in(wuppertal_manager)
    client.get(reverse("own_field_list"))
    for number in range(2):
        filled_actor(own, f"Hof {number}")
        factories.make_own_field(wuppertal, f"Feld {number}")
        with django_assert_num_queries(4):
            client.get(reverse("own_field_list"))


@pytest.mark.parametrize("who", ["wuppertal_adviser", "wuppertal_reader"])
def test_only_the_management_defines_fields(who, own, sign_in, request):
    client = sign_in(request.getfixturevalue(who))
    for url in (reverse("own_field_list"), reverse("own_field_create"), reverse("own_field_change", args=[own["text"].pk])):
        assert (client.get(url).status_code, client.post(url, {"label": "X"}).status_code) == (403, 403)


def test_field_of_another_city_does_not_exist(own, sign_in, witten_manager):
    url = reverse("own_field_change", args=[own["text"].pk])
    client = sign_in(witten_manager)
    assert (client.get(url).status_code, client.post(url, {"label": "Meins"}).status_code) == (404, 404)
    assert "Hausbank" not in words(client.get(reverse("own_field_list")))


# --- filling in --------------------------------------------------------------------------------------------
def test_adviser_fills_in_what_stands_on_the_page_afterwards(own, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    form = typed(client.get(reverse("actor_create")))
    assert {form[field.key][0] for field in own.values()} == {""}
    client.post(reverse("actor_create"), form | {"trading_name": "Werkhof"} | sent(own))
    actor = Actor.objects.get()
    assert held(actor) == FILLED
    page = words(client.get(actor.get_absolute_url()))
    assert [f"{field.label} {value}" for field, value in zip(own.values(), SAID, strict=True) if f"{field.label} {value}" not in page] == []
    # The form shows it as it was typed, and sent back as it is it changes nothing.
    url = reverse("actor_change", args=[actor.pk])
    form = typed(client.get(url))
    assert {field.key: form[field.key][0] for field in own.values()} == sent(own)
    client.post(url, form)
    assert held(actor) == FILLED
    assert CustomValue.history.count() == len(own)


def test_empty_field_has_no_row_and_is_no_fact(own, sign_in, wuppertal_adviser):
    actor = filled_actor(own)
    client = sign_in(wuppertal_adviser)
    url = reverse("actor_change", args=[actor.pk])
    client.post(url, typed(client.get(url)) | dict.fromkeys((field.key for field in own.values()), ""))
    assert not CustomValue.objects.exists()
    page = words(client.get(actor.get_absolute_url()))
    assert [field.label for field in own.values() if field.label in page] == []


@pytest.mark.parametrize(
    ("typed_number", "number", "shown"),
    [("12,50", "12.5", "12,5"), ("1.250", "1250", "1.250"), ("-3", "-3", "-3"), ("0", "0", "0"), ("0,0001", "0.0001", "0,0001")],
)
def test_number_is_taken_and_shown_in_german(typed_number, number, shown, own, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    actor = factories.make_actor(own["number"].municipality)
    url = reverse("actor_change", args=[actor.pk])
    client.post(url, typed(client.get(url)) | {own["number"].key: typed_number})
    row = CustomValue.objects.get()
    assert (row.number, str(row)) == (Decimal(number), shown)
    assert typed(client.get(url))[own["number"].key] == [shown]


def test_what_does_not_fit_is_said_at_the_field_and_nothing_is_saved(own, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    form = typed(client.get(reverse("actor_create")))
    wrong = {"number": "viele", "date": "31.02.2027", "choice": "riesig", "boolean": "vielleicht", "text": "x" * 501}
    answer = client.post(reverse("actor_create"), form | {"trading_name": "Werkhof"} | sent(own, wrong))
    assert sorted(answer.context["form"].errors) == sorted(field.key for field in own.values())
    assert typed(answer)[own["number"].key] == ["viele"]
    assert not Actor.objects.exists()


def test_no_value_breaks_the_form(own, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    actor = filled_actor(own)
    url = reverse("actor_change", args=[actor.pk])
    for value in NASTY:
        everywhere = dict.fromkeys([field.key for field in own.values()], value)
        assert client.post(url, typed(client.get(url)) | everywhere).status_code in (200, 302), value[:40]


def test_field_that_is_switched_off_is_not_offered_but_stays_readable(own, sign_in, wuppertal_manager):
    actor = filled_actor(own)
    client = sign_in(wuppertal_manager)
    url = reverse("own_field_change", args=[own["text"].pk])
    form = typed(client.get(url))
    del form["is_active"]
    client.post(url, form)
    form = typed(client.get(reverse("actor_change", args=[actor.pk])))
    assert own["text"].key not in form
    client.post(reverse("actor_change", args=[actor.pk]), form | {own["text"].key: "Geschmuggelt", own["number"].key: "7"})
    assert held(actor) == FILLED | {"number": Decimal(7)}
    assert "Sparkasse am Döppersberg" in words(client.get(actor.get_absolute_url()))
    page = client.get(reverse("actor_list"))
    assert own["text"].key not in page.context["filterset"].form.fields
    assert "Hausbank" not in words(page)


def test_field_of_another_city_appears_nowhere(own, sign_in, witten, witten_manager):
    filled_actor(own)
    foreign = factories.make_actor(witten, "Nachbarhof")
    client = sign_in(witten_manager)
    urls = [reverse("actor_create"), reverse("actor_list"), reverse("actor_export"), foreign.get_absolute_url()]
    pages = "".join(words(client.get(url)) for url in urls)
    assert [field.label for field in own.values() if field.label in pages] == []
    form = typed(client.get(reverse("actor_create")))
    client.post(reverse("actor_create"), form | {"trading_name": "Neu"} | sent(own))
    assert held(Actor.objects.get(trading_name="Neu")) == {}


# --- two people at once ------------------------------------------------------------------------------------
BOTH = [
    ("text", "Adas Bank", "Tonis Bank", "Adas Bank", "Tonis Bank"),
    ("number", "7", "8,5", "7", "8,5"),
    ("date", "01.01.2028", "", "01.01.2028", "–"),
    ("choice", "klein", "mittel", "klein", "mittel"),
    ("boolean", "1", "", "ja", "–"),
]


@pytest.mark.once
@pytest.mark.parametrize(("kind", "adas", "tonis", "adas_words", "tonis_words"), BOTH)
def test_second_person_sees_both_versions_and_decides(
    kind, adas, tonis, adas_words, tonis_words, own, client, wuppertal_adviser, second_adviser
):
    actor, key = filled_actor(own), own[kind].key
    url = reverse("actor_change", args=[actor.pk])
    client.force_login(second_adviser)
    second = typed(client.get(url), **{key: tonis, "phone": "0202 99"})
    client.force_login(wuppertal_adviser)
    assert client.post(url, typed(client.get(url), **{key: adas})).status_code == 302
    before = held(actor)
    client.force_login(second_adviser)
    answer = client.post(url, second)
    assert answer.status_code == 409
    assert [(row.name, row.mine, row.theirs) for row in answer.context["conflict"]["rows"]] == [(key, tonis_words, adas_words)]
    assert held(actor) == before
    assert client.post(url, typed(answer, **{f"keep-{key}": "theirs"})).status_code == 302
    assert (held(actor), Actor.objects.get().phone) == (before, "0202 99")


def test_what_each_changed_alone_is_kept(own, client, wuppertal_adviser, second_adviser):
    actor = filled_actor(own)
    url = reverse("actor_change", args=[actor.pk])
    client.force_login(second_adviser)
    second = typed(client.get(url), **{own["number"].key: "3"})
    client.force_login(wuppertal_adviser)
    client.post(url, typed(client.get(url), **{own["choice"].key: "klein"}))
    client.force_login(second_adviser)
    assert client.post(url, second).status_code == 302
    assert held(actor) == FILLED | {"choice": "klein", "number": Decimal(3)}


def test_history_names_the_field_and_says_the_old_and_the_new_value(own, sign_in, wuppertal_adviser):
    actor = factories.make_actor(own["text"].municipality, "Werkhof", **sent(own, {"number": Decimal("12.5")}))
    client = sign_in(wuppertal_adviser)
    url = reverse("actor_change", args=[actor.pk])
    for number, answer in (("7", "1"), ("", "0"), ("2", "0")):
        client.post(url, typed(client.get(url)) | {own["number"].key: number, own["boolean"].key: answer})
    CustomValue.history.update(history_user=wuppertal_adviser)
    steps = client.get(reverse("actor_changes", args=[actor.pk])).context["steps"]
    labels = {own["number"].label, own["boolean"].label}
    changes = {(change.label, change.old, change.new) for step in steps for change in step.changes if change.label in labels}
    assert changes == {
        ("Stellplätze", "–", "12,5"),
        ("Stellplätze", "12,5", "7"),
        ("Stellplätze", "7", "–"),
        ("Stellplätze", "–", "2"),
        ("Rollstuhlgerecht", "–", "ja"),
        ("Rollstuhlgerecht", "ja", "nein"),
    }


# --- filters -----------------------------------------------------------------------------------------------
@pytest.fixture
def find(wuppertal, wuppertal_adviser):
    def do(**values):
        query = QueryDict(mutable=True)
        query.update(values)
        rows = Actor.objects.visible_to(wuppertal_adviser, wuppertal)
        filterset = ActorFilter(query, queryset=rows, user=wuppertal_adviser, municipality=wuppertal)
        return sorted(str(row) for row in filterset.qs), [f"{chip.label}: {chip.value}" for chip in filterset.chips]

    return do


@pytest.mark.parametrize(
    ("kind", "end", "value", "names", "chip"),
    [
        ("text", "", "SPARKASSE döppersberg", ["Voll"], "Hausbank: SPARKASSE döppersberg"),
        ("text", "", "volksbank", [], "Hausbank: volksbank"),
        ("number", "_from", "1.250,5", ["Voll"], "Stellplätze von: 1.250,5"),
        ("number", "_from", "9", ["Voll"], "Stellplätze von: 9"),
        ("number", "_to", "9", ["Wenig"], "Stellplätze bis: 9"),
        ("date", "_from", "31.03.2027", ["Voll", "Wenig"], "Mietende von: 31.03.2027"),
        ("date", "_to", "31.03.2027", ["Voll"], "Mietende bis: 31.03.2027"),
        ("choice", "", "groß", ["Voll"], "Größe der Halle: groß"),
        ("boolean", "", "0", ["Voll"], "Rollstuhlgerecht: nein"),
        ("boolean", "", "1", ["Wenig"], "Rollstuhlgerecht: ja"),
    ],
)
def test_filter_finds_its_own(kind, end, value, names, chip, own, find):
    filled_actor(own, "Voll")
    filled_actor(own, "Wenig", text="Kasse", number=Decimal(8), date=date(2027, 12, 1), choice="klein", boolean=True)
    factories.make_actor(own["text"].municipality, "Leer")
    assert find(**{f"{own[kind].key}{end}": value}) == (names, [chip])


def test_filters_stand_under_more_filters_of_the_list(own, sign_in, wuppertal_reader):
    filterset = sign_in(wuppertal_reader).get(reverse("actor_list")).context["filterset"]
    names = [name for name in filterset.filters if name not in filterset.first and name.startswith("own_")]
    keys = {kind: field.key for kind, field in own.items()}
    ends = [f"{keys[kind]}_{end}" for kind in ("number", "date") for end in ("from", "to")]
    assert names == [keys["text"], *ends, keys["choice"], keys["boolean"]]
    drawn = "".join(filterset.more_fields)
    assert [drawn.count(f'name="{name}"') for name in names] == [1] * len(names)


def test_no_value_breaks_the_list(own, sign_in, wuppertal_adviser):
    filled_actor(own)
    client = sign_in(wuppertal_adviser)
    names = [name for name in client.get(reverse("actor_list")).context["filterset"].form.fields if name.startswith("own_")]
    answers = {value[:9]: client.get(reverse("actor_list"), dict.fromkeys(names, value)).status_code for value in NASTY}
    assert {key: status for key, status in answers.items() if status != (400 if "\x00" in key else 200)} == {}


def test_filter_of_another_citys_field_filters_nothing(own, sign_in, witten, witten_adviser):
    filled_actor(own)
    factories.make_actor(witten, "Nachbarhof")
    rows = sign_in(witten_adviser).get(reverse("actor_list"), {own["choice"].key: "groß"}).context["page"].rows
    assert [str(row) for row in rows] == ["Nachbarhof"]


# --- the file ----------------------------------------------------------------------------------------------
def exported(client, query="", file_format="csv"):
    keys = client.get(reverse("actor_export") + "?template=again").context["form"].preset
    answer = client.post(reverse("actor_export") + query, {"purpose": "office", "file_format": file_format, "columns": keys})
    return b"".join(answer.streaming_content)


def test_file_has_a_column_for_each_field_in_use_with_german_values(own, sign_in, wuppertal_manager):
    filled_actor(own)
    factories.make_actor(own["text"].municipality, "Leer")
    CustomField.objects.filter(pk=own["text"].pk).update(is_active=False)
    client = sign_in(wuppertal_manager)
    page = words(client.get(reverse("actor_export")))
    assert "Stellplätze Mietende Größe der Halle Rollstuhlgerecht Nummer in wf40" in page
    rows = list(csv.DictReader(io.StringIO(exported(client).decode("utf-8-sig")), delimiter=";"))
    titles = ["Stellplätze", "Mietende", "Größe der Halle", "Rollstuhlgerecht"]
    assert [title for title in rows[0] if title in titles] == titles
    assert {row["Name"]: [row[title] for title in titles] for row in rows} == {
        "Werkhof": ["1250,5", "31.03.2027", "groß", "nein"],
        "Leer": ["", "", "", ""],
    }


def test_file_is_filtered_as_the_list_is(own, sign_in, wuppertal_manager):
    filled_actor(own)
    factories.make_actor(own["text"].municipality, "Leer")
    raw = exported(sign_in(wuppertal_manager), f"?{own['number'].key}_from=9").decode("utf-8-sig")
    assert [row["Name"] for row in csv.DictReader(io.StringIO(raw), delimiter=";")] == ["Werkhof"]


def test_number_of_queries_of_a_file_grows_neither_with_actors_nor_with_fields(
    own, sign_in, wuppertal_manager, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(wuppertal_manager)
    with django_assert_max_num_queries(40) as first:
        exported(client)
    for number in range(3):
        filled_actor(own, f"Hof {number}")
    with django_assert_max_num_queries(40) as second:
        exported(client)
    factories.make_own_field(own["text"].municipality, "Noch eines", "number")
    with django_assert_num_queries(len(second)):
        exported(client)
    assert len(second) - len(first) <= 5  # without rows nothing is looked up around them


@pytest.mark.once
@pytest.mark.parametrize("label", ["Geschäftsbezeichnung", "Telefon", "Vorname", "Firma / Telefon", "E-Mail (privat)", "=1+1", "Name"])
def test_file_with_own_columns_is_taken_in_again_and_changes_nothing(label, own, sign_in, wuppertal, wuppertal_manager, tmp_path, capsys):
    """Whatever an own field is called, the import takes its column for nothing else."""
    strange = factories.make_own_field(wuppertal, label, "text")
    filled_actor(own, "Werkhof")
    actor = factories.make_actor(wuppertal, "Hof", phone="0202 11", **{strange.key: "Fremder Wert"})
    client = sign_in(wuppertal_manager)
    for file_format in ("csv", "xlsx"):
        file = tmp_path / f"akteure.{file_format}"
        file.write_bytes(exported(client, file_format=file_format))
        call_command("import_actors", str(file), municipality="wuppertal")
        assert "2 unverändert" in capsys.readouterr().out
    assert own_values(actor, [strange.key]) == {strange.key: "Fremder Wert"}


def test_day_before_excel_began_to_count_stands_in_the_file_as_text(own, sign_in, wuppertal_manager):
    from openpyxl import load_workbook

    filled_actor(own, date=date(1848, 3, 18))
    sheet = load_workbook(io.BytesIO(exported(sign_in(wuppertal_manager), file_format="xlsx"))).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, head.index("Mietende") + 1).value == "18.03.1848"


# --- pages -------------------------------------------------------------------------------------------------
def test_markup_in_a_field_stands_as_text(wuppertal, sign_in, wuppertal_manager):
    payload = "<img src=x onerror=alert(1)>"
    field = factories.make_own_field(wuppertal, payload, "choice", options=payload, help_text=payload)
    actor = factories.make_actor(wuppertal, "Werkhof", **{field.key: payload})
    client = sign_in(wuppertal_manager)
    urls = [reverse(name) for name in ("own_field_list", "actor_create", "actor_list", "actor_export")]
    urls += [reverse(name, args=[actor.pk]) for name in ("actor_detail", "actor_change", "actor_changes")]
    for url in [*urls, reverse("own_field_change", args=[field.pk]), f"{reverse('actor_list')}?{field.key}={payload}"]:
        content = client.get(url).content.decode()
        assert payload not in content, url
        assert "&lt;img src=x" in content, url


def test_typed_values_survive_the_end_of_the_session(own, wuppertal_adviser):
    client = Client()
    client.force_login(wuppertal_adviser)
    form = typed(client.get(reverse("actor_create")), trading_name="Werkhof", **sent(own))
    client.logout()
    page = client.post(reverse("actor_create"), form)
    answer = client.post(
        reverse("account_login"),
        {"login": wuppertal_adviser.email, "password": factories.PASSWORD, "kept": page.context["kept"], "next": reverse("actor_create")},
    )
    back = typed(client.get(answer.url))
    assert {key: back[key][0] for key in sent(own)} == sent(own)
