"""The facts of actors and people: what the forms take, how an actor stands, where it is, and who has to be told."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.forms import ActorForm, ContactForm
from initiatives.information import month_after
from initiatives.models import Actor, Contact, FollowUp, Location, Purpose
from initiatives.office_start import start_purposes
from municipalities.models import PostcodeDistrict
from tests import factories
from tests.pages import typed, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = timezone.localdate


def german(day):
    return day.strftime("%d.%m.%Y")


@pytest.fixture
def adviser(sign_in, wuppertal_adviser):
    return sign_in(wuppertal_adviser)


def send(client, url, **changes):
    """Open a form, type something, send it."""
    return client.post(url, typed(client.get(url), **changes))


# --- the form of an actor ----------------------------------------------------------------------------------
FACTS = {
    "register_kind": "V",
    "register_court": "Amtsgericht Wuppertal",
    "register_number": "VR 12",
    "business_id": "DE123456789",
    "founded": "03/2019",
    "industry": "handwerk",
    "size_class": "micro",
    "goals": ["climate", "jobs"],
    "languages": ["de", "tr"],
    "opening_hours": "Di 10–18 Uhr",
    "is_charitable": "on",
    "charity_notice_on": "14.01.2025",
    "common_good_report": "full",
    "common_good_year": "2024",
    "source": "Wochenmarkt",
    "informed_on": "15.01.2025",
}


def test_adviser_enters_all_facts_and_the_actors_page_shows_them(adviser, wuppertal, second_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    url = reverse("actor_change", args=[actor.pk])
    assert send(adviser, url, **FACTS, deputy=str(second_adviser.pk)).status_code == 302
    actor.refresh_from_db()
    assert (actor.founded, actor.goals, actor.languages, actor.deputy) == ("2019-03", ["climate", "jobs"], ["de", "tr"], second_adviser)
    shown = words(adviser.get(actor.get_absolute_url()))
    for said in ("Amtsgericht Wuppertal, Vereinsregister VR 12", "DE123456789", "03/2019", "Handwerk", "2 bis 9 Personen", "Türkisch"):
        assert said in shown
    for said in ("Di 10–18 Uhr", "14.01.2025", "2024", "Wochenmarkt", "15.01.2025", "T. Muster"):
        assert said in shown
    again = adviser.get(url)
    assert typed(again)["founded"] == ["03/2019"]
    assert again.context["form"].rare_is_open


def test_only_the_name_is_needed_and_rare_entries_are_folded_away(adviser):
    page = adviser.get(reverse("actor_create"))
    assert not page.context["form"].rare_is_open
    assert send(adviser, reverse("actor_create"), trading_name="Neu").status_code == 302
    wrong = send(adviser, reverse("actor_create"), trading_name="Noch neuer", founded="irgendwann")
    assert list(wrong.context["form"].errors) == ["founded"]
    assert wrong.context["form"].rare_is_open


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"register_number": "12"}, "register_kind"),
        ({"register_number": "12", "register_kind": "B"}, "register_court"),
        ({"register_number": "12", "register_kind": "X"}, None),
        ({"register_number": "12", "register_kind": "K"}, None),
        ({"register_kind": "B"}, None),
        ({"common_good_year": "2024"}, "common_good_report"),
        ({"common_good_year": "zwei", "common_good_report": "full"}, "common_good_year"),
        ({"charity_notice_on": "14.01.2025"}, "charity_notice_on"),
        ({"charity_notice_on": "14.01.2999", "is_charitable": "on"}, "charity_notice_on"),
        ({"informed_on": "14.01.2999"}, "informed_on"),
        ({"business_id": "123"}, "business_id"),
        ({"goals": ["quatsch"]}, "goals"),
    ],
)
def test_fact_that_does_not_fit_is_said_at_its_field(values, field, wuppertal, wuppertal_adviser):
    form = ActorForm(
        {"trading_name": "Neu", "kind": "initiative", "life_cycle": "active"} | values, user=wuppertal_adviser, municipality=wuppertal
    )
    assert list(form.errors) == ([field] if field else [])


def test_deputy_is_a_working_colleague_and_not_the_steward(wuppertal, wuppertal_adviser, wuppertal_reader):
    good = {"trading_name": "Neu", "kind": "initiative", "life_cycle": "active", "steward": wuppertal_adviser.pk}
    for deputy in (wuppertal_adviser, wuppertal_reader):
        form = ActorForm(good | {"deputy": deputy.pk}, user=wuppertal_adviser, municipality=wuppertal)
        assert list(form.errors) == ["deputy"]


def test_year_of_a_report_goes_with_the_report_that_a_colleague_takes_away(adviser, wuppertal, second_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof", common_good_report="full", common_good_year=2022)
    url = reverse("actor_change", args=[actor.pk])
    mine = typed(adviser.get(url), common_good_year="2024")
    colleague = Client()
    colleague.force_login(second_adviser)
    assert send(colleague, url, common_good_report="", common_good_year="").status_code == 302
    page = adviser.post(url, mine)
    assert page.status_code == 409
    assert adviser.post(url, typed(page, **{"keep-common_good_year": "mine"})).status_code == 302
    actor.refresh_from_db()
    assert (actor.common_good_report, actor.common_good_year) == ("", None)


@pytest.mark.parametrize("name", ["actor_create", "contact_create"])
def test_personal_field_is_tied_to_the_reason_why_it_is_stored(name, adviser):
    page = adviser.get(reverse(name)).content.decode()
    form = {"actor_create": ActorForm, "contact_create": ContactForm}[name]
    personal = set(form.why) - {"role_title"}
    assert personal >= {"email", "phone", "source"}
    for field in personal:
        assert page.count(f'id="id_{field}_why"') == 1, field
        assert page.count(f"id_{field}_why") == 2, field
    assert "id_trading_name_why" not in page
    assert set(ContactForm.base_fields) - {"form_key", "base", "seen_version"} == set(ContactForm.why)


# --- how an actor stands -----------------------------------------------------------------------------------
def test_adviser_assures_an_entry_and_a_second_click_changes_nothing(adviser, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    for _click in range(2):
        assert adviser.post(reverse("actor_assure", args=[actor.pk])).url == actor.get_absolute_url()
    actor.refresh_from_db()
    assert (actor.assured_on, actor.assured_by, actor.version) == (TODAY(), wuppertal_adviser, 2)
    assert f"Zuletzt bestätigt am {german(TODAY())}" in words(adviser.get(actor.get_absolute_url()))


def test_archived_actor_leaves_list_picker_and_export_and_comes_back(adviser, wuppertal, wuppertal_manager):
    actor = factories.make_actor(wuppertal, "Altes Werk", published_since=None)
    factories.make_actor(wuppertal, "Neues Werk")
    factories.make_follow_up(actor, wuppertal_manager)
    url = reverse("actor_archive", args=[actor.pk])
    assert "Eine offene Zusage bleibt offen." in words(adviser.get(url))
    assert list(adviser.post(url, {"note": "Ohne Grund"}).context["form"].errors) == ["reason"]
    assert adviser.post(url, {"reason": "moved", "note": "Nach Köln"}).status_code == 302

    def listed(**query):
        return [row.trading_name for row in adviser.get(reverse("actor_list"), query).context["page"].rows]

    assert listed() == listed(standing="quatsch") == ["Neues Werk"]
    assert listed(standing="archived") == ["Altes Werk"]
    assert listed(standing="all") == ["Altes Werk", "Neues Werk"]
    assert [str(row) for row in adviser.get(reverse("actor_pick"), {"actor_query": "werk"}).context["picker"].found] == ["Neues Werk"]
    page = adviser.get(actor.get_absolute_url())
    assert "Fortgezogen" in words(page)
    assert "Nach Köln" in words(page)
    assert f"{reverse('capture')}?akteur={actor.pk}" not in page.content.decode()
    assert adviser.get(url).url == actor.get_absolute_url()
    manager = Client()
    manager.force_login(wuppertal_manager)
    raw = b"".join(manager.post(reverse("actor_export"), {"purpose": "office", "file_format": "csv"}).streaming_content).decode()
    assert "Neues Werk" in raw
    assert "Altes Werk" not in raw
    adviser.post(reverse("actor_unarchive", args=[actor.pk]))
    assert listed() == ["Altes Werk", "Neues Werk"]


def test_talk_keeps_its_archived_actor_and_a_new_talk_takes_none(adviser, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    talk = factories.make_consultation(actor, wuppertal_adviser)
    actions.archive_actor(user=wuppertal_adviser, actor=actor, reason="dissolved")
    url = reverse("consultation_change", args=[talk.pk])
    assert send(adviser, url, need="Räume").status_code == 302
    talk.refresh_from_db()
    assert (talk.need, list(talk.actors.all())) == ("Räume", [actor])
    page = adviser.get(reverse("consultation_create"), {"akteur": actor.pk})
    assert page.context["picker"].chosen == []
    refused = adviser.post(reverse("consultation_create"), typed(page, actors=[str(actor.pk)]))
    assert list(refused.context["form"].errors) == ["actors"]


def test_manager_releases_a_profile_that_is_public_only_with_the_consent(sign_in, wuppertal, wuppertal_manager):
    start_purposes(wuppertal)
    actor, client = factories.make_actor(wuppertal, "Werkhof"), sign_in(wuppertal_manager)
    assert "vom Amt nicht freigegeben · keine Einwilligung" in words(client.get(actor.get_absolute_url()))
    client.post(reverse("actor_release", args=[actor.pk]))
    shown = words(client.get(actor.get_absolute_url()))
    assert "Nicht öffentlich" in shown
    assert "keine Einwilligung" in shown
    assert list(Actor.objects.published()) == []
    actions.record_consent(
        user=wuppertal_manager,
        subject=actor,
        purpose=Purpose.objects.get(municipality=wuppertal, code="publish_profile"),
        channel="paper",
        given_at=timezone.now(),
    )
    assert "Öffentlich sichtbar" in words(client.get(actor.get_absolute_url()))
    assert list(Actor.objects.published()) == [actor]
    client.post(reverse("actor_release_withdraw", args=[actor.pk]))
    assert list(Actor.objects.published()) == []


def test_archived_actor_is_not_released(sign_in, wuppertal, wuppertal_manager):
    actor = factories.make_actor(wuppertal, "Werkhof")
    actions.archive_actor(user=wuppertal_manager, actor=actor, reason="dissolved")
    sign_in(wuppertal_manager).post(reverse("actor_release", args=[actor.pk]))
    actor.refresh_from_db()
    assert actor.published_since is None


# --- places ------------------------------------------------------------------------------------------------
def places(actor):
    return sorted((place.label, place.street, place.is_main) for place in actor.locations.all())


def test_first_place_is_the_main_one_and_a_further_one_can_become_it(adviser, wuppertal):
    elberfeld = factories.make_district(wuppertal)
    PostcodeDistrict.objects.create(municipality=wuppertal, postcode="42103", district=elberfeld)
    actor = factories.make_actor(wuppertal, "Werkhof")
    url = reverse("location_create", args=[actor.pk])
    sent = typed(adviser.get(url), street="Hof", postcode="42103", latitude="51,257", longitude="7.15", precision="exact")
    assert "is_main" not in adviser.get(url).context["form"].fields
    for _time in range(2):
        assert adviser.post(url, sent).status_code == 302
    first = actor.locations.get()
    assert (first.is_main, first.district, first.latitude, first.longitude) == (True, elberfeld, 51.257, 7.15)
    send(adviser, url, label="Werkstatt", street="Weg")
    assert places(actor) == [("", "Hof", True), ("Werkstatt", "Weg", False)]
    second = actor.locations.get(label="Werkstatt")
    send(adviser, reverse("location_change", args=[second.pk]), is_main="on")
    assert places(actor) == [("", "Hof", False), ("Werkstatt", "Weg", True)]
    changed = words(adviser.get(reverse("actor_changes", args=[actor.pk])))
    assert "Werkstatt" in changed
    assert "Hauptort" in changed
    assert "Nächster" not in words(adviser.get(reverse("location_remove", args=[second.pk])))
    assert adviser.post(reverse("location_remove", args=[second.pk])).status_code == 302
    assert places(actor) == [("", "Hof", True)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"street": "Hof", "latitude": "51"}, "precision"),
        ({"street": "Hof", "latitude": "91", "longitude": "7", "precision": "exact"}, "latitude"),
        ({"street": "Hof", "latitude": "nan", "longitude": "7", "precision": "exact"}, "latitude"),
        ({"locality": ""}, "__all__"),
    ],
)
def test_half_a_point_or_an_empty_place_is_refused(values, field, adviser, wuppertal):
    actor = factories.make_actor(wuppertal, "Werkhof")
    answer = send(adviser, reverse("location_create", args=[actor.pk]), **values)
    assert list(answer.context["form"].errors) == [field]
    assert Location.objects.count() == 0


def test_place_that_two_people_edit_keeps_both_changes_or_asks(adviser, wuppertal, second_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof", street="Alt", house_number="1")
    place = actor.locations.get()
    url = reverse("location_change", args=[place.pk])
    mine = typed(adviser.get(url), street="Meine")
    colleague = Client()
    colleague.force_login(second_adviser)
    send(colleague, reverse("actor_change", args=[actor.pk]), house_number="2")
    assert adviser.post(url, mine).status_code == 302
    place.refresh_from_db()
    assert (place.street, place.house_number) == ("Meine", "2")
    mine = typed(adviser.get(url), street="Noch eine")
    send(colleague, url, street="Andere")
    page = adviser.post(url, mine)
    assert page.status_code == 409
    assert "Andere" in words(page)
    place.refresh_from_db()
    assert place.street == "Andere"


def test_place_of_a_restricted_actor_is_not_there(adviser, wuppertal, wuppertal_manager):
    actor = factories.make_actor(wuppertal, "Werkhof", street="Hof")
    place = actor.locations.get()
    actions.restrict(user=wuppertal_manager, record=actor, reason="contested")
    for name in ("location_change", "location_remove"):
        assert adviser.get(reverse(name, args=[place.pk])).status_code == 404


# --- people ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("salutation", "letter", "address"),
    [
        ("", "Guten Tag Dr. Kim Muster", "Dr. Kim Muster"),
        ("ms", "Sehr geehrte Frau Dr. Muster", "Frau Dr. Kim Muster"),
        ("mr", "Sehr geehrter Herr Dr. Muster", "Herrn Dr. Kim Muster"),
    ],
)
def test_persons_page_shows_how_they_are_written_to_and_dialled(salutation, letter, address, adviser, wuppertal):
    contact = factories.make_contact(
        wuppertal, "Muster", title="Dr.", salutation=salutation, phone="0202 / 12-3", preferred_channel="phone"
    )
    page = adviser.get(contact.get_absolute_url())
    assert f"{letter}," in words(page)
    assert f"in der Anschrift: {address}" in words(page)
    assert 'href="tel:0202123"' in page.content.decode()
    assert "Am liebsten per Telefon" in words(page)


# --- who has to be told ------------------------------------------------------------------------------------
def test_who_was_not_told_stands_in_one_list_oldest_first_until_somebody_notes_it(adviser, wuppertal):
    factories.make_actor(wuppertal, "Ohne Quelle", kind="individual")
    factories.make_actor(wuppertal, "Keine Person", kind="enterprise", legal_form="gmbh", source="Liste")
    maker = factories.make_actor(wuppertal, "Töpferin", kind="individual", source="Wochenmarkt")
    person = factories.make_contact(wuppertal, "Alt", source="Vereinsregister")
    Contact.objects.filter(pk=person.pk).update(created_at=timezone.now() - timedelta(days=60))
    url = reverse("not_informed_list")
    page = adviser.get(url)
    said = words(page)
    assert page.context["page"].count == 2
    assert 0 < said.index("Kim Alt") < said.index("Töpferin")
    assert "Ohne Quelle" not in said
    assert "Keine Person" not in said
    assert page.content.decode().count("wf-overdue") == 1
    assert german(month_after(TODAY() - timedelta(days=60))) in said
    assert "Noch nicht informiert" in words(adviser.get(person.get_absolute_url()))
    assert "Noch nicht informiert" in words(adviser.get(maker.get_absolute_url()))
    assert adviser.post(reverse("contact_informed", args=[person.pk]), {"next": url}).url == url
    assert adviser.post(reverse("actor_informed", args=[maker.pk]), {"next": "//elsewhere.example"}).url == maker.get_absolute_url()
    person.refresh_from_db()
    assert person.informed_on == TODAY()
    assert adviser.get(url).context["page"].count == 0


def test_list_of_who_was_not_told_asks_as_often_with_three_as_with_one(adviser, wuppertal):
    counts = []
    for count in (1, 2):
        for number in range(count):
            factories.make_actor(wuppertal, f"Töpferin {count}{number}", kind="individual", source="Wochenmarkt")
            factories.make_contact(wuppertal, f"Muster {count}{number}", source="Vereinsregister")
        adviser.get(reverse("not_informed_list"))
        with CaptureQueriesContext(connection) as queries:
            adviser.get(reverse("not_informed_list"))
        counts.append(len(queries))
    assert counts == [7, 7]


def test_month_after_the_last_of_january_is_the_last_of_february():
    assert [month_after(day) for day in (date(2026, 1, 31), date(2026, 12, 5), date(2024, 1, 30))] == [
        date(2026, 2, 28),
        date(2027, 1, 5),
        date(2024, 2, 29),
    ]


# --- names under restriction ------------------------------------------------------------------------------
@pytest.fixture
def half_restricted_talk(wuppertal, wuppertal_adviser, wuppertal_manager):
    """A talk with two actors and two people, of whom one each is restricted."""
    here, gone = factories.make_actor(wuppertal, "Sichtbar"), factories.make_actor(wuppertal, "Eingeschränkt", steward=wuppertal_adviser)
    person, closed = factories.make_contact(wuppertal, "Offen", actor=here), factories.make_contact(wuppertal, "Verborgen", actor=here)
    actions.set_role(actor=gone, contact=person, role_title="Kasse", is_main=False)
    talk = factories.make_consultation([here, gone], wuppertal_adviser, contacts=[person, closed])
    for record in (gone, closed):
        actions.restrict(user=wuppertal_manager, record=record, reason="contested")
    return talk, here, person


def test_restricted_names_stand_on_no_page(adviser, half_restricted_talk):
    talk, here, person = half_restricted_talk
    urls = [reverse(f"consultation_{page}", args=[talk.pk]) for page in ("detail", "change", "changes", "note")]
    urls += [here.get_absolute_url(), person.get_absolute_url(), reverse("actor_changes", args=[here.pk])]
    urls += [reverse(name) for name in ("actor_list", "contact_list", "consultation_list")]
    for url in urls:
        page = adviser.get(url)
        assert page.status_code == 200
        assert "Eingeschränkt" not in words(page).replace("Eingeschränkt (Art.", ""), url
        assert "Verborgen" not in words(page), url
    assert adviser.get(reverse("consultation_list"), {"q": "Eingeschränkt"}).context["page"].count == 0


def test_tie_to_restricted_names_survives_every_edit(adviser, half_restricted_talk):
    talk, here, person = half_restricted_talk
    url = reverse("consultation_change", args=[talk.pk])
    due = german(TODAY() + timedelta(days=3))
    assert send(adviser, url, need="Räume", task="Nachfassen", due_on=due).status_code == 302
    talk.refresh_from_db()
    assert talk.need == "Räume"
    assert sorted(actor.trading_name for actor in talk.actors.all()) == ["Eingeschränkt", "Sichtbar"]
    assert sorted(contact.family_name for contact in talk.contacts.all()) == ["Offen", "Verborgen"]
    assert FollowUp.objects.get().actor == here
    assert send(adviser, url, contacts=[]).status_code == 302
    assert [contact.family_name for contact in talk.contacts.all()] == ["Verborgen"]
