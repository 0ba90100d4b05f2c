""" "Stimmt das noch?": asked once a year, answered by one button, reminded twice, then left to the office."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from initiatives.actions import assure_actor, raise_objection, send_due_messages
from initiatives.models import Actor, Message, Purpose
from portal.actions.checks import confirm
from portal.models import InboxEntry, PortalSettings, ProfileCheck
from portal.panels.checks import unanswered_checks
from portal.tasks import ask_whether_right
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def asked(actor, chair):
    """The chair was asked and has not answered."""
    return ProfileCheck.objects.create(municipality=actor.municipality, actor=actor, contact=chair, asked_at=timezone.now())


def press(link, answer):
    """A button at the door, and where it leads."""
    path = link.url[link.url.index("/link/") :]
    return Client().post(path, {"answer": answer})


# --- answers at the door -----------------------------------------------------------------------------------
def test_yes_at_the_door_confirms_at_once_and_twice_is_once(link, actor, chair, asked):
    page = Client().get(link.url[link.url.index("/link/") :] + "?antwort=yes").content.decode()
    assert 'primary" type="submit" name="answer" value="yes"' in page
    assert {press(link, "yes").url for _again in range(2)} == {"/profil/"}
    actor.refresh_from_db()
    assert (actor.assured_on, actor.assured_by) == (timezone.localdate(), None)
    check = ProfileCheck.objects.get()
    assert (check.pk, check.answer, check.answered_through, check.contact) == (asked.pk, "yes", "link", chair)


def test_confirming_unasked_leaves_one_row_a_day(link, actor):
    assert confirm(link=link) == confirm(link=link) == ProfileCheck.objects.get()
    check = ProfileCheck.objects.get()
    assert (check.asked_at, check.answer, check.answered_through) == (None, "yes", "link")


def test_something_has_changed_leads_to_the_form(link, actor, asked):
    assert press(link, "change").url == "/profil/aendern/"
    asked.refresh_from_db()
    actor.refresh_from_db()
    assert (asked.answer, actor.assured_on) == ("change", None)


def test_no_longer_exists_reaches_the_inbox_once(link, actor, asked):
    assert press(link, "gone").url == "/profil/"
    assert press(link, "gone").url == "/profil/"
    asked.refresh_from_db()
    entry = InboxEntry.objects.get()
    assert (asked.answer, entry.kind, entry.actor, entry.sender_email) == ("gone", "gone", actor, "kim@x.example")


def test_without_an_open_question_a_button_only_leads_in(link):
    assert press(link, "gone").url == "/profil/"
    assert not ProfileCheck.objects.exists()
    assert not InboxEntry.objects.exists()


# --- the yearly mail ---------------------------------------------------------------------------------------
@pytest.fixture
def yearly(wuppertal, actor, chair, publish):
    """The office asks once a year, and the cooperative is public."""
    PortalSettings.objects.create(municipality=wuppertal, asks_yearly=True)
    return publish(actor)


def clock(days, moment):
    """What the clock does so many days later, and the mails that leave."""
    moment.move_to(START + timedelta(days=days))
    ask_whether_right(timezone.now())
    send_due_messages()
    letters, mail.outbox[:] = list(mail.outbox), []
    return letters


@pytest.fixture
def moment():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def test_mail_asks_with_three_buttons_and_what_the_public_sees(moment, yearly):
    (letter,) = clock(0, moment)
    assert (letter.to, letter.subject) == (["kim@x.example"], "Stimmt Ihr Eintrag noch? Werkhof Muster")
    assert "Wir reparieren." in letter.body
    address = re.search(r"http\S+(/link/\S+/)\?antwort=yes", letter.body)[1]
    assert letter.body.count(address) == 3
    assert f"{address}?antwort=gone" in letter.body
    page = Client().get(f"{address}?antwort=gone").content.decode()
    assert 'primary" type="submit" name="answer" value="gone"' in page
    assert clock(0, moment) == []
    assert Client().post(address, {"answer": "yes"}).url == "/profil/"
    yearly.refresh_from_db()
    assert yearly.assured_on == timezone.localdate()
    assert [clock(days, moment) for days in (22, 44, 365)] == [[], [], []]
    (letter,) = clock(367, moment)
    assert "einmal im Jahr" in letter.body


def test_two_reminders_then_a_line_on_the_day(moment, yearly, wuppertal, wuppertal_adviser, wuppertal_manager):
    assert [len(clock(days, moment)) for days in (0, 20)] == [1, 0]
    (letter,) = clock(21, moment)
    assert "am 02.03.2026 haben wir" in letter.body
    assert [len(clock(days, moment)) for days in (41, 42, 62)] == [0, 1, 0]
    day = timezone.localdate()
    assert unanswered_checks(wuppertal_manager, wuppertal, day) is None
    assert clock(64, moment) == clock(400, moment) == []
    panel = unanswered_checks(wuppertal_manager, wuppertal, day)
    assert [(row["check"].actor, row["why"]) for row in panel["rows"]] == [(yearly, "zweimal erinnert, zuletzt am 13.04.2026")]
    # Nobody looks after it, so it is the management's; with a steward it is the steward's.
    assert unanswered_checks(wuppertal_adviser, wuppertal, day) is None
    yearly.steward = wuppertal_adviser
    yearly.save()
    assert unanswered_checks(wuppertal_adviser, wuppertal, day)["count"] == 1
    assert unanswered_checks(wuppertal_manager, wuppertal, day) is None


def test_whom_no_mail_may_reach_stands_on_the_day_at_once(moment, yearly, chair, wuppertal, wuppertal_manager):
    service = Purpose.objects.get(municipality=wuppertal, code="service")
    for subject in (yearly, chair):
        raise_objection(subject=subject, purpose=service, channel="paper")
    assert clock(0, moment) == []
    assert not Message.objects.filter(is_automatic=True).exists()
    (row,) = unanswered_checks(wuppertal_manager, wuppertal, timezone.localdate())["rows"]
    assert row["why"] == "keine E-Mail möglich (Widerspruch oder falsche Adresse)"
    assert clock(30, moment) == []


def test_questions_are_spread_over_the_year_the_longest_silent_first(moment, yearly, wuppertal, publish):
    today = timezone.localdate()
    others = [publish(factories.make_actor(wuppertal, email=f"a{number}@x.example")) for number in range(3)]
    for number, actor in enumerate(others[:2]):
        Actor.objects.filter(pk=actor.pk).update(assured_on=today - timedelta(days=500 + number))
    Actor.objects.filter(pk=others[2].pk).update(assured_on=today - timedelta(days=300))
    assert [letter.to for letter in clock(0, moment)] == [["kim@x.example"]]
    assert clock(0, moment) == []
    assert [letter.to for letter in clock(1, moment) + clock(2, moment) + clock(3, moment)] == [["a1@x.example"], ["a0@x.example"]]


def test_who_was_assured_by_the_office_meanwhile_is_not_reminded(moment, yearly, wuppertal_adviser):
    clock(0, moment)
    moment.move_to(START + timedelta(days=5))
    assure_actor(user=wuppertal_adviser, actor=yearly)
    assert clock(30, moment) == []
    check = ProfileCheck.objects.get()
    assert (check.answer, check.answered_through, check.recorded_by) == ("yes", "office", wuppertal_adviser)


def test_nobody_is_asked_where_the_office_does_not_want_it(moment, yearly):
    PortalSettings.objects.update(asks_yearly=False)
    assert clock(0, moment) == []
    assert not ProfileCheck.objects.exists()
