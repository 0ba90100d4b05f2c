"""What fits a want or an offer stands first, with the reasons in words."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from network.matching import Item, compare, compared, covered, matches
from network.models import TakenPeriod
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MARCH = date(timezone.localdate().year + 1, 3, 1)


def offer(city, title, amount=None, name=None, **values):
    values = {"exchange_type": "offer", "amount": amount, "unit": "m2" if amount else ""} | values
    return factories.make_listing(factories.make_actor(city, name or f"Gibt {title} {amount or ''}"), title, **values)


@pytest.fixture
def want(wuppertal):
    store = factories.make_actor(wuppertal, "Gemüseladen")
    return factories.make_listing(
        store, "Kühlraum 20 m² ab März", amount=20, unit="m2", available_from=MARCH, transaction_type="rent-lease"
    )


def words(match):
    return {fact.words.replace("\N{NO-BREAK SPACE}", " ") for fact in match.facts}


def test_cool_room_finds_the_fitting_spaces_before_twelve_others(want, wuppertal, witten, wuppertal_adviser):
    fits = [
        offer(wuppertal, "Raum mit Kühlung", 25, transaction_type="rent-lease"),
        offer(wuppertal, "Kuehlraeume zu vermieten", 40, transaction_type="rent-lease"),
    ]
    taken = offer(wuppertal, "Kühlraum", 24)
    TakenPeriod.objects.create(municipality=wuppertal, listing=taken, first_day=MARCH, last_day=MARCH + timedelta(60))
    offer(wuppertal, "Kühlraum", 15)
    offer(wuppertal, "Kühlraum", 28, available_from=MARCH + timedelta(90))
    for title, amount in (("Lagerraum", 30), ("Halle", 95), ("Werkraum", 20), ("Keller", 12)):
        offer(wuppertal, title, amount)
    offer(wuppertal, "Kühlschrank", item_type="good")
    offer(wuppertal, "Buchhaltung", item_type="service")
    offer(wuppertal, "Kühlraum", 21, state="withdrawn")
    offer(wuppertal, "Kühlraum", 22, expires_on=timezone.localdate() - timedelta(1))
    offer(witten, "Kühlraum", 23)
    found = matches(wuppertal_adviser, wuppertal, want)
    assert {match.item.key for match in found[:2]} == {listing.pk for listing in fits}
    assert found[1].score > found[2].score
    titles = [(match.item.title, match.item.amount) for match in found]
    assert not {"Kühlschrank", "Buchhaltung", "Keller"} & {title for title, _amount in titles}
    assert not {Decimal(21), Decimal(22), Decimal(23)} & {amount for _title, amount in titles}
    by_amount = {match.item.amount: words(match) for match in found}
    assert "5 m² zu klein" in by_amount[15]
    assert f"erst ab {MARCH + timedelta(90):%d.%m.%Y} frei" in by_amount[28]
    assert any("vergeben" in text for text in by_amount[24])
    assert {"25 m², gesucht sind 20 m²", "„Kühlraum“ im Titel", "zur gewünschten Zeit frei"} <= by_amount[25]


def test_an_offer_finds_the_wants_that_it_fits(want, wuppertal, wuppertal_adviser):
    found = matches(wuppertal_adviser, wuppertal, offer(wuppertal, "Kühlraum", 25))
    assert [match.item.key for match in found] == [want.pk]
    assert "25 m², gesucht sind 20 m²" in words(found[0])


def test_nobody_is_matched_with_itself_with_archived_or_with_restricted_actors(want, wuppertal, wuppertal_adviser):
    factories.make_listing(want.actor, "Kühlraum", exchange_type="offer")
    archived, restricted = (offer(wuppertal, "Kühlraum", 25, name=name).actor for name in ("Archiviert", "Eingeschränkt"))
    type(archived).objects.filter(pk=archived.pk).update(archived_at=timezone.now(), archive_reason="moved")
    type(restricted).objects.filter(pk=restricted.pk).update(restricted_at=timezone.now(), restriction_reason="contested")
    assert matches(wuppertal_adviser, wuppertal, want) == []


def test_matching_asks_twice_however_many_there_are(want, wuppertal, wuppertal_adviser):
    wuppertal_adviser.active_memberships  # noqa: B018  every page has asked this before
    asked = []
    for count in (1, 9):
        for _number in range(count):
            offer(wuppertal, "Kühlraum", 25)
        with CaptureQueriesContext(connection) as queries:
            assert matches(wuppertal_adviser, wuppertal, want)
        asked.append(len(queries))
    assert asked == [2, 2]


def test_words_meet_in_every_spelling_and_in_compounds():
    assert compared("Kühlraum 20 m² ab März") == compared("KUEHLRAUM") == compared("Kuhlraum")
    assert covered("kuhlraum", compared("Raum mit Kühlung")) == 1
    assert covered("kuhlraum", compared("Lagerraum")) == 0
    assert covered("fahrrad", compared("Fahrräder")) == 1
    assert covered("kuhlraum", compared("Kühlschrank")) == 0.5


@pytest.mark.parametrize(
    ("wanted", "offered", "said"),
    [
        ({"transaction_type": "rent-lease"}, {"transaction_type": "rent-lease"}, ("listing_terms", 1)),
        ({"transaction_type": "rent-lease"}, {"transaction_type": "buy-sell"}, ("listing_terms", -1)),
        ({"point": (51.25, 7.15)}, {"point": (51.257, 7.15)}, ("listing_place", 1)),
        ({"point": (51.25, 7.15), "radius_km": 5}, {"point": (51.35, 7.15)}, ("listing_place", -2)),
        ({"district": 3}, {"district": 3, "district_label": "Elberfeld"}, ("listing_place", 1)),
        ({"first_day": MARCH}, {"last_day": MARCH - timedelta(1)}, ("listing_time", -2)),
        ({"first_day": MARCH}, {"first_day": MARCH - timedelta(9)}, ("listing_time", 1)),
        ({"amount": Decimal(5), "unit": "kg"}, {"amount": Decimal(3), "unit": "kg"}, ("listing_amount", -2)),
    ],
)
def test_each_fact_has_its_points(wanted, offered, said):
    match = compare(Item("Kühlraum", **wanted), Item("Kühlraum", exchange_type="offer", **offered), timezone.localdate())
    assert said in [(fact.code, fact.points) for fact in match.facts]


# --- the desk ----------------------------------------------------------------------------------------------
def test_desk_shows_what_fits_the_chosen_want_and_leads_to_the_introduction(want, wuppertal, sign_in, wuppertal_adviser):
    fit = offer(wuppertal, "Raum mit Kühlung", 25, name="Alte Molkerei")
    factories.make_listing(factories.make_actor(wuppertal, "Café"), "Stehtische", item_type="good")
    page = sign_in(wuppertal_adviser).get(reverse("network"), {"listing": want.pk}).content.decode()
    assert "Alte Molkerei" in page
    assert f"seeker={want.actor_id}&amp;giver={fit.actor_id}&amp;want={want.pk}&amp;offer={fit.pk}&amp;kind=space_use" in page


def test_desk_finds_by_words_alone_and_the_other_way_round(want, wuppertal, sign_in, wuppertal_adviser):
    offer(wuppertal, "Raum mit Kühlung", 25, name="Alte Molkerei")
    offer(wuppertal, "Lastenrad", name="Radverleih", item_type="good")
    client = sign_in(wuppertal_adviser)
    answer = client.get(reverse("network"), {"suche": "Kühlraum 20 m² ab März"})
    assert [fit["match"].item.actor_name for fit in answer.context["fits"]] == ["Alte Molkerei"]
    answer = client.get(reverse("network"), {"art": "offer", "suche": "Kühlraum 25 m²"})
    assert [fit["match"].item.actor_name for fit in answer.context["fits"]] == ["Gemüseladen"]


def test_desk_narrows_its_list_and_says_what_to_do_where_nothing_is(want, sign_in, wuppertal_adviser, witten_adviser):
    client = sign_in(wuppertal_adviser)
    assert [entry["row"] for entry in client.get(reverse("network"), {"text": "gemüse", "was": "space"}).context["listed"]] == [want]
    assert "Entfernen Sie einen Filter" in client.get(reverse("network"), {"text": "gibtesnicht"}).content.decode()
    page = sign_in(witten_adviser).get(reverse("network"), {"listing": want.pk}).content.decode()
    assert "Kühlraum" not in page.replace("Kühlraum 20", "", 1)
    assert "Noch sucht niemand etwas" in page
