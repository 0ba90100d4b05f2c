"""The network in a browser: from a need in a talk to "es läuft", a shop on a platform, a refusal, a changed answer, a third city."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from initiatives.office_start import start_purposes
from network import actions
from network.models import Connection, Listing, OutcomeQuestion
from network.tasks import ask_outcomes
from tests import factories
from tests.pages import typed, words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATH = re.compile(r"/link/[\w-]+/")
SEEKER, GIVER = "Gemüsegenossenschaft Nordstadt", "Großmarkthalle Vohwinkel"


@pytest.fixture
def office(wuppertal):
    start_purposes(wuppertal)
    return wuppertal


@pytest.fixture
def seeker(office):
    actor = factories.make_actor(office, SEEKER, kind="cooperative")
    factories.make_contact(office, "Vorlage", actor=actor, email="kim@gemuese.example")
    return actor


@pytest.fixture
def giver(office):
    actor = factories.make_actor(office, GIVER, kind="enterprise")
    factories.make_contact(office, "Exempel", given_name="Robin", actor=actor, email="robin@halle.example")
    return actor


@pytest.fixture
def phone(browser, live_server):
    """Opens the personal link of the newest mail to somebody on a narrow phone of their own."""
    contexts = []

    def do(email):
        contexts.append(browser.new_context(viewport={"width": 320, "height": 640}, locale="de-DE", base_url=live_server.url))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        return follow(page, email)

    yield do
    for context in contexts:
        context.close()


def follow(page, email):
    """Open the link of the newest mail to somebody, by keyboard and without scrolling sideways."""
    page.goto(path_in(letter(email)))
    assert fits(page)
    press(page, "Weiter")
    expect(page).to_have_url(re.compile("/frage/"))
    assert fits(page)
    return page


def ask(page, name):
    """Send the question to one side from the connection's page."""
    page.get_by_role("link", name=f"Fragen … {name}").click()
    page.get_by_role("button", name="Frage senden").click()
    expect(page.get_by_role("status").filter(has_text=name)).to_be_visible()


def letter(email):
    """The newest mail to somebody."""
    return next(message for message in reversed(mail.outbox) if message.to == [email])


def path_in(message):
    return PATH.findall(message.body)[0]


def fits(page):
    return page.evaluate("document.scrollingElement.scrollWidth") <= 320


def press(page, name):
    """Reach a button by the Tab key alone and press it."""
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == name:
            return page.keyboard.press("Enter")
    raise AssertionError(f"{name} cannot be reached by keyboard")


def by_link(email):
    """A client that came in by the link of the newest mail to somebody."""
    client = Client()
    client.post(path_in(letter(email)))
    return client


@pytest.mark.postgresql
def test_a_need_becomes_an_introduction_that_is_still_running_after_four_weeks(
    seeker, giver, wuppertal_adviser, browse, phone, live_server
):
    others = [
        ("Lagerhalle", "space", 300),
        ("Kühlbox", "good", 2),
        ("Büro ab März", "space", 20),
        ("Wartung von Kühlanlagen", "service", None),
    ]
    for title, item_type, amount in others:
        unit = {"space": "m2", "good": "piece"}.get(item_type, "")
        factories.make_listing(factories.make_actor(seeker.municipality), title, "offer", item_type=item_type, amount=amount, unit=unit)
    factories.make_listing(giver, "Kühlzelle in der Halle", "offer", amount=25, unit="m2")
    talk = factories.make_consultation(seeker, wuppertal_adviser, need="Kühlraum 20 m² ab März")
    page = browse(wuppertal_adviser)

    # One click makes the want of the need; its day and amount are read from the words.
    page.goto(live_server.url + talk.get_absolute_url())
    page.get_by_role("button", name="Als Gesuch aufnehmen").click()
    expect(page.locator("#id_title")).to_have_value(re.compile("Kühlraum"))
    want = Listing.objects.get(actor=seeker)
    assert (want.item_type, want.amount, want.unit, want.available_from.month, want.consultation) == ("space", 20, "m2", 3, talk)
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Passendes suchen").click()
    fitting = page.locator("section", has=page.get_by_role("heading", name="Passende Angebote"))
    first = fitting.get_by_role("listitem").first
    expect(first.get_by_role("heading")).to_contain_text("Kühlzelle in der Halle")
    first.get_by_role("link", name="Vorstellen").click()
    page.get_by_role("button", name="Vorstellung beginnen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{SEEKER} und {GIVER}")

    # Who seeks is asked first, then the other side; the names stay here until both have said yes.
    ask(page, SEEKER)
    reader = phone("kim@gemuese.example")
    expect(reader.get_by_text(GIVER)).to_have_count(0)
    press(reader, "Ja, stellen Sie uns vor")
    expect(reader.get_by_role("status")).to_contain_text("Sie haben ja gesagt")
    assert fits(reader)
    page.reload()
    ask(page, GIVER)
    asked = by_link("robin@halle.example").get(reverse("introduction_answer"))
    assert [text for text in (letter("robin@halle.example").body, words(asked)) if SEEKER in text] == []
    shown = re.search(r'name="shown" value="([^"]+)"', asked.content.decode())[1]
    asked.client.post(reverse("introduction_answer"), {"answer": "yes", "shown": shown})
    page.reload()
    page.get_by_role("link", name="Vorstellungsmail schreiben").click()
    page.get_by_role("button", name="Beide vorstellen").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("Vorgestellt")
    assert "robin@halle.example" in letter("kim@gemuese.example").body
    assert "kim@gemuese.example" in letter("robin@halle.example").body

    # Four weeks later each side gets one question.
    with time_machine.travel(timezone.now() + timedelta(days=28, minutes=1)):
        assert ask_outcomes(timezone.now()) == "2 Fragen gestellt"
        follow(reader, "kim@gemuese.example")
        press(reader, "Ja, es läuft")
        expect(reader.get_by_text("Ihre Antwort ist gespeichert")).to_be_visible()
        page = browse(wuppertal_adviser)
        page.goto(live_server.url + Connection.objects.get().get_absolute_url())
        expect(page.locator("[aria-current=step]")).to_contain_text("Im Austausch")
        log = page.locator("section", has=page.get_by_role("heading", name="Verlauf"))
        for line in ("Im Austausch", "Vorgestellt", "Idee"):
            expect(log).to_contain_text(line)
        expect(page.locator("section", has=page.get_by_role("heading", name="Nachfragen"))).to_contain_text(f"{SEEKER}: ja")


