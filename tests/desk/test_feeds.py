"""The own calendar: a secret address that shows one person's promises in one city, and nothing once it ended."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from desk.models import CalendarFeed
from initiatives import actions
from initiatives.models import FollowUp
from municipalities.models import Absence
from tests import factories
from tests.pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE, MAKE, REVOKE = "/buero/mein-kalender/", "/buero/mein-kalender/adresse/", "/buero/mein-kalender/widerrufen/"


def make_address(user, form_key=None):
    """What the person gets to see after the button, without the host."""
    client = Client()
    client.force_login(user)
    answer = client.post(MAKE, {"form_key": form_key or uuid.uuid4()})
    address = answer.context["address"]
    assert f'value="{address}"' in answer.content.decode()
    return address.removeprefix("http://localhost:8000")


def entries(address):
    """The entries of the calendar, as the library reads them, by their title."""
    answer = Client().get(address)
    assert answer.status_code == 200, answer.status_code
    return {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


# --- what stands in it -------------------------------------------------------------------------------------
def test_calendar_holds_ones_own_promises_of_one_city_and_nothing_else(wuppertal, witten, wuppertal_adviser, second_adviser):
    address, today = make_address(wuppertal_adviser), timezone.localdate()
    # Of two offices in which somebody is an adviser the first by name is chosen: from here on the button is Witten's.
    factories.make_membership(wuppertal_adviser, witten)
    here, there = factories.make_actor(wuppertal, "Werkhof"), factories.make_actor(witten, "Nachbarhof")
    closed = factories.make_actor(wuppertal, "Gesperrt")
    for task, actor, user in (
        ("Eigenes", here, wuppertal_adviser),
        ("Fremdes", here, second_adviser),
        ("In Witten", there, wuppertal_adviser),
        ("Gesperrtes", closed, wuppertal_adviser),
    ):
        factories.make_follow_up(actor, user, task)
    factories.make_follow_up(here, wuppertal_adviser, "Raumplan schicken", is_theirs=True)
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=factories.make_follow_up(here, wuppertal_adviser, "Erledigtes"))
    actions.restrict(user=wuppertal_adviser, record=closed, reason="claims")
    assert list(entries(make_address(wuppertal_adviser))) == ["Wiedervorlage: In Witten"]
    assert sorted(entries(address)) == ["Nachfragen: Raumplan schicken", "Wiedervorlage: Eigenes"]
    text = Client().get(address).content.decode()
    assert "Werkhof" not in text
    assert Client().head(address).content == b""
    days = {"first_day": today, "last_day": today}
    Absence.objects.create(municipality=wuppertal, person=second_adviser, covered_by=wuppertal_adviser, **days)
    assert "Wiedervorlage: Fremdes" in entries(address)
    Absence.objects.update(first_day=today - timedelta(3), last_day=today - timedelta(1))
    assert "Wiedervorlage: Fremdes" not in entries(address)


def test_any_words_come_through_whole_and_of_a_confidential_talk_none(wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    task = "Größe, Lage; \\Preis\\ für „Ölmühle“ klären: " + "äöüß€𝄞 " * 30
    factories.make_follow_up(actor, wuppertal_adviser, task)
    FollowUp.objects.update(task=task + "\nBEGIN:VEVENT\r\nSUMMARY:Zweite Zeile\x1b\x00"[:-1])
    promise = {"task": "Streng geheim", "due_on": timezone.localdate(), "assignee": wuppertal_adviser}
    factories.make_consultation(actor, wuppertal_adviser, is_confidential=True, note="Streng geheim", follow_up=promise)
    address = make_address(wuppertal_adviser)
    assert sorted(entries(address)) == [
        "Wiedervorlage", f"Wiedervorlage: {' '.join(task.split())} BEGIN:VEVENT SUMMARY:Zweite Zeile",
    ]  # fmt: skip
    raw = Client().get(address).content
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert b"geheim" not in raw


def test_entry_is_a_whole_day_that_keeps_its_name_and_moves_with_the_promise(wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof")
    # Half past midnight on the day on which the clocks go forward: in London it is still the day before.
    with time_machine.travel(datetime(2026, 3, 28, 23, 30, tzinfo=UTC), tick=False):
        promise = factories.make_follow_up(actor, wuppertal_adviser, "Rückruf", due_on=date(2026, 3, 29))
        late = factories.make_follow_up(actor, wuppertal_adviser, "Angebot", due_on=date(2026, 3, 27))
        address = make_address(wuppertal_adviser)
        found = entries(address)
        entry, overdue = found["Wiedervorlage: Rückruf"], found["Wiedervorlage: Angebot (überfällig seit 27.03.2026)"]
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2026, 3, 29), date(2026, 3, 30))
    assert entry["dtstart"].params["value"] == "DATE"
    assert (str(entry["class"]), str(entry["transp"])) == ("PRIVATE", "TRANSPARENT")
    assert str(entry["url"]) == f"http://localhost:8000{promise.get_absolute_url()}"
    assert overdue["dtstart"].dt == date(2026, 3, 29)
    numbers = [overdue["sequence"]]
    with time_machine.travel(datetime(2026, 4, 2, 8, tzinfo=UTC), tick=False):
        (again,) = (event for event in entries(address).values() if event["uid"] == overdue["uid"])
        assert again["dtstart"].dt == date(2026, 4, 2)
        numbers.append(again["sequence"])
        FollowUp.objects.filter(pk=late.pk).update(due_on=date(2026, 4, 9), version=late.version + 1, changed_at=timezone.now())
        moved = entries(address)["Wiedervorlage: Angebot"]
        assert (moved["uid"], moved["dtstart"].dt, moved["last-modified"].dt) == (overdue["uid"], date(2026, 4, 9), timezone.now())
        numbers.append(moved["sequence"])
    assert numbers == sorted(set(numbers))


# --- who gets it -------------------------------------------------------------------------------------------
def test_address_ends_with_its_revocation_the_next_one_the_role_and_the_account(wuppertal, wuppertal_adviser, sign_in):
    client, form_key = sign_in(wuppertal_adviser), uuid.uuid4()
    first = make_address(wuppertal_adviser, form_key)
    assert make_address(wuppertal_adviser, form_key) == first  # the page was loaded again
    second = make_address(wuppertal_adviser)
    assert [Client().get(address).status_code for address in (first, second)] == [404, 200]
    assert client.post(MAKE, {"form_key": form_key}).url == PAGE  # an old page brings no ended address back
    membership = wuppertal_adviser.memberships.get()
    for change, back in (({"role": "reader"}, {"role": "adviser"}), ({"is_active": False}, {"is_active": True})):
        statuses = []
        for values in (change, back):
            type(membership).objects.filter(pk=membership.pk).update(**values)
            statuses.append(Client().get(second).status_code)
        assert statuses == [404, 200]
    client.post(REVOKE)
    client.post(REVOKE)
    assert Client().get(second).status_code == 404
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 0
    third = make_address(wuppertal_adviser)
    type(wuppertal_adviser).objects.update(is_active=False)
    assert Client().get(third).status_code == 404
    assert CalendarFeed.objects.count() == 3


def test_address_stands_on_one_page_and_in_no_table(wuppertal_adviser, sign_in):
    address = make_address(wuppertal_adviser)
    token = address.split("/")[-1].removesuffix(".ics")
    page = sign_in(wuppertal_adviser).get(PAGE)
    assert token not in page.content.decode()
    assert "noch nie" in words(page)
    Client().get(address)
    assert "noch nie" not in words(sign_in(wuppertal_adviser).get(PAGE))
    (row,) = CalendarFeed.objects.values()
    assert token not in str(row)
    assert client_of(wuppertal_adviser).get(MAKE).url == PAGE


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_another_persons_address_is_neither_seen_nor_revoked(wuppertal_adviser, second_adviser, wuppertal_reader):
    address = make_address(wuppertal_adviser)
    other = client_of(second_adviser)
    assert other.get(PAGE).context["feed"] is None
    other.post(REVOKE)
    assert Client().get(address).status_code == 200
    assert {client_of(wuppertal_reader).post(url).status_code for url in (PAGE, MAKE, REVOKE)} == {403}


def test_answer_has_its_walls_and_writes_the_hour_alone(wuppertal_adviser, caplog):
    address = make_address(wuppertal_adviser)
    with time_machine.travel(datetime(2026, 3, 12, 8, tzinfo=UTC), tick=False) as clock:
        answer = Client().get(address)
        seen = [CalendarFeed.objects.get().fetched_at]
        for minutes in (40, 40):
            clock.shift(timedelta(minutes=minutes))
            Client().get(address)
            seen.append(CalendarFeed.objects.get().fetched_at)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert (answer.headers["Referrer-Policy"], answer.headers["X-Content-Type-Options"]) == ("no-referrer", "nosniff")
    assert [round((moment - seen[0]).total_seconds() / 60) for moment in seen] == [0, 0, 80]
    assert not answer.cookies
    assert (Client().post(address).status_code, Client().put(address).status_code) == (405, 405)
    CalendarFeed.objects.update(revoked_at=timezone.now())
    Client().get(address)
    assert address.split("/")[-1][:20] not in caplog.text


def test_twenty_guesses_an_hour_close_the_door_but_an_ended_address_is_no_guess(wuppertal_adviser):
    ended = make_address(wuppertal_adviser)
    address = make_address(wuppertal_adviser)
    client = Client()
    assert {client.get(ended).status_code for _time in range(21)} == {404}
    assert [client.get(reverse("calendar_feed", args=[f"falsch{number}"])).status_code for number in range(21)] == [404] * 20 + [429]
    assert client.get(address).status_code == 429
    assert client.get(address).headers["Retry-After"] == "3600"
    assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 200


def test_calendar_asks_as_often_with_three_promises_as_with_one(wuppertal, wuppertal_adviser, django_assert_num_queries):
    address, actor = make_address(wuppertal_adviser), factories.make_actor(wuppertal, "Werkhof")
    factories.make_follow_up(actor, wuppertal_adviser)
    Client().get(address)
    # Guesses, feed, memberships, fetched at; absences and promises.
    for _time in range(2):
        with django_assert_num_queries(6):
            Client().get(address)
        factories.make_follow_up(actor, wuppertal_adviser)
        factories.make_follow_up(actor, wuppertal_adviser)
