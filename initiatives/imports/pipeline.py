"""From a table to the register: first a plan that says what would happen to each row and why, then the writing."""

from collections import Counter
from dataclasses import dataclass, field

from django.db import models, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.choices import ChangeVerb
from initiatives.imports.changes import Change, changes, load_actors
from initiatives.imports.mapping import Mapping
from initiatives.imports.matching import Register, folded_name
from initiatives.imports.reading import ImportRefused, Line, Table
from initiatives.imports.values import CityLists, LineReader, Note, Reading, Reason, RowRefused, municipality_key, shortened
from initiatives.imports.writing import PlanOutdated, create_actors, make_tags, update_actors
from initiatives.models import Actor, ChangeSet
from initiatives.models.change_set import marked
from municipalities.models import Municipality

BATCH = 500


class Verdict(models.TextChoices):
    """What happens to a row."""

    CREATE = "create", gettext_lazy("new")
    UPDATE = "update", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("as it is")
    REFUSED = "refused", gettext_lazy("refused")


@dataclass
class RowPlan:
    """What happens to one row, and why."""

    number: int
    name: str
    verdict: Verdict
    municipality: Municipality | None = None
    reason: Reason | None = None
    sentence: str = ""
    actor_id: int | None = None
    version: int = 0
    reading: Reading | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def notes(self) -> list[Note]:
        """Values that were not taken over as they stand."""
        return self.reading.notes if self.reading and self.verdict != Verdict.REFUSED else []


@dataclass
class Plan:
    """What an import would do; `run` does it."""

    table: Table
    municipalities: list[Municipality]
    rows: list[RowPlan]
    stamp: dict
    remarks: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many rows meet which verdict."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def refusals(self) -> dict[Reason, int]:
        """How many rows are refused for which reason."""
        return dict(Counter(row.reason for row in self.rows if row.reason).most_common())

    def of(self, *verdicts: Verdict) -> list[RowPlan]:
        """The rows with these verdicts."""
        return [row for row in self.rows if row.verdict in verdicts]


def _stamp(municipalities) -> dict:
    """By what a change of the cities' registers is noticed."""
    actors = Actor.objects.filter(municipality__in=municipalities).order_by()
    return actors.aggregate(count=Count("pk"), newest=Max("pk"), changed=Max("changed_at"))


# --- the plan ----------------------------------------------------------------------------------------------
def plan_import(table: Table, municipalities, mapping: Mapping | None = None, *, only: Municipality | None = None) -> Plan:
    """Decide for each row what would happen; nothing is written.

    The rows' municipality key decides among the given cities; with `only` all rows belong to one city, and rows of others are refused.
    Raises `ImportRefused` if no row can have a city.
    """
    if only is None and "ags" not in table.columns:
        raise ImportRefused(_("The list has no column with the municipality key (AGS). Please say to which city it belongs."))
    return _Planner(table, [only] if only else list(municipalities), mapping or Mapping(), only).plan()


