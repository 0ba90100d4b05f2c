"""A field goes back to what it was before a change, from the page of changes; that is a change itself and goes back the same way."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from initiatives import actions
from initiatives.models import Actor, Consultation, Contact, Tag
from tests import factories
from tests.pages import words

# What both databases are asked here, other tests ask of both.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def clock():
    with time_machine.travel(datetime(2026, 1, 14, 8, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def later(clock):
    """Changes a record an hour later."""

    def do(record, **values):
        clock.shift(timedelta(hours=1))
        known = {Actor: actions.actor_values, Contact: None, Consultation: None}[type(record)]
        change = {Actor: actions.change_actor, Contact: actions.change_contact, Consultation: actions.change_consultation}[type(record)]
        user = {"user": record.created_by} if isinstance(record, Consultation) else {}
        own = known(record) | values if known else values
        resolution = {"base": {"version": record.version, "values": {}}, "choices": {}, "seen_version": None}
        return change(**{record._meta.model_name: record}, values=own, **resolution, **user)

    return do


@pytest.fixture
def changes_page(sign_in):
    """The buttons on a page of changes, by field: {field: [what each sends]}, and a way to press one."""

    class Page:
        def __init__(self, record, user):
            kind = record._meta.model_name
            self.client, self.url = sign_in(user), reverse(f"{kind}_changes", args=[record.pk])
            self.restore_url = reverse(f"{kind}_restore", args=[record.pk])

        @property
        def offered(self):
            answer = self.client.get(self.url)
            found = {}
            for step in answer.context["steps"]:
                for change in step.changes:
                    if answer.context["restore_url"] and change.past:
                        assert f'value="{change.past}.{change.field}"' in answer.content.decode()
                        found.setdefault(change.field, []).append(f"{change.past}.{change.field}")
            return found

        def press(self, step):
            answer = self.client.post(self.restore_url, {"step": step}, follow=True)
            assert answer.redirect_chain[-1][0] == self.url
            return words(answer)

    return Page


def test_value_comes_back_and_goes_again_the_same_way(changes_page, clock, later, wuppertal, wuppertal_adviser, second_adviser):
    actor = factories.make_actor(wuppertal, "Radwerk", user=wuppertal_adviser, phone="0202 1")
    actor = later(actor, trading_name="Werk für Räder", phone="0202 2")
    clock.shift(timedelta(hours=1))
    changes = changes_page(actor, second_adviser)
    assert sorted(changes.offered) == ["phone", "trading_name"]
    told = changes.press(changes.offered["trading_name"][0])
    assert "Zurückgeholt: Name, jetzt „Radwerk“." in told
    actor.refresh_from_db()
    assert (actor.trading_name, actor.phone, actor.sort_key, actor.search_text, actor.version) == (
        "Radwerk",
        "0202 2",
        "radwerk",
        "radwerk",
        3,
    )
    newest = actor.history.order_by("-history_id").first()
    assert (newest.trading_name, newest.history_user) == ("Radwerk", second_adviser)
    # The newest step offers the way back to the newer name; the old one is today's value now.
    clock.shift(timedelta(hours=1))
    assert len(changes.offered["trading_name"]) == 1
    assert "Zurückgeholt: Name, jetzt „Werk für Räder“." in changes.press(changes.offered["trading_name"][0])
    actor.refresh_from_db()
    assert actor.sort_key == "werk fur rader"


def test_second_press_on_the_same_button_changes_nothing(changes_page, later, wuppertal, wuppertal_adviser):
    actor = later(factories.make_actor(wuppertal, "Radwerk"), trading_name="Werkrad")
    changes = changes_page(actor, wuppertal_adviser)
    step = changes.offered["trading_name"][0]
    changes.press(step)
    assert "hat diesen Wert schon" in changes.press(step)
    assert Actor.objects.get().version == 3


def test_lists_and_empty_fields_come_back(changes_page, later, wuppertal, wuppertal_adviser):
    wood, bikes = factories.make_tag(wuppertal), factories.make_tag(wuppertal, "Rad")
    actor = factories.make_actor(wuppertal, "Radwerk", tags=[wood], description="")
    actor = later(actor, tags=[bikes], description="Neu")
    changes = changes_page(actor, wuppertal_adviser)
    assert "Zurückgeholt: Schlagwörter, jetzt „Holz“." in changes.press(changes.offered["tags"][0])
    assert "Zurückgeholt: Öffentliche Beschreibung, jetzt leer." in changes.press(changes.offered["description"][0])
    actor.refresh_from_db()
    assert (list(actor.tags.all()), actor.description, "holz" in actor.search_text) == ([wood], "", True)


def test_place_comes_back_as_a_change_of_its_actor(changes_page, later, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Radwerk", street="Alter Weg")
    actor = later(actor, street="Neuer Weg")
    changes = changes_page(actor, wuppertal_adviser)
    assert "Zurückgeholt: Straße, jetzt „Alter Weg“." in changes.press(changes.offered["street"][0])
    actor.refresh_from_db()
    assert (actor.locations.get().street, actor.version) == ("Alter Weg", 3)


def test_person_comes_back_with_what_lists_look_in(changes_page, later, wuppertal, wuppertal_adviser):
    person = factories.make_contact(wuppertal, "Muster", phone="0202 5")
    person = later(person, family_name="Beispiel", phone="0202 6")
    changes = changes_page(person, wuppertal_adviser)
    changes.press(changes.offered["family_name"][0])
    changes.press(changes.offered["phone"][0])
    person.refresh_from_db()
    assert (person.family_name, person.sort_key, person.phone_key[-1]) == ("Muster", "muster kim", "5")
    assert Contact.objects.matching("muster").get() == person


def test_first_step_and_todays_value_offer_nothing(changes_page, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Radwerk", phone="0202 1")
    assert changes_page(actor, wuppertal_adviser).offered == {}


def test_standing_of_an_actor_never_comes_out_of_the_history(changes_page, clock, wuppertal, wuppertal_manager):
    actor = factories.make_actor(wuppertal, "Radwerk")
    for step in (
        lambda: actions.archive_actor(user=wuppertal_manager, actor=actor, reason="moved", note="Weg"),
        lambda: actions.unarchive_actor(actor=actor),
        lambda: actions.release_actor(user=wuppertal_manager, actor=actor),
        lambda: actions.restrict(user=wuppertal_manager, record=actor, reason="claims"),
        lambda: actions.lift_restriction(user=wuppertal_manager, record=actor),
    ):
        clock.shift(timedelta(hours=1))
        step()
    changes = changes_page(actor, wuppertal_manager)
    assert changes.offered == {}
    past = actor.history.order_by("history_id")[1]
    for name in ("archived_at", "published_since", "restricted_at", "municipality", "version"):
        assert "Nichts wurde zurückgeholt" in changes.press(f"actor-{past.pk}.{name}")
        with pytest.raises(actions.NotRestorable):
            actions.restore_field(record=actor, past=past, name=name)


@pytest.mark.parametrize("step", ["", "x", "actor-", "actor-0.phone", "actor-999999999999999999999.phone", "user-1.password", "..", "\x00"])
def test_step_that_the_page_does_not_offer_changes_nothing(step, changes_page, later, wuppertal, wuppertal_adviser):
    actor = later(factories.make_actor(wuppertal, "Radwerk"), phone="0202 1")
    changes = changes_page(actor, wuppertal_adviser)
    assert changes.client.post(changes.restore_url, {"step": step}).status_code in (302, 400)
    assert Actor.objects.get().version == 2


def test_step_of_another_record_changes_nothing(changes_page, later, wuppertal, witten, wuppertal_adviser):
    own = later(factories.make_actor(wuppertal, "Radwerk", phone="1"), phone="2")
    for city in (wuppertal, witten):
        other = later(factories.make_actor(city, "Anderes", phone="3"), phone="4")
        past = other.history.order_by("history_id").first()
        assert "Nichts wurde zurückgeholt" in changes_page(own, wuppertal_adviser).press(f"actor-{past.pk}.phone")
    own.refresh_from_db()
    assert own.phone == "2"


# --- what cannot come back ---------------------------------------------------------------------------------
def test_row_that_is_gone_and_colleague_who_left_are_named_as_the_reason(
    changes_page, later, clock, wuppertal, wuppertal_adviser, second_adviser
):
    actor = factories.make_actor(wuppertal, "Radwerk", tags=[factories.make_tag(wuppertal)], steward=second_adviser)
    actor = later(actor, tags=[], steward=wuppertal_adviser)
    second_adviser.memberships.update(is_active=False)
    Tag.objects.all().delete()
    changes = changes_page(actor, wuppertal_adviser)
    assert "Toni Muster arbeitet nicht mehr hier." in changes.press(changes.offered["steward"][0])
    assert "gibt es nicht mehr" in changes.press(changes.offered["tags"][0])
    actor.refresh_from_db()
    assert (actor.steward, actor.version) == (wuppertal_adviser, 2)


def test_half_of_a_point_on_the_map_does_not_come_back(changes_page, clock, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Radwerk", street="Weg")
    place = actor.locations.get()
    place.latitude, place.longitude, place.precision = 51.25, 7.15, "exact"
    place.save()
    clock.shift(timedelta(hours=1))
    place.latitude = place.longitude = None
    place.precision = ""
    place.save()
    changes = changes_page(actor, wuppertal_adviser)
    assert "passt nicht zu den übrigen Angaben" in changes.press(changes.offered["latitude"][0])
    place.refresh_from_db()
    assert place.latitude is None


def test_value_that_would_not_be_accepted_today_is_refused_in_its_fields_words(clock, wuppertal, wuppertal_adviser, changes_page):
    person = factories.make_contact(wuppertal, "Muster")
    Contact.objects.filter(pk=person.pk).update(email="kein-at")
    person.refresh_from_db()
    person.save()
    clock.shift(timedelta(hours=1))
    person.email = "kim@muster.example"
    person.save()
    changes = changes_page(person, wuppertal_adviser)
    assert "Nicht zurückgeholt: E-Mail." in changes.press(changes.offered["email"][-1])
    with pytest.raises(ValidationError):
        actions.restore_field(record=person, past=person.history.order_by("-history_id")[1], name="email")
    person.refresh_from_db()
    assert person.email == "kim@muster.example"


# --- talks -------------------------------------------------------------------------------------------------
def test_talk_gets_its_note_and_its_actors_back(changes_page, later, wuppertal, wuppertal_adviser):
    actors = [factories.make_actor(wuppertal, name) for name in ("Radwerk", "Nähwerk")]
    talk = factories.make_consultation(actors, wuppertal_adviser, note="Lang und gut")
    talk = later(talk, note="Kurz", actors=actors[:1])
    changes = changes_page(talk, wuppertal_adviser)
    changes.press(changes.offered["note"][0])
    changes.press(changes.offered["actors"][0])
    talk.refresh_from_db()
    assert (talk.note, set(talk.actors.all())) == ("Lang und gut", set(actors))


def test_restricted_actor_neither_comes_nor_goes_with_the_others(changes_page, later, wuppertal, wuppertal_adviser, wuppertal_manager):
    old, now, hidden = (factories.make_actor(wuppertal, name) for name in ("Alt", "Jetzt", "Verborgen"))
    talk = factories.make_consultation([old], wuppertal_adviser)
    talk = later(talk, actors=[now, hidden])
    actions.restrict(user=wuppertal_manager, record=hidden, reason="claims")
    changes = changes_page(talk, wuppertal_adviser)
    assert "Verborgen" not in changes.press(changes.offered["actors"][0])
    assert set(talk.actors.all()) == {old, hidden}
    # Back to what was: the restricted one stays tied, and a talk never ends without an actor.
    actions.restrict(user=wuppertal_manager, record=now, reason="claims")
    with pytest.raises(actions.NotRestorable, match="leer"):
        actions.restore_field(record=talk, past=talk.history.order_by("-history_id")[1], name="actors")


def test_note_that_was_confidential_once_is_put_back_by_nobody(changes_page, later, wuppertal, wuppertal_adviser, wuppertal_manager):
    actor = factories.make_actor(wuppertal, "Radwerk")
    talk = factories.make_consultation(actor, wuppertal_adviser, note="Siegelwort", is_confidential=True, minutes=10)
    talk = later(talk, note="Harmlos", is_confidential=False, minutes=20)
    changes = changes_page(talk, wuppertal_manager)
    assert sorted(changes.offered) == ["minutes"]
    first = talk.history.order_by("history_id").first()
    for name in ("note", "need", "is_confidential"):
        told = changes.press(f"consultation-{first.pk}.{name}")
        assert "Nichts wurde zurückgeholt" in told
        assert "Siegelwort" not in told
    talk.refresh_from_db()
    assert talk.note == "Harmlos"


def test_confidential_talk_is_put_back_only_by_those_who_may_read_it(changes_page, later, wuppertal, wuppertal_adviser, second_adviser):
    talk = factories.make_consultation(factories.make_actor(wuppertal), wuppertal_adviser, is_confidential=True, minutes=10)
    talk = later(talk, minutes=20)
    changes = changes_page(talk, second_adviser)
    assert changes.offered == {}
    past = talk.history.order_by("-history_id")[1]
    assert changes.client.post(changes.restore_url, {"step": f"consultation-{past.pk}.minutes"}).status_code == 403
    own = changes_page(talk, wuppertal_adviser)
    own.press(own.offered["minutes"][0])
    talk.refresh_from_db()
    assert talk.minutes == 10


def test_reader_sees_the_changes_without_a_button(changes_page, later, wuppertal, wuppertal_reader):
    actor = later(factories.make_actor(wuppertal, "Radwerk"), phone="0202 1")
    changes = changes_page(actor, wuppertal_reader)
    assert changes.offered == {}
    assert "Zurückholen" not in words(changes.client.get(changes.url))
