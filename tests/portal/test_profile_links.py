"""The way to the own profile is mailed to one address or to many actors, once, and only where the office may write."""

import pytest
from django.urls import reverse
from django.utils import timezone

from initiatives.actions import archive_actor, raise_objection
from initiatives.models import Actor, Message, PersonalLink, Purpose
from portal import tasks
from portal.recipients import plan_mailing
from tests import factories
from tests.pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def object_to_mails(subject):
    purpose = Purpose.objects.get(municipality=subject.municipality, code="service")
    return raise_objection(subject=subject, purpose=purpose, channel="paper")


# --- one ---------------------------------------------------------------------------------------------------
def test_staff_choose_a_person_or_the_own_address_and_read_why_not(actor, chair, wuppertal, wuppertal_adviser, sign_in):
    object_to_mails(factories.make_contact(wuppertal, "Still", actor=actor, email="still@x.example"))
    factories.make_contact(wuppertal, "Ohne", actor=actor)
    client, url = sign_in(wuppertal_adviser), reverse("profile_link_send", args=[actor.pk])
    page = words(client.get(url))
    assert "Kim Muster kim@x.example · noch kein Link" in page
    assert "Kim Still still@x.example · kein Link möglich: Widerspruch vom" in page
    assert "Kim Ohne kein Link möglich: keine E-Mail-Adresse" in page
    assert "Eigene Adresse des Akteurs hof@x.example" in page
    for _again in range(2):
        assert client.post(url, {"way": chair.pk}).url == actor.get_absolute_url()
    mail = Message.objects.get()
    assert (mail.email, mail.contact, mail.is_automatic, mail.created_by) == ("kim@x.example", chair, False, wuppertal_adviser)
    assert "letzter Link am" in words(client.get(url))
    client.post(url, {"way": "actor"})
    assert Message.objects.filter(contact=None, email="hof@x.example").count() == 1


def test_an_address_that_may_not_be_used_is_no_choice(actor, chair, wuppertal, wuppertal_adviser, sign_in):
    still = factories.make_contact(wuppertal, "Still", actor=actor, email="still@x.example")
    object_to_mails(still)
    stranger = factories.make_contact(wuppertal, "Fremd", email="fremd@x.example")
    client, url = sign_in(wuppertal_adviser), reverse("profile_link_send", args=[actor.pk])
    for way in (still.pk, stranger.pk, "quatsch", ""):
        answer = client.post(url, {"way": way})
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["way"])
    assert not Message.objects.exists()


# --- many --------------------------------------------------------------------------------------------------
@pytest.fixture
def many(actor, chair, wuppertal, wuppertal_adviser):
    """Six actors: two may be written to."""
    rows = {
        "by_person": actor,
        "by_own_address": factories.make_actor(wuppertal, "Eigene Adresse", email="eigen@x.example"),
        "no_address": factories.make_actor(wuppertal, "Ohne Adresse"),
        "objected": factories.make_actor(wuppertal, "Widerspruch", email="nein@x.example"),
        "archived": factories.make_actor(wuppertal, "Abgelegt", email="weg@x.example"),
        "wrong": factories.make_actor(wuppertal, "Tippfehler", email="da@x.example"),
    }
    object_to_mails(rows["objected"])
    archive_actor(user=wuppertal_adviser, actor=rows["archived"], reason="dissolved", note="")
    Actor.objects.filter(pk=rows["wrong"].pk).update(email="so nicht")
    return rows


def test_preview_says_who_gets_it_and_who_does_not_and_why(many, wuppertal):
    mailing = plan_mailing(wuppertal, Actor.objects.all())
    assert {(way.actor, way.email) for way in mailing.ways} == {
        (many["by_person"], "kim@x.example"),
        (many["by_own_address"], "eigen@x.example"),
    }
    today = f"{timezone.localdate():%d.%m.%Y}"
    assert {row.actor: row.why for row in mailing.left_out} == {
        many["no_address"]: "keine E-Mail-Adresse",
        many["objected"]: f"Widerspruch vom {today}",
        many["archived"]: f"abgelegt am {today}",
        many["wrong"]: "die E-Mail-Adresse kann nicht stimmen",
    }


def test_ticked_actors_get_one_mail_however_often_it_is_sent(many, wuppertal_adviser, sign_in):
    client, url = sign_in(wuppertal_adviser), reverse("profile_link_bulk")
    assert f'formaction="{url}"' in client.get(reverse("actor_list")).content.decode()
    chosen = {"keys": [row.pk for row in many.values()]}
    page = client.get(url, chosen)
    assert "Den Link an 2 Akteure senden?" in words(page)
    sent = {"keys": page.context["keys"], "expected": "2"}
    assert client.post(url, sent | {"expected": "3"}).status_code == 200
    assert not Message.objects.exists()
    assert client.post(url, sent).url == reverse("actor_list")
    again = client.post(url, sent)
    assert "Niemand bekommt einen Link" in words(again)
    assert "hat vor Kurzem automatische Post bekommen" in words(again)
    assert sorted(Message.objects.values_list("email", "is_automatic")) == [("eigen@x.example", True), ("kim@x.example", True)]


def test_whole_list_goes_by_its_filters_and_a_long_one_in_the_background(many, wuppertal, wuppertal_adviser, sign_in):
    client, url = sign_in(wuppertal_adviser), reverse("profile_link_bulk")
    page = client.get(url, {"all": "1", "query": "q=Eigene"})
    assert [way.actor for way in page.context["ways"]] == [many["by_own_address"]]
    tasks.mail_links.func(wuppertal.pk, wuppertal_adviser.pk, [row.pk for row in many.values()])
    assert Message.objects.count() == 2


def test_preview_asks_as_often_for_many_as_for_one(many, wuppertal, django_assert_num_queries):
    for rows in (Actor.objects.filter(pk=many["by_person"].pk), Actor.objects.all()):
        with django_assert_num_queries(4):
            plan_mailing(wuppertal, rows)


def test_reader_and_another_city_send_nothing(actor, chair, wuppertal_reader, witten_adviser, client):
    for person, status in ((wuppertal_reader, 403), (witten_adviser, 404)):
        client.force_login(person)
        assert client.post(reverse("profile_link_send", args=[actor.pk]), {"way": chair.pk}).status_code == status
        client.post(reverse("profile_link_bulk"), {"keys": actor.pk, "expected": "1"})
    assert not Message.objects.exists()


# --- who holds one -----------------------------------------------------------------------------------------
def test_actors_page_shows_who_holds_links_and_revokes_them(actor, chair, link, publish, wuppertal_adviser, sign_in):
    publish(actor)
    client = sign_in(wuppertal_adviser)
    page = words(client.get(actor.get_absolute_url()))
    assert "Eintrag und Links" in page
    assert "Kim Muster kim@x.example · bis" in page
    assert "Zuletzt bestätigt noch nie" in page
    answer = client.post(reverse("link_revoke", args=[link.pk]), {"next": actor.get_absolute_url()})
    assert answer.url == actor.get_absolute_url()
    assert PersonalLink.objects.get(pk=link.pk).revoked_at
    assert "Zurzeit hat niemand einen Link zu diesem Eintrag." in words(client.get(actor.get_absolute_url()))
