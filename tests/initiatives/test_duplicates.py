"""Whoever seems to be in the register already is named before a second entry is made, while typing and at saving."""

import csv
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import expect

from initiatives import actions
from initiatives.duplicates import address_key, metres_between, name_keys, similar_actors, similar_contacts
from initiatives.models import Actor, Contact, Location
from tests import factories
from tests.pages import typed, words

pytestmark = pytest.mark.django_db
ADDRESS = {"street": "Schusterstraße", "house_number": "12 a", "postcode": "42105"}


@pytest.fixture
def like(wuppertal, wuppertal_adviser):
    """Who is named, with the reasons, for an actor that is being typed."""

    def do(exclude=None, **entered):
        return [(str(entry.record), entry.reasons) for entry in similar_actors(wuppertal_adviser, wuppertal, entered, exclude)]

    return do


@pytest.fixture
def like_person(wuppertal, wuppertal_adviser):
    def do(exclude=None, **entered):
        return [(str(entry.record), entry.reasons) for entry in similar_contacts(wuppertal_adviser, wuppertal, entered, exclude)]

    return do


# --- names of actors ---------------------------------------------------------------------------------------
SAME = [
    ("Repair-Café Ölberg", "Repair Cafe Oelberg"),
    ("Repair-Café Ölberg", "REPAIR CAFÉ (ÖLBERG)"),
    ("Werkhof e. V.", "Werkhof e.V."),
    ("Werkhof e. V.", "Werkhof eV"),
    ("Werkhof e. V.", "WERKHOF"),
    ("Werkhof gGmbH", "Werkhof gemeinnuetziger Verein"),
    ("Der Werkhof", "Werkhof"),
    ("Laden Luisenstraße", "Laden Luisenstr."),
    ("Laden Luisenstrasse", "Laden Luisenstraße"),
    ("Holz und Form GmbH & Co. KG", "Holz u. Form"),
    ("Holz & Form", "Holz + Form OHG"),
    ("Färberei", "Farberei"),
    ("Farberei", "Färberei e. V."),
    ("Stadthalle", "Stadthalle Wuppertal GmbH"),
    ("Stadthalle Wuppertal", "Stadthalle"),
    ("Bund der Gärten", "Gärten Bund"),
]


@pytest.mark.parametrize(("stored", "entered"), SAME)
def test_one_name_in_two_spellings_is_noticed(stored, entered, wuppertal, like):
    factories.make_actor(wuppertal, stored)
    factories.make_actor(wuppertal, "Ganz anders")
    assert like(trading_name=entered) == [(stored, [f"Name gleicht: {stored}"])]


@pytest.mark.parametrize(
    ("stored", "entered"),
    [
        ("Bandwebermuseum", "Bandwirkermuseum"),
        ("Werkhof Nord", "Werkhof Süd"),
        ("Werkhof", "Werk"),
        ("e. V.", "e. V."),
        ("Ag", "AG"),
        ("X1", "X1"),
        ("Werkhof", ""),
        ("Werkhof", "   "),
        ("!!!", "!!!"),
    ],
)
def test_different_names_and_such_as_say_nothing_are_passed_over(stored, entered, wuppertal, like):
    factories.make_actor(wuppertal, stored)
    assert like(trading_name=entered) == []


def test_other_names_count_on_both_sides(wuppertal, like):
    factories.make_actor(wuppertal, "Utopiahof", aliases=["Mirker Bahnhof e. V.", "Umbau Nord"])
    assert like(trading_name="Bahnhof Mirker") == [("Utopiahof", ["Name gleicht: Mirker Bahnhof e. V."])]
    assert like(trading_name="Neu", aliases=["Utopiahof eV"]) == [("Utopiahof", ["Name gleicht: Utopiahof"])]
    assert like(trading_name="Neu", registered_name="Utopiahof gGmbH") == [("Utopiahof", ["Name gleicht: Utopiahof"])]
    assert like(trading_name="Umbau") == []


# --- what else actors have in common -----------------------------------------------------------------------
@pytest.mark.parametrize("typed_mail", ["info@hof.example", "INFO@hof.example", " Info@Hof.Example "])
def test_same_mail_address_is_a_reason(typed_mail, wuppertal, like):
    factories.make_actor(wuppertal, "Werkhof", email="info@hof.example")
    factories.make_actor(wuppertal, "Anders", email="post@hof.example")
    assert like(trading_name="Neu", email=typed_mail) == [("Werkhof", ["gleiche E-Mail-Adresse"])]


