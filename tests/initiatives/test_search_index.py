"""What the register writes is found, and what leaves it or is nobody's to see is not, whichever way it was written."""

from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from initiatives import actions
from initiatives.bulk import refold, save_changes
from initiatives.imports.pipeline import plan_import, run
from initiatives.imports.reading import read_table
from initiatives.models import Actor, ActorAlias, Consultation, Contact, FollowUp, SearchEntry, Tag
from initiatives.obligations import _merge_aliases, _merge_locations
from initiatives.search import index, rebuild, search
from initiatives.search.sources import read_actors
from initiatives.tasks import repair_search
from network import actions as network_actions
from tests import factories
from tests.initiatives.test_imports import csv_of, file_of
from tests.test_admin import filled, url
from wf40.registry import search_sources

pytestmark = pytest.mark.django_db


def alone(record):
    """Nobody else changes the record meanwhile."""
    record.refresh_from_db()
    return {"base": {"version": record.version, "values": {}}, "choices": {}, "seen_version": None}


@pytest.fixture
def kinds(wuppertal, wuppertal_manager):
    """The kinds of the hits for some words."""

    def do(text):
        return sorted(hit.kind for hit in search(wuppertal_manager, wuppertal, text, limit=50).hits)

    return do


@pytest.fixture
def one_of_each(wuppertal, wuppertal_manager):
    """One record of every kind that is searched."""
    tag = factories.make_tag(wuppertal, "Schlagbohle")
    actor = factories.make_actor(wuppertal, "Altwerk", tags=[tag], street="Bogengasse", phone="0202 1234567")
    contact = factories.make_contact(wuppertal, "Altmann", actor=actor)
    talk = factories.make_consultation(actor, wuppertal_manager, note="Altes Gespräch")
    promise = factories.make_follow_up(actor, wuppertal_manager, "Altes Versprechen")
    warning = factories.make_warning(actor, wuppertal_manager, text="Altlast im Keller")
    walk = factories.make_round([actor], wuppertal_manager, "Gassenrunde")
    partner = factories.make_actor(wuppertal, "Partnerhof")
    tie = factories.make_connection(actor, partner, wuppertal_manager, reason="Tauschen Dachlatten")
    values = {"exchange_type": "offer", "item_type": "space", "title": "Trockenspeicher", "text": "Für Getreide"}
    listing, _is_new = network_actions.create_listing(user=wuppertal_manager, actor=actor, values=values)
    records = {"actor": actor, "contact": contact, "consultation": talk, "follow_up": promise, "tag": tag}
    entry = factories.make_entry(wuppertal, actor=partner, sender_name="Kim Vorsprecher", text="Wo steht der Webstuhl?")
    return records | {"warning": warning, "round": walk, "connection": tie, "listing": listing, "inbox": entry}


# What each kind is renamed to: "Neuling" must find it, the field is what its admin calls it.
RENAMED = {
    "actor": "trading_name",
    "contact": "family_name",
    "consultation": "note",
    "follow_up": "task",
    "tag": "label",
    "warning": "text",
}


def test_every_kind_that_is_searched_stands_in_these_tests(one_of_each):
    assert {source.key: source.model for source in search_sources} == {
        key: record._meta.concrete_model._meta.label for key, record in one_of_each.items()
    }
    # These have tests of their own; a round keeps its title, and no administration shows it.
    assert set(RENAMED) == set(one_of_each) - {"round", "connection", "listing", "inbox"}


