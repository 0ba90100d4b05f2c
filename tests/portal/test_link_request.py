"""Anybody may ask for the link to an entry; the page tells nobody whether an address is known."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives.actions import archive_actor, restrict
from initiatives.models import Message
from portal.actions.link_requests import answer_link_request
from portal.spam import HOUR, caller, stamp, take_turn
from tests import factories
from tests.portal.conftest import open_link

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def url(wuppertal, actor, chair):
    return reverse("link_request", args=[wuppertal.slug])


def typed(email, seconds=10, **more):
    """What a person sends who needed so many seconds."""
    return {"email": email, "opened": stamp(timezone.now() - timedelta(seconds=seconds)), "topic": ""} | more


def mails():
    return sorted(Message.objects.values_list("email", "actor__trading_name"))


def test_person_and_organisation_get_one_mail_for_each_actor(wuppertal, actor, chair):
    factories.make_actor(wuppertal, "Zweitwerk", email="KIM@x.example")
    assert answer_link_request(municipality=wuppertal, email="kim@x.example") == 2
    assert mails() == [("KIM@x.example", "Zweitwerk"), ("kim@x.example", "Werkhof Muster")]
    assert set(Message.objects.values_list("purpose__code", "created_by")) == {("service", None)}
    assert answer_link_request(municipality=wuppertal, email="hof@x.example") == 1


def test_asked_four_times_the_mail_comes_three_times(wuppertal, actor, chair):
    assert [answer_link_request(municipality=wuppertal, email="kim@x.example") for _time in range(4)] == [1, 1, 1, 0]


def test_no_mail_for_unknown_archived_restricted_or_another_city(wuppertal, witten, actor, chair, wuppertal_manager):
    assert answer_link_request(municipality=wuppertal, email="niemand@x.example") == 0
    assert answer_link_request(municipality=witten, email="kim@x.example") == 0
    restrict(user=wuppertal_manager, record=chair, reason="claims")
    assert answer_link_request(municipality=wuppertal, email="kim@x.example") == 0
    archive_actor(user=wuppertal_manager, actor=actor, reason="moved")
    assert answer_link_request(municipality=wuppertal, email="hof@x.example") == 0
    assert mails() == []


def test_answer_and_work_are_the_same_for_known_and_unknown_addresses(client, url, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    pages, queries = [], []
    for email in ("kim@x.example", "niemand@x.example"):
        visitor = Client()
        with CaptureQueriesContext(connection) as seen:
            answer = visitor.post(url, typed(email), follow=True)
        pages.append(re.sub(rb'csrf\w+" value="\w+"', b"", answer.content))
        queries.append(len(seen))
        assert answer.redirect_chain == [(reverse("link_request_sent", args=["wuppertal"]), 302)]
    assert pages[0] == pages[1]
    assert queries[0] == queries[1]
    assert mails() == [], "nothing is looked up or mailed while the visitor waits"


def test_link_in_the_mail_opens_the_entry(client, url, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, typed("Kim@x.example"))
    assert mailoutbox[0].to == ["kim@x.example"], "the address on record, as the register writes it"
    holder = open_link(re.search(r"/link/[\w-]+/", mailoutbox[0].body)[0])
    assert "Werkhof Muster" in holder.get(reverse("own_profile")).content.decode()


def test_form_sent_twice_makes_one_mail(client, url):
    form = typed("kim@x.example", form_key="6f1f8d0e-9d1c-4a53-8a0e-0d9a3c1f2b11")
    assert [client.post(url, form).status_code for _time in range(2)] == [302, 302]
    assert len(mails()) == 1


def test_program_that_fills_in_everything_is_thanked_and_gets_nothing(client, url):
    answer = client.post(url, typed("kim@x.example", topic="Kredit"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("link_request_sent", args=["wuppertal"]))
    assert mails() == []


def test_form_that_comes_too_quickly_is_asked_for_once_more_with_everything_in_it(client, url):
    quick = client.post(url, typed("kim@x.example", seconds=1))
    assert "Bitte senden Sie das Formular noch einmal ab" in quick.content.decode()
    assert quick.context["form"]["email"].value() == "kim@x.example"
    old = client.post(url, typed("kim@x.example", seconds=2 * 86_400))
    assert "lange offen" in old.content.decode()
    begun_anew = re.search(r'name="opened" value="([^"]+)"', old.content.decode())[1]
    assert begun_anew != typed("", seconds=2 * 86_400)["opened"]
    assert "lange offen" in client.post(url, typed("kim@x.example") | {"opened": "1764000000:made-up"}).content.decode()
    assert mails() == []


def test_eleventh_request_from_one_address_within_an_hour_is_refused(client, url):
    assert all(take_turn("link_request_sent", "127.0.0.1", 10, HOUR) for _time in range(9))
    answers = [client.post(url, typed(f"{number}@x.example")) for number in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert answers[-1]["Retry-After"] == "3600"
    assert "1@x.example" in answers[-1].content.decode(), "nothing typed is lost"
    assert client.post(url, typed("neu@x.example"), REMOTE_ADDR="192.0.2.7").status_code == 302
    household = {caller(RequestFactory().get("/", REMOTE_ADDR=f"2001:db8::{number}")) for number in range(3)}
    assert household == {"2001:db8::/64"}
