"""The gaps of a network: who is alone, which groups of a field do not know each other, on whom everything hangs, fields by fields."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network import actions
from network.choices import CacheKind, Stage
from network.graph import gaps
from network.graph.loading import network_of
from network.models import Connection, NetworkCache
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(wuppertal, wuppertal_adviser):
    """Field Teilen: Ast – Buche and Esche – Fichte, joined over Holz, who is of the field Essen; Ginster is alone."""
    share, eat = factories.make_work_field(wuppertal), factories.make_work_field(wuppertal, "Essen", "food")
    names = {"Ast": share, "Buche": share, "Esche": share, "Fichte": share, "Holz": eat, "Ginster": eat}
    actors = {name: factories.make_actor(wuppertal, name, work_fields=[field]) for name, field in names.items()}
    for first, second in (("Ast", "Buche"), ("Esche", "Fichte"), ("Buche", "Holz"), ("Esche", "Holz")):
        factories.make_connection(actors[first], actors[second], wuppertal_adviser)
    return actors | {"share": share, "eat": eat}


def page(client, which, **more):
    query = "&".join(f"{name}={value}" for name, value in {"liste": which, **more}.items())
    return client.get(f"{reverse('network_gaps')}?{query}").content.decode()


def test_whoever_knows_nobody_can_be_introduced(town, wuppertal_adviser, wuppertal_reader, sign_in):
    client = sign_in(wuppertal_adviser)
    text = page(client, "allein")
    assert "1 Akteur ohne Verbindung" in text
    assert "Ginster" in text
    assert "Fichte" not in text
    assert f"{reverse('introduction_begin')}?seeker={town['Ginster'].pk}" in text
    factories.make_connection(town["Ginster"], town["Ast"], wuppertal_adviser, stage=Stage.IDEA)
    assert "1 Akteur ohne Verbindung" in page(client, "allein")
    actions.move_stage(user=wuppertal_adviser, connection=Connection.objects.get(stage=Stage.IDEA), stage=Stage.IN_CONTACT)
    assert "Niemand ist ohne Verbindung" in page(client, "allein")
    assert "introduction" not in page(sign_in(wuppertal_reader), "stuetzen")


@pytest.mark.once
def test_groups_of_a_field_are_proposed_to_each_other_unless_they_said_no(town, wuppertal, wuppertal_adviser, sign_in):
    client = sign_in(wuppertal_adviser)
    text = page(client, "gruppen")
    assert "Teilen" in text
    assert "Die Gruppen sind über andere Felder verbunden" in text
    assert f"?seeker={town['Buche'].pk}&amp;giver={town['Esche'].pk}" in text
    said_no = factories.make_connection(town["Esche"], town["Buche"], wuppertal_adviser, stage=Stage.IDEA)
    actions.move_stage(user=wuppertal_adviser, connection=said_no, stage=Stage.DECLINED)
    assert f"?seeker={town['Buche'].pk}&amp;giver={town['Fichte'].pk}" in page(client, "gruppen")
    Connection.objects.filter(pk=said_no.pk).update(stage_since=timezone.localdate() - timedelta(days=366))
    assert gaps.left_in_peace(wuppertal) == set()
    factories.make_connection(town["Ast"], town["Fichte"], wuppertal_adviser)
    assert "Kein Feld zerfällt in Gruppen" in page(client, "gruppen")


@pytest.mark.once
def test_groups_without_any_way_are_told_first(town, wuppertal, wuppertal_adviser):
    Connection.objects.filter(to_actor=town["Holz"]).delete()
    [entry] = gaps.work_out(wuppertal)["rollout"]["groups"]
    assert (entry["field"], entry["has_way"], entry["count"]) == (town["share"].pk, False, 2)


@pytest.mark.once
def test_it_is_said_who_would_fall_off_and_whom_to_introduce_past_it(town, wuppertal_adviser, sign_in):
    text = page(sign_in(wuppertal_adviser), "stuetzen")
    at = text.index(">Holz</a>")
    assert "2 Akteure verlören den Anschluss" in text[at : at + 400]
    assert f"?seeker={town['Buche'].pk}&amp;giver={town['Esche'].pk}" in text
    assert text.count("ein Akteur verlöre den Anschluss") == 2


@pytest.mark.once
def test_matrix_counts_living_connections_between_fields_and_names_the_gaps(town, wuppertal, wuppertal_adviser, sign_in):
    third = factories.make_work_field(wuppertal, "Bauen", "building")
    client = sign_in(wuppertal_adviser)
    context = client.get(f"{reverse('network_gaps')}?liste=felder").context
    assert context["heads"] == ["Teilen", "Essen", "Bauen"] or sorted(context["heads"]) == ["Bauen", "Essen", "Teilen"]
    cells = {label: dict(zip(context["heads"], row, strict=True)) for label, row in context["rows"]}
    assert (cells["Teilen"]["Teilen"].number, cells["Teilen"]["Essen"].number, cells["Essen"]["Teilen"].number) == (2, 2, 2)
    assert cells["Essen"]["Essen"].is_gap is False
    assert cells["Essen"]["Bauen"].is_gap is True
    assert cells["Essen"]["Teilen"].url == f"{reverse('connection_list')}?stage=living&field={town['eat'].pk}"
    town["Holz"].work_fields.add(third)
    assert [entry.number for entry in client.get(f"{reverse('network_gaps')}?liste=felder").context["lists"]][-1] == 1


def test_gaps_are_worked_out_once_for_a_state_and_in_few_queries(
    town, wuppertal, wuppertal_adviser, sign_in, django_assert_max_num_queries
):
    client = sign_in(wuppertal_adviser)
    page(client, "gruppen")
    kept = NetworkCache.objects.get(kind=CacheKind.GAPS)
    for which in ("allein", "gruppen", "stuetzen", "felder"):
        with django_assert_max_num_queries(18):
            page(client, which)
    assert NetworkCache.objects.get().pk == kept.pk
    town["Ginster"].work_fields.add(town["share"])
    page(client, "gruppen")
    assert NetworkCache.objects.get().state != kept.state


@pytest.mark.once
def test_another_citys_gaps_stay_there(town, witten_adviser, sign_in):
    client = sign_in(witten_adviser)
    assert all(name not in page(client, which) for which in ("allein", "stuetzen", "gruppen") for name in ("Ginster", "Holz", "Teilen"))
    assert network_of(witten_adviser.active_memberships[0].municipality).keys == []
