"""The invented offices: whole, within their cities, leading nowhere, as if people had worked with them, and gone without a trace."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import authenticate
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models
from django.utils import timezone

from initiatives import actions
from initiatives.example.borders import is_inside
from initiatives.example.cities import CITIES
from initiatives.models import (
    Actor,
    Attachment,
    Consent,
    Consultation,
    Contact,
    ContactRole,
    CustomValue,
    FollowUp,
    Location,
    Message,
    NoteReading,
    Objection,
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


@pytest.mark.once
def test_loading_fills_four_offices(example_data):
    assert Counter(Actor.objects.values_list("municipality__slug", flat=True)) == {
        "wuppertal": 350,
        "witten": 90,
        "witzenhausen": 60,
        "osnabrueck": 160,
    }
    assert Counter(Consultation.objects.values_list("municipality__slug", flat=True)) == {
        "wuppertal": 480,
        "witten": 124,
        "witzenhausen": 82,
        "osnabrueck": 219,
    }
    for city in Municipality.objects.all():
        names = list(Actor.objects.filter(municipality=city).values_list("sort_key", flat=True))
        assert [name for name, count in Counter(names).items() if count > 1] == []
        people = Contact.objects.filter(municipality=city).values_list("sort_key", flat=True)
        assert [name for name, count in Counter(people).items() if count > 1] == []
        silent = Actor.objects.filter(municipality=city, consultations=None).count()
        assert silent == round(len(names) / 4)
        assert (city.is_example, city.reply_to, bool(city.controller)) == (True, f"wirtschaft@{city.slug}.example", True)
    assert Actor.objects.filter(trading_name__startswith="Online-Marktplatz").count() == len(CITIES)
    talks = Consultation.objects.order_by("held_on").values_list("held_on", flat=True)
    today = timezone.localdate()
    assert today - timedelta(days=731) < talks.first() < today - timedelta(days=500)
    assert today - timedelta(days=14) < talks.last() < today
    still_open = FollowUp.objects.still_open()
    for person in User.objects.filter(memberships__role__in=(Role.MANAGER, Role.ADVISER)).exclude(email="nadja.brandtner@witten.example"):
        mine = still_open.filter(assignee=person)
        assert {"overdue": mine.filter(due_on__lt=today).exists(), "coming": mine.filter(due_on__gt=today).exists()} == {
            "overdue": True,
            "coming": True,
        }
    assert set(still_open.filter(due_on=today).values_list("municipality__slug", flat=True)) == {city.slug for city in CITIES}


@pytest.mark.once
def test_accounts_are_those_of_the_readme(example_data):
    roles = {
        (email, slug): role
        for email, slug, role in Membership.objects.values_list("user__email", "municipality__slug", "role")
        if slug is not None
    }
    expected = {}
    for city in CITIES:
        for account, role in (("leitung", Role.MANAGER), ("beratung", Role.ADVISER), ("lesen", Role.READER)):
            expected[f"{account}@{city.slug}.example", city.slug] = role
        expected["forschung@wf40.example", city.slug] = Role.RESEARCHER
    assert {key: roles[key] for key in expected} == expected
    further = {key: role for key, role in roles.items() if key not in expected}
    assert further == {
        ("jana.lindenbeck@wuppertal.example", "wuppertal"): Role.ADVISER,
        ("tobias.kraehmer@wuppertal.example", "wuppertal"): Role.ADVISER,
        ("daniel.wieczorek@witten.example", "witten"): Role.ADVISER,
        ("nadja.brandtner@witten.example", "witten"): Role.MANAGER,
        ("nadja.brandtner@witten.example", "wuppertal"): Role.READER,
        ("amina.haddad@witzenhausen.example", "witzenhausen"): Role.ADVISER,
        ("philipp.grothaus@osnabrueck.example", "osnabrueck"): Role.ADVISER,
        ("mareike.sandkaemper@osnabrueck.example", "osnabrueck"): Role.ADVISER,
    }
    superusers = User.objects.filter(is_superuser=True)
    assert [(user.email, user.memberships.count()) for user in superusers] == [("technik@wf40.example", 0)]
    assert set(User.objects.values_list("is_example", flat=True)) == {True}
    for email in ("leitung@wuppertal.example", "forschung@wf40.example", "technik@wf40.example"):
        assert authenticate(None, username=email, password=EXAMPLE_PASSWORD) == User.objects.get(email=email)


@pytest.mark.once
def test_every_row_points_only_at_rows_of_its_city(example_data):
    cities = {model: dict(model._base_manager.values_list("pk", "municipality_id")) for model in city_models()}
    checked = Counter()
    for model in all_models():
        # A connecting table has no city of its own: both its ends lie in the same.
        ends = [field for field in model._meta.fields if field.is_relation and field.related_model in cities]
        for pk, *keys in model._base_manager.values_list("pk", *(field.attname for field in ends)) if ends else ():
            there = {cities[field.related_model][key] for field, key in zip(ends, keys, strict=True) if key is not None}
            assert there <= {cities[model][pk]} if model in cities else len(there) == 1, (model, pk)
            checked[model] += 1
    through = {field.remote_field.through for model in RECORDS for field in model._meta.many_to_many}
    assert {Location, ContactRole, FollowUp, NoteReading, *through} <= set(checked)
    offices = {(user, city) for user, city in Membership.objects.values_list("user_id", "municipality_id")}
    for model in RECORDS:
        assert set(model.objects.values_list("created_by_id", "municipality_id")) <= offices
    assert set(FollowUp.objects.values_list("assignee_id", "municipality_id")) <= offices
    for place in Location.objects.filter(precision="exact").select_related("municipality"):
        assert is_inside(place.municipality.ags, place.latitude, place.longitude)


@pytest.mark.once
def test_no_address_leads_anywhere(example_data):
    texts = set()
    for model in all_models():
        if model._meta.app_label in ("municipalities", "initiatives"):
            fields = [field.attname for field in model._meta.fields if isinstance(field, models.CharField | models.TextField)]
            for row in model._base_manager.values_list(*fields) if fields else ():
                texts.update(text for text in row if isinstance(text, str) and text and not text.startswith("md5$"))
    found = {hit.group().rstrip("./") for text in texts for hit in ADDRESS.finditer(text)}
    assert len(found) > 500
    assert {address for address in found if not address.endswith(".example")} == set()
    numbers = set()
    for model, names in ((Actor, ("phone",)), (Contact, ("phone", "mobile")), (Municipality, ("phone",))):
        for name in names:
            numbers.update(model.objects.exclude(**{name: ""}).values_list(name, flat=True))
    assert len(numbers) > 100
    assert {number for number in numbers if not re.fullmatch(r"0\d+ 0000-\d+", number)} == set()


@pytest.mark.once
def test_records_look_as_if_people_had_made_and_changed_them(example_data):
    now = timezone.now()
    offices = {(user, city) for user, city in Membership.objects.values_list("user_id", "municipality_id")}
    for model in RECORDS:
        history = {}
        for row in model.history.order_by("history_date", "history_id"):
            history.setdefault(row.id, []).append(row)
        for record in model.objects.all():
            rows = history[record.pk]
            assert [row.history_type for row in rows] == ["+", *["~"] * (record.version - 1)]
            assert (rows[0].history_date, rows[-1].history_date) == (record.created_at, record.changed_at)
            assert rows[0].history_user_id == record.created_by_id
            assert {(row.history_user_id, record.municipality_id) for row in rows} <= offices
            assert record.changed_at < now
            latest = {field.attname: getattr(rows[-1], field.attname) for field in model.history.model.tracked_fields}
            assert latest == {name: getattr(record, name) for name in latest}
        assert model.objects.filter(version__gt=1).count() > 50
    for name in ("work_fields", "tags"):
        newest = {actor.pk: actor.history.latest() for actor in Actor.objects.filter(municipality__slug="witten")}
        for actor in Actor.objects.filter(pk__in=newest).prefetch_related(name):
            kept = getattr(newest[actor.pk], name).values_list("workfield" if name == "work_fields" else "tag", flat=True)
            assert set(kept) == {row.pk for row in getattr(actor, name).all()}
    for actor in Actor.objects.filter(municipality__slug="witzenhausen"):
        stored = (actor.sort_key, set(actor.search_text.split()))
        actor.refold()
        assert (actor.sort_key, set(actor.search_text.split())) == stored
    for consultation in Consultation.objects.prefetch_related("actors"):
        assert timezone.localdate(consultation.created_at) >= consultation.held_on
        assert {timezone.localdate(actor.created_at) <= consultation.held_on for actor in consultation.actors.all()} == {True}
    for promise in FollowUp.objects.exclude(done_at=None):
        assert promise.created_at < promise.done_at < now
        assert promise.done_by_id
    tasks = Consultation.objects.filter(outcome="task")
    assert tasks.count() == tasks.filter(follow_ups__isnull=False).distinct().count()


@pytest.mark.once
def test_demo_shows_what_the_register_can_hold(example_data):
    """Each page has something to show in each city: facts, consents, objections, mails, files, own fields, archive, restriction."""
    for city in Municipality.objects.all():
        actors = Actor.objects.filter(municipality=city)
        assert {
            name for name in ("industry", "size_class", "founded", "register_number", "opening_hours") if not actors.exclude(**{name: ""})
        } == set()
        assert actors.filter(goals__contains=",climate,").exists()
        assert actors.filter(assured_on__isnull=False).exists()
        assert actors.exclude(archive_reason="").exists()
        assert actors.published().exists()
        assert actors.not_informed().exists() or Contact.objects.filter(municipality=city).not_informed().exists()
        states = set(Message.objects.filter(municipality=city).values_list("state", flat=True))
        assert states == {"sent", "failed", "uncertain"}
        assert Consent.objects.filter(municipality=city, withdrawn_at__isnull=False).exists()
        assert Objection.objects.filter(municipality=city).exists()
        assert Contact.objects.filter(municipality=city).exclude(restricted_at=None).count() == 1
        assert set(CustomValue.objects.filter(municipality=city).values_list("field__kind", flat=True)) == {"number", "boolean", "choice"}
        kinds = set(Attachment.objects.filter(municipality=city).values_list("kind", flat=True))
        assert kinds == {"picture", "document"}


def snapshot():
    """What a demo shows, without keys, which differ from load to load."""
    return [
        list(Actor.objects.order_by("pk").values_list("trading_name", "description", "created_at")),
        list(Consultation.objects.order_by("pk").values_list("note", "held_on", "actors__trading_name")),
        list(FollowUp.objects.order_by("pk").values_list("task", "due_on", "done_at")),
        list(Location.objects.order_by("pk").values_list("street", "latitude")),
    ]


def test_removing_leaves_nothing_and_loading_again_makes_the_same(example_data, capsys):
    before = snapshot()
    person = User.objects.get(email="beratung@wuppertal.example")
    actor = Actor.objects.filter(municipality__slug="wuppertal").first()
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
    assert "   660 Akteure" in output or "   659 Akteure" in output
    assert "     4 Kommunen" in output
    assert not User.objects.filter(email=person.email).exists()

    call_command("load_example_data", verbosity=0)
    assert snapshot() == before


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
