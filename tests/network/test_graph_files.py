"""The network leaves as a file that other programs read; the one for research tells nobody who somebody is."""

import csv
import io
import re
from datetime import date

import networkx
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from initiatives import actions
from initiatives.models import Actor, ExportEntry
from network.exports.graph import research_file
from network.graph.pseudonyms import OTHERS, joined_cells
from tests import factories
from wf40.packing import unpack

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(wuppertal, witten, wuppertal_adviser):
    """Six actors of a field in Elberfeld, four in Barmen; the fifth has another city's partner, the last one a dangerous name."""
    field = factories.make_work_field(wuppertal, "Reparieren & Teilen")
    elberfeld, barmen = factories.make_district(wuppertal), factories.make_district(wuppertal, "Barmen")
    actors = []
    for number in range(10):
        name = f"Kreis <{number}> & Söhne" if number < 9 else '=HYPERLINK("x")'
        actor = factories.make_actor(wuppertal, name, work_fields=[field])
        actor.locations.create(municipality=wuppertal, district=elberfeld if number < 6 else barmen, is_main=True)
        actors.append(actor)
    factories.make_connection(actors[0], actors[1], wuppertal_adviser, started_on=date(2025, 2, 14), note="Geheim", origin="brokered")
    factories.make_connection(actors[1], actors[0], wuppertal_adviser, kind="supply", stage="lasting", started_on=date(2026, 8, 3))
    factories.make_connection(
        actors[1], actors[9], wuppertal_adviser, kind="mentoring", stage="ended", started_on=date(2024, 5, 6), ended_on=date(2024, 11, 2)
    )
    factories.make_connection(actors[2], actors[3], wuppertal_adviser, stage="idea")
    return actors


def take(client, name, file_format, which="living"):
    answer = client.post(reverse(name), {"file_format": file_format, "which": which, "purpose": "report"})
    assert answer.status_code == 200, answer
    return answer, answer.getvalue()


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.once
def test_graphml_is_read_by_another_program_with_all_that_belongs_to_it(town, wuppertal_manager, sign_in):
    # A sign that no XML file can hold.
    Actor.objects.filter(pk=town[0].pk).update(trading_name="Kreis <0>\x0b & Söhne")
    answer, content = take(sign_in(wuppertal_manager), "network_files", "graphml")
    assert re.search(r'filename="netzwerk-wuppertal-\d{4}-\d\d-\d\d\.graphml"', answer["Content-Disposition"])
    graph = networkx.read_graphml(io.BytesIO(content))
    first = graph.nodes[str(town[0].pk)]
    assert first == {
        "name": "Kreis <0> & Söhne", "actor_kind": "Initiative", "field": "Reparieren & Teilen",
        "district": "Elberfeld", "degree": 1,
    }  # fmt: skip
    assert len(graph.nodes) == 10
    edges = sorted(graph.edges(data=True), key=lambda edge: edge[2]["start"])
    assert [(edge[2]["kind"], edge[2]["stage"], edge[2]["start"]) for edge in edges] == [
        ("Kooperation", "Kooperation läuft", "2025-02-14"),
        ("Lieferbeziehung", "Dauerhaft", "2026-08-03"),
    ]
    assert b"Geheim" not in content
    begun, ended = ExportEntry.objects.order_by("pk")
    assert (begun.slug, begun.purpose, begun.file_format, ended.stage, ended.row_count) == ("netzwerk", "report", "xml", "done", 12)
    assert sorted(unpack(ended.actor_keys)) == [actor.pk for actor in town]


@pytest.mark.once
def test_gexf_tells_begin_and_end_of_each_connection(town, wuppertal_manager, sign_in):
    _answer, content = take(sign_in(wuppertal_manager), "network_files", "gexf", "ended")
    assert b'xmlns="http://gexf.net/1.3"' in content
    assert b'version="1.3"' in content
    graph = networkx.read_gexf(io.BytesIO(content), version="1.3")
    assert graph.nodes[str(town[9].pk)]["label"] == '=HYPERLINK("x")'
    spells = sorted((data.get("start"), data.get("end")) for _a, _b, data in graph.edges(data=True))
    assert spells == [("2024-05-06", "2024-11-02"), ("2025-02-14", None), ("2026-08-03", None)]


@pytest.mark.once
def test_tables_are_guarded_and_have_both_sheets(town, wuppertal_manager, sign_in):
    client = sign_in(wuppertal_manager)
    nodes = rows_of(take(client, "network_files", "nodes")[1])
    assert nodes[-1]["Name"] == '\'=HYPERLINK("x")'
    edges = rows_of(take(client, "network_files", "edges")[1])
    assert edges[0] == {
        "Von Akteur Nr.": str(town[0].pk), "Zu Akteur Nr.": str(town[1].pk), "Art": "Kooperation", "Stufe": "Kooperation läuft",
        "Herkunft": "von uns vermittelt", "Seit": "14.02.2025", "Bis": "",
    }  # fmt: skip
    book = load_workbook(io.BytesIO(take(client, "network_files", "xlsx")[1]))
    assert book.sheetnames == ["Akteure", "Verbindungen", "Auswahl"]
    cell = book["Akteure"].cell(11, 2)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")
    # Where no purpose is said, nothing leaves and nothing is logged.
    count = ExportEntry.objects.count()
    answer = client.post(reverse("network_files"), {"file_format": "graphml", "which": "living"})
    assert "Bitte sagen Sie, wofür die Datei ist." in answer.content.decode()
    assert ExportEntry.objects.count() == count


