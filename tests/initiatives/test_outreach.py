"""Outreach: never approached, no answer, reached, presented; all of it from the consultations."""

import re
from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from initiatives import actions, outreach
from initiatives.choices import OfficeList
from initiatives.filters import ActorFilter
from initiatives.models import Actor, Consultation
from initiatives.selections import criteria_of, describe
from tests import factories

pytestmark = pytest.mark.django_db

NEVER, SILENT, MET, SHOWN, LATER = "Nie Angesprochen", "Ohne Antwort", "Erreicht", "Vorgestellt", "Erst im zweiten Anlauf"


@pytest.fixture
def actors(wuppertal, witten, wuppertal_adviser):
    """One actor for each state, two of them in Elberfeld, and a neighbour in Witten whom nobody of Wuppertal sees."""
    topic = factories.make_topic(wuppertal, "Wir über uns", "presentation")
    other = factories.make_topic(wuppertal)
    elberfeld, sharing = factories.make_district(wuppertal), factories.make_work_field(wuppertal)
    found = {
        name: factories.make_actor(wuppertal, name, **({"district": elberfeld, "work_fields": [sharing]} if name in (NEVER, SHOWN) else {}))
        for name in (NEVER, SILENT, MET, SHOWN, LATER)
    }

    def talk(name, month, outcome="open", topics=(), **values):
        return factories.make_consultation(
            found[name], wuppertal_adviser, held_on=date(2026, month, 10), outcome=outcome, topics=list(topics), **values
        )

    talk(SILENT, 2, "no_answer", [topic])
    talk(MET, 3, topics=[other])
    talk(SHOWN, 1, topics=[topic])
    talk(LATER, 1, "no_answer", [topic], channel="letter")
    talk(LATER, 5, topics=[other], channel="visit")
    talk(LATER, 8, topics=[topic])
    talk(LATER, 9, topics=[topic])
    factories.make_consultation(factories.make_actor(witten, "Werkhof Witten"), wuppertal_adviser)
    return found


def names(rows):
    return {actor.trading_name for actor in rows}


EXPECTED = {
    "never": {NEVER},
    "no_answer": {SILENT},
    "reached": {MET, SHOWN, LATER},
    "presented": {SHOWN, LATER},
    "not_presented": {NEVER, SILENT, MET},
}


def listed(user, municipality, query):
    rows = Actor.objects.visible_to(user, municipality)
    return ActorFilter(QueryDict(query), queryset=rows, user=user, municipality=municipality)


def test_list_is_filtered_by_outreach_and_by_the_rest_and_says_so(wuppertal, wuppertal_adviser, actors):
    assert {state: names(listed(wuppertal_adviser, wuppertal, f"outreach={state}").qs) for state in EXPECTED} == EXPECTED
    place = actors[NEVER].locations.get().district_id
    assert names(listed(wuppertal_adviser, wuppertal, f"outreach=not_presented&district={place}").qs) == {NEVER}
    assert names(listed(wuppertal_adviser, wuppertal, f"outreach=reached&district={place}").qs) == {SHOWN}
    filterset = listed(wuppertal_adviser, wuppertal, "kind=initiatives&outreach=never")
    assert describe(filterset, OfficeList.ACTORS) == "Initiativen, noch nie angesprochen"
    # As a frozen list keeps it.
    assert {"code": "outreach", "value": "never"} in [criterion.reason for criterion in criteria_of(filterset)]


def test_days_and_periods_follow_from_the_talks(wuppertal, wuppertal_adviser, wuppertal_manager, actors):
    everybody = Actor.objects.visible_to(wuppertal_adviser, wuppertal)
    days = {row["actor"]: (row["contacted_on"], row["reached_on"], row["presented_on"]) for row in outreach.first_days(everybody)}
    assert days == {
        actors[SILENT].pk: (date(2026, 2, 10), None, None),
        actors[MET].pk: (date(2026, 3, 10), date(2026, 3, 10), None),
        actors[SHOWN].pk: (date(2026, 1, 10),) * 3,
        actors[LATER].pk: (date(2026, 1, 10), date(2026, 5, 10), date(2026, 8, 10)),
    }
    spring, late = (date(2026, 1, 10), date(2026, 3, 10)), (date(2026, 4, 1), date(2026, 9, 30))
    assert names(outreach.first_contacts(everybody, *spring)) == {SILENT, MET, SHOWN, LATER}
    assert names(outreach.first_reached(everybody, *spring)) == {MET, SHOWN}
    assert names(outreach.first_reached(everybody, *late)) == {LATER}
    assert names(outreach.first_presented(everybody, *late)) == {LATER}
    assert names(outreach.first_presented(everybody, date(2026, 9, 1), date(2026, 9, 30))) == set()
    # A confidential talk counts as any other, a restricted actor not at all.
    factories.make_consultation(actors[NEVER], wuppertal_adviser, is_confidential=True)
    assert names(outreach.reached(everybody)) == {NEVER, MET, SHOWN, LATER}
    actions.restrict(user=wuppertal_manager, record=actors[NEVER], reason="claims")
    assert names(outreach.reached(everybody.all())) == {MET, SHOWN, LATER}


