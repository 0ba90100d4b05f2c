"""Which offers fit a want, and which wants an offer, with the reasons."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from heapq import nlargest

from django.db.models import F, FilteredRelation, Q
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from initiatives.choices import PointPrecision
from initiatives.duplicates import metres_between
from initiatives.search.words import UNIMPORTANT, both_forms
from municipalities.models import UNKNOWN_DISTRICT
from network.choices import ExchangeType, ItemType, TransactionType, Unit
from network.facts import Fact
from network.models import Listing
from wf40.tables import record_url

# Of a city with more open listings the newest are looked through.
MOST_LISTINGS = 2000
# Of them those are compared in full that have the most letters in common with what is sought.
MOST_COMPARED = 300
# Words that a text may add; what comes after them says little about the thing.
MOST_TEXT_WORDS = 60
# A shorter beginning or part is found in words of every kind.
SHORTEST_PART = 4
# Of the letters of a word that is sought, so many have to be found for the two to mean the same; between unlike kinds of things more.
ALIKE, ALIKE_ELSEWHERE = 0.5, 0.75
NEAR_METRES = 2000
TITLE_POINTS, TEXT_PART = 5, 0.5
MONTHS = frozenset("januar februar marz april mai juni juli august september oktober november dezember".split())
# Said of every listing, or what stands in fields of its own.
SAYS_LITTLE = MONTHS | frozenset("suche sucht gesucht suchen biete bietet brauche braucht etwa sofort".split())
LENGTHS = (Unit.SQUARE_METRE, Unit.CUBIC_METRE, Unit.METRE)
_TWO_LETTERS = (("ae", "a"), ("oe", "o"), ("ue", "u"))


@lru_cache(maxsize=8192)
def compared(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: folded as in the search, an umlaut written in either way or left out being one letter."""
    found = {}
    for word in both_forms(text)[0].split():
        for two, one in _TWO_LETTERS:
            word = word.replace(two, one)
        if len(word) > 2 and not word.isdecimal() and word not in UNIMPORTANT and word not in SAYS_LITTLE:
            found[word] = None
    return tuple(found)


@lru_cache(maxsize=20_000)
def _grams(word: str) -> frozenset[str]:
    """What two words have to share at least to mean one thing: four letters in a row, of short words all."""
    return frozenset(word[at : at + SHORTEST_PART] for at in range(max(1, len(word) - SHORTEST_PART + 1)))


@lru_cache(maxsize=100_000)
def _found_in(word: str, other: str) -> tuple[int, int]:
    """From which to before which letter a word is found in another one: whole, as a part of it, or with a part or a beginning in common."""
    if word == other or (len(word) >= SHORTEST_PART and word in other):
        return 0, len(word)
    if len(other) >= SHORTEST_PART and (at := word.find(other)) >= 0:
        return at, at + len(other)
    same = 0
    for one, two in zip(word, other, strict=False):
        if one != two:
            break
        same += 1
    return (0, same) if same >= SHORTEST_PART else (0, 0)


def covered(word: str, others: Iterable[str]) -> float:
    """How much of a word is found in others, from 0 to 1: "Kühlraum" is whole in "Raum mit Kühlung"."""
    if word in others:
        return 1.0
    letters = set()
    for other in others:
        start, stop = _found_in(word, other)
        letters.update(range(start, stop))
        if len(letters) == len(word):
            break
    return len(letters) / len(word)


@dataclass(frozen=True)
class Item:
    """A want or an offer as it is compared; one that was only typed has no key and no actor."""

    title: str
    exchange_type: str = ExchangeType.WANT
    item_type: str = ""
    transaction_type: str = ""
    text: str = ""
    amount: Decimal | None = None
    unit: str = ""
    first_day: date | None = None
    last_day: date | None = None
    district: int | None = None
    district_label: str = ""
    point: tuple[float, float] | None = None
    radius_km: int | None = None
    key: int = 0
    actor: int = 0
    actor_name: str = ""
    visibility: str = ""
    taken: list[tuple[date, date]] = field(default_factory=list)

    @cached_property
    def title_words(self) -> tuple[str, ...]:
        """The words of the title."""
        return compared(self.title)

    @cached_property
    def text_words(self) -> tuple[str, ...]:
        """The words of the description."""
        return compared(self.text)[:MOST_TEXT_WORDS]

    @cached_property
    def grams(self) -> frozenset[str]:
        """Everything by which its words may be found."""
        return frozenset().union(*map(_grams, self.title_words), *map(_grams, self.text_words))

    @property
    def url(self) -> str:
        """The page of the want or offer."""
        try:
            return record_url("listing_detail", self.key) if self.key else ""
        except NoReverseMatch:
            return ""

    @property
    def actor_url(self) -> str:
        """The page of its actor."""
        return record_url("actor_detail", self.actor) if self.actor else ""

    @property
    def summary(self) -> str:
        """What it is in one line: "Kühlraum, 20 m², ab 01.03.2026"."""
        parts = [self.title]
        # The title often says it already.
        if self.amount is not None and self.unit and f"{plain_number(self.amount)}" not in self.title:
            parts.append(measure(self.amount, self.unit))
        if self.first_day and "ab " not in self.title:
            parts.append(_("from %(day)s") % {"day": f"{self.first_day:%d.%m.%Y}"})
        return ", ".join(parts)


