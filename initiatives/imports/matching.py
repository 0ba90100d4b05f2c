"""Which actor of the register a row speaks of."""

from collections import Counter, defaultdict

from django.utils.translation import gettext as _

from initiatives.imports.values import Reading, Reason, RowRefused
from initiatives.models import Actor, ActorAlias
from wf40.folding import folded_forms


def folded_name(name: str) -> str:
    """A name for comparing; one without Latin letters stands for itself."""
    return folded_forms(name)[0] or " ".join(name.casefold().split())


class Register:
    """The names and numbers of the cities' actors, and what the file has already said about them."""

    def __init__(self, municipalities, pairs: Counter):
        self.pairs = pairs
        self.by_pair: dict = defaultdict(dict)
        self.by_name: dict = defaultdict(set)
        self.by_alias: dict = defaultdict(set)
        self.names: dict[int, str] = {}
        self.cities: dict[int, int] = {}
        self.has_source: dict[int, bool] = {}
        self.restricted: set[int] = set()
        self.rows_by_key: dict = {}
        self.rows_by_name: dict = {}
        self.rows_by_actor: dict[int, int] = {}
        self._load([municipality.pk for municipality in municipalities])

    def _load(self, municipalities: list[int]) -> None:
        actors = Actor.objects.filter(municipality__in=municipalities).order_by()
        for pk, city, name, source, source_id in actors.values_list("pk", "municipality", "trading_name", "source", "source_id").iterator():
            folded = folded_name(name)
            self.names[pk] = folded
            self.cities[pk] = city
            self.has_source[pk] = bool(source)
            self.by_name[city, folded].add(pk)
            if source and source_id:
                self.by_pair[city, source, source_id][pk] = folded
        self.restricted = set(actors.exclude(restricted_at=None).values_list("pk", flat=True))
        aliases = ActorAlias.objects.filter(municipality__in=municipalities).order_by()
        for city, actor, name in aliases.values_list("municipality", "actor", "name").iterator():
            self.by_alias[city, folded_name(name)].add(actor)

    def is_by_number(self, reading: Reading) -> bool:
        """Whether a number alone says which actor is meant: ours, or that of a source."""
        return reading.actor_key is not None or self._is_by_source(reading)

    def _is_by_source(self, reading: Reading) -> bool:
        return reading.pair is not None and self.pairs[reading.pair] == 1

    def find(self, city: int, reading: Reading) -> tuple[int | None, bool]:
        """The actor's key, None for a new one, and whether it was found by another of its names. Raises `RowRefused`."""
        folded = folded_name(reading.name)
        if reading.actor_key is not None:
            actor, is_by_alias = self._by_own_number(city, reading), False
        else:
            self._refuse_repetition(city, reading, folded)
            actor, is_by_alias = self._by_pair(city, reading, folded) if reading.pair else self._by_name(city, folded)
        if actor in self.restricted:
            raise RowRefused(Reason.RESTRICTED, _("The data of this actor are restricted (Art. 18 GDPR): nothing of them is changed."))
        if actor in self.rows_by_actor:
            raise RowRefused(Reason.REPEATED, _("Row %(row)d speaks of the same actor.") % {"row": self.rows_by_actor[actor]})
        self._remember(city, reading, folded, actor, is_by_alias)
        return actor, is_by_alias

    def _key(self, city: int, reading: Reading, folded: str):
        if self._is_by_source(reading):
            return city, *reading.pair
        return city, *(reading.pair or ("", "")), folded

    def _refuse_repetition(self, city: int, reading: Reading, folded: str) -> None:
        row = self.rows_by_key.get(self._key(city, reading, folded))
        if row is None and reading.pair is None:
            row = self.rows_by_name.get((city, folded))
        if row is not None:
            raise RowRefused(Reason.REPEATED, _("Twice in the file: the same as row %(row)d.") % {"row": row})

    def _by_own_number(self, city: int, reading: Reading) -> int:
        """The city's actor with this number; of another city's nobody learns whether there is one."""
        if self.cities.get(reading.actor_key) != city:
            raise RowRefused(
                Reason.UNKNOWN_NUMBER,
                _("This city has no actor with the number %(number)s. If the actor is new, please leave the number out.")
                % {"number": reading.actor_key},
            )
        return reading.actor_key

    def _by_pair(self, city: int, reading: Reading, folded: str) -> tuple[int | None, bool]:
        found = self.by_pair.get((city, *reading.pair), {})
        if self._is_by_source(reading) and len(found) == 1:
            return next(iter(found)), False
        same_name = [pk for pk, name in found.items() if name == folded]
        if len(same_name) > 1:
            raise RowRefused(Reason.UNCLEAR, _("Several actors have this name and this number in the source."))
        return (same_name[0] if same_name else None), False

    def _by_name(self, city: int, folded: str) -> tuple[int | None, bool]:
        found = self.by_name.get((city, folded), set())
        if len(found) > 1:
            found = {pk for pk in found if not self.has_source[pk]}
            if len(found) != 1:
                raise RowRefused(Reason.UNCLEAR, _("Several actors of the city have this name, and the row has no number of a source."))
        if found:
            return next(iter(found)), False
        others = self.by_alias.get((city, folded), set())
        return (next(iter(others)), True) if len(others) == 1 else (None, False)

    def _remember(self, city: int, reading: Reading, folded: str, actor: int | None, is_by_alias: bool) -> None:
        self.rows_by_key[self._key(city, reading, folded)] = reading.number
        self.rows_by_name.setdefault((city, folded), reading.number)
        if actor is None:
            return
        self.rows_by_actor[actor] = reading.number
        if not is_by_alias and self.names[actor] != folded:
            # The actor will bear the file's name: a row with the old one means another.
            self.by_name[city, self.names[actor]].discard(actor)
            self.names[actor] = folded
            self.by_name[city, folded].add(actor)

    def namesakes(self, city: int, name: str) -> bool:
        """Whether an actor of the city already bears a new actor's name."""
        return bool(self.by_name.get((city, folded_name(name))))
