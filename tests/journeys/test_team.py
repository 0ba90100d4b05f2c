"""A manager invites an adviser, who sets a password by the mail's link, signs in, sets up a second factor and signs in with its code."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from municipalities.models import User
from tests import factories
from tests.axe import violations
from wf40.rights import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "Ein-eigenes-Wort-2026"


def sign_in(page, address, email):
    page.goto(address + reverse("account_login"))
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")


def test_invited_adviser_comes_in_and_signs_in_with_a_second_factor(wuppertal, wuppertal_manager, browse, browser, live_server, settings):
    settings.WF40_URL = live_server.url
    office = browse(wuppertal_manager)
    office.goto(live_server.url + reverse("office"))
    office.locator(".wf-user summary").click()
    office.locator(".wf-user").get_by_role("link", name="Team").click()
    office.wait_for_url("**" + reverse("team_list"))
    office.locator(".wf-head .kern-btn--primary").click()
    office.fill("#id_name", "Nele Neu")
    office.fill("#id_email", "nele.neu@office.example")
    office.select_option("#id_role", Role.ADVISER.value)
    office.locator("#record-form .kern-btn--primary").click()
    expect(office.get_by_role("heading", level=1)).to_have_text("Nele Neu")
    assert [message.to for message in mail.outbox] == [["nele.neu@office.example"]]

    context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    page = context.new_page()
    page.goto(re.search(r"http\S+/konto/passwort-neu/\S+", mail.outbox[0].body)[0])
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/konto/passwort-neu/fertig/")
    sign_in(page, live_server.url, "nele.neu@office.example")
    page.wait_for_url("**/buero/")

    page.goto(live_server.url + reverse("own_account"))
    page.locator(f"main a[href='{reverse('mfa_activate_totp')}']").click()
    secret = page.locator(".wf-secret__text").inner_text().replace(" ", "")
    assert page.locator(".wf-secret__picture").evaluate("picture => picture.complete && picture.naturalWidth > 0")
    page.fill("#id_code", factories.code_of(secret))
    page.keyboard.press("Enter")
    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    spare = page.locator(".wf-codes code").all_inner_texts()
    assert len(spare) == 10

    for code in (factories.code_of(secret), spare[0]):
        page.locator(".wf-user summary").click()
        page.locator(".wf-user form button").click()
        page.wait_for_url("**" + reverse("account_login"))
        sign_in(page, live_server.url, "nele.neu@office.example")
        page.wait_for_url("**" + reverse("mfa_authenticate"))
        assert violations(page) == []
        page.fill("#id_code", code)
        page.keyboard.press("Enter")
        page.wait_for_url("**/buero/")
    context.close()
    assert User.objects.get(email="nele.neu@office.example").last_login

    office.reload()
    facts = office.locator("dl.wf-facts")
    expect(facts).to_contain_text("Beraten")
    expect(facts.locator("time")).to_be_visible()
