"""The pages that the law asks of a city, and the form by which anybody tells of a barrier."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.information import month_after
from initiatives.models import Purpose
from initiatives.office_start import start_purposes
from municipalities.models import Municipality
from portal.models import InboxEntry, PortalSettings
from portal.spam import stamp

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LEGAL = ("imprint", "privacy", "accessibility")


def read(name, client=None):
    """What somebody reads there, a stranger if nobody is named."""
    response = (client or Client()).get(reverse(name, args=["wuppertal"]))
    assert response.status_code == 200
    return response.content.decode()


def report(**typed):
    """The form as a person sends it, who has read for a minute."""
    values = {"what": "Das Menü lässt sich nicht mit der Tastatur öffnen.", "opened": stamp(timezone.now() - timedelta(minutes=1))} | typed
    return Client().post(reverse("barrier_report", args=["wuppertal"]), values)


def test_every_foot_leads_to_the_legal_pages(wuppertal):
    ways = [f'href="/wuppertal/{path}/"' for path in ("impressum", "datenschutz", "barrierefreiheit")]
    for name in ("directory", *LEGAL, "barrier_report", "barrier_thanks"):
        page = read(name)
        assert [way for way in ways if way not in page.partition("<footer")[2]] == []


def test_imprint_says_who_is_responsible(wuppertal):
    there = {"street": "Musterweg 1", "postcode": "42103", "locality": "Wuppertal", "phone": "0202 12-3", "email": "buero@w.example"}
    Municipality.objects.update(**there)
    PortalSettings.objects.create(municipality=wuppertal, imprint="Vertreten durch Kim Muster", responsible_person="Toni Beispiel")
    page = read("imprint")
    for words in (*there.values(), "Wirtschaftsförderung Wuppertal", "Vertreten durch Kim Muster", "Toni Beispiel"):
        assert words in page


def test_what_is_missing_is_named_to_the_management_alone(wuppertal, wuppertal_manager, wuppertal_reader, witten_manager):
    for name in LEGAL:
        for user, is_told in ((wuppertal_manager, True), (wuppertal_reader, False), (witten_manager, False), (None, False)):
            client = Client()
            if user:
                client.force_login(user)
            assert (name, user, "Auf dieser Seite fehlt noch" in read(name, client)) == (name, user, is_told)
    client = Client()
    client.force_login(wuppertal_manager)
    assert "Adresse des Büros" in read("imprint", client)


def test_data_protection_names_each_purpose_that_is_pursued_with_its_ground_and_text(wuppertal):
    start_purposes(wuppertal)
    Municipality.objects.update(controller="Stadt Wuppertal\nDatenschutz: Kim Muster")
    Purpose.objects.filter(code="newsletter").update(is_active=False)
    PortalSettings.objects.create(municipality=wuppertal, retention="Nach zehn Jahren.", supervisory_authority="Aufsicht Düsseldorf")
    page = read("privacy")
    pursued = Purpose.objects.filter(is_active=True)
    assert [row.label for row in pursued if f">{row}</h3>" not in page] == []
    assert Purpose.objects.get(code="newsletter").text.text not in page
    text = Purpose.objects.get(code="publish_profile").text.text
    for words in (text.splitlines()[0][:40], "nur mit Einwilligung", "Datenschutz: Kim Muster", "Nach zehn Jahren.", "Aufsicht Düsseldorf"):
        assert words in page


def test_statement_says_what_the_law_of_the_state_asks(wuppertal):
    said = {"barriers": "Karten: ohne Text.\n\nStattdessen: die Liste.", "assessed_on": "2026-03-02", "enforcement": "Ombudsstelle"}
    PortalSettings.objects.create(municipality=wuppertal, sign_language="https://gebaerden.example", **said)
    page = read("accessibility")
    for words in ("BGG NRW, BITVNRW", "<li>Karten: ohne Text.</li>", "<li>Stattdessen: die Liste.</li>", "02.03.2026", "Selbstbewertung"):
        assert words in page
    for way in ("/wuppertal/barrierefreiheit/melden/", "https://gebaerden.example"):
        assert f'href="{way}"' in page
    assert "Ombudsstelle" in page


def test_barrier_becomes_an_entry_with_a_month_to_answer(wuppertal):
    response = report(where="Verzeichnis", name="Kim Muster", email="kim@x.example")
    assert (response.status_code, response.url) == (302, "/wuppertal/barrierefreiheit/gemeldet/")
    entry = InboxEntry.objects.get()
    day = month_after(timezone.localdate())
    assert (entry.kind, entry.due_on, entry.sender_email, entry.actor, entry.link) == ("barrier", day, "kim@x.example", None, None)
    assert entry.text == "Das Menü lässt sich nicht mit der Tastatur öffnen.\n\nAuf der Seite: Verzeichnis"
    assert f"{day:%d.%m.%Y}" in read("barrier_thanks")


def test_barrier_form_sent_twice_is_one_entry_and_a_program_leaves_none(wuppertal):
    key = "5f1c6a0e-5d0b-4a53-9a53-0c7d1f6f7a11"
    assert [report(form_key=key).status_code for _twice in range(2)] == [302, 302]
    assert report(topic="billig").status_code == 302
    assert InboxEntry.objects.count() == 1


def test_wrong_barrier_form_keeps_what_was_typed(wuppertal):
    page = report(email="kein-at", name="Kim <b>Muster</b>").content.decode()
    assert ("kein-at" in page, "Kim &lt;b&gt;Muster" in page, "<b>Muster" in page) == (True, True, False)
    assert "Bitte schreiben Sie, was nicht geht." in report(what=" ").content.decode()
    assert "</strong>" in read("accessibility")
    assert InboxEntry.objects.count() == 0
