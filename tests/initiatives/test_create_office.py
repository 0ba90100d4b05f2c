"""A city comes to wf40 by one command: lists, districts, manager, invitation; all or nothing."""

import os
import re
import secrets
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from initiatives.choices import FieldScheme, official_lists
from initiatives.models import Actor, ConsultationTopic, Tag, WorkField
from initiatives.office_start import city_table
from municipalities.models import District, Membership, Municipality, PostcodeDistrict, User
from tests import factories
from wf40.rights import Role

pytestmark = pytest.mark.django_db

OFFICE = {
    "name": "Bad Beispiel",
    "slug": "bad-beispiel",
    "ags": "08999001",
    "office_name": "Wirtschaftsförderung Bad Beispiel",
    "manager_email": "Ina.Chef@bad-beispiel.example",
    "manager_name": "Ina Chef",
}


def create(**changes):
    call_command("create_office", **(OFFICE | changes))


def counts():
    return {
        model: model.objects.count() for model in (Municipality, District, PostcodeDistrict, WorkField, ConsultationTopic, User, Membership)
    }


def test_first_office_starts_with_its_lists_and_a_manager(mailoutbox, settings, capsys):
    settings.IS_DEMO, settings.IS_PRODUCTION = False, True
    create(reply_to="wirtschaft@bad-beispiel.example")
    city = Municipality.objects.get()
    assert (city.name, city.slug, city.ags, city.state, city.is_example) == ("Bad Beispiel", "bad-beispiel", "08999001", "08", False)
    assert (city.office_name, city.reply_to) == ("Wirtschaftsförderung Bad Beispiel", "wirtschaft@bad-beispiel.example")
    assert list(District.objects.values_list("code", "label")) == [("unbekannt", "unbekannt")]
    assert PostcodeDistrict.objects.count() == Tag.objects.count() == 0
    official = official_lists()
    topics = ConsultationTopic.objects.values_list("code", "core_code", "label")
    assert list(topics) == [(code, code, label) for code, label in official["consultation_topics"]]
    rollout = WorkField.objects.filter(scheme=FieldScheme.ROLLOUT)
    assert list(rollout.values_list("core_code", "label")) == [tuple(row) for row in official["wf40_fields_rollout"]]
    business = WorkField.objects.filter(scheme=FieldScheme.BUSINESS_FIELD)
    parts = {code: [part.rstrip("*") for part in labels] for code, _label, labels in official["wf40_business_fields"]}
    assert {field.code: [part.label for part in field.children.all()] for field in business.filter(parent=None)} == parts
    assert set(business.exclude(parent=None).values_list("code", flat=True)) >= {
        "solidarische-landwirtschaft",
        "stadtgaerten-urban-gardening",
    }
    assert [field.code for field in WorkField.objects.all() if field.code != field.core_code] == []

    manager = User.objects.get()
    assert (manager.email, manager.name, manager.has_usable_password(), manager.is_superuser) == (
        "ina.chef@bad-beispiel.example",
        "Ina Chef",
        False,
        False,
    )
    assert [(entry.user, entry.municipality, entry.role) for entry in Membership.objects.all()] == [(manager, city, Role.MANAGER)]
    assert [mail.to for mail in mailoutbox] == [["ina.chef@bad-beispiel.example"]]
    output = capsys.readouterr().out
    assert "Bad Beispiel (Baden-Württemberg)" in output
    assert "ina.chef@bad-beispiel.example" in output


def test_invited_manager_sets_a_password_and_signs_in(mailoutbox, client):
    create()
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "Ein-langes-Wort-2027", "password2": "Ein-langes-Wort-2027"})
    assert client.login(username="ina.chef@bad-beispiel.example", password="Ein-langes-Wort-2027")


@pytest.mark.once
def test_fifth_city_joins_the_four_of_the_demo(mailoutbox):
    call_command("load_example_data", verbosity=0)
    create()
    assert set(Municipality.objects.values_list("slug", "is_example")) == {
        ("wuppertal", True),
        ("witten", True),
        ("witzenhausen", True),
        ("osnabrueck", True),
        ("bad-beispiel", False),
    }
    fields = {city.slug: WorkField.objects.filter(municipality=city).count() for city in Municipality.objects.all()}
    assert len(set(fields.values())) == 1
    assert [mail.to for mail in mailoutbox] == [["ina.chef@bad-beispiel.example"]]
    manager = User.objects.get(email="ina.chef@bad-beispiel.example")
    assert [entry.municipality.slug for entry in manager.active_memberships] == ["bad-beispiel"]
    assert not Actor.objects.visible_to(manager, manager.active_memberships[0].municipality).exists()


