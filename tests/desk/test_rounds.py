"""Rounds: in which order one walks, and what each tap at a door leaves behind."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import actions
from desk.models import Round, RoundStop
from desk.rounds import Place, length, walking_order
from initiatives.actions import restrict
from initiatives.models import Actor, Consultation, Location, WarningFlag
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


# --- the order -----------------------------------------------------------------------------------------------
def keys(places):
    return [place.key for place in places]


def test_walk_goes_from_the_north_always_to_the_nearest():
    street = [Place(key, latitude=51.25 - key / 1000, longitude=7.15) for key in (4, 1, 3, 2)]
    assert keys(walking_order(street)) == [1, 2, 3, 4]


def test_walk_begins_where_one_wants_to_begin():
    street = [Place(key, latitude=51.25 - key / 1000, longitude=7.15) for key in (1, 2, 3, 4)]
    assert keys(walking_order(street, start=4)) == [4, 3, 2, 1]


def test_walk_has_no_detour_that_the_nearest_neighbour_alone_would_leave():
    # Always to the nearest one leads past the lonely place in the west and back to it over everything at the end.
    along = [Place(key, latitude=51.25 - abs(x) / 1e6, longitude=7.0 + x / 1000) for key, x in enumerate((0, 1, -1.5, 3, -5, 7.5), start=1)]
    way = walking_order(along, start=1)
    assert keys(way)[0] == 1
    assert sorted(keys(way)) == [1, 2, 3, 4, 5, 6]
    nearest = [along[index] for index in (0, 1, 2, 3, 4, 5)]
    assert length(way) < length(nearest) * 0.8


def test_actors_without_a_point_come_last_by_district_and_street():
    places = [
        Place(1, "Nirgends"),
        Place(2, "Zwei", district="Vohwinkel", street="Am Bach", house_number="2"),
        Place(3, "Drei", district="Barmen", street="Zum Tal"),
        Place(4, "Vier", district="Barmen", street="Am Markt"),
        Place(5, "Fünf", 51.2, 7.1),
    ]
    assert keys(walking_order(places)) == [5, 4, 3, 2, 1]
    # Where no way leads from, it begins in the north.
    assert keys(walking_order([*places, Place(6, "Sechs", 51.3, 7.1)], start=1)) == [1, 6, 5, 4, 3, 2]


def test_of_too_many_the_nearest_ones_are_walked():
    street = [Place(key, latitude=51.25 - key / 1000, longitude=7.15) for key in range(1, 100)]
    assert keys(walking_order(street)) == list(range(1, 61))
    assert walking_order([]) == []


# --- making one ----------------------------------------------------------------------------------------------
def place_at(actor, latitude, longitude=7.15, precision="exact"):
    Location.objects.filter(actor=actor, is_main=True).update(latitude=latitude, longitude=longitude, precision=precision)


@pytest.fixture
def street(wuppertal, wuppertal_adviser):
    """Four actors of Elberfeld from south to north; of the last the register knows only the city's point."""
    elberfeld = factories.make_district(wuppertal)
    actors = [
        factories.make_actor(wuppertal, name, street="Luisenstraße", house_number=str(number), district=elberfeld, phone=f"0202 10{number}")
        for number, name in enumerate(("Südladen", "Mittelhof", "Nordwerk", "Irgendwo"), start=1)
    ]
    for number, actor in enumerate(actors):
        place_at(actor, 51.25 + number / 1000, precision="exact" if number < 3 else "city")
    factories.make_actor(wuppertal, "Woanders")
    return actors


def plan(client, query, **changes):
    url = f"{reverse('round_create')}?{query}"
    form = client.get(url).context["form"]
    sent = {
        "title": "Luisenstraße",
        "held_on": f"{timezone.localdate():%d.%m.%Y}",
        "owner": form.initial["owner"],
        "form_key": form.initial["form_key"],
    } | changes
    return client.post(url, sent), sent, url


def test_adviser_makes_a_round_of_a_filtered_list(sign_in, wuppertal_adviser, street):
    client = sign_in(wuppertal_adviser)
    answer, sent, url = plan(client, f"district={street[0].locations.get().district_id}")
    walk = Round.objects.get()
    assert answer.url == reverse("round_detail", args=[walk.pk])
    assert (walk.title, walk.held_on, walk.owner) == ("Luisenstraße", timezone.localdate(), wuppertal_adviser)
    assert [str(stop) for stop in walk.stops.all()] == ["1. Nordwerk", "2. Mittelhof", "3. Südladen", "4. Irgendwo"]
    # Sent twice it is made once.
    assert client.post(url, sent).url == answer.url
    assert (Round.objects.count(), RoundStop.objects.count()) == (1, 4)


