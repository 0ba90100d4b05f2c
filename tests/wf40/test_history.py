"""The history of a record: each saving one step, with who, when, old and new in words."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import actions
from initiatives.models import Actor, Location
from tests import factories
from tests.pages import typed, words
from wf40.history import changes_of
from wf40.tables import MISSING

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 14, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def actor(clock, wuppertal, wuppertal_adviser):
    return factories.make_actor(
        wuppertal,
        "Werkhof",
        user=wuppertal_adviser,
        steward=wuppertal_adviser,
        tags=[factories.make_tag(wuppertal)],
    )


@pytest.fixture
def edit(clock, client, actor):
    """Somebody changes the actor an hour later, by the page."""

    def do(user, **changes):
        clock.shift(timedelta(hours=1))
        client.force_login(user)
        url = reverse("actor_change", args=[actor.pk])
        assert client.post(url, typed(client.get(url), **changes)).status_code == 302
        return changes_of(Actor.objects.get(pk=actor.pk))

    return do


def told(step):
    return [(change.field, change.old, change.new) for change in step.changes]


def test_first_step_tells_what_the_record_began_with(actor):
    (step,) = changes_of(actor)
    assert step.is_first
    values = {change.field: change.new for change in step.changes}
    assert (values["trading_name"], values["tags"]) == ("Werkhof", "Holz")


def test_change_tells_who_when_and_both_values(edit, second_adviser):
    step, first = edit(second_adviser, phone="0202 1")
    assert told(step) == [("phone", MISSING, "0202 1")]
    assert (step.who, step.when, step.is_first) == (second_adviser.get_short_name(), START + timedelta(hours=1), False)
    assert first.is_first


def test_several_fields_of_one_saving_are_one_step(edit, wuppertal, second_adviser):
    field = factories.make_work_field(wuppertal)
    step, _first = edit(second_adviser, phone="0202 1", is_charitable="on", work_fields=[str(field.pk)])
    assert {change.field for change in step.changes} == {"phone", "is_charitable", "work_fields"}


def test_one_saving_writes_one_row(edit, actor, wuppertal, second_adviser):
    before = actor.history.count()
    edit(second_adviser, phone="0202 1", work_fields=[str(factories.make_work_field(wuppertal).pk)], tags=[])
    assert actor.history.count() == before + 1


def test_values_are_told_in_words_not_in_codes(edit, actor, wuppertal_adviser, second_adviser):
    step, _first = edit(second_adviser, kind="cooperative", steward=second_adviser.pk, is_charitable="on", tags=[])
    by_field = {change.field: (change.old, change.new) for change in step.changes}
    display = dict(Actor._meta.get_field("kind").flatchoices)
    assert by_field["kind"] == (str(display["initiative"]), str(display["cooperative"]))
    assert by_field["steward"] == (str(wuppertal_adviser), str(second_adviser))
    assert by_field["tags"] == ("Holz", MISSING)


@pytest.mark.once
def test_moment_is_told_as_the_time_of_day_at_the_office(actor, wuppertal, wuppertal_adviser):
    row = factories.make_introduced(actor, factories.make_actor(wuppertal), wuppertal_adviser, days=0)
    values = {change.field: change.new for step in changes_of(row) for change in step.changes}
    assert values["introduced_at"] == "14.01.2026, 09:00"


def test_saving_without_a_change_is_no_step(edit, second_adviser):
    assert len(edit(second_adviser)) == 1


def test_two_people_are_two_steps_even_within_a_second(edit, clock, second_adviser, wuppertal_adviser):
    edit(second_adviser, phone="0202 1")
    clock.shift(-timedelta(hours=1) + timedelta(milliseconds=500))
    steps = edit(wuppertal_adviser, phone="0202 2")
    assert [step.who for step in steps][:2] == [wuppertal_adviser.get_short_name(), second_adviser.get_short_name()]


def test_newest_step_stands_first_and_the_limit_holds(edit, actor, second_adviser):
    for number in range(4):
        edit(second_adviser, phone=f"0202 {number}")
    steps = changes_of(actor, limit=2)
    assert [told(step) for step in steps] == [[("phone", "0202 2", "0202 3")], [("phone", "0202 1", "0202 2")]]


def test_row_that_is_gone_is_told_as_deleted(edit, actor, second_adviser):
    edit(second_adviser, tags=[])
    actor.tags.model.objects.all().delete()
    step = changes_of(actor)[0]
    assert told(step)[0][0] == "tags"
    assert told(step)[0][1] not in ("", MISSING, "Holz")


def test_hidden_fields_are_named_without_their_values(edit, actor, second_adviser):
    edit(second_adviser, internal_note="Streng geheim")
    step = changes_of(actor, hidden=frozenset({"internal_note"}))[0]
    assert [change.field for change in step.changes] == ["internal_note"]
    assert "Streng geheim" not in repr(step)


def test_fields_that_are_nobodys_business_are_left_out(edit, actor, second_adviser):
    edit(second_adviser, phone="0202 1")
    fields = {change.field for step in changes_of(actor) for change in step.changes}
    assert fields & {"version", "changed_at", "created_at", "created_by", "form_key", "municipality", "sort_key", "search_text"} == set()


def test_number_of_queries_does_not_grow_with_the_steps(edit, actor, second_adviser):
    asked = []
    for rounds in (1, 2):
        for number in range(rounds):
            edit(second_adviser, phone=f"0202 {rounds}{number}")
        with CaptureQueriesContext(connection) as queries:
            changes_of(actor)
        asked.append(len(queries))
    assert asked == [5, 5]


def test_change_without_a_person_is_the_systems(actor, clock):
    clock.shift(timedelta(hours=1))
    fresh = Actor.objects.get(pk=actor.pk)
    actions.change_actor(actor=fresh, values={"phone": "0202 1"}, base={"version": 1, "values": {}}, choices={}, seen_version=None)
    assert changes_of(fresh)[0].who not in ("", "None")


def test_page_of_changes_tells_names_places_and_values(edit, client, actor, second_adviser):
    edit(second_adviser, phone="0202 1", street="Nebenweg", aliases="Hofwerk")
    page = words(client.get(reverse("actor_changes", args=[actor.pk])))
    assert "0202 1" in page
    assert "Nebenweg" in page
    assert second_adviser.get_short_name().replace("\N{NO-BREAK SPACE}", " ") in page


def test_page_of_changes_tells_other_names(edit, client, actor, second_adviser):
    edit(second_adviser, aliases="Hofwerk")
    edit(second_adviser, aliases="")
    steps = client.get(reverse("actor_changes", args=[actor.pk])).context["steps"]
    assert [(change.old, change.new) for step in steps[:2] for change in step.changes] == [("Hofwerk", MISSING), (MISSING, "Hofwerk")]
    assert [step.who for step in steps[:2]] == [second_adviser.get_short_name()] * 2


def test_former_value_is_never_markup(edit, client, actor, second_adviser):
    edit(second_adviser, description="<script>alert(1)</script>")
    page = client.get(reverse("actor_changes", args=[actor.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_changes_of_several_rows_ask_the_database_as_often_as_those_of_one(wuppertal, wuppertal_adviser, django_assert_num_queries):
    actor = factories.make_actor(wuppertal, "Hof", user=wuppertal_adviser, street="Weg", district=factories.make_district(wuppertal))
    for number in range(3):
        Location.objects.create(municipality=wuppertal, actor=actor, street=f"Gasse {number}", is_main=False)
    main, every = actor.locations.filter(is_main=True), actor.locations.all()
    for rows, streets in ((main, {"Weg"}), (every, {"Weg", "Gasse 0", "Gasse 1", "Gasse 2"})):
        places = list(rows)
        with django_assert_num_queries(2):
            steps = changes_of(*places, without={"actor"})
        assert {change.new for step in steps for change in step.changes if change.field == "street"} == streets
