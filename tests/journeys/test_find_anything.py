"""An adviser finds what she looks for without leaving the box: by keyboard, with a wrong letter, by mouse, on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_adviser_finds_by_keyboard_in_spite_of_a_wrong_letter(wuppertal, wuppertal_adviser, browse, live_server):
    cafe = factories.make_actor(wuppertal, "Repair-Café Ölberg", user=wuppertal_adviser, aliases=["Reparaturtreff"])
    factories.make_actor(wuppertal, "Reparaturbude Nützenberg")
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + "/buero/suche/")
    box, hits = page.get_by_role("combobox", name="Akteure, Personen, Notizen suchen"), page.locator("#search-panel")
    said = page.locator("#search-said")

    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("r")
    expect(hits).to_be_hidden()
    page.keyboard.type("eparaturterff")
    expect(hits.get_by_role("option").first).to_contain_text("Repair-Café Ölberg")
    expect(hits.get_by_role("option").first).to_contain_text("Reparaturtreff")
    expect(said).to_have_text(re.compile(r"^\d Treffer$"))
    expect(box).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("Escape")
    expect(hits).to_be_hidden()
    expect(box).to_have_value("reparaturterff")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(said).to_have_text("")

    page.keyboard.press("ArrowDown")
    expect(hits).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = hits.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Repair-Café Ölberg")
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    page.keyboard.press("End")
    expect(chosen).to_have_text("Alle Treffer anzeigen")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{cafe.get_absolute_url()}")

    # On a phone the hits fit the screen; a press beside them closes them, one on a hit opens it.
    page.set_viewport_size({"width": 320, "height": 640})
    box.fill("repair")
    expect(hits.get_by_role("option").first).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320
    page.locator("footer").click()
    expect(hits).to_be_hidden()
    box.click()
    hits.get_by_role("option", name="Repair-Café Ölberg").click()
    page.wait_for_url(f"**{cafe.get_absolute_url()}")

    # Without a chosen hit Enter leads to the page of all.
    box.fill("repair")
    page.keyboard.press("Enter")
    page.wait_for_url("**/buero/suche/?q=repair")
    expect(page.get_by_role("heading", level=1)).to_have_text("Suche nach „repair“")
    page.locator("main").get_by_role("link", name="Repair-Café Ölberg").click()
    page.wait_for_url(f"**{cafe.get_absolute_url()}")