@dataclass(frozen=True)
class Match:
    """A want or offer that fits, why, and how well."""

    item: Item
    # What `compare` found: code, points, and how it is said. Most of what is compared is never shown, so the words are made late.
    said: tuple[tuple[str, int, Callable[[], str]], ...]

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The reasons for and against."""
        return tuple(Fact(code, points, say()) for code, points, say in self.said)

    @cached_property
    def score(self) -> int:
        """The sum of its facts."""
        return sum(points for _code, points, _say in self.said)


# Of what is so many times more than wanted, most would stay unused.
FAR_MORE = 5


def plain_number(amount) -> str:
    """An amount without digits that say nothing: 20 instead of 20,00."""
    amount = Decimal(amount)
    return number_format(amount.quantize(Decimal(1)) if amount == amount.to_integral() else amount.normalize())


def measure(amount, unit: str) -> str:
    """An amount with its unit: "20 m²"."""
    return f"{plain_number(amount)}\N{NO-BREAK SPACE}{Unit(unit).label}"


def distance_words(metres: float) -> str:
    """A distance as one says it: "900 m", "1,2 km"."""
    if metres < 950:
        return f"{max(100, round(metres / 100) * 100)}\N{NO-BREAK SPACE}m"
    return f"{number_format(round(metres / 1000, 1), 1)}\N{NO-BREAK SPACE}km"


# --- reading -----------------------------------------------------------------------------------------------
def read_items(user, municipality, today: date | None = None) -> dict[int, Item]:
    """What is sought and given in the city now, by its key: the newest 2,000, not expired, without those of archived actors; one query."""
    today = today or timezone.localdate()
    open_rows = (
        Listing.objects.visible_to(user, municipality)
        .still_sought()
        .filter(Q(expires_on=None) | Q(expires_on__gte=today), actor__archived_at=None)
    )
    rows = (
        Listing.objects.filter(pk__in=open_rows.order_by("-pk").values("pk")[:MOST_LISTINGS])
        .annotate(
            place=FilteredRelation("actor__locations", condition=Q(actor__locations__is_main=True)),
            taken=FilteredRelation("taken_periods", condition=Q(taken_periods__last_day__gte=today)),
        )
        .annotate(taken_from=F("taken__first_day"), taken_to=F("taken__last_day"))
        .order_by("-pk", "taken_from")
    )
    return _items(rows)


def read_item(user, municipality, key: int) -> Item | None:
    """One want or offer in whatever state, None if this person does not see it; one query."""
    rows = Listing.objects.visible_to(user, municipality).filter(pk=key)
    rows = rows.annotate(
        place=FilteredRelation("actor__locations", condition=Q(actor__locations__is_main=True)),
        taken=FilteredRelation("taken_periods", condition=Q(taken_periods__last_day__gte=timezone.localdate())),
    ).annotate(taken_from=F("taken__first_day"), taken_to=F("taken__last_day"))
    return _items(rows).get(key)


def _items(rows) -> dict[int, Item]:
    """A row for each taken period becomes one item with its periods."""
    found = {}
    for row in rows.values(
        "pk", "actor", "actor__trading_name", "exchange_type", "item_type", "transaction_type", "title", "text", "amount", "unit",
        "available_from", "available_to", "district", "district__code", "district__label", "latitude", "longitude", "radius_km",
        "visibility", "taken_from", "taken_to", "place__latitude", "place__longitude", "place__precision", "place__district",
        "place__district__code", "place__district__label",
    ):  # fmt: skip
        item = found.get(row["pk"])
        if item is None:
            item = found[row["pk"]] = _item(row)
        if row["taken_from"]:
            item.taken.append((row["taken_from"], row["taken_to"]))
    return found


def _item(row: dict) -> Item:
    """Its own place, otherwise the main place of its actor."""
    prefix = "" if row["district"] or row["latitude"] is not None else "place__"
    point = None
    if row["latitude"] is not None:
        point = (row["latitude"], row["longitude"])
    elif row["place__precision"] == PointPrecision.EXACT and not (row["district"] and row["district"] != row["place__district"]):
        point = (row["place__latitude"], row["place__longitude"])
    is_known = row[f"{prefix}district__code"] not in (None, UNKNOWN_DISTRICT)
    return Item(
        key=row["pk"],
        actor=row["actor"],
        actor_name=row["actor__trading_name"],
        exchange_type=row["exchange_type"],
        item_type=row["item_type"],
        transaction_type=row["transaction_type"],
        title=row["title"],
        text=row["text"],
        amount=row["amount"],
        unit=row["unit"],
        first_day=row["available_from"],
        last_day=row["available_to"],
        district=row[f"{prefix}district"] if is_known else None,
        district_label=row[f"{prefix}district__label"] if is_known else "",
        point=point,
        radius_km=row["radius_km"],
        visibility=row["visibility"],
    )


# --- comparing ---------------------------------------------------------------------------------------------
def _words(want: Item, offer: Item) -> tuple[float, float, str, bool]:
    """How much of the wanted thing the offer names: all its words weighed, the best one, that word, and whether both titles name it."""
    best, best_word, in_title, total = 0.0, "", False, 0.0
    # What the titles leave open the descriptions may say, on either side: it counts half.
    for words, weight in ((want.title_words, 1.0), (want.text_words, TEXT_PART)):
        if best >= ALIKE or not words:
            continue
        sum_of_shares = 0.0
        for word in words:
            if offer.grams.isdisjoint(_grams(word)):
                continue
            share, is_title = covered(word, offer.title_words) * weight, weight == 1.0
            if share < TEXT_PART * weight and (text := covered(word, offer.text_words) * TEXT_PART * weight) > share:
                share, is_title = text, False
            sum_of_shares += share
            if share > best:
                best, best_word, in_title = share, word, is_title
        total = max(total, sum_of_shares / len(words))
    return 0.6 * best + 0.4 * total, best, best_word, in_title


def _as_written(word: str, *texts: str) -> str:
    """A compared word as somebody wrote it."""
    for text in texts:
        for written in text.replace("/", " ").replace("-", " ").split():
            if compared(written) == (word,):
                return written.strip(".,;:()„“\"'")
    return word


def _is_room_enough(want: Item, offer: Item) -> bool:
    """A room is a room, whatever it is called, if it is large enough."""
    return bool(want.item_type == ItemType.SPACE and want.amount and want.unit == offer.unit and (offer.amount or 0) >= want.amount)


def _day(day: date) -> dict[str, str]:
    return {"day": f"{day:%d.%m.%Y}"}


def _thing(want: Item, offer: Item) -> list[tuple]:
    """Whether both mean the same thing; empty if nothing says so."""
    is_same = not want.item_type or want.item_type == offer.item_type
    share, best, word, in_title = (0.0, 0.0, "", False) if want.grams.isdisjoint(offer.grams) else _words(want, offer)
    least = (ALIKE if is_same else ALIKE_ELSEWHERE) * (1 if in_title else TEXT_PART)
    facts = []
    if word and best >= least:

        def say() -> str:
            if best < (1 if in_title else TEXT_PART):
                words = _("much like “%(word)s”")
            else:
                words = _("“%(word)s” in the title") if in_title else _("“%(word)s” in the description")
            return words % {"word": _as_written(word, want.title, want.text)}

        facts.append(("listing", max(1, round(TITLE_POINTS * share)), say))
    elif not (is_same and _is_room_enough(want, offer)):
        return []
    if is_same and want.item_type:
        facts.append(("listing_type", 1, lambda: _("the same kind: %(kind)s") % {"kind": ItemType(offer.item_type).label}))
    return facts


def _terms(want: Item, offer: Item) -> list[tuple]:
    if not (want.transaction_type and offer.transaction_type):
        return []
    wanted, offered = TransactionType(want.transaction_type), TransactionType(offer.transaction_type)
    if wanted == offered:
        return [("listing_terms", 1, lambda: _("on the same terms: %(terms)s") % {"terms": offered.label})]
    labels = {"wanted": wanted, "offered": offered}

    def say() -> str:
        words = _("other terms: wanted is “%(wanted)s”, offered “%(offered)s”")
        return words % {key: terms.label for key, terms in labels.items()}

    return [("listing_terms", -1, say)]


def _amount(want: Item, offer: Item) -> list[tuple]:
    if not want.amount or offer.amount is None or not want.unit or want.unit != offer.unit:
        return []

    def say() -> str:
        if offer.amount >= want.amount:
            values = {"offered": measure(offer.amount, offer.unit), "wanted": measure(want.amount, want.unit)}
            return _("%(offered)s, wanted are %(wanted)s") % values
        words = _("%(gap)s too small") if want.unit in LENGTHS else _("%(gap)s too little")
        return words % {"gap": measure(want.amount - offer.amount, want.unit)}

    if offer.amount < want.amount:
        return [("listing_amount", -2, say)]
    # A hall is large enough for four square metres, and still nobody's first thought.
    return [("listing_amount", 2 if offer.amount <= FAR_MORE * want.amount else 1, say)]


def _time(want: Item, offer: Item, today: date) -> list[tuple]:
    if not (want.first_day or want.last_day):
        return []
    begin = max(want.first_day or today, today)
    end = max(want.last_day, begin) if want.last_day else begin
    if offer.last_day and offer.last_day < end:
        return [("listing_time", -2, lambda: _("free until %(day)s only") % _day(offer.last_day))]
    taken = next(((first, last) for first, last in offer.taken if first <= end and last >= begin), None)
    if taken:
        days = {"first": f"{taken[0]:%d.%m.%Y}", "last": f"{taken[1]:%d.%m.%Y}"}
        return [("listing_time", -3, lambda: _("taken from %(first)s to %(last)s") % days)]
    if offer.first_day and offer.first_day > begin:
        # Late, or after everything.
        points = -2 if offer.first_day > end else -1
        return [("listing_time", points, lambda: _("free from %(day)s only") % _day(offer.first_day))]
    if offer.first_day:
        return [("listing_time", 1, lambda: _("free from %(day)s") % _day(offer.first_day))]
    return [("listing_time", 1, lambda: _("free at the wanted time"))]


def _place(want: Item, offer: Item) -> list[tuple]:
    limits = [radius for radius in (want.radius_km, offer.radius_km) if radius]
    if want.point and offer.point:
        metres = metres_between(want.point, offer.point)
        if limits and metres > min(limits) * 1000:

            def say() -> str:
                words = _("%(distance)s away, more than the radius of %(radius)s km")
                return words % {"distance": distance_words(metres), "radius": min(limits)}

            return [("listing_place", -2, say)]
        if limits or metres <= NEAR_METRES:
            return [("listing_place", 1, lambda: _("%(distance)s away") % {"distance": distance_words(metres)})]
        return []
    if want.district and want.district == offer.district:
        return [("listing_place", 1, lambda: _("both in %(district)s") % {"district": offer.district_label})]
    return []


def compare(want: Item, offer: Item, today: date) -> Match | None:
    """The facts for and against, None where the two are different things; the match holds the offer."""
    thing = _thing(want, offer)
    if not thing:
        return None
    return Match(offer, (*thing, *_terms(want, offer), *_amount(want, offer), *_time(want, offer, today), *_place(want, offer)))


class Shelf:
    """The wants or the offers of a city, found by the letters of their words."""

    def __init__(self, items: Iterable[Item]):
        self.items = list(items)
        self._by_gram = defaultdict(list)
        self._spaces = []
        for at, item in enumerate(self.items):
            for gram in item.grams:
                self._by_gram[gram].append(at)
            if item.item_type == ItemType.SPACE and item.amount:
                self._spaces.append(at)

    def fitting(self, item: Item, today: date, limit: int) -> list[Match]:
        """What fits, the best first; what was named first among equals is newer."""
        shared = Counter(at for gram in item.grams for at in self._by_gram.get(gram, ()))
        near = set(shared) if len(shared) <= MOST_COMPARED else set(nlargest(MOST_COMPARED, shared, key=lambda at: (shared[at], -at)))
        if item.item_type == ItemType.SPACE and item.amount:
            near.update(self._spaces[:MOST_COMPARED])
        is_want = item.exchange_type == ExchangeType.WANT
        found = []
        for at in sorted(near):
            other = self.items[at]
            if other.actor == item.actor and item.actor:
                continue
            match = compare(item, other, today) if is_want else compare(other, item, today)
            if match is not None:
                found.append(match if is_want else Match(other, match.said))
        found.sort(key=lambda match: -match.score)
        return found[:limit]


def fitting(items: dict[int, Item], item: Item, limit: int, today: date | None = None) -> list[Match]:
    """Of what `read_items` gave: what fits an item, the best first."""
    shelf = Shelf(other for other in items.values() if other.exchange_type != item.exchange_type)
    return shelf.fitting(item, today or timezone.localdate(), limit)


def matches(user, municipality, listing, limit: int = 20) -> list[Match]:
    """What fits a want or an offer of the city, the best first, each with its reasons; two queries, however many listings there are."""
    item = read_item(user, municipality, listing.pk)
    return fitting(read_items(user, municipality), item, limit) if item else []