@pytest.mark.once
def test_far_actor_is_named_only_while_it_is_published(town, witten, wuppertal_adviser, wuppertal_manager, witten_adviser, sign_in):
    far = factories.publish(factories.make_actor(witten, "Wittener Geheimtipp"), witten_adviser)
    factories.make_connection(town[0], far, wuppertal_adviser, kind="exchange")
    client = sign_in(wuppertal_manager)
    assert "Wittener Geheimtipp (Witten)" in take(client, "network_files", "graphml")[1].decode()
    actions.withdraw_release(actor=far)
    text = take(client, "network_files", "graphml")[1].decode()
    assert "Akteur in Witten" in text
    assert "Geheimtipp" not in text
    assert f"A{far.pk}" not in text


def test_file_for_research_has_no_name_no_day_and_no_small_cell(town, researcher, sign_in):
    client = sign_in(researcher)
    client.post(reverse("choose_municipality"), {"municipality": town[0].municipality_id})
    page = client.get(reverse("network_research")).content.decode()
    assert "Netz von Wuppertal ohne Namen" in page
    assert reverse("network_research") in client.get(reverse("office")).content.decode()
    files = {kind: take(client, "network_research", kind, "ended")[1].decode("utf-8-sig") for kind in ("graphml", "gexf", "nodes", "edges")}
    for text in files.values():
        assert not re.search(r"Kreis|Söhne|HYPERLINK|Geheim|Barmen|2024-05-06|06\.05\.2024|2025-02-14|2024-11-02", text)
    nodes = rows_of(files["nodes"].encode())
    assert {(row["Feld"], row["Stadtteil"]) for row in nodes} == {("Reparieren & Teilen", "andere")}
    assert sorted(int(row["Akteur Nr."]) for row in nodes) == list(range(1, 11))
    assert {row["Seit"] for row in rows_of(files["edges"].encode())} == {"2024-Q2", "2025-Q1", "2026-Q3"}
    assert {row["Bis"] for row in rows_of(files["edges"].encode())} == {"", "2024-Q4"}
    graph = networkx.read_gexf(io.BytesIO(files["gexf"].encode()), version="1.3")
    assert ("2024-04-01", "2024-12-31") in [(data.get("start"), data.get("end")) for _a, _b, data in graph.edges(data=True)]
    assert len(networkx.read_graphml(io.BytesIO(files["graphml"].encode())).nodes) == 10
    assert set(ExportEntry.objects.values_list("slug", flat=True)) == {"netzwerk-forschung"}


@pytest.mark.once
def test_only_managers_take_names_and_too_few_actors_are_no_file(wuppertal, wuppertal_adviser, researcher, wuppertal_manager):
    factories.make_actor(wuppertal)
    statuses = {}
    for user in (wuppertal_adviser, researcher, wuppertal_manager):
        client = Client()
        client.force_login(user)
        statuses[user] = [client.get(reverse(name)).status_code for name in ("network_files", "network_research", "network_figures")]
    assert list(statuses.values()) == [[403, 403, 200], [403, 200, 403], [200, 200, 200]]
    answer = client.post(reverse("network_research"), {"file_format": "graphml", "which": "living", "purpose": "report"})
    assert "Es gibt weniger als 5 Akteure" in answer.content.decode()
    assert not ExportEntry.objects.exists()


@pytest.mark.once
def test_small_cells_are_joined_until_none_is_left():
    def joined(**sizes):
        cells = {f"{name}{number}": (name[0], name[1:]) for name, size in sizes.items() for number in range(size)}
        found = joined_cells(cells)
        return found and {cell: list(found.values()).count(cell) for cell in set(found.values())}

    assert joined(aX=5, bX=6) == {("a", "X"): 5, ("b", "X"): 6}
    # A cell of four goes to the other districts of its field, with another small one.
    assert joined(aX=5, aY=4, aZ=1) == {("a", "X"): 5, ("a", OTHERS): 5}
    # Four alone are still too few, so the smallest district of the field joins them; the largest stays.
    assert joined(aX=9, aY=4, aZ=6) == {("a", "X"): 9, ("a", OTHERS): 10}
    # Alone in its field it goes to the others; these are too few, so the smallest cell joins them.
    assert joined(aX=7, bX=4, cX=5) == {("a", "X"): 7, (OTHERS, OTHERS): 9}
    assert joined(aX=4) is None
    assert joined(aX=5, bX=1) == {(OTHERS, OTHERS): 6}


@pytest.mark.once
def test_numbers_are_drawn_anew_for_each_file(town, wuppertal):
    first, second = (research_file(wuppertal, with_ended=True) for _ in range(2))
    ends = [sorted((min(edge[:2]), max(edge[:2])) for edge in file.edges) for file in (first, second)]
    assert [node[0] for node in first.nodes] == list(range(1, 11))
    assert ends[0] != ends[1] or [node[1:] for node in first.nodes] != [node[1:] for node in second.nodes]
