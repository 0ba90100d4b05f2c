"""The picture of the network, its file and its tables show the same rows, the city's own, in places that are worked out once."""

from datetime import date

import pytest
from django.urls import reverse

from initiatives import actions as register
from initiatives.models import Actor
from network import picture as subject
from network.models import Connection, NetworkCache
from network.picture import lay_out
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def net(wuppertal, wuppertal_adviser):
    """A hub with three others, one of which it supplied until an end; two more by themselves."""
    names = ["Nabe", "Garten", "Küche", "Werkstatt", "Laden", "Lager"]
    actors = {name: factories.make_actor(wuppertal, name) for name in names}
    about = {"user": wuppertal_adviser}
    factories.make_connection(actors["Nabe"], actors["Garten"], **about, started_on=date(2025, 1, 1))
    factories.make_connection(
        actors["Küche"], actors["Nabe"], **about, kind="supply", stage="ended", started_on=date(2024, 1, 1), ended_on=date(2024, 12, 31)
    )
    factories.make_connection(actors["Nabe"], actors["Werkstatt"], **about, stage="idea", origin="event")
    factories.make_connection(actors["Laden"], actors["Lager"], **about, kind="space_use")
    return actors


def shown(client, query=""):
    """(rows of the table, rows of the file) as sets of keys, and the page's answer."""
    page = client.get(f"{reverse('network_picture')}{query}")
    content = client.get(f"{reverse('network_picture_data')}{query}").json()
    return {edge.key for edge in page.context["picture"].edges}, {edge[0] for edge in content["edges"]}, page


def kinds(keys):
    return sorted(Connection.objects.filter(pk__in=keys).values_list("kind", flat=True))


def test_table_and_file_hold_the_same_rows_under_the_same_filters(net, sign_in, wuppertal_reader):
    client = sign_in(wuppertal_reader)
    for query, expected in {
        "": ["cooperation", "cooperation", "space_use"],
        "?stage=closed": ["supply"],
        "?stage=all&kind=supply": ["supply"],
        "?origin=event": ["cooperation"],
        # What began on a day that nobody knows held on each.
        "?held_on=01.06.2024": ["space_use", "supply"],
        "?held_from=01.01.2025&held_until=31.01.2025": ["cooperation", "space_use"],
        "?field=unsinn&schritte=9&um=x": ["cooperation", "cooperation", "space_use"],
    }.items():
        in_table, in_file, page = shown(client, query)
        assert in_table == in_file
        assert (query, kinds(in_file)) == (query, expected)
        assert page.context["page"].count == len(expected)


def test_field_colours_an_actor_and_filters_its_connections(net, sign_in, wuppertal, wuppertal_reader):
    fields = [
        factories.make_work_field(wuppertal, "Handel", "regional_trade", position=1),
        factories.make_work_field(wuppertal, position=2),
    ]
    below = factories.make_work_field(wuppertal, "Leihladen", "leihladen", parent=fields[1], position=3)
    net["Nabe"].work_fields.set([below])
    client = sign_in(wuppertal_reader)
    in_table, in_file, page = shown(client, f"?field={fields[1].pk}")
    assert in_table == in_file
    assert kinds(in_file) == ["cooperation", "cooperation"]
    assert [(field.label, field.count) for field in page.context["picture"].legend] == [("Handel", 0), ("Teilen", 1)]
    looks = {node[1]: node[2] for node in client.get(reverse("network_picture_data")).json()["nodes"]}
    assert (looks["Nabe"], looks["Garten"]) == (1, -1)


