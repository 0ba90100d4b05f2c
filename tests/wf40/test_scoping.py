"""Who sees which rows: decided in one place, asked for a city, and checked on every request."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from initiatives.models import Actor, Consultation, Contact, Enterprise, FollowUp
from municipalities.models import District, Membership
from tests import factories
from tests.pages import words
from wf40.rights import Role
from wf40.scoping import is_scoped

pytestmark = pytest.mark.django_db
SCOPED = [model for model in apps.get_models() if is_scoped(model) and not model.__name__.startswith("Historical")]


@pytest.fixture
def two_cities(wuppertal, witten, wuppertal_adviser, witten_adviser):
    """The same things in both cities."""
    for city, user in ((wuppertal, wuppertal_adviser), (witten, witten_adviser)):
        actor = factories.make_actor(city, f"Werkhof {city}", user=user, kind="cooperative")
        contact = factories.make_contact(city, f"Muster-{city}", actor=actor)
        factories.make_consultation(actor, user, contacts=[contact])
        factories.make_follow_up(actor, user, f"Rückruf {city}")


@pytest.mark.parametrize("model", [Actor, Enterprise, Contact, Consultation, FollowUp, District], ids=lambda model: model.__name__)
def test_adviser_sees_the_rows_of_their_city_alone(model, two_cities, wuppertal, wuppertal_adviser):
    assert {row.municipality for row in model.objects.visible_to(wuppertal_adviser, wuppertal)} == {wuppertal}


@pytest.mark.parametrize("model", [Actor, Enterprise, Contact, Consultation, FollowUp, District], ids=lambda model: model.__name__)
def test_adviser_sees_no_row_of_another_city(model, two_cities, witten, wuppertal_adviser):
    assert list(model.objects.visible_to(wuppertal_adviser, witten)) == []


@pytest.mark.once
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_nobody_without_a_role_sees_a_row(model, two_cities, wuppertal, technician):
    nobody = factories.make_user(name="Ohne Rolle")
    allowed = {"District", "PostcodeDistrict", "WorkField", "Tag", "ConsultationTopic"}
    for user in (nobody, AnonymousUser()):
        assert list(model.objects.visible_to(user, wuppertal)) == []
        assert list(model.objects.visible_to(user, None)) == []
    if model.__name__ not in allowed:
        assert list(model.objects.visible_to(technician, wuppertal)) == []


@pytest.mark.parametrize("model", [Actor, Contact, Consultation, FollowUp], ids=lambda model: model.__name__)
def test_researcher_sees_no_record(model, two_cities, wuppertal, researcher):
    assert list(model.objects.visible_to(researcher, wuppertal)) == []


def test_membership_that_was_switched_off_shows_nothing(two_cities, wuppertal, wuppertal_adviser):
    Membership.objects.update(is_active=False)
    fresh = type(wuppertal_adviser).objects.get(pk=wuppertal_adviser.pk)
    assert list(Actor.objects.visible_to(fresh, wuppertal)) == []


def test_person_that_was_switched_off_sees_nothing(two_cities, wuppertal, wuppertal_adviser):
    fresh = type(wuppertal_adviser).objects.get(pk=wuppertal_adviser.pk)
    fresh.is_active = False
    assert list(Actor.objects.visible_to(fresh, wuppertal)) == []


# --- the choice of a city ----------------------------------------------------------------------------------
def choose(client, city, target=""):
    return client.post(reverse("choose_municipality"), {"municipality": city.pk, "next": target})


def shown(client):
    return {name for name in ("Werkhof Wuppertal", "Werkhof Witten") if name in words(client.get("/buero/akteure/"))}


def test_person_of_two_cities_starts_where_they_may_do_most(two_cities, sign_in, manager_here_reader_there):
    assert shown(sign_in(manager_here_reader_there)) == {"Werkhof Wuppertal"}


def test_person_of_two_cities_switches_between_them(two_cities, sign_in, wuppertal, witten, manager_here_reader_there):
    client = sign_in(manager_here_reader_there)
    choose(client, witten)
    assert shown(client) == {"Werkhof Witten"}
    assert client.get("/buero/akteure/neu/").status_code == 403
    choose(client, wuppertal)
    assert shown(client) == {"Werkhof Wuppertal"}
    assert client.get("/buero/akteure/neu/").status_code == 200


def test_choice_of_a_foreign_city_is_not_taken(two_cities, sign_in, witten, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    assert choose(client, witten).status_code == 302
    assert shown(client) == {"Werkhof Wuppertal"}


def test_choice_is_dropped_when_the_membership_ends(two_cities, sign_in, witten, manager_here_reader_there):
    client = sign_in(manager_here_reader_there)
    choose(client, witten)
    Membership.objects.filter(user=manager_here_reader_there, municipality=witten).update(is_active=False)
    assert shown(client) == {"Werkhof Wuppertal"}


@pytest.mark.once
@pytest.mark.parametrize("sent", ["", "x", "-1", "0", "9" * 30, "\x00", "1; DROP TABLE", "²"])
def test_choice_of_no_city_changes_nothing(sent, two_cities, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    assert client.post(reverse("choose_municipality"), {"municipality": sent}).status_code == 302
    assert shown(client) == {"Werkhof Wuppertal"}


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "\x00", "/buero/akteure/1/"],
)
def test_switch_leads_to_no_other_host_and_to_no_record(target, sign_in, witten, manager_here_reader_there):
    assert choose(sign_in(manager_here_reader_there), witten, target).url == reverse("office")


def test_switch_stays_on_the_list(sign_in, witten, manager_here_reader_there):
    assert choose(sign_in(manager_here_reader_there), witten, "/buero/personen/").url == "/buero/personen/"


def test_list_of_a_city_is_offered_to_its_people_alone(two_cities, wuppertal, witten, wuppertal_adviser):
    factories.make_district(witten, "Annen")
    assert [row.label for row in District.objects.visible_to(wuppertal_adviser, wuppertal)] == ["unbekannt"]


def test_right_is_asked_for_a_city_not_for_anywhere(wuppertal, witten, manager_here_reader_there):
    right = "initiatives.change_actor"
    assert [manager_here_reader_there.has_perm(right, city) for city in (wuppertal, witten)] == [True, False]
    assert manager_here_reader_there.role_in(wuppertal) == Role.MANAGER
    assert manager_here_reader_there.role_in(factories.make_actor(witten)) == Role.READER
