"""An edge list (who with whom) becomes connections of a city: read in chunks, each row taken in, known already or refused."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from itertools import islice
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from initiatives.bulk import STATEMENT, write_history
from initiatives.choices import ChangeVerb
from initiatives.imports.columns import folded_title, split_words
from initiatives.imports.matching import Register, folded_name
from initiatives.imports.pipeline import Verdict, plan_import, run
from initiatives.imports.reading import MEGABYTE, SEPARATORS, ImportRefused, Line, Table, decoded
from initiatives.imports.values import cleaned, has_control_characters, one_line, shortened
from initiatives.models import Actor, ChangeSet
from initiatives.models.change_set import marked
from initiatives.search import index
from municipalities.models import Municipality
from network.choices import ATTRIBUTION_OF, DIRECTED, WAY, ConnectionKind, Origin, Stage
from network.models import Connection, ConnectionStep
from network.stages import FIRST_STAGES, check_days
from wf40.lookups import Keys

CHUNK = 1000
MOST_BYTES = 100 * MEGABYTE
HEADER_WITHIN = 10
BY_NAME, BY_SOURCE_ID, BY_NUMBER = "name", "source_id", "number"

COLUMNS = {
    "from": "from | source | von | from actor | Akteur 1 | actor 1 | erster Akteur | first actor | node 1 | Ausgangspunkt",
    "to": "to | target | nach | an | to actor | Akteur 2 | actor 2 | zweiter Akteur | second actor | node 2 | Ziel",
    "from_number": "from_number | Von (Nummer in wf40) | From (number in wf40)",
    "to_number": "to_number | Nach (Nummer in wf40) | To (number in wf40)",
    "kind": "kind_code | Art (Code) | Kind (code) | kind | Art | Art der Verbindung | Beziehung | relation | type",
    "stage": "stage_code | Stufe (Code) | Stage (code) | stage | Stufe | Stand",
    "started_on": "started_on | since | seit | Begonnen am | Beginn | Started on | start | begin | von Datum",
    "ended_on": "ended_on | until | bis | Beendet am | Ende | Ended on | end | bis Datum",
    "reason": "reason | Grund | Warum | why",
}
# Best word first: of two columns that fit, the one named earlier is taken.
WORDS = {folded_title(word): (name, rank) for name, text in COLUMNS.items() for rank, word in enumerate(split_words(text))}
LONGEST_REASON = Connection._meta.get_field("reason").max_length


class RowRefused(Exception):
    """A row is not taken in: a sentence, and the value of which it speaks."""

    def __init__(self, sentence: str, value: str = ""):
        super().__init__(sentence)
        self.sentence, self.value = sentence, shortened(value)


# --- reading -----------------------------------------------------------------------------------------------
class EdgeFile:
    """An edge list as CSV in whichever charset and with whichever separator; rows are read one by one. Raises `ImportRefused`."""

    def __init__(self, path: str | Path):
        path = Path(path)
        self.name = path.name
        try:
            with path.open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
        except OSError as problem:
            raise ImportRefused(_("The file “%(name)s” cannot be opened.") % {"name": self.name}) from problem
        if len(content) > MOST_BYTES:
            limit = {"name": self.name, "limit": MOST_BYTES // MEGABYTE}
            raise ImportRefused(_("The file “%(name)s” is larger than %(limit)d MB. Please split it.") % limit)
        if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise ImportRefused(_("“%(name)s” is a workbook. Please save the edge list as CSV.") % {"name": self.name})
        self.text = decoded(content).removeprefix("\ufeff")
        self._find_header()

    def _find_header(self) -> None:
        """The separator and the row that name both sides best."""
        best = None
        for separator in SEPARATORS:
            try:
                head = list(islice(self._records(separator), HEADER_WITHIN))
            except csv.Error:
                continue
            for number, cells in enumerate(head, 1):
                columns = _recognised(cells)
                has_sides = ("from" in columns or "from_number" in columns) and ("to" in columns or "to_number" in columns)
                if has_sides and (best is None or len(columns) > len(best[3])):
                    best = separator, number, cells, columns
        if best is None:
            words = _(
                "“%(name)s” has no columns for both sides. They are titled “von” and “nach”, “from” and “to” or “source” and “target”."
            )
            raise ImportRefused(words % {"name": self.name})
        self.separator, self.first_row, self.titles, self.columns = best

    def _records(self, separator: str) -> Iterator[list[str]]:
        return csv.reader(StringIO(self.text, newline=""), delimiter=separator)

    @property
    def unread_titles(self) -> list[str]:
        """The columns that nothing takes."""
        taken = set(self.columns.values())
        return [one_line(title) for index, title in enumerate(self.titles) if title.strip() and index not in taken]

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(number as the spreadsheet shows it, values by column); empty rows are passed over. Raises `ImportRefused` in a broken file."""
        records = enumerate(self._records(self.separator), 1)
        try:
            for number, cells in islice(records, self.first_row, None):
                if any(cell.strip() for cell in cells):
                    yield number, {name: cleaned(cells[at]) for name, at in self.columns.items() if at < len(cells)}
        except csv.Error as problem:
            words = _("“%(name)s” cannot be split into rows: a quotation mark is not closed, or a cell is longer than 131,072 characters.")
            raise ImportRefused(words % {"name": self.name}) from problem