class _Planner:
    """Goes through the rows of one table."""

    def __init__(self, table: Table, municipalities: list[Municipality], mapping: Mapping, only: Municipality | None):
        self.table = table
        self.municipalities = municipalities
        self.only = only
        self.by_key = {municipality.ags: municipality for municipality in municipalities}
        self.lists = {municipality.pk: CityLists(municipality) for municipality in municipalities}
        self.reader = LineReader(table, mapping)
        self.rows: dict[int, RowPlan] = {}

    def plan(self) -> Plan:
        stamp = _stamp(self.municipalities)
        started = [row for line in self.table.lines if (row := self._start(line))]
        self.register = Register(self.municipalities, Counter(row.reading.pair for _line, row in started if row.reading.pair))
        started = [(line, row) for line, row in started if self._finish(line, row)]
        # What a number says stands first: an actor found by it may get another name.
        for _line, row in sorted(started, key=lambda entry: not self.register.is_by_number(entry[1].reading)):
            self._match(row)
        self._compare([row for row in self.rows.values() if row.actor_id and row.verdict != Verdict.REFUSED])
        return Plan(self.table, self.municipalities, list(self.rows.values()), stamp, self._remarks())

    def _remarks(self) -> list[str]:
        """What holds for the list as a whole."""
        if self.only and not {"ags", "city", "postcode_city"} & set(self.table.columns):
            return [_("No column names the town: every row is taken for %(city)s.") % {"city": self.only}]
        return []

    def _refuse(self, row: RowPlan, problem: RowRefused) -> None:
        row.verdict, row.reason, row.sentence = Verdict.REFUSED, problem.reason, problem.sentence
        if problem.reason == Reason.OTHER_CITY:
            row.municipality = None

    def _start(self, line: Line) -> tuple[Line, RowPlan] | None:
        """A row with its name and key, None if it is refused for them."""
        row = self.rows[line.number] = RowPlan(line.number, shortened(self.reader.cell(line, "name")), Verdict.CREATE)
        try:
            row.reading = self.reader.start(line)
        except RowRefused as problem:
            self._refuse(row, problem)
            return None
        return line, row

    def _finish(self, line: Line, row: RowPlan) -> bool:
        """The city and all fields of a row; False if it is refused for its city."""
        try:
            row.municipality = self._city(line)
            lists = self.lists[row.municipality.pk]
            self.reader.finish(line, row.reading, lists)
            town = row.reading.place.get("locality", "")
            is_named = self.reader.cell(line, "ags") or row.reading.actor_key is not None
            if self.only and not is_named and lists.is_elsewhere(town):
                raise RowRefused(Reason.OTHER_CITY, _("“%(town)s” is not %(city)s.") % {"town": shortened(town), "city": self.only})
        except RowRefused as problem:
            self._refuse(row, problem)
            return False
        return True

    def _city(self, line: Line) -> Municipality:
        text = self.reader.cell(line, "ags")
        if not text:
            if self.only is None:
                raise RowRefused(Reason.NO_CITY, _("The municipality key (AGS) is missing."))
            return self.only
        key = municipality_key(text)
        if not key:
            raise RowRefused(Reason.NO_CITY, _("“%(value)s” is not a municipality key (AGS) of eight digits.") % {"value": shortened(text)})
        if key in self.by_key:
            return self.by_key[key]
        if self.only:
            raise RowRefused(
                Reason.OTHER_CITY, _("The municipality key (AGS) %(key)s is not that of %(city)s.") % {"key": key, "city": self.only}
            )
        raise RowRefused(Reason.NO_CITY, _("No city here has the municipality key (AGS) %(key)s.") % {"key": key})

    def _match(self, row: RowPlan) -> None:
        reading = row.reading
        try:
            row.actor_id, is_by_alias = self.register.find(row.municipality.pk, reading)
        except RowRefused as problem:
            self._refuse(row, problem)
            return
        if is_by_alias:
            reading.aliases = [name for name in reading.aliases if folded_name(name) != folded_name(reading.name)]
            del reading.own["trading_name"]
        if row.actor_id is None and self.register.namesakes(row.municipality.pk, reading.name):
            reading.notes.append(
                Note(self.table.title("name"), shortened(reading.name), _("new, although an actor of this name is there already"))
            )

    def _compare(self, rows: list[RowPlan]) -> None:
        """What the rows of known actors change on them."""
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            actors = load_actors([row.actor_id for row in batch])
            for row in batch:
                row.version = actors[row.actor_id].version
                row.changes = changes(actors[row.actor_id], row.reading)
                row.verdict = Verdict.UPDATE if row.changes else Verdict.UNCHANGED


# --- the run -----------------------------------------------------------------------------------------------
@transaction.atomic
def run(plan: Plan, *, user=None) -> None:
    """Write what the plan says, all or nothing, with history; in each city it is one step that can be taken back.

    Raises `PlanOutdated` if the register has changed since.
    """
    keys = [municipality.pk for municipality in plan.municipalities]
    list(Municipality.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))  # two imports do not interleave
    if _stamp(plan.municipalities) != plan.stamp:
        raise PlanOutdated
    created, changed = plan.of(Verdict.CREATE), plan.of(Verdict.UPDATE)
    reason = _("Import of %(name)s") % {"name": shortened(plan.table.name)}
    tags = make_tags([*created, *changed])
    for municipality in plan.municipalities:
        new, known = ([row for row in rows if row.municipality == municipality] for rows in (created, changed))
        if not new and not known:
            continue
        step = ChangeSet.objects.create(
            municipality=municipality, made_by=user, verb=ChangeVerb.IMPORT, about=plan.table.name[:200], count=len(new) + len(known)
        )
        with marked(step):
            for start in range(0, len(new), BATCH):
                create_actors(new[start : start + BATCH], tags, user=user, reason=reason)
            for start in range(0, len(known), BATCH):
                update_actors(known[start : start + BATCH], tags, user=user, reason=reason)
