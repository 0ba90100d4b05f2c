"""Whom the office could introduce to whom: each suggestion is a visible sum of what speaks for and against it."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import nlargest

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from initiatives.choices import PointPrecision, WarningKind
from initiatives.duplicates import metres_between
from initiatives.models import Actor, ActorActivity, WarningFlag
from initiatives.rules import decide
from municipalities.models import UNKNOWN_DISTRICT
from network.choices import LIVING, WAY, Answer, ConnectionKind, ExchangeType, Side, Stage, SuggestionVerdict, TransactionType
from network.facts import Fact, score_of
from network.introductions import kind_from
from network.matching import Item, Match, Shelf, distance_words, measure, read_items
from network.models import Connection, FieldPair, IntroductionSide, MutedRule, SuggestionDecision
from wf40.registry import suggestion_facts
from wf40.tables import record_url

__all__ = ["Fact", "Party", "Suggestion", "city_suggestions", "rules", "suggestion_of", "suggestions_for"]

PURPOSE = "service"
FACTS_AT_LEAST = 2
# Who said no is not asked for the same again so soon.
DECLINED_FOR, RECENT, OLDEST_REQUEST = timedelta(days=365), timedelta(days=90), timedelta(days=730)
# Without an answer after this a request counts as not answered.
ANSWERED_WITHIN = timedelta(days=14)
FIELDS, DISTRICT, NEARBY, THIRD = 2, 2, 1, 2
NEAR_METRES = 1000
CLOSED_BEFORE, CONFLICT, NOT_ALLOWED, NO_ANSWER = -2, -4, -3, -2
# How far the search goes: from how many actors it starts, for each of three reasons to start from one; whom it looks at.
SEEDS_EACH, MOST_ACTORS, NEWEST_ACTORS, MOST_CONNECTIONS = 40, 1500, 3000, 5000
FITTING_EACH, LOOKED_AT = 8, 200
OF_ONE_ACTOR = 3
RULES = (
    ("listing", gettext_lazy("A want meets an offer")),
    ("fields", gettext_lazy("Fields that complement each other")),
    ("district", gettext_lazy("The same district")),
    ("third", gettext_lazy("Somebody whom both know")),
)


def rules() -> list[tuple[str, str]]:
    """The rules that a broker may mute, as (code, what it looks for)."""
    return [*RULES, *((entry.key, entry.label) for entry in suggestion_facts)]


@dataclass(frozen=True)
class Party:
    """An actor of a suggestion."""

    key: int
    name: str
    district: int | None = None
    district_label: str = ""
    point: tuple[float, float] | None = None
    # Why the office may not use its data for introducing, empty if it may.
    obstacle: str = ""
    is_in_conflict: bool = False
    unanswered: int = 0

    @property
    def url(self) -> str:
        """The actor's page."""
        return record_url("actor_detail", self.key)


@dataclass(frozen=True)
class Suggestion:
    """Two actors who could be introduced, and why; `first` has the smaller key."""

    first: Party
    second: Party
    facts: tuple[Fact, ...]
    score: int
    seeker: Party
    giver: Party
    kind: str
    want: Item | None = None
    offer: Item | None = None

    @property
    def key(self) -> str:
        """Names the pair in an address and on a page."""
        return f"{self.first.key}-{self.second.key}"


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


