"""Every template of ours in a real browser: axe in light and dark, 320 px, 200 %, wider text, print."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

WIDER_TEXT = """
for (const element of document.querySelectorAll("body *")) {
  Object.assign(element.style, { lineHeight: "1.5", letterSpacing: ".12em", wordSpacing: ".16em" });
}
"""


@dataclass(frozen=True)
class Shown:
    """A template, the address that shows it, for whom, and what is sent first (for the error state)."""

    template: str
    url_name: str
    subject: str = ""
    query: str = ""
    who: str = "wuppertal_manager"
    press: str = ""


PAGES = [
    Shown("initiatives/actor_list.html", "actor_list"),
    Shown("initiatives/actor_list.html", "actor_list", query="?q=gibtesnicht"),
    Shown("initiatives/actor_list.html", "actor_list", query="?field=999999&tag=1"),
    Shown("initiatives/actor_detail.html", "actor_detail", "actor"),
    Shown("initiatives/actor_detail.html", "actor_detail", "bare_actor"),
    Shown("initiatives/actor_form.html", "actor_change", "actor"),
    Shown("initiatives/actor_form.html", "actor_create", press="main button.kern-btn--primary"),
    Shown("initiatives/actor_changes.html", "actor_changes", "actor"),
    Shown("initiatives/actor_export.html", "actor_export", query="?kind=initiatives"),
    Shown("initiatives/contact_list.html", "contact_list"),
    Shown("initiatives/contact_list.html", "contact_list", query="?q=gibtesnicht"),
    Shown("initiatives/contact_detail.html", "contact_detail", "contact"),
    Shown("initiatives/contact_form.html", "actor_contact_create", "actor", press="main button.kern-btn--primary"),
    Shown("initiatives/contact_changes.html", "contact_changes", "contact"),
    Shown("initiatives/role_form.html", "role_create", "actor", query="?person=frei"),
    Shown("initiatives/role_form.html", "role_create", "actor"),
    Shown("initiatives/role_end.html", "role_end", "role"),
    Shown("initiatives/consultation_list.html", "consultation_list"),
    Shown("initiatives/consultation_list.html", "consultation_list", query="?q=gibtesnicht"),
    Shown("initiatives/consultation_detail.html", "consultation_detail", "consultation"),
    Shown("initiatives/consultation_detail.html", "consultation_detail", "confidential"),
    Shown("initiatives/consultation_form.html", "consultation_create", press="main button.kern-btn--primary"),
    Shown("initiatives/consultation_form.html", "consultation_change", "consultation"),
    Shown("initiatives/consultation_note.html", "consultation_note", "confidential", press="main button.kern-btn--primary"),
    Shown("initiatives/consultation_changes.html", "consultation_changes", "consultation"),
    Shown("initiatives/follow_up_list.html", "follow_up_list"),
    Shown("initiatives/follow_up_list.html", "follow_up_list", query="?state=done"),
    Shown("initiatives/follow_up_form.html", "follow_up_change", "follow_up"),
    Shown("initiatives/follow_up_form.html", "follow_up_create", "actor", press="main button.kern-btn--primary"),
    Shown("initiatives/start.html", "office", who="researcher"),
    Shown("municipalities/own_account.html", "own_account"),
    Shown("municipalities/test_mail.html", "test_mail"),
    Shown("account/login.html", "account_login", who="", press="main button.kern-btn--primary"),
    Shown("account/logout.html", "account_logout"),
    Shown("account/password_reset.html", "account_reset_password", who="", press="main button.kern-btn--primary"),
    Shown("account/password_reset_done.html", "account_reset_password_done", who=""),
    Shown("account/password_reset_from_key.html", "account_reset_password_from_key", "broken_key", who=""),
    Shown("account/password_reset_from_key_done.html", "account_reset_password_from_key_done", who=""),
    Shown("account/password_change.html", "account_change_password", press="main button.kern-btn--primary"),
    Shown("account/account_inactive.html", "account_inactive", who=""),
    Shown("account/reauthenticate.html", "account_reauthenticate"),
    Shown("404.html", "actor_detail", "missing"),
    Shown("403.html", "actor_create", who="wuppertal_reader"),
    Shown("400.html", "actor_list", query="?q=%00"),
]
# Shown by the server in states that no address leads to; their look is checked as files below.
RENDERED_ALONE = ["413.html", "429.html", "500.html", "csrf.html"]
# Shown only when two people act at once: tests/journeys/test_two_editors.py.
SHOWN_IN_JOURNEYS = {"initiatives/consultation_closed.html"}
# Frames and parts: they are on the pages above.
FRAMES = {"wf40/base.html", "wf40/plain.html", "wf40/list.html", "wf40/record_form.html", "wf40/messages.html", "allauth/layouts/base.html"}


def own_templates() -> set[str]:
    folder = Path(settings.BASE_DIR, "templates")
    names = {str(path.relative_to(folder)) for path in folder.rglob("*.html")}
    return {
        name
        for name in names - FRAMES
        if not name.startswith(("kern/", "admin/", "allauth/")) and not Path(name).name.startswith("_") and "/email/" not in name
    }


def test_every_template_of_ours_is_shown():
    assert own_templates() == {page.template for page in PAGES} | set(RENDERED_ALONE) | SHOWN_IN_JOURNEYS


@pytest.fixture
def world(wuppertal, witten, wuppertal_manager, wuppertal_adviser, wuppertal_reader, researcher):
    district, field = factories.make_district(wuppertal), factories.make_work_field(wuppertal)
    tag, topic = factories.make_tag(wuppertal), factories.make_topic(wuppertal)
    factories.make_membership(wuppertal_manager, witten, "reader")
    actor = factories.make_actor(
        wuppertal,
        "Repair-Café Ölberg",
        user=wuppertal_adviser,
        aliases=["Reparaturtreff"],
        legal_form="informal",
        life_cycle="on_hold",
        steward=wuppertal_adviser,
        work_fields=[field],
        tags=[tag],
        email="hallo@cafe.example",
        phone="0202 11",
        website="https://cafe.example",
        description="Wir reparieren.",
        internal_note="Schlüssel beim Hausmeister.",
        street="Schusterstraße",
        house_number="0",
        postcode="42105",
        locality="Wuppertal",
        district=district,
    )
    bare = factories.make_actor(wuppertal, "Bienenhaus", kind="enterprise")
    reach = {"email": "kim@cafe.example", "phone": "0202 12", "note": "Ruft gern an."}
    contact = factories.make_contact(wuppertal, "Vorlage", actor=actor, role_title="Leitung", **reach)
    factories.make_contact(wuppertal, "Freimut")
    late = {"task": "Nachfassen", "due_on": timezone.localdate() - timedelta(days=3), "assignee": wuppertal_adviser}
    talk = factories.make_consultation(
        actor, wuppertal_adviser, contacts=[contact], topics=[topic], need="Raum, 80 m²", minutes=25, follow_up=late
    )
    secret = factories.make_consultation(actor, wuppertal_adviser, is_confidential=True)
    factories.make_follow_up(bare, wuppertal_manager)
    return {
        "actor": [actor.pk],
        "bare_actor": [bare.pk],
        "contact": [contact.pk],
        "role": [contact.roles.get().pk],
        "consultation": [talk.pk],
        "confidential": [secret.pk],
        "follow_up": [talk.follow_ups.get().pk],
        "missing": [10**9],
        "broken_key": ["1", "set-password"],
        "": [],
    }


def violations(page):
    results = Axe().run(page, options=AXE)
    return [f"{item['id']}: {node['html'][:160]}" for item in results.response["violations"] for node in item["nodes"]]


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: f"{shown.template}{shown.query}{'!' if shown.press else ''}")
def test_template_passes_axe_and_reflows(shown, world, request, watched_page, live_server, browse):
    page = browse(request.getfixturevalue(shown.who)) if shown.who else watched_page
    page.goto(live_server.url + reverse(shown.url_name, args=world[shown.subject]) + shown.query)
    if shown.press:
        page.locator(shown.press).first.click()
        page.wait_for_load_state()
    found = {}
    for theme in ("light", "dark"):
        page.evaluate("theme => document.documentElement.setAttribute('data-kern-theme', theme)", theme)
        if faults := violations(page):
            found[theme] = faults
    assert found == {}
    assert page.locator("h1").count() == 1
    # WCAG 1.4.10 (320 px) and 1.4.4 (200 % of 1280 px).
    for width in (320, 640):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    # WCAG 1.4.12, set through the object model, which the policy does not stop.
    page.evaluate(WIDER_TEXT)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    page.emulate_media(media="print")
    assert page.locator("main").is_visible()
    assert not page.locator(".wf-nav").is_visible()


@pytest.mark.parametrize("name", RENDERED_ALONE)
def test_error_page_passes_axe_without_any_context(name, watched_page, live_server):
    from django.template.loader import get_template

    watched_page.goto(live_server.url + reverse("account_login"))
    watched_page.set_content(get_template(name).render().replace('href="/', f'href="{live_server.url}/'))
    assert violations(watched_page) == []
    assert watched_page.locator("h1").count() == 1
