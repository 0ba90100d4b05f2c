"""`make bench`: fills registers of several sizes on both databases and measures them in turn."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.report import LOAD, Results, tables, write

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
SIZES = (350, 10_000, 100_000)
DATABASES = ("SQLite", "PostgreSQL")
ROUNDS, QUICK_ROUNDS = 3, 2
LOAD_SECONDS, QUICK_LOAD_SECONDS = 3.0, 1.0
PATHS = {"ours": "/buero/akteure/", "bare": "/nackt/", "admin": "/schlicht/initiatives/actor/"}


class Register:
    """One size on one database, with the process that measures it."""

    def __init__(self, folder: Path, database: str, size: int):
        self.database, self.size = database, size
        self.name = f"bench_{size}"
        self.var = folder / f"{database}-{size}"
        self.var.mkdir()
        self.process = None

    @property
    def environment(self) -> dict[str, str]:
        """In which a process finds this register."""
        own = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "WF40_VAR": str(self.var), "PYTHONHASHSEED": "0"}
        if self.database == "PostgreSQL":
            own["DATABASE_URL"] = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{self.name}"
        return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | own

    def start(self, *arguments) -> subprocess.Popen:
        """A process that works on this register."""
        command = [sys.executable, "-m", "benchmarks.measure", *map(str, arguments)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True} if arguments[0] == "measure" else {}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, **pipes)

    def do(self, *arguments) -> None:
        """The same, waited for."""
        if self.start(*arguments).wait():
            raise SystemExit(f"{arguments[0]} failed on {self.database}")

    def copy(self, empty: "Register") -> None:
        """Begin with the tables of an empty register."""
        if self.database == "SQLite":
            shutil.copy(empty.var / "wf40.sqlite3", self.var)
        else:
            create_database(self.name, f"TEMPLATE {empty.name}")

    def open(self) -> None:
        """Start to measure."""
        self.process = self.start("measure", self.size)

    def ask(self, **order) -> dict:
        """What came of one order."""
        try:
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())
        except (OSError, ValueError):
            self.process.kill()
            self.open()  # the next targets still have somebody to ask
            return {"problem": "the measuring process ended"}


def create_database(name: str, how: str = "") -> None:
    """On the PostgreSQL that DATABASE_URL names."""
    import psycopg

    address = os.environ["DATABASE_URL"].removeprefix("postgres://")
    user, _at, rest = address.partition("@/")
    with psycopg.connect(host=rest.rpartition("/")[0], user=user, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {how}")


def say(text: str) -> None:
    """Progress, with the seconds since the start."""
    print(f"{time.monotonic() - STARTED:6.0f} s  {text}", flush=True)


STARTED = time.monotonic()


def prepare(folder: Path, databases, sizes) -> list[Register]:
    """Fill all registers, on both databases at the same time."""
    empty = [Register(folder, database, 0) for database in databases]
    if "PostgreSQL" in databases:
        create_database("bench_0")
    say("Tabellen werden angelegt")
    running = [register.start("migrate") for register in empty]
    empty[0].do("static")
    if sum(process.wait() for process in running):
        raise SystemExit("migrate failed")
    registers = [Register(folder, database, size) for size in sizes for database in databases]
    for size in sizes:
        say(f"{size} Akteure werden erfunden")
        own = [register for register in registers if register.size == size]
        for register in own:
            register.copy(next(other for other in empty if other.database == register.database))
        running = [register.start("fill", size) for register in own]
        if sum(process.wait() for process in running):
            raise SystemExit("fill failed")
    return registers


def measure(registers, results: Results, *, is_quick: bool) -> None:
    """Each target in each way on each register, one after the other, and then all of them again."""
    targets, rounds = target_list(), QUICK_ROUNDS if is_quick else ROUNDS
    for register in registers:
        register.open()
    for target in targets:
        for register in registers:
            for way in target["ways"]:
                key = (target["key"], way, register.size, register.database)
                results.add(key, register.ask(do="queries", target=target["key"], way=way))
    for turn in range(rounds):
        say(f"Runde {turn + 1} von {rounds}")
        for target in targets:
            for register in registers:
                if target["is_long"] and turn > 0:
                    continue
                for way in target["ways"]:
                    key = (target["key"], way, register.size, register.database)
                    if key not in results.problems:
                        results.add(key, register.ask(do="sample", target=target["key"], way=way))
    seconds = QUICK_LOAD_SECONDS if is_quick else LOAD_SECONDS
    for register in registers:
        say(f"Last: {register.database}, {register.size}")
        for way in LOAD:
            order = {"application": way, "path": PATHS[way], "with_file": way == "ours", "seconds": seconds}
            results.add(("load", way, register.size, register.database), register.ask(do="load", **order))


def target_list() -> list[dict]:
    """Keys, labels and ways of the targets; this process itself loads no Django."""
    code = (
        "import django, json; django.setup(); from benchmarks.targets import TARGETS;"
        "print(json.dumps([[t.key, t.label, list(t.ways), t.is_long] for t in TARGETS]))"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return [dict(zip(("key", "label", "ways", "is_long"), entry, strict=True)) for entry in json.loads(answer.stdout)]


class Shown:
    """A target as the tables name it."""

    def __init__(self, entry: dict):
        self.key, self.label = entry["key"], entry["label"]


def main(arguments: list[str]) -> int:
    """Sizes as arguments; without any, all of them, and then the page in docs/ is written anew."""
    sizes = [int(size) for size in arguments] or list(SIZES)
    results = Results()
    folder = Path(tempfile.mkdtemp(prefix="wf40-bench-"))
    registers = []
    try:
        registers = prepare(folder, DATABASES, sizes)
        measure(registers, results, is_quick=max(sizes) <= min(SIZES))
    finally:
        for register in registers:
            if register.process:
                register.process.stdin.close()
                register.process.wait()
        shutil.rmtree(folder, ignore_errors=True)
    text = tables(results, [Shown(entry) for entry in target_list()], sizes, DATABASES)
    if arguments:
        print(f"\n{text}\n")
    else:
        write(PAGE, text)
        say(f"{PAGE.relative_to(ROOT)} ist neu geschrieben")
    for key, problem in results.problems.items():
        print(f"Fehler / failed: {' '.join(map(str, key))}: {problem}")
    return 1 if results.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
