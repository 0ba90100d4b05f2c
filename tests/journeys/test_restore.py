"""A colleague takes a wrong change back, field by field, with the keyboard alone; the taking back goes back the same way."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from initiatives import actions
from initiatives.models import Actor
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def by_keyboard(page, button):
    """Move on with Tab until the button has the focus, then press it."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    pytest.fail("The button is not reached by Tab.")


def test_name_is_put_back_and_brought_in_again_by_keyboard(wuppertal, wuppertal_adviser, second_adviser, browse, live_server):
    actor = factories.make_actor(wuppertal, "Nähwerk", user=wuppertal_adviser, phone="0202 1")
    Actor.history.update(history_date="2026-01-14T08:00Z")
    values = actions.actor_values(actor) | {"trading_name": "Nähwerk am Falschen Ort", "phone": "0202 2"}
    actions.change_actor(actor=actor, values=values, base={"version": 1, "values": {}}, choices={}, seen_version=None)
    Actor.history.filter(version=2).update(history_date="2026-01-14T09:00Z")

    page = browse(second_adviser)
    page.goto(live_server.url + actor.get_absolute_url())
    page.get_by_role("link", name="Änderungen", exact=True).click()
    button = page.get_by_role("button", name=re.compile("^Zurückholen ?: Name, Nähwerk$"))
    by_keyboard(page, button)
    expect(page.get_by_role("status").filter(has_text="Zurückgeholt: Name, jetzt „Nähwerk“.")).to_be_visible()
    expect(page).to_have_url(live_server.url + reverse("actor_changes", args=[actor.pk]))
    actor.refresh_from_db()
    assert (actor.trading_name, actor.phone) == ("Nähwerk", "0202 2")

    # What was right today is offered no more; the newest line leads back to the other name.
    expect(page.get_by_role("button", name=re.compile("^Zurückholen ?: Name, Nähwerk am Falschen Ort$"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Zurückholen ?: Name"))).to_have_count(1)
    by_keyboard(page, page.get_by_role("button", name=re.compile("^Zurückholen ?: Name")))
    expect(page.get_by_role("status").filter(has_text="jetzt „Nähwerk am Falschen Ort“.")).to_be_visible()
    page.get_by_role("link", name="Nähwerk am Falschen Ort").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nähwerk am Falschen Ort")