class _Search:
    """One look at the city: `seeds` are the actors from which it starts, `only` the pair that alone is asked for. Eight queries and those
    that the registered rules state."""

    def __init__(self, user, municipality, seeds, items: dict[int, Item], only=None):
        self.user, self.municipality, self.items, self.only = user, municipality, items, only
        self.today = timezone.localdate()
        self.seeds = sorted(set(seeds))
        # Pair of keys -> what speaks for it: the best match of a want and an offer, pairs of fields, third parties.
        self.matched: dict[tuple[int, int], tuple[Item, Match]] = {}
        self.complementing = defaultdict(set)
        self.thirds = defaultdict(set)

    # --- what speaks for it --------------------------------------------------------------------------------
    def _read_own_rules(self) -> None:
        rows = MutedRule.objects.visible_to(self.user, self.municipality).values_list("rule", flat=True)
        self.muted = set(rows)

    def _match_listings(self) -> None:
        """Wants of a seed with all offers, offers of a seed with the wants of all others."""
        if "listing" in self.muted:
            return
        seeds, offers, wants = set(self.seeds), [], []
        for item in self.items.values():
            (wants if item.exchange_type == ExchangeType.WANT else offers).append(item)
        for own, others in ((wants, offers), (offers, wants)):
            shelf = Shelf(others)
            for item in own:
                if item.actor not in seeds:
                    continue
                for match in shelf.fitting(item, self.today, FITTING_EACH):
                    pair = _pair(item.actor, match.item.actor)
                    known = self.matched.get(pair)
                    if known is None or known[1].score < match.score:
                        is_want = item.exchange_type == ExchangeType.WANT
                        self.matched[pair] = (item if is_want else match.item, Match(match.item if is_want else item, match.said))

    def _complement_fields(self) -> None:
        """Two queries: the city's pairs of fields, and who is active in them, of the newest actors."""
        rows = FieldPair.objects.visible_to(self.user, self.municipality).filter(is_active=True)
        rows = rows.values_list("pk", "seeking", "giving", "seeking__label", "giving__label")
        self.field_pairs = {row[0]: row[1:] for row in rows}
        own = Actor.objects.visible_to(self.user, self.municipality).current()
        newest = own.order_by("-pk").values("pk")[:NEWEST_ACTORS]
        through = Actor.work_fields.through.objects.filter(Q(actor__in=self.seeds) | Q(actor__in=newest))
        active_in = defaultdict(set)
        for actor, work_field, parent in through.values_list("actor", "workfield", "workfield__parent"):
            active_in[work_field].add(actor)
            if parent:
                active_in[parent].add(actor)
        if "fields" in self.muted:
            return
        seeds = set(self.seeds)
        for key, (seeking, giving, *_labels) in self.field_pairs.items():
            seekers, givers = active_in[seeking], active_in[giving]
            for ones, others in ((seekers, givers), (givers, seekers)):
                for one in ones & seeds:
                    for other in others:
                        if one != other:
                            self.complementing[_pair(one, other)].add(key)

    def _read_connections(self) -> None:
        """Two queries: the connections of the seeds, and those of whom they know."""
        rows = Connection.objects.visible_to(self.user, self.municipality)
        columns = ("pk", "from_actor", "to_actor", "kind", "stage", "stage_since")
        own = list(rows.filter(Q(from_actor__in=self.seeds) | Q(to_actor__in=self.seeds)).values_list(*columns))
        known = {key for row in own if row[4] in LIVING for key in row[1:3]} - set(self.seeds)
        around = sorted(known)[:MOST_ACTORS] or self.seeds
        further = rows.filter(Q(from_actor__in=around) | Q(to_actor__in=around), stage__in=LIVING)
        further = further.order_by("-pk").values_list(*columns)[:MOST_CONNECTIONS]
        self.connections = defaultdict(list)
        for row in own:
            self.connections[_pair(row[1], row[2])].append(row)
        self.members = set()
        neighbours = defaultdict(set)
        for _key, one, other, kind, stage, _since in [*own, *further]:
            if stage in LIVING:
                neighbours[one].add(other)
                neighbours[other].add(one)
                if kind == ConnectionKind.MEMBERSHIP:
                    self.members.add((one, other))
        if "third" in self.muted:
            return
        for seed in self.seeds:
            for third in neighbours[seed]:
                for other in neighbours[third]:
                    if other != seed:
                        self.thirds[_pair(seed, other)].add(third)

    # --- what speaks against it ----------------------------------------------------------------------------
    def _read_decisions(self) -> None:
        """Of what was rejected or put off nothing is suggested for a while; one query."""
        rows = SuggestionDecision.objects.visible_to(self.user, self.municipality)
        rows = rows.filter(Q(first_actor__in=self.seeds) | Q(second_actor__in=self.seeds))
        since = timezone.now() - DECLINED_FOR
        rejected = Q(verdict=SuggestionVerdict.REJECTED, made_at__gte=since)
        snoozed = Q(verdict=SuggestionVerdict.SNOOZED, until__gt=self.today)
        self.decided = set(rows.filter(rejected | snoozed).values_list("first_actor", "second_actor"))

    def _is_out(self, pair: tuple[int, int]) -> bool:
        """Connected, declined within a year, rejected or put off by a colleague."""
        if pair in self.decided:
            return True
        for _key, _one, _other, _kind, stage, since in self.connections.get(pair, ()):
            if stage in WAY or (stage in (Stage.DECLINED, Stage.UNSUITABLE) and since > self.today - DECLINED_FOR):
                return True
        return False

    def _read_actors(self, keys) -> None:
        """Names, places, and what speaks against each; one query."""
        unanswered = (
            IntroductionSide.objects.visible_to(self.user, self.municipality)
            .filter(answer=Answer.OPEN, asked_at__lt=timezone.now() - ANSWERED_WITHIN, asked_at__gt=timezone.now() - OLDEST_REQUEST)
            .order_by()
        )
        conflicts = WarningFlag.objects.visible_to(self.user, self.municipality).in_force().filter(kind=WarningKind.CONFLICT)

        def count(side, path):
            rows = unanswered.filter(Q((path, OuterRef("pk"))), side=side)
            return Subquery(rows.values("municipality").annotate(number=Count("pk")).values("number"))

        rows = (
            Actor.objects.visible_to(self.user, self.municipality)
            .current()
            .filter(pk__in=keys)
            .with_processing(PURPOSE)
            .annotate(
                main=FilteredRelation("locations", condition=Q(locations__is_main=True)),
                is_in_conflict=Exists(conflicts.filter(actor=OuterRef("pk"))),
                unanswered_from=count(Side.FROM, "connection__from_actor"),
                unanswered_to=count(Side.TO, "connection__to_actor"),
            )
            .annotate(
                at_district=F("main__district"),
                at_code=F("main__district__code"),
                at_label=F("main__district__label"),
                at_latitude=F("main__latitude"),
                at_longitude=F("main__longitude"),
                at_precision=F("main__precision"),
            )
            .only("trading_name", "restricted_at", "archived_at")
            .order_by()
        )
        self.parties = {row.pk: self._party(row) for row in rows}

    @staticmethod
    def _party(row) -> Party:
        is_known = row.at_code not in (None, UNKNOWN_DISTRICT)
        decision = decide(row)
        return Party(
            row.pk,
            row.trading_name,
            row.at_district if is_known else None,
            row.at_label if is_known else "",
            (row.at_latitude, row.at_longitude) if row.at_precision == PointPrecision.EXACT else None,
            "" if decision.yes else str(decision.reason),
            row.is_in_conflict,
            (row.unanswered_from or 0) + (row.unanswered_to or 0),
        )

    # --- the sum -------------------------------------------------------------------------------------------
    def best(self, limit: int) -> list[Suggestion]:
        """The suggestions with the highest sums."""
        self._read_own_rules()
        self._match_listings()
        self._complement_fields()
        self._read_connections()
        self._read_decisions()
        pairs = self._points()
        ranked = nlargest(MOST_ACTORS, pairs, key=pairs.get)
        keys = {*self.seeds, *(key for pair in ranked for key in pair)}
        keys |= {third for pair in ranked[:LOOKED_AT] for third in self.thirds.get(pair, ())}
        self._read_actors(sorted(keys))
        pairs = {pair: points for pair in ranked for points in [pairs[pair]] if self._is_known(pair)} | self._seeds_among_each_other(pairs)
        for pair in pairs:
            pairs[pair] += self._near_points(pair)
        looked_at = nlargest(LOOKED_AT, pairs, key=lambda pair: (pairs[pair], pair))
        registered = self._registered(looked_at)
        found = [self._suggestion(pair, registered.get(pair, [])) for pair in looked_at]
        shown = [entry for entry in found if entry.score > 0 and self._has_enough(entry)]
        return sorted(shown, key=lambda entry: (-entry.score, entry.first.key, entry.second.key))[:limit]

    def _points(self) -> dict[tuple[int, int], int]:
        """What each pair has so far; without those that are out."""
        pairs = defaultdict(int)
        for pair, (_want, match) in self.matched.items():
            pairs[pair] += match.score
        for pair in self.complementing:
            pairs[pair] += FIELDS
        for pair in self.thirds:
            pairs[pair] += THIRD
        if self.only:
            return {} if self._is_out(self.only) else {self.only: pairs.get(self.only, 0)}
        return {pair: points for pair, points in pairs.items() if not self._is_out(pair)}

    def _is_known(self, pair) -> bool:
        return pair[0] in self.parties and pair[1] in self.parties

    def _seeds_among_each_other(self, pairs) -> dict[tuple[int, int], int]:
        """Of two of them higher floors may know what nothing here tells."""
        if self.only or not len(suggestion_facts):
            return {}
        seeds = [seed for seed in self.seeds if seed in self.parties]
        among = [(one, other) for at, one in enumerate(seeds) for other in seeds[at + 1 :]]
        return {pair: pairs.get(pair, 0) for pair in among if pair in pairs or not self._is_out(pair)}

    def _metres(self, one: Party, other: Party) -> float | None:
        """How far apart two actors are; only where both have an exact point."""
        return metres_between(one.point, other.point) if one.point and other.point else None

    def _near_points(self, pair) -> int:
        """In one district, close by, or both."""
        if "district" in self.muted:
            return 0
        one, other = self.parties[pair[0]], self.parties[pair[1]]
        metres = self._metres(one, other)
        is_close = metres is not None and metres <= NEAR_METRES
        if one.district and one.district == other.district:
            return DISTRICT + (NEARBY if is_close else 0)
        return DISTRICT if is_close else 0

    def _near_facts(self, pair) -> list[Fact]:
        points = self._near_points(pair)
        if not points:
            return []
        one, other = self.parties[pair[0]], self.parties[pair[1]]
        metres = self._metres(one, other)
        away = {"distance": distance_words(metres) if metres is not None else ""}
        if one.district and one.district == other.district:
            words = _("both in %(district)s") if metres is None else _("both in %(district)s, %(distance)s apart")
            link = (one.district_label, f"{reverse('actor_list')}?district={one.district}")
            return [Fact("district", points, words % (away | {"district": one.district_label}), (link,))]
        places = {"first": one.district_label or "–", "second": other.district_label or "–"}
        links = ((places["first"], one.url), (places["second"], other.url))
        return [Fact("district", points, _("%(distance)s apart, in %(first)s and %(second)s") % (away | places), links)]

    def _registered(self, pairs) -> dict[tuple[int, int], list[Fact]]:
        """What higher floors know for or against these pairs."""
        found = defaultdict(list)
        for entry in suggestion_facts:
            if entry.key in self.muted or not pairs:
                continue
            for pair, facts in entry.facts(self.user, self.municipality, pairs).items():
                found[pair] += [replace(fact, code=entry.key) for fact in facts]
        return found

    def _listing_facts(self, pair) -> list[Fact]:
        """The want with the offer as one line, and below it what their details say."""
        if pair not in self.matched:
            return []
        want, match = self.matched[pair]
        same = [fact for fact in match.facts if fact.code in ("listing", "listing_type")]
        details = [fact for fact in match.facts if fact not in same and fact.code != "listing_place"]
        words = _("seeks %(want)s, offers %(offer)s") % {"want": want.summary, "offer": match.item.summary}
        links = ((want.summary, want.url), (match.item.summary, match.item.url))
        linked = [replace(fact, links=((_named_in(fact.words, match.item), match.item.url),)) for fact in details]
        return [Fact("listing", score_of(same), words, links), *linked]

    def _field_facts(self, pair) -> list[Fact]:
        if pair not in self.complementing:
            return []
        # Of several pairs of fields the city's first one is said; the points are given once.
        seeking, giving, seeking_label, giving_label = self.field_pairs[min(self.complementing[pair])]
        words = _("“%(seeking)s” and “%(giving)s” complement each other") % {"seeking": seeking_label, "giving": giving_label}
        links = tuple((label, f"{reverse('actor_list')}?field={key}") for label, key in ((seeking_label, seeking), (giving_label, giving)))
        return [Fact("fields", FIELDS, words, links)]

    def _third_facts(self, pair) -> list[Fact]:
        known = [self.parties[key] for key in sorted(self.thirds.get(pair, ())) if key in self.parties]
        if not known:
            return []
        joined = next((party for party in known if all((key, party.key) in self.members for key in pair)), None)
        party = joined or known[0]
        words = _("both are members of %(name)s") if joined else _("both know %(name)s")
        return [Fact("third", THIRD, words % {"name": party.name}, ((party.name, party.url),))]

    def _against(self, pair) -> list[Fact]:
        """What a broker has to know before."""
        facts = []
        for key, _one, _other, _kind, stage, since in self.connections.get(pair, ())[:1]:
            words = {
                Stage.ENDED: _("were connected before, ended in %(month)s"),
                Stage.NO_REPLY: _("were to be introduced, no reply in %(month)s"),
            }.get(stage, _("were to be introduced, nothing came of it in %(month)s"))
            said = words % {"month": f"{since:%m/%Y}"}
            facts.append(Fact("closed", CLOSED_BEFORE, said, ((said, record_url("connection_detail", key)),)))
        for party in (self.parties[key] for key in pair):
            link = ((party.name, party.url),)
            if party.is_in_conflict:
                facts.append(Fact("conflict", CONFLICT, _("%(name)s has a warning: conflict") % {"name": party.name}, link))
            if party.obstacle:
                words = _("%(name)s may not be written to: %(reason)s") % {"name": party.name, "reason": party.obstacle}
                facts.append(Fact("not_allowed", NOT_ALLOWED, words, link))
            if party.unanswered:
                words = ngettext(
                    "%(name)s has not answered %(number)s request", "%(name)s has not answered %(number)s requests", party.unanswered
                )
                facts.append(Fact("no_answer", NO_ANSWER, words % {"name": party.name, "number": party.unanswered}, link))
        return facts

    def _suggestion(self, pair, registered: list[Fact]) -> Suggestion:
        facts = [*self._listing_facts(pair), *self._field_facts(pair), *self._near_facts(pair), *self._third_facts(pair), *registered]
        facts += self._against(pair)
        # Details of a match stay below it, as they were found.
        facts.sort(key=lambda fact: not fact.is_for)
        first, second = (self.parties[key] for key in pair)
        want, match = self.matched.get(pair, (None, None))
        seeker = want.actor if want else self._seeking_by_field(pair)
        return Suggestion(
            first,
            second,
            tuple(facts),
            score_of(facts),
            seeker=first if seeker == first.key else second,
            giver=second if seeker == first.key else first,
            kind=kind_from(want) if want else ConnectionKind.INTRODUCTION,
            want=want,
            offer=match.item if match else None,
        )

    def _seeking_by_field(self, pair) -> int:
        """Who is asked first where nobody said that they seek something: the actor from which the search started."""
        return next((key for key in pair if key in self.seeds), pair[0])

    @staticmethod
    def _has_enough(suggestion: Suggestion) -> bool:
        return sum(fact.is_for and any(url for _words, url in fact.links) for fact in suggestion.facts) >= FACTS_AT_LEAST


