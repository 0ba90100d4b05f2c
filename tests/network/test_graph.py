"""The figures of the network agree with an established library; they are kept for a state; ways and gaps are the right ones."""

import csv
import io
from datetime import date
from pathlib import Path

import networkx
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from initiatives import actions as register_actions
from initiatives.models import Actor, Purpose
from initiatives.office_start import start_purposes
from network import actions
from network.choices import CacheKind
from network.graph import figures, gaps
from network.graph.loading import Chosen, neighbours_of, network_of
from network.graph.state import state_of
from network.graph.ways import shortest_way
from network.models import Connection, NetworkCache
from tests import factories

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parent / "data"
FIGURES = ("degree", "betweenness", "closeness", "articulation", "core", "clustering")


def read_network(path):
    """(names, pairs of places, the figures of each name as the library has them)."""
    with Path(f"{path}_centrality.csv").open(encoding="utf-8") as file:
        expected = {row["node"]: row for row in csv.DictReader(file)}
    places = {name: place for place, name in enumerate(sorted(expected))}
    with Path(f"{path}_edges.csv").open(encoding="utf-8") as file:
        pairs = {tuple(sorted((places[row["source"]], places[row["target"]]))) for row in csv.DictReader(file)}
    return sorted(expected), sorted(pairs), expected


def differences(path):
    names, pairs, expected = read_network(path)
    found = figures.measures(len(names), pairs)
    wrong = [
        (name, column)
        for place, name in enumerate(names)
        for column in FIGURES
        if abs(float(expected[name][column]) - getattr(found, column)[place]) > 1e-6
    ]
    parts = {(expected[name]["component"], found.component[place]) for place, name in enumerate(names)}
    return wrong, len(parts) - len({row["component"] for row in expected.values()})


def check_gaps(pairs, size):
    """Each place that the walk finds cuts off as many as taking it out of the library's graph does."""
    graph = networkx.Graph(pairs)
    found = gaps.splits(neighbours_of(size, pairs))
    assert {split.place for split in found} == set(networkx.articulation_points(graph))
    for split in found:
        rest = graph.subgraph(networkx.node_connected_component(graph, split.place) - {split.place})
        parts = sorted(map(len, networkx.connected_components(rest)), reverse=True)
        assert (split.falls_off, split.parts) == (sum(parts[1:]), len(parts))
        assert not networkx.has_path(rest, split.first, split.second)
        assert {split.first, split.second} <= set(graph[split.place])


@pytest.mark.once
def test_figures_of_two_well_known_networks_agree_to_six_digits():
    for name in ("florentine_families", "davis_southern_women"):
        assert differences(DATA / name) == ([], 0), name
    names, pairs, _expected = read_network(DATA / "florentine_families")
    check_gaps(pairs, len(names))


@pytest.mark.once
@pytest.mark.real_data
def test_figures_of_a_real_network_in_many_parts_agree_to_six_digits(real_data):
    path = real_data / "networks/efre_nrw_cooperation"
    assert differences(path) == ([], 0)
    names, pairs, _expected = read_network(path)
    check_gaps(pairs, len(names))


@pytest.mark.once
def test_a_sample_of_everybody_gives_the_exact_figures_and_a_smaller_one_comes_near(monkeypatch):
    names, pairs, _expected = read_network(DATA / "davis_southern_women")
    # A second part and somebody alone.
    pairs = [*pairs, (32, 33), (33, 34)]
    size = len(names) + 4
    exact = figures.measures(size, pairs)
    assert exact.sample == 0
    assert not exact.is_estimated
    near = neighbours_of(size, pairs)
    betweenness, closeness = figures.estimates(near, exact.component, size, "x")
    assert betweenness == pytest.approx(exact.betweenness, abs=1e-8)
    assert closeness == pytest.approx(exact.closeness, abs=1e-8)
    monkeypatch.setattr(figures, "EXACT_UP_TO", 10)
    monkeypatch.setattr(figures, "SMALLEST_SAMPLE", 16)
    monkeypatch.setattr(figures, "WAYS_COUNTED", 1)
    guessed = figures.measures(size, pairs, seed="a")
    assert (guessed.sample, guessed.is_estimated) == (16, True)
    assert guessed == figures.measures(size, pairs, seed="a")
    assert guessed.betweenness != exact.betweenness
    assert guessed.closeness == pytest.approx(exact.closeness, abs=0.15)


