"""Suggestions are a visible sum of reasons for and against; what a broker decided is not asked again."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions as register
from initiatives.models import Actor, Location, Purpose
from initiatives.office_start import start_lists, start_purposes
from municipalities.models import District
from network import actions
from network.choices import Stage
from network.facts import Fact
from network.field_pairs import PAIRS, core_pairs, start_field_pairs
from network.hit_rate import hit_rates
from network.models import Connection, ConnectionStep, FieldPair, IntroductionSide, MutedRule, SuggestionDecision
from network.suggestions import city_suggestions, suggestion_of, suggestions_for
from tests import factories
from wf40.registry import SuggestionFact, suggestion_facts

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def office(wuppertal):
    start_purposes(wuppertal)
    return wuppertal


@pytest.fixture
def pair(office):
    """A shop that seeks a cool room, a hall that has one, both in Elberfeld and 800 m apart."""
    elberfeld = factories.make_district(office)
    shop, hall = factories.make_actor(office, "Gemüseladen"), factories.make_actor(office, "Alte Molkerei")
    for actor, latitude in ((shop, 51.25), (hall, 51.2572)):
        Location.objects.create(
            municipality=office, actor=actor, district=elberfeld, latitude=latitude, longitude=7.15, precision="exact", is_main=True
        )
    factories.make_listing(shop, "Kühlraum", amount=20, unit="m2")
    factories.make_listing(hall, "Raum mit Kühlung", exchange_type="offer", amount=25, unit="m2")
    return shop, hall


@pytest.fixture
def only(office, pair, wuppertal_adviser):
    """The one suggestion there is, None without one."""

    def find():
        found = suggestions_for(wuppertal_adviser, office, pair[0])
        assert len(found) <= 1
        return found[0] if found else None

    return find


def sums(suggestion):
    return {fact.code: fact.points for fact in suggestion.facts}


def decide(user, pair, **more):
    return {"user": user, "municipality": pair[0].municipality, "first": pair[0].pk, "second": pair[1].pk} | more


# --- what speaks for it ------------------------------------------------------------------------------------
def test_score_is_the_sum_of_facts_that_are_said_with_links(only, pair):
    found = only()
    assert sums(found) == {"listing": 6, "listing_amount": 2, "district": 3}
    assert found.score == 11
    assert (found.seeker.key, found.giver.key, found.kind) == (pair[0].pk, pair[1].pk, "space_use")
    said = [fact.words.replace("\N{NO-BREAK SPACE}", " ") for fact in found.facts]
    assert said[0] == "sucht Kühlraum, 20 m², bietet Raum mit Kühlung, 25 m²"
    assert "beide in Elberfeld, 800 m entfernt" in said
    assert all(any(url for _words, url in fact.links) for fact in found.facts)


def test_one_reason_alone_is_no_suggestion(only, pair):
    pair[1].listings.all().delete()
    assert only() is None


def test_fields_and_a_shared_third_party_are_two_reasons(office, wuppertal_adviser):
    fields = factories.make_field_pair(office)
    cafe = factories.make_actor(office, "Repair-Café", work_fields=[fields.seeking])
    library = factories.make_actor(office, "Werkzeugverleih", work_fields=[fields.giving])
    alliance = factories.make_actor(office, "Bündnis Lokal")
    for actor in (cafe, library):
        factories.make_connection(actor, alliance, wuppertal_adviser, kind="membership")
    [found] = suggestions_for(wuppertal_adviser, office, cafe)
    assert (sums(found), found.score) == ({"fields": 2, "third": 2}, 4)
    assert [fact.words for fact in found.facts] == ["„Reparieren“ und „Werkzeug“ ergänzen sich", "beide Mitglied bei Bündnis Lokal"]
    assert city_suggestions(wuppertal_adviser, office) == []
    factories.make_consultation(cafe, wuppertal_adviser)
    assert [entry.key for entry in city_suggestions(wuppertal_adviser, office)] == [found.key]


def test_a_rule_of_a_higher_floor_adds_its_facts(only, pair, wuppertal_adviser):
    def facts(_user, _municipality, pairs):
        return {found: [Fact("any", 2, "beide beim Markt", (("Markt", "/markt/"),))] for found in pairs}

    suggestion_facts.register(SuggestionFact("market", "Markt", facts, queries=0))
    try:
        assert (only().score, sums(only())["market"]) == (13, 2)
        actions.mute_rule(user=wuppertal_adviser, municipality=pair[0].municipality, rule="market")
        assert only().score == 11
    finally:
        suggestion_facts._entries.pop("market")


# --- what speaks against it --------------------------------------------------------------------------------
def test_who_is_connected_or_being_introduced_is_not_suggested(only, pair, wuppertal_adviser):
    factories.make_introduction(*pair, wuppertal_adviser)
    assert only() is None


def test_a_connection_that_ended_counts_against_it_and_is_linked(only, pair, wuppertal_adviser):
    old = factories.make_connection(*pair, wuppertal_adviser)
    actions.move_stage(user=wuppertal_adviser, connection=old, stage=Stage.ENDED)
    [against] = [fact for fact in only().facts if not fact.is_for]
    assert (against.points, only().score) == (-2, 9)
    assert old.get_absolute_url() in against.links[0]


@pytest.mark.parametrize("stage", ["declined", "unsuitable"])
def test_what_was_declined_rests_for_a_year(stage, only, pair, wuppertal_adviser):
    declined = factories.make_introduction(*pair, wuppertal_adviser)
    Connection.objects.filter(pk=declined.pk).update(stage=stage, stage_since=timezone.localdate() - timedelta(300))
    assert only() is None
    Connection.objects.filter(pk=declined.pk).update(stage_since=timezone.localdate() - timedelta(400))
    assert sums(only())["closed"] == -2


def test_conflict_missing_permission_and_silence_are_said_without_the_warnings_text(only, pair, office, wuppertal_adviser):
    factories.make_warning(pair[1], wuppertal_adviser, kind="conflict", text="Streit um die Miete")
    register.raise_objection(subject=pair[1], purpose=Purpose.objects.get(municipality=office, code="service"), channel="paper")
    asked = factories.make_introduction(pair[1], factories.make_actor(office, "Dritter"), wuppertal_adviser)
    long_ago = timezone.now() - timedelta(30)
    IntroductionSide.objects.filter(connection=asked, side="from").update(asked_at=long_ago)
    found = only()
    assert {code: points for code, points in sums(found).items() if points < 0} == {"conflict": -4, "not_allowed": -3, "no_answer": -2}
    assert found.score == 2
    said = " ".join(fact.words for fact in found.facts)
    assert "Streit" not in said
    assert "hat auf 1 Anfrage nicht geantwortet" in said


@pytest.mark.parametrize(
    "state",
    [
        {"archived_at": timezone.now(), "archive_reason": "moved"},
        {"restricted_at": timezone.now(), "restriction_reason": "contested"},
    ],
    ids=["archived", "restricted"],
)
def test_archived_and_restricted_actors_are_never_suggested(state, only, pair, office, wuppertal_adviser):
    assert only() is not None
    Actor.objects.filter(pk=pair[1].pk).update(**state)
    assert only() is None
    assert city_suggestions(wuppertal_adviser, office) == []


# --- decisions ---------------------------------------------------------------------------------------------
def test_accepting_begins_one_introduction_with_its_reason_however_often_it_is_clicked(pair, sign_in, wuppertal_adviser):
    contact = factories.make_contact(pair[0].municipality, "Laden", actor=pair[0], email="laden@example.org")
    client, url = sign_in(wuppertal_adviser), reverse("suggestion_accept", args=[pair[1].pk, pair[0].pk])
    assert client.get(url).status_code == 302
    assert not Connection.objects.exists()
    places = [client.post(url).url for _click in range(2)]
    made = Connection.objects.get()
    assert places == [made.get_absolute_url()] * 2
    assert (made.from_actor, made.to_actor, made.kind, made.first_asked) == (*pair, "space_use", "from")
    assert made.reason.startswith("Gesucht: Kühlraum. Angeboten: Raum mit Kühlung. Beide in Elberfeld")
    assert (made.want, made.offer, made.broker) == (pair[0].listings.get(), pair[1].listings.get(), wuppertal_adviser)
    assert made.sides.get(side="from").contact == contact
    decision = SuggestionDecision.objects.get()
    assert (decision.verdict, decision.connection, decision.score) == ("accepted", made, 11)
    assert decision.facts[0] == {"code": "listing", "points": 6}
    assert "Molkerei" not in json.dumps(decision.facts)


def test_rejected_rests_for_a_year_for_everybody_and_is_rejected_once(only, pair, sign_in, wuppertal_adviser):
    client, url = sign_in(wuppertal_adviser), reverse("suggestion_decide", args=[pair[0].pk, pair[1].pk])
    refused = client.post(url, {"verdict": "rejected", "reason": " "})
    assert list(refused.context["form"].errors) == ["reason"]
    for _click in range(2):
        assert client.post(url, {"verdict": "rejected", "reason": "zu klein"}).url == reverse("suggestion_list")
    assert SuggestionDecision.objects.get().reason == "zu klein"
    assert only() is None
    SuggestionDecision.objects.update(made_at=timezone.now() - timedelta(370))
    assert only() is not None


def test_later_rests_until_its_day_and_is_written_once(only, pair, sign_in, wuppertal_adviser):
    client, url = sign_in(wuppertal_adviser), reverse("suggestion_decide", args=[pair[0].pk, pair[1].pk])
    assert list(client.post(url, {"verdict": "snoozed"}).context["form"].errors) == ["days"]
    for _click in range(2):
        client.post(url, {"verdict": "snoozed", "days": "30"})
    assert SuggestionDecision.objects.get().until == timezone.localdate() + timedelta(30)
    assert only() is None
    SuggestionDecision.objects.update(until=timezone.localdate())
    assert only() is not None


def test_a_suggestion_that_is_gone_is_not_decided(pair, office, wuppertal_adviser):
    pair[1].listings.all().delete()
    for decision, more in ((actions.accept_suggestion, {}), (actions.reject_suggestion, {"reason": "so"})):
        with pytest.raises(ValidationError, match="gibt es nicht mehr"):
            decision(**decide(wuppertal_adviser, pair, **more))
    assert not SuggestionDecision.objects.exists()


def test_muted_rules_are_silent_for_one_broker_alone(only, pair, office, sign_in, wuppertal_adviser, second_adviser):
    client = sign_in(wuppertal_adviser)
    for _click in range(2):
        client.post(reverse("suggestion_mute", args=["listing"]))
    client.post(reverse("suggestion_mute", args=["gibt-es-nicht"]))
    assert MutedRule.objects.get().rule == "listing"
    assert only() is None
    assert suggestions_for(second_adviser, office, pair[0])
    client.post(reverse("suggestion_unmute", args=["listing"]))
    assert only() is not None


def test_suggestions_stay_in_their_city(pair, witten, witten_adviser):
    client = Client()
    client.force_login(witten_adviser)
    for name in ("suggestion_decide", "suggestion_accept"):
        assert client.post(reverse(name, args=[pair[0].pk, pair[1].pk])).status_code == 404
    assert client.get(reverse("suggestion_list"), {"akteur": pair[0].pk}).status_code == 404
    assert suggestion_of(witten_adviser, witten, pair[0].pk, pair[1].pk) is None
    assert city_suggestions(witten_adviser, witten) == []


# --- hit rate ----------------------------------------------------------------------------------------------
def test_hit_rate_counts_what_became_of_the_accepted(pair, office, wuppertal_adviser, sign_in):
    made, _is_new = actions.accept_suggestion(**decide(wuppertal_adviser, pair))
    other = factories.make_actor(office, "Anderer")
    facts = [{"code": "fields", "points": 2}, {"code": "conflict", "points": -4}]
    SuggestionDecision.objects.create(
        municipality=office, first_actor=pair[0], second_actor=other, verdict="rejected", reason="nein", score=2, facts=facts
    )
    begun = timezone.now() - timedelta(300)
    SuggestionDecision.objects.filter(verdict="accepted").update(made_at=begun)
    Connection.objects.filter(pk=made.pk).update(from_agreed_at=begun, to_agreed_at=begun)
    ConnectionStep.objects.create(municipality=office, connection=made, stage="cooperating", made_at=begun + timedelta(200))
    # What came after the answers to the question of six months does not count.
    ConnectionStep.objects.create(municipality=office, connection=made, stage="ended", made_at=begun + timedelta(280))
    with CaptureQueriesContext(connection) as queries:
        total, *rates = hit_rates(wuppertal_adviser, office)
    assert len(queries) == 2
    assert (total.decided, total.accepted, total.agreed, total.due, total.cooperating) == (2, 1, 1, 1, 1)
    assert [(rate.label, rate.decided, rate.accepted) for rate in rates] == [
        ("Gesuch trifft Angebot", 1, 1),
        ("Felder, die sich ergänzen", 1, 0),
        ("Gleicher Stadtteil", 1, 1),
    ]
    page = sign_in(wuppertal_adviser).get(reverse("suggestion_list")).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "1 von 2 entschiedenen, 50 %" in page
    assert "höchstens 33 %" in page


# --- how often it asks -------------------------------------------------------------------------------------
def test_suggestions_ask_as_often_for_many_actors_as_for_few(pair, office, wuppertal_adviser):
    wuppertal_adviser.active_memberships  # noqa: B018  every page has asked this before
    field = factories.make_field_pair(office).seeking
    asked = []
    for count in (1, 8):
        for number in range(count):
            actor = factories.make_actor(office, f"Halle {count} {number}", work_fields=[field])
            factories.make_listing(actor, "Kühlraum", exchange_type="offer", amount=25, unit="m2")
            factories.make_connection(actor, pair[1], wuppertal_adviser)
        with CaptureQueriesContext(connection) as one:
            assert suggestions_for(wuppertal_adviser, office, pair[0])
        with CaptureQueriesContext(connection) as city:
            assert city_suggestions(wuppertal_adviser, office)
        asked.append((len(one), len(city)))
    assert asked == [(8, 10), (8, 10)]
    # One want that nine halls fit is not all that the city has.
    assert len(suggestions_for(wuppertal_adviser, office, pair[0], 20)) == 8
    shown = city_suggestions(wuppertal_adviser, office)
    assert sum(pair[0].pk in (entry.first.key, entry.second.key) for entry in shown) == 3


def test_actor_page_shows_suggestions_to_those_who_decide(pair, sign_in, wuppertal_adviser, wuppertal_reader):
    url = f"{reverse('suggestion_list')}?akteur={pair[0].pk}"
    adviser = sign_in(wuppertal_adviser)
    assert f'hx-get="{url}"' in adviser.get(pair[0].get_absolute_url()).content.decode()
    panel = adviser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "Alte Molkerei" in panel
    assert f"{url}#v-" in panel
    assert url not in sign_in(wuppertal_reader).get(pair[0].get_absolute_url()).content.decode()


# --- pairs of fields ---------------------------------------------------------------------------------------
def test_every_city_starts_with_fifteen_pairs_and_a_second_start_changes_nothing(wuppertal):
    District.objects.filter(municipality=wuppertal).delete()
    start_lists(wuppertal)
    pairs = FieldPair.objects.filter(municipality=wuppertal)
    assert {(row.seeking.core_code, row.giving.core_code) for row in pairs} == set(core_pairs())
    assert len(core_pairs()) == 15
    assert all(row["comment"].endswith(".") for row in json.loads(PAIRS.read_text(encoding="utf-8")))
    pairs.filter(pk=pairs.first().pk).update(is_active=False)
    assert start_field_pairs(wuppertal) == 0
    assert pairs.filter(is_active=False).count() == 1


def test_managers_add_and_switch_pairs_once(wuppertal, witten, sign_in, wuppertal_manager):
    one, other = factories.make_work_field(wuppertal, "Teilen", "a"), factories.make_work_field(wuppertal, "Holz", "b")
    foreign = factories.make_work_field(witten, "Fremd", "c")
    client, create = sign_in(wuppertal_manager), reverse("field_pair_create")
    assert list(client.post(create, {"seeking": one.pk, "giving": one.pk}).context["form"].errors) == ["giving"]
    assert list(client.post(create, {"seeking": one.pk, "giving": foreign.pk}).context["form"].errors) == ["giving"]
    for _click in range(2):
        client.post(create, {"seeking": one.pk, "giving": other.pk})
    pair = FieldPair.objects.get()
    for _click in range(2):
        client.post(reverse("field_pair_switch", args=[pair.pk]), {"an": "0"})
    assert "abgeschaltet" in client.get(reverse("field_pair_list")).content.decode()
    client.post(create, {"seeking": one.pk, "giving": other.pk})
    assert FieldPair.objects.get().is_active
