"""`manage.py serve`, which `make run` calls: one command brings everything up, Ctrl-C ends everything, what was entered stays."""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings

pytestmark = pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="the demo has its own SQLite file; once is enough")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def start():
    """Starts `serve`; whatever still runs when the test ends is ended."""
    processes = []

    def do(folder, port, **environment):
        processes.append(run_serve(folder, port, **environment))
        return processes[-1]

    yield do
    for process in processes:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


def run_serve(folder, port, **environment):
    values = (
        os.environ
        | {"WF40_MODE": "demo", "WF40_VAR": str(folder), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "wf40.settings"}
        | environment
    )
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=settings.BASE_DIR,
        env=values,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until_it_answers(port, process, seconds=120):
    for _step in range(seconds * 5):
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                return answer.read()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("no answer")


def wait_until_the_clock_has_struck(folder, seconds=30):
    for _step in range(seconds * 5):
        with contextlib.closing(sqlite3.connect(folder / "wf40.sqlite3")) as database:
            if database.execute("SELECT 1 FROM wf40_duejob WHERE is_ok AND last_finished_at IS NOT NULL").fetchall():
                return
        time.sleep(0.2)
    raise AssertionError("the clock stands still")


def end(process):
    process.send_signal(signal.SIGINT)
    output, _nothing = process.communicate(timeout=60)
    return process.returncode, output


@pytest.mark.long
def test_demo_comes_up_with_examples_ends_on_ctrl_c_and_starts_again(start, tmp_path):
    port = free_port()
    process = start(tmp_path, port)
    assert wait_until_it_answers(port, process) == b"ok"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/konto/anmelden/", timeout=20) as page:
        assert "beratung@wuppertal.example" in page.read().decode()
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    wait_until_the_clock_has_struck(tmp_path)
    code, output = end(process)
    assert code == 0
    assert f"http://localhost:{port}" in output
    assert "technik@wf40.example" in output
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
    secret = (tmp_path / "demo-secret").stat()
    assert secret.st_mode & 0o777 == 0o600
    again = start(tmp_path, port)
    wait_until_it_answers(port, again)
    code, output = end(again)
    assert code == 0
    assert "werden geladen" not in output


def test_demo_refuses_to_listen_to_other_machines(start, tmp_path):
    process = start(tmp_path, free_port(), WF40_BIND="0.0.0.0:8000")
    output, _nothing = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "WF40_BIND" in output


def test_production_refuses_to_start_without_a_secret(start, tmp_path):
    process = start(tmp_path, free_port(), WF40_MODE="production", WF40_SECRET_KEY="", WF40_HOSTS="wf40.example")
    output, _nothing = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "WF40_SECRET_KEY" in output