@pytest.fixture
def chain(wuppertal, wuppertal_adviser):
    """Acht – Bogen – Chor – Dach in a row, Efeu alone."""
    actors = [factories.make_actor(wuppertal, name) for name in ("Acht", "Bogen", "Chor", "Dach", "Efeu")]
    for first, second in zip(actors[:3], actors[1:4], strict=True):
        factories.make_connection(first, second, wuppertal_adviser, started_on=date(2026, 1, 5))
    return actors


@pytest.mark.once
def test_network_has_each_pair_once_and_neither_archived_nor_restricted_nor_foreign_actors(
    chain, wuppertal, witten, wuppertal_adviser, wuppertal_manager
):
    acht, bogen, chor, dach, efeu = chain
    factories.make_connection(bogen, acht, wuppertal_adviser, kind="supply")
    factories.make_connection(efeu, dach, wuppertal_adviser, kind="supply", stage="idea")
    factories.make_actor(witten, "Wittener Hof")
    network = network_of(wuppertal)
    assert [network.keys[place] for pair in network.pairs for place in pair] == [acht.pk, bogen.pk, bogen.pk, chor.pk, chor.pk, dach.pk]
    assert (len(network.edges), network.far) == (4, [])
    register_actions.archive_actor(user=wuppertal_manager, actor=acht, reason="dissolved")
    Actor.objects.filter(pk=dach.pk).update(restricted_at=timezone.now(), restriction_reason="objection")
    network = network_of(wuppertal)
    assert network.keys == [bogen.pk, chor.pk, efeu.pk]
    assert network.pairs == [(0, 1)]


@pytest.mark.once
def test_network_of_a_time_kind_and_field_has_what_held_then(chain, wuppertal, wuppertal_adviser):
    acht, _bogen, _chor, dach, efeu = chain
    old = factories.make_connection(
        acht, efeu, wuppertal_adviser, kind="mentoring", stage="ended", started_on=date(2024, 3, 1), ended_on=date(2024, 9, 30)
    )
    field = factories.make_work_field(wuppertal)
    efeu.work_fields.add(field)
    dach.work_fields.add(field)

    def edges(**chosen):
        return [edge.key for edge in network_of(wuppertal, Chosen(**chosen)).edges]

    assert edges(first_day=date(2024, 5, 1), last_day=date(2024, 5, 1)) == [old.pk]
    assert len(edges(first_day=date(2024, 5, 1))) == 4
    assert edges(last_day=date(2024, 2, 1)) == []
    assert edges(kinds=("mentoring",)) == []
    assert edges(kinds=("mentoring",), with_ended=True) == [old.pk]
    assert [edge.second for edge in network_of(wuppertal, Chosen(field=field.pk)).edges] == [dach.pk]


def test_quarters_tell_what_came_through_us_and_what_by_itself(chain, wuppertal, wuppertal_adviser):
    acht, bogen, _chor, _dach, efeu = chain
    factories.make_connection(acht, efeu, wuppertal_adviser, origin="brokered", started_on=date(2026, 5, 1))
    factories.make_connection(
        bogen, efeu, wuppertal_adviser, stage="ended", origin="event", started_on=date(2026, 2, 1), ended_on=date(2026, 6, 1)
    )
    rows = figures.quarters(wuppertal, network_of(wuppertal), today=date(2026, 8, 1), number=3)
    assert [(row.number, row.pairs, row.through_us, row.by_itself, row.new, row.new_through_us) for row in rows] == [
        (1, 4, 1, 3, 4, 1),
        (2, 4, 1, 3, 1, 1),
        (3, 4, 1, 3, 0, 0),
    ]
    assert rows[-1].first_day == date(2026, 7, 1)


def test_figures_are_worked_out_once_for_a_state(chain, wuppertal, wuppertal_adviser, wuppertal_manager, sign_in):
    acht, bogen, _chor, _dach, efeu = chain
    client = sign_in(wuppertal_adviser)
    answer = client.get(reverse("network_figures"))
    page = answer.content.decode()
    assert page.index("Bogen") < page.index("Acht")
    assert "Kennzahlen des Netzes" in page
    assert 'aria-label="Säulendiagramm' in page
    kept = NetworkCache.objects.get(kind=CacheKind.FIGURES)
    names = [row[0] for row in client.get(f"{reverse('network_figures')}?sort=name").context["table"].cells]
    assert [name.partition("</a>")[0].rpartition(">")[2] for name in names] == ["Acht", "Bogen", "Chor", "Dach", "Efeu"]
    assert NetworkCache.objects.get().made_at == kept.made_at
    states = {state_of(wuppertal)}
    connection = factories.make_connection(acht, efeu, wuppertal_adviser)
    states.add(state_of(wuppertal))
    actions.move_stage(user=wuppertal_adviser, connection=connection, stage="ended")
    states.add(state_of(wuppertal))
    register_actions.archive_actor(user=wuppertal_manager, actor=bogen, reason="dissolved")
    states.add(state_of(wuppertal))
    assert len(states) == 4
    client.get(reverse("network_figures"))
    assert NetworkCache.objects.get().state != kept.state


