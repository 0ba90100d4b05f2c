"""What actors lack for a purpose: the same rule as a filter, as figures and as words."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from initiatives import actions
from initiatives.completeness import REQUIREMENTS, Need, is_incomplete, missing, missing_counts
from initiatives.filters import ActorFilter
from initiatives.models import Actor
from municipalities.models import District
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = {"street": "Schusterstraße", "house_number": "0", "postcode": "42105", "locality": "Wuppertal"}


@pytest.fixture
def whole(wuppertal, wuppertal_adviser):
    """An actor that lacks nothing."""
    actor = factories.make_actor(
        wuppertal,
        "Ganz",
        legal_form="ev",
        size_class="volunteer",
        industry="handwerk",
        email="ganz@werkhof.example",
        description="Wir reparieren.",
        work_fields=[factories.make_work_field(wuppertal)],
        district=factories.make_district(wuppertal),
        **ADDRESS,
    )
    factories.make_consultation(actor, wuppertal_adviser)
    return actor


def lacks(actor, purpose):
    return [entry.code for entry in missing([actor], purpose)[actor.pk].get(purpose, [])]


def change(actor, **values):
    fresh = Actor.objects.get(pk=actor.pk)
    base = {"version": fresh.version, "values": {}}
    actions.change_actor(actor=fresh, values=values, base=base, choices={}, seen_version=None)


def test_actor_with_everything_lacks_nothing(whole):
    assert missing([whole], *Need.values) == {whole.pk: {}}


def test_actor_with_its_name_alone_lacks_everything(wuppertal):
    bare = factories.make_actor(wuppertal, "Nur ein Name")
    assert {purpose: lacks(bare, purpose) for purpose in Need.values} == {
        purpose: [entry.code for entry in entries] for purpose, entries in REQUIREMENTS.items()
    }


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"legal_form": "unknown"}, {"funding_notice": ["legal_form"]}),
        ({"size_class": ""}, {"funding_notice": ["size_class"]}),
        # The field says enough of what the actor does.
        ({"industry": ""}, {}),
        ({"email": ""}, {"funding_notice": ["email"]}),
        ({"email": "", "postcode": ""}, {"funding_notice": ["email"], "invitation": ["email_or_address"], "letter": ["postcode"]}),
        ({"house_number": ""}, {"letter": ["house_number"]}),
        ({"house_number": "", "street": "Postfach 12 34"}, {}),
        ({"street": "", "house_number": ""}, {"letter": ["street", "house_number"]}),
        ({"description": ""}, {"publication": ["description"]}),
        ({"work_fields": []}, {"report": ["rollout_field"], "publication": ["field"]}),
        ({"work_fields": [], "industry": ""}, {"funding_notice": ["industry"], "report": ["rollout_field"], "publication": ["field"]}),
    ],
)
def test_one_gap_is_named_where_it_matters(values, found, whole):
    change(whole, **values)
    named = missing([whole], *Need.values)[whole.pk]
    assert {purpose: [entry.code for entry in entries] for purpose, entries in named.items()} == found


def test_unknown_district_is_missing_and_town_is_enough_for_the_public(whole, wuppertal):
    change(whole, district=District.objects.get(code="unbekannt"))
    assert [lacks(whole, need) for need in ("funding_notice", "report", "publication")] == [["district"], ["district"], []]


def test_mail_of_a_person_serves_for_the_actor_unless_the_person_is_restricted(whole, wuppertal, wuppertal_manager):
    change(whole, email="")
    person = factories.make_contact(wuppertal, "Muster", actor=whole, email="kim@werkhof.example")
    assert lacks(whole, "funding_notice") == []
    actions.restrict(user=wuppertal_manager, record=person, reason="claims")
    assert lacks(whole, "funding_notice") == ["email"]


def test_further_place_is_no_address_for_a_letter(wuppertal):
    actor = factories.make_actor(wuppertal, "Zwei Orte", postcode="42105")
    further = {"label": "Laden", "is_main": False, "district": None, "latitude": None, "longitude": None, "precision": ""}
    actions.add_place(actor=actor, values=ADDRESS | further)
    assert lacks(actor, "letter") == ["street", "house_number", "locality"]


@pytest.fixture
def three(whole, wuppertal):
    """One that lacks nothing, one with a hole in its address and two people, two places, and one with its name alone."""
    field = factories.make_work_field(wuppertal, "Machen", "making")
    values = ADDRESS | {"house_number": "", "work_fields": [field, *whole.work_fields.all()]}
    holed = factories.make_actor(wuppertal, "Lücke", **values)
    for name in ("Muster", "Beispiel"):
        factories.make_contact(wuppertal, name, actor=holed)
    place = {"label": "Laden", "is_main": False, "district": None, "latitude": None, "longitude": None, "precision": ""}
    actions.add_place(actor=holed, values=ADDRESS | place)
    return whole, holed, factories.make_actor(wuppertal, "Nur ein Name")


def test_filter_words_and_figures_say_the_same(three):
    for purpose in Need.values:
        words = {key: found.get(purpose, []) for key, found in missing(three, purpose).items()}
        filtered = list(Actor.objects.filter(is_incomplete(purpose)).values_list("pk", flat=True))
        assert sorted(filtered) == sorted(key for key, entries in words.items() if entries), purpose
        for entry, number in missing_counts(Actor.objects.all(), purpose):
            lacking = {key for key, entries in words.items() if entry in entries}
            assert (entry.code, number) == (entry.code, len(lacking))
            assert set(Actor.objects.filter(is_incomplete(purpose, entry.code)).values_list("pk", flat=True)) == lacking


def test_list_of_actors_is_filtered_by_what_is_incomplete(three, wuppertal, wuppertal_adviser):
    rows = Actor.objects.visible_to(wuppertal_adviser, wuppertal)
    found = ActorFilter(QueryDict("incomplete=letter"), queryset=rows, user=wuppertal_adviser, municipality=wuppertal).qs
    assert sorted(str(actor) for actor in found) == ["Lücke", "Nur ein Name"]


def test_words_and_figures_are_one_query_each(three):
    for ask in (lambda: missing(three, *Need.values), lambda: missing_counts(Actor.objects.all(), "letter")):
        with CaptureQueriesContext(connection) as queries:
            ask()
        assert len(queries) == 1


@pytest.mark.once
def test_same_code_is_the_same_requirement_for_every_purpose():
    entries = {entry for purpose in REQUIREMENTS.values() for entry in purpose}
    assert len({entry.code for entry in entries}) == len({(entry.code, str(entry.label), entry.anchor) for entry in entries})
    assert set(REQUIREMENTS) == set(Need.values)
