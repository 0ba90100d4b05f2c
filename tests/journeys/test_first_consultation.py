"""An adviser finds an actor and logs a consultation with a promise: by mouse, by keyboard, on a phone, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from initiatives.models import Consultation, FollowUp
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cafe(wuppertal, wuppertal_adviser):
    factories.make_topic(wuppertal)
    actor = factories.make_actor(wuppertal, "Repair-Café Ölberg", user=wuppertal_adviser, aliases=["Reparaturtreff"])
    factories.make_contact(wuppertal, "Vorlage", actor=actor, role_title="Leitung")
    factories.make_actor(wuppertal, "Bienenhaus Nützenberg", kind="enterprise")
    return actor


def german(day):
    return day.strftime("%d.%m.%Y")


@pytest.mark.postgresql
def test_adviser_signs_in_finds_the_actor_and_logs_a_consultation_with_a_promise(cafe, wuppertal_adviser, watched_page, live_server):
    page, due = watched_page, timezone.localdate() + timedelta(days=7)
    page.goto(live_server.url)
    page.fill("[name=login]", wuppertal_adviser.email)
    page.fill("[name=password]", factories.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/buero/")
    page.fill("#search", "reparaturtreff")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Repair-Café Ölberg").click()
    page.locator(".wf-head").get_by_role("link", name="Beratung erfassen").click()
    page.fill("#id_note", "Sucht Raum ab März.")
    page.get_by_role("button", name="Ausführliches Formular").click()
    page.fill("#id_minutes", "25")
    page.check("text=Kim Vorlage")
    page.fill("#id_task", "Exposé schicken")
    page.fill("#id_due_on", german(due))
    page.get_by_role("button", name="Beratung speichern").click()
    page.wait_for_url(f"**{cafe.get_absolute_url()}")
    promises = page.locator("section", has=page.get_by_role("heading", name="Offene Zusagen"))
    expect(promises.get_by_role("link", name="Exposé schicken")).to_be_visible()
    expect(page.get_by_text("Sucht Raum ab März.")).to_be_visible()
    consultation = Consultation.objects.get()
    assert (consultation.minutes, consultation.created_by, [str(person) for person in consultation.contacts.all()]) == (
        25,
        wuppertal_adviser,
        ["Kim Vorlage"],
    )
    assert FollowUp.objects.get().due_on == due
    promises.get_by_role("button").click()
    page.wait_for_load_state()
    assert FollowUp.objects.get().done_by == wuppertal_adviser


def test_adviser_logs_a_consultation_by_keyboard_alone(cafe, wuppertal_adviser, browse, live_server):
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + cafe.get_absolute_url())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#inhalt"
    page.keyboard.press("b")
    page.wait_for_url("**/buero/erfassen/")
    page.goto(live_server.url + reverse("consultation_create"))
    tab_to(page, "id_actors")
    with page.expect_response("**/auswahl/**"):
        page.keyboard.type("oelberg")
    page.wait_for_selector(f"#actor-{cafe.pk}")
    for _step in range(10):
        if page.evaluate("document.activeElement.id") == f"actor-{cafe.pk}":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    tab_to(page, "id_note")
    page.keyboard.type("Nur mit der Tastatur.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{cafe.get_absolute_url()}")
    assert Consultation.objects.get().note == "Nur mit der Tastatur."


def tab_to(page, element):
    for _step in range(60):
        if page.evaluate("document.activeElement.id") == element:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{element} cannot be reached by keyboard")


def test_adviser_logs_a_consultation_without_javascript_on_a_phone(cafe, wuppertal_adviser, browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}, locale="de-DE")
    page = context.new_page()
    page.goto(live_server.url + reverse("consultation_create"))
    page.fill("[name=login]", wuppertal_adviser.email)
    page.fill("[name=password]", factories.PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.fill("#id_note", "Ohne Skript getippt.")
    page.fill("#id_actors", "ölberg")
    page.get_by_role("button", name="Suchen", exact=True).click()
    assert page.input_value("#id_note") == "Ohne Skript getippt."
    page.check(f"#actor-{cafe.pk}")
    page.get_by_role("button", name="Beratung speichern").click()
    page.wait_for_url(f"**{cafe.get_absolute_url()}")
    assert Consultation.objects.get().note == "Ohne Skript getippt."
    context.close()


def test_errors_stand_at_their_fields_and_in_a_summary_that_leads_to_them(cafe, wuppertal_adviser, browse, live_server):
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + reverse("consultation_create") + f"?akteur={cafe.pk}")
    page.fill("#id_minutes", "25 min")
    page.fill("#id_task", "Nachfassen")
    page.fill("#id_due_on", "06.01.2025")
    page.get_by_role("button", name="Beratung speichern").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.title().startswith("Fehler:")
    assert page.input_value("#id_minutes") == "25 min"
    page.get_by_role("alert").get_by_role("link", name=re.compile("Fällig am")).click()
    expect(page.locator("#id_due_on")).to_be_focused()
    assert page.get_attribute("#id_due_on", "aria-invalid") == "true"
    described = page.get_attribute("#id_due_on", "aria-describedby").split()
    assert any("Bitte wählen Sie einen Tag ab heute" in page.inner_text(f"#{element}") for element in described)
    assert Consultation.objects.count() == 0