def _named_in(words: str, offer: Item) -> str:
    """The part of a detail that names what the offer says of itself; all of it if there is none."""
    said = [
        measure(offer.amount, offer.unit) if offer.amount is not None and offer.unit else "",
        str(TransactionType(offer.transaction_type).label) if offer.transaction_type else "",
        *(f"{day:%d.%m.%Y}" for day in (offer.first_day, offer.last_day) if day),
    ]
    return next((part for part in said if part and part in words), words)


# --- what pages ask ----------------------------------------------------------------------------------------
def suggestions_for(user, municipality, actor, limit: int = 3) -> list[Suggestion]:
    """To whom an actor could be introduced, the best first; eight queries and those of the registered rules."""
    return _Search(user, municipality, [actor.pk], read_items(user, municipality)).best(limit)


def suggestion_of(user, municipality, first: int, second: int) -> Suggestion | None:
    """What speaks now for and against one pair, None if nothing is suggested; as many queries as for an actor."""
    pair = _pair(first, second)
    found = _Search(user, municipality, pair, read_items(user, municipality), only=pair).best(1)
    return found[0] if found else None


def city_suggestions(user, municipality, limit: int = 30) -> list[Suggestion]:
    """The best suggestions of a city, starting from actors with open wants, from those talked to lately and from those whom nobody
    knows; ten queries and those of the registered rules, however many actors there are."""
    items = read_items(user, municipality)
    wanting = dict.fromkeys(item.actor for item in items.values() if item.exchange_type == ExchangeType.WANT)
    seeds = [*[*wanting][:SEEDS_EACH], *_talked_to(user, municipality), *_alone(user, municipality)]
    return _mixed(_Search(user, municipality, seeds, items).best(LOOKED_AT), limit)