def test_what_actions_write_is_found(one_of_each, kinds, wuppertal, wuppertal_manager):
    assert kinds("Altwerk") == ["actor", "connection", "listing"]
    assert kinds("Altmann") == ["contact"]
    assert (kinds("Altlast"), kinds("Gassenrunde")) == (["warning"], ["round"])
    assert (kinds("Altwerk Partnerhof"), kinds("Dachlatten")) == (["connection"], ["connection"])
    assert (kinds("Trockenspeicher"), kinds("Getreide")) == (["listing"], ["listing"])
    assert (kinds("Webstuhl"), kinds("Vorsprecher Partnerhof")) == (["inbox"], ["inbox"])
    assert kinds("Altes") == ["consultation", "follow_up"]
    assert kinds("Schlagbohle") == ["actor", "tag"]
    assert kinds("Bogengasse") == ["actor"]
    actor, user = one_of_each["actor"], wuppertal_manager
    values = actions.actor_values(actor) | {"trading_name": "Neuling", "aliases": ["Neulingshof"], "street": "Neugasse", "tags": []}
    actions.change_actor(actor=actor, values=values, **alone(actor))
    assert kinds("Neulingshof") == kinds("Neugasse") == ["actor"]
    assert kinds("Altwerk") == kinds("Bogengasse") == []
    assert kinds("Schlagbohle") == ["tag"]
    contact, talk, promise = (one_of_each[key] for key in ("contact", "consultation", "follow_up"))
    actions.change_contact(contact=contact, values={"family_name": "Neuling"}, **alone(contact))
    note = {"note": "Neuling kam", "need": ""}
    follow_up = {"task": "Neuling einladen", "due_on": timezone.localdate(), "assignee": user}
    actions.change_consultation(user=user, consultation=talk, values=note, follow_up=follow_up, **alone(talk))
    actions.change_follow_up(follow_up=promise, values={"task": "Neuling anrufen"}, **alone(promise))
    # What is found by the actor's name knows the new one.
    assert kinds("Neuling") == ["actor", "connection", "consultation", "contact", "follow_up", "follow_up", "listing"]
    assert kinds("Altes") == kinds("Altmann") == []
    listing = one_of_each["listing"]
    network_actions.change_listing(listing=listing, values={"title": "Feuchtspeicher"}, **alone(listing))
    network_actions.change_connection(
        connection=one_of_each["connection"], values={"reason": "Teilen Firstziegel"}, **alone(one_of_each["connection"])
    )
    assert (kinds("Feuchtspeicher"), kinds("Firstziegel")) == (["listing"], ["connection"])
    assert kinds("Trockenspeicher") == kinds("Dachlatten") == []
    place, _new = actions.add_place(actor=actor, values={"street": "Zweitweg", "house_number": "3", "is_main": False})
    assert kinds("Zweitweg") == ["actor"]
    actions.change_place(place=place, values={"street": "Drittweg", "is_main": False}, **alone(place.actor))
    assert (kinds("Zweitweg 3"), kinds("Drittweg 3")) == ([], ["actor"])
    actions.remove_place(place=place)
    assert kinds("Drittweg") == []


@pytest.mark.parametrize("key", sorted(RENAMED))
def test_what_the_admin_writes_is_found(key, one_of_each, kinds, client, wuppertal_manager):
    client.force_login(wuppertal_manager)
    record, field = one_of_each[key], RENAMED[key]
    page = client.get(url(type(record), "change", record.pk))
    assert client.post(url(type(record), "change", record.pk), filled(page, **{field: "Neuling"})).status_code == 302
    # A renamed tag is found at its actors too, a renamed actor at what stands at it.
    assert kinds("Neuling") == {"tag": ["actor", "tag"], "actor": ["actor", "connection", "listing"]}.get(key, [key])


def test_what_bulk_changes_write_and_take_back_is_found(one_of_each, kinds, wuppertal, wuppertal_manager):
    for key in set(RENAMED) - {"tag"}:
        save_changes([(one_of_each[key], {RENAMED[key]: "Neuling"})], user=wuppertal_manager)
    refold(Actor, [one_of_each["actor"].pk])
    refold(Contact, [one_of_each["contact"].pk])
    assert kinds("Neuling") == ["actor", "connection", "consultation", "contact", "follow_up", "listing", "warning"]


def test_what_a_list_brings_is_found_until_it_is_taken_back(kinds, wuppertal, wuppertal_manager):
    known = factories.make_actor(wuppertal, "Bekanntwerk")
    rows = [("Name", "Alias", "Schlagwörter", "Straße", "E-Mail"), ("Neuling", "Neulingshof", "Frischwort", "Neugasse 3", "")]
    rows += [("Allein", "", "", "", "post@allein.example"), ("Bekanntwerk", "", "", "Bekanntgasse 5", "")]
    plan = plan_import(read_table(file_of(csv_of(rows))), [], only=wuppertal)
    run(plan, user=wuppertal_manager)
    assert kinds("Neulingshof") == kinds("Neugasse") == kinds("post@allein.example") == ["actor"]
    assert kinds("Frischwort") == ["actor", "tag"]
    assert kinds("Bekanntgasse") == ["actor"]
    step = known.history.latest().change_set
    assert actions.undo_change_set(user=wuppertal_manager, change_set=step).count == 3
    assert kinds("Neulingshof") == kinds("Allein") == kinds("Bekanntgasse") == []
    assert kinds("Bekanntwerk") == ["actor"]