def test_a_shop_stands_on_a_platform_and_a_third_city_is_refused(
    seeker, giver, witten, wuppertal_adviser, witten_adviser, browse, live_server
):
    osnabrueck = factories.make_municipality("Osnabrück", "03404000")
    page, client = browse(wuppertal_adviser), Client()
    client.force_login(wuppertal_adviser)
    page.goto(f"{live_server.url}{reverse('connection_create')}?actor={seeker.pk}")
    page.get_by_label("Zweiten Akteur suchen").fill("Vohwinkel")
    page.get_by_role("radio", name=GIVER).check()
    page.get_by_label("Art").select_option("platform_listing")
    page.get_by_label("Adresse des Eintrags").fill("https://marktplatz.example/gemuese")
    page.get_by_role("button", name="Verbindung speichern").click()
    expect(page.get_by_role("link", name="marktplatz.example/gemuese")).to_be_visible()
    for actor, other in ((seeker, giver), (giver, seeker)):
        page.goto(live_server.url + actor.get_absolute_url())
        ties = page.locator("section", has=page.get_by_role("heading", name="Verbindungen"))
        expect(ties.get_by_role("link", name=other.trading_name)).to_be_visible()
        expect(ties.get_by_role("link", name="Eintrag dort")).to_have_attribute("href", "https://marktplatz.example/gemuese")

    # Two of other cities are no connection of ours, an unpublished one is nobody's here; their addresses give nothing.
    published, hidden = factories.make_actor(witten, "Wittener Laden"), factories.make_actor(osnabrueck, "Osnabrücker Hof")
    factories.publish(published, witten_adviser)
    url = reverse("connection_create")
    form = typed(client.get(url, {"actor": seeker.pk, "second": giver.pk})) | {"kind": "exchange"}
    for side, key, said in (
        ("first", published.pk, "Bitte wählen Sie einen Akteur Ihrer Kommune."),
        ("second", hidden.pk, "einer anderen Kommune, dessen Profil veröffentlicht ist."),
    ):
        answered = client.post(url, form | {side: key})
        assert said in " ".join(answered.context["form"].errors[side])
        assert "Osnabrücker Hof" not in words(answered)
    foreign = factories.make_connection(hidden, factories.make_actor(osnabrueck), None)
    assert [client.get(row.get_absolute_url()).status_code for row in (hidden, foreign)] == [404, 404]
    assert Connection.objects.filter(municipality=seeker.municipality).count() == 1


def test_a_refusal_gives_no_reason_and_of_two_answers_the_second_counts(seeker, giver, wuppertal_adviser, browse, phone, live_server):
    def begun(first, second):
        people = {actor.pk: {"contact": actor.contact_roles.get().contact, "described_as": "ein Betrieb"} for actor in (first, second)}
        return factories.make_introduction(first, second, wuppertal_adviser, kind="space_use", sides=people, reason="Platz")

    refused = begun(seeker, giver)
    actions.ask_side(user=wuppertal_adviser, connection=refused, side="from")
    actions.answer_introduction(connection=refused, side="from", answer="yes", through="phone", user=wuppertal_adviser)
    actions.ask_side(user=wuppertal_adviser, connection=refused, side="to")
    reader = phone("robin@halle.example")
    press(reader, "Nein, danke")
    expect(reader.get_by_role("status")).to_be_visible()
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + refused.get_absolute_url())
    expect(page.get_by_text("Abgelehnt").first).to_be_visible()
    told = letter("kim@gemuese.example")
    assert "derzeit nicht möglich" in told.body
    assert [said for said in (GIVER, "Exempel", "robin@", "nein", "abgelehnt") if said in told.body] == []

    # Asked what became of another one: first no, then yes; the second counts, and both stay on record.
    running = factories.make_introduced(giver, seeker, wuppertal_adviser)
    ask_outcomes(timezone.now())
    reader = phone("robin@halle.example")
    for button, said in (("Nein", "nein"), ("Ja, es läuft", "ja")):
        reader.get_by_role("button", name=button, exact=True).click()
        expect(reader.locator("dd strong")).to_have_text(said)
    question = OutcomeQuestion.objects.get(connection=running, side="from")
    assert (question.answer, [row.answer for row in question.history.order_by("history_id")]) == ("yes", ["", "no", "yes"])
    page.goto(live_server.url + running.get_absolute_url())
    expect(page.locator("[aria-current=step]")).to_contain_text("Im Austausch")
