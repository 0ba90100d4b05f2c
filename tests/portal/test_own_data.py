"""What goes beyond the published profile opens by a mailed code, shows one's own alone, and what is withdrawn is hidden at once."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives.actions import begin_export, end_export, raise_objection, record_consent, send_due_messages
from initiatives.links import make_link
from initiatives.models import Actor, Consent, Message, Purpose
from initiatives.office_start import start_purposes
from portal.actions.codes import MOST_AN_HOUR, drop_old_codes, enter_code
from portal.links import PROFILE
from portal.models import AccessCode
from portal.models.code import MOST_TRIES, VALID_FOR
from tests import factories
from tests.portal.conftest import open_link

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def ask(client):
    """The digits that the mail brought."""
    assert client.post(reverse("own_data_code"), {"step": "ask"}).status_code == 302
    send_due_messages()
    return re.search(r"^\d{4} \d{4}$", mail.outbox[-1].body, re.M)[0]


def enter(client, code, query=""):
    return client.post(reverse("own_data_code") + query, {"step": "enter", "code": code})


@pytest.fixture
def opened(holder):
    """The chair's browser after the code."""
    assert enter(holder, ask(holder)).url == reverse("own_data")
    return holder


def page_of(client, name="own_data"):
    response = client.get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


# --- the code ----------------------------------------------------------------------------------------------
def test_own_data_need_a_code_that_only_the_mail_knows(holder, chair):
    assert holder.get(reverse("own_data")).url == holder.get(reverse("own_data_file")).url == reverse("own_data_code")
    holder.get(reverse("own_data_code"))
    assert not AccessCode.objects.exists()
    assert not Message.objects.exists()
    code = ask(holder)
    digits = code.replace(" ", "")
    assert mail.outbox[-1].to == ["kim@x.example"]
    stored = [str(list(model._base_manager.values_list())) for model in apps.get_models() if model._meta.managed]
    assert not [rows for rows in stored if code in rows or digits in rows]
    assert enter(holder, "0000 0000" if digits != "00000000" else "1").status_code == 200
    assert holder.get(reverse("own_data")).status_code == 302
    entered = enter(holder, f" {digits} ")
    cookie = entered.cookies["link-code"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == ("/profil/", True, "Lax", 1800)
    response = holder.get(reverse("own_data"))
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert enter(holder, code).status_code == 200  # works once


def test_five_wrong_tries_and_a_quarter_of_an_hour_end_a_code(holder, link):
    code = ask(holder)
    wrong = "1" if code != "0000 0001" else "2"
    for _try in range(MOST_TRIES):
        assert enter_code(link=link, typed=wrong) is None
    assert enter_code(link=link, typed=code) is None
    code = ask(holder)
    AccessCode.objects.filter(wrong_tries=0).update(sent_at=timezone.now() - VALID_FOR - timedelta(seconds=1))
    assert enter_code(link=link, typed=code) is None


def test_code_and_cookie_of_one_link_open_no_other(opened, actor, wuppertal):
    other, url = make_link(purpose=PROFILE, municipality=wuppertal, actor=actor, email="hof@x.example")
    assert enter_code(link=other, typed=ask(opened)) is None
    stranger = open_link(url)
    stranger.cookies["link-code"] = opened.cookies["link-code"].value
    assert stranger.get(reverse("own_data")).url == reverse("own_data_code")
    AccessCode.objects.update(used_at=timezone.now() - timedelta(minutes=31))
    assert opened.get(reverse("own_data")).status_code == 302
    assert Client().get(reverse("own_data")).status_code == 403


def test_sixth_code_within_an_hour_and_a_refused_mail_are_told(holder, chair, link):
    for _time in range(MOST_AN_HOUR):
        holder.post(reverse("own_data_code"), {"step": "ask"})
    refused = holder.post(reverse("own_data_code"), {"step": "ask"})
    assert refused.status_code == 429
    assert "mehrere Codes" in refused.content.decode()
    AccessCode.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert drop_old_codes(timezone.now()) == MOST_AN_HOUR
    purpose = Purpose.objects.get(municipality=link.municipality, code="service")
    raise_objection(subject=chair, purpose=purpose, channel="email")
    refused = holder.post(reverse("own_data_code"), {"step": "ask"})
    assert refused.status_code == 409
    assert "Widerspruch" in refused.content.decode()
    assert not AccessCode.objects.exists()


def test_mail_server_that_repeats_the_code_puts_it_into_no_table(holder, monkeypatch):
    said = []

    def refuse(_server, mails):
        said.append(re.search(r"^\d{4} \d{4}$", mails[0].body, re.M)[0])
        raise smtplib.SMTPDataError(554, f"looks like spam: {said[0]}")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    holder.post(reverse("own_data_code"), {"step": "ask"})
    send_due_messages()
    assert Message.objects.get().last_error == "554 looks like spam: …"
    assert said


# --- what is stored ----------------------------------------------------------------------------------------
@pytest.fixture
def crowded(wuppertal, actor, chair, wuppertal_adviser, wuppertal_manager):
    """Around the actor stands much that is not the chair's: colleagues, notes, the staff's names."""
    wuppertal_adviser.name = wuppertal_manager.name = "Amtsperson Geheim"
    wuppertal_adviser.save()
    wuppertal_manager.save()
    Actor.objects.filter(pk=actor.pk).update(internal_note="Notiz-intern", steward=wuppertal_adviser, assured_by=wuppertal_adviser)
    chair.note = "Notiz-zur-Person"
    chair.save()
    other = factories.make_contact(wuppertal, "Kollegin", given_name="Alex", email="alex@x.example", actor=actor, role_title="Kasse")
    talk = {"contacts": [chair, other], "note": "Notiz-im-Gespräch", "need": "Bedarf-im-Gespräch", "channel": "phone"}
    factories.make_consultation(actor, wuppertal_adviser, **talk)
    factories.make_consultation(actor, wuppertal_adviser, contacts=[other], held_on=timezone.localdate() - timedelta(days=400))
    factories.make_warning(actor, wuppertal_adviser, text="Warnung-geheim")
    factories.make_follow_up(actor, wuppertal_adviser, task="Wiedervorlage-geheim")
    about = {"purpose": Purpose.objects.get(municipality=wuppertal, code="newsletter"), "channel": "oral", "given_at": timezone.now()}
    for person in (chair, other):
        record_consent(user=wuppertal_adviser, subject=person, note="Notiz-zur-Einwilligung", email="alex@x.example", **about)
    neighbour = factories.make_actor(wuppertal, "Nachbarwerk")
    factories.make_contact(wuppertal, "Nebenan", actor=neighbour)
    factories.make_introduced(actor, neighbour, wuppertal_adviser)
    make_link(purpose=PROFILE, municipality=wuppertal, actor=actor, contact=other, email="alex@x.example")
    taken = {"slug": "akteure", "titles": ["Name"], "file_format": "xlsx", "purpose": "office", "selection": "", "row_count": 1}
    entry = begin_export(user=wuppertal_manager, municipality=wuppertal, **taken)
    end_export(begun=entry, is_whole=True, row_count=1, actor_keys=[actor.pk], contact_keys=[chair.pk, other.pk])
    return other


def test_page_and_file_tell_all_of_ones_own_and_nothing_of_others(crowded, opened, chair):
    leaks = ("Notiz", "Bedarf", "Amtsperson", "Kollegin", "Alex", "alex@", "Kasse", "Warnung-", "Wiedervorlage-", "Nebenan")
    file = opened.get(reverse("own_data_file"))
    assert file.headers["Content-Disposition"].startswith("attachment")
    text = page_of(opened)
    for told in (text, file.content.decode()):
        assert [word for word in leaks if word in told.replace("Notizen", "")] == []
        for own in ("Werkhof Muster", "42103", "Wir reparieren.", "kim@x.example", "Nachbarwerk", "Telefon", "Ihr Code"):
            assert own in told
    sections = {section["title"]: section["rows"] for section in file.json()["sections"]}
    assert len(sections["Gespräche mit Ihnen"]) == 1
    assert len(sections["Dateien, in denen Ihre Daten standen"]) == 2
    assert [row["label"] for row in sections["An wen Kontaktdaten gingen"]] == ["Nachbarwerk"]
    assert [row["label"] for row in sections["Einwilligungen und Widersprüche"]] == ["Newsletter per E-Mail"]


def test_own_data_cost_as_many_questions_with_many_rows(crowded, opened, wuppertal, actor, chair, wuppertal_adviser):
    asked = []
    page_of(opened)
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            page_of(opened)
        asked.append(len(queries))
        neighbour = factories.make_actor(wuppertal, "Weiteres Werk")
        factories.make_introduced(actor, neighbour, wuppertal_adviser)
        factories.make_consultation(actor, wuppertal_adviser, contacts=[chair])
        factories.make_listing(actor, "Keller", "offer")
    assert asked[0] == asked[1]


# --- consents ----------------------------------------------------------------------------------------------
def decide(client, step, code, about="actor", **more):
    purpose = more.get("purpose") or Purpose.objects.get(code=code)
    return client.post(reverse("own_consent_list"), {"about": about, "purpose": purpose.pk, "step": step}, follow=True).content.decode()


def test_withdrawn_publication_hides_the_profile_at_once_and_says_so(holder, actor, publish):
    publish(actor)
    before = page_of(holder, "own_consent_list")
    assert "zurzeit öffentlich" in before
    assert "verschwindet der öffentliche Eintrag sofort" in before
    after = decide(holder, "withdraw", "publish_profile")
    assert not Actor.objects.published().filter(pk=actor.pk).exists()
    assert "ist ausgeblendet" in after
    assert "zurzeit nicht öffentlich" in after
    assert "wieder öffentlich" in decide(holder, "give", "publish_profile")
    given = Consent.objects.in_force().get(purpose__code="publish_profile")
    assert (given.actor, given.contact, given.channel, given.email) == (actor, None, "double_opt_in", "kim@x.example")


def test_a_person_decides_for_the_initiative_and_itself_alone(holder, actor, chair, wuppertal, wuppertal_adviser):
    other = factories.make_contact(wuppertal, "Kollegin", actor=actor)
    newsletter = Purpose.objects.get(code="newsletter")
    record_consent(user=wuppertal_adviser, subject=other, purpose=newsletter, channel="paper", given_at=timezone.now())
    assert "erteilt am" not in page_of(holder, "own_consent_list")
    for about, step in (("person", "withdraw"), (str(other.pk), "withdraw"), ("person", "lift"), ("person", "quatsch")):
        decide(holder, step, "newsletter", about)
    assert Consent.objects.in_force().get().contact == other
    decide(holder, "give", "newsletter", "person")
    decide(holder, "object", "letter", "person")
    assert set(Consent.objects.in_force().values_list("contact", flat=True)) == {other.pk, chair.pk}
    assert chair.objections.in_force().get().purpose.code == "letter"
    decide(holder, "lift", "letter", "person")
    assert not chair.objections.in_force().exists()


def test_purposes_of_another_city_are_not_looked_at(holder, witten, actor):
    start_purposes(witten)
    foreign = Purpose.objects.get(municipality=witten, code="publish_profile")
    decide(holder, "give", "", purpose=foreign)
    assert not Consent.objects.exists()