def test_what_is_restored_from_the_history_is_found(one_of_each, kinds, wuppertal_manager):
    def change(key, record, values):
        if key == "actor":
            return actions.change_actor(actor=record, values=actions.actor_values(record) | values, **alone(record))
        if key == "contact":
            return actions.change_contact(contact=record, values=values, **alone(record))
        return actions.change_consultation(user=wuppertal_manager, consultation=record, values=values, **alone(record))

    for key in ("actor", "contact", "consultation"):
        record, field = one_of_each[key], RENAMED[key]
        words = getattr(record, field)
        change(key, record, {field: "Neu"})
        assert key not in kinds(words)
        actions.restore_field(record=record, past=record.history.earliest(), name=field)
        assert key in kinds(words)


def test_what_is_restricted_leaves_the_search_with_its_talks_and_comes_back(one_of_each, kinds, wuppertal, wuppertal_manager):
    actor, contact = one_of_each["actor"], one_of_each["contact"]
    neighbour = factories.make_actor(wuppertal, "Nachbarin")
    both = factories.make_consultation([actor, neighbour], wuppertal_manager, note="Altes zu zweit")
    assert kinds("Altes") == ["consultation", "consultation", "follow_up"]
    for record in (actor, contact):
        actions.restrict(user=wuppertal_manager, record=record, reason="objection")
    assert kinds("Altwerk") == kinds("Altmann") == kinds("Dachlatten") == kinds("Trockenspeicher") == []
    assert kinds("Altes") == ["consultation"]
    kept = SearchEntry.objects.exclude(kind__in=("tag", "round", "inbox")).exclude(
        record_key=one_of_each["connection"].to_actor_id, kind="actor"
    )
    assert sorted(kept.values_list("kind", "record_key")) == [("actor", neighbour.pk), ("consultation", both.pk)]
    assert not SearchEntry.objects.filter(names__contains="Alt").exists()
    for record in (actor, contact):
        actions.lift_restriction(user=wuppertal_manager, record=record)
    assert kinds("Altwerk") == ["actor", "connection", "listing"]
    assert kinds("Altmann") == ["contact"]
    assert kinds("Altes") == ["consultation", "consultation", "follow_up"]


def test_confidential_talks_are_never_known_to_the_search(kinds, client, wuppertal, wuppertal_manager):
    actor = factories.make_actor(wuppertal, "Werkhof")
    factories.make_consultation(actor, wuppertal_manager, note="Zwirnsorge", need="Zwirnsorge", is_confidential=True)
    talk = factories.make_consultation(actor, wuppertal_manager, note="Garnsorge")
    assert kinds("Garnsorge") == ["consultation"]
    actions.change_consultation(user=wuppertal_manager, consultation=talk, values={"is_confidential": True}, **alone(talk))
    assert kinds("Zwirnsorge") == kinds("Garnsorge") == []
    rebuild()
    assert not SearchEntry.objects.filter(kind="consultation").exists()


def test_a_stale_entry_shows_nothing_that_is_gone_or_hidden(one_of_each, kinds, wuppertal, wuppertal_manager):
    """Whatever the index says: what is shown goes through sight."""
    Consultation.objects.filter(pk=one_of_each["consultation"].pk).update(is_confidential=True)
    Contact.objects.filter(pk=one_of_each["contact"].pk).update(
        restricted_at=one_of_each["contact"].created_at, restriction_reason="objection"
    )
    assert kinds("Altes") == ["follow_up"]
    assert kinds("Altmann") == []


