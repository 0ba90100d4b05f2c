"""Asks the register who may be meant by the words of a note: a fixed number of queries, however many actors a city has."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk.capture.reading import Candidate
from initiatives.models import Actor, ConsultationTopic, Contact, ContactRole, Location
from initiatives.search import conditions, postgresql, sqlite
from initiatives.search.words import UNIMPORTANT, Question, both_forms
from initiatives.search.words import Word as Asked
from municipalities.models import District

# So many words of a note are looked up, and so many records are read for each.
MOST_WORDS, MOST_PER_WORD, MOST_SLIPS, MOST_ROLES = 36, 25, 8, 300
LEGAL_ENDS = ("", " ev", " gmbh", " ggmbh", " eg", " ug", " gbr")


@dataclass
class Known:
    """A record of the register with all its names, folded: of each the words (ä as ae, ä as a) without legal form and small words."""

    key: int
    names: list[tuple[tuple[str, ...], tuple[str, ...]]]
    name: str = ""
    meta: str = ""
    district: str = ""
    is_past: bool = False
    actors: set[int] = field(default_factory=set)
    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()

    def candidate(self) -> Candidate:
        """As the note offers it."""
        return Candidate(self.key, self.name, self.meta)


def named_words(words: list[str]) -> tuple[str, ...]:
    """The words without what says little, unless nothing else is there; legal forms always go."""
    return tuple(word for word in words if word not in UNIMPORTANT) or tuple(words)


def _names(lines: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    found = []
    for line in lines.split("\n"):
        plain, _tab, rest = line.partition("\t")
        bare = rest.partition("\t")[0]
        words = named_words(plain.split())
        if words:
            found.append((words, named_words(bare.split()) if bare.strip() else words))
    return found


class Register:
    """The actors and people of a city whom somebody may see; without a user those whom the office may see at all."""

    def __init__(self, user, municipality):
        self.user, self.municipality = user, municipality

    def visible(self, model):
        """The rows from which every answer starts."""
        if self.user is None:
            return model.objects.filter(municipality=self.municipality).sighted()
        return model.objects.visible_to(self.user, self.municipality)

    def topics(self) -> list[tuple[str, str, str]]:
        """(code, name, words) of each topic in use; one query."""
        rows = ConsultationTopic.objects.filter(municipality=self.municipality, is_active=True).order_by("position", "pk")
        return list(rows.values_list("code", "label", "words"))

    def places(self) -> frozenset[str]:
        """The city and its districts, folded: "Barmen" alone names no actor; one query."""
        labels = District.objects.filter(municipality=self.municipality).values_list("label", flat=True)
        return frozenset(word for label in (*labels, str(self.municipality)) for form in both_forms(label) for word in form.split())

    def _found(self, kind: str, asked: list, limit: int) -> dict[int, list]:
        """The names of the first records that fulfil each condition; one query."""
        backend = {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
        parts, values = [], []
        for condition in asked:
            tables, where, own, order = backend.asked(condition)
            parts.append(
                "SELECT * FROM (SELECT e.record_key, e.folded_names"  # noqa: S608  names of ours and placeholders
                f" FROM {tables} WHERE {where} AND e.municipality_id = %s AND e.kind = %s ORDER BY {order} LIMIT {limit}) AS found"
            )
            values += [*own, self.municipality.pk, kind]
        if not parts:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            return {key: _names(names) for key, names in cursor.fetchall()}

    def named(self, kind: str, words: list[tuple[str, str]], pairs: list[tuple[tuple[str, str], tuple[str, str]]]) -> dict[int, list]:
        """Records of a kind with a name in which one of the words begins a word, or two of them stand; one query."""
        asked = []
        for forms in words[:MOST_WORDS]:
            if not (begins := _begins(forms)):
                continue
            asked.append(begins)
            if kind == "actor":
                # The whole name, because many may begin so.
                whole = [conditions.Part(f" {form}{end} \t", True) for form in dict.fromkeys(forms) for end in LEGAL_ENDS]
                asked.append(conditions.Any(tuple(whole)))
        both = [(_begins(first), _begins(second)) for first, second in pairs[:MOST_WORDS]]
        asked += [conditions.All(pair) for pair in both if all(pair)]
        return self._found(kind, asked, MOST_PER_WORD)

    def nearly_named(self, words: list[tuple[str, str]]) -> dict[int, list]:
        """Actors whose name has one of these words with a slip; one query."""
        asked = []
        for forms in words[:MOST_SLIPS]:
            word = Asked(tuple(dict.fromkeys(forms)))
            asked += conditions.with_slips(Question((word,)), {word})[-1:]
        return self._found("actor", asked, MOST_PER_WORD)

    def actors(self, found: dict[int, list]) -> dict[int, Known]:
        """What may be seen of these actors, with what tells two of one name apart; one query."""
        district = Location.objects.filter(actor=OuterRef("pk"), is_main=True).values("district__label")[:1]
        rows = self.visible(Actor).filter(pk__in=list(found)).with_activity().annotate(shown_district=Subquery(district))
        known = {}
        for actor in rows.order_by("sort_key", "pk").values("pk", "trading_name", "archived_at", "last_consulted_on", "shown_district"):
            day = actor["last_consulted_on"]
            meta = (
                actor["shown_district"],
                _("last contact %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")} if day else _("no contact yet"),
                _("archived") if actor["archived_at"] else "",
            )
            known[actor["pk"]] = Known(
                actor["pk"],
                found[actor["pk"]],
                actor["trading_name"],
                " · ".join(str(part) for part in meta if part),
                district=actor["shown_district"] or "",
                is_past=actor["archived_at"] is not None,
            )
        return known

    def people(self, found: dict[int, list], actors: list[int]) -> dict[int, Known]:
        """What may be seen of these people and of those at some actors; two queries."""
        roles = ContactRole.objects.filter(municipality=self.municipality).sighted()
        roles = roles.filter(contact__in=list(found)) | roles.filter(actor__in=actors)
        at: dict[int, list] = {}
        for contact, actor, name in roles.order_by("-is_main", "pk").values_list("contact", "actor", "actor__trading_name")[:MOST_ROLES]:
            at.setdefault(contact, []).append((actor, name))
        known = {}
        rows = self.visible(Contact).filter(pk__in={*found, *at}).order_by("sort_key", "pk")
        for contact in rows.values("pk", "title", "given_name", "family_name"):
            entry = Known(
                contact["pk"],
                [],
                " ".join(filter(None, (contact["title"], contact["given_name"], contact["family_name"]))),
                ", ".join(name for _actor, name in at.get(contact["pk"], [])[:2]),
                actors={actor for actor, _name in at.get(contact["pk"], [])},
                given=tuple("".join(form.split()) for form in both_forms(contact["given_name"])),
                family=tuple("".join(form.split()) for form in both_forms(contact["family_name"])),
            )
            known[entry.key] = entry
        return known


def _begins(forms: tuple[str, str]):
    return conditions.one_or(conditions.Any, [conditions.Part(f" {form}", True) for form in dict.fromkeys(forms) if len(form) > 1])