@pytest.mark.once
def test_figures_of_a_large_network_come_from_the_background_and_say_that_they_are_estimated(
    chain, wuppertal_adviser, sign_in, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(figures, "EXACT_UP_TO", 3)
    client = sign_in(wuppertal_adviser)
    with django_capture_on_commit_callbacks(execute=True):
        first = client.get(reverse("network_figures"))
    assert "werden gerade berechnet" in first.content.decode()
    page = client.get(reverse("network_figures")).content.decode()
    assert "geschätzt: aus den Wegen von 256 ausgelosten Akteuren" in page
    assert '<abbr title="geschätzt">' in page


def test_shortest_way_leads_over_living_connections_alone(chain, wuppertal, wuppertal_adviser, wuppertal_manager):
    acht, bogen, chor, dach, efeu = chain
    rows = Connection.objects.visible_to(wuppertal_adviser, wuppertal).living()
    assert [key for key, _connection in shortest_way(rows, acht.pk, dach.pk)] == [acht.pk, bogen.pk, chor.pk, dach.pk]
    assert shortest_way(rows, acht.pk, efeu.pk) is None
    factories.make_connection(dach, acht, wuppertal_adviser, kind="supply")
    way = shortest_way(rows, acht.pk, dach.pk)
    assert [key for key, _connection in way] == [acht.pk, dach.pk]
    assert Connection.objects.get(pk=way[1][1]).kind == "supply"
    register_actions.archive_actor(user=wuppertal_manager, actor=bogen, reason="dissolved")
    assert [key for key, _connection in shortest_way(rows, acht.pk, chor.pk)] == [acht.pk, dach.pk, chor.pk]


@pytest.mark.once
def test_way_names_people_with_consent_and_far_actors_with_a_published_profile_alone(wuppertal, witten, chain, wuppertal_adviser, sign_in):
    acht, bogen, chor, _dach, efeu = chain
    shy = factories.make_contact(wuppertal, "Schweigsam", actor=bogen, role_title="Vorstand")
    named = factories.make_contact(wuppertal, "Redselig", actor=chor, role_title="Kasse")
    start_purposes(wuppertal)
    purpose = Purpose.objects.get(municipality=wuppertal, code="publish_person")
    register_actions.record_consent(user=wuppertal_adviser, subject=named, purpose=purpose, channel="paper", given_at=timezone.now())
    client = sign_in(wuppertal_adviser)
    page = client.get(f"{reverse('network_way')}?von={acht.pk}&nach={chor.pk}").content.decode()
    assert "über einen Akteur" in page
    assert "Redselig (Kasse)" in page
    assert shy.family_name not in page
    page = client.get(f"{reverse('network_way')}?von={acht.pk}&nach={efeu.pk}").content.decode()
    assert "Es gibt keinen Weg" in page
    assert "Bogen" in client.get(f"{reverse('network_way')}?von={acht.pk}&nach_name=boge").content.decode()
    far = factories.make_actor(witten, "Wittener Geheimtipp")
    assert "Geheimtipp" not in client.get(f"{reverse('network_way')}?von={acht.pk}&nach={far.pk}").content.decode()


@pytest.mark.once
def test_command_prints_the_figures_of_a_city(chain, wuppertal, capsys):
    out = io.StringIO()
    call_command("network_figures", municipality="wuppertal", format="csv", stdout=out)
    rows = {row["node"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}
    assert rows["Bogen"] == {
        "node": "Bogen",
        "degree": "2",
        "betweenness": "0.333333333",
        "closeness": "0.562500000",
        "component": "0",
        "articulation": "1",
        "core": "1",
        "clustering": "0.000000000",
    }
    out = io.StringIO()
    call_command("network_figures", municipality="wuppertal", stdout=out)
    assert "5 Akteure, 3 verbundene Paare, 1 Teile, 1 ohne Verbindung" in out.getvalue()
    with pytest.raises(CommandError, match="nirgends"):
        call_command("network_figures", municipality="nirgends")
