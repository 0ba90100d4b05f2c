"""Somebody ticks two rows of the list by keyboard, gives them a tag, and takes it back."""

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_ticked_actors_get_a_tag_and_lose_it_again(wuppertal, wuppertal_adviser, browse, live_server):
    tag = factories.make_tag(wuppertal)
    for name in ("Hofladen", "Nähwerk", "Radwerk"):
        factories.make_actor(wuppertal, name)
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + "/buero/akteure/")
    bar = page.get_by_role("group", name="Viele bearbeiten")
    bar.get_by_label("alle auf dieser Seite").check()
    expect(bar.get_by_role("status")).to_have_text("3 angehakt")
    page.get_by_role("checkbox", name="Hofladen").focus()
    page.keyboard.press("Space")
    expect(bar.get_by_role("status")).to_have_text("2 angehakt")
    bar.get_by_role("button", name="Bearbeiten …").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("2 Akteure bearbeiten")
    page.get_by_label("Schlagwort hinzufügen").select_option(label="Holz")
    page.get_by_role("button", name="Zur Vorschau").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 Akteure bearbeiten?")
    names = page.get_by_role("region", name="Bei wem sich etwas ändert")
    expect(names.get_by_role("listitem")).to_have_text(["Nähwerk", "Radwerk"])
    assert not tag.actors.exists()
    page.get_by_role("button", name="2 Akteure bearbeiten").click()

    told = page.get_by_role("status").filter(has_text="2 Akteure wurden bearbeitet.")
    expect(told).to_be_visible()
    assert tag.actors.count() == 2
    told.get_by_role("link", name="Rückgängig").click()
    page.get_by_role("button", name="2 Datensätze zurücksetzen").click()
    expect(page.get_by_role("status").filter(has_text="2 Datensätze wurden zurückgesetzt.")).to_be_visible()
    assert not tag.actors.exists()
