"""Wants and offers: entered, found, ended; a need in one click; free and taken days; the map; the file."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions as register
from initiatives.models import Location, NoteReading
from network import actions
from network.choices import ListingState
from network.models import Listing, TakenPeriod
from network.tables.listings import ListingTable
from tests import factories
from tests.pages import typed, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = "/buero/vernetzung/gesuche-und-angebote/"


@pytest.fixture
def cooperative(wuppertal, wuppertal_adviser):
    district = factories.make_district(wuppertal)
    return factories.make_actor(wuppertal, "Gemüsekiste eG", user=wuppertal_adviser, street="Weg", district=district)


def titles(client, **query):
    return [cells[0].split(">")[1].split("<")[0] for cells in client.get(LIST, query).context["table"].cells]


# --- the form ----------------------------------------------------------------------------------------------
def test_want_is_taken_down_once_however_often_the_form_is_sent(sign_in, cooperative, wuppertal, wuppertal_adviser):
    person = factories.make_contact(wuppertal, "Lager", actor=cooperative)
    client = sign_in(wuppertal_adviser)
    page = client.get(f"{LIST}neu/", {"actor": cooperative.pk, "exchange_type": "want"})
    assert "Was wird gesucht?" in words(page)
    values = {"item_type": "space", "title": "Kühlraum", "amount": "1.020,5", "available_from": "01.03.2027", "contact": str(person.pk)}
    form = typed(page, **values)
    answers = [client.post(f"{LIST}neu/?actor={cooperative.pk}", form) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    listing = Listing.objects.get()
    assert (listing.amount, listing.unit, listing.contact, listing.created_by) == (Decimal("1020.50"), "m2", person, wuppertal_adviser)
    assert listing.district.label == "Elberfeld"
    shown = words(client.get(listing.get_absolute_url()))
    assert "1.020,5 m²" in shown
    assert "ab 01.03.2027" in shown


def test_actor_is_found_by_words_and_its_district_taken_over(sign_in, cooperative, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    page = client.post(f"{LIST}neu/", typed(client.get(f"{LIST}neu/"), title="Regale", actor_query="Gemüse", find_actor="1"))
    assert page.status_code == 200
    assert page.context["form"]["title"].value() == "Regale"
    form = typed(page)
    form.pop("actor_query")
    answer = client.post(f"{LIST}neu/", form)
    listing = Listing.objects.get()
    assert answer.url == listing.get_absolute_url()
    assert (listing.actor, listing.district) == (cooperative, cooperative.locations.get().district)


def test_what_does_not_fit_together_is_said_at_its_field(sign_in, cooperative, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    form = typed(client.get(f"{LIST}neu/", {"actor": cooperative.pk}), title="Äpfel", item_type="good")
    faults = {
        "unit": {"amount": "20"},
        "available_to": {"available_from": "02.05.2027", "available_to": "01.05.2027"},
        "expires_on": {"expires_on": ""},
        "available_from": {"available_from": "01.01.0001"},
        "longitude": {"latitude": "51,2"},
        "radius_km": {"radius_km": "-1"},
        "amount": {"amount": "zwanzig"},
    }
    for name, wrong in faults.items():
        answer = client.post(f"{LIST}neu/?actor={cooperative.pk}", form | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, [name])
    assert "Das Ende (01.05.2027) liegt vor dem Beginn (02.05.2027)" in words(
        client.post(f"{LIST}neu/?actor={cooperative.pk}", form | faults["available_to"])
    )
    assert Listing.objects.count() == 0


def test_rows_of_another_city_are_neither_chosen_nor_shown(sign_in, cooperative, witten, wuppertal_adviser):
    far = factories.make_actor(witten, "Wittener Hof")
    stranger, district = factories.make_contact(witten, "Fremd", actor=far), factories.make_district(witten, "Annen")
    listing = factories.make_listing(far, "Wittener Kühlraum")
    client = sign_in(wuppertal_adviser)
    url = f"{LIST}neu/?actor={cooperative.pk}"
    form = typed(client.get(url), title="Regale")
    for name, row in (("actor", far), ("contact", stranger), ("district", district)):
        answer = client.post(url, form | {name: str(row.pk)})
        assert (answer.status_code, name in answer.context["form"].errors) == (200, True), name
    assert client.get(f"{LIST}neu/", {"actor": far.pk}).context["given_actor"] is None
    assert client.get(LIST, {"actor": far.pk, "state": "all"}).context["page"].count == 0
    assert client.get(listing.get_absolute_url()).status_code == 404
    days = {"first_day": "01.05.2027"}
    for page in ("taken_create", "taken_remove", "listing_state"):
        assert client.post(reverse(page, args=[listing.pk]), days).status_code == 404, page
    assert (Listing.objects.count(), TakenPeriod.objects.count()) == (1, 0)


def test_two_people_edit_one_offer_and_nothing_is_lost(sign_in, cooperative, wuppertal_adviser, second_adviser):
    listing = factories.make_listing(cooperative, "Halle", "offer")
    url = reverse("listing_change", args=[listing.pk])
    first, second = sign_in(wuppertal_adviser), Client()
    second.force_login(second_adviser)
    mine, theirs = typed(first.get(url), title="Halle, trocken"), typed(second.get(url), title="Halle, hell", text="Mit Rampe")
    assert second.post(url, theirs).status_code == 302
    answer = first.post(url, mine)
    assert answer.status_code == 409
    assert "Halle, hell" in words(answer)
    assert first.post(url, typed(answer, **{"keep-title": "mine"})).status_code == 302
    listing.refresh_from_db()
    assert (listing.title, listing.text) == ("Halle, trocken", "Mit Rampe")
    assert "Halle, hell" in words(first.get(reverse("listing_changes", args=[listing.pk])))


def test_person_under_restriction_is_not_shown_and_stays_tied(sign_in, cooperative, wuppertal, wuppertal_adviser, wuppertal_manager):
    person = factories.make_contact(wuppertal, "Verborgen", actor=cooperative)
    listing = factories.make_listing(cooperative, contact=person)
    register.restrict(user=wuppertal_manager, record=person, reason="claims")
    client = sign_in(wuppertal_adviser)
    assert "Verborgen" not in client.get(listing.get_absolute_url()).content.decode()
    url = reverse("listing_change", args=[listing.pk])
    page = client.get(url)
    assert "Verborgen" not in page.content.decode()
    expires = timezone.localdate() + timedelta(30)
    assert client.post(url, typed(page, title="Neu", expires_on=f"{expires:%d.%m.%Y}")).status_code == 302
    listing.refresh_from_db()
    assert (listing.title, listing.contact) == ("Neu", person)
    register.restrict(user=wuppertal_manager, record=cooperative, reason="claims")
    assert client.get(listing.get_absolute_url()).status_code == 404
    assert client.get(LIST).context["page"].count == 0


# --- a need in one click -----------------------------------------------------------------------------------
def test_need_becomes_a_want_by_one_button_and_never_two(sign_in, cooperative, wuppertal_adviser):
    talk = factories.make_consultation(cooperative, wuppertal_adviser, need="Kühlraum 20 m² ab März, mieten")
    client = sign_in(wuppertal_adviser)
    page = client.get(talk.get_absolute_url())
    assert "Als Gesuch aufnehmen" in words(page)
    url = reverse("listing_from_need", args=[talk.pk])
    answers = [client.post(url), client.post(url)]
    listing = Listing.objects.get()
    assert {answer.url for answer in answers} == {reverse("listing_change", args=[listing.pk])}
    assert (listing.actor, listing.item_type, listing.transaction_type) == (cooperative, "space", "rent-lease")
    assert (listing.amount, listing.unit, listing.title) == (20, "m2", "Kühlraum 20 m² ab März, mieten")
    assert (listing.available_from.day, listing.available_from.month) == (1, 3)
    assert listing.available_from + timedelta(31) > timezone.localdate()
    assert (listing.consultation, listing.district.label) == (talk, "Elberfeld")
    assert client.get(answers[0].url).status_code == 200
    assert "Als Gesuch aufnehmen" not in words(client.get(talk.get_absolute_url()))


def test_of_several_actors_somebody_says_whose_need_it_is(sign_in, cooperative, wuppertal, wuppertal_adviser):
    other = factories.make_actor(wuppertal, "Werkhof")
    talk = factories.make_consultation([cooperative, other], wuppertal_adviser, need="Regale")
    client = sign_in(wuppertal_adviser)
    url = reverse("listing_from_need", args=[talk.pk])
    uninvolved = factories.make_actor(wuppertal, "Unbeteiligt")
    for sent in ({}, {"actor": uninvolved.pk}, {"actor": "9" * 30}):
        assert client.post(url, sent).url == talk.get_absolute_url()
    assert "Bitte wählen Sie, wessen Bedarf es ist." in words(client.get(talk.get_absolute_url()))
    client.post(url, {"actor": other.pk})
    assert Listing.objects.get().actor == other


def test_need_of_a_confidential_talk_is_only_for_those_who_may_read_it(sign_in, cooperative, wuppertal_adviser, second_adviser):
    talk = factories.make_consultation(cooperative, wuppertal_adviser, need="Geheimer Keller", is_confidential=True)
    client = sign_in(second_adviser)
    page = client.get(talk.get_absolute_url())
    assert "Als Gesuch aufnehmen" not in words(page)
    assert client.post(reverse("listing_from_need", args=[talk.pk])).status_code == 403
    assert Listing.objects.count() == 0
    author = Client()
    author.force_login(wuppertal_adviser)
    page = author.get(talk.get_absolute_url())
    assert "Als Gesuch aufnehmen" in words(page)
    assert "Geheimer Keller" not in page.content.decode()
    assert "Geheimer Keller" not in author.get(f"{LIST}neu/", {"consultation": talk.pk}).content.decode()
    for _time in range(2):
        assert author.post(reverse("listing_from_need", args=[talk.pk])).status_code == 302
    assert Listing.objects.get().title == "Geheimer Keller"
    assert NoteReading.objects.filter(consultation=talk, reader=wuppertal_adviser).count() == 1


def test_talk_without_a_need_offers_no_button(sign_in, cooperative, wuppertal_adviser):
    talk = factories.make_consultation(cooperative, wuppertal_adviser)
    client = sign_in(wuppertal_adviser)
    assert "Als Gesuch aufnehmen" not in words(client.get(talk.get_absolute_url()))
    client.post(reverse("listing_from_need", args=[talk.pk]))
    assert Listing.objects.count() == 0


# --- state and days ----------------------------------------------------------------------------------------
def test_state_is_set_by_hand_and_an_expired_want_is_valid_again(sign_in, cooperative, wuppertal_adviser):
    past = timezone.localdate() - timedelta(3)
    listing = factories.make_listing(cooperative, state=ListingState.EXPIRED, expires_on=past)
    client = sign_in(wuppertal_adviser)
    url = reverse("listing_state", args=[listing.pk])
    for sent in ("matched", "quatsch", "\x00"):
        client.post(url, {"state": sent})
    listing.refresh_from_db()
    assert listing.state == "expired"
    for _time in range(2):
        client.post(url, {"state": "open"})
    listing.refresh_from_db()
    assert (listing.state, listing.version, listing.expires_on > timezone.localdate()) == ("open", 2, True)
    client.post(url, {"state": "fulfilled"})
    assert titles(client) == []
    assert titles(client, state="fulfilled") == ["Kühlraum"]


def test_days_are_taken_once_and_given_free_again(sign_in, cooperative, wuppertal_adviser):
    room = factories.make_listing(cooperative, "Saal", "offer")
    client = sign_in(wuppertal_adviser)
    first = timezone.localdate().replace(day=1) + timedelta(40)
    last = first + timedelta(2)
    page = client.get(room.get_absolute_url())
    form = typed(page, first_day=f"{first:%d.%m.%Y}", last_day=f"{last:%d.%m.%Y}", note="Flohmarkt")
    url = reverse("taken_create", args=[room.pk])
    assert [client.post(url, form).status_code for _time in range(2)] == [302, 302]
    period = TakenPeriod.objects.get()
    shown = words(client.get(room.get_absolute_url()))
    assert f"belegt: {first.day}.–{last.day}." in shown or first.month != last.month
    assert "Flohmarkt" in shown
    overlap = client.post(url, form | {"last_day": "", "note": ""})
    assert list(overlap.context["form"].errors) == ["first_day"]
    turned = client.post(url, form | {"last_day": f"{first - timedelta(9):%d.%m.%Y}"})
    assert list(turned.context["form"].errors) == ["last_day"]
    other = factories.make_listing(cooperative, "Hof", "offer")
    client.post(reverse("taken_remove", args=[other.pk]), {"period": period.pk})
    assert TakenPeriod.objects.count() == 1
    for _time in range(2):
        assert client.post(reverse("taken_remove", args=[room.pk]), {"period": period.pk}).status_code == 302
    assert TakenPeriod.objects.count() == 0


def test_what_is_free_on_a_day_or_in_a_period_is_found(sign_in, cooperative, wuppertal_adviser):
    always = factories.make_listing(cooperative, "Immer", "offer")
    factories.make_listing(cooperative, "Ab Mai", "offer", available_from=date(2027, 5, 1))
    factories.make_listing(cooperative, "Bis Mai", "offer", available_to=date(2027, 5, 31))
    actions.take_period(listing=always, first_day=date(2027, 5, 10), last_day=date(2027, 5, 12))
    client = sign_in(wuppertal_adviser)

    def free(**days):
        return set(titles(client, **days))

    assert free(free_from="09.05.2027") == {"Immer", "Ab Mai", "Bis Mai"}
    assert free(free_from="12.05.2027") == {"Ab Mai", "Bis Mai"}
    assert free(free_from="01.05.2027", free_until="31.05.2027") == {"Ab Mai", "Bis Mai"}
    assert free(free_until="01.06.2027") == {"Immer", "Ab Mai"}
    assert free(free_from="30.04.2027", free_until="01.05.2027") == {"Immer", "Bis Mai"}


# --- list, file, map ---------------------------------------------------------------------------------------
def test_list_is_filtered_by_what_where_and_whose(sign_in, cooperative, wuppertal, wuppertal_adviser):
    field = factories.make_work_field(wuppertal)
    hall = factories.make_actor(wuppertal, "Hallenwerk", work_fields=[field])
    district = cooperative.locations.get().district
    soon = timezone.localdate() + timedelta(5)
    factories.make_listing(cooperative, "Kühlraum", amount=20, unit="m2", district=district, expires_on=soon)
    factories.make_listing(hall, "Halle", "offer", amount=300, unit="m2", transaction_type="rent-lease", visibility="public")
    factories.make_listing(hall, "Säge", "offer", item_type="good", state="withdrawn")
    client = sign_in(wuppertal_adviser)
    cases = {
        ("q", "hallenwerk"): ["Halle"],
        ("q", "kühl"): ["Kühlraum"],
        ("exchange_type", "offer"): ["Halle"],
        ("amount", "20,5"): ["Halle"],
        ("district", district.pk): ["Kühlraum"],
        ("field", field.pk): ["Halle"],
        ("expires", "5"): ["Kühlraum"],
        ("expires", "4"): [],
        ("visibility", "public"): ["Halle"],
        ("state", "withdrawn"): ["Säge"],
        ("actor", cooperative.pk): ["Kühlraum"],
        ("transaction_type", "rent-lease"): ["Halle"],
    }
    assert {case: titles(client, **dict([case])) for case in cases} == cases
    assert titles(client, state="all", sort="title") == ["Halle", "Kühlraum", "Säge"]
    columns = [column.key for column in ListingTable.columns]
    sortable = [column.key for column in ListingTable.columns if column.sort]
    for key in sortable:
        up, down = (titles(client, state="all", sort=f"{sign}{key}", spalten=columns) for sign in ("", "-"))
        assert up == down[::-1], key


def test_map_shows_places_of_their_own_and_no_others(sign_in, wuppertal, witten, wuppertal_adviser):
    def place(city, name, precision, exchange_type="want"):
        actor = factories.make_actor(city, name, street="Weg")
        Location.objects.filter(actor=actor).update(latitude=51.25, longitude=7.15, precision=precision)
        return factories.make_listing(actor, f"Bei {name}", exchange_type)

    place(wuppertal, "Genau", "exact")
    offer = place(wuppertal, "Geber", "exact", "offer")
    place(wuppertal, "Ungefähr", "city")
    place(witten, "Nachbar", "exact")
    own = factories.make_listing(factories.make_actor(wuppertal, "Ohne Ort"), "Eigener Punkt", latitude=51.26, longitude=7.2)
    factories.make_listing(factories.make_actor(wuppertal, "Weit"), "In Köln", latitude=50.9, longitude=6.9)
    client = sign_in(wuppertal_adviser)
    page = client.get(LIST)
    drawn = page.context["map"]
    assert sorted((pin.title, pin.is_want) for pin in drawn.pins) == [("Bei Geber", False), ("Bei Genau", True), ("Eigener Punkt", True)]
    assert f'<a href="{offer.get_absolute_url()}"><rect' in page.content.decode()
    assert f'<a href="{own.get_absolute_url()}"><circle' in page.content.decode()
    assert drawn.border.startswith("M")
    assert client.get(LIST, {"q": "Ungefähr"}).context["map"] is None


def test_file_holds_what_the_list_shows_and_nobody_to_ask(sign_in, cooperative, wuppertal, wuppertal_manager):
    person = factories.make_contact(wuppertal, "Ansprech", actor=cooperative, email="kim@kiste.example")
    factories.make_listing(cooperative, contact=person, amount=Decimal("20.50"), unit="m2", visibility="on_request")
    factories.make_listing(cooperative, "Erledigt", state="fulfilled")
    client = sign_in(wuppertal_manager)
    page = client.get(f"{LIST}export/")
    keys = [key for key, _title in page.context["form"].fields["columns"].choices]
    content = client.post(f"{LIST}export/", {"file_format": "csv", "purpose": "office", "columns": keys})
    rows = b"".join(content.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert rows[1].startswith("Kühlraum;Gemüsekiste eG;Gesuch;Raum / Fläche;;20,50;m²;;;;;;offen;auf Anfrage;")
    assert "Ansprech" not in rows[1]
    assert "kiste.example" not in rows[1]


def test_pages_ask_the_database_as_often_with_three_rows_as_with_one(sign_in, cooperative, wuppertal, wuppertal_adviser):
    client, asked = sign_in(wuppertal_adviser), []
    giver = factories.make_actor(wuppertal, "Kühlhaus")
    talk = factories.make_consultation(cooperative, wuppertal_adviser, need="Kühlraum")
    room = factories.make_listing(giver, "Zelle", "offer", consultation=talk)
    Location.objects.filter(actor=cooperative).update(latitude=51.25, longitude=7.15, precision="exact")
    for count in (1, 2):
        for number in range(count):
            want = factories.make_listing(cooperative, district=cooperative.locations.get().district, consultation=talk)
            kind = "cooperation" if number + count == 1 else ("supply", "mentoring", "exchange")[number + count - 1]
            factories.make_connection(cooperative, giver, wuppertal_adviser, kind=kind, want=want, offer=room)
            first = timezone.localdate() + timedelta(10 * (number + 2 * count))
            actions.take_period(listing=room, first_day=first, last_day=first)
        for url in (LIST, room.get_absolute_url(), talk.get_absolute_url()):
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            asked.append(len(queries))
    assert asked[:3] == asked[3:]
    assert asked[0] <= 9
