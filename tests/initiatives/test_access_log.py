"""The log of accesses: exports, readings and restrictions in one list, opened with a reason; the database keeps what stands in it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.models import Actor, Contact, ExportEntry, LogReading, NoteReading, RestrictionEntry
from tests import factories
from tests.pages import words
from tests.wf40.test_input import CORE, NASTY

pytestmark = pytest.mark.django_db
URL = "/buero/protokoll/"
A_DAY = timedelta(days=1)
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
# table -> when its entry was made
LOGS = {ExportEntry: "exported_at", NoteReading: "read_at", RestrictionEntry: "entered_at", LogReading: "read_at"}


def make_entries(municipality, user, days=0):
    """One entry of each kind, some days old."""
    at = timezone.now() - timedelta(days=days)
    actor = factories.make_actor(municipality, "Radwerk")
    talk = factories.make_consultation(actor, user, note="Streng vertraulich", is_confidential=True)
    own = {"municipality": municipality}
    return {
        ExportEntry: ExportEntry.objects.create(
            exported_by=user, slug="akteure", file_format="csv", purpose="office", columns="Name", row_count=12, exported_at=at, **own
        ),
        NoteReading: NoteReading.objects.create(consultation=talk, reader=user, read_at=at, **own),
        RestrictionEntry: RestrictionEntry.objects.create(
            record_kind="actor", record_key=actor.pk, is_restricted=True, reason="claims", entered_by=user, entered_at=at, **own
        ),
        LogReading: LogReading.objects.create(reader=user, reason="Jährliche Prüfung", read_at=at, **own),
    }


# --- what the database keeps -------------------------------------------------------------------------------
@pytest.mark.parametrize("model", LOGS, ids=lambda model: model.__name__)
def test_entry_is_neither_changed_nor_deleted_whoever_tries(model, wuppertal, wuppertal_manager, second_adviser):
    entry = make_entries(wuppertal, wuppertal_manager, days=364)[model]
    who = {ExportEntry: "exported_by", NoteReading: "reader", RestrictionEntry: "entered_by", LogReading: "reader"}[model]
    rows = model.objects.filter(pk=entry.pk)
    for attempt in (
        lambda: rows.update(**{who: second_adviser}),
        lambda: rows.update(**{who: wuppertal_manager}),
        rows.delete,
        entry.delete,
    ):
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            attempt()
    entry.refresh_from_db()
    assert getattr(entry, who) == wuppertal_manager


@pytest.mark.parametrize("model", LOGS, ids=lambda model: model.__name__)
def test_entry_of_more_than_a_year_ago_may_go_and_is_still_not_changed(model, wuppertal, wuppertal_manager):
    entry = make_entries(wuppertal, wuppertal_manager, days=367)[model]
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=entry.pk).update(**{LOGS[model]: timezone.now()})
    assert model.objects.filter(pk=entry.pk).delete()[0] == 1


@pytest.mark.parametrize("model", LOGS, ids=lambda model: model.__name__)
def test_entry_of_an_example_city_may_go(model, wuppertal_manager, witten):
    witten.is_example = True
    witten.save()
    entry = make_entries(witten, wuppertal_manager)[model]
    assert model.objects.filter(pk=entry.pk).delete()[0] == 1


def test_talk_whose_note_was_read_is_not_deleted_with_its_entry(wuppertal, wuppertal_manager):
    entry = make_entries(wuppertal, wuppertal_manager)[NoteReading]
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.consultation.delete()


# --- the reason --------------------------------------------------------------------------------------------
def test_log_opens_with_a_reason_which_stands_in_it(sign_in, wuppertal, wuppertal_manager):
    make_entries(wuppertal, wuppertal_manager, days=3)
    client, url = sign_in(wuppertal_manager), f"{URL}?kind=restriction"
    closed = client.get(url)
    assert "Radwerk" not in words(closed)
    assert "table" not in closed.context
    assert client.get(URL, {"nur": "anzahl"}).status_code == 204
    for too_little in ("", "    ", "Test"):
        assert "Radwerk" not in words(give_reason(client, too_little, url))
    assert LogReading.objects.filter(read_at__gt=timezone.now() - A_DAY).count() == 0
    answer = give_reason(client, "Auskunft nach Art. 15 <b>", url)
    assert answer.url == url  # with its filters
    assert "Radwerk" in words(client.get(answer.url))
    page = client.get(URL)
    assert (page.context["table"].rows[0][1][2], page.context["table"].rows[0][3][2]) == (
        "M.\xa0Leitner",
        "Grund: Auskunft nach Art. 15 &lt;b&gt;",
    )
    assert "Art. 15 &lt;b&gt;" in page.content.decode()


@pytest.mark.once
def test_reason_sent_twice_makes_one_entry_and_holds_half_an_hour(sign_in, wuppertal, wuppertal_manager, client):
    sign_in(wuppertal_manager)
    who = {"user": wuppertal_manager, "municipality": wuppertal}
    with time_machine.travel(NOON, tick=False):
        assert actions.open_access_log(reason="Prüfung", **who) == actions.open_access_log(reason="Prüfung", **who)
        give_reason(client)
        give_reason(client, "Noch ein Grund")  # it is open
    assert list(LogReading.objects.values_list("reason", flat=True).order_by("pk")) == ["Prüfung", "Jährliche Prüfung"]
    for minutes, is_open in ((29, True), (31, False)):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert ("table" in client.get(URL).context) == is_open


@pytest.mark.once
def test_reason_opens_the_log_of_one_city_for_one_person_in_one_session(sign_in, wuppertal, witten, wuppertal_manager):
    factories.make_membership(wuppertal_manager, witten, "manager")
    colleague = factories.make_user(wuppertal, "manager")
    client = sign_in(wuppertal_manager)
    session = client.session
    session["municipality"] = wuppertal.pk
    session.save()
    give_reason(client)
    assert "table" in client.get(URL).context
    for user in (wuppertal_manager, colleague):
        other = Client()
        other.force_login(user)
        assert "table" not in other.get(URL).context
    client.post(reverse("choose_municipality"), {"municipality": witten.pk})
    assert "table" not in client.get(URL).context
    assert LogReading.objects.count() == 1


# --- the page ----------------------------------------------------------------------------------------------
def give_reason(client, reason="Jährliche Prüfung", url=URL):
    """What opens the log for half an hour."""
    return client.post(url, {"reason": reason})


def shown(client, **query):
    """(who, what, about) of each line but those of readings of the log itself, which the looking makes."""
    give_reason(client)
    context = client.get(URL, query).context
    lines = zip(context["page"].rows, context["table"].rows, strict=True)
    return [tuple(words_of(cell) for _css, _label, cell in cells)[1:] for (kind, *_key), cells in lines if kind != "log"]


def words_of(cell):
    class Page:
        content = str(cell).encode()

    return words(Page)


def test_log_tells_who_did_what_with_which_records(sign_in, wuppertal, wuppertal_manager, wuppertal_adviser):
    person = factories.make_contact(wuppertal, "Muster")
    actor = factories.make_actor(wuppertal, "Radwerk")
    talk = factories.make_consultation(actor, wuppertal_adviser, note="Streng vertraulich", is_confidential=True)
    client = sign_in(wuppertal_manager)
    client.post(reverse("consultation_note", args=[talk.pk]))
    list(client.post(reverse("actor_export") + "?kind=initiatives", {"purpose": "office", "file_format": "csv"}))
    actions.restrict(user=wuppertal_adviser, record=person, reason="contested", note="Brief vom 2. Januar")
    actions.restrict(user=wuppertal_adviser, record=actor, reason="claims")
    actions.lift_restriction(user=wuppertal_manager, record=actor, note="Anruf")
    lines = shown(client)
    assert [line[:2] for line in lines] == [
        ("M. Leitner", "Einschränkung aufgehoben"),
        ("A. Beispiel", "Eingeschränkt"),
        ("A. Beispiel", "Eingeschränkt"),
        ("M. Leitner", "Export"),
        ("M. Leitner", "Vertrauliche Notiz gelesen"),
    ]
    about = [line[2] for line in lines]
    assert about[0].startswith("Radwerk")
    assert "Anruf" in about[0]
    assert about[2].startswith("Kim Muster")
    assert "Brief vom 2. Januar" in about[2]
    assert about[3].startswith("Akteure, 1 Zeile (csv)")
    assert "alle Initiativen" in about[3]
    page = client.get(URL).content.decode()
    assert f'href="{talk.get_absolute_url()}"' in page
    assert "Streng vertraulich" not in page
    assert f'href="{reverse("restricted_list")}"' in page
    assert person.get_absolute_url() not in page


def test_reading_of_a_talk_that_is_restricted_now_is_told_without_a_way_to_it(sign_in, wuppertal, wuppertal_manager):
    reading = make_entries(wuppertal, wuppertal_manager)[NoteReading]
    actions.restrict(user=wuppertal_manager, record=Actor.objects.get(), reason="claims")
    client = sign_in(wuppertal_manager)
    assert ("M. Leitner", "Vertrauliche Notiz gelesen", "eine Beratung, deren Daten eingeschränkt sind") in shown(client)
    assert reading.consultation.get_absolute_url() not in client.get(URL).content.decode()


def test_restricted_record_that_is_gone_is_called_deleted(sign_in, wuppertal, wuppertal_manager):
    person = factories.make_contact(wuppertal, "Muster")
    actions.restrict(user=wuppertal_manager, record=person, reason="unlawful")
    Contact.objects.all().delete()
    (line,) = shown(sign_in(wuppertal_manager))
    assert line[2].startswith("gelöscht")
    assert "Muster" not in line[2]


def test_log_is_filtered_by_kind_person_and_day(sign_in, wuppertal, wuppertal_manager, wuppertal_adviser):
    make_entries(wuppertal, wuppertal_manager, days=40)
    make_entries(wuppertal, wuppertal_adviser, days=10)
    client, day = sign_in(wuppertal_manager), timezone.localdate()

    def count(**query):
        return len(shown(client, **query))

    assert (count(), count(kind="export"), count(kind="reading", person=wuppertal_adviser.pk)) == (6, 2, 1)
    assert count(person=wuppertal_manager.pk) == 3
    tenth, before = (f"{day - timedelta(days=days):%d.%m.%Y}" for days in (10, 11))
    assert (count(since=tenth), count(until=before), count(since=tenth, until=tenth), count(since="31.02.2026")) == (3, 3, 3, 6)
    assert [line[0] for line in shown(client, sort="when")][:3] == ["M. Leitner"] * 3


def test_log_is_paged_without_a_gap_or_a_repetition(sign_in, wuppertal, wuppertal_manager):
    at = timezone.now()
    ExportEntry.objects.bulk_create(
        ExportEntry(
            municipality=wuppertal, exported_by=wuppertal_manager, slug="akteure", file_format="csv", purpose="office", columns="",
            row_count=number, exported_at=at,
        )
        for number in range(30)
    )  # fmt: skip
    RestrictionEntry.objects.bulk_create(
        RestrictionEntry(
            municipality=wuppertal, entered_by=wuppertal_manager, record_kind="actor", record_key=number, is_restricted=False, entered_at=at
        )
        for number in range(30)
    )
    client, seen = sign_in(wuppertal_manager), []
    give_reason(client)
    for page in (1, 2, 3):
        answer = client.get(URL, {"groesse": "25", "page": page})
        seen += answer.context["page"].rows
    assert (len(seen), len(set(seen)), answer.context["page"].count) == (61, 61, 61)


@pytest.mark.parametrize("name", ["access_log", "change_set_list"])
def test_list_answers_whatever_stands_in_its_address(name, sign_in, wuppertal, wuppertal_manager):
    make_entries(wuppertal, wuppertal_manager)
    client = sign_in(wuppertal_manager)
    give_reason(client)
    parameters = ("kind", "verb", "person", "since", "until", "page", "groesse", "genau", "sort")
    asked = [dict.fromkeys(parameters, value) for value in NASTY] + [{name: value} for name in parameters for value in CORE]
    assert {client.get(reverse(name), query).status_code for query in asked} <= {200, 400}


def test_log_of_another_city_is_not_seen(sign_in, wuppertal, wuppertal_manager, witten, witten_manager):
    make_entries(wuppertal, wuppertal_manager)
    assert shown(sign_in(witten_manager)) == []


def test_log_asks_as_often_with_three_entries_of_each_kind_as_with_one(sign_in, wuppertal, wuppertal_manager):
    client, asked = sign_in(wuppertal_manager), []
    give_reason(client)
    for _time in range(3):
        make_entries(wuppertal, wuppertal_manager)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        asked.append(len(queries))
    # Session, person, memberships, filter of people, reason; count, page, four tables, talks, actors, people; and what the page head asks.
    assert len(set(asked)) == 1
