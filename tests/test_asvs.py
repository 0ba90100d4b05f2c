"""docs/asvs.csv answers OWASP ASVS 5.0.0 line by line: nothing is left out, and every test that it names is there."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from initiatives import links
from initiatives.imports import reading
from wf40 import uploads

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
# One page for people, and the lines with their tests.
THREAT_MODEL = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("threat-model.md", "security.md"))
# All of level 1, then level 2 of the chapters on encoding, validation, browser, files, sessions, rights, data and logs.
LEVEL_ONE = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1
5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2
8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1
14.2.1 14.3.1 15.1.1 15.2.1 15.3.1
""".split()
LEVEL_TWO = """
1.1.1 1.1.2 1.2.6 1.2.7 1.2.8 1.2.9 1.3.3 1.3.4 1.3.5 1.3.6 1.3.7 1.3.8 1.3.9 1.3.10 1.3.11 1.4.1 1.4.2 1.4.3 1.5.2
2.1.2 2.1.3 2.2.3 2.3.2 2.3.3 2.3.4 2.4.1 3.3.2 3.3.3 3.3.4 3.4.3 3.4.4 3.4.5 3.4.6 3.5.4 3.5.5 3.7.1 3.7.2 5.1.1 5.2.3 5.4.1 5.4.2 5.4.3
7.1.1 7.1.2 7.1.3 7.3.1 7.3.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2 8.1.2 8.2.3 8.4.1 14.1.1 14.1.2 14.2.2 14.2.3 14.2.4 14.3.2 14.3.3
16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3
""".split()
# May only shrink.
MOST_OPEN = 10
REASONS = ("by configuration: ", "by design: ")


def rows():
    with (ROOT / "docs/asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


ROWS = rows()


@cache
def found_in(path):
    """The names of the tests in a file, those in classes too."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def missing(names):
    """Those of the names "tests/file.py::test_name" that lead to no test."""
    return [name for name in names if not re.fullmatch(r"tests/[\w/]*test_\w+\.py::test_\w+", name) or not is_there(*name.split("::"))]


def is_there(path, test):
    return (ROOT / path).is_file() and test in found_in(path)


def test_sheet_has_its_columns_and_nothing_is_empty():
    assert list(ROWS[0]) == ["requirement", "level", "topic", "how", "test"]
    assert [row["requirement"] for row in ROWS if not (row["topic"] and row["how"] and None not in row)] == []


@pytest.mark.parametrize(("level", "numbers"), [("1", LEVEL_ONE), ("2", LEVEL_TWO)])
def test_every_requirement_stands_in_the_sheet_once(level, numbers):
    assert {"1": 70, "2": 80}[level] == len(numbers)
    assert Counter(row["requirement"] for row in ROWS if row["level"] == level) == Counter(numbers)


def test_sheet_holds_no_other_level():
    assert {row["level"] for row in ROWS} == {"1", "2"}


def test_rows_stand_in_the_order_of_the_standard():
    numbers = [tuple(map(int, row["requirement"].split("."))) for row in ROWS]
    assert numbers == sorted(numbers)


def test_topics_are_short_words_of_our_own():
    assert [row["topic"] for row in ROWS if len(row["topic"].split()) > 12 or row["topic"].startswith("Verify")] == []


def test_every_named_test_is_there():
    assert [(row["requirement"], name) for row in ROWS for name in missing(row["test"].split())] == []


def test_row_without_a_test_says_why():
    """A claim is held by a test, by a reason that somebody can check, or it is open."""
    silent = []
    for row in ROWS:
        start = next((word for word in (*REASONS, "does not apply: ", "open: ") if row["how"].startswith(word)), None)
        has_reason = start and len(row["how"].removeprefix(start).split()) >= 5
        if (start and not has_reason) or (not start and not row["test"]) or (start == "does not apply: " and row["test"]):
            silent.append(row["requirement"])
    assert silent == []


def test_open_rows_only_become_fewer():
    assert len([row for row in ROWS if row["how"].startswith("open: ")]) <= MOST_OPEN


# --- the page beside it ------------------------------------------------------------------------------------
def test_threat_model_names_tests_that_are_there():
    names = re.findall(r"`(tests/[^`\s]+::[^`\s]+)`", THREAT_MODEL)
    assert len(names) > 20
    assert missing(names) == []


def per(rate):
    """ "10/5m/ip,5/5m/key" as {"ip": "10 in 5 minutes", "key": "5 in 5 minutes"}."""
    words = {"m": "minutes", "h": "hours"}
    found = {}
    for part in rate.split(","):
        count, time, what = part.split("/")
        number, unit = time[:-1] or "1", words[time[-1]]
        found[what] = f"{count} in {number} {unit if number != '1' else unit[:-1]}"
    return found


def test_threat_model_names_the_figures_that_hold():
    wrong, lost = per(settings.ACCOUNT_RATE_LIMITS["login_failed"]), per(settings.ACCOUNT_RATE_LIMITS["reset_password"])
    shortest = next(entry["OPTIONS"]["min_length"] for entry in settings.AUTH_PASSWORD_VALIDATORS if "MinimumLength" in entry["NAME"])
    figures = [
        f"{settings.SESSION_IDLE_SECONDS // 60} idle minutes",
        f"{settings.SESSION_COOKIE_AGE // 3600} hours in all",
        f"Wrong passwords: {wrong['key']} for an account, {wrong['ip']} from an address",
        f"Lost passwords: {lost['key']} for an account, {lost['ip']} from an address",
        f"at least {shortest} characters",
        f"invitation holds {settings.PASSWORD_RESET_TIMEOUT // 86_400} days",
        f"lost password {settings.LOST_PASSWORD_TIMEOUT // 86_400} days",
        f"A form: {settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1024**2:g} MB and {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS} fields",
        f"A list to take in: {reading.MOST_BYTES // 1024**2} MB, {reading.MOST_UNPACKED // 1024**2} MB unpacked",
        f"{reading.MOST_ROWS:,} rows",
        f"An attachment: {uploads.MOST_BYTES // 1024**2} MB, {uploads.MOST_UNPACKED // 1024**2} MB unpacked",
        f"and {uploads.MOST_RATIO} times its size",
        f"{uploads.MOST_ENTRIES:,} entries, {uploads.MOST_PIXELS // 10**6} million pixels",
        f"Wrong links: {links.WRONG_TOKENS_AN_HOUR} in an hour from an address",
        f"A page of a list: {max(settings.LIST_PAGE_SIZES)} rows",
    ]
    assert [figure for figure in figures if figure not in THREAT_MODEL] == []
    kinds = {"txt": "plain text", "jpg": "JPEG", "webp": "WebP"}
    line = next(line for line in THREAT_MODEL.splitlines() if line.startswith("| An attachment:"))
    assert {kinds.get(ending, ending.upper()) for ending in uploads.EXTENSIONS.values()} == set(
        line.split("|")[2].split(";")[0].strip().split(", ")
    )
