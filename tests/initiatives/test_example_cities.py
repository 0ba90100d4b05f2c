"""The invented offices as the demo shows them: whole, within their cities, leading nowhere, as if people had worked with them."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import models, transaction
from django.utils import timezone

from initiatives.example.borders import is_inside
from initiatives.example.cities import CITIES
from initiatives.exports import LISTS
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
    Selection,
    SelectionSnapshot,
)
from initiatives.selections import check, gone_filters, kept_query
from municipalities.choices import EXAMPLE_PASSWORD
from municipalities.models import Membership, Municipality, User
from network.models import Connection, IntroductionSide
from tests.initiatives.test_example_data import ADDRESS, RECORDS, all_models, city_models
from wf40.rights import Role

# Loading on both databases is tried where the examples are taken away and loaded again.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


# Across cities lead the two actors of a connection, and what another city's office has to do for it.
ACROSS = {"connection": {"from_actor", "to_actor"}, "historicalconnection": {"from_actor", "to_actor"}, "introductionside": {"follow_up"}}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The examples for all tests of this file, which only look at them: loaded once, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_example_data", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def example_data(loaded, db):
    """Inside the test's own transaction."""


def test_loading_fills_four_offices(example_data):
    assert Counter(Actor.objects.values_list("municipality__slug", flat=True)) == {
        "wuppertal": 352,
        "witten": 90,
        "witzenhausen": 60,
        "osnabrueck": 160,
    }
    assert Counter(Consultation.objects.values_list("municipality__slug", flat=True)) == {
        "wuppertal": 496,
        "witten": 138,
        "witzenhausen": 95,
        "osnabrueck": 235,
    }
    for city in Municipality.objects.all():
        names = list(Actor.objects.filter(municipality=city).values_list("sort_key", flat=True))
        assert [name for name, count in Counter(names).items() if count > 1] == []
        people = Contact.objects.filter(municipality=city).values_list("sort_key", flat=True)
        assert [name for name, count in Counter(people).items() if count > 1] == []
        reached = Consultation.objects.filter(municipality=city).exclude(outcome="no_answer")
        never = Actor.objects.filter(municipality=city).exclude(consultations__in=reached).count()
        # A quarter, but for those who were met on a round.
        assert 0.18 < never / len(names) < 0.26, city
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


def test_every_row_points_only_at_rows_of_its_city(example_data):
    cities = {model: dict(model._base_manager.values_list("pk", "municipality_id")) for model in city_models()}
    checked = Counter()
    for model in all_models():
        # A connecting table has no city of its own: both its ends lie in the same.
        across = ACROSS.get(model._meta.model_name, ())
        ends = [field for field in model._meta.fields if field.is_relation and field.related_model in cities and field.name not in across]
        for pk, *keys in model._base_manager.values_list("pk", *(field.attname for field in ends)) if ends else ():
            there = {cities[field.related_model][key] for field, key in zip(ends, keys, strict=True) if key is not None}
            assert there <= {cities[model][pk]} if model in cities else len(there) == 1, (model, pk)
            checked[model] += 1
    through = {field.remote_field.through for model in RECORDS for field in model._meta.many_to_many}
    assert {Location, ContactRole, FollowUp, NoteReading, IntroductionSide, *through} <= set(checked)
    own = models.Q(from_actor__municipality=models.F("municipality"), to_actor__municipality=models.F("municipality"))
    assert [(row.municipality.slug, row.get_stage_display()) for row in Connection.objects.exclude(own)] == [("witten", "Beide gefragt")]
    offices = {(user, city) for user, city in Membership.objects.values_list("user_id", "municipality_id")}
    for model in RECORDS:
        # What another city asks for was made by nobody of the office.
        made = model.objects.exclude(created_by=None, task__startswith="Witten fragt an") if model is FollowUp else model.objects.all()
        assert set(made.values_list("created_by_id", "municipality_id")) <= offices
    assert set(FollowUp.objects.values_list("assignee_id", "municipality_id")) <= offices
    for place in Location.objects.filter(precision="exact").select_related("municipality"):
        assert is_inside(place.municipality.ags, place.latitude, place.longitude)


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
            # What an actor changed itself, by its link, was nobody's of the office.
            people = {row.history_user_id for row in rows if record.created_by_id and not row.history_change_reason}
            assert {(person, record.municipality_id) for person in people} <= offices
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


def assert_lists_are_kept(city):
    """Selections open as they were kept, and the frozen list is whole."""
    somebody = User.objects.get(email=f"leitung@{city.slug}.example")
    for selection in Selection.objects.filter(municipality=city):
        filterset = LISTS[selection.office_list].filterset(somebody, city, selection.query)
        assert (kept_query(filterset), gone_filters(filterset)) == (selection.query, [])
        assert filterset.qs.exists(), selection
    snapshot = SelectionSnapshot.objects.get(municipality=city)
    assert check(snapshot)
    assert set(snapshot.rows.values_list("verdict", flat=True)) == {"in", "out"}
    assert snapshot.row_count == snapshot.rows.count()


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
        # In Wuppertal the way to an own entry is about to leave.
        assert states == {"sent", "failed", "uncertain"} | ({"waiting"} if city.slug == "wuppertal" else set())
        assert Consent.objects.filter(municipality=city, withdrawn_at__isnull=False).exists()
        assert Objection.objects.filter(municipality=city).exists()
        assert Contact.objects.filter(municipality=city).exclude(restricted_at=None).count() == 1
        assert set(CustomValue.objects.filter(municipality=city).values_list("field__kind", flat=True)) == {"number", "boolean", "choice"}
        kinds = set(Attachment.objects.filter(municipality=city).values_list("kind", flat=True))
        assert kinds == {"picture", "document"}
        assert_lists_are_kept(city)