def test_round_of_ticked_rows_begins_where_somebody_chose(sign_in, wuppertal_adviser, street):
    query = "&".join([*(f"keys={actor.pk}" for actor in street[:3]), "query=q%3Dx"])
    plan(sign_in(wuppertal_adviser), query, start=str(street[0].pk))
    assert [stop.actor for stop in RoundStop.objects.all()] == street[:3]


def test_colleague_of_another_city_walks_no_round_here(sign_in, wuppertal_adviser, street, witten_adviser):
    answer, _sent, _url = plan(sign_in(wuppertal_adviser), "all=1&query=", owner=str(witten_adviser.pk))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["owner"])
    assert Round.objects.count() == 0


def test_no_address_breaks_the_page(sign_in, wuppertal_adviser, street):
    client = sign_in(wuppertal_adviser)
    for query in (
        "keys=%00",
        f"keys={'9' * 30}",
        "keys=²,1,,x",
        "query=%00",
        "all=1&query=outreach%3D%00",
        "outreach=quatsch",
        "%ff=1",
        "page=1",
    ):
        assert client.get(f"{reverse('round_create')}?{query}").status_code in (200, 302, 400), query


def test_page_says_how_many_fit_and_that_only_the_nearest_come_along(sign_in, wuppertal, wuppertal_adviser, street):
    Actor.objects.bulk_create(
        Actor(municipality=wuppertal, trading_name=f"Viele {number}", sort_key=f"viele {number}") for number in range(58)
    )
    page = sign_in(wuppertal_adviser).get(reverse("round_create"), {"all": "1", "query": ""})
    plan = page.context["plan"]
    assert (plan.actor_count, len(plan.way), plan.way[0].name, plan.without_point) == (63, 60, "Nordwerk", 57)
    assert "Ein Rundgang hat höchstens 60 Halte" in page.content.decode()


def test_without_anybody_the_list_asks_to_choose(sign_in, wuppertal_adviser, street):
    answer = sign_in(wuppertal_adviser).get(reverse("round_create"), {"query": "q=Nordwerk"})
    assert answer.url == reverse("actor_list") + "?q=Nordwerk"
    assert Round.objects.count() == 0


def test_actor_of_another_city_comes_on_no_round(sign_in, wuppertal_adviser, street, witten):
    stranger = factories.make_actor(witten, "Werkhof Witten")
    plan(sign_in(wuppertal_adviser), f"keys={stranger.pk}&keys={street[0].pk}")
    assert [stop.actor for stop in RoundStop.objects.all()] == [street[0]]


# --- walking -------------------------------------------------------------------------------------------------
@pytest.fixture
def walk(wuppertal_adviser, street):
    return factories.make_round(street[:3], wuppertal_adviser, "Luisenstraße", timezone.localdate() - timedelta(days=1))


def tap(client, stop, do, **more):
    return client.post(reverse("round_stop", args=[stop.pk]), {"do": do} | more)


def talks_of(actor):
    return list(Consultation.objects.filter(actors=actor))


def test_each_tap_leaves_its_consultation(sign_in, wuppertal_adviser, walk, street):
    client = sign_in(wuppertal_adviser)
    for stop, do in zip(walk.stops.all(), ("met", "absent", "closing"), strict=True):
        answer = tap(client, stop, do)
        assert answer.url == f"{walk.get_absolute_url()}#halt-{stop.pk}"
    [met], [absent], [closing] = (talks_of(actor) for actor in street[:3])
    assert {(talk.channel, talk.held_on, talk.created_by) for talk in (met, absent, closing)} == {
        ("visit", walk.held_on, wuppertal_adviser)
    }
    assert [talk.outcome for talk in (met, absent, closing)] == ["open", "no_answer", "open"]
    assert met.note == "Rundgang: Luisenstraße"
    assert list(WarningFlag.objects.values_list("actor", "kind")) == [(street[2].pk, "closing")]
    assert [stop.consultation for stop in walk.stops.all()] == [met, absent, closing]
    page = client.get(walk.get_absolute_url())
    assert (page.context["progress"].done, page.context["progress"].next) == (3, None)


def test_visit_of_a_round_to_come_is_noted_today(wuppertal_adviser, street):
    walk = factories.make_round(street[:1], wuppertal_adviser, held_on=timezone.localdate() + timedelta(days=1))
    stop, _is_new = actions.answer_stop(user=wuppertal_adviser, stop=walk.stops.get(), result="met")
    assert stop.consultation.held_on == timezone.localdate()


