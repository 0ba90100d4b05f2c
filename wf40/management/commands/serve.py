"""The one command that brings an office's wf40 up: web server, background worker and clock, together."""

import contextlib
import ctypes
import fcntl
import hashlib
import logging
import multiprocessing
import os
import runpy
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from wf40.clock import tick

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# A web request and a task get this long to end by themselves; then they are ended.
SECONDS_TO_END = 20
ACCOUNTS = """\
Konten der Demo, alle mit dem Passwort wf40-beispiel:
  leitung@wuppertal.example     führt das Büro: exportiert, gibt frei, verwaltet Listen und Personen
  beratung@wuppertal.example    berät und trägt ein
  lesen@wuppertal.example       liest
  ebenso für @witten.example, @witzenhausen.example und @osnabrueck.example
  forschung@wf40.example        sieht Zahlen ohne Personen aus allen vier Kommunen
  technik@wf40.example          betreut die Installation, sieht keine Akteure
"""
# Linux alone can tell a process of its parent's death; elsewhere a killed `serve` leaves its members running.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    help = "Starts the web server, the worker and the clock; ends them together."
    # Not needed for the demo to start, only slow; production is examined below.
    requires_system_checks = []

    def handle(self, **options):
        """Prepare or examine, then run all three until one fails or somebody ends them."""
        address = listening_address()
        with self.prepared_demo(address) if settings.IS_DEMO else self.examined_production():
            leave_database()
            household = Household(
                {"Der Webserver": lambda: serve_web(address), "Der Hintergrunddienst": work_in_background, "Die Uhr": keep_time}
            )
            failed = household.run(after_start=lambda: self.welcome(address))
        if failed:
            raise CommandError(f"{failed} ist ausgefallen, deshalb wurde alles beendet.")
        self.stdout.write("wf40 ist beendet.")

    @contextlib.contextmanager
    def prepared_demo(self, address: str) -> Iterator[None]:
        """The demo with tables, examples and static files; nobody else uses its folder until it ends."""
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with (settings.VAR_DIR / "serve.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError(f"wf40 läuft schon in {settings.VAR_DIR}.") from None
            refuse_used_port(address)
            if pending_migrations():
                self.stdout.write("Die Datenbank wird eingerichtet ...")
                call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            if not apps.get_model("municipalities", "Municipality").objects.exists():
                self.stdout.write("Die Beispieldaten werden geladen ...")
                # All or nothing: a start broken off here loads them again next time.
                with transaction.atomic():
                    call_command("load_example_data", verbosity=0)
            collect_static()
            yield

    @contextlib.contextmanager
    def examined_production(self) -> Iterator[None]:
        """Production starts on what its operator has prepared; what is missing is named with the command that mends it."""
        self.check(databases=["default"])
        if pending_migrations():
            raise CommandError("The database is not up to date: run `manage.py migrate` and `manage.py createcachetable`.")
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            raise CommandError("The static files are missing: run `manage.py collectstatic`.")
        yield

    def welcome(self, address: str) -> bool:
        """Whether all is said: the demo greets as soon as it answers, production leaves the word to its log."""
        if settings.IS_PRODUCTION:
            return True
        host, port = host_and_port(address)
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            return False
        self.stdout.write(f"\nwf40 läuft: http://localhost:{port}  (Strg-C beendet)\n\n{ACCOUNTS}")
        self.stdout.flush()
        return True


class Household:
    """Web server, worker and clock: they start together, and none goes on without the others."""

    def __init__(self, members: dict[str, Callable[[], None]]):
        # Forked, not started anew: Django is loaded once, which halves the time until the first answer and most of the memory.
        context = multiprocessing.get_context("fork")
        self.members = {name: context.Process(target=move_out, args=(work,)) for name, work in members.items()}
        # A plain flag, no `threading.Event`: a signal that came while the main thread held its lock would wait for itself for ever.
        self.is_ending = False

    def run(self, *, after_start: Callable[[], bool]) -> str | None:
        """Returns the name of the one that ended unasked, or None after a signal; `after_start` is asked until it says yes."""
        has_started = False
        try:
            for member in self.members.values():
                member.start()
            # Only now, since the members would inherit these handlers and not hear a signal until they have their own.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, self.end_soon)
            while not self.is_ending:
                time.sleep(0.1)
                for name, member in self.members.items():
                    if not member.is_alive():
                        return name
                has_started = has_started or after_start()
            return None
        finally:
            self.end()

    def end_soon(self, number, frame) -> None:
        """A signal asks for the end; the second one does not wait."""
        if self.is_ending:  # asked twice: the person does not want to wait
            self.kill()
        self.is_ending = True

    def end(self) -> None:
        """End all in order, within a bounded time."""
        self.is_ending = True
        started = [member for member in self.members.values() if member.pid]
        for member in started:
            member.terminate()
        last_moment = time.monotonic() + SECONDS_TO_END
        for member in started:
            member.join(max(0.1, last_moment - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        """End all at once, with their children."""
        for member in self.members.values():
            # The whole session, since a web server that is killed leaves its own children behind.
            with contextlib.suppress(ProcessLookupError):
                if member.pid:
                    os.killpg(member.pid, signal.SIGKILL)


def move_out(work: Callable[[], None]) -> None:
    """The first steps of a member: a session of its own, so that Ctrl-C reaches `serve` alone, which then ends all in order."""
    os.setsid()
    os.chdir(settings.BASE_DIR)
    if LIBC:  # also when `serve` itself is killed no server stays behind that holds the port
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    work()


def serve_web(address: str) -> None:
    """The web server: two processes with four threads each."""
    options = {
        "bind": address,
        "workers": 2,
        "worker-class": "gthread",
        "threads": 4,
        "timeout": 60,
        "graceful-timeout": SECONDS_TO_END - 5,
        "keep-alive": 5,
        # Workers are renewed now and then, not both at once, so that memory cannot creep up for weeks.
        "max-requests": 5000,
        "max-requests-jitter": 500,
        # A longer line is refused before Django sees it: filters of a list fit into 4 kB.
        "limit-request-line": 4094,
        "limit-request-fields": 60,
        "limit-request-field_size": 8190,
        # Whether a proxy may speak for the caller is decided in one place, WF40_BEHIND_PROXY.
        "forwarded-allow-ips": "",
        "log-level": "warning",
    }
    # It would warn of every HEAD request, whose body Django leaves to the server to drop.
    logging.getLogger("gunicorn.http.wsgi").setLevel(logging.ERROR)
    # What `python -m gunicorn` does. Preloaded, so that both workers share the memory of what is imported.
    sys.argv = ["gunicorn", "--preload", "--no-control-socket", *(f"--{name}={value}" for name, value in options.items())]
    sys.argv.append("wf40.wsgi:application")
    runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)


def work_in_background() -> None:
    """The worker: takes one task after the other from the database's queue."""
    call_command("db_worker", queue_name="*", startup_delay=False, reload=False)


def keep_time() -> None:
    """The clock: looks at once, then at each full minute, what is due; on a signal it finishes the job under way and ends."""
    is_ending = is_striking = False

    def end(number, frame):
        nonlocal is_ending
        is_ending = True
        if not is_striking:
            sys.exit()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    while not is_ending:
        is_striking = True
        tick(until=lambda: is_ending)
        is_striking = False
        if not is_ending:
            time.sleep(60 - time.time() % 60)


def listening_address() -> str:
    """WF40_BIND, or this machine alone; the demo, whose passwords are printed in the README, accepts nothing else."""
    address = os.environ.get("WF40_BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
    if settings.IS_DEMO and host_and_port(address)[0] not in LOOPBACK:
        raise CommandError(f"The demo answers on this machine only: WF40_BIND may not be {address}.")
    return address


def host_and_port(address: str) -> tuple[str, int]:
    """The two parts of "127.0.0.1:8000"; `CommandError` says how an address looks."""
    host, _, port = address.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"{address} is no address: PORT is a number up to 65535, WF40_BIND looks like 127.0.0.1:8000.")
    return host.strip("[]"), int(port)


def refuse_used_port(address: str) -> None:
    """Say at once that the port is taken, with a free one to try."""
    host, port = host_and_port(address)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # What a server that has just ended leaves behind does not count as used.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"Port {port} ist nicht frei ({error.strerror}). Einen anderen nimmt: make run PORT={port + 1}") from None


def leave_database() -> None:
    """No connection is open when the members are forked: two processes on one connection would garble both."""
    for one in connections.all():
        one.close()
        if hasattr(one, "close_pool"):  # PostgreSQL
            one.close_pool()


def pending_migrations() -> list:
    """The changes that the database still lacks."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def collect_static() -> None:
    """Gathers the static files when one of them has changed since the last time."""
    stamp = settings.VAR_DIR / "static.stamp"
    found = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            status = Path(storage.path(path)).stat()
            found.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    if stamp.exists() and stamp.read_text() == found.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(found.hexdigest())
