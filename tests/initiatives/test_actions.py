"""What the office writes is written once, whole or not at all."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.models import Actor, ActorAlias, Consultation, Contact, ContactRole, FollowUp, Location
from initiatives.urls import urlpatterns
from municipalities.models import PostcodeDistrict
from tests import factories
from tests.pages import typed
from wf40.editing import Conflict

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


# --- sent twice --------------------------------------------------------------------------------------------
def forms(actor):
    """Every form that makes a record: its address, what is typed, and how many records there should be afterwards."""
    return {
        "actor_create": (
            reverse("actor_create"),
            {"trading_name": "Neu", "aliases": "Zweitname", "street": "Weg"},
            {Actor: 2, ActorAlias: 1, Location: 1},
        ),
        "contact_create": (reverse("contact_create"), {"family_name": "Neu"}, {Contact: 1}),
        "actor_contact_create": (
            reverse("actor_contact_create", args=[actor.pk]),
            {"family_name": "Neu", "role_title": "Kasse"},
            {Contact: 1, ContactRole: 1},
        ),
        "consultation_create": (
            reverse("consultation_create"),
            {"actors": [str(actor.pk)], "note": "Neu", "task": "Zurückrufen", "due_on": (TODAY() + timedelta(days=3)).strftime("%d.%m.%Y")},
            {Consultation: 1, FollowUp: 1},
        ),
        "follow_up_create": (
            reverse("follow_up_create", args=[actor.pk]),
            {"task": "Neu", "due_on": TODAY().strftime("%d.%m.%Y")},
            {FollowUp: 1},
        ),
    }


NAMES = ["actor_contact_create", "actor_create", "consultation_create", "contact_create", "follow_up_create"]


def test_every_form_that_makes_a_record_is_tried(wuppertal):
    # These have a test of their own, beside what is special about them.
    elsewhere = {"role_create", "location_create", "own_field_create", "actor_attachment_create", "contact_attachment_create"}
    elsewhere |= {"selection_create", "snapshot_create", "warning_create"}
    made = {pattern.name for pattern in urlpatterns if pattern.name.endswith("_create")} - elsewhere
    assert made == set(NAMES) == set(forms(factories.make_actor(wuppertal)))


@pytest.mark.parametrize("name", NAMES)
def test_form_sent_twice_makes_one_record(name, sign_in, wuppertal, wuppertal_adviser):
    url, values, counts = forms(factories.make_actor(wuppertal))[name]
    client = sign_in(wuppertal_adviser)
    form = typed(client.get(url), **values)
    answers = [client.post(url, form) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert {model: model.objects.count() for model in counts} == counts


@pytest.mark.parametrize("name", NAMES)
def test_form_opened_twice_makes_two_records(name, sign_in, wuppertal, wuppertal_adviser):
    url, values, counts = forms(factories.make_actor(wuppertal))[name]
    client = sign_in(wuppertal_adviser)
    for number in range(2):
        changed = {key: f"{value} {number}" for key, value in values.items() if key in ("trading_name", "aliases")}
        assert client.post(url, typed(client.get(url), **values | changed)).status_code == 302
    model = next(iter(counts))
    assert model.objects.count() == counts[model] + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", NAMES)
def test_form_sent_at_the_same_moment_makes_one_record(name, wuppertal, wuppertal_adviser):
    url, values, counts = forms(factories.make_actor(wuppertal))[name]
    first = Client()
    first.force_login(wuppertal_adviser)
    form = typed(first.get(url), **values)
    clients, statuses, start = [first, Client()], [], threading.Barrier(2)
    clients[1].force_login(wuppertal_adviser)

    def send(client):
        start.wait(10)
        try:
            statuses.append(client.post(url, form).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert statuses == [302, 302]
    assert {model: model.objects.count() for model in counts} == counts


def test_form_key_of_another_citys_record_makes_a_record_of_ones_own(wuppertal, witten, wuppertal_adviser, witten_adviser):
    key = uuid.uuid4()
    actions.create_actor(user=witten_adviser, municipality=witten, values={"trading_name": "Dort"}, form_key=key)
    actor, is_new = actions.create_actor(user=wuppertal_adviser, municipality=wuppertal, values={"trading_name": "Hier"}, form_key=key)
    assert (is_new, actor.municipality) == (True, wuppertal)


@pytest.mark.parametrize("key", ["x", "", "\x00", "9" * 100])
def test_broken_form_key_is_said_and_nothing_is_written(key, sign_in, wuppertal, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    answer = client.post(reverse("contact_create"), typed(client.get(reverse("contact_create")), family_name="Neu", form_key=key))
    assert (answer.status_code, Contact.objects.count()) == ((302, 1) if key == "" else (200, 0))


# --- whole or not at all -----------------------------------------------------------------------------------
def test_talk_and_its_promise_are_written_together(wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal)
    talk = factories.make_consultation(
        actor,
        wuppertal_adviser,
        follow_up={"task": "Rückruf", "due_on": TODAY(), "assignee": wuppertal_adviser},
    )
    promise = FollowUp.objects.get()
    assert (promise.consultation, promise.actor, promise.municipality, promise.created_by) == (talk, actor, wuppertal, wuppertal_adviser)


@pytest.mark.parametrize("broken", [{"task": ""}, {"due_on": TODAY().replace(year=1980)}, {"assignee_id": 999_999}], ids=str)
@pytest.mark.django_db(transaction=True)
def test_promise_that_cannot_be_written_takes_the_talk_with_it(broken, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal)
    follow_up = {"task": "Rückruf", "due_on": TODAY(), "assignee": wuppertal_adviser} | broken
    if "assignee_id" in broken:
        del follow_up["assignee"]
    with pytest.raises(IntegrityError):
        factories.make_consultation(actor, wuppertal_adviser, follow_up=follow_up)
    assert (Consultation.objects.count(), FollowUp.objects.count(), Consultation.history.count()) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_change_whose_promise_fails_changes_nothing(wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal)
    talk = factories.make_consultation(actor, wuppertal_adviser, note="Alt")
    with pytest.raises(IntegrityError):
        actions.change_consultation(
            user=wuppertal_adviser,
            consultation=talk,
            values={"note": "Neu"},
            follow_up={"task": "", "due_on": TODAY(), "assignee": wuppertal_adviser},
            base={"version": 1, "values": {}},
            choices={},
            seen_version=None,
        )
    talk.refresh_from_db()
    assert (talk.note, talk.version) == ("Alt", 1)


@pytest.mark.django_db(transaction=True)
def test_actor_whose_names_cannot_be_written_is_not_written(wuppertal, wuppertal_adviser):
    with pytest.raises(IntegrityError):
        actions.create_actor(user=wuppertal_adviser, municipality=wuppertal, values={"trading_name": "Neu", "aliases": ["Gut", ""]})
    assert (Actor.objects.count(), ActorAlias.objects.count(), Actor.history.count()) == (0, 0, 0)


def test_conflict_writes_nothing(wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof", phone="1")
    Actor.objects.update(version=2, phone="2")
    before = actor.history.count()
    with pytest.raises(Conflict):
        actions.change_actor(
            actor=actor,
            values={"phone": "3", "email": "a@b.example"},
            base={"version": 1, "values": {"phone": "1", "email": ""}},
            choices={},
            seen_version=None,
        )
    now = Actor.objects.get()
    assert (now.phone, now.email, now.version, actor.history.count()) == ("2", "", 2, before)


# --- promises ----------------------------------------------------------------------------------------------
def test_promise_is_finished_once(wuppertal, wuppertal_adviser, second_adviser):
    promise = factories.make_follow_up(factories.make_actor(wuppertal), wuppertal_adviser)
    first = actions.finish_follow_up(user=wuppertal_adviser, follow_up=promise)
    again = actions.finish_follow_up(user=second_adviser, follow_up=promise)
    assert (again.done_by, again.done_at, again.version) == (wuppertal_adviser, first.done_at, 2)
    assert promise.history.count() == 2


def test_promise_is_opened_again_once(wuppertal, wuppertal_adviser):
    promise = factories.make_follow_up(factories.make_actor(wuppertal), wuppertal_adviser)
    assert actions.reopen_follow_up(follow_up=promise).version == 1
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=promise)
    again = actions.reopen_follow_up(follow_up=promise)
    assert (again.done_at, again.done_by, again.version) == (None, None, 3)


def test_button_clicked_twice_finishes_once_and_leads_back(sign_in, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal)
    promise = factories.make_follow_up(actor, wuppertal_adviser)
    client, url = sign_in(wuppertal_adviser), reverse("follow_up_finish", args=[promise.pk])
    answers = [client.post(url, {"next": actor.get_absolute_url()}) for _time in range(2)]
    assert [answer.url for answer in answers] == [actor.get_absolute_url()] * 2
    assert promise.history.count() == 2


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "", "\x00"],
)
def test_button_leads_to_no_other_host(target, sign_in, wuppertal, wuppertal_adviser):
    promise = factories.make_follow_up(factories.make_actor(wuppertal), wuppertal_adviser)
    answer = sign_in(wuppertal_adviser).post(reverse("follow_up_finish", args=[promise.pk]), {"next": target})
    assert answer.url == promise.get_absolute_url()


# --- roles -------------------------------------------------------------------------------------------------
def test_role_given_twice_is_changed_not_doubled(wuppertal):
    actor = factories.make_actor(wuppertal)
    person = factories.make_contact(wuppertal, actor=actor, role_title="Vorstand")
    actions.set_role(actor=actor, contact=person, role_title="Kasse", is_main=False)
    assert [(role.role_title, role.is_main) for role in ContactRole.objects.all()] == [("Kasse", False)]


def test_first_person_of_an_actor_is_the_one_to_ask(wuppertal):
    actor = factories.make_actor(wuppertal)
    people = [factories.make_contact(wuppertal, name, actor=actor) for name in ("Erste", "Zweite")]
    assert [person.roles.get().is_main for person in people] == [True, False]


def test_role_that_ends_leaves_actor_and_person(wuppertal):
    actor = factories.make_actor(wuppertal)
    person = factories.make_contact(wuppertal, actor=actor)
    actions.end_role(role=person.roles.get())
    assert (Actor.objects.count(), Contact.objects.count(), ContactRole.objects.count()) == (1, 1, 0)
    assert ContactRole.history.filter(contact_id=person.pk).count() == 2


# --- actors ------------------------------------------------------------------------------------------------
def test_same_name_is_shown_before_a_second_actor_is_made(sign_in, wuppertal, wuppertal_adviser):
    known = factories.make_actor(wuppertal, "Die Färberei")
    client, url = sign_in(wuppertal_adviser), reverse("actor_create")
    form = typed(client.get(url), trading_name="Die Färberei")
    answer = client.post(url, form)
    assert (answer.status_code, [entry.record for entry in answer.context["similar"]], Actor.objects.count()) == (200, [known], 1)
    assert client.post(url, typed(answer, is_new="1")).status_code == 302
    assert Actor.objects.count() == 2


def test_same_name_of_another_city_is_not_shown(sign_in, wuppertal, witten, wuppertal_adviser):
    factories.make_actor(witten, "Die Färberei")
    client, url = sign_in(wuppertal_adviser), reverse("actor_create")
    assert client.post(url, typed(client.get(url), trading_name="Die Färberei")).status_code == 302


def test_postcode_brings_its_district_unless_one_is_chosen(sign_in, wuppertal, wuppertal_adviser):
    elberfeld, barmen = factories.make_district(wuppertal), factories.make_district(wuppertal, "Barmen")
    PostcodeDistrict.objects.create(municipality=wuppertal, postcode="42103", district=elberfeld)
    client, url = sign_in(wuppertal_adviser), reverse("actor_create")
    client.post(url, typed(client.get(url), trading_name="A", postcode="42103"))
    client.post(url, typed(client.get(url), trading_name="B", postcode="42103", district=str(barmen.pk)))
    assert list(Location.objects.order_by("actor__trading_name").values_list("district__label", flat=True)) == ["Elberfeld", "Barmen"]


def test_actor_without_an_address_gets_no_place(wuppertal):
    factories.make_actor(wuppertal, street="", postcode="", locality="", district=None)
    assert Location.objects.count() == 0


def test_other_name_that_stays_keeps_its_row(wuppertal):
    actor = factories.make_actor(wuppertal, aliases=["Bleibt", "Geht"])
    row = actor.aliases.get(name="Bleibt")
    values = actions.actor_values(actor) | {"aliases": ["Bleibt", "Kommt"]}
    actions.change_actor(actor=actor, values=values, base={"version": 1, "values": {}}, choices={}, seen_version=None)
    assert sorted(actor.aliases.values_list("name", flat=True)) == ["Bleibt", "Kommt"]
    assert actor.aliases.get(name="Bleibt").pk == row.pk