def test_what_is_deleted_or_merged_away_is_found_no_more(one_of_each, kinds, wuppertal):
    kept, merged = one_of_each["actor"], factories.make_actor(wuppertal, "Zweitwerk", street="Zweitgasse")
    _merge_aliases(kept, merged)
    _merge_locations(kept, merged)
    merged.delete()
    assert kinds("Zweitwerk") == kinds("Zweitgasse") == ["actor"]
    FollowUp.objects.all().delete()
    one_of_each["consultation"].delete()
    Contact.objects.filter(family_name="Altmann").delete()
    kept.tags.clear()
    Tag.objects.all().delete()
    one_of_each["warning"].delete()
    one_of_each["round"].delete()
    one_of_each["listing"].delete()
    one_of_each["connection"].delete()
    one_of_each["inbox"].delete()
    assert {entry.kind for entry in SearchEntry.objects.all()} == {"actor"}
    Actor.objects.all().delete()
    assert not SearchEntry.objects.exists()


def test_repair_writes_what_differs_and_nothing_else(one_of_each, kinds, wuppertal, witten):
    factories.make_actor(witten, "Wittenwerk")
    assert repair_search(None) is None
    before = SearchEntry.objects.count()
    Actor.objects.filter(pk=one_of_each["actor"].pk).update(trading_name="Handgeändert")
    ActorAlias.objects.bulk_create([ActorAlias(municipality=wuppertal, actor=one_of_each["actor"], name="Nebenbei")])
    Contact.objects.filter(pk=factories.make_contact(wuppertal, "Spurlos").pk)._raw_delete("default")
    SearchEntry.objects.filter(kind="tag").delete()
    SearchEntry.objects.create(municipality=wuppertal, kind="former", record_key=1, title="Früher", names="Früher", folded_title="frueher")
    SearchEntry.objects.filter(municipality=witten).update(names="Falsch", folded_names=" falsch \t\t")
    assert dict(rebuild(wuppertal)) == {
        "actor": 1,
        "contact": 1,
        "tag": 1,
        "consultation": 0,
        "follow_up": 0,
        "warning": 0,
        "round": 0,
        "connection": 1,
        "listing": 1,
        "inbox": 0,
        "–": 1,
    }
    assert kinds("Handgeändert") == ["actor", "connection", "listing"]
    assert kinds("Nebenbei") == ["actor"]
    assert (kinds("Spurlos"), kinds("Früher")) == ([], [])
    assert SearchEntry.objects.get(municipality=witten).names == "Falsch"
    assert repair_search(None) == "1 Eintrag erneuert"
    assert SearchEntry.objects.count() == before


def test_command_repairs_and_counts(one_of_each, capsys):
    SearchEntry.objects.all().delete()
    call_command("reindex_search", municipality="wuppertal")
    said = capsys.readouterr().out
    assert (
        said.split()
        == (
            "2 Akteur 1 Person 1 Schlagwort 1 Gesuch oder Angebot 1 Wiedervorlage 1 Verbindung 1 Beratung 1 Eingang 1 Warnhinweis"
            " 1 Rundgang Fertig."
        ).split()
    )
    assert SearchEntry.objects.count() == 11


def test_repair_of_an_empty_search_goes_on_to_its_end(wuppertal, monkeypatch):
    monkeypatch.setattr(import_module("initiatives.search.index"), "BATCH", 2)
    keys = {factories.make_actor(wuppertal, f"Werk {number}").pk for number in range(5)}
    SearchEntry.objects.all().delete()
    assert rebuild()["actor"] == 5
    assert set(SearchEntry.objects.values_list("record_key", flat=True)) == keys
    assert rebuild()["actor"] == 0


def test_index_asks_as_often_for_many_as_for_one(wuppertal, django_assert_num_queries):
    keys = [factories.make_actor(wuppertal, f"Werk {number}").pk for number in range(4)]
    Actor.objects.update(email="neu@werk.example")
    # Four that read the actors, one that compares, one that writes, three that look for what is found by their names.
    with django_assert_num_queries(9):
        assert index(Actor, keys) == 4
    with django_assert_num_queries(5):
        assert index(Actor, keys[:1]) == 0
    assert next(read_actors(Actor.objects.filter(pk=keys[0]))).names[0] == "Werk 0"


def test_trigger_keeps_the_trigrams_of_sqlite_whole(one_of_each, kinds):
    one_of_each["contact"].delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Fails if they do not fit the entries.
            cursor.execute(
                "INSERT INTO initiatives_searchentry_trigram(initiatives_searchentry_trigram, rank) VALUES ('integrity-check', 1)"
            )
    assert kinds("Altmann") == []