PRODUCTION = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult
from municipalities.models import Membership, Municipality
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
for number in range(1, 6):
    call_command(
        "create_office", name=f"Stadt {number}", slug=f"stadt-{number}", ags=f"0899900{number}", office_name=f"Amt {number}",
        manager_email=f"leitung{number}@stadt.example", manager_name=f"Ina Chef {number}", verbosity=0,
    )
    call_command("check", databases=["default"], deploy=True, fail_level="WARNING")
    queued = [(task.task_path, task.status) for task in DBTaskResult.objects.all()]
    assert queued == [("municipalities.accounts.send_invitation", "READY")] * number, queued
    assert Municipality.objects.filter(is_example=False).count() == Membership.objects.leading().count() == number
print("second factor:", *settings.WF40_SECOND_FACTOR)
"""


@pytest.mark.long
@pytest.mark.once
def test_empty_production_gets_its_first_office_and_four_more(installed):
    """Nobody has to load anything before: tables, one command a city, and each manager's invitation waits for the worker."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WF40_", "DJANGO_", "DATABASE"))}
    environment |= {
        "WF40_VAR": str(installed),
        "WF40_SECRET_KEY": secrets.token_urlsafe(60),
        "WF40_HOSTS": "wf40.stadt.example",
        "DJANGO_SETTINGS_MODULE": "wf40.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTION], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120
    )
    assert "second factor: manager technician" in done.stdout, done.stderr


@pytest.mark.parametrize("ags", ["05124000", "05954036", "06636016", "03404000"])
def test_city_that_the_tables_know_gets_its_districts(ags):
    create(ags=ags)
    rows = [row for row in city_table("districts.csv") if row["ags"] == ags]
    assert set(District.objects.values_list("code", "label")) == {(row["code"], row["label"]) for row in rows} | {
        ("unbekannt", "unbekannt")
    }
    assert District.objects.last().code == "unbekannt"
    postcodes = [row for row in city_table("postcode_districts.csv") if row["ags"] == ags]
    assert set(PostcodeDistrict.objects.values_list("postcode", "district__code")) == {
        (row["postcode"], row["district_code"]) for row in postcodes
    }


def test_known_account_gets_the_membership_and_no_new_password(mailoutbox, capsys):
    witten = factories.make_municipality("Witten", "05954036")
    known = factories.make_user(witten, Role.ADVISER, "Wim Nachbar")
    create(manager_email=known.email.upper(), manager_name="Anders Geschrieben")
    known.refresh_from_db()
    assert known.name == "Wim Nachbar"
    assert known.check_password(factories.PASSWORD)
    roles = {(entry.municipality.slug, entry.role) for entry in known.memberships.all()}
    assert roles == {("witten", Role.ADVISER), ("bad-beispiel", Role.MANAGER)}
    assert (User.objects.count(), [mail.to for mail in mailoutbox]) == (1, [[known.email]])
    assert "Bad Beispiel" in mailoutbox[0].body
    assert "/konto/anmelden/" in mailoutbox[0].body
    assert "passwort-neu" not in mailoutbox[0].body
    assert "Wim Nachbar" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ags": "0512400"}, "acht Ziffern"),
        ({"ags": "0512400a"}, "acht Ziffern"),
        ({"ags": "99124000"}, "99"),
        ({"ags": "05954036"}, "existiert bereits"),
        ({"slug": "witten"}, "existiert bereits"),
        ({"slug": "bad beispiel"}, "Kürzel"),
        ({"name": "Witten"}, "existiert bereits"),
        ({"name": " "}, "leer"),
        ({"office_name": ""}, "leer"),
        ({"manager_email": "ina.chef"}, "E-Mail"),
        ({"manager_name": ""}, "leer"),
        ({"reply_to": "niemand"}, "E-Mail"),
        ({"postcode": "4210"}, "fünf Ziffern"),
        ({"manager_email": "abgeschaltet@office.example"}, "abgeschaltet@office.example"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(mailoutbox, changes, words):
    factories.make_municipality("Witten", "05954036")
    User.objects.create_user("abgeschaltet@office.example", name="Ab Geschaltet", is_active=False)
    before = counts()
    with pytest.raises(CommandError, match=words):
        create(**changes)
    assert counts() == before
    assert mailoutbox == []
