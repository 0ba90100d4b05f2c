"""The office's connections as a list and as a file; a connection is written down, edited and moved by hand."""

import csv
import io
from datetime import date

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import actions as register_actions
from initiatives.models import ExportEntry
from network import actions
from network.choices import Stage
from network.exports.connections import ConnectionExport
from network.models import Connection, ConnectionStep
from network.names import Names
from network.tables.connections import ConnectionTable
from tests import factories
from tests.pages import typed, words
from tests.test_admin import errors_of, filled
from wf40.packing import unpack

pytestmark = pytest.mark.django_db
once = pytest.mark.once


@pytest.fixture
def talhof(wuppertal):
    return factories.make_actor(wuppertal, "Genossenschaft Talhof")


@pytest.fixture
def kuehlhaus(wuppertal):
    return factories.make_actor(wuppertal, "Kühlhaus Nord")


@pytest.fixture
def far(witten, witten_manager):
    return factories.publish(factories.make_actor(witten, "Wittener Laden"), witten_manager)


def withdraw(actor):
    register_actions.withdraw_release(actor=actor)


# --- the list ----------------------------------------------------------------------------------------------
def test_the_list_finds_by_both_names_stage_field_and_days(talhof, kuehlhaus, far, wuppertal, wuppertal_adviser, sign_in):
    food = factories.make_work_field(wuppertal, "Ernährung", "food")
    third = factories.make_actor(wuppertal, "Unverpackt Laden", work_fields=[food])
    made = {
        "supply": factories.make_connection(talhof, kuehlhaus, wuppertal_adviser, "supply"),
        "far": factories.make_connection(talhof, far, wuppertal_adviser, stage="in_contact"),
        "idea": factories.make_introduction(third, kuehlhaus, wuppertal_adviser),
        "over": factories.make_connection(third, talhof, wuppertal_adviser, stage="ended"),
    }
    client = sign_in(wuppertal_adviser)

    def found(**asked):
        rows = client.get(reverse("connection_list"), asked).context["filterset"].qs
        return {name for name, row in made.items() if row in rows}

    assert found(q="talhof") == {"supply", "far", "over"}
    assert found(q="KÜHLHAUS Genossen") == {"supply"}
    assert found(q="wittener") == found(across="yes") == {"far"}
    assert found(across="no") == {"supply", "idea", "over"}
    assert found(stage="living") == {"supply", "far"}
    assert found(stage="preparation") == {"idea"}
    assert found(stage="closed") == found(stage="ended") == {"over"}
    assert found(field=food.pk) == found(actor=third.pk) == {"idea", "over"}
    assert found(broker=wuppertal_adviser.pk) == {"idea"}
    assert found(origin="observed", kind="cooperation") == {"far", "over"}
    assert found(since=f"{date.today():%d.%m.%Y}") == set(made)
    assert found(until="01.01.2020") == found(introduced_since="01.01.2020") == found(waiting="any") == set()


@once
def test_a_far_actor_is_named_only_as_long_as_it_is_published(talhof, far, wuppertal, wuppertal_adviser, sign_in):
    row = factories.make_connection(talhof, far, wuppertal_adviser, "supply")
    client = sign_in(wuppertal_adviser)
    assert "Genossenschaft Talhof beliefert Wittener Laden (Witten)" in words(client.get(reverse("connection_list")))
    withdraw(far)
    page = words(client.get(reverse("connection_list"), {"spalten": ["between", "number"]}))
    assert "Genossenschaft Talhof beliefert Akteur in Witten" in page
    assert "Wittener Laden" not in page
    assert client.get(reverse("connection_list"), {"q": "Wittener"}).context["page"].count == 0
    names = Names.of_rows(wuppertal, [row])
    assert (names.url_of(row.to_actor), names.url_of(row.from_actor)) == ("", talhof.get_absolute_url())


def test_list_and_file_take_the_same_queries_for_one_row_and_for_three(talhof, kuehlhaus, far, wuppertal_manager, sign_in):
    client = sign_in(wuppertal_manager)
    factories.make_connection(talhof, far, wuppertal_manager)
    everything = {"spalten": [column.key for column in ConnectionTable.columns], "waiting": "", "across": "", "sort": "between"}
    asked = {"file_format": "csv", "purpose": "office", "columns": [column.key for column in ConnectionExport.columns]}
    client.get(reverse("connection_list"))
    counts = []
    for more in ((), ("supply", "exchange")):
        for kind in more:
            factories.make_connection(talhof, kuehlhaus, wuppertal_manager, kind)
        with CaptureQueriesContext(database) as queries:
            page = client.get(reverse("connection_list"), everything)
        listed = len(queries)
        with CaptureQueriesContext(database) as queries:
            assert b"Talhof" in client.post(reverse("connection_export"), asked).getvalue()
        counts.append((page.context["page"].count, listed, len(queries)))
    assert counts == [(1, 8, 14), (3, 8, 14)]


