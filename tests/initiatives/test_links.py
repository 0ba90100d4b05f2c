"""A personal link: opened by its button alone, for one purpose and one person, never stored, closed when it ends, guessed by nobody."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.links import make_link
from initiatives.models import Consent, ConsentRequest, Message, Objection, PersonalLink, Purpose
from initiatives.office_start import start_purposes
from tests import factories
from tests.pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PATH = re.compile(r"/link/[\w-]+/")


@pytest.fixture
def office(wuppertal):
    start_purposes(wuppertal)
    wuppertal.phone, wuppertal.email = "0202 11", "amt@wuppertal.example"
    wuppertal.save()
    return wuppertal


@pytest.fixture
def kim(office):
    return factories.make_contact(office, "Vorlage", email="kim@cafe.example")


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Does something, lets the queue run, and gives the addresses (without host) in the mails: the asked one, then the stop link."""

    def do(step, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            step(*args, **kwargs)
        return PATH.findall(mail.outbox[-1].body)

    return do


@pytest.fixture
def asked(office, kim, wuppertal_adviser, sent):
    """Kim is asked for two consents; the address in the mail."""
    return sent(actions.request_consents, user=wuppertal_adviser, subject=kim, purposes=purposes("newsletter", "publish_person"))[0]


def purposes(*codes):
    return [Purpose.objects.get(code=code) for code in codes]


def consent(code, contact=None):
    rows = Consent.objects.filter(purpose__code=code)
    return (rows.filter(contact=contact) if contact else rows).order_by("-pk").first()


def address(office, kind="consents", **subject):
    _link, url = make_link(purpose=kind, municipality=office, **subject)
    return PATH.search(url)[0]


def stored_texts():
    """Everything that stands in a column of text, in every table."""
    for model in apps.get_models(include_auto_created=True):
        fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)]
        fields += [field.attname for field in model._meta.concrete_fields if isinstance(field, models.JSONField)]
        for row in model._base_manager.values_list(*fields) if fields else ():
            yield model._meta.label, " ".join(str(value) for value in row)


# --- the way in --------------------------------------------------------------------------------------------
def test_page_of_a_link_names_office_purpose_and_its_own_person_alone(client, office, kim, asked):
    factories.make_contact(office, "Nachbarin", email="andere@cafe.example")
    page = client.get(asked)
    text = words(page)
    assert page.status_code == 200
    assert all(name in text for name in ("Wirtschaftsförderung Wuppertal", "Kim Vorlage"))
    assert "Nachbarin" not in text
    assert "@" not in text
    assert 'href="/"' not in page.content.decode()


def test_page_of_a_link_is_kept_nowhere_and_tells_nobody_its_address(client, asked):
    for response in (client.get(asked), client.post(asked), client.get("/link/gibtesnicht/")):
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response.headers["Cache-Control"]


def test_program_that_opens_the_links_of_a_mail_changes_nothing(client, asked):
    before = {model: list(model.objects.values()) for model in (Consent, ConsentRequest, Objection, PersonalLink)}
    for url in PATH.findall(mail.outbox[-1].body):
        assert client.get(url).status_code == 200
        assert client.head(url).status_code == 200
    assert {model: list(model.objects.values()) for model in before} == before
    assert client.get(reverse("consent_answer")).status_code == 403