def _recognised(cells: list[str]) -> dict[str, int]:
    """{column: position} of the titles that we know."""
    best: dict[str, tuple[int, int]] = {}
    for position, cell in enumerate(cells):
        if found := WORDS.get(folded_title(cell)):
            name, rank = found
            if name not in best or rank < best[name][0]:
                best[name] = rank, position
    return {name: position for name, (_rank, position) in best.items()}


# --- values ------------------------------------------------------------------------------------------------
def _vocabulary(choices) -> dict[str, str]:
    """Codes and words, German and English, of a list."""
    found = {}
    for language in ("en", "de"):
        with override(language):
            found |= {folded_title(str(label)): code for code, label in choices.choices}
    return found | {folded_title(code): code for code in choices.values}


def _day(text: str, *, is_end: bool) -> date | None:
    """A day as 14.01.2026 or 2026-01-14; of a year alone its first day, or as an end its last."""
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) == 4:
        text = f"31.12.{text}" if is_end else f"01.01.{text}"
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    raise RowRefused(_("This is no day like 14.01.2026."), text)


@dataclass(frozen=True)
class Edge:
    """A row that can become a connection."""

    number: int
    first: int
    second: int
    kind: str
    stage: str
    started_on: date | None
    ended_on: date | None
    reason: str

    @property
    def pair(self) -> tuple:
        """The two and their kind; without a direction whoever is named first."""
        return pair_of(self.first, self.second, self.kind)


def pair_of(first: int, second: int, kind: str) -> tuple:
    """What is one connection while it runs."""
    return (first, second, kind) if kind in DIRECTED else (min(first, second), max(first, second), kind)


@dataclass
class Outcome:
    """What became of a list."""

    file: EdgeFile
    row_count: int = 0
    created_count: int = 0
    # In the register already, or named twice in the list.
    known_count: int = 0
    repeated_count: int = 0
    actor_count: int = 0
    refused_count: int = 0
    # sentence -> value -> rows
    refusals: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    step: ChangeSet | None = None

    def refuse(self, number: int, problem: RowRefused) -> None:
        """Note why a row stays out."""
        self.refused_count += 1
        self.refusals[problem.sentence][problem.value].append(number)


# --- the import --------------------------------------------------------------------------------------------
@transaction.atomic
def take_in(
    file: EdgeFile,
    municipality,
    *,
    kind: str = ConnectionKind.COOPERATION,
    stage: str = Stage.COOPERATING,
    origin: str = Origin.IMPORTED,
    by: str = BY_NAME,
    creates_actors: bool = False,
    is_dry: bool = False,
    user=None,
) -> Outcome:
    """Take an edge list in, all or nothing: its connections are one step that can be taken back, new actors another one.

    The same list once more changes nothing. Raises `ImportRefused`.
    """
    if stage not in FIRST_STAGES:
        raise ImportRefused(_not_by_a_list(stage))
    # Two imports do not interleave.
    list(Municipality.objects.select_for_update(no_key=True).filter(pk=municipality.pk))
    importer = _Importer(file, municipality, kind=kind, stage=stage, by=by, is_dry=is_dry, user=user)
    if creates_actors and by == BY_NAME:
        importer.create_actors()
    try:
        return importer.take_in(origin)
    except IntegrityError as problem:
        raise ImportRefused(_("Somebody changed the register meanwhile. Nothing was written; please start again.")) from problem


def _not_by_a_list(stage: str) -> str:
    known = ", ".join(str(Stage(entry).label) for entry in FIRST_STAGES)
    words = _("“%(stage)s” follows from the questions to both sides and is not taken from a list. Possible are: %(known)s.")
    return words % {"stage": Stage(stage).label, "known": known}


