"""The own entry in a browser: three changes and what becomes of them, the yearly question, a picture, a withdrawal, two applications."""

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from initiatives.actions import record_consent
from initiatives.models import Actor, Attachment, Purpose
from portal.actions.checks import ask_due_checks
from portal.choices import CheckAnswer, Proof
from portal.models import InboxEntry, PortalSettings, ProfileCheck
from portal.spam import stamp
from tests import factories
from tests.axe import violations
from tests.journeys.test_capture import Effort

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATH = re.compile(r"/link/[\w-]+/")
ANSWER = re.compile(r"http\S+(/link/[\w-]+/\?antwort=(\w+))")
CAFE, KIM = "Repair-Café Ölberg", "kim@cafe.example"


@pytest.fixture
def cafe(wuppertal, wuppertal_manager):
    """A published initiative and the person who speaks for it."""
    actor = factories.make_actor(wuppertal, CAFE, description="Wir reparieren samstags.", phone="0202 111", email="hallo@cafe.example")
    factories.make_contact(wuppertal, "Vorlage", actor=actor, email=KIM)
    return factories.publish(actor, wuppertal_manager)


@pytest.fixture
def visitor(browser, live_server):
    """Somebody outside the office in a browser of their own: a narrow phone, or a desktop of the given width."""
    contexts = []

    def do(width=320):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, locale="de-DE", base_url=live_server.url))
        page = contexts[-1].new_page()
        page.set_default_timeout(10_000)
        return page

    yield do
    for context in contexts:
        context.close()


def letter(email):
    """The newest mail to somebody."""
    return next(message for message in reversed(mail.outbox) if message.to == [email])


def enter(page, email):
    """Come in by the link of the newest mail to somebody."""
    page.goto(PATH.findall(letter(email).body)[0])
    page.locator("main form button").first.click()
    page.wait_for_url("**/profil/**")
    return page


def fits(page):
    return page.evaluate("document.scrollingElement.scrollWidth") <= page.viewport_size["width"]


def press(page, name):
    """Reach a link or a button by the Tab key alone and press it."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if " ".join(page.locator(":focus").inner_text().split()) == name:
            return page.keyboard.press("Enter")
    raise AssertionError(f"{name} cannot be reached by keyboard")


def send_unhurried(page, name):
    """Send a form that anybody may send, as who needed ten seconds for it."""
    page.locator("[name=opened]").evaluate("(field, value) => { field.value = value }", stamp(timezone.now() - timedelta(seconds=10)))
    page.get_by_role("button", name=name).click()


def field_of(page, part):
    """The section of one field on the office's page of a proposal."""
    return page.locator(".wf-decide", has=page.get_by_role("heading", name=part, exact=True))


def row_of(page, part):
    """What the own entry says in the column of proposals beside a part."""
    return page.locator(".wf-diff__key", has_text=part).locator("xpath=following-sibling::div[2]")


