"""The walls in the browser: on every kind of answer, files and errors included."""

import os
import secrets
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from initiatives.views.actors import ActorListView
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CSP = {
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STAFF_PAGES = [
    "actor_list",
    "actor_create",
    "contact_list",
    "consultation_list",
    "consultation_create",
    "capture",
    "follow_up_list",
    "own_account",
    "office",
]
STATIC = ["wf40/office.css", "wf40/office.js", "wf40/icon.svg", "vendor/kern/kern.min.css", "vendor/kern/fonts/FiraSans-Regular.woff2"]


def check(response, cache="no-store"):
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert {part.strip() for part in response.headers["Content-Security-Policy"].split(";") if part.strip()} == CSP
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert cache in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_staff_page_has_all_walls_and_is_kept_by_no_cache(name, sign_in, wuppertal_adviser):
    check(sign_in(wuppertal_adviser).get(reverse(name)))


@pytest.mark.parametrize("name", ["actor_detail", "actor_change", "actor_changes", "follow_up_create"])
def test_page_of_a_record_has_all_walls(name, sign_in, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal)
    response = sign_in(wuppertal_adviser).get(reverse(name, args=[actor.pk]))
    assert response.status_code == 200
    check(response)


@pytest.mark.parametrize(
    "path",
    ["/konto/anmelden/", "/konto/passwort-vergessen/", "/konto/passwort-neu/1-x/", "/healthz", "/", "/buero/akteure/", "/admin/"],
)
def test_page_for_strangers_has_all_walls(path, client):
    check(client.get(path))


def test_forbidden_page_has_all_walls(sign_in, researcher):
    response = sign_in(researcher).get(reverse("actor_list"))
    assert response.status_code == 403
    check(response)


@pytest.mark.parametrize("path", ["/gibt-es-nicht/", "/buero/akteure/999999/", "/static/gibt-es-nicht.css"])
def test_missing_page_has_all_walls(path, sign_in, wuppertal_adviser):
    response = sign_in(wuppertal_adviser).get(path)
    assert response.status_code == 404
    check(response)


def test_unreadable_address_has_all_walls(sign_in, wuppertal_adviser):
    response = sign_in(wuppertal_adviser).get("/buero/akteure/?q=%00")
    assert response.status_code == 400
    check(response)


@pytest.mark.logs_errors
def test_too_large_form_has_all_walls(sign_in, wuppertal_adviser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = sign_in(wuppertal_adviser).post("/buero/akteure/neu/", {"description": "x" * 2000})
    assert response.status_code in (400, 413)
    check(response)


def test_expired_form_has_all_walls(client):
    response = client.post("/buero/akteure/neu/", {"trading_name": "x"})
    assert response.status_code == 401
    check(response)


def test_refused_token_has_all_walls(wuppertal_adviser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(wuppertal_adviser)
    response = client.post("/konto/", {"name": "x"})
    assert response.status_code == 403
    check(response)


@pytest.mark.logs_errors
def test_unknown_host_is_refused_with_our_own_page(client):
    response = client.get("/konto/anmelden/", HTTP_HOST="elsewhere.example")
    assert response.status_code == 400
    check(response)


@pytest.mark.logs_errors
def test_broken_page_has_all_walls_and_tells_nothing(sign_in, wuppertal_adviser, monkeypatch):
    def broken(self):
        raise RuntimeError("Geheimes steht im Fehler")

    monkeypatch.setattr(ActorListView, "get_base_queryset", broken)
    client = sign_in(wuppertal_adviser)
    client.raise_request_exception = False
    response = client.get(reverse("actor_list"))
    assert response.status_code == 500
    assert "Geheimes" not in response.content.decode()
    check(response)


@pytest.mark.parametrize("path", STATIC)
def test_static_file_has_its_walls(path, client):
    response = client.head(f"/static/{path}")
    assert response.status_code == 200
    assert int(response.headers["Content-Length"]) > 100
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    walls = {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"}
    assert walls <= set(response.headers["Content-Security-Policy"].split("; "))
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_no_policy_allows_inline_code_or_other_hosts(settings):
    policy = repr(settings.CONTENT_SECURITY_POLICY)
    assert "unsafe" not in policy
    assert "http" not in policy


def test_picture_of_the_office_can_run_nothing():
    icon = (django_settings.BASE_DIR / "static/wf40/icon.svg").read_text()
    assert "<script" not in icon
    assert " on" not in icon.replace(" xmlns", "")


PRODUCTION = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["admin"])
from django.test import Client
client = Client(headers={"host": "wf40.example"})
plain = client.get("/konto/anmelden/")
assert (plain.status_code, plain.url) == (301, "https://wf40.example/konto/anmelden/"), plain
assert client.get("/healthz").status_code == 200
page = client.get("/konto/anmelden/", secure=True)
assert page.status_code == 200
year = "max-age=31536000; includeSubDomains; preload"
import json, pathlib
from django.conf import settings
names = json.loads((pathlib.Path(settings.STATIC_ROOT) / "staticfiles.json").read_text())["paths"]
file = client.get("/static/" + names["wf40/office.css"], secure=True)
assert file.status_code == 200
missing = client.get("/gibt-es-nicht/", secure=True)
for answer in (page, file, missing):
    assert answer.headers["Strict-Transport-Security"] == year, answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Content-Security-Policy" in answer.headers
assert "immutable" in file.headers["Cache-Control"]
token = client.cookies["__Host-csrf"]
assert token["secure"] and token["path"] == "/" and not token["domain"] and token["httponly"]
from municipalities.models import User
user = User.objects.create_user("a@office.example", "Ein-langes-Wort-2026", name="A")
client.post("/konto/anmelden/", {"login": user.email, "password": "Ein-langes-Wort-2026"}, secure=True)
cookie = client.cookies["__Host-session"]
assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"] and cookie["samesite"] == "Lax"
assert client.get("/testpost/", secure=True).status_code == 404
print("all walls stand")
"""


@pytest.mark.once
def test_production_demands_https_and_its_cookies_bear_the_host(installed):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WF40_", "DJANGO_", "DATABASE"))} | {
        "WF40_MODE": "production",
        "WF40_HOSTS": "wf40.example",
        "WF40_SECRET_KEY": secrets.token_urlsafe(60),
        "WF40_VAR": str(installed),
        "DJANGO_SETTINGS_MODULE": "wf40.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTION],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip() == "all walls stand", done.stderr[-2000:]
