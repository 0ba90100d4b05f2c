"""Last contact and open promises of an actor, kept by the database whichever way a talk or a promise is written."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from initiatives import actions
from initiatives.models import Actor, ActorActivity, Consultation, FollowUp
from tests import factories

pytestmark = pytest.mark.django_db


def activity():
    """What the list would show: {name: (last contact, open promises)}."""
    rows = Actor.objects.with_activity().values_list("trading_name", "last_consulted_on", "open_follow_up_count")
    return {name: (last, count) for name, last, count in rows}


def test_activity_follows_talks_and_promises(wuppertal, wuppertal_adviser):
    cafe, hof = factories.make_actor(wuppertal, "Café"), factories.make_actor(wuppertal, "Hof")
    assert activity() == {"Café": (None, 0), "Hof": (None, 0)}
    first = factories.make_consultation([cafe, hof], wuppertal_adviser, held_on=date(2026, 1, 14))
    factories.make_consultation(cafe, wuppertal_adviser, held_on=date(2026, 3, 2), follow_up=None)
    promise = factories.make_follow_up(cafe, wuppertal_adviser)
    assert activity() == {"Café": (date(2026, 3, 2), 1), "Hof": (date(2026, 1, 14), 0)}
    Consultation.objects.filter(pk=first.pk).update(held_on=date(2026, 5, 4))
    assert activity() == {"Café": (date(2026, 5, 4), 1), "Hof": (date(2026, 5, 4), 0)}
    first.actors.set([cafe])
    FollowUp.objects.filter(pk=promise.pk).update(actor=hof)
    assert activity() == {"Café": (date(2026, 5, 4), 0), "Hof": (None, 1)}
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=promise)
    first.delete()
    assert activity() == {"Café": (date(2026, 3, 2), 0), "Hof": (None, 0)}


def test_activity_of_many_rows_written_at_once(wuppertal, wuppertal_adviser):
    actors = Actor.objects.bulk_create(Actor(municipality=wuppertal, trading_name=f"A{number}", sort_key="a") for number in range(20))
    talk = factories.make_consultation(actors, wuppertal_adviser, held_on=date(2026, 2, 3))
    FollowUp.objects.bulk_create(
        FollowUp(municipality=wuppertal, actor=actor, task="Rückruf", due_on=timezone.localdate(), assignee=wuppertal_adviser)
        for actor in actors
        for _time in range(2)
    )
    assert set(activity().values()) == {(date(2026, 2, 3), 2)}
    FollowUp.objects.all().delete()
    assert set(activity().values()) == {(talk.held_on, 0)}


def test_activity_goes_with_its_actor(wuppertal):
    actor = factories.make_actor(wuppertal)
    Actor.objects.filter(pk=actor.pk)._raw_delete("default")
    assert not ActorActivity.objects.exists()


def test_no_trigger_was_lost_when_a_table_was_made_anew():
    """SQLite drops the triggers of a table that a migration changes; `_triggers.install` makes them again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY tbl_name")
        else:
            cursor.execute(
                "SELECT event_object_table, count(DISTINCT trigger_name) FROM information_schema.triggers"
                " WHERE trigger_schema = current_schema() GROUP BY event_object_table"
            )
        found = dict(cursor.fetchall())
    logs = 2 if connection.vendor == "sqlite" else 1
    wanted = {
        "initiatives_exportentry": logs,
        "initiatives_notereading": logs,
        "initiatives_restrictionentry": logs,
        "initiatives_actor": 2,
        "initiatives_consultation_actors": 3,
        "initiatives_consultation": 1,
        "initiatives_followup": 3,
    }
    assert {table: found.get(table) for table in wanted} == wanted
    assert connection.vendor == "postgresql" or found["initiatives_searchentry"] == 3