def test_second_tap_acts_no_more(sign_in, wuppertal_adviser, second_adviser, walk, street):
    stop = walk.stops.first()
    client, other = sign_in(wuppertal_adviser), Client()
    other.force_login(second_adviser)
    tap(client, stop, "met")
    tap(client, stop, "met")
    answer = other.post(reverse("round_stop", args=[stop.pk]), {"do": "absent"}, headers={"HX-Request": "true"})
    assert "Schon eingetragen: angetroffen." in answer.content.decode()
    [talk] = talks_of(street[0])
    assert (talk.outcome, talk.created_by) == ("open", wuppertal_adviser)


def test_warning_in_force_is_not_raised_twice(wuppertal_adviser, walk, street):
    factories.make_warning(street[0], wuppertal_adviser, text="Vom Vorstand gehört")
    stop, is_new = actions.answer_stop(user=wuppertal_adviser, stop=walk.stops.first(), result="closing")
    assert (is_new, stop.result, WarningFlag.objects.get().text) == (True, "closing", "Vom Vorstand gehört")
    actions.take_back_answer(user=wuppertal_adviser, stop=stop)
    assert WarningFlag.objects.get().text == "Vom Vorstand gehört"


def test_answer_is_taken_back_with_all_that_it_made(sign_in, wuppertal_adviser, walk, street):
    client, stop = sign_in(wuppertal_adviser), walk.stops.first()
    tap(client, stop, "closing")
    tap(client, stop, "undo")
    tap(client, stop, "undo")
    stop.refresh_from_db()
    assert (stop.result, stop.answered_at, stop.consultation) == ("open", None, None)
    assert (Consultation.objects.count(), WarningFlag.objects.count()) == (0, 0)
    street[0].activity.refresh_from_db()
    assert street[0].activity.last_consulted_on is None
    tap(client, stop, "absent")
    assert [talk.outcome for talk in talks_of(street[0])] == ["no_answer"]


def test_edited_consultation_is_not_taken_back(sign_in, wuppertal_adviser, walk, street):
    client, stop = sign_in(wuppertal_adviser), walk.stops.first()
    tap(client, stop, "met")
    tap(client, stop, "note", note="Sucht eine Halle.", minutes="15", seen_version="1")
    tap(client, stop, "note", note="Sucht eine Halle.", minutes="15", seen_version="1")
    tap(client, stop, "undo")
    [talk] = talks_of(street[0])
    assert (talk.note, talk.minutes, talk.version) == ("Sucht eine Halle.", 15, 2)
    stop.refresh_from_db()
    assert (stop.result, stop.consultation) == ("met", talk)


def test_words_typed_at_the_door_survive_what_goes_wrong(sign_in, wuppertal_adviser, walk, street):
    client, stop = sign_in(wuppertal_adviser), walk.stops.first()
    tap(client, stop, "met")
    wrong = tap(client, stop, "note", note="Sucht eine Halle.", minutes="viele", seen_version="1")
    assert ">Sucht eine Halle.</textarea>" in wrong.content.decode()
    talk = talks_of(street[0])[0]
    Consultation.objects.filter(pk=talk.pk).update(note="Von der Kollegin", version=2)
    late = tap(client, stop, "note", note="Sucht eine Halle.", minutes="", seen_version="1")
    assert ">Sucht eine Halle.</textarea>" in late.content.decode()
    assert talks_of(street[0])[0].note == "Von der Kollegin"


def test_stop_is_moved_one_place_per_page(sign_in, wuppertal_adviser, walk, street):
    client, last = sign_in(wuppertal_adviser), walk.stops.last()
    for _twice in range(2):
        tap(client, last, "up", position="3")
    assert [stop.actor for stop in walk.stops.all()] == [street[0], street[2], street[1]]
    tap(client, walk.stops.first(), "up", position="1")
    tap(client, walk.stops.first(), "down", position="nirgends")
    assert [stop.actor for stop in walk.stops.all()] == [street[0], street[2], street[1]]


