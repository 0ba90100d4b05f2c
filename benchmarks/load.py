"""How many pages a second two processes give, and how much memory they hold while a file is taken out."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from benchmarks.stage import FormReader

CLIENTS = 4
# As `manage.py serve` starts it.
OPTIONS = ("--workers=2", "--worker-class=gthread", "--threads=4", "--preload", "--no-control-socket", "--log-level=error")


class Caller:
    """Somebody's browser on one connection that stays open."""

    def __init__(self, port: int, cookies: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"X-Forwarded-Proto": "https", "Referer": f"https://127.0.0.1:{port}/"}
        self.cookies = dict(cookie.split("=", 1) for cookie in cookies.split("; "))

    def ask(self, path: str, body: str | None = None) -> tuple[int, bytes]:
        """Status and content of an answer."""
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        form["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request("GET" if body is None else "POST", path, body, self.headers | form)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _is, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()

    def close(self) -> None:
        """The browser is closed."""
        self.connection.close()


@contextlib.contextmanager
def server(application: str):
    """gunicorn with two processes on a free port; gives the port and the processes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", *OPTIONS, f"--bind=127.0.0.1:{port}", f"benchmarks.wsgi:{application}"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def pages_a_second(port: int, path: str, cookies: str, seconds: float) -> float:
    """Four people ask for the same page again and again."""
    counts, problems, end = [0] * CLIENTS, [], time.perf_counter() + seconds

    def ask(place: int):
        with contextlib.closing(Caller(port, cookies)) as caller:
            while time.perf_counter() < end:
                status, content = caller.ask(path)
                if status != 200:
                    problems.append(f"answer {status}: {content[:200]!r}")
                    return
                counts[place] += 1

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise RuntimeError(problems[0])
    return sum(counts) / (time.perf_counter() - started)


def take_file(port: int, cookies: str) -> int:
    """A CSV of the whole list, from the form to the last byte; how many bytes."""
    path = reverse("actor_export")
    with contextlib.closing(Caller(port, cookies)) as caller:
        _status, page = caller.ask(path)
        form = FormReader(page.decode()).fields | {"file_format": ["csv"], "purpose": ["office"]}
        status, content = caller.ask(path, urlencode(form, doseq=True))
    if status != 200:
        raise RuntimeError(f"answer {status} to the form of the export")
    return len(content)


def held_megabytes(parent: int) -> float:
    """What the working processes hold together; what they share with others counts in part (Linux)."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                pss = next(line for line in (status.parent / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
                total += int(pss.split()[1])
    return total / 1024


def under_load(stage, application: str, path: str, *, seconds: float, with_file: bool) -> dict:
    """Pages a second, alone and (`with_file`) while a file is taken out, with the most memory that was held meanwhile."""
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in stage.client.cookies.items())
    with server(application) as (port, parent):
        pages_a_second(port, path, cookies, 0.7)
        figures = {"rate": pages_a_second(port, path, cookies, seconds)}
        if with_file:
            held, is_over = [held_megabytes(parent)], threading.Event()

            def watch():
                while not is_over.wait(0.2):
                    held.append(held_megabytes(parent))

            watcher = threading.Thread(target=watch)
            watcher.start()
            try:
                take_file(port, cookies)
            finally:
                is_over.set()
                watcher.join()
            figures["held"] = max(held)
        return figures
