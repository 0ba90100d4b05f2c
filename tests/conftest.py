"""The cast of all tests, and the walls around them.

Wuppertal has a manager, two advisers and a reader; Witten has a manager and an adviser. `manager_here_reader_there` manages
Wuppertal and only reads in Witten. The researcher works for all and sees no record; the technician keeps the installation
without a membership; the stranger is not signed in.
"""

import fcntl
import gc
import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations

from initiatives.migrations import _triggers
from tests import factories
from wf40.rights import Role

# Playwright's sync API runs an event loop in the test's thread, so Django's guard would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-dev-shm-usage",
    # No name leads anywhere else.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    # Pages are many and short-lived: what they leave is swept up less often.
    "--js-flags=--min-semi-space-size=32 --max-semi-space-size=64",
]  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What takes long begins first; the others stay in the order that they were given."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish(session):
    """What is loaded by now stays to the end: the collector need not go through it again and again, which took a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Tables made from the models alone (`--no-migrations`, which saves a quarter of a minute) lack what the database does by itself."""
    if request.config.getvalue("nomigrations"):
        with django_db_blocker.unblock(), connection.schema_editor() as editor:
            _triggers.install(editor)


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory):
    """The database of a production that began in an empty folder and went through all migrations: these take ten seconds, so the first
    test that needs it makes it for all processes of a run."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / "migrated"
    with (shared / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            begun = tmp_path_factory.mktemp("begun")
            environment = {name: value for name, value in os.environ.items() if not name.startswith(("WF40_", "DJANGO_", "DATABASE"))} | {
                "WF40_MODE": "production",
                "WF40_HOSTS": "wf40.example",
                "WF40_SECRET_KEY": secrets.token_urlsafe(60),
                "WF40_VAR": str(begun),
            }
            for command in ("migrate", "createcachetable"):
                done = subprocess.run(
                    [sys.executable, "manage.py", command, "--verbosity=0"],
                    cwd=Path(__file__).resolve().parent.parent,
                    env=environment,
                    capture_output=True,
                    text=True,
                    timeout=120,
                )
                assert done.returncode == 0, done.stderr
            begun.rename(folder)
    return folder / "wf40.sqlite3"


@pytest.fixture
def installed(tmp_path, migrated_database):
    """A folder with a database of its own that went through all migrations."""
    shutil.copy2(migrated_database, tmp_path)
    return tmp_path


@pytest.fixture
def wuppertal(db):
    return factories.make_municipality()


@pytest.fixture
def witten(db):
    return factories.make_municipality("Witten", "05954036")


@pytest.fixture
def wuppertal_manager(wuppertal):
    return factories.make_user(wuppertal, Role.MANAGER, "Maren Leitner")


@pytest.fixture
def wuppertal_adviser(wuppertal):
    return factories.make_user(wuppertal, Role.ADVISER, "Ada Beispiel")


@pytest.fixture
def second_adviser(wuppertal):
    return factories.make_user(wuppertal, Role.ADVISER, "Toni Muster")


@pytest.fixture
def wuppertal_reader(wuppertal):
    return factories.make_user(wuppertal, Role.READER, "Lena Leser")


@pytest.fixture
def witten_adviser(witten):
    return factories.make_user(witten, Role.ADVISER, "Wim Nachbar")


@pytest.fixture
def witten_manager(witten):
    return factories.make_user(witten, Role.MANAGER, "Wanda Nachbar")


@pytest.fixture
def manager_here_reader_there(wuppertal, witten):
    user = factories.make_user(wuppertal, Role.MANAGER, "Robin Zweistadt")
    factories.make_membership(user, witten, Role.READER)
    return user


@pytest.fixture
def researcher(wuppertal, witten):
    user = factories.make_user(wuppertal, Role.RESEARCHER, "Fred Forscher")
    factories.make_membership(user, witten, Role.RESEARCHER)
    return user


@pytest.fixture
def technician(db):
    return factories.make_user(name="Tess Technik", is_superuser=True)


@pytest.fixture
def sign_in(client):
    """Signs somebody in and gives the client."""

    def do(user):
        client.force_login(user)
        return client

    return do


@pytest.fixture(autouse=True)
def _fresh_throttles(request):
    """Counters of wrong tries do not leak from one test into the next."""
    yield
    if request.node.get_closest_marker("django_db"):
        cache.clear()


@pytest.fixture(autouse=True)
def _no_logged_error(caplog, request):
    """A test in which an ERROR is logged fails, unless it says so with `@pytest.mark.logs_errors`."""
    yield
    if not request.node.get_closest_marker("logs_errors"):
        errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
        assert not errors, errors


@pytest.fixture(scope="session", autouse=True)
def _logs_are_emptied_between_tests():
    """After a transactional test SQLite empties all tables by DELETE, which the logs refuse: their triggers are away while it does."""
    original = DatabaseOperations.execute_sql_flush

    def execute_sql_flush(self, sql_list):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%are only added%'")
            triggers = cursor.fetchall()
        return original(self, [*(f"DROP TRIGGER {name}" for name, _sql in triggers), *sql_list, *(sql for _name, sql in triggers)])

    DatabaseOperations.execute_sql_flush = execute_sql_flush
    yield
    DatabaseOperations.execute_sql_flush = original


@pytest.fixture(autouse=True)
def _no_outside(monkeypatch):
    """No test reaches beyond this machine."""
    original = socket.socket.connect

    def connect(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"connection to {address}")
        return original(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def real_data():
    """The folder of real lists, which never become part of the project; without it the test is skipped."""
    folder = os.environ.get("WF40_REAL_DATA")
    if not folder:
        pytest.skip("WF40_REAL_DATA is not set: no real lists here")
    return Path(folder)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    # As in tests/run: the quicker one first.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not executable:
        if os.environ.get("CI"):
            pytest.fail("CI needs chromium")
        pytest.skip("no chromium: apt-get install chromium")
    return {**browser_type_launch_args, "executable_path": executable, "headless": True, "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "de-DE", "timezone_id": "Europe/Berlin", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def watched_page(page, live_server):
    """A page that fails the test on console errors, uncaught exceptions, CSP violations and any request to another host."""
    faults = []
    page.set_default_timeout(10_000)
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
    )
    page.on(
        "console",
        lambda message: (
            faults.append(f"console: {message.text}") if message.type == "error" and "status of 4" not in message.text else None
        ),
    )
    page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))

    def watch(request):
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            faults.append(f"other host: {request.url}")

    # Looked at, not stopped (CHROMIUM_ARGUMENTS does that): else each would pass through Python, and the browser would keep none.
    page.on("request", watch)
    yield page
    assert not faults, faults


@pytest.fixture
def browse(watched_page, live_server, client, settings):
    """Signs somebody in without the form and gives the watched page."""

    def do(user):
        client.force_login(user)
        watched_page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": live_server.url}]
        )
        return watched_page

    return do


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A picture and the page's text of each failed browser test."""
    report = (yield).get_result()
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and page:
        folder = Path("test-artifacts")
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{item.name[:80]}.png", full_page=True)
        (folder / f"{item.name[:80]}.html").write_text(page.content())