@pytest.mark.postgresql
def test_three_changes_meet_three_fates_and_the_question_is_answered(cafe, wuppertal_adviser, browse, visitor, live_server):
    # On a phone and by keyboard: the link is asked for, and opens the own entry.
    reader = visitor()
    reader.goto("/wuppertal/")
    press(reader, "Mein Eintrag")
    reader.get_by_label("Ihre E-Mail-Adresse").fill(KIM)
    send_unhurried(reader, "Link anfordern")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Postfach")
    reader.goto(PATH.findall(letter(KIM).body)[0])
    assert fits(reader)
    press(reader, "Weiter")
    expect(reader.get_by_role("heading", level=1)).to_have_text(f"Ihr Eintrag: {CAFE}")
    press(reader, "Angaben ändern")
    reader.get_by_label("Beschreibung").fill("Wir reparieren samstags und verleihen Werkzeug.")
    reader.locator("#id_hours_sa_0_from").fill("10:00")
    reader.locator("#id_hours_sa_0_to").fill("14:00")
    reader.get_by_label("Telefon").fill("0202 222")
    assert fits(reader)
    press(reader, "Änderungen senden")
    expect(reader.get_by_text("3 Vorschläge sind in Prüfung")).to_be_visible()
    assert fits(reader)

    # The office finds it in its inbox: one yes, one question, one no.
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + reverse("inbox_list"))
    page.get_by_role("link", name=CAFE).click()
    field_of(page, "Beschreibung").get_by_label("freigeben").check()
    field_of(page, "Öffnungszeiten").get_by_label("rückfragen").check()
    field_of(page, "Öffnungszeiten").locator("textarea[name^=comment]").fill("Auch in den Ferien?")
    field_of(page, "Telefon").get_by_label("nicht übernehmen").check()
    field_of(page, "Telefon").locator("textarea[name^=comment]").fill("Dort meldet sich niemand.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="1 Angabe zu entscheiden")).to_be_visible()
    told = letter(KIM).body
    assert "Auch in den Ferien?" in told
    assert "Dort meldet sich niemand." in told
    assert wuppertal_adviser.name not in told

    # The initiative sees the three fates, and answers.
    enter(reader, KIM)
    expect(reader.get_by_text("1 Rückfrage wartet auf Ihre Antwort")).to_be_visible()
    for part, fate in (
        ("Beschreibung", "freigegeben"),
        ("Öffnungszeiten", "Auch in den Ferien?"),
        ("Telefon", "nicht übernommen"),
        ("Telefon", "Dort meldet sich niemand."),
    ):
        expect(row_of(reader, part)).to_contain_text(fate)
    assert (fits(reader), violations(reader)) == (True, [])
    press(reader, "Antworten : Öffnungszeiten")
    expect(reader.get_by_text("Auch in den Ferien?").first).to_be_visible()
    assert (fits(reader), violations(reader)) == (True, [])
    reader.get_by_label("Ihre Antwort").fill("Ja, immer.")
    press(reader, "Antwort senden")
    expect(reader.get_by_text("1 Vorschlag ist in Prüfung")).to_be_visible()

    # The office reads the answer; what it took over is public, what it refused is not.
    page.reload()
    expect(field_of(page, "Öffnungszeiten")).to_contain_text("Ja, immer.")
    page.get_by_role("button", name="Alle freigeben").click()
    expect(page.get_by_role("heading", name="Entschieden")).to_be_visible()
    reader.goto(reverse("public_profile", args=["wuppertal", cafe.pk]))
    for text in ("und verleihen Werkzeug", "Sa 10–14 Uhr", "0202 111"):
        expect(reader.get_by_role("main")).to_contain_text(text)
    expect(reader.get_by_text("0202 222")).to_have_count(0)
    assert fits(reader)


def mailed(page, address):
    """A mail with one link, as its reader's program shows it."""
    page.goto("about:blank")
    page.set_content(f'<a href="{address}">{address}</a>')
    return page.get_by_role("link")


def test_is_it_still_right_is_answered_by_each_button_and_hours_are_new_in_a_minute(
    cafe, wuppertal, wuppertal_manager, browse, visitor, live_server, record_property
):
    PortalSettings.objects.create(municipality=wuppertal, asks_yearly=True)
    kept = {KIM: cafe}
    for email in ("zwei@x.example", "drei@x.example"):
        kept[email] = factories.publish(factories.make_actor(wuppertal, f"Werkhof {email[:4]}", email=email), wuppertal_manager)
    # One of them a day: the year is long enough for all.
    assert [ask_due_checks(timezone.now() - timedelta(days=days)) for days in (2, 1, 0)] == [1, 1, 1]
    paths = {email: dict(map(reversed, ANSWER.findall(letter(email).body))) for email in kept}

    # Everything is right: the link in the mail, and one button.
    reader = visitor(1280)
    answers = Effort(reader)
    answers.press(mailed(reader, live_server.url + paths[KIM]["yes"]))
    answers.press(reader.get_by_role("button", name="Ja, alles stimmt"))
    expect(reader.get_by_text(re.compile("Zuletzt bestätigt am"))).to_contain_text(f"{timezone.localdate():%d.%m.%Y}")
    answers.end()
    cafe.refresh_from_db()
    assert (cafe.assured_on, answers.presses, answers.keys) == (timezone.localdate(), 2, 0)
    record_property("figure", f"“all is right” from the mail: {answers}")

    # New hours from the own entry: two afternoons.
    hours = Effort(reader)
    hours.decide()
    hours.press(reader.get_by_role("link", name=re.compile("Ändern.*Öffnungszeiten")))
    for day in ("di", "do"):
        hours.decide()
        for end, clock in (("from", "15:00"), ("to", "18:30")):
            hours.press(reader.locator(f"#id_hours_{day}_0_{end}"))
            # Four digits; which keys a browser's own clock field wants depends on its language.
            hours.keys += 4
            reader.locator(f"#id_hours_{day}_0_{end}").fill(clock)
    hours.decide()
    hours.press(reader.get_by_role("button", name="Änderungen senden"))
    expect(row_of(reader, "Öffnungszeiten")).to_contain_text("Di, Do 15–18:30 Uhr")
    hours.end()
    record_property("figure", f"new opening hours from the own entry: {hours}")
    assert hours.seconds < 60, str(hours)

    # Something has changed: the form. It is gone: the office learns of it, and the entry stays until it has decided.
    reader = visitor()
    mailed(reader, live_server.url + paths["zwei@x.example"]["change"]).click()
    assert fits(reader)
    reader.get_by_role("button", name="Es hat sich etwas geändert").click()
    expect(reader).to_have_url(re.compile("/profil/aendern/"))
    mailed(reader, live_server.url + paths["drei@x.example"]["gone"]).click()
    expect(reader.locator("main .kern-btn--primary")).to_have_text("Das gibt es nicht mehr")
    reader.locator("main .kern-btn--primary").click()
    reader.wait_for_url("**/profil/")
    page = browse(wuppertal_manager)
    page.goto(live_server.url + reverse("inbox_list"))
    expect(page.get_by_role("row", name=re.compile("Werkhof drei"))).to_contain_text("Gibt es nicht mehr")
    given = dict(ProfileCheck.objects.values_list("actor__trading_name", "answer"))
    assert given == {CAFE: CheckAnswer.YES, "Werkhof zwei": CheckAnswer.CHANGE, "Werkhof drei": CheckAnswer.GONE}


def photo():
    """A photo as a telephone takes it: with the name of the camera in it."""
    drawn, about = io.BytesIO(), Image.Exif()
    about[0x010F] = "Kamera Muster"
    Image.new("RGB", (640, 400), "seagreen").save(drawn, "JPEG", exif=about)
    assert b"Kamera Muster" in drawn.getvalue()
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def test_picture_is_cleared_and_public_until_the_consent_is_withdrawn(cafe, wuppertal_manager, browse, visitor, live_server):
    purpose = Purpose.objects.get(municipality=cafe.municipality, code="publish_photo")
    record_consent(user=wuppertal_manager, subject=cafe, purpose=purpose, channel="paper", given_at=timezone.now())
    public = reverse("public_profile", args=["wuppertal", cafe.pk])
    reader = visitor()
    reader.goto(reverse("link_request", args=["wuppertal"]))
    reader.get_by_label("Ihre E-Mail-Adresse").fill(KIM)
    send_unhurried(reader, "Link anfordern")
    enter(reader, KIM)
    reader.get_by_role("link", name=re.compile("Ändern.*Bild")).click()

    # A drawing that is a page of code is refused at its field, the words stay; the photo is taken.
    reader.get_by_label("Was ist zu sehen?").fill("Ein volles Werkzeugregal")
    reader.get_by_label("Wer hat es aufgenommen?").fill("Foto: Kim Vorlage")
    reader.get_by_role("checkbox").check()
    svg = {"name": "bild.svg", "mimeType": "image/svg+xml", "buffer": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'}
    reader.get_by_label("Neues Bild").set_input_files(svg)
    reader.get_by_role("button", name="Änderungen senden").click()
    expect(reader.locator("#div_id_picture .kern-error")).to_be_visible()
    expect(reader.get_by_label("Was ist zu sehen?")).to_have_value("Ein volles Werkzeugregal")
    assert (fits(reader), violations(reader)) == (True, [])
    reader.get_by_label("Neues Bild").set_input_files(photo())
    reader.get_by_role("button", name="Änderungen senden").click()
    preview = reader.get_by_role("img", name="Ein volles Werkzeugregal")
    expect(preview).to_be_visible()
    assert preview.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    reader.goto(public)
    expect(reader.get_by_role("img", name="Ein volles Werkzeugregal")).to_have_count(0)

    # The office sees it and lets it out; nothing tells which camera it was.
    page = browse(wuppertal_manager)
    page.goto(live_server.url + InboxEntry.objects.get().get_absolute_url())
    expect(page.get_by_role("img", name="Ein volles Werkzeugregal")).to_be_visible()
    page.get_by_role("button", name="Alle freigeben").click()
    expect(page.get_by_role("heading", name="Entschieden")).to_be_visible()
    reader.reload()
    expect(reader.get_by_role("img", name="Ein volles Werkzeugregal")).to_be_visible()
    expect(reader.get_by_text("Foto: Kim Vorlage")).to_be_visible()
    address = reverse("public_picture", args=["wuppertal", cafe.pk])
    shown = reader.request.get(address)
    assert (shown.status, b"Kamera Muster" in shown.body()) == (200, False)
    assert Attachment.objects.get(actor=cafe).alt_text == "Ein volles Werkzeugregal"

    # Withdrawn by its holder: page, list and picture are gone with that.
    reader.goto(reverse("own_profile"))
    reader.get_by_role("link", name=re.compile("Widerrufen.*des Profils")).click()
    reader.get_by_role("button", name=re.compile("Einwilligung widerrufen.*des Profils")).click()
    expect(reader.get_by_text("Der Eintrag ist zurzeit nicht öffentlich.")).to_be_visible()
    assert [reader.request.get(gone).status for gone in (public, address)] == [404, 404]
    reader.goto("/wuppertal/")
    expect(reader.get_by_text(CAFE)).to_have_count(0)


def apply(page, name, family_name, email):
    """Fill in the application and confirm it by the mail; gives what was read on the way."""
    page.goto(reverse("application", args=["wuppertal"]))
    page.get_by_label("Name der Initiative").fill(name)
    page.locator("#id_description").fill("Wir nähen gemeinsam.")
    page.get_by_label("Was sind Sie?").select_option("initiative")
    page.get_by_label("Ihr Vorname").fill("Ronja")
    page.get_by_label("Ihr Nachname").fill(family_name)
    page.get_by_label("Ihre E-Mail-Adresse").fill(email)
    page.get_by_role("checkbox", name=re.compile("Veröffentlichung des Profils")).check()
    send_unhurried(page, "Anmeldung senden")
    page.wait_for_url("**/danke/")
    read = [page.get_by_role("main").inner_text()]
    page.goto(PATH.findall(letter(email).body)[0])
    read.append(page.get_by_role("main").inner_text())
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/anmeldung/")
    assert fits(page)
    read.append(page.get_by_role("main").inner_text())
    page.get_by_role("button", name="Anmeldung bestätigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ihre Anmeldung ist bestätigt")
    read.append(page.get_by_role("main").inner_text())
    return [text.replace(name, "NAME").replace(family_name, "PERSON").replace(email, "MAIL") for text in read]


def test_new_initiative_is_taken_in_and_a_known_one_gets_its_link_where_it_is_known(cafe, wuppertal_manager, browse, visitor, live_server):
    reader = visitor()
    new = apply(reader, "Nähtreff Fadenlauf", "Tannhauer", "ronja@faden.example")
    known = apply(reader, CAFE, "Fremd", "fremd@x.example")
    times = re.compile(r"\d\d:\d\d")
    assert [times.sub("", text) for text in new] == [times.sub("", text) for text in known]

    # The office sees which is which, takes one in and hands the other its link by the address on record.
    page = browse(wuppertal_manager)
    inbox = live_server.url + reverse("inbox_list")
    page.goto(inbox)
    expect(page.get_by_role("row", name=re.compile("Nähtreff"))).to_contain_text("Neue Initiative")
    expect(page.get_by_role("row", name=re.compile(CAFE))).to_contain_text("Anspruch auf einen Eintrag")
    page.get_by_role("link", name=re.compile("Nähtreff")).click()
    page.get_by_role("link", name="Entscheiden").click()
    page.get_by_label("Gleich zur Veröffentlichung freigeben").check()
    page.get_by_role("button", name="Aufnehmen").click()
    expect(page.get_by_role("heading", name="Entschieden")).to_be_visible()
    taken = Actor.objects.get(trading_name="Nähtreff Fadenlauf")
    enter(reader, "ronja@faden.example")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Nähtreff Fadenlauf")
    reader.goto(reverse("public_profile", args=["wuppertal", taken.pk]))
    expect(reader.get_by_role("main")).to_contain_text("Wir nähen gemeinsam.")

    page.goto(inbox)
    page.get_by_role("link", name=re.compile(CAFE)).first.click()
    page.get_by_role("link", name="Entscheiden").click()
    page.get_by_role("link", name=re.compile("Dieser ist es")).click()
    page.get_by_label("der Link geht an die hinterlegte Adresse").check()
    page.get_by_role("button", name="Link senden").click()
    expect(page.get_by_role("heading", name="Entschieden")).to_be_visible()
    assert InboxEntry.objects.get(actor=cafe).proof == Proof.ADDRESS
    assert PATH.search(letter("hallo@cafe.example").body)
    assert [word for word in (CAFE, "hallo@", "/link/") if word in letter("fremd@x.example").body] == []
