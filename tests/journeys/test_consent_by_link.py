"""An adviser asks for consents, the reader decides by the link in the mail and ends the mails again: by mouse, by keyboard, on a phone."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from initiatives import actions
from initiatives.models import Consent, Objection, Purpose
from initiatives.office_start import start_purposes
from initiatives.rules import may_process
from tests import factories
from tests.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATH = re.compile(r"/link/[\w-]+/")


@pytest.fixture
def kim(wuppertal):
    start_purposes(wuppertal)
    return factories.make_contact(wuppertal, "Vorlage", email="kim@cafe.example")


@pytest.fixture
def reader(browser, live_server):
    """The reader's own phone, with the keyboard as the only means where a test wants that."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="de-DE", base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


def links():
    """The addresses in the newest mail: what was asked, then the end of such mails."""
    return PATH.findall(mail.outbox[-1].body)


def fits(page):
    return page.evaluate("document.scrollingElement.scrollWidth") <= 320


def press(page, name):
    """Reach a button or a box by the Tab key alone and press it."""
    for _step in range(40):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        label = focused.evaluate("element => (element.labels && element.labels[0] || element).innerText || ''")
        if name in label.replace("\u00a0", " "):
            return page.keyboard.press("Space")
    raise AssertionError(f"{name} cannot be reached by keyboard")


@pytest.mark.postgresql
def test_consent_is_asked_by_mail_given_by_link_and_ended_by_the_stop_link(kim, wuppertal_adviser, browse, reader, live_server):
    page = browse(wuppertal_adviser)
    consents = live_server.url + reverse("contact_consents", args=[kim.pk])
    page.goto(consents)
    page.get_by_role("link", name=re.compile("Per E-Mail|by mail")).click()
    for label in ("Newsletter per E-Mail", "Veröffentlichung der Ansprechperson"):
        page.get_by_label(label).check()
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(consents)

    # The reader, by keyboard on a narrow phone.
    reader.goto(links()[0])
    assert fits(reader)
    expect(reader.get_by_role("banner")).to_contain_text("Wirtschaftsförderung Wuppertal")
    reader.locator("main button").focus()
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/einwilligung/")
    assert fits(reader)
    assert Consent.objects.in_force().count() == 0
    boxes = reader.get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    press(reader, "Newsletter")
    reader.locator("main button[type=submit]").focus()
    reader.keyboard.press("Enter")
    expect(boxes).to_have_count(0)
    assert fits(reader)
    assert violations(reader) == []
    given = Consent.objects.in_force().get()
    assert (given.purpose.code, given.email, given.recorded_by) == ("newsletter", "kim@cafe.example", wuppertal_adviser)

    # The newsletter comes, and at its end stands how to end it.
    actions.queue_message(purpose="newsletter", subject="Neues", body="Neues aus der Stadt.", contact=kim)
    reader.goto(links()[0])
    reader.locator("main button").click()
    reader.wait_for_url("**/abbestellen/")
    assert fits(reader)
    assert may_process(kim, "newsletter").yes
    reader.locator("main button").click()
    expect(reader.locator("main button")).to_have_count(0)
    assert violations(reader) == []
    assert not may_process(kim, "newsletter").yes

    # The adviser sees both, with their times.
    page.goto(consents)
    given.refresh_from_db()
    history = page.locator("section", has=page.locator("#p-history"))
    for moment in (given.confirmed_at, given.withdrawn_at):
        expect(history.locator(f'time[datetime^="{moment.astimezone().isoformat()[:13]}"]').first).to_be_visible()
    expect(history).to_contain_text("kim@cafe.example")
    expect(history.get_by_role("row")).to_have_count(1 + 5)


def test_holder_of_a_mailed_link_decides_on_a_phone_without_javascript(kim, wuppertal_adviser, browser, live_server):
    actions.send_consents_link(user=wuppertal_adviser, subject=kim)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}, base_url=live_server.url)
    page = context.new_page()
    page.goto(links()[0])
    page.locator("main button").click()
    newsletter = page.locator(".wf-consent", has=page.get_by_role("heading", name="Newsletter per E-Mail"))
    newsletter.get_by_role("button").click()
    assert Consent.objects.in_force().get().email == "kim@cafe.example"
    newsletter.get_by_role("button").click()
    assert Consent.objects.in_force().count() == 0
    invitation = page.locator(".wf-consent", has=page.get_by_role("heading", name="Einladungen"))
    invitation.get_by_role("button").click()
    assert Objection.objects.in_force().get().purpose == Purpose.objects.get(code="invitation")
    page.goto("/einwilligungen/?purpose=1")
    expect(invitation.get_by_role("button")).to_have_count(1)
    context.close()
