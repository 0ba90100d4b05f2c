"""What every model that points at an actor or a person owes: merging, the report to the person, erasure. And what panels promise."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from simple_history.models import HistoricalChanges

from initiatives import actions
from initiatives.actions.changes import open_change_set
from initiatives.choices import ChangeVerb
from initiatives.models import Actor, Consultation, Contact, ContactRole, FollowUp, Location, Purpose
from initiatives.models.change_set import marked
from initiatives.office_start import start_purposes
from portal.actions.proposals import take_back_change
from portal.models import ProfileCheck
from tests import factories
from wf40.registry import navigation, obligations, panels, timeline

pytestmark = pytest.mark.django_db
OWED_TO = {Actor: "initiatives.Actor", Contact: "initiatives.Contact"}


def pointing_at():
    """Our models with what they point at; histories and the tables between two models belong to their model."""
    found = {}
    for model in apps.get_models():
        if issubclass(model, HistoricalChanges) or model._meta.proxy:
            continue
        targets = {
            OWED_TO[field.related_model._meta.concrete_model]
            for field in [*model._meta.fields, *model._meta.many_to_many]
            if field.is_relation and field.related_model and field.related_model._meta.concrete_model in OWED_TO
        }
        if targets and not model.__name__.startswith("Historical"):
            found[model._meta.label] = targets
    return found


def obligation(model):
    return next(entry for entry in obligations if entry.key == model._meta.label)


def test_every_model_that_points_at_an_actor_or_a_person_has_an_obligation():
    assert {entry.key: set(entry.points_at) for entry in obligations} == pointing_at()


def test_a_foreign_key_to_an_actor_is_noticed():
    assert {
        "initiatives.ActorAlias",
        "initiatives.Location",
        "initiatives.ContactRole",
        "initiatives.Consultation",
        "initiatives.FollowUp",
    } <= set(pointing_at())


# --- merge -------------------------------------------------------------------------------------------------
@pytest.fixture
def two_actors(wuppertal, wuppertal_adviser):
    kept = factories.make_actor(wuppertal, "Werkhof", aliases=["Alter Werkhof"], street="Hauptstraße", house_number="1")
    merged = factories.make_actor(wuppertal, "Werkhof e. V.", aliases=["Alter Werkhof", "Hofwerk"], street="Nebenweg", house_number="2")
    return kept, merged


def merge(kept, merged):
    return {entry.key: entry.merge(kept, merged) for entry in obligations if OWED_TO[type(kept)] in entry.points_at}


def test_merging_keeps_every_name_of_both_actors_once(two_actors):
    kept, merged = two_actors
    merge(kept, merged)
    assert sorted(kept.aliases.values_list("name", flat=True)) == ["Alter Werkhof", "Hofwerk", "Werkhof e. V."]


def test_merging_moves_places_and_keeps_one_main_place(two_actors):
    kept, merged = two_actors
    merge(kept, merged)
    assert sorted(kept.locations.values_list("street", "is_main")) == [("Hauptstraße", True), ("Nebenweg", False)]
    assert merged.locations.count() == 0


def test_merging_into_an_actor_without_place_keeps_the_main_place(wuppertal):
    kept, merged = factories.make_actor(wuppertal, "Ohne Ort"), factories.make_actor(wuppertal, "Mit Ort", street="Weg")
    merge(kept, merged)
    assert list(kept.locations.values_list("street", "is_main")) == [("Weg", True)]


def test_merging_lets_a_person_of_both_actors_serve_once(two_actors, wuppertal):
    kept, merged = two_actors
    both = factories.make_contact(wuppertal, "Doppelt", actor=kept, role_title="Vorstand")
    actions.set_role(actor=merged, contact=both, role_title="Kasse", is_main=False)
    factories.make_contact(wuppertal, "Einzeln", actor=merged)
    merge(kept, merged)
    assert sorted(kept.contact_roles.values_list("contact__family_name", "role_title")) == [("Doppelt", "Vorstand"), ("Einzeln", "")]


def test_merging_makes_one_talk_with_both_a_talk_with_one(two_actors, wuppertal_adviser):
    kept, merged = two_actors
    factories.make_consultation([kept, merged], wuppertal_adviser)
    factories.make_consultation(merged, wuppertal_adviser)
    merge(kept, merged)
    assert [list(row.actors.all()) for row in Consultation.objects.all()] == [[kept], [kept]]


def test_merging_moves_promises(two_actors, wuppertal_adviser):
    kept, merged = two_actors
    factories.make_follow_up(merged, wuppertal_adviser, "Zurückrufen")
    merge(kept, merged)
    assert [(row.task, row.actor) for row in FollowUp.objects.all()] == [("Zurückrufen", kept)]


def test_after_merging_nothing_is_lost_when_the_merged_actor_goes(two_actors, wuppertal, wuppertal_adviser):
    kept, merged = two_actors
    factories.make_contact(wuppertal, "Einzeln", actor=merged)
    factories.make_consultation(merged, wuppertal_adviser)
    factories.make_follow_up(merged, wuppertal_adviser)
    before = {model: model.objects.count() for model in (Location, ContactRole, Consultation, FollowUp)}
    merge(kept, merged)
    merged.delete()
    assert {model: model.objects.count() for model in before} == before


def test_merging_two_people_moves_roles_and_talks_once(wuppertal, wuppertal_adviser):
    here, there = factories.make_actor(wuppertal, "Hier"), factories.make_actor(wuppertal, "Dort")
    kept = factories.make_contact(wuppertal, "Meier", actor=here, role_title="Vorstand")
    merged = factories.make_contact(wuppertal, "Mayer", actor=here, role_title="Doppelt")
    actions.set_role(actor=there, contact=merged, role_title="Kasse", is_main=False)
    factories.make_consultation(here, wuppertal_adviser, contacts=[kept, merged])
    merge(kept, merged)
    assert sorted(kept.roles.values_list("actor__trading_name", "role_title")) == [("Dort", "Kasse"), ("Hier", "Vorstand")]
    assert [list(row.contacts.all()) for row in Consultation.objects.all()] == [[kept]]


# --- the report to a person --------------------------------------------------------------------------------
def test_report_tells_a_person_their_roles_talks_and_former_roles(wuppertal, wuppertal_adviser):
    actor, former = factories.make_actor(wuppertal, "Werkhof"), factories.make_actor(wuppertal, "Früher")
    person = factories.make_contact(wuppertal, "Muster", actor=actor, role_title="Vorstand")
    role = actions.set_role(actor=former, contact=person, role_title="Kasse", is_main=False)
    actions.end_role(role=role)
    talk = factories.make_consultation(actor, wuppertal_adviser, contacts=[person], note="Braucht Räume.", need="Werkstatt", minutes=20)
    factories.make_consultation(actor, wuppertal_adviser, note="Ohne diese Person.")
    roles = obligation(ContactRole).person_report(person)
    assert [(row["actor"], row["role"], "until" in row) for row in roles] == [("Werkhof", "Vorstand", False), ("Früher", "Kasse", True)]
    assert obligation(Consultation).person_report(person) == [
        {"date": talk.held_on, "channel": talk.get_channel_display(), "note": "Braucht Räume.", "need": "Werkstatt", "minutes": 20},
    ]


def test_report_never_names_an_actor_none(wuppertal):
    actor = factories.make_actor(wuppertal, "Verschwunden")
    person = factories.make_contact(wuppertal, "Muster", actor=actor, role_title="Vorstand")
    actor.delete()
    rows = obligation(ContactRole).person_report(person)
    assert [row["role"] for row in rows] == ["Vorstand"]
    assert rows[0]["actor"] not in ("None", "")


# --- erasure -----------------------------------------------------------------------------------------------
def hits(contact):
    """Every row of every table, histories and tables between included, that still points at the person."""
    found = {}
    tables = {model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy}
    tables |= {field.remote_field.through for model in tables for field in model._meta.many_to_many}
    for model in tables:
        for field in model._meta.fields:
            is_to_contact = isinstance(field, models.ForeignKey) and field.related_model._meta.concrete_model is Contact
            if is_to_contact and (count := model._base_manager.filter(**{field.attname: contact.pk}).count()):
                found[f"{model._meta.label}.{field.name}"] = count
    return found


def test_erasing_a_person_leaves_no_row_that_points_at_them(wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    person, other = factories.make_contact(wuppertal, "Gelöscht", actor=actor), factories.make_contact(wuppertal, "Bleibt", actor=actor)
    ended = actions.set_role(actor=factories.make_actor(wuppertal), contact=person, role_title="Kasse", is_main=False)
    actions.end_role(role=ended)
    talk = factories.make_consultation(actor, wuppertal_adviser, contacts=[person, other])
    actions.change_consultation(
        user=wuppertal_adviser,
        consultation=talk,
        values={"need": "Neu"},
        base={"version": talk.version, "values": {}},
        choices={},
        seen_version=None,
    )
    assert {"initiatives.ContactRole.contact", "initiatives.HistoricalContactRole.contact"} <= set(hits(person))
    assert len(hits(person)) == 4  # with the talk and its history
    kept = hits(other)
    counts = {entry.key: entry.erase(person) for entry in obligations}
    assert hits(person) == {}
    assert {key: hits(other)[key] for key in kept} == kept or set(hits(other)) == set(kept)
    assert counts["initiatives.ContactRole"] == 1
    assert counts["initiatives.Consultation"] == 1


def test_erasing_a_person_keeps_the_talk_and_the_others_in_it(wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    person, other = factories.make_contact(wuppertal, "Gelöscht"), factories.make_contact(wuppertal, "Bleibt")
    talk = factories.make_consultation(actor, wuppertal_adviser, contacts=[person, other], minutes=30)
    for entry in obligations:
        entry.erase(person)
    assert list(talk.contacts.all()) == [other]
    assert list(Consultation.objects.values_list("minutes", flat=True)) == [30]


def test_merge_report_and_erase_ask_nobody_else(wuppertal, wuppertal_adviser):
    """Models that hold nothing about a person say so instead of failing."""
    person = factories.make_contact(wuppertal, "Allein")
    assert {entry.key: entry.person_report(person) for entry in obligations} == {entry.key: [] for entry in obligations}
    assert {entry.key: entry.erase(person) for entry in obligations} == {entry.key: 0 for entry in obligations}


# --- panels and timeline -----------------------------------------------------------------------------------
@pytest.fixture
def busy_actor(wuppertal, wuppertal_adviser):
    """An actor that holds everything a timeline may have to name."""
    start_purposes(wuppertal)
    values = {
        "steward": wuppertal_adviser,
        "work_fields": [factories.make_work_field(wuppertal)],
        "tags": [factories.make_tag(wuppertal)],
    }
    actor = factories.make_actor(wuppertal, "Werkhof", user=wuppertal_adviser, **values)
    # What comes with an actor is no line of its own, what comes later is.
    Actor.objects.filter(pk=actor.pk).update(created_at=timezone.now() - timedelta(days=1))
    actor.refresh_from_db()
    return actor


def add_rows(actor, user, topic, count):
    for number in range(count):
        talk = factories.make_consultation(actor, user, topics=[topic])
        promise = factories.make_follow_up(actor, user, f"Aufgabe {number} {talk.pk}")
        actions.finish_follow_up(user=user, follow_up=promise)
        actions.queue_message(purpose="service", subject=f"Mail {number}", body="Text", actor=actor, email="hof@werkhof.example")
        actions.send_due_messages()
        file = {"title": f"Datei {talk.pk}", "content": b"Text", "content_type": "text/plain"}
        actions.add_attachment(user=user, subject=actor, kind="document", **file)
        actions.move_follow_up(follow_up=factories.make_follow_up(actor, user), due_on=timezone.localdate() + timedelta(days=number + 1))
        actions.end_warning(user=user, warning=factories.make_warning(actor, user))
        step = open_change_set(user=user, municipality=actor.municipality, verb=ChangeVerb.EDIT)
        with marked(step):
            factories.make_contact(actor.municipality, actor=actor)
        letter = Purpose.objects.get(municipality=actor.municipality, code="letter")
        actions.lift_objection(user=user, objection=actions.raise_objection(subject=actor, purpose=letter, channel="paper"))
        taken = {"slug": "akteure", "titles": ["Name"], "file_format": "csv", "purpose": "office", "selection": "", "row_count": 1}
        begun = actions.begin_export(user=user, municipality=actor.municipality, **taken)
        actions.end_export(begun=begun, is_whole=True, row_count=1, actor_keys=[actor.pk])
        partner = factories.make_actor(actor.municipality)
        factories.make_connection(actor, partner, user, kind="membership")
        answered = {"answer": "yes", "answered_at": timezone.now(), "answered_through": "phone"}
        factories.make_introduction(partner, actor, user).sides.update(**answered)
        factories.make_listing(actor)
        take_back_change(change=factories.make_proposal(actor).changes.first())
        said = {"answer": "yes", "asked_at": timezone.now(), "answered_at": timezone.now(), "answered_through": "office"}
        ProfileCheck.objects.create(municipality=actor.municipality, actor=actor, recorded_by=user, **said)
        fresh = Actor.objects.get(pk=actor.pk)
        actions.change_actor(
            actor=fresh,
            values={"phone": f"0202 {talk.pk}", "aliases": [f"Hof {talk.pk}"], "street": f"Weg {talk.pk}"},
            base={"version": fresh.version, "values": {}},
            choices={},
            seen_version=None,
        )


@pytest.mark.once
@pytest.mark.parametrize("key", [source.key for source in timeline])
def test_timeline_source_asks_as_often_as_it_states(key, busy_actor, wuppertal, wuppertal_adviser):
    source = next(source for source in timeline if source.key == key)
    topic = factories.make_topic(wuppertal)
    wuppertal_adviser.active_memberships  # noqa: B018  every page has asked this before
    asked = []
    for count in (1, 2):
        add_rows(busy_actor, wuppertal_adviser, topic, count)
        with CaptureQueriesContext(connection) as queries:
            entries = source.entries(wuppertal_adviser, wuppertal, busy_actor, 50)
        asked.append(len(queries))
        assert entries
    assert asked == [source.queries, source.queries]


@pytest.mark.once
@pytest.mark.parametrize("key", [source.key for source in timeline])
def test_timeline_shows_nothing_to_another_city(key, busy_actor, wuppertal, wuppertal_adviser, witten, witten_adviser):
    source = next(source for source in timeline if source.key == key)
    add_rows(busy_actor, wuppertal_adviser, factories.make_topic(wuppertal), 1)
    assert source.entries(witten_adviser, witten, busy_actor, 50) == []


def test_panels_ask_as_often_as_they_state(busy_actor, wuppertal, wuppertal_adviser):
    factories.make_connection(factories.make_actor(wuppertal), busy_actor, wuppertal_adviser, kind="umbrella")
    wuppertal_adviser.active_memberships  # noqa: B018  every page has asked this before
    for panel in panels:
        with CaptureQueriesContext(connection) as queries:
            panel.context(wuppertal_adviser, wuppertal, busy_actor)
        assert (panel.key, len(queries)) == (panel.key, panel.queries)


def test_main_areas_are_those_that_the_role_may_open(wuppertal, wuppertal_reader, researcher, technician):
    def areas(user):
        return [item.key for item in navigation if user.has_perm(item.right, wuppertal)]

    assert areas(wuppertal_reader) == ["today", "actors", "contacts", "consultations", "network", "follow_ups", "inbox"]
    assert areas(researcher) == []
    assert areas(technician) == []
