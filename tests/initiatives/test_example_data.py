"""The invented offices: whole, within their cities, leading nowhere, as if people had worked with them, and gone without a trace."""

import re

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import authenticate
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from initiatives import actions
from initiatives.models import (
    Actor,
    Consultation,
    Contact,
    FollowUp,
    Location,
)
from municipalities.checks import check_no_example, has_example_rows
from municipalities.choices import EXAMPLE_PASSWORD
from municipalities.models import Membership, Municipality, User
from tests import factories
from wf40.rights import Role

pytestmark = pytest.mark.django_db

RECORDS = (Actor, Contact, Consultation, FollowUp)
# What may stand in a text and looks like an address on the web or of a mailbox.
ADDRESS = re.compile(r"(?:https?://|www\.|@)[^\s,;)]+|\b[\w-]+\.(?:de|com|org|net|eu|info|io)\b", re.IGNORECASE)
PHONE = re.compile(r"\+?\d[\d /()-]{6,}\d")


@pytest.fixture
def example_data():
    call_command("load_example_data", verbosity=0)


def all_models():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]


def city_models():
    return [model for model in all_models() if any(field.name == "municipality" for field in model._meta.fields)]


def snapshot():
    """What a demo shows, without keys, which differ from load to load."""
    return [
        list(Actor.objects.order_by("pk").values_list("trading_name", "description", "created_at")),
        list(Consultation.objects.order_by("pk", "actors__trading_name").values_list("note", "held_on", "actors__trading_name")),
        list(FollowUp.objects.order_by("pk").values_list("task", "due_on", "done_at")),
        list(Location.objects.order_by("pk").values_list("street", "latitude")),
    ]


@pytest.mark.long
@pytest.mark.on_postgresql
def test_removing_leaves_nothing_and_loading_again_makes_the_same(example_data, capsys):
    before = snapshot()
    person = User.objects.get(email="beratung@wuppertal.example")
    actor = Actor.objects.filter(municipality__slug="wuppertal", connections_from=None, connections_to=None).first()
    content_type = ContentType.objects.get_for_model(Actor)
    boss = factories.make_user(name="Wirklich Da", is_superuser=True)
    LogEntry.objects.create(user=boss, content_type=content_type, object_id=str(actor.pk), object_repr=str(actor), action_flag=CHANGE)
    actor.delete()  # leaves history and rows of its connections whose record is gone
    assert has_example_rows()

    call_command("remove_example_data", "--yes")

    left = {
        model._meta.label: model._base_manager.count() for model in all_models() if model in city_models() or "Historical" in model.__name__
    }
    assert {label: count for label, count in left.items() if count} == {}
    through = [field.remote_field.through for model in RECORDS for field in model._meta.many_to_many]
    assert sum(model.objects.count() for model in through) == 0
    assert (Municipality.objects.count(), list(User.objects.all()), LogEntry.objects.count()) == (0, [boss], 0)
    connection.check_constraints()
    assert not has_example_rows()
    output = capsys.readouterr().out
    assert "   662 Akteure" in output or "   661 Akteure" in output
    assert "     4 Kommunen" in output
    assert not User.objects.filter(email=person.email).exists()

    call_command("load_example_data", verbosity=0)
    assert snapshot() == before


@pytest.mark.once
def test_removing_leaves_a_real_city_whole(example_data, capsys):
    city = factories.make_municipality("Bad Beispiel", "05999999")
    adviser = factories.make_user(city, Role.ADVISER)
    actor = factories.make_actor(city, "Werkstatt am Bach", adviser)
    guest = User.objects.get(email="beratung@witten.example")
    factories.make_membership(guest, city, Role.ADVISER)
    helper = User.objects.get(email="leitung@witten.example")
    factories.make_membership(helper, city, Role.MANAGER)
    values = {"actor": actor, "task": "Rückruf", "due_on": timezone.localdate(), "assignee": guest}
    promise, _new = actions.promise(user=adviser, municipality=city, values=values)
    actions.change_actor(actor=actor, values={"phone": "1"}, base={"version": actor.version, "values": {}}, choices={}, seen_version=None)
    Actor.history.filter(id=actor.pk).update(history_user=helper)
    rows = {model: set(model._base_manager.filter(municipality=city).values_list("pk", flat=True)) for model in city_models()}
    rows.pop(Membership)
    rows.pop(Membership.history.model)

    call_command("remove_example_data", "--yes")

    assert {model: set(model._base_manager.values_list("pk", flat=True)) for model in rows} == rows
    assert list(Municipality.objects.all()) == [city]
    assert set(User.objects.values_list("email", "is_active", "is_example")) == {(adviser.email, True, False), (guest.email, False, False)}
    promise.refresh_from_db()
    assert promise.assignee == guest
    assert authenticate(None, username=guest.email, password=EXAMPLE_PASSWORD) is None
    assert list(Membership.objects.values_list("user__email", flat=True)) == [adviser.email]
    assert guest.email in capsys.readouterr().out
    assert has_example_rows() is False


def test_removing_asks_first(monkeypatch, capsys):
    factories.make_municipality(is_example=True)
    monkeypatch.setattr("builtins.input", lambda question: "nein")
    with pytest.raises(CommandError):
        call_command("remove_example_data")
    assert Municipality.objects.count() == 1
    monkeypatch.setattr("builtins.input", lambda question: "ja")
    call_command("remove_example_data")
    assert Municipality.objects.count() == 0
    call_command("remove_example_data")


def test_loading_is_refused_beside_a_city_beside_an_account_and_in_production(settings):
    city = factories.make_municipality("Bad Beispiel", "05999999")
    with pytest.raises(CommandError):
        call_command("load_example_data")
    assert list(Municipality.objects.all()) == [city]
    apps.get_model("municipalities", "District").objects.all().delete()
    city.delete()
    User.objects.create_user("lesen@witten.example", name="Schon Da")
    with pytest.raises(CommandError):
        call_command("load_example_data")
    assert (Municipality.objects.count(), User.objects.count()) == (0, 1)
    User.objects.all().delete()
    settings.IS_DEMO, settings.IS_PRODUCTION = False, True
    with pytest.raises(CommandError):
        call_command("load_example_data")
    assert (Municipality.objects.count(), User.objects.count()) == (0, 0)


def test_production_does_not_start_with_an_example(settings):
    assert check_no_example(None, databases=["default"]) == []
    factories.make_user(name="Beispiel", is_example=True)
    assert check_no_example(None, databases=["default"]) == []  # the demo may
    settings.IS_DEMO, settings.IS_PRODUCTION = False, True
    assert [error.id for error in check_no_example(None, databases=["default"])] == ["municipalities.E001"]
    assert check_no_example(None) == []  # without a database there is nothing to look at
    User.objects.all().delete()
    factories.make_municipality(is_example=True)
    assert [error.id for error in check_no_example(None, databases=["default"])] == ["municipalities.E001"]


def test_check_passes_before_there_are_tables(settings, monkeypatch):
    settings.IS_DEMO, settings.IS_PRODUCTION = False, True
    monkeypatch.setattr(connection.introspection, "table_names", lambda cursor=None, include_views=False: [])
    assert check_no_example(None, databases=["default"]) == []
