"""The picture of the network in a real browser: seen, walked through with the keyboard, and beside it the same as a table."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_keyboard_walks_from_actor_to_actor_and_opens_one(browse, live_server, wuppertal, wuppertal_adviser):
    hub, garden, kitchen = (factories.make_actor(wuppertal, name) for name in ("Nabe", "Garten", "Küche"))
    factories.make_connection(hub, garden, wuppertal_adviser, kind="supply")
    factories.make_connection(hub, kitchen, wuppertal_adviser, stage="idea")
    page = browse(wuppertal_adviser)
    page.goto(f"{live_server.url}{reverse('network_picture')}")
    picture, said, box = page.get_by_role("application", name="Bild des Netzes"), page.locator("#net-said"), page.locator("#net-box")
    expect(page.get_by_role("link", name="Garten").first).to_be_visible()  # in the table
    picture.focus()
    picture.press("ArrowRight")
    expect(said).to_have_text("Nabe, 2 Verbindungen")
    # Where the two others stand the springs decide: one lies in one of these directions.
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        if said.text_content() == "Nabe, 2 Verbindungen":
            picture.press(key)
    expect(said).to_have_text(re.compile("(Garten|Küche), 1 Verbindung"))
    picture.press("Home")
    picture.press("Enter")
    expect(box.get_by_role("heading", name="Nabe")).to_be_visible()
    expect(box.get_by_role("listitem")).to_have_text(["beliefert GartenKooperation läuft", "Kooperation KücheIdee"])
    box.get_by_role("button", name="Garten").click()
    expect(box.get_by_role("listitem")).to_have_text(["wird beliefert von NabeKooperation läuft"])
    expect(box.get_by_role("link", name="Zum Akteur")).to_have_attribute("href", garden.get_absolute_url())
    box.press("Escape")
    expect(box).to_be_hidden()
    expect(picture).to_be_focused()
    # Looked for, and what surrounds it.
    page.get_by_label("Akteur suchen").fill("küche")
    page.get_by_label("Akteur suchen").press("Enter")
    expect(said).to_have_text("Küche, 1 Verbindung")
    picture.press("Enter")
    box.get_by_role("link", name="Umfeld zeigen").click()
    expect(page.get_by_text("Umfeld von Küche: 3 Akteure, 2 Verbindungen")).to_be_visible()
    page.get_by_role("link", name="1 Schritt weit").click()
    expect(page.get_by_text("Umfeld von Küche: 2 Akteure, 1 Verbindung")).to_be_visible()