def _mixed(suggestions: list[Suggestion], limit: int) -> list[Suggestion]:
    """The best ones, but of no actor more than three: one want that many offers fit is not all that a city has."""
    shown, times = [], Counter()
    for suggestion in suggestions:
        keys = (suggestion.first.key, suggestion.second.key)
        if max(times[key] for key in keys) < OF_ONE_ACTOR:
            times.update(keys)
            shown.append(suggestion)
    return shown[:limit]


def _talked_to(user, municipality) -> list[int]:
    """Who was advised in the last three months, the latest first; one query."""
    since: date = timezone.localdate() - RECENT
    rows = ActorActivity.objects.filter(municipality=municipality, last_consulted_on__gte=since)
    rows = rows.filter(actor__in=Actor.objects.visible_to(user, municipality).current().values("pk"))
    return list(rows.order_by("-last_consulted_on", "-pk").values_list("pk", flat=True)[:SEEDS_EACH])


def _alone(user, municipality) -> list[int]:
    """Whom no connection joins to anybody, the newest first; one query."""
    running = Connection.objects.visible_to(user, municipality).filter(stage__in=WAY)
    rows = Actor.objects.visible_to(user, municipality).current()
    rows = rows.filter(~Exists(running.filter(from_actor=OuterRef("pk"))), ~Exists(running.filter(to_actor=OuterRef("pk"))))
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:SEEDS_EACH])