@pytest.mark.parametrize("stored", ["kim.muster@hof.example", "Kim.Muster@hof.example", "KIM.MUSTER@HOF.EXAMPLE", "Kim.muster@hof.example"])
def test_usual_ways_to_write_a_stored_mail_address_are_found(stored, wuppertal, like):
    factories.make_actor(wuppertal, "Werkhof", email=stored)
    assert like(email="kim.muster@hof.example") == [("Werkhof", ["gleiche E-Mail-Adresse"])]


@pytest.mark.parametrize("number", ["0202 12-34 56", "+49 202 123456", "0049 (0)202 / 123 456"])
def test_same_phone_number_is_a_reason(number, wuppertal, like):
    factories.make_actor(wuppertal, "Werkhof", phone="(0202) 123456")
    factories.make_actor(wuppertal, "Anders", phone="0202 654321")
    assert like(phone=number) == [("Werkhof", ["gleiche Telefonnummer"])]
    assert like(phone="0202") == []


@pytest.mark.parametrize(
    "entered",
    [
        {"street": "Schusterstr.", "house_number": "12a"},
        {"street": "Schuster-Strasse", "house_number": "12 A"},
        {"street": "schusterstraße 12 a", "house_number": ""},
    ],
)
@pytest.mark.parametrize("stored", [ADDRESS, ADDRESS | {"street": "Schusterstr. 12a", "house_number": ""}], ids=["two fields", "one field"])
def test_same_address_is_a_reason(stored, entered, wuppertal, like):
    factories.make_actor(wuppertal, "Werkhof", **stored)
    factories.make_actor(wuppertal, "Nebenan", **ADDRESS | {"house_number": "12"})
    factories.make_actor(wuppertal, "Woanders", **ADDRESS | {"postcode": "42103"})
    factories.make_actor(wuppertal, "Um die Ecke", **ADDRESS | {"street": "Ölberger Straße"})
    assert like(postcode="42105", **entered) == [("Werkhof", ["gleiche Anschrift"])]


def test_street_without_a_number_or_a_postcode_is_no_address(wuppertal, like):
    factories.make_actor(wuppertal, "Werkhof", **ADDRESS | {"house_number": ""})
    factories.make_actor(wuppertal, "Ohne Postleitzahl", **ADDRESS | {"postcode": ""})
    assert like(street="Schusterstraße", postcode="42105") == []
    assert like(street="Schusterstraße", house_number="12 a") == []


def test_legal_form_and_distance_support_but_are_no_reason_alone(wuppertal, like):
    near = factories.make_actor(wuppertal, "Werkhof", legal_form="ev")
    far = factories.make_actor(wuppertal, "Werkhof Wuppertal", legal_form="eg")
    city = factories.make_actor(wuppertal, "Werkhof e. V.")
    other = factories.make_actor(wuppertal, "Nachbar", legal_form="ev")
    own = factories.make_actor(wuppertal, "Neuer Hof")
    places = [
        (own, 51.2562, "exact"),
        (near, 51.2566, "exact"),
        (far, 51.2662, "exact"),
        (city, 51.2562, "city"),
        (other, 51.2562, "exact"),
    ]
    for actor, latitude, precision in places:
        Location.objects.create(municipality=wuppertal, actor=actor, latitude=latitude, longitude=7.15, precision=precision)
    assert like(own, trading_name="Werkhof", legal_form="ev") == [
        ("Werkhof", ["Name gleicht: Werkhof", "gleiche Rechtsform", "44\N{NO-BREAK SPACE}m entfernt"]),
        ("Werkhof e. V.", ["Name gleicht: Werkhof e. V."]),
        ("Werkhof Wuppertal", ["Name gleicht: Werkhof Wuppertal"]),
    ]


def test_distance_is_that_of_the_globe():
    # Wuppertal to Witten town hall, about 22.5 km.
    assert metres_between((51.2562, 7.1508), (51.4433, 7.3353)) == pytest.approx(24_450, abs=500)
    assert metres_between((51.2562, 7.1508), (51.2562, 7.1508)) == 0


