"""A consultation in twenty seconds: the example sentence typed for real, its effort counted, beside it the plain form."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from initiatives.models import Consultation, Draft, FollowUp
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SENTENCE = "Tel mit Repair-Café Ölberg, sucht Raum ab März, 30 min, Wiedervorlage 15.1."
# The keystroke-level model: seconds for a key, for a click or a shortcut, for a decision.
KEY, PRESS, DECISION = 0.2, 1.1, 1.35
PAUSE = 0.4


class Effort:
    """Does what a hand does and counts it. The server's part is the processor's time, so that a busy machine does not count."""

    def __init__(self, page, pause=0.0):
        self.page, self.keys, self.presses, self.decisions, self.pause = page, 0, 0, 0, pause
        self.began = time.process_time()

    def type(self, text):
        self.keys += len(text)
        self.page.keyboard.type(text)

    def key(self, name):
        """Tab, Enter or a letter that chooses."""
        self.keys += 1
        self.page.keyboard.press(name)

    def decide(self):
        self.decisions += 1

    def press(self, what):
        """A click, if it is a place on the page; else a shortcut."""
        self.presses += 1
        if isinstance(what, str):
            self.page.keyboard.press(what)
        else:
            what.click()

    def end(self):
        """The page is there: what the server needed, and the pause after which it was asked."""
        self.server = time.process_time() - self.began + self.pause
        return self

    @property
    def seconds(self):
        return self.keys * KEY + self.presses * PRESS + self.decisions * DECISION + self.server

    def __str__(self):
        return (
            f"{self.seconds:.1f} s: {self.keys} keys, {self.presses} clicks or shortcuts, "
            f"{self.decisions} decisions, server {self.server:.1f} s"
        )


@pytest.fixture
def cafe(wuppertal, wuppertal_adviser):
    factories.make_topic(wuppertal)
    for number in range(19):
        factories.make_actor(wuppertal, f"Werkstatt Nummer {number}", user=wuppertal_adviser)
    return factories.make_actor(wuppertal, "Repair-Café Ölberg", user=wuppertal_adviser)


def with_box(page, cafe):
    """From the list of actors: the shortcut, the sentence, one look at what was read, the shortcut."""
    effort = Effort(page, PAUSE)
    effort.press("b")
    page.wait_for_url("**/erfassen/")
    expect(page.locator("#id_note")).to_be_focused()
    effort.type(SENTENCE)
    found = page.locator(".wf-found")
    expect(found).to_contain_text("15.01.")
    expect(found).to_contain_text("Repair-Café Ölberg")
    expect(found).to_contain_text("30 Minuten")
    expect(page.locator("#draft-state")).to_contain_text("Entwurf gespeichert um")
    effort.decide()
    effort.press("Control+Enter")
    # Pressed in haste a second time.
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{cafe.get_absolute_url()}")
    return effort.end()


def with_plain_form(page, cafe, due):
    """The same talk in the plain form: a click and a decision for each field that is not right as it stands."""
    effort = Effort(page)
    effort.press(page.locator(".wf-capture-btn"))
    page.wait_for_url("**/erfassen/")
    page.goto(page.url.replace("erfassen", "beratungen/neu"))
    effort.press(page.locator("#id_actors"))
    effort.decide()
    effort.type("repair")
    page.wait_for_selector(f"#actor-{cafe.pk}")
    effort.decide()
    effort.press(page.locator(f"label[for=actor-{cafe.pk}]"))
    effort.press(page.locator("#id_minutes"))
    effort.decide()
    effort.type("30")
    effort.decide()
    effort.press(page.get_by_label("Räume"))
    effort.press(page.locator("#id_note"))
    effort.decide()
    effort.type(SENTENCE.partition(", 30")[0])
    effort.key("Tab")
    effort.type("Raum ab März")
    effort.decide()
    effort.press(page.locator("#id_outcome"))
    effort.decide()
    effort.key("B")
    effort.press(page.locator("#id_task"))
    effort.decide()
    effort.type("Nachfragen wegen Raum")
    effort.key("Tab")
    effort.decide()
    effort.type(due.strftime("%d.%m.%Y"))
    effort.press("Control+Enter")
    page.wait_for_url(f"**{cafe.get_absolute_url()}")
    return effort.end()


def test_example_sentence_takes_twenty_seconds_by_keyboard_and_is_saved_once(cafe, wuppertal_adviser, browse, live_server, record_property):
    page = browse(wuppertal_adviser)
    page.goto(live_server.url + reverse("capture"))  # the server has its templates at hand
    with page.expect_response("**/lesen/"):
        page.keyboard.type("Tel")
    with page.expect_response("**/lesen/"):
        page.fill("#id_note", "")
    page.goto(live_server.url + reverse("actor_list"))
    box = with_box(page, cafe)
    expect(page.get_by_role("status").filter(has_text="Wiedervorlage am 15.01.")).to_be_visible()
    talk, promise = Consultation.objects.get(), FollowUp.objects.get()
    assert (talk.note, talk.minutes, talk.channel, [*talk.actors.all()]) == (SENTENCE, 30, "phone", [cafe])
    assert (promise.due_on.day, promise.due_on.month) == (15, 1)
    page.goto(live_server.url + reverse("actor_list"))
    plain = with_plain_form(page, cafe, timezone.localdate() + timedelta(days=54))
    assert Consultation.objects.count() == 2
    record_property("figure", f"example sentence in the box: {box}")
    record_property("figure", f"the same in the plain form: {plain}")
    assert (box.seconds <= 20, box.presses <= 3) == (True, True), str(box)


def test_draft_survives_a_closed_page_and_a_choice_is_made_on_a_phone(cafe, wuppertal, wuppertal_adviser, browse, live_server):
    factories.make_actor(wuppertal, "Repair-Café Ölberg")
    # A page that is left in the middle of a request makes the browser complain, so this one is not watched.
    page = browse(wuppertal_adviser).context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server.url + reverse("capture"))
    with page.expect_response("**/lesen/"):
        page.keyboard.type("Tel mit Repair-Café Ölberg")
    expect(page.get_by_text("Welcher Akteur ist gemeint?")).to_be_visible()
    # The last words are typed with no pause, and the page is left at once.
    page.keyboard.type(", 25 min")
    page.goto("about:blank")
    for _try in range(50):
        if Draft.objects.get().text.endswith("25 min"):
            break
        page.wait_for_timeout(100)
    page.goto(live_server.url + reverse("capture"))
    page.locator("#drafts").get_by_role("link", name="Tel mit Repair-Café Ölberg, 25 min").click()
    expect(page.locator("#id_note")).to_have_value("Tel mit Repair-Café Ölberg, 25 min")
    # A correction in place, and one thing dropped.
    page.locator("#edit-minutes summary").click()
    with page.expect_response("**/lesen/"):
        page.fill("#id_minutes", "35")
        page.keyboard.press("Enter")
    expect(page.locator(".wf-found")).to_contain_text("35 Minuten")
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320
    with page.expect_response("**/lesen/"):
        page.locator(".wf-found label", has_text="Repair-Café Ölberg").first.click()
    page.get_by_role("button", name="Beratung speichern").click()
    page.wait_for_url("**/buero/akteure/*/")
    talk = Consultation.objects.get()
    assert (talk.minutes, talk.actors.get().trading_name, Draft.objects.count()) == (35, "Repair-Café Ölberg", 0)

    # The network is gone: the page says so, and the text is there again when the server answers.
    page.goto(live_server.url + reverse("capture"))
    page.context.set_offline(True)
    page.keyboard.type("Ohne Netz getippt")
    expect(page.locator("#draft-state")).to_contain_text("Nicht gespeichert")
    page.context.set_offline(False)
    expect(page.locator("#draft-state")).to_contain_text("Entwurf gespeichert um")
    assert Draft.objects.get().text == "Ohne Netz getippt"
    page.close()