@pytest.mark.once
def test_actor_page_tells_first_contact_and_presentation(sign_in, wuppertal_adviser, actors):
    client = sign_in(wuppertal_adviser)

    def panel(name):
        text = client.get(actors[name].get_absolute_url()).content.decode()
        found = re.search(r'aria-labelledby="p-outreach">(.*?)</section>', text, re.DOTALL)[1]
        return " ".join(re.sub(r"<[^>]*>", " ", found).split())

    first = Consultation.objects.filter(actors=actors[LATER]).order_by("held_on").first()
    assert panel(LATER) == (
        "Ansprache Erster Kontakt 10.01.2026 , Brief Ada Beispiel Erstmals erreicht 10.05.2026 , Besuch vor Ort Ada Beispiel "
        "Vorgestellt am 10.08.2026"
    )
    assert panel(SILENT).endswith("Erstmals erreicht bisher keine Antwort Vorgestellt am noch nicht vorgestellt")
    assert panel(NEVER) == "Ansprache Bisher nie angesprochen."
    assert first.get_absolute_url() in client.get(actors[LATER].get_absolute_url()).content.decode()


@pytest.mark.once
def test_every_number_of_the_page_opens_exactly_its_rows(sign_in, wuppertal, wuppertal_adviser, actors):
    client = sign_in(wuppertal_adviser)
    for rows, opens in (("rollout", 11), ("business_field", 6), ("district", 16)):
        page = client.get(reverse("outreach"), {"zeilen": rows})
        cells = [cell for _label, line in page.context["table"] for cell in line] + page.context["sums"]
        opened = {cell.url: cell.number for cell in cells if cell.url}
        assert {url: listed(wuppertal_adviser, wuppertal, url.partition("?")[2]).qs.count() for url in opened} == opened
        assert len(opened) == opens
        assert [cell.number for cell in page.context["sums"]] == [5, 1, 1, 3, 2, 3]


@pytest.mark.once
def test_page_counts_who_has_no_district_and_no_field(sign_in, wuppertal_adviser, actors):
    client = sign_in(wuppertal_adviser)
    by_district = dict(client.get(reverse("outreach"), {"zeilen": "district"}).context["table"])
    by_field = dict(client.get(reverse("outreach")).context["table"])
    for table, known, rest in ((by_district, "Elberfeld", "unbekannt"), (by_field, "Teilen", "ohne Feld")):
        assert {label: [cell.number for cell in line] for label, line in table.items()} == {
            known: [2, 1, 0, 1, 1, 1],
            rest: [3, 0, 1, 2, 1, 2],
        }


@pytest.mark.once
def test_working_lists_lead_on_as_a_round_and_as_letters(sign_in, wuppertal_adviser, wuppertal_manager, wuppertal_reader, actors):
    ways = {}
    for user in (wuppertal_reader, wuppertal_adviser, wuppertal_manager):
        never, silent = sign_in(user).get(reverse("outreach")).context["lists"]
        assert (never.number, silent.number) == (1, 1)
        ways[user.name] = [bool(never.round_url), bool(never.letter_url)]
    assert list(ways.values()) == [[False, False], [True, False], [True, True]]
    client = sign_in(wuppertal_manager)
    assert [place.name for place in client.get(never.round_url).context["plan"].way] == [NEVER]
    letters = client.get(silent.letter_url).context
    assert (letters["count"], letters["template"]["key"]) == (1, "letter")


@pytest.mark.once
def test_page_asks_a_fixed_number_of_queries(sign_in, wuppertal, wuppertal_adviser, django_assert_num_queries):
    client = sign_in(wuppertal_adviser)
    for numbers in ([1], [2, 3]):
        for number in numbers:
            place, field = (
                factories.make_district(wuppertal, f"Stadtteil {number}"),
                factories.make_work_field(wuppertal, code=f"f{number}"),
            )
            factories.make_consultation(factories.make_actor(wuppertal, district=place, work_fields=[field]), wuppertal_adviser)
        client.get(reverse("outreach"))
        for rows, queries in (("rollout", 7), ("district", 5)):
            with django_assert_num_queries(queries):
                client.get(reverse("outreach"), {"zeilen": rows})
