"""Production refuses to start while something is unsafe and names it; the demo stays on this machine."""

import os
import secrets
import stat
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured

from municipalities.checks import check_no_example, has_example_rows
from municipalities.models import Municipality, User
from tests import factories
from wf40.modes import Mode, demo_secret, refuse_unsafe

SECRET = secrets.token_urlsafe(60)
SAFE = {"mode": Mode.PRODUCTION, "debug": False, "secret": SECRET, "hosts": ["wf40.stadt.example"]}


def test_production_starts_when_all_is_safe():
    refuse_unsafe(**SAFE)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"debug": True}, "WF40_DEBUG"),
        ({"secret": ""}, "WF40_SECRET_KEY"),
        ({"secret": "kurz"}, "WF40_SECRET_KEY"),
        ({"secret": SECRET[:49]}, "WF40_SECRET_KEY"),
        ({"secret": "a" * 60}, "WF40_SECRET_KEY"),
        ({"secret": "abcd" * 15}, "WF40_SECRET_KEY"),
        ({"secret": f"django-insecure-{SECRET}"}, "WF40_SECRET_KEY"),
        ({"hosts": []}, "WF40_HOSTS"),
        ({"hosts": ["*"]}, "WF40_HOSTS"),
        ({"hosts": ["wf40.stadt.example", "*"]}, "WF40_HOSTS"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_production_refuses_to_start_with(change, reason):
    with pytest.raises(ImproperlyConfigured, match=reason):
        refuse_unsafe(**SAFE | change)


@pytest.mark.parametrize("hosts", [[], ["localhost"], ["127.0.0.1"], ["[::1]"], ["localhost", "127.0.0.1", "[::1]"]])
def test_demo_answers_on_this_machine(hosts):
    refuse_unsafe(mode=Mode.DEMO, debug=False, secret="", hosts=hosts)


@pytest.mark.parametrize(
    "host",
    ["wf40.stadt.example", "0.0.0.0", "*", "10.0.0.5", "localhost.elsewhere.example", ".localhost", "127.0.0.1:8000"],  # noqa: S104
)
def test_demo_refuses_every_other_host(host):
    with pytest.raises(ImproperlyConfigured, match="this machine only"):
        refuse_unsafe(mode=Mode.DEMO, debug=False, secret="", hosts=["localhost", host])


def test_there_are_two_modes_and_no_third():
    assert [mode.value for mode in Mode] == ["production", "demo"]
    with pytest.raises(ValueError, match="staging"):
        Mode("staging")


def test_demo_makes_its_secret_once_for_its_owner_alone(tmp_path):
    first = demo_secret(tmp_path / "var")
    assert demo_secret(tmp_path / "var") == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "var/demo-secret").stat().st_mode) == 0o600
    assert demo_secret(tmp_path / "other") != first


# --- started for real --------------------------------------------------------------------------------------
def start(folder, *command, **variables):
    """What `manage.py` says when it is started with these variables alone."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WF40_", "DJANGO_", "DATABASE"))}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=django_settings.BASE_DIR,
        env=environment | {"WF40_VAR": str(folder)} | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_without_any_setting_nothing_starts(tmp_path):
    """Production is the default, so a forgotten setting cannot make an unsafe installation."""
    done = start(tmp_path, "check")
    assert done.returncode != 0
    assert "WF40_SECRET_KEY is missing or weak" in done.stderr


def test_production_with_debug_does_not_start(tmp_path):
    done = start(tmp_path, "check", WF40_DEBUG="on", WF40_SECRET_KEY=SECRET, WF40_HOSTS="wf40.stadt.example")
    assert done.returncode != 0
    assert "WF40_DEBUG must be off" in done.stderr


@pytest.mark.once
def test_safe_production_passes_djangos_own_check(tmp_path):
    done = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", WF40_SECRET_KEY=SECRET, WF40_HOSTS="wf40.stadt.example")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "demo-secret").exists()


def test_demo_on_another_host_does_not_start(tmp_path):
    done = start(tmp_path, "check", WF40_MODE="demo", WF40_HOSTS="wf40.stadt.example")
    assert done.returncode != 0
    assert "this machine only" in done.stderr


def test_demo_that_would_listen_to_the_network_does_not_serve(tmp_path):
    done = start(tmp_path, "serve", WF40_MODE="demo", WF40_BIND="0.0.0.0:8000")
    assert done.returncode != 0
    assert "this machine only" in done.stderr


# --- example data ------------------------------------------------------------------------------------------
@pytest.fixture
def as_production(settings):
    settings.IS_PRODUCTION, settings.IS_DEMO = True, False


def found():
    return [error.id for error in check_no_example(databases=["default"])]


@pytest.mark.django_db
def test_production_without_examples_is_fine(as_production, wuppertal_adviser):
    assert found() == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Municipality, User], ids=["city", "person"])
def test_production_refuses_an_example(model, as_production, wuppertal_adviser):
    model.objects.update(is_example=True)
    assert has_example_rows()
    assert found() == ["municipalities.E001"]


@pytest.mark.django_db
def test_demo_may_hold_examples(wuppertal):
    Municipality.objects.update(is_example=True)
    assert found() == []


EXAMPLE = """
import django; django.setup()
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from municipalities.models import User
call_command("migrate", verbosity=0)
call_command("check", databases=["default"])
User.objects.create_user("a@b.example", "x", name="A", is_example=True)
for command, options in (("check", {"databases": ["default"]}), ("serve", {})):
    try:
        call_command(command, **options)
    except SystemCheckError as error:
        assert "municipalities.E001" in str(error) and "remove_example_data" in str(error)
        print(command, "refused")
"""


@pytest.mark.once
def test_production_with_an_example_in_its_database_does_not_start(installed):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WF40_", "DJANGO_", "DATABASE"))}
    environment |= {
        "WF40_VAR": str(installed),
        "WF40_SECRET_KEY": SECRET,
        "WF40_HOSTS": "wf40.stadt.example",
        "DJANGO_SETTINGS_MODULE": "wf40.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", EXAMPLE],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "check refused\nserve refused" in done.stdout, done.stderr


@pytest.mark.django_db
def test_demo_accounts_are_offered_in_the_demo_alone(client, settings):
    city = factories.make_municipality(is_example=True)
    user = factories.make_user(city, is_example=True)
    User.objects.filter(pk=user.pk).update(email="beratung@wuppertal.example")
    user.refresh_from_db()
    user.email = "beratung@wuppertal.example"
    user.save()
    assert user.email in client.get("/konto/anmelden/").content.decode()
    settings.IS_DEMO = False
    assert user.email not in client.get("/konto/anmelden/").content.decode()


@pytest.mark.django_db
def test_account_without_the_mark_of_an_example_is_never_offered(client, wuppertal_adviser):
    assert wuppertal_adviser.email not in client.get("/konto/anmelden/").content.decode()


@pytest.mark.django_db
def test_post_of_the_demo_is_not_there_in_production(sign_in, wuppertal_manager, settings):
    client = sign_in(wuppertal_manager)
    assert client.get("/testpost/").status_code == 200
    settings.IS_DEMO = False
    assert client.get("/testpost/").status_code == 404
