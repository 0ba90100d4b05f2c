"""Two advisers edit one actor: the second sees both versions, chooses, and loses nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from initiatives.models import Actor, Consultation
from tests import factories
from tests.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_second_editor_sees_both_versions_and_loses_nothing(wuppertal, wuppertal_adviser, second_adviser, browse, live_server):
    actor = factories.make_actor(wuppertal, "Nähwerk", user=wuppertal_adviser, phone="0202 1", description="Alt")
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + reverse("actor_change", args=[actor.pk]))
    page.fill("#id_description", "Meine Fassung")
    page.fill("#id_website", "naehwerk.example")

    other = page.context.browser.new_context(locale="de-DE")
    client = Client()
    client.force_login(second_adviser)
    other.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    second = other.new_page()
    second.goto(live_server.url + reverse("actor_change", args=[actor.pk]))
    second.fill("#id_description", "Andere Fassung")
    second.fill("#id_phone", "0202 2")
    second.get_by_role("button", name="Akteur speichern").click()
    second.wait_for_url(f"**{actor.get_absolute_url()}")
    other.close()

    page.get_by_role("button", name="Akteur speichern").click()
    heading = page.get_by_role("heading", name=re.compile(r"^T\.\sMuster "))
    expect(heading).to_be_visible()
    table = page.locator("table.wf-conflict")
    expect(table.get_by_text("Meine Fassung")).to_be_visible()
    expect(table.get_by_text("Andere Fassung")).to_be_visible()
    expect(table.locator("tbody tr")).to_have_count(1)
    page.check("#keep-description-theirs")
    page.get_by_role("button", name="Akteur speichern").click()
    page.wait_for_url(f"**{actor.get_absolute_url()}")
    actor = Actor.objects.get(pk=actor.pk)
    assert (actor.description, actor.phone, actor.website) == ("Andere Fassung", "0202 2", "https://naehwerk.example")


def test_typed_text_survives_the_end_of_the_session(wuppertal, wuppertal_adviser, browse, live_server):
    actor = factories.make_actor(wuppertal, "Nähwerk", user=wuppertal_adviser)
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + reverse("consultation_create") + f"?akteur={actor.pk}")
    page.fill("#id_note", "Eine lange Notiz, die niemand zweimal tippt.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Beratung speichern").click()
    page.fill("[name=login]", wuppertal_adviser.email)
    page.fill("[name=password]", factories.PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/buero/beratungen/neu/**")
    assert page.input_value("#id_note") == "Eine lange Notiz, die niemand zweimal tippt."
    assert page.is_checked(f"#actor-{actor.pk}")
    page.get_by_role("button", name="Beratung speichern").click()
    page.wait_for_url(f"**{actor.get_absolute_url()}")
    assert actor.consultations.get().note == "Eine lange Notiz, die niemand zweimal tippt."


def test_text_of_a_talk_that_became_confidential_meanwhile_is_given_back(wuppertal, wuppertal_adviser, second_adviser, browse, live_server):
    talk = factories.make_consultation(factories.make_actor(wuppertal, "Nähwerk"), wuppertal_adviser, note="Alt")
    page = browse(second_adviser)
    page.goto(live_server.url + reverse("consultation_change", args=[talk.pk]))
    page.fill("#id_note", "Lange getippt.")
    Consultation.objects.filter(pk=talk.pk).update(is_confidential=True, note="Geheim")
    page.get_by_role("button", name="Beratung speichern").click()
    page.wait_for_load_state()
    expect(page.get_by_text("Lange getippt.")).to_be_visible()
    assert "Geheim" not in page.content()
    assert violations(page) == []
    assert Consultation.objects.get().note == "Geheim"
