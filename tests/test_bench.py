"""The benchmarks run through: whatever becomes slower or faster, they still measure everything and say it in tables."""

import re

import pytest

from benchmarks import data, floors, load, report
from benchmarks.__main__ import Shown
from benchmarks.measure import queries, sample
from benchmarks.stage import Stage
from benchmarks.targets import TARGETS, LeftOut

SIZE = 20

pytestmark = pytest.mark.once


@pytest.fixture
def bench_settings(settings):
    """As `benchmarks.settings`, on the tests' database."""
    settings.ROOT_URLCONF = "benchmarks.urls"
    [templates] = settings.TEMPLATES
    settings.TEMPLATES = [templates | {"DIRS": [*templates["DIRS"], settings.BASE_DIR / "benchmarks" / "templates"]}]


@pytest.mark.django_db(transaction=True)
def test_every_target_is_measured_and_stands_in_the_tables(bench_settings, live_server, monkeypatch):
    monkeypatch.setattr("benchmarks.measure.FULL", 0)
    monkeypatch.setattr("benchmarks.targets.IMPORTED_ROWS", 20)
    floors.city.cache_clear()
    data.fill(SIZE)
    stage, results, asked = Stage(SIZE), report.Results(), []
    for target in TARGETS:
        for way in target.ways:
            key = (target.key, way, SIZE, "SQLite")
            try:
                results.add(key, {"queries": queries(stage, target, way)})
                results.add(key, sample(stage, target, way))
            except LeftOut:  # only `make bench` installs django-import-export
                assert way == "admin"
            asked.append(key)
    assert [key for key in asked if key not in results.samples and key[1] != "admin"] == []
    text = report.tables(results, [Shown({"key": target.key, "label": target.label}) for target in TARGETS], [SIZE], ["SQLite"])
    assert [target.label for target in TARGETS if f"| {target.label} | {SIZE} |" not in text] == []
    assert "Fehler" not in text
    assert re.search(r"\| Liste: Anfragen \| höchstens 9 \| \d+", text)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in stage.client.cookies.items())
    port = int(live_server.url.rpartition(":")[2])
    assert load.pages_a_second(port, "/buero/akteure/", cookies, 0.2) > 0
    assert load.take_file(port, cookies) > 1000


def test_figures_are_written_as_people_read_them():
    assert (report.number(1234.56), report.number(None), report.times(1.5)) == ("1.234,6", "–", "1,50-fach")


def test_tables_replace_the_old_ones_and_nothing_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"vorher\n{report.BEGIN}\nalt\n{report.END}\nnachher\n", encoding="utf-8")
    report.write(page, "neu")
    assert page.read_text(encoding="utf-8") == f"vorher\n{report.BEGIN}\n\nneu\n\n{report.END}\nnachher\n"


def test_missed_aim_says_by_how_much():
    results = report.Results()
    for way, cpu in (("ours", 0.03), ("bare", 0.01)):
        results.add(("list_first", way, 100, "SQLite"), {"wall": cpu, "cpu": cpu})
    text = report.aims(results, [100], ["SQLite"])
    assert "| Liste zur nackten Ansicht, CPU | höchstens 1,5 | 3,00 – verfehlt um 100 % |" in text