def test_button_gives_a_cookie_for_the_pages_of_the_purpose_alone(client, asked):
    response = client.post(asked)
    assert (response.status_code, response.url) == (302, "/einwilligung/")
    cookie = response.cookies["link-consent"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == ("/einwilligung/", True, "Lax", 7200)
    assert asked.split("/")[2] not in cookie.value


def test_button_works_in_a_browser_that_hides_where_it_comes_from(asked):
    client = Client(enforce_csrf_checks=True)
    assert client.post(asked, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_button_on_another_site_lets_nobody_in(client, asked):
    response = client.post(asked, headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 200
    assert response.cookies == {}


def test_cookie_of_one_purpose_opens_no_page_of_another(client, office, kim):
    client.post(address(office, "consents", contact=kim))
    value = client.cookies["link-consents"].value
    for name, path in (("link-consent", "/einwilligung/"), ("link-stop", "/abbestellen/")):
        client.cookies[name] = value
        for response in (client.get(path), client.post(path)):
            assert response.status_code == 403
    assert client.get("/einwilligungen/").status_code == 200


@pytest.mark.parametrize("name", ["consent_answer", "own_consents", "stop_mails"])
def test_page_without_its_link_says_how_to_come_in(name, client):
    response = client.get(reverse(name))
    assert response.status_code == 403
    assert "link" in words(response).lower()


# --- the way is closed -------------------------------------------------------------------------------------
@pytest.mark.parametrize("token", ["gibtesnicht", "x" * 43, "ä", "x" * 3000])
def test_unknown_link_is_not_found_without_saying_whether_it_existed(token, client):
    response = client.get(f"/link/{token}/")
    assert response.status_code == 404
    assert "wf40" in words(response)


def test_link_of_an_erased_person_is_as_unknown_as_any_other(client, office, kim):
    url = address(office, contact=kim)
    kim.delete()
    assert words(client.get(url)) == words(client.get("/link/gibtesnicht/"))


def test_twenty_wrong_links_an_hour_close_the_door_also_to_a_right_one(client, office, kim):
    url = address(office, contact=kim)
    statuses = [(client.get if number % 2 else client.post)(f"/link/falsch{number}/").status_code for number in range(21)]
    assert statuses == [404] * 20 + [429]
    response = client.get(url)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "3600"
    assert "Kim" not in words(response)
    assert client.get(url, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.parametrize(
    "end", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(seconds=1)}], ids=["revoked", "expired"]
)
def test_link_that_ended_says_whom_to_ask_and_lets_nobody_in(end, client, office, kim):
    url = address(office, contact=kim)
    client.post(url)
    PersonalLink.objects.update(**end)
    for response in (client.get(url), client.post(url)):
        assert response.status_code == 410
        assert all(part in words(response) for part in ("Wirtschaftsförderung Wuppertal", "0202 11", "amt@wuppertal.example"))
    # Whoever came in before is out as well.
    assert client.get("/einwilligungen/").status_code == 403
    assert client.post("/einwilligungen/", {"step": "object", "purpose": purposes("invitation")[0].pk}).status_code == 403
    assert Objection.objects.count() == 0


def test_link_of_a_restricted_person_is_closed(client, office, kim, wuppertal_manager):
    url = address(office, contact=kim)
    client.post(url)
    actions.restrict(user=wuppertal_manager, record=kim, reason="contested")
    assert client.get(url).status_code == 410
    assert client.get("/einwilligungen/").status_code == 403


# --- the token ---------------------------------------------------------------------------------------------
def test_token_stands_in_the_mail_alone(client, office, kim, asked, wuppertal_adviser, sign_in):
    client.post(asked)
    client.post(PATH.findall(mail.outbox[-1].body)[1])
    staff = Client()
    staff.force_login(wuppertal_adviser)
    sheet = staff.post(reverse("contact_consents_sheet", args=[kim.pk]))
    tokens = [found.split("/")[2] for found in [*PATH.findall(mail.outbox[-1].body), *PATH.findall(sheet.content.decode())]]
    assert len(set(tokens)) == 3
    texts = list(stored_texts())
    assert any("kim@cafe.example" in text for _label, text in texts)
    assert [(label, token) for label, text in texts for token in tokens if token in text] == []
    assert [message.state for message in Message.objects.all()] == ["sent"]


def test_token_stands_in_no_log(client, office, kim, caplog):
    url = address(office, contact=kim)
    caplog.set_level("INFO")
    assert client.put(url).status_code == 405
    assert [client.get("/link/falsch/").status_code for _number in range(20)][-1] == 404
    assert client.get(url).status_code == 429
    PersonalLink.objects.update(revoked_at=timezone.now())
    assert client.post(url, REMOTE_ADDR="192.0.2.7").status_code == 410
    assert [record.getMessage() for record in caplog.records if url.split("/")[2] in record.getMessage()] == []


# --- the answer to a request -------------------------------------------------------------------------------
def test_reader_sees_the_full_text_its_version_and_no_tick(client, asked):
    client.post(asked)
    page = client.get("/einwilligung/").content.decode()
    for row in Consent.objects.all():
        assert row.text.text in page
    assert "Fassung 1" in page or "Version 1" in page
    assert page.count('type="checkbox"') == 2
    assert " checked" not in page


def test_what_is_ticked_is_given_and_the_rest_is_not(client, kim, asked):
    client.post(asked)
    given, left = consent("newsletter"), consent("publish_person")
    response = client.post("/einwilligung/", {"consent": [given.pk]})
    assert (response.status_code, response.url) == (302, "/einwilligung/")
    given.refresh_from_db()
    left.refresh_from_db()
    assert (given.is_in_force, given.email, left.is_in_force) == (True, "kim@cafe.example", False)
    assert left.declined_at is not None
    link = PersonalLink.objects.get(purpose="consent")
    assert link.used_at == given.confirmed_at


def test_second_answer_changes_nothing_and_says_when_the_first_came(client, asked):
    client.post(asked)
    client.post("/einwilligung/", {"consent": [consent("newsletter").pk]})
    before = list(Consent.objects.order_by("pk").values())
    response = client.post("/einwilligung/", {"consent": [consent("publish_person").pk]})
    assert response.status_code == 409
    day = f"{timezone.localdate():%d.%m.%Y}"
    assert day in words(response)
    assert list(Consent.objects.order_by("pk").values()) == before
    again = Client().get(asked)
    assert (again.status_code, day in words(again)) == (410, True)


def test_key_of_another_request_is_not_looked_at(client, office, asked, wuppertal_adviser):
    other = factories.make_contact(office, "Andere", email="andere@cafe.example")
    actions.request_consents(user=wuppertal_adviser, subject=other, purposes=purposes("newsletter"))
    client.post(asked)
    client.post("/einwilligung/", {"consent": [consent("newsletter", other).pk, "x", "9" * 30, ""]})
    assert consent("newsletter", other).confirmed_at is None
    assert Consent.objects.in_force().count() == 0


def test_confirmed_address_is_that_of_the_request_whatever_is_sent(client, kim, asked):
    kim.email = "neu@anderswo.example"
    kim.save()
    client.post(f"{asked}?email=boese@anderswo.example", {"email": "boese@anderswo.example"})
    sent = {"consent": [consent("newsletter").pk], "email": "boese@anderswo.example", "contact": "1", "request": "1"}
    client.post("/einwilligung/?email=boese@anderswo.example", sent)
    assert Consent.objects.in_force().get().email == "kim@cafe.example"


def test_older_mail_has_nothing_left_to_decide_after_a_newer_one(client, kim, asked, wuppertal_adviser):
    ConsentRequest.objects.update(asked_at=timezone.now() - timedelta(days=1))
    actions.request_consents(user=wuppertal_adviser, subject=kim, purposes=purposes("newsletter", "publish_person"))
    client.post(asked)
    assert "checkbox" not in client.get("/einwilligung/").content.decode()
    assert client.post("/einwilligung/", {"consent": [consent("newsletter").pk]}).status_code == 409
    assert Consent.objects.in_force().count() == 0


def test_link_to_a_request_of_somebody_else_shows_no_question(client, office, asked):
    other = factories.make_contact(office, "Andere")
    client.post(address(office, "consent", contact=other, subject_id=ConsentRequest.objects.get().pk))
    page = client.get("/einwilligung/")
    assert "Newsletter" not in words(page)
    client.post("/einwilligung/", {"consent": [consent("newsletter").pk]})
    assert Consent.objects.in_force().count() == 0


# --- one's own consents ------------------------------------------------------------------------------------
def test_mailed_link_gives_and_withdraws_at_once(client, office, kim):
    client.post(address(office, contact=kim, email="kim@cafe.example"))
    newsletter = purposes("newsletter")[0]
    assert newsletter.text.text in client.get("/einwilligungen/").content.decode()
    client.post("/einwilligungen/", {"step": "give", "purpose": newsletter.pk, "email": "boese@anderswo.example"})
    row = Consent.objects.in_force().get()
    assert (row.purpose, row.contact, row.email, row.channel, row.recorded_by) == (
        newsletter,
        kim,
        "kim@cafe.example",
        "double_opt_in",
        None,
    )
    client.post("/einwilligungen/", {"step": "withdraw", "purpose": newsletter.pk})
    row.refresh_from_db()
    assert (row.is_in_force, row.withdrawn_channel, row.withdrawn_by) == (False, "double_opt_in", None)


def test_holder_objects_to_what_needs_no_consent_and_takes_it_back(client, office, kim):
    client.post(address(office, contact=kim))
    invitation = purposes("invitation")[0]
    for _twice in range(2):
        client.post("/einwilligungen/", {"step": "object", "purpose": invitation.pk})
    assert Objection.objects.in_force().get().purpose == invitation
    client.post("/einwilligungen/", {"step": "lift", "purpose": invitation.pk})
    assert Objection.objects.in_force().count() == 0


def test_printed_link_gives_only_after_a_mail_to_the_stored_address(client, office, kim, sent):
    client.post(address(office, contact=kim))
    newsletter = purposes("newsletter")[0]
    page = client.get("/einwilligungen/")
    assert "k…@cafe.example" in words(page)
    assert "kim@cafe.example" not in page.content.decode()
    client.post("/einwilligungen/", {"step": "give", "purpose": newsletter.pk})
    assert Consent.objects.count() == 0
    confirming = sent(client.post, "/einwilligungen/", {"step": "ask", "purpose": [newsletter.pk]})
    assert mail.outbox[-1].to == ["kim@cafe.example"]
    assert Consent.objects.in_force().count() == 0
    client.post(confirming[0])
    client.post("/einwilligung/", {"consent": [Consent.objects.get().pk]})
    assert Consent.objects.in_force().get().email == "kim@cafe.example"


def test_whoever_finds_a_printed_link_cannot_fill_its_owners_mailbox(client, office, kim, sent):
    client.post(address(office, contact=kim))
    for _again in range(3):
        sent(client.post, "/einwilligungen/", {"step": "ask", "purpose": [row.pk for row in purposes("newsletter", "publish_photo")]})
        sent(client.post, "/einwilligungen/", {"step": "ask", "purpose": [purposes("publish_photo")[0].pk]})
    assert len(mail.outbox) == 1


def test_printed_link_without_a_stored_address_leads_to_the_office(client, office):
    nobody = factories.make_contact(office, "Ohnemail")
    client.post(address(office, contact=nobody))
    page = client.get("/einwilligungen/")
    assert "0202 11" in words(page)
    assert 'value="ask"' not in page.content.decode()
    client.post("/einwilligungen/", {"step": "ask", "purpose": [purposes("newsletter")[0].pk]})
    assert (Consent.objects.count(), Message.objects.count()) == (0, 0)


def test_printed_link_of_somebody_who_wants_no_mail_sends_none(client, office, kim):
    actions.raise_objection(subject=kim, purpose=purposes("service")[0], channel="paper")
    client.post(address(office, contact=kim))
    answer = client.post("/einwilligungen/", {"step": "ask", "purpose": [purposes("newsletter")[0].pk]}, follow=True)
    assert 'role="alert"' in answer.content.decode()
    assert (Consent.objects.count(), Message.objects.count()) == (0, 0)


def test_link_of_an_actor_shows_none_of_its_people(client, office):
    actor = factories.make_actor(office, "Werkhof", email="hof@werkhof.example")
    person = factories.make_contact(office, "Vertraulich", actor=actor, email="privat@werkhof.example")
    actions.record_consent(
        user=None, subject=person, purpose=purposes("newsletter")[0], channel="oral", given_at=timezone.now(), note="Am Telefon"
    )
    client.post(address(office, actor=actor, email="hof@werkhof.example"))
    page = client.get("/einwilligungen/").content.decode()
    assert "Werkhof" in page
    assert not any(word in page for word in ("Vertraulich", "privat@", "Am Telefon"))
    client.post("/einwilligungen/", {"step": "withdraw", "purpose": purposes("newsletter")[0].pk})
    assert Consent.objects.in_force().get().contact == person


def test_purpose_of_another_city_and_unknown_steps_change_nothing(client, office, kim, witten):
    start_purposes(witten)
    client.post(address(office, contact=kim, email="kim@cafe.example"))
    own, foreign = office, Purpose.objects.get(municipality=witten, code="newsletter")
    mine = Purpose.objects.get(municipality=own, code="newsletter")
    for sent in ({"step": "give", "purpose": foreign.pk}, {"step": "quatsch", "purpose": mine.pk}, {"step": "give", "purpose": "²"}, {}):
        assert client.post("/einwilligungen/", sent).status_code == 302
    assert (Consent.objects.count(), Objection.objects.count()) == (0, 0)


# --- the end of mails --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("code", "left"), [("newsletter", (0, 0)), ("funding_notice", (1, 1))], ids=["consent", "objection"])
def test_stop_link_ends_the_mails_of_its_purpose_alone(code, left, client, office, kim, sent, wuppertal_adviser):
    for purpose in purposes("newsletter"):
        actions.record_consent(user=wuppertal_adviser, subject=kim, purpose=purpose, channel="paper", given_at=timezone.now())
    stop = sent(actions.queue_message, purpose=code, subject="Neues", body="Neues.", contact=kim)[0]
    client.post(stop)
    page = client.get("/abbestellen/")
    assert (Consent.objects.in_force().count(), Objection.objects.in_force().count()) == (1, 0)
    assert str(purposes(code)[0]) in words(page)
    for _twice in range(2):
        assert client.post("/abbestellen/", {"purpose": purposes("invitation")[0].pk}).status_code == 302
    assert (Consent.objects.in_force().count(), Objection.objects.in_force().count()) == left
    assert "<form" not in client.get("/abbestellen/").content.decode()
    with pytest.raises(actions.MessageRefused):
        actions.queue_message(purpose=code, subject="Neues", body="Neues.", contact=kim)
    actions.queue_message(purpose="invitation", subject="Fest", body="Kommen Sie.", contact=kim)


def test_adviser_revokes_a_link_and_it_opens_nothing_any_more(sign_in, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof", email="hof@werkhof.example")
    link, url = make_link(purpose="consents", municipality=wuppertal, actor=actor, email=actor.email)
    client = sign_in(wuppertal_adviser)
    page = client.get(reverse("actor_consents", args=[actor.pk])).content.decode()
    assert "hof@werkhof.example" in page
    assert reverse("link_revoke", args=[link.pk]) in page
    assert Client().get(url).status_code == 200
    client.post(reverse("link_revoke", args=[link.pk]))
    assert Client().get(url).status_code == 410
    assert reverse("link_revoke", args=[link.pk]) not in client.get(reverse("actor_consents", args=[actor.pk])).content.decode()
