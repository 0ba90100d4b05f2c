"""Frozen lists as people read them: the living names, the reasons in words, and what the same list would be today."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from initiatives.choices import Verdict
from initiatives.models import Actor, SnapshotRow
from initiatives.rules import Decision, Reason, decide
from initiatives.selections import criteria_of

# Of what `decide` says; every other code is the name of a filter.
DECIDED = {"restricted", "archived", "purpose_off", "objection", "withdrawn", "asked", "no_consent", "consent", "basis"}


def _moment(text) -> datetime | None:
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), datetime.min.time()))
    except (TypeError, ValueError):
        return None


def reason_words(reasons: list[dict], criteria) -> str:
    """The reasons of a row in words; a filter that still stands in the list's address is said as that address says it."""
    said = {criterion.name: criterion for criterion in criteria}
    words = []
    for reason in reasons:
        code, value = reason["code"], reason.get("value")
        if code in DECIDED:
            words.append(_decided(code, value))
        elif (criterion := said.get(code)) is not None and criterion.value == value:
            words.append(f"{criterion.label}: {criterion.said}")
        else:
            words.append(f"{code}: {value}" if value is not None else code)
    return "; ".join(words)


def _decided(code: str, value) -> str:
    since = _moment(value)
    if since is None and code in {"restricted", "archived", "objection", "withdrawn", "asked", "consent"}:
        return {
            "restricted": _("data restricted (Art. 18)"),
            "archived": _("archived"),
            "objection": _("objection"),
            "withdrawn": _("consent withdrawn"),
            "asked": _("asked for consent, not confirmed yet"),
            "consent": _("consent"),
        }[code]
    return str(Reason(code, since, basis=value or ""))


@dataclass(frozen=True)
class Line:
    """One row on the page of a frozen list: whose it is today, what was said of it then and what would be said now."""

    key: int
    name: str
    url: str
    verdict: str
    reasons: str
    today: str


class Comparison:
    """A frozen list beside the same list today. `filterset` is the list's address asked today, `asks` whether its purpose asks the actors.

    Rows are compared in the database, so that a list of 100,000 actors takes no more memory than one of ten.
    """

    def __init__(self, snapshot, filterset, *, asks: bool):
        self.snapshot, self.filterset, self.asks = snapshot, filterset, asks
        self.criteria = criteria_of(filterset)
        self.rows = SnapshotRow.objects.filter(municipality=snapshot.municipality_id, snapshot=snapshot)
        self.today = filterset.qs.order_by()

    @cached_property
    def allowed(self):
        """The actors that would be in today."""
        return self.today.allowed_for(self.snapshot.purpose) if self.asks else self.today

    def came(self):
        """Actors that fit today and stood in no row."""
        known = self.rows.exclude(actor=None).values("actor")
        return self.today.exclude(pk__in=known)

    def went(self):
        """Rows whose actor fits the filters no more, is erased, or whose data are restricted."""
        return self.rows.exclude(actor__in=self.today.values("pk"))

    def changed(self):
        """Rows whose actor still fits, with another verdict today."""
        is_in, is_allowed = Q(verdict=Verdict.IN), Q(actor__in=self.allowed.values("pk"))
        return self.rows.filter(actor__in=self.today.values("pk")).filter((is_in & ~is_allowed) | (~is_in & is_allowed))

    # --- what a page shows ---------------------------------------------------------------------------------
    def decisions(self, keys) -> dict[int, Decision | None]:
        """Of the actors with these keys that fit today: the decision for the purpose, None where none is asked for; one query."""
        rows = self.today.filter(pk__in=keys)
        if not self.asks:
            return dict.fromkeys(rows.values_list("pk", flat=True))
        judged = rows.with_processing(self.snapshot.purpose).only("restricted_at", "archived_at")
        return {actor.pk: decide(actor) for actor in judged}

    def lines(self, rows) -> list[Line]:
        """Rows of the frozen list, which bring their actor; one query more."""
        decisions = self.decisions([row.actor_id for row in rows if row.actor_id])
        return [self._line(row, decisions) for row in rows]

    def _line(self, row, decisions) -> Line:
        name, url = living_name(row.actor)
        label = str(Verdict(row.verdict).label)
        reasons = reason_words(row.reasons, self.criteria)
        return Line(row.actor_key, name, url, label, reasons, self._today(row.actor, decisions))

    def new_lines(self, actors) -> list[Line]:
        """Actors that came; one query more."""
        decisions = self.decisions([actor.pk for actor in actors])
        return [Line(actor.pk, *living_name(actor), "", "", self._today(actor, decisions)) for actor in actors]

    def _today(self, actor, decisions) -> str:
        if actor is None or actor.restricted_at or actor.pk not in decisions:
            return _("not in it")
        decision = decisions[actor.pk]
        if decision is None or decision.yes:
            return str(Verdict.IN.label)
        return f"{Verdict.OUT.label}: {decision.reason}"

    def explain(self, actors) -> list[dict]:
        """Of some actors: what the frozen list says, and today's verdict, with the filters that do not hold; one query per filter."""
        keys = [actor.pk for actor in actors]
        frozen: dict[int, list] = {}
        for row in self.rows.filter(actor__in=keys).select_related("actor").order_by("pk"):
            frozen.setdefault(row.actor_id, []).append(row)
        decisions = self.decisions(keys)
        failing: dict[int, list[str]] = {key: [] for key in keys}
        for criterion in self.criteria:
            value = self.filterset.form.cleaned_data.get(criterion.name) or self.filterset.defaults.get(criterion.name)
            some = self.filterset.queryset.filter(pk__in=keys).order_by()
            fitting = set(self.filterset.filters[criterion.name].filter(some, value).values_list("pk", flat=True))
            for key in set(keys) - fitting:
                failing[key].append(f"{criterion.label}: {criterion.said}")
        return [
            {
                "line": Line(actor.pk, *living_name(actor), "", "", self._today(actor, decisions)),
                "then": [self._line(row, decisions) for row in frozen.get(actor.pk, [])],
                "failing": failing[actor.pk],
            }
            for actor in actors
        ]


def living_name(actor: Actor | None) -> tuple[str, str]:
    """The name that an actor bears today and its page; of restricted data neither."""
    if actor is None:
        return _("deleted"), ""
    if actor.restricted_at:
        return _("data restricted (Art. 18)"), ""
    return actor.trading_name, actor.get_absolute_url()