def test_at_most_five_are_named_the_likeliest_first(wuppertal, like):
    for number in range(6):
        factories.make_actor(wuppertal, f"Nachbar {number}", **ADDRESS)
    factories.make_actor(wuppertal, "Werkhof", email="hof@x.example", **ADDRESS)
    factories.make_actor(wuppertal, "Zweite Stelle", phone="0202 123456", **ADDRESS)
    found = like(trading_name="Werkhof", phone="0202 123456", email="hof@x.example", **ADDRESS)
    assert [name for name, _reasons in found] == ["Werkhof", "Zweite Stelle", "Nachbar 0", "Nachbar 1", "Nachbar 2"]
    assert found[0][1] == ["Name gleicht: Werkhof", "gleiche E-Mail-Adresse", "gleiche Anschrift"]


# --- who does not count ------------------------------------------------------------------------------------
def test_own_record_and_the_one_that_this_form_made_do_not_count(wuppertal, wuppertal_adviser, like):
    actor = factories.make_actor(wuppertal, "Werkhof", email="hof@x.example")
    key = uuid4()
    actions.create_actor(user=wuppertal_adviser, municipality=wuppertal, values={"trading_name": "Werkhof"}, form_key=key)
    assert len(like(trading_name="Werkhof")) == 2
    assert [reasons for _name, reasons in like(actor, trading_name="Werkhof", email="hof@x.example", form_key=key)] == []


def test_restricted_ones_are_never_shown_and_archived_ones_are_named_as_such(wuppertal, wuppertal_manager, sign_in):
    archived, restricted = factories.make_actor(wuppertal, "Werkhof"), factories.make_actor(wuppertal, "Werkhof e. V.", aliases=["Hof"])
    actions.archive_actor(user=wuppertal_manager, actor=archived, reason="dissolved", note="")
    actions.restrict(user=wuppertal_manager, record=restricted, reason="contested")
    page = words(sign_in(wuppertal_manager).post(reverse("actor_similar"), {"trading_name": "Werkhof", "aliases": "Hof"}))
    assert "Werkhof öffnet in neuem Tab (Initiative, abgelegt): Name gleicht: Werkhof" in page
    assert "Werkhof e. V." not in page


def test_restricted_person_is_never_shown(wuppertal, wuppertal_manager, like_person):
    person = factories.make_contact(wuppertal, "Vorlage", email="kim@x.example")
    actions.restrict(user=wuppertal_manager, record=person, reason="contested")
    assert like_person(given_name="Kim", family_name="Vorlage", email="kim@x.example") == []


def test_other_city_is_not_searched(wuppertal, witten, witten_adviser):
    entered = {"trading_name": "Werkhof", "email": "hof@x.example", "phone": "0202 123456", **ADDRESS}
    factories.make_actor(wuppertal, **{"name": "Werkhof", **entered})
    factories.make_contact(wuppertal, "Vorlage", email="hof@x.example")
    assert similar_actors(witten_adviser, witten, entered) == []
    assert similar_actors(witten_adviser, wuppertal, entered) == []
    assert similar_contacts(witten_adviser, witten, {"given_name": "Kim", "family_name": "Vorlage", "email": "hof@x.example"}) == []


# --- people ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "family"), [("Änne", "Müller"), ("Aenne", "Mueller"), ("anne", "muller"), ("Müller", "Änne"), (" ÄNNE ", "MÜLLER")]
)
def test_person_of_the_same_name_is_noticed(given, family, wuppertal, like_person):
    factories.make_contact(wuppertal, "Müller", given_name="Änne")
    factories.make_contact(wuppertal, "Müller", given_name="Uwe")
    assert like_person(given_name=given, family_name=family) == [("Änne Müller", ["Name gleicht: Änne Müller"])]


def test_last_name_alone_says_nothing(wuppertal, like_person):
    factories.make_contact(wuppertal, "Müller", given_name="Änne")
    factories.make_contact(wuppertal, "Müller", given_name="")
    assert like_person(family_name="Müller") == []


def test_person_is_noticed_by_mail_and_by_either_phone_number(wuppertal, like_person):
    factories.make_contact(wuppertal, "Eins", email="Kim@x.example")
    factories.make_contact(wuppertal, "Zwei", phone="0202 123456")
    factories.make_contact(wuppertal, "Drei", mobile="0170 1234567")
    assert like_person(email="kim@X.example") == [("Kim Eins", ["gleiche E-Mail-Adresse"])]
    assert like_person(mobile="+49 202 123456") == [("Kim Zwei", ["gleiche Telefonnummer"])]
    assert like_person(phone="+49 170 1234567") == [("Kim Drei", ["gleiche Telefonnummer"])]
    own = Contact.objects.get(family_name="Zwei")
    assert like_person(own, phone="0202 123456") == []


