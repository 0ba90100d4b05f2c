"""The timelines of an actor and of a person: of everything that happened a line, newest first, and nothing that is not theirs to see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.imports.pipeline import plan_import, run
from initiatives.imports.reading import read_table
from initiatives.models import Actor, Contact, Message, Purpose
from initiatives.office_start import start_purposes
from tests import factories
from tests.pages import words
from wf40.registry import contact_timeline, timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def lines(record, user, sources):
    """(source, what) of every line."""
    return {(source.key, entry.what) for source in sources for entry in source.entries(user, record.municipality, record, 100)}


def same(record, **values):
    """An edit without anybody in between."""
    fresh = type(record).objects.get(pk=record.pk)
    return {"values": values, "base": {"version": fresh.version, "values": {}}, "choices": {}, "seen_version": None}


def a_minute_later(record):
    """What one person saves within two seconds is one step to them."""
    record.history.update(history_date=F("history_date") - timedelta(minutes=1))


def take_out(client, name, **more):
    """A file of a list, read to its end."""
    answer = client.post(reverse(name), {"purpose": "office", "file_format": "csv"} | more)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.fixture
def eventful(wuppertal, wuppertal_adviser, wuppertal_manager, second_adviser, tmp_path, sign_in, client):
    """An actor and a person with one of everything."""
    start_purposes(wuppertal)
    letter = Purpose.objects.get(municipality=wuppertal, code="letter")
    newsletter = Purpose.objects.filter(municipality=wuppertal, needs_consent=True).first()
    user = wuppertal_adviser
    actor = factories.make_actor(wuppertal, "Werkhof", user=user)
    # What stands around it comes later.
    Actor.objects.filter(pk=actor.pk).update(created_at=timezone.now() - timedelta(days=3))
    actor.refresh_from_db()
    person = factories.make_contact(wuppertal, "Muster", actor=actor, user=user, role_title="Vorstand", email="kim@werkhof.example")
    Contact.objects.filter(pk=person.pk).update(created_at=actor.created_at)
    person.refresh_from_db()
    factories.make_consultation(actor, user, contacts=[person], channel="visit", minutes=20)
    factories.make_consultation(actor, user, channel="letter", note="Streng geheim", is_confidential=True)
    moved = factories.make_follow_up(actor, user, "Schlüssel", timezone.localdate())
    actions.change_follow_up(follow_up=moved, **same(moved, due_on=timezone.localdate() + timedelta(days=5)))
    actions.change_follow_up(follow_up=moved, **same(moved, assignee=second_adviser))
    actions.finish_follow_up(user=user, follow_up=moved)
    actions.reopen_follow_up(follow_up=moved)
    kept = factories.make_follow_up(actor, user, "Anruf", is_theirs=True)
    actions.finish_follow_up(user=user, follow_up=kept)
    a_minute_later(actor)
    actions.change_actor(actor=actor, **same(actor, phone="0202 1", street="Weg", house_number="3", locality="Wuppertal", aliases=["Hof"]))
    a_minute_later(person)
    actions.change_contact(contact=person, **same(person, phone="0202 2"))
    actions.assure_actor(user=user, actor=actor)
    a_minute_later(actor)
    actions.release_actor(user=user, actor=actor)
    a_minute_later(actor)
    actions.withdraw_release(actor=actor)
    a_minute_later(actor)
    actions.archive_actor(user=user, actor=actor, reason="other")
    a_minute_later(actor)
    actions.unarchive_actor(actor=actor)
    for record in (actor, person):
        a_minute_later(record)
        actions.restrict(user=wuppertal_manager, record=record, reason="contested")
        a_minute_later(record)
        actions.lift_restriction(user=wuppertal_manager, record=record)
        actions.queue_message(
            purpose="service", subject="Frage", body="-", email="kim@werkhof.example", **{record._meta.model_name: record}
        )
        actions.lift_objection(user=user, objection=actions.raise_objection(subject=record, purpose=letter, channel="paper"))
        given_at = timezone.now() - timedelta(days=1)
        consent = actions.record_consent(user=user, subject=record, purpose=newsletter, channel="paper", given_at=given_at)
        actions.withdraw_consent(user=user, consent=consent, channel="paper")
        file = {"kind": "document", "title": "Satzung", "content": b"Text", "content_type": "text/plain"}
        actions.remove_attachment(attachment=actions.add_attachment(user=user, subject=record, **file)[0])
    Message.objects.filter(actor=actor).update(state="uncertain", sending_at=timezone.now())
    Message.objects.filter(contact=person).update(state="failed", sending_at=timezone.now())
    actions.end_role(role=actor.contact_roles.get())
    a_minute_later(actor)
    list_taken_in = tmp_path / "liste.csv"
    list_taken_in.write_text("Name;E-Mail\nWerkhof;hof@werkhof.example", encoding="utf-8")
    run(plan_import(read_table(list_taken_in), [wuppertal], only=wuppertal))
    manager = sign_in(wuppertal_manager)
    take_out(manager, "actor_export")
    take_out(manager, "contact_export")
    return actor, person, newsletter, letter


def test_everything_that_happened_with_an_actor_is_told(eventful, wuppertal_manager):
    actor, _person, newsletter, letter = eventful
    assert lines(actor, wuppertal_manager, [source for source in timeline if source.key != "warnings"]) == {
        ("consultations", "Besuch vor Ort, 20\N{NO-BREAK SPACE}min"),
        ("consultations", "Brief"),
        ("follow_ups", "Zugesagt: Schlüssel"),
        ("follow_ups", "Von der anderen Seite zugesagt: Anruf"),
        ("follow_ups", "Erledigt: Anruf"),
        ("follow_up_moves", "Verschoben: Schlüssel"),
        ("follow_up_moves", "Übergeben: Schlüssel"),
        ("follow_up_moves", "Erledigt: Schlüssel"),
        ("follow_up_moves", "Wieder geöffnet: Schlüssel"),
        ("changes", "Ins Register aufgenommen"),
        ("changes", "Geändert: Telefon"),
        ("changes", "Geändert: E-Mail"),
        ("changes", "Angaben bestätigt"),
        ("changes", "Zur Veröffentlichung freigegeben"),
        ("changes", "Freigabe zurückgenommen"),
        ("changes", "Abgelegt"),
        ("changes", "Zurück in den Bestand geholt"),
        ("changes", "Daten eingeschränkt (Art. 18)"),
        ("changes", "Einschränkung aufgehoben"),
        ("changes_around", "Ort hinzugefügt: Weg 3 · Wuppertal"),
        ("changes_around", "Weiterer Name hinzugefügt: Hof"),
        ("people", "Neue Person: Kim Muster"),
        ("people", "Nicht mehr dabei: Kim Muster"),
        ("messages", "Mail: Frage"),
        ("consents", f"Einwilligung erteilt: {newsletter}"),
        ("consents", f"Einwilligung widerrufen: {newsletter}"),
        ("consents", f"Widerspruch: {letter}"),
        ("consents", f"Widerspruch aufgehoben: {letter}"),
        ("files", "Datei hinzugefügt: Satzung"),
        ("files", "Datei entfernt: Satzung"),
        ("bulk_steps", "Liste eingelesen: liste.csv"),
        ("exports", "In einer Datei: Akteure"),
    }


def test_everything_that_happened_with_a_person_is_told(eventful, wuppertal_manager):
    _actor, person, newsletter, letter = eventful
    assert lines(person, wuppertal_manager, contact_timeline) == {
        ("consultations", "Besuch vor Ort, 20\N{NO-BREAK SPACE}min"),
        ("changes", "Ins Register aufgenommen"),
        ("changes", "Geändert: Telefon"),
        ("changes", "Daten eingeschränkt (Art. 18)"),
        ("changes", "Einschränkung aufgehoben"),
        ("roles", "Jetzt bei: Werkhof"),
        ("roles", "Nicht mehr bei: Werkhof"),
        ("messages", "Mail: Frage"),
        ("consents", f"Einwilligung erteilt: {newsletter}"),
        ("consents", f"Einwilligung widerrufen: {newsletter}"),
        ("consents", f"Widerspruch: {letter}"),
        ("consents", f"Widerspruch aufgehoben: {letter}"),
        ("files", "Datei hinzugefügt: Satzung"),
        ("files", "Datei entfernt: Satzung"),
        ("exports", "In einer Datei: Personen"),
    }


def test_sources_of_a_person_ask_as_often_as_they_state_and_tell_another_city_nothing(eventful, wuppertal_manager, witten, witten_adviser):
    _actor, person, *_purposes = eventful
    wuppertal_manager.active_memberships  # noqa: B018  every page has asked this before
    asked = {}
    for source in contact_timeline:
        with CaptureQueriesContext(connection) as queries:
            source.entries(wuppertal_manager, person.municipality, person, 50)
        asked[source.key] = len(queries)
        assert source.entries(witten_adviser, witten, person, 50) == []
    assert asked == {source.key: source.queries for source in contact_timeline}


def test_page_of_the_whole_timeline_tells_all_kinds_or_one_newest_first(eventful, sign_in, wuppertal_reader, witten_adviser):
    actor, person, *_purposes = eventful
    client = sign_in(wuppertal_reader)
    for record, name in ((actor, "actor_timeline"), (person, "contact_timeline")):
        url = reverse(name, args=[record.pk])
        rows = client.get(url, {"groesse": "100"}).context["page"].rows
        days = [timezone.localtime(row.when).date() if hasattr(row.when, "hour") else row.when for row in rows]
        assert days == sorted(days, reverse=True)
        said = words(client.get(url, {"art": "messages", "page": "999999", "groesse": "x"}))
        assert "Mail: Frage" in said
        assert "Ins Register aufgenommen" not in said
        everything = words(client.get(url, {"art": "unbekannt", "groesse": "100"}))
        assert "Streng geheim" not in everything
        # The purpose is said to everybody here, who took the file out only to those who may read the log.
        assert "Zweck: Arbeit der Wirtschaftsförderung" in everything
        assert "Leitner" not in words(client.get(url, {"art": "exports"}))
        brief = words(client.get(record.get_absolute_url()))
        assert ("ungewiss ·" if record == actor else "fehlgeschlagen ·") in brief
        assert "Streng geheim" not in brief
        assert url in client.get(record.get_absolute_url()).content.decode()
    client.force_login(witten_adviser)
    assert [
        client.get(reverse(name, args=[key])).status_code for name, key in (("actor_timeline", actor.pk), ("contact_timeline", person.pk))
    ] == [404, 404]


def test_timeline_names_no_restricted_person_or_actor(eventful, wuppertal, wuppertal_manager, sign_in):
    actor, person, *_purposes = eventful
    client = sign_in(wuppertal_manager)
    actions.restrict(user=wuppertal_manager, record=person, reason="contested")
    assert client.get(reverse("contact_timeline", args=[person.pk])).status_code == 404
    said = words(client.get(reverse("actor_timeline", args=[actor.pk]), {"art": "people"}))
    assert "Neue Person: nicht angezeigt" in said
    assert "Muster" not in said
    actions.lift_restriction(user=wuppertal_manager, record=person)
    actions.restrict(user=wuppertal_manager, record=actor, reason="contested")
    actor.refresh_from_db()
    assert client.get(reverse("actor_timeline", args=[actor.pk])).status_code == 404
    assert "Werkhof" not in words(client.get(reverse("contact_timeline", args=[person.pk])))
    assert lines(actor, wuppertal_manager, timeline) == set()


# --- which actors and people a file showed -----------------------------------------------------------------
def told(record, user, sources=timeline):
    source = next(source for source in sources if source.key == "exports")
    return [(entry.what, entry.meta) for entry in source.entries(user, record.municipality, record, 50)]


def test_export_of_two_actors_stands_in_their_timelines_and_in_no_third(wuppertal, wuppertal_manager, wuppertal_reader, sign_in):
    first, second = (factories.make_actor(wuppertal, name, kind="enterprise") for name in ("Ölmühle", "Radwerk"))
    third = factories.make_actor(wuppertal, "Repair-Café")
    take_out(sign_in(wuppertal_manager), "actor_export", file_format="xlsx")
    assert [len(told(actor, wuppertal_manager)) for actor in (first, second, third)] == [1, 1, 1]
    answer = sign_in(wuppertal_manager).post(reverse("actor_export") + "?kind=enterprises", {"purpose": "report", "file_format": "csv"})
    b"".join(answer.streaming_content)
    line = ("In einer Datei: Akteure", "Zweck: Bericht an den Fördergeber · M.\N{NO-BREAK SPACE}Leitner")
    assert [told(actor, wuppertal_manager)[:-1] for actor in (first, second, third)] == [[line], [line], []]
    assert told(first, wuppertal_reader)[0] == (line[0], "Zweck: Bericht an den Fördergeber")


@pytest.mark.logs_errors
def test_file_that_broke_off_stands_in_the_timelines_of_those_whom_it_showed(wuppertal, wuppertal_manager, sign_in, monkeypatch):
    seats = factories.make_own_field(wuppertal, "Sitzplätze", kind="number")
    first, second = (factories.make_actor(wuppertal, name, **{seats.key: 3}) for name in ("Aal", "Zander"))
    second.custom_values.update(value="drei")
    monkeypatch.setattr("wf40.exports.VALUES_AT_ONCE", 1)
    sent = take_out(sign_in(wuppertal_manager), "actor_export", columns=["name", seats.key]).decode()
    assert ("Aal" in sent, "Zander" in sent, "UNVOLLSTÄNDIG" in sent) == (True, False, True)
    assert told(first, wuppertal_manager) == [
        ("In einer Datei: Akteure", "abgebrochen · Zweck: Arbeit der Wirtschaftsförderung · M.\N{NO-BREAK SPACE}Leitner"),
    ]  # fmt: skip
    assert told(second, wuppertal_manager) == []


def test_files_of_people_talks_and_promises_tell_whom_they_show(wuppertal, wuppertal_manager, sign_in):
    actor, other = factories.make_actor(wuppertal, "Ölmühle"), factories.make_actor(wuppertal, "Radwerk")
    person = factories.make_contact(wuppertal, "Muster", actor=actor, email="kim@muehle.example")
    factories.make_consultation(actor, wuppertal_manager, contacts=[person])
    factories.make_follow_up(actor, wuppertal_manager)
    client = sign_in(wuppertal_manager)

    def shown(name, **more):
        take_out(client, name, **more)
        return [bool(told(actor, wuppertal_manager)), bool(told(person, wuppertal_manager, contact_timeline))]

    # Without the column that names them the file shows no actor, whoever stands behind its rows.
    assert shown("follow_up_export", columns=["task"]) == [False, False]
    assert shown("contact_export", columns=["email"]) == [False, True]
    assert shown("consultation_export", columns=["day", "people"]) == [False, True]
    assert len(told(person, wuppertal_manager, contact_timeline)) == 2
    for count, (name, more) in enumerate(
        (
            ("contact_export", {"columns": ["email", "actors"]}),
            ("consultation_export", {"columns": ["day", "actors"]}),
            ("follow_up_export", {"columns": ["task", "actor"]}),
            ("contact_export", {"file_format": "vcf"}),
        ),
        start=1,
    ):
        shown(name, **more)
        assert (name, len(told(actor, wuppertal_manager))) == (name, count)
    client.post(reverse("contact_card", args=[person.pk]))
    assert len(told(person, wuppertal_manager, contact_timeline)) == 5
    assert told(other, wuppertal_manager) == []