def test_list_to_walk_by_tells_what_is_to_be_known_and_no_secret(sign_in, wuppertal, wuppertal_adviser, walk, street):
    south, middle, north = street[:3]
    promise = {"due_on": timezone.localdate(), "assignee": wuppertal_adviser}
    factories.make_consultation(south, wuppertal_adviser, note="Wort " * 60, follow_up=promise | {"task": "Förderliste schicken"})
    factories.make_follow_up(south, wuppertal_adviser, "Satzung senden", is_theirs=True)
    factories.make_contact(wuppertal, "Ansprech", actor=south)
    factories.make_consultation(middle, wuppertal_adviser, note="Streng geheim", is_confidential=True)
    factories.make_warning(north, wuppertal_adviser, "moving", "Zum 31.03. gekündigt")
    page = sign_in(wuppertal_adviser).get(walk.get_absolute_url())
    text = page.content.decode()
    first, second, third = page.context["visits"]
    assert (first.note, [row.task for row in first.ours], [row.task for row in first.theirs]) == (
        ("Wort " * 40).strip() + " …",
        ["Förderliste schicken"],
        ["Satzung senden"],
    )
    for words in ("Luisenstraße 1", 'href="tel:0202101"', 'href="geo:51.250000,7.150000"', "Kim Ansprech", "Zum 31.03. gekündigt"):
        assert words in text
    assert second.last.is_confidential
    assert "Streng geheim" not in text


def test_restricted_actor_is_on_no_list_to_walk_by(sign_in, wuppertal_adviser, wuppertal_manager, walk, street):
    restrict(user=wuppertal_manager, record=street[1], reason="claims")
    page = sign_in(wuppertal_adviser).get(walk.get_absolute_url())
    assert [visit.actor for visit in page.context["visits"]] == [street[0], street[2]]
    assert "Mittelhof" not in page.content.decode()


def test_reader_looks_and_does_not_tap(sign_in, wuppertal_reader, walk):
    client = sign_in(wuppertal_reader)
    assert 'name="do"' not in client.get(walk.get_absolute_url()).content.decode()
    assert tap(client, walk.stops.first(), "met").status_code == 403
    assert Consultation.objects.count() == 0


def test_pages_of_rounds_ask_a_fixed_number_of_queries(sign_in, wuppertal_adviser, street, django_assert_num_queries):
    client = sign_in(wuppertal_adviser)
    for number in (1, 3):
        actor = street[number - 1]
        factories.make_consultation(actor, wuppertal_adviser)
        factories.make_follow_up(actor, wuppertal_adviser)
        factories.make_warning(actor, wuppertal_adviser, "crisis")
        factories.make_contact(actor.municipality, actor=actor)
        walks = [factories.make_round(street[:number], wuppertal_adviser) for _each in range(number - Round.objects.count())]
        for stop in walks[0].stops.all():
            actions.answer_stop(user=wuppertal_adviser, stop=stop, result="met")
        client.get(reverse("round_list"))
        with django_assert_num_queries(11):
            assert len(client.get(walks[0].get_absolute_url()).context["visits"]) == number
        with django_assert_num_queries(5):
            assert len(client.get(reverse("round_list")).context["page"].rows) == number


def test_fifteen_visits_in_ten_minutes(sign_in, wuppertal, wuppertal_adviser, record_property):
    """Ten minutes for fifteen visits are 40 seconds each: one tap, a small answer, nothing typed."""
    actors = Actor.objects.bulk_create(
        Actor(municipality=wuppertal, trading_name=f"Laden {number}", phone="0202 1") for number in range(15)
    )
    places = {"municipality": wuppertal, "street": "Wall", "longitude": 7.15, "precision": "exact"}
    Location.objects.bulk_create(Location(actor=actor, latitude=51.2, **places) for actor in actors)
    talks = Consultation.objects.bulk_create(Consultation(municipality=wuppertal, note="Sucht Räume. " * 15) for _actor in actors)
    through = Consultation.actors.through
    through.objects.bulk_create(through(consultation=talk, actor=actor) for talk, actor in zip(talks, actors, strict=True))
    walk = factories.make_round(actors, wuppertal_adviser)
    client = sign_in(wuppertal_adviser)
    page = client.get(walk.get_absolute_url()).content
    taps, answers = 0, []
    for stop in walk.stops.all():
        answers.append(client.post(reverse("round_stop", args=[stop.pk]), {"do": "met"}, headers={"HX-Request": "true"}))
        taps += 1
    last = answers[-1].content.decode()
    assert {answer.status_code for answer in answers} == {200}
    assert "15 von 15" in last
    assert f'id="halt-{stop.pk}"' in last
    assert Consultation.objects.filter(channel="visit").count() == 15
    weight = max(len(answer.content) for answer in answers)
    figure = f"round: {taps / 15:.0f} tap a visit, page with 15 stops {len(page) / 1000:.0f} kB, answer {weight / 1000:.1f} kB"
    record_property("figure", figure)
    assert len(page) < 120_000
    assert weight < 8_000
