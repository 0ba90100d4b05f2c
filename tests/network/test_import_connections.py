"""An edge list becomes connections: known rows stay, wrong ones are named by their row, the whole step can be taken back."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from initiatives import actions as register_actions
from initiatives.models import Actor, ChangeSet
from network import actions
from network.imports import EdgeFile, take_in
from network.models import Connection, ConnectionStep
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DATA = Path(__file__).with_name("data")
FLORENCE = DATA / "florentine_families_edges.csv"


def said(*arguments, **options):
    """What the command prints."""
    out = io.StringIO()
    call_command("import_connections", *map(str, arguments), municipality="wuppertal", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def written(tmp_path):
    """Writes an edge list."""

    def do(text, encoding="utf-8"):
        path = tmp_path / "kanten.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return do


def test_a_network_of_fifteen_families_comes_in_whole_and_once(wuppertal):
    known = factories.make_actor(wuppertal, "MEDICI")
    assert "20 Zeilen: 20 neue Verbindungen" in said(FLORENCE, create_actors=True, dry_run=True)
    assert (Connection.objects.count(), Actor.objects.count()) == (0, 1)
    answer = said(FLORENCE, create_actors=True)
    assert "Nicht übernommene Spalten: weight" in answer
    assert "14 Akteure aufgenommen." in answer
    assert "20 Zeilen: 20 neue Verbindungen, 0 schon da, 0 doppelt in der Liste, 0 abgelehnt." in answer
    assert set(Connection.objects.values_list("kind", "stage", "origin", "attribution")) == {
        ("cooperation", "cooperating", "imported", "observed")
    }
    assert Connection.objects.filter(to_actor=known).exists()
    assert (Connection.history.count(), ConnectionStep.objects.count()) == (20, 20)
    assert "0 neue Verbindungen, 20 schon da" in said(FLORENCE, create_actors=True)
    assert (Connection.objects.count(), Actor.objects.count(), ChangeSet.objects.count()) == (20, 15, 2)


def test_the_step_is_taken_back_except_for_what_was_touched_since(wuppertal, wuppertal_manager):
    said(FLORENCE, create_actors=True)
    moved = Connection.objects.first()
    actions.move_stage(user=wuppertal_manager, connection=moved, stage="lasting")
    step = ChangeSet.objects.get(verb="import", count=20)
    undone = register_actions.undo_change_set(user=wuppertal_manager, change_set=step)
    assert (undone.count, undone.kept) == (19, [str(moved)])
    assert list(Connection.objects.all()) == [moved]
    assert set(ConnectionStep.objects.values_list("connection", flat=True)) == {moved.pk}


def test_columns_are_known_by_german_words_with_kind_stage_and_days(written, wuppertal):
    first, second = factories.make_actor(wuppertal, "Grüne Höfe eG"), factories.make_actor(wuppertal, "Kühlhaus")
    path = written(
        "Von;Nach;Art;Stufe;Seit;Bis;Grund\n"
        "Grüne Höfe eG;Kühlhaus;Lieferbeziehung;dauerhaft;01.03.2020;;Äpfel\n"
        "Kuehlhaus;grüne höfe eg;membership;ended;2019;2021-05-31;\n",
        "cp1252",
    )
    assert "2 neue Verbindungen" in said(path)
    rows = Connection.objects.order_by("pk").values_list("from_actor", "kind", "stage", "started_on", "ended_on", "reason")
    assert list(rows) == [
        (first.pk, "supply", "lasting", date(2020, 3, 1), None, "Äpfel"),
        (second.pk, "membership", "ended", date(2019, 1, 1), date(2021, 5, 31), ""),
    ]
    assert "0 neue Verbindungen, 2 schon da" in said(path)


def test_wrong_rows_are_named_by_number_and_the_others_come_in(written, wuppertal, witten, wuppertal_manager):
    for name in ("Anton", "Berta", "Doppelt", "Doppelt", "Still"):
        factories.make_actor(wuppertal, name)
    register_actions.restrict(user=wuppertal_manager, record=Actor.objects.get(trading_name="Still"), reason="contested")
    factories.make_actor(witten, "Wittener Laden")
    path = written(
        "source,target,stage,kind,since,until\n"
        "Anton,Berta,,,,\n"
        "Berta,Anton,,,,\n"
        "Anton,ANTON,,,,\n"
        "Anton,Wittener Laden,,,,\n"
        "Anton,Doppelt,,,,\n"
        "Anton,Still,,,,\n"
        "Anton,,,,,\n"
        "Anton,Berta,introduced,,,\n"
        "Anton,Berta,,Ehe,,\n"
        "Anton,Berta,,exchange,2021-01-01,2020-01-01\n"
        "Anton,Berta,,exchange,gestern,\n"
    )
    answer = said(path)
    assert "11 Zeilen: 1 neue Verbindungen, 0 schon da, 1 doppelt in der Liste, 9 abgelehnt." in answer
    for value, row in {
        "ANTON": 4, "Anton": 4, "Wittener Laden": 5, "Doppelt": 6, "Still": 7, "": 8, "introduced": 9, "Ehe": 10, "Anton – Berta": 11,
        "gestern": 12,
    }.items():  # fmt: skip
        assert f"({row})" in answer, value
    assert "„Wittener Laden“: 1\N{NO-BREAK SPACE}Zeile (5)" in answer
    numbers = ", ".join(str(key) for key in sorted(Actor.objects.filter(trading_name="Doppelt").values_list("pk", flat=True)))
    assert f"Mehrere Akteure heißen so (Nummern {numbers})" in answer
    assert Connection.objects.count() == 1


def test_a_list_is_refused_as_a_whole_without_both_sides_or_with_a_stage_that_is_asked_for(written, wuppertal):
    with pytest.raises(CommandError, match="keine Spalten für beide Seiten"):
        said(written("name,ort\nAnton,Elberfeld\n"))
    with pytest.raises(CommandError, match="folgt aus den Fragen an beide Seiten"):
        said(FLORENCE, stage="agreed")
    with pytest.raises(CommandError, match="Arbeitsmappe"):
        said(written("PK\x03\x04"))


def test_numbers_of_the_source_and_of_wf40_name_actors_too(written, wuppertal, witten):
    first = factories.make_actor(wuppertal, "Anton", source="EFRE", source_id="A-1")
    second = factories.make_actor(wuppertal, "Berta", source="EFRE", source_id="B-2")
    far = factories.make_actor(witten, "Cäsar")
    assert "1 neue Verbindungen" in said(written("von,nach\nA-1,B-2\n"), by="source_id")
    answer = said(written(f"von,nach,art\n{second.pk},{first.pk},exchange\n{first.pk},{far.pk},exchange\n"), by="number")
    assert "1 neue Verbindungen, 0 schon da, 0 doppelt in der Liste, 1 abgelehnt" in answer
    assert "Die Kommune hat keinen Akteur mit dieser Nummer." in answer


def test_what_was_closed_by_hand_is_not_begun_anew_by_the_same_list(written, wuppertal, wuppertal_manager):
    for name in ("Anton", "Berta"):
        factories.make_actor(wuppertal, name)
    path = written("von,nach,seit\nAnton,Berta,01.01.2020\n")
    said(path)
    actions.move_stage(user=wuppertal_manager, connection=Connection.objects.get(), stage="ended", ended_on=date(2024, 12, 31))
    assert "0 neue Verbindungen, 1 schon da" in said(path)
    assert "1 neue Verbindungen" in said(written("von,nach,seit\nAnton,Berta,01.01.2025\n"))


def test_the_questions_of_a_chunk_do_not_grow_with_its_rows(written, wuppertal):
    for number in range(40):
        factories.make_actor(wuppertal, f"Initiative {number}")
    counts = []
    for start, count in ((0, 5), (20, 15)):
        path = written("von,nach\n" + "".join(f"Initiative {start + n},Initiative {start + n + 1}\n" for n in range(count)))
        with CaptureQueriesContext(database) as queries:
            take_in(EdgeFile(path), wuppertal)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.real_data
def test_the_real_cooperations_of_the_region_come_in_whole_and_once(real_data, wuppertal):
    path = real_data / "networks/efre_nrw_cooperation_edges.csv"
    answer = said(path, create_actors=True)
    # Five of the 485 names are another one in other letters ("brightOne", "brightONE"), and so one edge stands there twice.
    assert "480 Akteure aufgenommen." in answer
    assert "1.666 Zeilen: 1.665 neue Verbindungen, 0 schon da, 1 doppelt in der Liste, 0 abgelehnt." in answer