@once
def test_every_order_and_a_kept_selection_of_the_list_work(talhof, kuehlhaus, far, wuppertal_manager, sign_in):
    client = sign_in(wuppertal_manager)
    for second in (kuehlhaus, far):
        factories.make_connection(talhof, second, wuppertal_manager)
    for column in ConnectionTable.columns:
        rows = [client.get(reverse("connection_list"), {"sort": f"{sign}{column.key}"}).context["page"].rows for sign in ("", "-")]
        assert sorted(row.pk for row in rows[0]) == sorted(row.pk for row in rows[1])
    kept = typed(client.get(reverse("selection_create"), {"liste": "connections", "stage": "living"}), name="Was besteht")
    assert client.post(reverse("selection_create") + "?liste=connections&stage=living", kept).status_code == 302
    page = client.get(reverse("connection_list"))
    assert "Was besteht" in words(page)
    assert "Export" in words(page)


@once
def test_connections_of_restricted_actors_show_nowhere(talhof, kuehlhaus, wuppertal_manager, sign_in):
    row = factories.make_connection(talhof, kuehlhaus, wuppertal_manager)
    register_actions.restrict(user=wuppertal_manager, record=kuehlhaus, reason="contested")
    client = sign_in(wuppertal_manager)
    assert client.get(reverse("connection_list")).context["page"].count == 0
    assert {client.get(reverse(name, args=[row.pk])).status_code for name in ("connection_change", "connection_stage")} == {404}


# --- the file ----------------------------------------------------------------------------------------------
@once
def test_the_file_names_both_sides_and_notes_whom_it_shows(talhof, far, wuppertal_manager, sign_in):
    row = factories.make_connection(talhof, far, wuppertal_manager, "supply", reason="Äpfel", note="Intern")
    client = sign_in(wuppertal_manager)

    def file():
        keys = ("from", "to", "kind_code", "reason", "from_number", "to_number", "number")
        answer = client.post(reverse("connection_export"), {"file_format": "csv", "purpose": "office", "columns": keys})
        return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))

    (line,) = file()
    said = ("Von", "Nach", "Art (Code)", "Grund", "Von (Nummer in wf40)", "Nummer in wf40")
    assert [line[name] for name in said] == [
        "Genossenschaft Talhof", "Wittener Laden (Witten)", "supply", "Äpfel", str(talhof.pk), str(row.pk),
    ]  # fmt: skip
    assert "Intern" not in line.values()
    assert set(unpack(ExportEntry.objects.exclude(actor_keys=None).get().actor_keys)) == {talhof.pk, far.pk}
    withdraw(far)
    page = client.post(reverse("connection_export"), {"file_format": "csv", "purpose": "office"})
    assert page.getvalue().decode("utf-8-sig").startswith("Von;Nach;Art;Art (Code);Stufe;")
    (line,) = file()
    assert (line["Nach"], line["Nach (Nummer in wf40)"]) == ("Akteur in Witten", "")


# --- writing down ------------------------------------------------------------------------------------------
def sent(client, **changes):
    """The form as a browser sends it, with some entries changed; its page and the answer."""
    page = client.get(reverse("connection_create"), {"actor": changes.pop("actor")})
    content = typed(page) | {name: [str(getattr(value, "pk", value))] for name, value in changes.items()}
    return content, client.post(reverse("connection_create"), content)


def test_a_connection_is_written_down_in_its_direction_and_once(talhof, kuehlhaus, wuppertal_adviser, sign_in):
    client = sign_in(wuppertal_adviser)
    content, answer = sent(
        client, actor=talhof.pk, second=kuehlhaus, kind="supply-turned", origin="event", started_on="01.03.2026", reason="Kühlung"
    )
    assert answer.status_code == 302
    assert client.post(reverse("connection_create"), content).status_code == 302
    row = Connection.objects.get()
    assert (row.from_actor, row.to_actor, row.kind, row.stage) == (kuehlhaus, talhof, "supply", "cooperating")
    assert (row.origin, row.attribution, row.reason, row.started_on) == ("event", "supported", "Kühlung", date(2026, 3, 1))
    assert ConnectionStep.objects.count() == 1


