"""A colleague leaves: the manager hands the work over and ends the access in one step, and takes the handing over back."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from initiatives.models import Actor, FollowUp
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_work_of_a_leaver_goes_to_colleagues_and_back(wuppertal, wuppertal_manager, wuppertal_adviser, second_adviser, browse, live_server):
    actor = factories.make_actor(wuppertal, "Nähwerk", steward=wuppertal_adviser)
    factories.make_follow_up(actor, wuppertal_adviser, "Raum zeigen", due_on=date(2030, 1, 1))
    page = browse(wuppertal_manager)
    page.goto(live_server.url + "/buero/team/")
    page.get_by_role("link", name="Ada Beispiel").click()
    page.get_by_role("link", name="Arbeit übergeben …").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Arbeit von Ada Beispiel übergeben")

    # Nobody is chosen yet: what is missing is said, nothing is done.
    page.get_by_role("button", name="Übergeben", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte wählen Sie, wer die Akteure betreut.")
    page.get_by_label("Offene Wiedervorlagen gehen an").select_option(label="Toni Muster")
    page.get_by_label("Akteure betreut künftig").select_option(label="Maren Leitner")
    page.get_by_label("Zugang danach abschalten").check()
    page.get_by_role("button", name="Übergeben", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="1 Wiedervorlage, 1 Akteur")).to_be_visible()
    assert (FollowUp.objects.get().assignee, Actor.objects.get().steward) == (second_adviser, wuppertal_manager)
    assert not wuppertal_adviser.memberships.get().is_active

    page.get_by_role("link", name="Zurücknehmen …").click()
    page.get_by_role("button", name="2 Datensätze zurücksetzen").click()
    expect(page.get_by_role("status").filter(has_text="2 Datensätze wurden zurückgesetzt.")).to_be_visible()
    assert (FollowUp.objects.get().assignee, Actor.objects.get().steward) == (wuppertal_adviser, wuppertal_adviser)
    expect(page.get_by_role("cell", name=re.compile("^zurückgenommen"))).to_be_visible()