class _Importer:
    """Goes through the rows of one list."""

    def __init__(self, file: EdgeFile, municipality, *, kind: str, stage: str, by: str, is_dry: bool, user):
        self.file, self.municipality, self.kind, self.stage, self.by = file, municipality, kind, stage, by
        self.is_dry, self.user = is_dry, user
        self.kinds, self.stages = _vocabulary(ConnectionKind), _vocabulary(Stage)
        self.outcome = Outcome(file)
        # Pairs that the list has named already, and why names could not become actors.
        self.seen: set[tuple] = set()
        self.not_created: dict[str, str] = {}
        self.stand_ins: dict[str, int] = {}
        self._load()

    def _load(self) -> None:
        """The names and numbers of the city's actors."""
        self.register = Register([self.municipality], Counter())
        self.by_source_id: dict[str, set[int]] = defaultdict(set)
        if self.by == BY_SOURCE_ID:
            rows = Actor.objects.filter(municipality=self.municipality).exclude(source_id="").order_by()
            for key, source_id in rows.values_list("pk", "source_id").iterator():
                self.by_source_id[source_id].add(key)

    # --- actors --------------------------------------------------------------------------------------------
    def create_actors(self) -> None:
        """Take in the names that nobody knows, as `import_actors` would; rows that are wrong anyway make no actor."""
        wanted: dict[str, Line] = {}
        for number, values in self.file.rows():
            try:
                self._read(number, values, lambda name: folded_name(name))
            except RowRefused:
                continue
            for side in ("from", "to"):
                name = one_line(values.get(side, ""))
                folded = folded_name(name)
                if not values.get(f"{side}_number") and not self._keys(folded) and folded not in wanted:
                    # Two new names may stand in one row, so each has a number of its own.
                    wanted[folded] = Line(len(wanted) + 1, [name, self.file.name])
        if not wanted:
            return
        titles = [_("Name"), _("Source")]
        plan = plan_import(
            Table(self.file.name, titles, {"name": 0, "source": 1}, list(wanted.values())), [self.municipality], only=self.municipality
        )
        names = dict(enumerate(wanted, 1))
        self.not_created = {names[row.number]: row.sentence for row in plan.of(Verdict.REFUSED)}
        created = plan.of(Verdict.CREATE)
        self.outcome.actor_count = len(created)
        if self.is_dry:
            self.stand_ins = {names[row.number]: -row.number for row in created}
        else:
            run(plan, user=self.user)
            self._load()

    def _keys(self, folded: str) -> set[int]:
        city = self.municipality.pk
        return self.register.by_name.get((city, folded)) or self.register.by_alias.get((city, folded)) or set()

    def _key(self, values: dict[str, str], side: str) -> int:
        """The actor that a row means on a side."""
        number = values.get(f"{side}_number", "")
        text = one_line(values.get(side, ""))
        if number or self.by == BY_NUMBER:
            return self._checked(self._of_number(number or text), number or text)
        if not text:
            raise RowRefused(_("One of the two sides is empty."))
        if self.by == BY_SOURCE_ID:
            found = self.by_source_id.get(text, set())
        else:
            folded = folded_name(text)
            found = self._keys(folded) or ({self.stand_ins[folded]} if folded in self.stand_ins else set())
            if not found and folded in self.not_created:
                raise RowRefused(self.not_created[folded], text)
        if len(found) > 1:
            keys = ", ".join(str(key) for key in sorted(found - self.register.restricted))
            raise RowRefused(_("Several actors are called so (numbers %(keys)s). Please name the number in wf40.") % {"keys": keys}, text)
        if not found:
            raise RowRefused(_("No actor of the city is called so; with --create-actors it is created."), text)
        return self._checked(next(iter(found)), text)

    def _of_number(self, text: str) -> int:
        key = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        # Of another city's number nobody learns whether there is one.
        if self.register.cities.get(key) != self.municipality.pk:
            raise RowRefused(_("The city has no actor with this number."), text)
        return key

    def _checked(self, key: int, text: str) -> int:
        if key in self.register.restricted:
            raise RowRefused(_("The data of this actor are restricted (Art. 18 GDPR): nothing of them is changed."), text)
        return key

    # --- rows ----------------------------------------------------------------------------------------------
    def _read(self, number: int, values: dict[str, str], name_key=None) -> Edge:
        """A row as an edge. With `name_key` the sides are only compared, not looked up. Raises `RowRefused`."""
        sides = [one_line(values.get(side, "")) for side in ("from", "to")]
        if any(has_control_characters(side) for side in sides):
            raise RowRefused(_("A name contains control characters."), " – ".join(sides))
        kind, stage = self._code(values, "kind", self.kinds, self.kind), self._code(values, "stage", self.stages, self.stage)
        if stage not in FIRST_STAGES:
            raise RowRefused(_not_by_a_list(stage), values["stage"])
        started_on, ended_on = (_day(values.get(name, ""), is_end=name == "ended_on") for name in ("started_on", "ended_on"))
        try:
            check_days(started_on, ended_on)
        except ValidationError as problem:
            raise RowRefused(problem.messages[0], " – ".join(sides)) from problem
        reason = one_line(values.get("reason", ""))
        if len(reason) > LONGEST_REASON:
            raise RowRefused(_("The reason has more than %(limit)d characters.") % {"limit": LONGEST_REASON}, reason)
        if name_key is not None:
            if any(not side for side in sides):
                raise RowRefused(_("One of the two sides is empty."))
            first, second = map(name_key, sides)
        else:
            first, second = self._key(values, "from"), self._key(values, "to")
        if first == second:
            raise RowRefused(_("An actor cannot be connected with itself."), sides[0])
        return Edge(number, first, second, kind, stage, started_on, ended_on, reason)

    def _code(self, values: dict[str, str], name: str, words: dict[str, str], default: str) -> str:
        text = values.get(name, "")
        if not text:
            return default
        if (code := words.get(folded_title(text))) is None:
            sentence = _("This kind of connection is not known.") if name == "kind" else _("This stage is not known.")
            raise RowRefused(sentence, text)
        return code

    def take_in(self, origin: str) -> Outcome:
        """All rows, a chunk at a time; three questions for each."""
        rows = self.file.rows()
        while chunk := list(islice(rows, CHUNK)):
            edges = []
            for number, values in chunk:
                self.outcome.row_count += 1
                try:
                    edges.append(self._read(number, values))
                except RowRefused as problem:
                    self.outcome.refuse(number, problem)
            self._take(self._new(edges), origin)
        if self.outcome.step is not None:
            ChangeSet.objects.filter(pk=self.outcome.step.pk).update(count=self.outcome.created_count)
        return self.outcome

    def _new(self, edges: list[Edge]) -> list[Edge]:
        """Those that neither the register nor an earlier row has."""
        known = self._known(edges)
        found = []
        for edge in edges:
            if self._is_known(edge, known.get(edge.pair, ())):
                self.outcome.known_count += 1
                continue
            runs = edge.stage in WAY
            mark = edge.pair if runs else (*edge.pair, edge.stage, edge.started_on, edge.ended_on)
            if mark in self.seen:
                self.outcome.repeated_count += 1
                continue
            self.seen.add(mark)
            found.append(edge)
        return found

    def _known(self, edges: list[Edge]) -> dict[tuple, list[tuple]]:
        """The connections that the pairs have: {pair: [(stage, start, end)]}."""
        if not edges:
            return {}
        keys = Keys.of({edge.first for edge in edges} | {edge.second for edge in edges})
        rows = Connection.objects.filter(from_actor__among=keys, to_actor__among=keys).order_by()
        if self.outcome.step is not None:
            rows = rows.exclude(pk__gte=self.first_key)  # what this list brought itself
        found = defaultdict(list)
        for first, second, kind, *when in rows.values_list("from_actor", "to_actor", "kind", "stage", "started_on", "ended_on"):
            found[pair_of(first, second, kind)].append(tuple(when))
        return found

    def _is_known(self, edge: Edge, there) -> bool:
        """A running one, or one that was closed since and that the list does not begin anew."""
        for stage, started_on, ended_on in there:
            if edge.stage not in WAY:
                if (stage, started_on, ended_on) == (edge.stage, edge.started_on, edge.ended_on):
                    return True
            elif stage in WAY or not (edge.started_on and ended_on and edge.started_on > ended_on):
                return True
        return False

    def _take(self, edges: list[Edge], origin: str) -> None:
        """Write the edges as connections, with their first line in the log and their history."""
        self.outcome.created_count += len(edges)
        if self.is_dry or not edges:
            return
        reason = _("Import of %(name)s") % {"name": shortened(self.file.name)}
        rows = [
            Connection(
                municipality=self.municipality,
                created_by=self.user,
                from_actor_id=edge.first,
                to_actor_id=edge.second,
                kind=edge.kind,
                stage=edge.stage,
                origin=origin,
                attribution=ATTRIBUTION_OF[origin],
                started_on=edge.started_on,
                ended_on=edge.ended_on,
                reason=edge.reason,
            )
            for edge in edges
        ]
        if self.outcome.step is None:
            self.outcome.step = ChangeSet.objects.create(
                municipality=self.municipality, made_by=self.user, verb=ChangeVerb.IMPORT, about=self.file.name[:200]
            )
        with marked(self.outcome.step):
            Connection.objects.bulk_create(rows, batch_size=STATEMENT)
            write_history(rows, "+", user=self.user, reason=reason)
        self.first_key = min(getattr(self, "first_key", rows[0].pk), rows[0].pk)
        steps = [
            ConnectionStep(municipality=self.municipality, connection=row, stage=row.stage, made_by=self.user, made_at=row.created_at)
            for row in rows
        ]
        ConnectionStep.objects.bulk_create(steps, batch_size=STATEMENT)
        index(Connection, [row.pk for row in rows])