def test_other_cities_and_restricted_actors_are_not_in_the_picture(net, sign_in, witten, witten_adviser, wuppertal_manager):
    far = [factories.make_actor(witten, f"Wittener {number}") for number in range(2)]
    factories.make_connection(*far, witten_adviser)
    register.restrict(user=wuppertal_manager, record=net["Lager"], reason="claims")
    client = sign_in(wuppertal_manager)
    in_table, in_file, page = shown(client, "?stage=all")
    assert in_table == in_file
    assert kinds(in_file) == ["cooperation", "cooperation", "supply"]
    assert "Lager" not in page.content.decode()
    assert "Wittener" not in page.content.decode()
    # Nobody is put into the middle whom the office does not see.
    for key in (far[0].pk, net["Lager"].pk):
        in_table, _in_file, page = shown(client, f"?um={key}")
        assert len(in_table) == 2
        assert "Diesen Akteur gibt es in Ihrem Register nicht" in page.content.decode()


def test_actor_of_another_city_is_named_only_while_its_profile_is_published(net, sign_in, witten, wuppertal, wuppertal_reader):
    far = factories.make_actor(witten, "Wittener Geheimnis")
    Connection.objects.create(municipality=wuppertal, from_actor=net["Nabe"], to_actor=far, kind="cooperation", stage="lasting")
    client = sign_in(wuppertal_reader)
    assert "Akteur in Witten" in [node[1] for node in client.get(reverse("network_picture_data")).json()["nodes"]]
    pages = [client.get(reverse("network_picture"), {"tabelle": table}).content.decode() for table in ("", "akteure")]
    assert ["Wittener Geheimnis" in page for page in pages] == [False, False]
    assert ["Akteur in Witten" in page for page in pages] == [True, True]


def test_places_are_worked_out_once_and_stay_while_somebody_filters(net, sign_in, wuppertal_reader, wuppertal, wuppertal_adviser):
    client = sign_in(wuppertal_reader)
    url = reverse("network_picture_data")
    first = client.get(url).json()
    kept = NetworkCache.objects.get()
    assert client.get(url).json() == first

    def way(content):
        """From the workshop to the hub."""
        at = {node[1]: node[4:6] for node in content["nodes"]}
        return [round(at["Nabe"][axis] - at["Werkstatt"][axis]) for axis in (0, 1)]

    assert way(client.get(url, {"origin": "event"}).json()) == way(first)
    assert list(NetworkCache.objects.values_list("pk", "state")) == [(kept.pk, kept.state)]
    # The page shows what is kept and works out nothing: other places there are other places here.
    kept.content = {"places": [[key, 7.0 * place, 0.0] for place, (key, _x, _y) in enumerate(sorted(kept.content["places"]))]}
    kept.save()
    assert {tuple(node[5:6]) for node in client.get(url).json()["nodes"]} == {(0.0,)}
    # Another stage moves nobody; a new connection does.
    Connection.objects.filter(kind="cooperation").update(stage="lasting", started_on=date(2025, 1, 1))
    client.get(url)
    assert NetworkCache.objects.count() == 1
    factories.make_connection(net["Laden"], net["Garten"], wuppertal_adviser)
    client.get(url)
    assert NetworkCache.objects.count() == 2