# --- the questions to the database -------------------------------------------------------------------------
FULL = {"trading_name": "Werkhof", "aliases": ["Hof"], "email": "hof@x.example", "phone": "0202 123456", **ADDRESS}
FULL_PERSON = {"given_name": "Kim", "family_name": "Muster", "email": "kim@x.example", "phone": "0202 123456", "mobile": "0170 1234567"}


@pytest.mark.parametrize(("ask", "entered", "most"), [(similar_actors, FULL, 9), (similar_contacts, FULL_PERSON, 7)])
def test_number_of_queries_does_not_grow(ask, entered, most, wuppertal, wuppertal_adviser, django_assert_num_queries):
    def fill(count):
        for _number in range(count):
            actor = factories.make_actor(wuppertal, "Werkhof", aliases=["Hof"], email="hof@x.example", phone="0202 123456", **ADDRESS)
            factories.make_contact(wuppertal, actor=actor, email="kim@x.example", phone="0202 123456", mobile="0170 1234567")

    fill(1)
    ask(wuppertal_adviser, wuppertal, entered)  # the rights of a person are asked once
    for count in (0, 3):
        fill(count)
        with django_assert_num_queries(most):
            ask(wuppertal_adviser, wuppertal, entered)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's plan")
@pytest.mark.parametrize(("ask", "entered"), [(similar_actors, FULL), (similar_contacts, FULL_PERSON)])
def test_no_question_reads_a_whole_table(ask, entered, wuppertal, wuppertal_adviser):
    factories.make_actor(wuppertal, "Werkhof", aliases=["Hof"], **ADDRESS)
    factories.make_contact(wuppertal)
    with CaptureQueriesContext(connection) as queries:
        assert ask(wuppertal_adviser, wuppertal, entered)
    steps = []
    with connection.cursor() as cursor:
        # Figures on tables that another test left behind would say that there is next to nothing to read.
        if cursor.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").fetchone():
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_schema")
        for query in queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            steps += [row[3] for row in cursor.fetchall()]
    assert [step for step in steps if step.startswith("SCAN")] == []
    by_city_alone = r"initiatives_(actor|contact|location|contactrole) USING .*\(municipality_id=\?\)$"
    assert [step for step in steps if re.search(by_city_alone, step)] == []


# --- at saving, with and without script --------------------------------------------------------------------
def test_actor_that_seems_to_be_there_is_saved_only_after_a_word(sign_in, wuppertal, wuppertal_adviser):
    known = factories.make_actor(wuppertal, "Werkhof", email="hof@x.example")
    client, url = sign_in(wuppertal_adviser), reverse("actor_create")
    answer = client.post(url, typed(client.get(url), trading_name="Ganz neu", email="HOF@x.example"))
    assert (answer.status_code, [entry.record for entry in answer.context["similar"]], Actor.objects.count()) == (200, [known], 1)
    assert "gleiche E-Mail-Adresse" in words(answer)
    form = typed(answer)
    assert (form["trading_name"], form["email"]) == (["Ganz neu"], ["HOF@x.example"])
    assert client.post(url, form | {"is_new": "1"}).status_code == 302
    assert Actor.objects.count() == 2


def test_name_that_came_with_the_address_is_looked_up_at_once(sign_in, wuppertal, wuppertal_adviser):
    factories.make_actor(wuppertal, "Werkhof")
    page = sign_in(wuppertal_adviser).get(reverse("actor_create"), {"name": "werkhof ev"})
    assert "Name gleicht: Werkhof" in words(page)


@pytest.mark.parametrize("changes", [{"trading_name": "Werkhof"}, {"street": "Hauptstraße", "house_number": "1", "postcode": "42105"}])
def test_edit_asks_only_if_it_makes_an_actor_the_same_as_another(changes, sign_in, wuppertal, wuppertal_adviser):
    factories.make_actor(wuppertal, "Werkhof", phone="0202 123456", street="Hauptstr.", house_number="1", postcode="42105")
    actor = factories.make_actor(wuppertal, "Nebenhof", phone="0202 123456")
    client, url = sign_in(wuppertal_adviser), reverse("actor_change", args=[actor.pk])
    # The same number stood there before; the description has nothing to do with it.
    assert client.post(url, typed(client.get(url), description="Neu")).status_code == 302
    answer = client.post(url, typed(client.get(url), **changes))
    assert (answer.status_code, len(answer.context["similar"])) == (200, 1)
    assert client.post(url, typed(answer, is_new="1")).status_code == 302
    assert actions.actor_values(Actor.objects.get(pk=actor.pk)) | changes == actions.actor_values(Actor.objects.get(pk=actor.pk))


