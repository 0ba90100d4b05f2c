"""What is measured: each target in its own way and in those that it is compared with."""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from django.db import connection, connections, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from benchmarks import data, floors
from benchmarks.stage import Stage
from initiatives.imports.pipeline import plan_import, run
from initiatives.imports.reading import read_table
from initiatives.models import Actor, Location
from initiatives.views.actors import ActorListView
from network.graph import gaps
from network.graph.figures import plain_measures
from network.graph.loading import network_of
from network.graph.ways import shortest_way
from network.models import Connection

IMPORTED_ROWS = 10_000
# django-import-export takes so long that a few have to do.
ADMIN_IMPORTED_ROWS = 200
# Of more rows so many are written, and the time is counted up.
ADMIN_FILE_ROWS = 500
OURS, BARE, ADMIN, DRIVER = "ours", "bare", "admin", "driver"


class LeftOut(Exception):
    """This cannot be measured here, and why."""


@dataclass(frozen=True)
class Target:
    """One thing that people do: by which ways it is measured. A way gives more figures if it returns a dict."""

    key: str
    label: str
    ways: dict[str, Callable[[Stage], object]]
    # What is prepared before the time runs, and given to the way.
    before: Callable[[Stage], object] | None = None
    # Takes so long that once is enough.
    is_long: bool = False


# --- lists -------------------------------------------------------------------------------------------------
def _changelist(query: str = "") -> str:
    return reverse("plain:initiatives_actor_changelist") + query


def _loaded_list(stage):
    """The first page's rows as the list view has them, and the same of the bare one."""
    request = stage.factory.get("/")
    request.user, request.municipality = stage.manager, stage.municipality
    view = ActorListView()
    view.setup(request)
    return view.get_table(), view.get_context_data()["page"].rows, list(floors.actors()[: floors.ROWS])


def _our_rows(stage, loaded):
    table, rows, _bare = loaded
    return render_to_string("wf40/_table.html", {"table": table.fill(rows)})


def _bare_rows(stage, loaded):
    return render_to_string("bench/rows.html", {"rows": loaded[2]})


def _driver(queryset):
    return lambda stage: floors.read(*floors.statement(queryset()[: floors.ROWS]))


LAST_PAGE = "?genau=1&page=1000000"
FILTERED = "?kind=initiatives&sort=last"


def _filtered_changelist(stage):
    kinds = ",".join(floors.INITIATIVE_KINDS)
    return stage.admin_page(_changelist(f"?kind__in={kinds}&o=7"))


def _admin_last(stage):
    number = (Actor.objects.count() - 1) // floors.ROWS + 1
    return stage.admin_page(_changelist(f"?p={number}"))


# --- search ------------------------------------------------------------------------------------------------
def _search(text: str, **headers):
    return lambda stage: stage.page(f"{reverse('search')}?q={text}", **headers)


def _driver_search(text: str, *, is_typo=False):
    return lambda stage: floors.bare_search(text, is_typo=is_typo)


def _search_target(key: str, label: str, text: str, *, is_typo=False) -> Target:
    ways = {
        OURS: _search(text),
        DRIVER: _driver_search(text, is_typo=is_typo),
        ADMIN: lambda stage: stage.admin_page(_changelist(f"?q={text}")),
    }
    return Target(key, label, ways)