def test_parts_stand_side_by_side_and_nobody_covers_another():
    pairs = [(0, number) for number in range(1, 40)] + [(50, 51), (51, 52), (50, 52), (60, 61)]
    places = lay_out(pairs, [70, 71])
    assert places == lay_out(reversed(pairs), [71, 70])
    assert set(places) == {end for pair in pairs for end in pair} | {70, 71}
    stars = [places[number] for number in range(40)]
    right, bottom = max(x for x, _y in stars), max(y for _x, y in stars)
    assert all(x > right or y > bottom for key, (x, y) in places.items() if key >= 50)
    found = list(places.values())
    assert min((one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2 for place, one in enumerate(found) for two in found[:place]) > 30**2


def test_a_network_that_is_too_large_opens_by_a_neighbourhood(net, sign_in, wuppertal_reader, monkeypatch):
    monkeypatch.setattr(subject, "MOST_NODES", 4)
    client = sign_in(wuppertal_reader)
    in_table, in_file, page = shown(client, "?stage=all")
    assert in_table == in_file
    assert kinds(in_file) == ["cooperation", "cooperation", "supply"]
    assert "zu groß für ein Bild" in page.content.decode()
    assert "Umfeld von Nabe" in page.content.decode()
    in_table, in_file, page = shown(client, f"?um={net['Garten'].pk}&schritte=1")
    assert in_table == in_file
    assert len(in_file) == 1
    assert "zu groß für ein Bild" not in page.content.decode()


def test_more_connections_than_a_picture_holds_open_by_a_part_of_them(wuppertal, wuppertal_reader):
    actors = Actor.objects.bulk_create(Actor(municipality=wuppertal, trading_name=f"Akteur {number}") for number in range(250))
    pairs = [(number, number + step) for number in range(250) for step in range(1, 16) if number + step < 250] + [(0, 99), (0, 199)]
    Connection.objects.bulk_create(
        Connection(municipality=wuppertal, from_actor=actors[first], to_actor=actors[second], kind="supply", stage="lasting")
        for first, second in pairs
    )
    rows = Connection.objects.visible_to(wuppertal_reader, wuppertal)
    cut = subject.cut_out(rows, steps=2)
    assert (len(pairs), cut.is_forced, cut.is_partial) == (3632, True, False)
    # Two steps around the one with most connections, who also knows the first, and nobody else.
    assert cut.hub == actors[99].pk
    assert {end for edge in cut.edges for end in edge[1:3]} == {actor.pk for actor in [*actors[:16], *actors[69:130], actors[199]]}
    every = subject.cut_out(rows, hub=actors[0].pk, steps=1)
    assert (every.is_forced, len({end for edge in every.edges for end in edge[1:3]})) == (False, 18)


def test_tables_are_sorted_paged_and_counted(net, sign_in, wuppertal_reader):
    client = sign_in(wuppertal_reader)
    page = client.get(reverse("network_picture"), {"stage": "all", "tabelle": "akteure"})
    assert [cells[0].partition(">")[2].partition("<")[0] for cells in page.context["table"].cells][0] == "Nabe"
    assert [cells[2:] for cells in page.context["table"].cells][:2] == [["3", "1"], ["1", "1"]]
    page = client.get(reverse("network_picture"), {"stage": "all", "sort": "-second"})
    assert [cells[2].partition(">")[2].partition("<")[0] for cells in page.context["table"].cells] == [
        "Werkstatt",
        "Nabe",
        "Lager",
        "Garten",
    ]
    assert (
        "4 Verbindungen" in client.get(reverse("network_picture"), {"nur": "anzahl", "stage": "all", "tabelle": "akteure"}).content.decode()
    )


def test_search_leads_to_the_surroundings_of_an_actor(net, sign_in, wuppertal_reader):
    page = sign_in(wuppertal_reader).get(reverse("network_picture"), {"wer": "gart", "origin": "event"}).content.decode()
    assert f'href="?origin=event&amp;um={net["Garten"].pk}">Garten</a>' in page


def test_number_of_queries_does_not_grow(net, sign_in, wuppertal, wuppertal_adviser, wuppertal_reader, django_assert_num_queries):
    client = sign_in(wuppertal_reader)
    for url in (reverse("network_picture"), reverse("network_picture_data")):
        client.get(url)
    for _round in range(2):
        with django_assert_num_queries(10):
            client.get(reverse("network_picture"))
        factories.make_connection(*[factories.make_actor(wuppertal) for _side in range(2)], wuppertal_adviser)
        client.get(reverse("network_picture_data"))


def test_researcher_and_stranger_see_no_picture_and_no_cache_keeps_it(net, client, researcher, wuppertal_reader):
    for name in ("network_picture", "network_picture_data"):
        assert client.get(reverse(name)).status_code == 302
    client.force_login(researcher)
    for name in ("network_picture", "network_picture_data"):
        assert client.get(reverse(name)).status_code == 403
    client.force_login(wuppertal_reader)
    answer = client.get(reverse("network_picture_data"))
    assert "no-store" in answer.headers["Cache-Control"]
    assert set(answer.json()) == {"nodes", "edges", "hub"}
