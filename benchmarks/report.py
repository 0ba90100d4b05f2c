"""The figures as tables for people, in German."""

from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

BEGIN, END = "<!-- Tabellen: Anfang (make bench schreibt sie) -->", "<!-- Tabellen: Ende -->"
LOAD = {"ours": "wf40", "bare": "nackte Ansicht", "admin": "Django-Admin"}
FILES = ("export_csv", "export_xlsx", "import")
SEARCHES = ("search_rare", "search_frequent", "search_typo")
GROWING = ("list_first", "list_filtered", *SEARCHES, "actor_page", "today", "note", "save")
NOTHING = "–"


class Results:
    """What was measured: figures by target, way, size and database."""

    def __init__(self):
        self.samples: dict[tuple, list[dict]] = {}
        self.queries: dict[tuple, int] = {}
        self.problems: dict[tuple, str] = {}

    def add(self, key: tuple, answer: dict) -> None:
        """One answer of a measuring process."""
        if "problem" in answer:
            self.problems[key] = answer["problem"]
        elif "queries" in answer:
            if answer["queries"] is not None:
                self.queries[key] = answer["queries"]
        elif "left_out" not in answer:
            self.samples.setdefault(key, []).append(answer)

    def get(self, figure: str, *key) -> float | None:
        """The median of a figure, None if there is none."""
        values = [sample[figure] for sample in self.samples.get(key, ()) if sample.get(figure) is not None]
        return median(values) if values else None

    def ratio(self, figure: str, key: tuple, other: tuple) -> float | None:
        """How many times as much as another."""
        above, below = self.get(figure, *key), self.get(figure, *other)
        return above / below if above is not None and below else None