def test_a_second_one_of_the_kind_is_refused_with_the_way_to_the_first(talhof, kuehlhaus, wuppertal_adviser, sign_in):
    row = factories.make_connection(talhof, kuehlhaus, wuppertal_adviser)
    _content, answer = sent(sign_in(wuppertal_adviser), actor=kuehlhaus.pk, second=talhof)
    assert list(answer.context["form"].errors) == ["kind"]
    assert f'href="{row.get_absolute_url()}">Bestehende Verbindung' in answer.content.decode()
    assert Connection.objects.count() == 1


@once
def test_what_cannot_be_is_said_at_its_field(talhof, kuehlhaus, witten, wuppertal_adviser, sign_in):
    client = sign_in(wuppertal_adviser)
    hidden = factories.make_actor(witten, "Verborgen")
    for field, changes in {
        "second": {"second": talhof},
        "ended_on": {"second": kuehlhaus, "started_on": "01.03.2026", "ended_on": "28.02.2026"},
        "web_address": {"second": kuehlhaus, "web_address": "ftp://platz.example/x"},
        "stage": {"second": kuehlhaus, "stage": "introduced"},
        "first": {"first": hidden, "second": talhof},
    }.items():
        _content, answer = sent(client, actor=talhof.pk, **changes)
        assert list(answer.context["form"].errors) == [field]
    # A colleague of another city is no choice, its talk is left out of the question.
    stranger = factories.make_user(witten)
    _content, answer = sent(client, actor=talhof.pk, second=kuehlhaus, broker=stranger)
    assert list(answer.context["form"].errors) == ["broker"]
    assert client.get(reverse("connection_create"), {"consultation": 2**70}).context["consultation"] is None
    _content, answer = sent(client, actor=talhof.pk, second=hidden)
    assert answer.context["form"].errors["second"] == [
        "Bitte wählen Sie einen Akteur Ihrer Kommune oder einen einer anderen Kommune, dessen Profil veröffentlicht ist."
    ]
    assert not Connection.objects.exists()


@once
def test_both_sides_are_found_without_javascript_and_far_ones_only_on_the_second(talhof, far, witten, wuppertal_adviser, sign_in):
    factories.make_actor(witten, "Wittener Geheimnis")
    client = sign_in(wuppertal_adviser)
    _content, answer = sent(client, actor=talhof.pk, second_query="witten", first_query="wittener", find_second="1", reason="Bleibt")
    first, second = (pick for pick, _errors in answer.context["picks"])
    assert [choice.name for choice in first.choices] == ["Genossenschaft Talhof"]
    assert [choice.name for choice in second.choices] == ["Wittener Laden (Witten)"]
    assert typed(answer)["reason"] == ["Bleibt"]
    assert not answer.context["form"].errors
    part = client.get(reverse("connection_pick"), {"seite": "second", "second": far.pk, "second_query": "talhof"})
    assert [(choice.name, choice.is_chosen) for choice in part.context["pick"].choices] == [
        ("Wittener Laden (Witten)", True),
        ("Genossenschaft Talhof", False),
    ]


@once
def test_from_a_talk_both_sides_are_chosen_and_the_talk_is_kept(talhof, kuehlhaus, wuppertal_adviser, sign_in):
    talk = factories.make_consultation([talhof, kuehlhaus], wuppertal_adviser)
    client = sign_in(wuppertal_adviser)
    page = client.get(reverse("connection_create"), {"consultation": talk.pk})
    assert "Lieferbeziehung: Genossenschaft Talhof wird beliefert von Kühlhaus Nord" in words(page)
    assert client.post(reverse("connection_create"), typed(page)).status_code == 302
    assert Connection.objects.get().consultation == talk


# --- editing -----------------------------------------------------------------------------------------------
def test_the_second_of_two_editors_sees_both_versions(talhof, kuehlhaus, wuppertal_adviser, second_adviser, sign_in):
    row = factories.make_connection(talhof, kuehlhaus, wuppertal_adviser, reason="Äpfel")
    client, address = sign_in(wuppertal_adviser), reverse("connection_change", args=[row.pk])
    mine = typed(client.get(address)) | {"reason": ["Birnen"], "note": ["Ruft an"]}
    other = Client()
    other.force_login(second_adviser)
    assert other.post(address, typed(other.get(address)) | {"reason": ["Pflaumen"]}).status_code == 302
    answer = client.post(address, mine)
    assert answer.status_code == 409
    assert client.post(address, typed(answer) | {"keep-reason": ["mine"]}).status_code == 302
    row.refresh_from_db()
    assert (row.reason, row.note) == ("Birnen", "Ruft an")
    page = words(client.get(reverse("connection_changes", args=[row.pk])))
    assert "Pflaumen" in page
    assert "Birnen" in page


