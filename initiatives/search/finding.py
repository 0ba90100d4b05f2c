"""Answers what somebody types into the search box."""

from dataclasses import dataclass

from django.db import connection

from initiatives.models import SearchEntry
from initiatives.search import conditions, postgresql, sqlite
from initiatives.search.marking import Pieces, explained
from initiatives.search.ranking import Candidate, Ranked, judged, judged_by_parts, judged_with_slips, ordered
from initiatives.search.words import Question, Word, read_question
from wf40.registry import SearchSource, search_sources

MOST_CANDIDATES = 300
# Where many fit with a slip, PostgreSQL goes through the rows and holds each against all spellings.
MOST_WITH_SLIP = 100
# With fewer exact hits the search also looks for slips.
FEW = 3
# How many are looked up for each hit that is shown: some may be gone, and what is past goes to the end.
SPARE = 3


@dataclass(frozen=True)
class Hit:
    """One line of the results.

    `matched` says in words what fitted where it is not the title ("also: …", a tag, an address); `snippet` gives the same words, or
    the title, in pieces (text, whether it fits).
    """

    kind: str
    kind_label: str
    key: int
    title: str
    url: str
    meta: str
    matched: str
    snippet: Pieces
    is_past: bool


@dataclass(frozen=True)
class Results:
    """What the search box answers."""

    hits: list[Hit]
    has_more: bool = False
    is_too_short: bool = False


class _Scope:
    """The kinds of records that a person may see in a city, and the database's way of asking for them."""

    def __init__(self, user, municipality, kinds):
        self.user, self.municipality = user, municipality
        self.sources: dict[str, SearchSource] = {
            source.key: source
            for source in search_sources
            if (kinds is None or source.key in kinds) and municipality and user.has_perm(source.right, municipality)
        }
        self.positions = {key: source.position for key, source in self.sources.items()}
        self.backend = {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]

    def candidates(self, asked: list, limit: int = MOST_CANDIDATES) -> tuple[dict[int, Candidate], bool]:
        """The first entries that fulfil each of some conditions, and whether the first condition has more; one query."""
        rows = self._rows(asked, limit=limit + 1)
        return {row[1]: Candidate(*row[1:]) for row in rows}, sum(row[0] == 0 for row in rows) > limit

    def _rows(self, asked: list, limit: int) -> list[tuple]:
        """(number of the condition, entry) of the first entries that fulfil each condition."""
        kinds, rights = list(self.sources), sorted({source.right for source in self.sources.values()})
        in_scope = (
            f'e.municipality_id = %s AND e.kind IN ({", ".join(["%s"] * len(kinds))}) AND e."right" IN ({", ".join(["%s"] * len(rights))})'
        )
        parts, values = [], []
        for number, condition in enumerate(asked):
            tables, where, own, order = self.backend.asked(condition)
            parts.append(
                "SELECT * FROM"  # noqa: S608  names of ours and placeholders; what somebody typed goes beside them
                f" (SELECT {number}, e.id, e.kind, e.record_key, e.folded_title, e.folded_names, e.folded_text"
                f" FROM {tables} WHERE {where} AND {in_scope} ORDER BY {order} LIMIT {limit}) AS found"
            )
            values += [*own, self.municipality.pk, *kinds, *rights]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            return cursor.fetchall()

    def unknown(self, question: Question) -> set[Word]:
        """The words of a question without hits that stand nowhere in the city; one query for several words."""
        if len(question.needed) == 1:
            return set(question.needed)
        known = {row[0] for row in self._rows(conditions.each_alone(question), limit=1)}
        return {word for number, word in enumerate(question.needed) if number not in known}

    def found(self, ranked: list[Ranked]) -> dict[tuple[str, int], object]:
        """What the person sees now of the records behind some entries; the queries of each kind."""
        keys: dict[str, list[int]] = {}
        for entry in ranked:
            keys.setdefault(entry.candidate.kind, []).append(entry.candidate.record_key)
        shown = {kind: self.sources[kind].show(self.user, self.municipality, own) for kind, own in keys.items()}
        return {(kind, key): entry for kind, entries in shown.items() for key, entry in entries.items()}


def _judged(candidates, question: Question, scope: _Scope, judge) -> list[Ranked]:
    ranked = (judge(candidate, question, scope.positions[candidate.kind]) for candidate in candidates.values())
    return [entry for entry in ranked if entry is not None]


def _ranked(scope: _Scope, question: Question) -> list[Ranked]:
    """The entries that fit, the best first: as they are typed; if these are few also with a slip; if there are none without a word."""
    candidates, is_more = {}, True
    for asked in (conditions.anywhere, conditions.in_names, conditions.best_in_names):
        # Where more than 300 fit, the first ones may all be worse than what fits closer.
        if is_more and (parts := asked(question)):
            found, is_more = scope.candidates(parts)
            candidates |= found
    ranked = _judged(candidates, question, scope, judged)
    if len(ranked) < FEW:
        known = {entry.candidate.pk for entry in ranked}
        ranked += [entry for entry in _with_less(scope, question, bool(ranked)) if entry.candidate.pk not in known]
    return ordered(ranked)


def _with_less(scope: _Scope, question: Question, has_hits: bool) -> list[Ranked]:
    """What fits with slips; if nothing does, what fits without some words."""
    unknown = set() if has_hits else scope.unknown(question)
    ranked: list[Ranked] = []
    for part in conditions.with_slips(question, unknown):
        if not ranked:
            ranked = _judged(scope.candidates([part], limit=MOST_WITH_SLIP)[0], question, scope, judged_with_slips)
    if has_hits or ranked or not (asked := conditions.without_one(question, unknown)):
        return ranked
    return _judged(scope.candidates(asked)[0], question, scope, judged_by_parts)


def search(user, municipality, text: str, *, limit: int = 8, kinds=None) -> Results:
    """What a person finds in a city, the best first. `kinds` narrows it down to some keys of sources.

    One query for entries if at most 300 fit as it is typed, otherwise two or three; two to five if hardly any fit; one for the
    words of the hits, and those of `show` of each kind among them. Their number does not grow with the hits.
    """
    question = read_question(text, str(municipality or ""))
    if question.is_too_short:
        return Results([], is_too_short=True)
    scope = _Scope(user, municipality, kinds)
    if not scope.sources:
        return Results([])
    ranked = _ranked(scope, question)[: limit * SPARE + 1]
    found = scope.found(ranked)
    ranked = [entry for entry in ranked if (entry.candidate.kind, entry.candidate.record_key) in found]
    ranked = ordered(ranked, {key for key, entry in found.items() if entry.is_past})
    return Results(_hits(scope, question, ranked[:limit], found), has_more=len(ranked) > limit)


def _hits(scope: _Scope, question: Question, ranked: list[Ranked], found) -> list[Hit]:
    keys = [entry.candidate.pk for entry in ranked]
    words = {pk: (names, text) for pk, names, text in SearchEntry.objects.filter(pk__in=keys).values_list("pk", "names", "text")}
    hits = []
    for entry in ranked:
        candidate = entry.candidate
        shown, source = found[candidate.kind, candidate.record_key], scope.sources[candidate.kind]
        names, text = words.get(candidate.pk, ("", ""))
        matched, snippet = explained(entry, question, shown.title, names, text)
        hits.append(
            Hit(
                candidate.kind,
                str(source.label),
                candidate.record_key,
                shown.title,
                shown.url,
                shown.meta,
                matched,
                snippet,
                shown.is_past,
            )
        )
    return hits
