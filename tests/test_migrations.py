"""The tables: nothing waits to be migrated, an empty database comes up, and the database itself refuses rows that make no sense."""

import os
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from initiatives.models import ActorAlias, ContactRole, FollowUp, Location, NoteReading
from municipalities.models import Membership, PostcodeDistrict
from tests import factories
from wf40.scoping import is_scoped

pytestmark = pytest.mark.django_db
OURS = [config.label for config in apps.get_app_configs() if config.path.startswith(str(settings.BASE_DIR)) and ".venv" not in config.path]


def own_models():
    """Our models, without the histories and proxies that follow from them."""
    return [
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if not model._meta.proxy and not model.__name__.startswith("Historical")
    ]


def test_no_model_change_waits_for_a_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_migration_is_applied():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert executor.loader.detect_conflicts() == {}


def test_an_empty_folder_becomes_a_working_installation(tmp_path):
    environment = os.environ | {
        "WF40_MODE": "demo",
        "WF40_VAR": str(tmp_path),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "wf40.settings",
    }
    script = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0); call_command('createcachetable', verbosity=0); call_command('check')\n"
        "from initiatives.models import Actor; assert Actor.objects.count() == 0\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "wf40.sqlite3").exists()


def test_every_list_of_rows_is_ordered_to_the_end():
    """Equal rows keep their order, so that pages do not overlap."""
    assert [model._meta.label for model in own_models() if model._meta.ordering and model._meta.ordering[-1] not in ("pk", "-pk")] == []


def test_every_row_of_a_city_names_its_city():
    loose = {"municipalities.Municipality", "municipalities.User", "municipalities.Membership"}
    assert {model._meta.label for model in own_models() if not is_scoped(model)} == loose
    assert [model._meta.label for model in own_models() if is_scoped(model) and model._meta.get_field("municipality").null] == []


# --- the database refuses ----------------------------------------------------------------------------------
@pytest.fixture
def rows(wuppertal, wuppertal_adviser, second_adviser):
    """One good row of each kind."""
    key = {"form_key": uuid.uuid4()}
    actor = factories.make_actor(wuppertal, "Werkhof", aliases=["Hofwerk"], street="Hauptstraße")
    contact = factories.make_contact(wuppertal, "Muster", actor=actor)
    talk = factories.make_consultation(actor, wuppertal_adviser)
    promise = factories.make_follow_up(actor, wuppertal_adviser)
    for record in (actor, contact, talk, promise):
        type(record).objects.filter(pk=record.pk).update(**key)
        record.refresh_from_db()
    district = factories.make_district(wuppertal)
    found = [
        wuppertal,
        wuppertal_adviser,
        Membership.objects.get(user=wuppertal_adviser),
        district,
        actor,
        contact,
        talk,
        promise,
        PostcodeDistrict.objects.create(municipality=wuppertal, postcode="42103", district=district),
        ActorAlias.objects.get(),
        Location.objects.get(),
        ContactRole.objects.get(),
        factories.make_work_field(wuppertal),
        factories.make_tag(wuppertal),
        factories.make_topic(wuppertal),
        NoteReading.objects.create(municipality=wuppertal, consultation=talk, reader=wuppertal_adviser),
    ]
    found = {type(row).__name__: row for row in found}
    if "ExportEntry" in dict.fromkeys(model.__name__ for model in own_models()):
        model = apps.get_model("initiatives", "ExportEntry")
        purpose = model._meta.get_field("purpose").choices[0][0]
        found["ExportEntry"] = model.objects.create(
            municipality=wuppertal,
            exported_by=wuppertal_adviser,
            slug="akteure",
            file_format="csv",
            purpose=purpose,
            columns="Name",
            row_count=1,
        )
    return found


