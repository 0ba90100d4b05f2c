"""The pages of what the register lacks: entries to be filled in, and fields without actors in a district."""

import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from initiatives import actions
from initiatives.completeness import REQUIREMENTS
from initiatives.filters import ActorFilter
from initiatives.models import Actor
from tests import factories
from tests.pages import typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NO_POINT = {"latitude": None, "longitude": None, "precision": ""}


def names(response):
    return [row.trading_name for row in response.context["page"].rows]


def figures(response):
    return {figure.label: figure.number for figure in response.context["figures"]}


@pytest.fixture
def register(wuppertal, witten, wuppertal_adviser):
    """Three actors of the city that a letter does not reach, one that it does, one archived, one restricted, one of another city."""
    address = {"street": "Weg", "house_number": "0", "postcode": "42105", "locality": "Wuppertal"}
    factories.make_actor(wuppertal, "Anker", **address)
    factories.make_actor(wuppertal, "Brücke", **address | {"house_number": ""}, steward=wuppertal_adviser)
    factories.make_actor(wuppertal, "Chor", **address | {"street": "", "house_number": ""})
    factories.make_actor(wuppertal, "Dorfladen")
    gone, closed = factories.make_actor(wuppertal, "Ende"), factories.make_actor(wuppertal, "Fort")
    actions.archive_actor(user=wuppertal_adviser, actor=gone, reason="moved", note="")
    actions.restrict(user=wuppertal_adviser, record=closed, reason="claims")
    factories.make_actor(witten, "Nachbarkreis")


# --- to be filled in ---------------------------------------------------------------------------------------
def test_adviser_sees_who_lacks_what_and_how_many_lack_each(register, sign_in, wuppertal_adviser):
    page = sign_in(wuppertal_adviser).get(reverse("gap_list"), {"zweck": "letter"})
    assert names(page) == ["Brücke", "Chor", "Dorfladen"]
    assert list(figures(page).values()) == [2, 3, 1, 1]
    lacks = [str(cells[1][2]) for cells in page.context["table"].rows]
    assert [lack.count("<a ") for lack in lacks] == [1, 2, 4]
    assert page.context["page"].count == 3