# --- files -------------------------------------------------------------------------------------------------
def peak_megabytes() -> float:
    """The most memory that this process has held since `forget_peak`."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def forget_peak() -> float:
    """Start anew (Linux); returns what the process holds now."""
    if Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5")
    return peak_megabytes()


def in_child(work: Callable[[Stage], dict]) -> Callable[[Stage], dict]:
    """The work in a process of its own, which tells its figures: so memory that others needed before does not count."""

    def start(stage):
        for one in connections.all():
            one.close()
            if hasattr(one, "close_pool"):
                one.close_pool()
        context = get_context("fork")
        receiver, sender = context.Pipe(duplex=False)

        def tell():
            try:
                sender.send(measured(stage, work))
            except BaseException as problem:
                sender.send(problem if isinstance(problem, LeftOut) else RuntimeError(repr(problem)))
            os._exit(0)

        child = context.Process(target=tell)
        child.start()
        sender.close()
        try:
            answer = receiver.recv()
        finally:
            child.join()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    return start


def measured(stage, work: Callable[[Stage], dict]) -> dict:
    """The figures of one piece of work: time, processor time, peak of memory and how much of it the work itself needed."""
    connection.ensure_connection()
    before = forget_peak()
    wall, cpu = time.perf_counter(), time.process_time()
    figures = work(stage) or {}
    taken = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    peak = peak_megabytes()
    return taken | {"peak": peak, "grown": peak - before} | figures


def our_file(file_format: str):
    """A file as the office takes it out: from the moment when the form is sent to the last byte."""

    def take(stage):
        response = stage.ask_for_file(file_format)
        wall, cpu = stage.asked_at
        if response.status_code != 200:
            raise RuntimeError(f"answer {response.status_code} to the form of the export")
        first, size = None, 0
        blocks = response.streaming_content if response.streaming else [response.content]
        for block in blocks:
            first = first or time.perf_counter() - wall
            size += len(block)
        response.close()
        return {"first": first, "size": size, "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}

    return take


def bare_file(write: Callable[[], int]):
    """The same rows by the driver alone."""
    return lambda stage: {"size": write()}


def admin_file(file_format: str):
    """The same rows by django-import-export, as it makes a file of a model by itself."""

    def take(stage):
        resource_ = floors.plain_resource()
        if resource_ is None:
            raise LeftOut("django-import-export is not installed")
        rows = Actor.objects.filter(municipality=stage.municipality, archived_at=None, restricted_at=None)
        wall, cpu, count = time.perf_counter(), time.process_time(), rows.count()
        resource_.export(rows[:ADMIN_FILE_ROWS]).export(file_format)
        factor = max(1, count / ADMIN_FILE_ROWS)
        figures = {"wall": (time.perf_counter() - wall) * factor, "cpu": (time.process_time() - cpu) * factor}
        # Memory grows with the rows, but nobody knows how.
        return figures if factor == 1 else figures | {"peak": None}

    return take


# --- import ------------------------------------------------------------------------------------------------
def _import_file(stage) -> str:
    """A list of 10,000 actors that nobody knows."""
    handle, path = tempfile.mkstemp(suffix=".csv", prefix="wf40-liste-")
    with os.fdopen(handle, "w", encoding="utf-8-sig") as file:
        file.write("Name;Art;Straße;Hausnummer;PLZ;Ort;Telefon;E-Mail;Website;Schlagwörter\r\n")
        for number in range(IMPORTED_ROWS):
            name = f"Neuer Verein {number} {data.words.WORDS[number % len(data.words.WORDS)]}"
            contact = f"0202 7{number:05};neu{number}@liste.example;https://neu{number}.example/"
            file.write(f"{name};Initiative;Neue Straße;{number % 90 + 1};42{103 + number % 200};Wuppertal;{contact};Kastanie\r\n")
    return path


class Undone(Exception):
    """What was written for a measurement is taken back."""


def taken_back(work):
    """The work inside a transaction that ends as if it had never been; only the work is timed."""

    def do(stage, prepared):
        figures = {}
        try:
            with transaction.atomic():
                wall, cpu = time.perf_counter(), time.process_time()
                figures = work(stage, prepared) or {}
                # What is checked at the end of a transaction belongs to it.
                connection.check_constraints() if connection.vendor == "postgresql" else None
                figures = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu} | figures
                raise Undone
        except Undone:
            return figures

    return do


def _our_import(stage, path):
    plan = plan_import(read_table(path), [stage.municipality], only=stage.municipality)
    run(plan, user=stage.manager)
    if len(plan.of("create")) != IMPORTED_ROWS:
        raise RuntimeError(f"not all rows were taken in: {plan.counts} {plan.refusals}")


def _driver_import(stage, path):
    city = {"municipality": stage.municipality}
    actors, places = data.Rows(Actor, **city), data.Rows(Location, **city)
    for number in range(IMPORTED_ROWS):
        key = 10_000_000 + number
        name = f"Neuer Verein {number}"
        actors.add(id=key, trading_name=name, sort_key=name.lower(), search_text=name.lower(), email=f"neu{number}@liste.example")
        places.add(id=key, actor_id=key, street="Neue Straße", house_number="1", postcode="42103", locality="Wuppertal")
    actors.save()
    places.save()


def _admin_import(stage, path):
    resource_ = floors.plain_resource()
    if resource_ is None:
        raise LeftOut("django-import-export is not installed")
    import tablib

    rows = tablib.Dataset(headers=["id", "trading_name", "kind", "email", "municipality"])
    for number in range(ADMIN_IMPORTED_ROWS):
        rows.append(["", f"Neuer Verein {number}", "initiative", f"neu{number}@liste.example", stage.municipality.pk])
    wall, cpu = time.perf_counter(), time.process_time()
    result = resource_.import_data(rows, raise_errors=False)
    if result.has_errors():
        raise RuntimeError(str(result.row_errors()[:1]))
    factor = IMPORTED_ROWS / ADMIN_IMPORTED_ROWS
    return {"wall": (time.perf_counter() - wall) * factor, "cpu": (time.process_time() - cpu) * factor}


# --- network -----------------------------------------------------------------------------------------------
def _work_out_network(stage):
    """Components, degree, clustering, articulation points and whom they cut off, from the rows on."""
    network = network_of(stage.municipality)
    plain_measures(len(network.keys), network.pairs)
    gaps.splits(network.neighbours)


def _ways(stage) -> list[int]:
    """Ends of ways that lie far from one another."""
    return list(Actor.objects.order_by("-pk").exclude(pk=stage.actor.pk).filter(archived_at=None).values_list("pk", flat=True)[:20])


def _find_ways(stage, ends):
    """From the actor to twenty others."""
    rows = Connection.objects.visible_to(stage.manager, stage.municipality).living()
    for end in ends:
        shortest_way(rows, stage.actor.pk, end)


TARGETS = (
    Target(
        "list_first",
        "Liste, erste Seite",
        {
            OURS: lambda stage: stage.page(reverse("actor_list")),
            BARE: lambda stage: stage.bare(floors.bare_list),
            ADMIN: lambda stage: stage.admin_page(_changelist()),
            DRIVER: _driver(floors.actors),
        },
    ),
    Target("list_rows", "Liste, die Zeilen allein", {OURS: _our_rows, BARE: _bare_rows}, before=_loaded_list),
    Target(
        "list_filtered",
        "Liste, gefiltert und sortiert",
        {
            OURS: lambda stage: stage.page(reverse("actor_list") + FILTERED),
            BARE: lambda stage: stage.bare(floors.bare_list, floors.longest_without_talk()),
            ADMIN: _filtered_changelist,
            DRIVER: _driver(floors.longest_without_talk),
        },
    ),
    Target(
        "list_last",
        "Liste, letzte Seite (genau gezählt)",
        {
            OURS: lambda stage: stage.page(reverse("actor_list") + LAST_PAGE),
            BARE: lambda stage: stage.bare(floors.bare_list, floors.actors(order=("-sort_key", "-pk"))),
            ADMIN: _admin_last,
            DRIVER: _driver(lambda: floors.actors(order=("-sort_key", "-pk"))),
        },
    ),
    _search_target("search_rare", "Suche, seltenes Wort", data.RARE),
    _search_target("search_frequent", "Suche, häufiges Wort", data.FREQUENT),
    _search_target("search_typo", "Suche, Tippfehler", data.TYPO, is_typo=True),
    Target(
        "search_typing",
        "Suche beim Tippen, häufiges Wort",
        {OURS: _search(data.FREQUENT, hx_request="true"), DRIVER: _driver_search(data.FREQUENT)},
    ),
    Target(
        "actor_page",
        "Seite eines Akteurs",
        {
            OURS: lambda stage: stage.page(reverse("actor_detail", args=[stage.actor.pk])),
            BARE: lambda stage: stage.bare(floors.bare_actor, stage.actor.pk),
            ADMIN: lambda stage: stage.admin_page(reverse("plain:initiatives_actor_change", args=[stage.actor.pk])),
        },
    ),
    Target("today", "Heute", {OURS: lambda stage: stage.page(reverse("office"))}),
    Target("note", "Notiz lesen", {OURS: lambda stage: stage.read_note()}),
    Target("inbox", "Eingang", {OURS: lambda stage: stage.page(reverse("inbox_list"))}),
    Target("directory", "Öffentliches Verzeichnis", {OURS: lambda stage: stage.page(reverse("directory", args=[data.CITY]))}),
    Target(
        "directory_search",
        "Öffentliches Verzeichnis, Suche",
        {OURS: lambda stage: stage.page(f"{reverse('directory', args=[data.CITY])}?q=werkstatt")},
    ),
    Target(
        "public_profile",
        "Öffentlicher Eintrag",
        {OURS: lambda stage: stage.page(reverse("public_profile", args=[data.CITY, stage.actor.pk]))},
    ),
    Target("figures", "Zahlen der Beratungen", {OURS: lambda stage: stage.page(reverse("consultation_figures"))}),
    Target("network_picture", "Bild des Netzes", {OURS: lambda stage: stage.page(reverse("network_picture_data"))}),
    Target("network_figures", "Kennzahlen des Netzes", {OURS: lambda stage: stage.page(reverse("network_figures"))}),
    Target("network_alone", "Lücken: ohne Verbindung", {OURS: lambda stage: stage.page(reverse("network_gaps"))}),
    Target("network_groups", "Lücken: Gruppen", {OURS: lambda stage: stage.page(reverse("network_gaps") + "?liste=gruppen")}),
    Target("network_ways", "Zwanzig Wege der Vorstellung", {OURS: _find_ways}, before=_ways),
    Target("network_work", "Netz neu berechnen, ohne Dazwischenstehen und Nähe", {OURS: _work_out_network}, is_long=True),
    Target(
        "save",
        "Beratung speichern",
        {
            OURS: lambda stage, values: stage.save(values),
            BARE: lambda stage, values: stage.bare_save(values),
            ADMIN: lambda stage, values: stage.admin_save(values),
        },
        before=lambda stage: stage.talk(),
    ),
    Target(
        "export_csv",
        "Export CSV",
        {
            OURS: in_child(our_file("csv")),
            DRIVER: in_child(bare_file(floors.bare_csv)),
            ADMIN: in_child(admin_file("csv")),
        },
        is_long=True,
    ),
    Target(
        "export_xlsx",
        "Export XLSX",
        {
            OURS: in_child(our_file("xlsx")),
            DRIVER: in_child(bare_file(floors.bare_xlsx)),
            ADMIN: in_child(admin_file("xlsx")),
        },
        is_long=True,
    ),
    Target(
        "import",
        "Import von 10.000 Zeilen",
        {OURS: taken_back(_our_import), DRIVER: taken_back(_driver_import), ADMIN: taken_back(_admin_import)},
        before=_import_file,
        is_long=True,
    ),
)