AGAIN = "the same row once more"
LONG_AGO = date(1989, 12, 31)
# What each constraint refuses: values written over the good row, or the row a second time with only these values changed.
BAD = {
    "municipality_state_known": [("Municipality", {"state": "17"}), ("Municipality", {"state": ""})],
    "district_code_once_per_city": [("District", AGAIN)],
    "postcode_once_per_city": [("PostcodeDistrict", AGAIN)],
    "user_email_once": [("User", {"email": "UPPER"})],
    "user_theme_known": [("User", {"theme": "pink"})],
    "one_role_per_person_and_city": [("Membership", AGAIN)],
    "membership_role_known": [("Membership", {"role": "owner"}), ("Membership", {"role": ""})],
    "actor_kind_known": [("Actor", {"kind": "ufo"}), ("Actor", {"kind": ""})],
    "actor_life_cycle_known": [("Actor", {"life_cycle": "eternal"})],
    "actor_legal_form_known": [("Actor", {"legal_form": "gmbh-und-so"})],
    "actor_has_a_name": [("Actor", {"trading_name": ""})],
    "actor_form_sent_once": [("Actor", AGAIN)],
    "alias_once_per_actor": [("ActorAlias", AGAIN)],
    "alias_not_empty": [("ActorAlias", {"name": ""})],
    "contact_salutation_known": [("Contact", {"salutation": "lord"})],
    "contact_has_a_name": [("Contact", {"family_name": ""})],
    "contact_form_sent_once": [("Contact", AGAIN)],
    "one_role_per_actor_and_person": [("ContactRole", AGAIN)],
    "consultation_channel_known": [("Consultation", {"channel": "fax"})],
    "consultation_outcome_known": [("Consultation", {"outcome": "won"})],
    "consultation_minutes_of_a_day": [("Consultation", {"minutes": 0}), ("Consultation", {"minutes": 1441})],
    "consultation_day_plausible": [("Consultation", {"held_on": LONG_AGO})],
    "consultation_form_sent_once": [("Consultation", AGAIN)],
    "follow_up_day_plausible": [("FollowUp", {"due_on": LONG_AGO})],
    "follow_up_done_by_needs_done_at": [("FollowUp", {"done_by": "somebody"})],
    "follow_up_says_what": [("FollowUp", {"task": ""})],
    "follow_up_form_sent_once": [("FollowUp", AGAIN)],
    "location_precision_known": [("Location", {"precision": "near", "latitude": 51.0, "longitude": 7.0})],
    "location_point_whole_or_none": [
        ("Location", {"latitude": 51.0}),
        ("Location", {"longitude": 7.0}),
        ("Location", {"latitude": 51.0, "longitude": 7.0}),
        ("Location", {"precision": "exact"}),
        ("Location", {"latitude": 51.0, "precision": "exact"}),
        ("Location", {"longitude": 7.0, "precision": "exact"}),
        ("Location", {"latitude": 90.5, "longitude": 7.0, "precision": "exact"}),
        ("Location", {"latitude": 51.0, "longitude": -180.5, "precision": "city"}),
    ],
    "one_main_place_per_actor": [("Location", AGAIN)],
    "workfield_code_once_per_city": [("WorkField", AGAIN)],
    "workfield_scheme_known": [("WorkField", {"scheme": "own"})],
    "tag_code_once_per_city": [("Tag", AGAIN)],
    "topic_code_once_per_city": [("ConsultationTopic", AGAIN)],
    "export_purpose_known": [("ExportEntry", {"purpose": "curiosity"})],
}


def constraints():
    return {constraint.name: constraint for model in own_models() for constraint in model._meta.constraints}


def test_every_constraint_is_tried():
    assert sorted(constraints()) == sorted(BAD)


@pytest.mark.parametrize(("name", "kind", "change"), [(name, *case) for name, cases in BAD.items() for case in cases], ids=str)
def test_database_refuses(name, kind, change, rows, second_adviser):
    row = rows[kind]
    if change == AGAIN:
        row.pk, row._state.adding = None, True
    elif "done_by" in change:
        change = {"done_by": second_adviser}
    elif change.get("email") == "UPPER":
        row, change = second_adviser, {"email": row.email.upper()}
    rows = type(row).objects
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        rows.bulk_create([row]) if change == AGAIN else rows.filter(pk=row.pk).update(**change)
    if connection.vendor == "postgresql" or isinstance(constraints()[name], models.CheckConstraint):
        # Each refuses an unknown precision; which of them speaks first is the database's business.
        names = {name, "location_point_whole_or_none"} if name == "location_precision_known" else {name}
        assert any(entry in str(refused.value) for entry in names)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("Location", {"latitude": 51.0, "longitude": 7.0, "precision": "exact"}),
        ("Location", {"latitude": -90.0, "longitude": 180.0, "precision": "city"}),
        ("Consultation", {"minutes": None}),
        ("Consultation", {"minutes": 1440}),
        ("FollowUp", {"done_at": datetime(2026, 1, 14, 9, 30, tzinfo=UTC)}),
        ("Contact", {"salutation": ""}),
        ("Actor", {"legal_form": ""}),
    ],
    ids=str,
)
def test_database_takes_what_is_right(kind, change, rows):
    assert type(rows[kind]).objects.filter(pk=rows[kind].pk).update(**change) == 1


def test_rows_without_form_key_may_be_many(wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal)
    assert [factories.make_follow_up(actor, wuppertal_adviser).form_key for _number in range(2)] == [None, None]
    assert FollowUp.objects.count() == 2


@pytest.mark.parametrize("column", ["name", "slug", "ags"])
def test_two_cities_differ(column, wuppertal, witten):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(witten).objects.filter(pk=witten.pk).update(**{column: getattr(wuppertal, column)})


def test_a_city_with_rows_cannot_be_deleted(wuppertal):
    factories.make_actor(wuppertal)
    with pytest.raises(models.ProtectedError):
        wuppertal.delete()
