"""The figures of consultations: shares add up, every number opens exactly its rows, and what is not for somebody does not show."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import actions
from initiatives.figures import Breakdown, Period, make_figures, rounded, this_quarter
from initiatives.filters import ActorFilter, ConsultationFilter
from initiatives.models import Actor, Consultation
from municipalities.models import District
from tests import factories

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
WHOLE = {"zeitraum": "range", "von": "01.01.2026", "bis": "31.12.2026"}


@pytest.fixture
def small_world(wuppertal, wuppertal_adviser, second_adviser, wuppertal_manager, witten_adviser, witten):
    """Talks that share their minutes in every way there is, one restricted actor, and a neighbour."""
    elberfeld, barmen = factories.make_district(wuppertal), factories.make_district(wuppertal, "Barmen")
    unknown = District.objects.get(municipality=wuppertal, code="unbekannt")
    rooms, money = factories.make_topic(wuppertal), factories.make_topic(wuppertal, "Fördermittel", "funding")
    factories.make_topic(wuppertal, "Nachfolge", "succession")
    food = factories.make_work_field(wuppertal, "Ernährung", "food")
    garden = factories.make_work_field(wuppertal, "Garten", "garden", parent=food)
    sharing = factories.make_work_field(wuppertal)
    trade = factories.make_work_field(wuppertal, "Handel", "trade", scheme="business_field")

    def actor(name, kind, fields=(), **place):
        return factories.make_actor(wuppertal, name, kind=kind, work_fields=list(fields), **place)

    shop = actor("Laden", "enterprise", [food, garden, trade], street="A", district=elberfeld)
    club = actor("Verein", "association", [sharing, garden], street="B", district=barmen)
    second_club = actor("Zweiter Verein", "association", street="C", district=unknown)
    bare = actor("Ohne alles", "initiative")
    closed = actor("Verschlossen", "venue", [sharing], street="D", district=barmen)

    def talk(actors, minutes, day, channel="phone", outcome="informed", topics=(), user=wuppertal_adviser):
        values = {"minutes": minutes, "held_on": day, "channel": channel, "outcome": outcome, "topics": list(topics)}
        return factories.make_consultation(actors, user, **values)

    talk([shop], 50, date(2026, 1, 31), topics=[rooms, money])
    talk([shop, club, second_club], 100, date(2026, 2, 1), "visit", topics=[rooms], user=second_adviser)
    talk([club, second_club], 25, date(2026, 3, 31), "visit", "solved", topics=[rooms, money])
    talk([bare], 7, date(2026, 4, 1), "email", "no_answer")
    talk([bare, club], None, date(2026, 12, 31), topics=[money])
    talk([club, closed], 31, date(2026, 8, 8), topics=[rooms, money], user=second_adviser)
    talk([closed], 1000, date(2026, 8, 9), topics=[rooms])
    talk([shop], 500, date(2025, 12, 31), topics=[rooms])
    Consultation.objects.filter(held_on=date(2026, 4, 1)).update(created_by=None)
    actions.restrict(user=wuppertal_manager, record=closed, reason="contested")
    factories.make_consultation(factories.make_actor(witten, "Nachbar"), witten_adviser, held_on=date(2026, 5, 5), minutes=600)
    wuppertal.shows_adviser_figures = True
    wuppertal.save()
    return wuppertal


def rows_behind(filter_class, model, url, user, municipality):
    """The rows of the list behind an address; every filter of the address has to be one of the list."""
    query = QueryDict(url.partition("?")[2])
    rows = filter_class(query, queryset=model.objects.visible_to(user, municipality), user=user, municipality=municipality)
    assert (set(query) - set(rows.filters), dict(rows.form.errors)) == (set(), {})
    return rows.qs


def test_every_number_opens_exactly_its_rows_and_the_minutes_of_the_rows_add_up(small_world, wuppertal_manager, sign_in):
    client = sign_in(wuppertal_manager)
    tried = 0
    for breakdown in Breakdown:
        context = client.get(reverse("consultation_figures"), WHOLE | {"nach": breakdown.value}).context
        total, rows = context["total"], context["rows"]
        assert (breakdown, total.count.value, total.minutes.value, total.without_minutes.value) == (breakdown, 6, 213, 1)
        assert (breakdown, sum(row.minutes.value for row in rows)) == (breakdown, 213)
        assert (breakdown, sum(row.count.value for row in rows) >= 6) == (breakdown, True)
        for row in (*rows, total):
            for name in ("count", "minutes", "without_minutes"):
                number = getattr(row, name)
                assert (row.label, name, bool(number.url)) == (row.label, name, bool(number.value))
                if number.url:
                    # Minutes open the talks of which somebody wrote them down: all of the row but those without.
                    counted = row.count.value - row.without_minutes.value if name == "minutes" else number.value
                    found = rows_behind(ConsultationFilter, Consultation, number.url, wuppertal_manager, small_world)
                    assert (breakdown, row.label, name, found.count()) == (breakdown, row.label, name, counted)
                    tried += 1
    assert tried > 90


@pytest.mark.once
def test_minutes_are_shared_equally_among_topics_fields_and_actors(small_world, wuppertal_manager):
    def table(breakdown):
        figures = make_figures(wuppertal_manager, small_world, YEAR, breakdown)
        return {line.label: (line.count, line.minutes) for line in figures.lines if line.count}

    # 25 + 100 + 12.5 + 15.5 and 25 + 12.5 + 15.5: the half minute goes to the first of the two largest remainders.
    assert table("topic") == {"Räume": (4, 153), "Fördermittel": (4, 53), "ohne Thema": (1, 7)}
    # Food has 50, half of 100, of 25 and of 31; a part of a field counts to the field, and no field twice.
    assert table("field") == {"Ernährung": (5, 128), "Teilen": (4, 78), "ohne Feld": (1, 7)}
    assert table("business_field") == {"Handel": (2, 150), "ohne Feld": (4, 63)}
    # Two of three actors are associations; of the talk with the restricted one all 31 minutes belong to the other.
    assert table("kind") == {"Unternehmen": (2, 83), "Verein / Verband": (4, 123), "Initiative": (2, 7)}
    assert table("district") == {"Elberfeld": (2, 83), "Barmen": (4, 77), "Stadtteil unbekannt": (4, 53)}
    assert table("channel") == {"Besuch vor Ort": (2, 125), "Telefon": (3, 81), "E-Mail": (1, 7)}
    assert table("quarter") == {
        "1. Quartal 2026": (3, 175),
        "2. Quartal 2026": (1, 7),
        "3. Quartal 2026": (1, 31),
        "4. Quartal 2026": (1, 0),
    }


@pytest.mark.once
def test_rounded_shares_add_up_to_the_minute():
    thirds = [Fraction(100, 3)] * 3
    assert rounded(thirds) == [34, 33, 33]
    assert rounded([Fraction(1, 2), Fraction(5, 2), Fraction(0)]) == [1, 2, 0]
    assert rounded([]) == []


@pytest.mark.once
def test_neighbour_and_researcher_see_nothing_of_it(wuppertal, wuppertal_adviser, witten_adviser, researcher, sign_in):
    topics = [factories.make_topic(wuppertal)]
    factories.make_consultation(factories.make_actor(wuppertal), wuppertal_adviser, held_on=date(2026, 5, 5), minutes=60, topics=topics)
    assert sign_in(wuppertal_adviser).get(reverse("consultation_figures"), WHOLE).context["total"].minutes.value == 60
    neighbour = Client()
    neighbour.force_login(witten_adviser)
    answer = neighbour.get(reverse("consultation_figures"), WHOLE)
    assert (answer.context["total"].count.value, topics[0].label in answer.content.decode()) == (0, False)
    client = Client()
    client.force_login(researcher)
    assert client.get(reverse("consultation_figures")).status_code == 403
    assert client.get(reverse("outreach_figures")).status_code == 403


@pytest.mark.once
def test_figures_of_colleagues_are_off_until_the_city_switches_them_on_and_then_for_managers(
    wuppertal, wuppertal_manager, wuppertal_adviser, second_adviser, sign_in
):
    factories.make_consultation(factories.make_actor(wuppertal), second_adviser, held_on=date(2026, 5, 5), minutes=60)
    wuppertal.shows_adviser_figures = True
    wuppertal.save()

    def shown(user):
        client = Client()
        client.force_login(user)
        answer = client.get(reverse("consultation_figures"), WHOLE | {"nach": "adviser"})
        file = client.get(reverse("consultation_figures"), WHOLE | {"nach": "adviser", "datei": "csv"}).content.decode()
        words = answer.content.decode()
        return str(answer.context["breakdown"]), "Toni Muster" in words + file, "municipality/" in words

    assert shown(wuppertal_manager) == ("adviser", True, False)
    assert shown(wuppertal_adviser) == ("topic", False, False)
    wuppertal.shows_adviser_figures = False
    wuppertal.save()
    # A manager is told where to switch it on.
    assert shown(wuppertal_manager) == ("topic", False, True)
    assert shown(wuppertal_adviser) == ("topic", False, False)
    # The page to which this leads is the manager's, and says what is to be settled first.
    client = sign_in(wuppertal_manager)
    page = client.get(reverse("admin:municipalities_municipality_change", args=[wuppertal.pk]))
    assert "id_shows_adviser_figures" in page.content.decode()


@pytest.mark.once
def test_page_asks_as_often_with_three_rows_as_with_one(wuppertal, wuppertal_manager, sign_in):
    client = sign_in(wuppertal_manager)
    wuppertal.shows_adviser_figures = True
    wuppertal.save()
    factories.make_work_field(wuppertal)
    asked = {}
    for number in (1, 3):
        for _one in range(number):
            topic = factories.make_topic(wuppertal, f"Thema {number}{_one}", f"topic-{number}-{_one}")
            actor = factories.make_actor(wuppertal, street="A", district=factories.make_district(wuppertal, f"Bezirk {number}{_one}"))
            factories.make_consultation(actor, factories.make_user(wuppertal), minutes=10, topics=[topic])
        client.get(reverse("outreach_figures"))  # the first page of a sign-in also notes when it began
        for url in [*(f"{reverse('consultation_figures')}?nach={entry.value}" for entry in Breakdown), reverse("outreach_figures")]:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            asked.setdefault(url, []).append(len(queries))
    assert {url: counts for url, counts in asked.items() if counts[0] != counts[1] or counts[0] > 9} == {}


UNREADABLE = [
    ({"von": "31.02.2026"}, "Bitte geben Sie ein Datum wie"),
    ({"zeitraum": "range", "von": "quatsch", "bis": "2026"}, "Bitte geben Sie ein Datum wie"),
    ({"zeitraum": "range"}, "mindestens einen der beiden Tage"),
    ({"von": "02.01.2026", "bis": "01.01.2026"}, "Der letzte Tag liegt vor dem ersten"),
    ({"von": "01.01.1823"}, "ab dem 01.01.1990"),
    ({"zeitraum": "immer"}, "keine gültige Auswahl"),
]


@pytest.mark.once
def test_period_that_cannot_be_read_is_said_and_no_other_figures_are_shown(wuppertal, wuppertal_adviser, sign_in):
    factories.make_consultation(factories.make_actor(wuppertal), wuppertal_adviser, minutes=77)
    client = sign_in(wuppertal_adviser)
    for query, words in UNREADABLE:
        answer = client.get(reverse("consultation_figures"), query)
        said = answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert (query, words in said, "figures" in answer.context) == (query, True, False)


@pytest.mark.once
def test_periods_months_and_empty_ones(small_world, wuppertal_adviser, sign_in):
    client = sign_in(wuppertal_adviser)
    empty = client.get(reverse("consultation_figures"), {"von": "01.01.2024", "bis": "31.12.2024", "nach": "month"})
    assert empty.context["figures"].total.count == 0
    assert "Keine Beratungen in diesem Zeitraum" in empty.content.decode()
    # A month that the period cuts opens only the days of the period; months without talks stand between.
    rows = client.get(reverse("consultation_figures"), {"von": "15.02.2025", "bis": "31.01.2026", "nach": "month"}).context["rows"]
    assert [(row.label, row.count.value) for row in rows] == [("Februar 2025", 0), *((row.label, 0) for row in rows[1:10])] + [
        ("Dezember 2025", 1),
        ("Januar 2026", 1),
    ]
    since = client.get(reverse("consultation_figures"), {"von": "15.03.2026", "nach": "month"}).context["rows"][0]
    assert QueryDict(since.count.url.partition("?")[2]).dict() == {"since": "15.03.2026", "until": "31.03.2026"}
    assert this_quarter(date(2026, 2, 28)) == Period(date(2026, 1, 1), date(2026, 3, 31))
    file = client.get(reverse("consultation_figures"), WHOLE | {"datei": "csv"}).content.decode("utf-8-sig").splitlines()
    assert file[0] == "Thema;Beratungen;Minuten;ohne Minuten"
    assert file[-1] == "Alle Beratungen;6;213;1"


# --- outreach ----------------------------------------------------------------------------------------------
def test_outreach_by_quarter_opens_its_actors(wuppertal, witten, wuppertal_adviser, witten_adviser, sign_in):
    about = factories.make_topic(wuppertal, "Vorstellung Wf4.0", "presentation")
    rooms = factories.make_topic(wuppertal)

    def talk(actor, day, outcome="informed", topics=()):
        factories.make_consultation(actor, wuppertal_adviser, held_on=day, outcome=outcome, topics=list(topics))

    early, told, missed, both = (factories.make_actor(wuppertal, name) for name in ("Früh", "Vorgestellt", "Verpasst", "Beides"))
    talk(early, date(2024, 5, 5), topics=[about])
    talk(early, date(2025, 1, 1), topics=[about, rooms])
    talk(told, date(2025, 2, 2), "no_answer", [about])
    talk(told, date(2025, 3, 31), topics=[about])
    talk(missed, date(2025, 4, 1), "no_answer", [rooms])
    talk(both, date(2025, 12, 31), topics=[rooms])
    talk(both, date(2025, 12, 31))
    actions.archive_actor(user=wuppertal_adviser, actor=both, reason="moved")
    factories.make_consultation(factories.make_actor(witten), witten_adviser, held_on=date(2025, 5, 5))
    client = sign_in(wuppertal_adviser)
    rows = client.get(reverse("outreach_figures"), {"jahr": "2025"}).context["rows"]
    found = {}
    for row in rows:
        for name in ("reached", "presented", "advised"):
            number = getattr(row, name)
            if number.url:
                actors = rows_behind(ActorFilter, Actor, number.url, wuppertal_adviser, wuppertal)
                found[row.label, name] = sorted(str(actor) for actor in actors)
                assert len(found[row.label, name]) == number.value
    assert (len(rows), rows[0].label, rows[-1].label) == (8, "1. Quartal 2024", "4. Quartal 2025")
    assert found == {
        ("2. Quartal 2024", "reached"): ["Früh"],
        ("2. Quartal 2024", "presented"): ["Früh"],
        ("1. Quartal 2025", "reached"): ["Vorgestellt"],
        ("1. Quartal 2025", "presented"): ["Vorgestellt"],
        ("1. Quartal 2025", "advised"): ["Früh"],
        ("4. Quartal 2025", "reached"): ["Beides"],
        ("4. Quartal 2025", "advised"): ["Beides"],
    }
    answer = client.get(reverse("outreach_figures"), {"jahr": "1823"})
    assert (len(answer.context["rows"]), answer.context["has_errors"]) == (8, True)