def test_figure_leads_to_exactly_its_rows_and_back(register, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    page = client.get(reverse("gap_list"), {"zweck": "letter"})
    for figure in page.context["figures"]:
        found = client.get(reverse("gap_list") + figure.url)
        assert len(names(found)) == figure.number
        assert [entry.label for entry in found.context["figures"] if entry.is_current] == [figure.label]
    back = next(figure.url for figure in found.context["figures"] if figure.is_current)
    assert names(client.get(reverse("gap_list") + back)) == names(page)


@pytest.mark.once
def test_only_mine_counts_and_shows_my_actors(register, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    mine = next(choice.url for choice in client.get(reverse("gap_list"), {"zweck": "letter"}).context["whose"] if not choice.is_current)
    page = client.get(reverse("gap_list") + mine)
    assert names(page) == ["Brücke"]
    assert list(figures(page).values()) == [0, 1, 0, 0]


def test_link_of_a_gap_opens_the_form_at_its_field_and_saving_closes_the_gap(register, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    page = client.get(reverse("gap_list"), {"zweck": "letter", "nur": "meine"})
    url, anchor = re.search(r'href="([^"#]+)#([^"]+)"', str(page.context["table"].rows[0][1][2])).groups()
    form = client.get(url)
    assert f'id="{anchor}"' in form.content.decode()
    client.post(url, typed(form, **{anchor.removeprefix("id_"): "12 a"}))
    assert names(client.get(reverse("gap_list"), {"zweck": "letter", "nur": "meine"})) == []


@pytest.mark.once
def test_every_gap_leads_to_a_field_that_there_is(sign_in, wuppertal, wuppertal_adviser):
    bare = factories.make_actor(wuppertal, "Nur ein Name")
    client, wrong = sign_in(wuppertal_adviser), []
    form = client.get(reverse("actor_change", args=[bare.pk])).content.decode()
    for entry in {entry for entries in REQUIREMENTS.values() for entry in entries}:
        url, _hash, anchor = entry.mend_url(bare).partition("#")
        if f'id="{anchor}"' not in form if anchor else client.get(url).status_code != 200:
            wrong.append(entry.code)
    assert wrong == []


@pytest.mark.once
def test_reader_sees_the_gaps_without_ways_to_mend_them(register, sign_in, wuppertal_reader):
    client = sign_in(wuppertal_reader)
    page = client.get(reverse("gap_list"), {"zweck": "letter"})
    assert names(page) == ["Brücke", "Chor", "Dorfladen"]
    assert "/bearbeiten/" not in page.content.decode()
    detail = client.get(Actor.objects.get(trading_name="Dorfladen").get_absolute_url())
    assert 'id="p-gaps"' in detail.content.decode()
    assert "/bearbeiten/" not in detail.content.decode()


@pytest.mark.once
def test_purpose_for_which_nothing_is_missing_says_so(sign_in, wuppertal, wuppertal_adviser):
    factories.make_actor(wuppertal, "Anker", street="Weg", house_number="0", postcode="42105", locality="Wuppertal")
    page = sign_in(wuppertal_adviser).get(reverse("gap_list"), {"zweck": "letter"})
    assert names(page) == []
    assert '<div class="wf-empty">' in page.content.decode()


def test_page_of_an_actor_names_what_is_missing_until_nothing_is(sign_in, wuppertal, wuppertal_adviser):
    whole = {
        "legal_form": "ev", "size_class": "solo", "email": "a@anker.example", "description": "Text",
        "work_fields": [factories.make_work_field(wuppertal)], "district": factories.make_district(wuppertal),
        "street": "Weg", "house_number": "0", "postcode": "42105", "locality": "Wuppertal",
    }  # fmt: skip
    actor = factories.make_actor(wuppertal, "Anker", **whole)
    client = sign_in(wuppertal_adviser)
    assert (
        f"{reverse('consultation_create')}?akteur={actor.pk}"
        in client.get(actor.get_absolute_url()).content.decode().partition("p-gaps")[2]
    )
    factories.make_consultation(actor, wuppertal_adviser)
    assert 'id="p-gaps"' not in client.get(actor.get_absolute_url()).content.decode()
    bare = factories.make_actor(wuppertal, "Bar")
    assert 'id="p-gaps"' in client.get(bare.get_absolute_url()).content.decode()
    actions.archive_actor(user=wuppertal_adviser, actor=bare, reason="moved", note="")
    assert 'id="p-gaps"' not in client.get(bare.get_absolute_url()).content.decode()


# --- fields and districts ----------------------------------------------------------------------------------
@pytest.fixture
def city(wuppertal, witten, wuppertal_adviser):
    """Actors in two fields, one of them with a part, and two districts; some without a field, a place or a known district."""
    here, there = factories.make_district(wuppertal, "Barmen", position=1), factories.make_district(wuppertal, "Elberfeld", position=2)
    factories.make_district(wuppertal, "Alt", is_active=False)
    unknown = wuppertal.pk and here.__class__.objects.get(municipality=wuppertal, code="unbekannt")
    share = factories.make_work_field(wuppertal, "Teilen", position=1)
    part = factories.make_work_field(wuppertal, "Leihen", "lending", parent=share, position=2)
    make = factories.make_work_field(wuppertal, "Machen", "making", position=3)
    other = factories.make_work_field(wuppertal, "Local Business", "local", scheme="business_field")
    two_places = factories.make_actor(wuppertal, "Zwei Orte", work_fields=[share, part], district=here, street="Weg")
    actions.add_place(actor=two_places, values={"street": "Markt", "district": there, "label": "Laden", "is_main": False} | NO_POINT)
    factories.make_actor(wuppertal, "Zwei Felder", work_fields=[part, make], district=here, kind="enterprise")
    factories.make_actor(wuppertal, "Ohne Ort", work_fields=[make])
    factories.make_actor(wuppertal, "Unbekannt", work_fields=[make, other], district=unknown)
    factories.make_actor(wuppertal, "Ohne Feld", district=there)
    factories.make_actor(wuppertal, "Im anderen Schema", work_fields=[other], district=here)
    gone = factories.make_actor(wuppertal, "Archiviert", work_fields=[make], district=there)
    actions.archive_actor(user=wuppertal_adviser, actor=gone, reason="moved", note="")
    factories.make_actor(witten, "Nachbarkreis")


def numbers(page):
    """The rows of the matrix as they are read: {field: numbers}, the last row under the empty word."""
    return {str(row.field or ""): [*row.numbers, row.total] for row in page.context["matrix"].rows}


def test_matrix_counts_each_actor_at_its_main_place_in_each_of_its_fields(city, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    page = client.get(reverse("actor_matrix"))
    assert [str(district) for district in page.context["matrix"].districts] == ["Barmen", "Elberfeld"]
    assert numbers(page) == {"Teilen": [2, 0, 0, 2], "Machen": [1, 0, 2, 3], "": [1, 1, 0, 2]}
    assert [cell.number for cell in page.context["sums"]] == [3, 1, 2, 6]
    assert page.content.decode().count('class="wf-gap"') == 3  # two in the table, one in its key
    parts = client.get(reverse("actor_matrix"), {"teile": "1"})
    assert numbers(parts) == {"Teilen": [2, 0, 0, 2], "Leihen": [2, 0, 0, 2], "Machen": [1, 0, 2, 3], "": [1, 1, 0, 2]}
    other = client.get(reverse("actor_matrix"), {"felder": "business_field"})
    assert numbers(other) == {"Local Business": [1, 0, 1, 2], "": [2, 1, 1, 4]}
    enterprises = client.get(reverse("actor_matrix"), {"kind": "enterprises"})
    assert numbers(enterprises) == {"Teilen": [1, 0, 0, 1], "Machen": [1, 0, 0, 1], "": [0, 0, 0, 0]}


def test_every_number_of_the_matrix_leads_to_as_many_actors(city, sign_in, wuppertal, wuppertal_adviser):
    client, followed = sign_in(wuppertal_adviser), 0
    rows = Actor.objects.visible_to(wuppertal_adviser, wuppertal)
    for query in ({"teile": "1"}, {"kind": "initiatives"}):
        page = client.get(reverse("actor_matrix"), query)
        for cell in [cell for _row, cells in page.context["rows"] for cell in cells] + page.context["sums"]:
            if cell.url:
                path, _mark, asked = cell.url.partition("?")
                listed = ActorFilter(QueryDict(asked), queryset=rows, user=wuppertal_adviser, municipality=wuppertal)
                assert (path, listed.form.is_valid(), listed.qs.count()) == (reverse("actor_list"), True, cell.number), cell.url
                followed += 1
    assert followed == 19
    assert client.get(cell.url).context["page"].count == cell.number == 5
