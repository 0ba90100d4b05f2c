"""The meeting sheet: what an adviser takes along to a talk, on one page of paper."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.models import Actor, Purpose
from initiatives.office_start import start_purposes
from tests import factories
from tests.pages import words
from wf40.registry import meeting_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def sheet_of(actor):
    return reverse("meeting_sheet", args=[actor.pk])


@pytest.fixture
def workshop(wuppertal, wuppertal_adviser, second_adviser):
    """An actor with everything that the sheet tells."""
    start_purposes(wuppertal)
    values = {
        "kind": "cooperative",
        "legal_form": "eg",
        "work_fields": [factories.make_work_field(wuppertal)],
        "phone": "0202 10",
        "steward": wuppertal_adviser,
        "deputy": second_adviser,
        "street": "Hofaue",
        "house_number": "3",
        "locality": "Wuppertal",
        "district": factories.make_district(wuppertal),
    }
    actor = factories.make_actor(wuppertal, "Werkhof", **values)
    person = factories.make_contact(wuppertal, "Muster", actor=actor, role_title="Vorstand", phone="0202 20", email="kim@werkhof.example")
    today, topic = timezone.localdate(), factories.make_topic(wuppertal)
    for days, note in ((9, "Ganz altes Gespräch."), (3, "Sucht eine Halle."), (2, "Alles unverändert.")):
        need = "Halle mit 80 m²" if days == 3 else ""
        talk = {"held_on": today - timedelta(days=days), "note": note, "need": need, "topics": [topic], "contacts": [person]}
        factories.make_consultation(actor, wuppertal_adviser, **talk)
    hidden = {"note": "Streng geheim", "need": "Geheimer Bedarf", "topics": [topic], "is_confidential": True, "channel": "visit"}
    factories.make_consultation(actor, wuppertal_adviser, **hidden)
    factories.make_follow_up(actor, wuppertal_adviser, "Plan schicken", today - timedelta(days=1))
    factories.make_follow_up(actor, wuppertal_adviser, "Satzung schicken", is_theirs=True)
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=factories.make_follow_up(actor, wuppertal_adviser, "Längst erledigt"))
    factories.make_warning(actor, wuppertal_adviser, "moving", "Zum Jahresende")
    actions.end_warning(user=wuppertal_adviser, warning=factories.make_warning(actor, wuppertal_adviser, "crisis", "Vorbei"))
    letter = Purpose.objects.get(municipality=wuppertal, code="letter")
    actions.raise_objection(subject=actor, purpose=letter, channel="paper")
    for _number in range(3):
        factories.make_connection(actor, factories.make_actor(wuppertal), wuppertal_adviser)
    partner = factories.make_actor(wuppertal, "Kornspeicher")
    factories.make_connection(actor, partner, wuppertal_adviser, kind="supply", stage="lasting")
    factories.make_connection(actor, factories.make_actor(wuppertal, "Längst vorbei"), wuppertal_adviser, stage="ended")
    factories.make_listing(actor, "Kühlraum 20 m²")
    factories.make_listing(partner, "Kühlraum am Hafen", "offer")
    factories.make_listing(actor, "Längst gefunden", state="fulfilled")
    return actor


def test_sheet_says_who_what_was_said_what_is_owed_and_what_is_allowed(workshop, sign_in, wuppertal_reader):
    client = sign_in(wuppertal_reader)
    assert sheet_of(workshop) in client.get(workshop.get_absolute_url()).content.decode()
    said = words(client.get(sheet_of(workshop)))
    for part in (
        "Genossenschaft", "Teilen", "Hofaue 3, Wuppertal (Elberfeld)", "0202 10", "Ada Beispiel, Vertretung Toni Muster",
        "Sucht Kühlraum 20 m²", "Passen würde Kühlraum am Hafen (Kornspeicher)", "Kornspeicher (beliefert, Dauerhaft)", "; 1 weitere",
        "Kim Muster , Vorstand 0202 20 · kim@werkhof.example", "Zum Jahresende", "mit Kim Muster · Räume · Offen Sucht eine Halle.",
        "Die Notiz ist vertraulich.", "Halle mit 80 m²", "Widersprochen oder widerrufen: Brief", "Ohne Einwilligung: ", "Lena Leser",
    ):  # fmt: skip
        assert part.replace(" ,", ",") in said.replace(" ,", ",").replace("( ", "("), part
    ours, theirs = said.index("Wir sind dran"), said.index("Die andere Seite ist dran")
    assert ours < said.index("Plan schicken") < theirs < said.index("Satzung schicken")
    assert said.count("überfällig") == 1
    # Of the confidential talk only that it took place, of the past nothing that is settled.
    for absent in ("geheim", "Geheimer", "Ganz altes", "Längst", "Vorbei"):
        assert absent not in said, absent


def test_sheet_of_another_city_or_a_restricted_actor_does_not_exist(workshop, sign_in, client, wuppertal_manager, witten_adviser):
    assert sign_in(witten_adviser).get(sheet_of(workshop)).status_code == 404
    actions.restrict(user=wuppertal_manager, record=workshop, reason="contested")
    assert sign_in(wuppertal_manager).get(sheet_of(workshop)).status_code == 404


def test_every_part_asks_as_often_as_it_states_for_one_row_and_for_many(workshop, wuppertal, wuppertal_adviser, sign_in):
    client, asked = sign_in(wuppertal_adviser), []
    client.get(sheet_of(workshop))
    for count in (0, 2):
        for number in range(count):
            person = factories.make_contact(wuppertal, f"Weitere {number}", actor=workshop)
            factories.make_consultation(workshop, wuppertal_adviser, contacts=[person])
            factories.make_follow_up(workshop, wuppertal_adviser)
            factories.make_connection(workshop, factories.make_actor(wuppertal), wuppertal_adviser)
            factories.make_listing(workshop)
            factories.make_proposal(workshop, {"phone": f"0202 {number}", "hours": "Mo"})
        with CaptureQueriesContext(connection) as queries:
            client.get(sheet_of(workshop))
        asked.append(len(queries))
    assert asked == [19, 19]
    workshop = Actor.objects.prefetch_related("work_fields").get(pk=workshop.pk)
    wuppertal_adviser.active_memberships  # noqa: B018  every page has asked this before
    for part in meeting_sheet:
        with CaptureQueriesContext(connection) as queries:
            part.context(wuppertal_adviser, wuppertal, workshop)
        assert (part.key, len(queries)) == (part.key, part.queries)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_sheet_is_one_page_also_of_an_actor_with_long_texts(workshop, wuppertal, wuppertal_adviser, wuppertal_manager, browse, live_server):
    page = browse(wuppertal_manager)
    long = "Gemeinschaftswerkstatt für Holz, Metall und Fahrräder am alten Güterbahnhof " * 40
    fields = [
        factories.make_work_field(wuppertal, f"Gemeinsam genutzte Geräte und Räume {number}", f"field-{number}") for number in range(6)
    ]
    most = {
        "registered_name": long[:300],
        "legal_form": "ug",
        "kind": "social_enterprise",
        "work_fields": fields,
        "email": "wir@gemeinschaftswerkstatt-gueterbahnhof.example",
    }
    crowded = factories.make_actor(wuppertal, long[:200], steward=wuppertal_adviser, deputy=wuppertal_manager, **most)
    topics = [factories.make_topic(wuppertal, f"Thema mit langem Namen {number}", f"topic-{number}") for number in range(6)]
    for number in range(7):
        names = {
            "given_name": "Maximiliane-Henriette",
            "email": f"maximiliane-{number}@gemeinschaftswerkstatt.example",
            "phone": "0202 1234567",
            "mobile": "0170 1234567",
        }
        person = factories.make_contact(
            wuppertal, f"von und zu Hohenfels-Wiesental {number}", actor=crowded, role_title=long[:120], **names
        )
        talk = {"note": long, "need": long[:500], "topics": topics, "contacts": [person]}
        factories.make_consultation(crowded, wuppertal_adviser, **talk)
        for is_theirs in (True, False):
            factories.make_follow_up(crowded, wuppertal_adviser, long[:300], timezone.localdate() - timedelta(days=9), is_theirs=is_theirs)
    partners = [factories.make_actor(wuppertal, long[:150] + str(number)) for number in range(5)]
    for partner in partners:
        factories.make_connection(crowded, partner, wuppertal_adviser, kind="sales_outlet")
        factories.make_listing(crowded, long[:120])
        factories.make_listing(partner, long[:120], "offer")
    for kind in ("closing", "moving", "crisis", "conflict"):
        factories.make_warning(crowded, wuppertal_adviser, kind, long[:300])
    for purpose in Purpose.objects.filter(municipality=wuppertal):
        actions.raise_objection(subject=crowded, purpose=purpose, channel="paper")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    for actor in (workshop, crowded):
        page.goto(live_server.url + sheet_of(actor))
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))) == 1
        # Nothing is cut off at the foot, and there is room to write by hand.
        rest = page.evaluate("""() => {
            const sheet = document.querySelector(".wf-brief");
            return [sheet.scrollHeight - sheet.clientHeight, document.querySelector(".wf-brief__lines").clientHeight > 60];
        }""")
        assert rest == [0, True]