@once
def test_an_edit_refuses_the_kind_that_the_two_have_already(talhof, kuehlhaus, wuppertal_adviser, sign_in):
    factories.make_connection(talhof, kuehlhaus, wuppertal_adviser, "exchange")
    row = factories.make_connection(talhof, kuehlhaus, wuppertal_adviser)
    client, address = sign_in(wuppertal_adviser), reverse("connection_change", args=[row.pk])
    answer = client.post(address, typed(client.get(address)) | {"kind": ["exchange"]})
    assert list(answer.context["form"].errors) == ["kind"]


# --- the stage by hand -------------------------------------------------------------------------------------
def test_a_stage_is_set_by_hand_back_only_with_a_reason_and_ended_with_its_day(talhof, kuehlhaus, wuppertal_adviser, sign_in):
    row = factories.make_connection(talhof, kuehlhaus, wuppertal_adviser, started_on=date(2026, 1, 1))
    client, address = sign_in(wuppertal_adviser), reverse("connection_stage", args=[row.pk])
    offered = {code for code, _label in client.get(address).context["form"].fields["stage"].choices}
    assert offered == {*Stage.values} - {"asked", "agreed", "introduced", "cooperating"}
    back = {"stage": "in_contact", "seen": "cooperating"}
    assert client.post(address, back).context["form"].errors == {"reason": ["Ein Schritt zurück braucht einen Grund."]}
    assert client.post(address, back | {"reason": "Zu früh"}).status_code == 302
    ended = {"stage": "ended", "seen": "in_contact", "ended_on": "31.12.2025"}
    assert list(client.post(address, ended).context["form"].errors) == ["ended_on"]
    for _click in range(2):
        assert client.post(address, ended | {"ended_on": "30.06.2026"}).status_code == 302
    row.refresh_from_db()
    assert (row.stage, row.ended_on, row.steps.count()) == ("ended", date(2026, 6, 30), 3)
    # Somebody whose page still shows the old stage is told, and nothing moves.
    assert list(client.post(address, {"stage": "lasting", "seen": "in_contact", "reason": "?"}).context["form"].errors) == ["stage"]
    actions.move_stage(user=wuppertal_adviser, connection=row, stage=Stage.LASTING, reason="Doch")
    row.refresh_from_db()
    assert (row.stage, row.ended_on) == ("lasting", None)


# --- the administration ------------------------------------------------------------------------------------
@once
def test_the_administration_obeys_the_same_rules_and_keeps_the_log(talhof, kuehlhaus, far, wuppertal_manager, sign_in):
    client, add = sign_in(wuppertal_manager), reverse("admin:network_connection_add")
    sent = filled(client.get(add), from_actor=str(talhof.pk), to_actor=str(talhof.pk), kind="cooperation")
    assert "nicht mit sich selbst verbunden" in errors_of(client.post(add, sent))
    assert "Akteur" in errors_of(client.post(add, sent | {"to_actor": [str(far.pk)]}))
    wrong_days = {"started_on": ["01.03.2026"], "ended_on": ["01.02.2026"], "to_actor": [str(kuehlhaus.pk)]}
    assert "Das Ende liegt vor dem Beginn" in errors_of(client.post(add, sent | wrong_days))
    for _click in range(2):
        assert client.post(add, sent | {"to_actor": [str(kuehlhaus.pk)]}).status_code == 302
    assert (Connection.objects.count(), ConnectionStep.objects.count()) == (1, 1)
    again = filled(client.get(add), from_actor=str(kuehlhaus.pk), to_actor=str(talhof.pk), kind="cooperation")
    assert "schon eine Verbindung dieser Art" in errors_of(client.post(add, again))
    # What another city's actor is called stands on the office's own pages alone.
    row = factories.make_connection(talhof, far, wuppertal_manager, "supply")
    for page in ("change", "history"):
        answer = client.get(reverse(f"admin:network_connection_{page}", args=[row.pk]))
        assert "Akteur in Witten" in words(answer)
        assert "Wittener Laden" not in words(answer)
