"""Connections are written down, moved and closed; two actors have one of a kind, whoever writes it down first."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from network import actions
from network.choices import Stage
from network.models import Connection, ConnectionStep
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(wuppertal):
    return factories.make_actor(wuppertal, "Genossenschaft"), factories.make_actor(wuppertal, "Kühlhaus")


def connect(user, first, second, kind="cooperation", **more):
    return actions.connect(user=user, municipality=first.municipality, first=first, second=second, kind=kind, **more)[0]


def test_an_actor_is_not_connected_with_itself(two, wuppertal_adviser):
    with pytest.raises(ValidationError) as refused:
        connect(wuppertal_adviser, two[0], two[0])
    assert refused.value.message_dict == {
        "second": ["Ein Akteur kann nicht mit sich selbst verbunden werden. Bitte wählen Sie einen anderen."]
    }
    with pytest.raises(IntegrityError, match="connection_joins_two|CHECK"), transaction.atomic():
        Connection.objects.create(municipality=two[0].municipality, from_actor=two[0], to_actor=two[0])


def test_a_pair_without_direction_is_one_connection_in_either_order(two, wuppertal_adviser):
    connect(wuppertal_adviser, *two)
    with pytest.raises(ValidationError, match="schon eine Verbindung dieser Art; Wuppertal führt sie"):
        connect(wuppertal_adviser, two[1], two[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.create(municipality=two[0].municipality, from_actor=two[1], to_actor=two[0], kind="cooperation")
    assert Connection.objects.count() == 1


def test_two_may_supply_each_other_and_begin_anew_after_an_end(two, wuppertal_adviser):
    connect(wuppertal_adviser, *two, kind="supply", stage=Stage.COOPERATING)
    other = connect(wuppertal_adviser, two[1], two[0], kind="supply", stage=Stage.COOPERATING)
    actions.move_stage(user=wuppertal_adviser, connection=other, stage=Stage.ENDED)
    assert connect(wuppertal_adviser, two[1], two[0], kind="supply").stage == Stage.IDEA
    assert Connection.objects.count() == 3


def test_only_published_actors_of_other_cities_are_chosen_and_a_third_citys_pair_is_refused(two, witten, wuppertal_adviser):
    far = factories.make_actor(witten, "Wittener Laden")
    with pytest.raises(ValidationError, match="deren Profil veröffentlicht ist"):
        connect(wuppertal_adviser, two[0], far)
    with pytest.raises(ValidationError, match="mindestens einen Akteur Ihrer Kommune"):
        actions.connect(user=wuppertal_adviser, municipality=witten, first=two[0], second=two[1], kind="cooperation")


def test_a_step_back_needs_a_reason_and_every_step_stands_in_the_log(two, wuppertal_adviser):
    connection = connect(wuppertal_adviser, *two, stage=Stage.COOPERATING)
    with pytest.raises(ValidationError, match="Ein Schritt zurück braucht einen Grund"):
        actions.move_stage(user=wuppertal_adviser, connection=connection, stage=Stage.IN_CONTACT)
    actions.move_stage(user=wuppertal_adviser, connection=connection, stage=Stage.IN_CONTACT, reason="Verklickt")
    ended = actions.move_stage(user=wuppertal_adviser, connection=connection, stage=Stage.ENDED)
    assert ended.ended_on == timezone.localdate()
    assert list(ConnectionStep.objects.order_by("pk").values_list("stage", "reason")) == [
        ("cooperating", ""),
        ("in_contact", "Verklickt"),
        ("ended", ""),
    ]


def test_nobody_is_introduced_before_both_agreed(two, wuppertal_adviser):
    connection, _is_new = actions.begin_introduction(
        user=wuppertal_adviser, municipality=two[0].municipality, seeker=two[1], giver=two[0], kind="introduction"
    )
    assert connection.actor_of(connection.first_asked) == two[1]
    for stage in (Stage.INTRODUCED, Stage.AGREED):
        with pytest.raises(ValidationError):
            actions.move_stage(user=wuppertal_adviser, connection=connection, stage=stage)
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.filter(pk=connection.pk).update(introduced_at=timezone.now(), from_agreed_at=timezone.now())


def test_a_connection_does_not_end_before_it_began(two, wuppertal_adviser):
    connection = connect(wuppertal_adviser, *two)
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.filter(pk=connection.pk).update(started_on="2026-05-01", ended_on="2026-04-30")


def test_carriers_are_those_of_the_day(two, wuppertal_adviser, wuppertal):
    carried = factories.make_actor(wuppertal, "Repair-Café")
    connect(
        wuppertal_adviser,
        two[0],
        carried,
        kind="umbrella",
        stage=Stage.ENDED,
        values={"started_on": date(2024, 1, 1), "ended_on": date(2024, 12, 31)},
    )
    connect(wuppertal_adviser, two[1], carried, kind="umbrella", stage=Stage.LASTING, values={"started_on": date(2025, 1, 1)})
    rows = Connection.objects.visible_to(wuppertal_adviser, wuppertal)
    assert [row.from_actor for row in rows.carriers_of(carried)] == [two[1]]
    assert [row.from_actor for row in rows.carriers_of(carried, on="2024-06-30")] == [two[0]]
    assert [row.from_actor for row in rows.carriers_of(two[0])] == []
