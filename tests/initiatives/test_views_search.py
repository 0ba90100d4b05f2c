"""The search box and its page: what was found and why, who may look, and the answer under the box while somebody types."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Actor
from initiatives.search import index
from tests import factories
from tests.pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAYLOAD = "<img src=x onerror=alert(1)>"


@pytest.fixture
def find(client):
    """Asks as somebody: the page, or the answer under the box."""

    def do(user, text, *, under_the_box=False, **query):
        client.force_login(user)
        headers = {"HX-Request": "true"} if under_the_box else {}
        return client.get(reverse("search"), {"q": text} | query, headers=headers)

    return do


def titles(response):
    return [hit.title for hit in response.context["results"].hits]


def test_page_shows_actors_people_and_talks_with_what_fitted_and_keeps_the_words(find, wuppertal, wuppertal_reader, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Werkhof Süd", aliases=["Lagerplatz Nord"])
    factories.make_contact(wuppertal, "Lagermann", actor=actor)
    factories.make_consultation(factories.make_actor(wuppertal, "Bienenhaus"), wuppertal_adviser, note="Sucht ein Lager ab März.")
    answer = find(wuppertal_reader, " Lager ")
    page = words(answer)
    assert "<h1>Suche nach „Lager“</h1>" in answer.content.decode()
    assert "3 Treffer" in page
    assert re.search(f'<a href="{actor.get_absolute_url()}">\\s*Werkhof Süd\\s*</a>', answer.content.decode())
    assert "Kim <mark>Lager</mark>mann" in answer.content.decode()
    assert "<mark>Lager</mark>platz Nord" in answer.content.decode()
    assert "<mark>Lager</mark> ab März" in answer.content.decode()
    assert 'name="q" type="search" value="Lager"' in answer.content.decode()


def test_under_the_box_stand_few_lines_that_lead_on_to_all(find, wuppertal, wuppertal_adviser):
    for number in range(10):
        factories.make_actor(wuppertal, f"Möbel & Mehr {number}")
    answer = find(wuppertal_adviser, "möbel & mehr", under_the_box=True)
    html = answer.content.decode()
    assert "<html" not in html
    assert "HX-Request" in answer["Vary"]
    assert html.count('role="option"') == 9
    assert 'data-words="möbel &amp; mehr"' in html
    assert 'data-said="Mehr als 8 Treffer"' in html
    assert f'href="{reverse("search")}?q=m%C3%B6bel%20%26%20mehr">Alle Treffer anzeigen</a>' in html
    whole = find(wuppertal_adviser, "möbel & mehr")
    assert "<html" in whole.content.decode()
    assert len(titles(whole)) == 10


def test_page_ends_at_fifty_and_asks_for_more_of_the_name(find, wuppertal, wuppertal_adviser):
    gardens = Actor.objects.bulk_create(
        Actor(municipality=wuppertal, trading_name=f"Garten {number}", kind="initiative") for number in range(51)
    )
    index(Actor, [actor.pk for actor in gardens])
    answer = find(wuppertal_adviser, "garten")
    assert len(titles(answer)) == 50
    assert "Mehr als 50 Treffer" in words(answer)
    assert "Schreiben Sie mehr vom Namen" in words(answer)


def test_one_kind_alone_by_a_link(find, wuppertal, wuppertal_adviser):
    factories.make_contact(wuppertal, "Ofen", actor=factories.make_actor(wuppertal, "Ofenhaus"))
    everything = find(wuppertal_adviser, "ofen")
    assert sorted(titles(everything)) == ["Kim Ofen", "Ofenhaus"]
    links = re.findall(r'href="\?q=ofen&amp;kind=(\w+)"', everything.content.decode())
    assert sorted(title for kind in links for title in titles(find(wuppertal_adviser, "ofen", kind=kind))) == ["Kim Ofen", "Ofenhaus"]
    assert len(titles(find(wuppertal_adviser, "ofen", kind="quatsch"))) == 2
    other = next(kind for kind in links if not titles(find(wuppertal_adviser, "ofen", kind=kind)))
    assert "Nichts von dieser Art passt" in words(find(wuppertal_adviser, "ofen", kind=other))


def test_markup_in_names_and_words_stands_as_text(find, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, PAYLOAD, aliases=[f"{PAYLOAD} früher"])
    factories.make_consultation(actor, wuppertal_adviser, note=f"Onerror {PAYLOAD}")
    for under_the_box in (False, True):
        for text in (PAYLOAD, "onerror", f'"{PAYLOAD}'):
            html = find(wuppertal_adviser, text, under_the_box=under_the_box).content.decode()
            assert "<img" not in html
            assert re.search(r"&lt;img src=x (<mark>)?onerror", html)


def test_nothing_found_says_where_was_looked_and_offers_to_add_the_actor_to_whoever_may(
    find, wuppertal, witten, wuppertal_adviser, wuppertal_reader
):
    factories.make_actor(witten, "Nachbarkreis")
    page = find(wuppertal_adviser, "Nachbarkreis & Co")
    assert titles(page) == []
    assert "nie in vertraulichen Notizen" in words(page)
    assert f'href="{reverse("actor_create")}?name=Nachbarkreis%20%26%20Co"' in page.content.decode()
    assert reverse("actor_create") not in find(wuppertal_reader, "Nachbarkreis & Co").content.decode()
    below = find(wuppertal_adviser, "Nachbarkreis", under_the_box=True).content.decode()
    assert 'data-said="Keine Treffer"' in below
    assert "Wo gesucht wird" in below


def test_one_letter_is_told_kindly_and_no_letter_explains_the_search(find, wuppertal, wuppertal_adviser):
    factories.make_actor(wuppertal, "Öl")
    assert "mindestens zwei Buchstaben" in words(find(wuppertal_adviser, "l"))
    assert "Was suchen Sie?" in words(find(wuppertal_adviser, "  "))
    assert find(wuppertal_adviser, "l", under_the_box=True).content.strip() == b""
    assert titles(find(wuppertal_adviser, "Öl")) == ["Öl"]


def test_box_is_for_whoever_may_look_for_something(find, wuppertal_reader, researcher, wuppertal):
    box = f'<form class="wf-search" role="search" action="{reverse("search")}">'
    shown = {user: Client() for user in (wuppertal_reader, researcher)}
    for user, client in shown.items():
        client.force_login(user)
    assert box in shown[wuppertal_reader].get(reverse("actor_list"), {"q": "Hof"}).content.decode()
    assert "wf-search" not in shown[researcher].get(reverse("own_account")).content.decode()
    assert find(researcher, "Hof").status_code == 403
    assert find(researcher, "Hof", under_the_box=True).status_code == 403


def test_words_of_a_lists_filter_do_not_stand_in_the_box(sign_in, wuppertal_adviser):
    html = sign_in(wuppertal_adviser).get(reverse("actor_list"), {"q": "Kreislauf"}).content.decode()
    assert [part for part in re.findall(r"<input[^>]*Kreislauf[^>]*>", html) if 'id="search"' in part] == []
    assert re.search(r'<input[^>]*id="id_q"[^>]*Kreislauf|<input[^>]*Kreislauf[^>]*id="id_q"', html)


def test_search_asks_the_database_as_often_for_many_hits_as_for_one(sign_in, wuppertal, wuppertal_adviser):
    client, asked = sign_in(wuppertal_adviser), []

    def add():
        actor = factories.make_actor(wuppertal, "Werkhof", aliases=["Werkstatt"], tags=[tag])
        contact = factories.make_contact(wuppertal, "Werker", actor=actor, role_title="Vorstand")
        factories.make_consultation(actor, wuppertal_adviser, note="Zum Werk.", contacts=[contact])
        factories.make_follow_up(actor, wuppertal_adviser, "Werkzeug zurückgeben")

    tag = factories.make_tag(wuppertal, "Werkzeug")
    for count in (1, 2):
        for _number in range(count):
            add()
        client.get(reverse("search"), {"q": "werk"})
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("search"), {"q": "werk"})
        assert {hit.kind for hit in answer.context["results"].hits} == {"actor", "contact", "tag", "follow_up", "consultation"}
        asked.append(len(queries))
    assert asked == [10, 10]