def test_word_that_it_is_another_one_survives_a_conflict(client, wuppertal, wuppertal_adviser, second_adviser):
    factories.make_actor(wuppertal, "Werkhof")
    actor = factories.make_actor(wuppertal, "Nebenhof", description="Alt")
    url = reverse("actor_change", args=[actor.pk])
    client.force_login(second_adviser)
    second = typed(client.get(url), trading_name="Werkhof", description="Tonis")
    client.force_login(wuppertal_adviser)
    client.post(url, typed(client.get(url), description="Adas"))
    client.force_login(second_adviser)
    question = client.post(url, second)
    assert question.status_code == 200
    conflict = client.post(url, typed(question, is_new="1"))
    assert conflict.status_code == 409
    assert client.post(url, typed(conflict, **{"keep-description": "mine"})).status_code == 302
    actor.refresh_from_db()
    assert (actor.trading_name, actor.description) == ("Werkhof", "Tonis")


@pytest.mark.parametrize("name", ["contact_create", "actor_contact_create", "contact_change"])
def test_person_who_seems_to_be_there_is_saved_only_after_a_word(name, sign_in, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    known = factories.make_contact(wuppertal, "Vorlage", actor=actor)
    own = factories.make_contact(wuppertal, "Freimut")
    url = reverse(name, args={"contact_create": [], "actor_contact_create": [actor.pk], "contact_change": [own.pk]}[name])
    client = sign_in(wuppertal_adviser)
    answer = client.post(url, typed(client.get(url), given_name="Kim", family_name="VORLAGE"))
    assert (answer.status_code, [entry.record for entry in answer.context["similar"]]) == (200, [known])
    assert "Kim Vorlage öffnet in neuem Tab (Werkhof): Name gleicht: Kim Vorlage" in words(answer)
    assert Contact.objects.filter(family_name="VORLAGE").count() == 0
    assert client.post(url, typed(answer, is_new="1")).status_code == 302
    assert Contact.objects.filter(family_name="VORLAGE").count() == 1


def test_form_sent_twice_still_acts_once(sign_in, wuppertal, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    for url, values in (
        (reverse("actor_create"), {"trading_name": "Werkhof"}),
        (reverse("contact_create"), {"given_name": "Kim", "family_name": "Neu", "email": "kim@x.example"}),
    ):
        form = typed(client.get(url), **values)
        assert [client.post(url, form).status_code for _time in range(2)] == [302, 302]
    assert (Actor.objects.count(), Contact.objects.count()) == (1, 1)


# --- while typing ------------------------------------------------------------------------------------------
def test_same_warning_is_not_sent_twice_and_an_empty_one_says_nothing(sign_in, wuppertal, wuppertal_adviser):
    factories.make_actor(wuppertal, "Werkhof")
    client, url = sign_in(wuppertal_adviser), reverse("actor_similar")
    first = client.post(url, {"trading_name": "Werkhof"})
    seen = first.context["mark"]
    assert client.post(url, {"trading_name": "Werkhof eV", "similar_seen": seen}).status_code == 204
    gone = client.post(url, {"trading_name": "Werkho", "similar_seen": seen})
    assert (gone.status_code, gone.content.strip()) == (200, b"")


def test_half_typed_fields_count_as_empty(sign_in, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    client, url = sign_in(wuppertal_adviser), reverse("actor_similar")
    for wrong in ("\x00", "x" * 100_000, "9" * 5000, "²", "info@", "-1", "null"):
        fields = ("registered_name", "email", "phone", "street", "house_number", "postcode", "aliases", "legal_form", "form_key", "record")
        answer = client.post(url, {"trading_name": "Werkhof"} | dict.fromkeys(fields, wrong))
        assert (wrong[:9], [entry.record for entry in answer.context["similar"]]) == (wrong[:9], [actor])
        for page in ("actor_similar", "contact_similar"):
            assert (
                client.post(reverse(page), dict.fromkeys((*fields, "trading_name", "given_name", "family_name"), wrong)).status_code == 200
            )


def test_record_of_another_city_cannot_be_named_as_the_own_one(sign_in, wuppertal, witten, wuppertal_adviser):
    factories.make_actor(wuppertal, "Werkhof")
    foreign = factories.make_actor(witten, "Werkhof")
    answer = sign_in(wuppertal_adviser).post(reverse("actor_similar"), {"trading_name": "Werkhof", "record": foreign.pk})
    assert [entry.record.municipality for entry in answer.context["similar"]] == [wuppertal]


def test_name_that_looks_like_markup_stands_as_text(sign_in, wuppertal, wuppertal_adviser):
    payload = "<img src=x onerror=alert(1)>"
    actor = factories.make_actor(wuppertal, payload)
    factories.make_contact(wuppertal, payload, actor=actor)
    client = sign_in(wuppertal_adviser)
    for name, entered in (("actor_similar", {"trading_name": payload}), ("contact_similar", {"given_name": "Kim", "family_name": payload})):
        content = client.post(reverse(name), entered).content.decode()
        assert payload not in content
        assert "&lt;img" in content


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_warning_shows_while_somebody_types_and_keeps_what_is_typed(wuppertal, wuppertal_adviser, browse, live_server):
    known = factories.make_actor(wuppertal, "Werkhof e. V.", phone="0202 123456")
    page = browse(wuppertal_adviser)
    posted = []
    page.on("request", lambda request: posted.append(request.post_data) if request.url.endswith("/aehnliche/") else None)
    page.goto(live_server.url + reverse("actor_create"))
    box = page.locator("#similar")
    page.locator("#id_trading_name").focus()
    page.keyboard.type("Werkhof")
    expect(box.get_by_role("heading", name="Dieser Akteur scheint schon im Register zu stehen")).to_be_visible()
    expect(box.locator("li")).to_contain_text("Name gleicht: Werkhof e. V.")
    page.fill("#id_internal_note", "Vertraulich")
    page.locator("#id_phone").press_sequentially("0202/123456")
    expect(box.locator("li")).to_contain_text("gleiche Telefonnummer")
    assert not any("Vertraulich" in data or "internal_note" in data for data in posted)
    with page.context.expect_page() as opened:
        box.get_by_role("link", name="Werkhof e. V.").click()
    assert opened.value.url.endswith(known.get_absolute_url())
    opened.value.close()
    assert page.input_value("#id_trading_name") == "Werkhof"
    # Said here, it is not asked once more at saving.
    page.check("#is-new")
    page.get_by_role("button", name="Akteur anlegen").click()
    expect(page.get_by_role("heading", level=1, name="Werkhof")).to_be_visible()
    assert Actor.objects.filter(trading_name="Werkhof").count() == 1


# --- real lists --------------------------------------------------------------------------------------------
@pytest.mark.real_data
def test_real_duplicates_with_equal_names_are_found(real_data, wuppertal, wuppertal_adviser):
    """Of the pairs that people matched by hand those whose names differ in spelling alone, and nobody else by name but namesakes."""
    rows = list(csv.DictReader((real_data / "actors/wf40_actors.csv").read_text(encoding="utf-8-sig").splitlines()))
    pairs = list(csv.DictReader((real_data / "duplicates/wf40_actors_pairs.csv").read_text(encoding="utf-8-sig").splitlines()))
    actors = {row["id"]: Actor(municipality=wuppertal, trading_name=row["name"][:200]) for row in rows}
    for actor in actors.values():
        actor.refold()
    Actor.objects.bulk_create(actors.values())
    matching = [(pair["id_a"], pair["id_b"]) for pair in pairs if pair["label"] == "match"]
    found = 0
    for one, other in matching:
        entered = {"trading_name": actors[one].trading_name}
        found += actors[other] in [entry.record for entry in similar_actors(wuppertal_adviser, wuppertal, entered, actors[one])]
    assert found >= len(matching) / 2


def test_keys_of_names_and_addresses():
    assert name_keys("Die Färberei e. V.") == {"faerberei", "farberei"}
    assert name_keys("Halle Wuppertal", place="Wuppertal") == {"halle wuppertal", "halle"}
    assert name_keys("AG", "é", "") == set()
    assert address_key("Schuster-Straße", "12 A") == address_key("schusterstr. 12a", "") == "schusterstr12a"
    assert (address_key("Neumarkt", ""), address_key("", "12")) == ("", "")