def number(value: float | None, places: int = 1) -> str:
    """1234,5 as people read it."""
    if value is None:
        return NOTHING
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def times(value: float | None) -> str:
    """How many times as much."""
    return f"{number(value, 2)}-fach" if value is not None else NOTHING


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; the first column holds words, the others figures."""
    heads = list(heads)
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _both(results, key) -> str:
    """Wall clock and processor in milliseconds, and the number of queries."""
    wall, cpu, asked = results.get("wall", *key), results.get("cpu", *key), results.queries.get(key)
    if wall is None:
        return "Fehler" if key in results.problems else NOTHING
    return f"{number(wall * 1000)} / {number(cpu * 1000)}" + (f" ({asked})" if asked is not None else "")


def pages(results: Results, targets, sizes, database: str) -> str:
    """What people wait for, page by page."""
    heads = ("", "Akteure", "wf40", "nackt", "Treiber", "Admin", "wf40 zu nackt", "wf40 zu Treiber", "Admin zu wf40")
    rows = []
    for target in targets:
        if target.key in FILES:
            continue
        for size in sizes:
            ours, bare, driver, admin = ((target.key, way, size, database) for way in ("ours", "bare", "driver", "admin"))
            wall = results.get("wall", *driver)
            rows.append(
                (
                    target.label,
                    number(size, 0),
                    _both(results, ours),
                    _both(results, bare),
                    NOTHING if wall is None else number(wall * 1000, 2),
                    _both(results, admin),
                    times(results.ratio("cpu", ours, bare)),
                    times(results.ratio("wall", ours, driver)),
                    times(results.ratio("cpu", admin, ours)),
                )
            )
    return table(heads, rows)


def _file(results, key) -> str:
    wall, cpu = results.get("wall", *key), results.get("cpu", *key)
    if wall is None:
        return "Fehler" if key in results.problems else NOTHING
    return f"{number(wall, 2)} / {number(cpu, 2)}"


def files(results: Results, targets, sizes, database: str) -> str:
    """What goes out of the register and comes into it."""
    heads = (
        "",
        "Akteure",
        "wf40",
        "erstes Byte (ms)",
        "Spitze (MB)",
        "davon dafür (MB)",
        "Treiber",
        "import-export",
        "dessen Spitze (MB)",
        "wf40 zu Treiber",
        "import-export zu wf40",
    )
    rows = []
    for target in targets:
        if target.key not in FILES:
            continue
        for size in sizes:
            ours, driver, admin = ((target.key, way, size, database) for way in ("ours", "driver", "admin"))
            first = results.get("first", *ours)
            rows.append(
                (
                    target.label,
                    number(size, 0),
                    _file(results, ours),
                    number(None if first is None else first * 1000, 0),
                    number(results.get("peak", *ours), 0),
                    number(results.get("grown", *ours), 0),
                    _file(results, driver),
                    _file(results, admin),
                    number(results.get("peak", *admin), 0),
                    times(results.ratio("wall", ours, driver)),
                    times(results.ratio("wall", admin, ours)),
                )
            )
    return table(heads, rows)


def load(results: Results, sizes, databases) -> str:
    """Two processes with four people."""
    heads = ("Datenbank", "Akteure", *(f"{label}, Seiten/s" for label in LOAD.values()), "Speicher mit Export (MB)")
    rows = []
    for database in databases:
        for size in sizes:
            rates = [number(results.get("rate", "load", way, size, database)) for way in LOAD]
            rows.append((database, number(size, 0), *rates, number(results.get("held", "load", "ours", size, database), 0)))
    return table(heads, rows)


def _largest(values) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if known else None


def aims(results: Results, sizes, databases) -> str:
    """The aims beside what was reached, at the largest size."""
    size = max(sizes)

    def at(target: str, way: str, database: str) -> tuple:
        return (target, way, size, database)

    def to_bare(target: str) -> Callable:
        return lambda database: results.ratio("cpu", at(target, "ours", database), at(target, "bare", database))

    def growth(target: str) -> Callable:
        return lambda database: results.ratio("wall", at(target, "ours", database), (target, "ours", min(sizes), database))

    def first_byte(database: str) -> float | None:
        first = results.get("first", *at("export_csv", "ours", database))
        return None if first is None else first * 1000

    def csv_to_driver(database: str) -> float | None:
        return results.ratio("wall", at("export_csv", "ours", database), at("export_csv", "driver", database))

    def search_to_list(database: str) -> float | None:
        return _largest(results.ratio("wall", at(key, "ours", database), at("list_first", "ours", database)) for key in SEARCHES)

    def last_to_first(database: str) -> float | None:
        return results.ratio("wall", at("list_last", "ours", database), at("list_first", "ours", database))

    labels = {
        "list_first": "Liste",
        "list_filtered": "gefilterte Liste",
        "search_rare": "seltenes Wort",
        "search_frequent": "häufiges Wort",
        "search_typo": "Tippfehler",
        "actor_page": "Seite eines Akteurs",
        "today": "Heute",
        "note": "Notiz lesen",
        "save": "Speichern",
    }
    lines = [
        ("Liste: Anfragen", 9, 0, lambda database: results.queries.get(at("list_first", "ours", database))),
        ("Liste zur nackten Ansicht, CPU", 1.5, 2, to_bare("list_first")),
        ("die Zeilen allein zur nackten Ansicht, CPU", 1.0, 2, to_bare("list_rows")),
        ("letzte Seite zur ersten, Zeit", 1.5, 2, last_to_first),
        ("langsamste Suche zur Liste, Zeit", 2, 2, search_to_list),
        ("Seite eines Akteurs zur nackten, CPU", 1.2, 2, to_bare("actor_page")),
        ("Speichern zum nackten, CPU", 1.5, 2, to_bare("save")),
        ("CSV zum Treiber (PostgreSQL: COPY), Zeit", 3, 2, csv_to_driver),
        ("CSV: erstes Byte, ms", 100, 0, first_byte),
        ("zwei Prozesse mit Export, MB", 150, 0, lambda database: results.get("held", *at("load", "ours", database))),
        *((f"Wachstum: {labels[key]}, Zeit", 1.5, 2, growth(key)) for key in GROWING if len(sizes) > 1),
    ]
    rows = []
    for label, aim, places, measure in lines:
        cells = []
        for database in databases:
            value = measure(database)
            is_met = value is not None and round(value, places) <= aim
            missed = "" if value is None or is_met else f" – verfehlt um {number((value / aim - 1) * 100, 0)} %"
            cells.append(f"{number(value, places)}{missed}")
        rows.append((label, f"höchstens {number(aim, 1 if places == 2 else 0)}", *cells))
    return table((f"Ziel, bei {number(size, 0)} Akteuren", "", *databases), rows)


def tables(results: Results, targets, sizes, databases) -> str:
    """All tables with their headings."""
    parts = ["### Die Ziele", aims(results, sizes, databases)]
    for database in databases:
        parts += [f"### Seiten auf {database}", pages(results, targets, sizes, database)]
        parts += [f"### Dateien auf {database}", files(results, targets, sizes, database)]
    parts += ["### Unter Last", load(results, sizes, databases)]
    return "\n\n".join(parts)


def write(path: Path, text: str) -> None:
    """Put the tables between their marks; what people wrote around them stays."""
    page = path.read_text(encoding="utf-8")
    before, _begin, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
