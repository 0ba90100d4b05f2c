""" "Stimmt das noch?": asked once a year, answered by one button, reminded twice, then left to the office."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from initiatives.models import Message
from portal.actions.checks import confirm
from portal.models import InboxEntry, PortalSettings, ProfileCheck
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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
    assert not ProfileCheck.objects.exists() and not InboxEntry.objects.exists()
