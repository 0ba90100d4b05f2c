"""Where a connection is missing, and where the network could tear."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from initiatives.choices import FieldScheme
from initiatives.models import Actor, WorkField
from network.choices import CacheKind
from network.graph.figures import is_small, last_kept
from network.graph.gaps import gaps_now, gaps_state
from network.graph.state import kept
from network.graph.ways import names_of
from network.tables.graph import AloneTable, introduction_url
from network.tasks import work_out_gaps
from network.views.figures import ASKED_FOR, page_of
from wf40.views.mixins import OfficeView

ALONE, GROUPS, HANGING, MATRIX = "allein", "gruppen", "stuetzen", "felder"
LISTS = (ALONE, GROUPS, HANGING, MATRIX)


@dataclass(frozen=True)
class Choice:
    """One of the lists, or of the schemes of fields: its words, its address, whether it is shown, and a figure."""

    label: str
    url: str
    is_current: bool
    number: int = 0


@dataclass(frozen=True)
class Proposal:
    """Two actors who could be introduced to each other."""

    first: str
    second: str
    url: str


@dataclass(frozen=True)
class Group:
    """Actors of a field who are connected with one another: the best known by name and address, and how many more there are."""

    members: list[tuple[str, str]]
    size: int

    @property
    def more(self) -> int:
        """Those who are not named here."""
        return self.size - len(self.members)


@dataclass(frozen=True)
class FieldGroups:
    """A field in several groups, and whom to introduce so that they become one."""

    label: str
    groups: list[Group]
    more: int
    # There is a way from group to group, but over other fields.
    has_way: bool
    proposal: Proposal | None


@dataclass(frozen=True)
class Support:
    """An actor on whom everything hangs."""

    name: str
    url: str
    falls_off: int
    parts: int
    proposal: Proposal | None


@dataclass(frozen=True)
class Cell:
    """How many connections two fields have, and the list of those with the first one."""

    number: int
    url: str
    is_gap: bool


class NetworkGapsView(OfficeView, TemplateView):
    """Four lists: who is alone, which groups of a field do not know each other, on whom everything hangs, fields by fields."""

    right = "network.view_picture"
    template_name = "network/gap_list.html"

    @cached_property
    def shown(self) -> str:
        """The list that the address names, otherwise the first one."""
        asked = self.request.GET.get("liste", "")
        return asked if asked in LISTS else ALONE

    @cached_property
    def scheme(self) -> FieldScheme:
        """The scheme of fields that the address names, otherwise that of the rollout."""
        asked = self.request.GET.get("schema", "")
        return FieldScheme(asked) if asked in FieldScheme.values else FieldScheme.ROLLOUT

    def address(self, **changes) -> str:
        """This page, with something else chosen."""
        query = QueryDict(mutable=True)
        chosen = {"liste": self.shown, "schema": "" if self.scheme == FieldScheme.ROLLOUT else self.scheme.value} | changes
        query.update({name: value for name, value in chosen.items() if value})
        return f"?{query.urlencode()}"

    @cached_property
    def may_introduce(self) -> bool:
        """Whether the person may begin an introduction."""
        return self.request.user.has_perm("network.add_connection", self.request.municipality)

    @cached_property
    def content(self) -> dict | None:
        """The gaps; a large network's come from the background, until then those of an earlier state."""
        city = self.request.municipality
        if is_small(city):
            return gaps_now(city)
        state = gaps_state(city)
        content = kept(city, CacheKind.GAPS, state)
        if content is None:
            if cache.add(f"network-gaps-{city.pk}-{state}", 1, ASKED_FOR):
                work_out_gaps.enqueue(city.pk)
            old = last_kept(city, CacheKind.GAPS)
            content = old and old.content
        return content

    def get_context_data(self, **kwargs):
        """The figures of all lists, then the chosen one."""
        content = self.content
        found = content[self.scheme.value] if content else {"groups": [], "counts": []}
        words = {
            ALONE: (_("without a connection"), len(content["alone"]) if content else 0),
            GROUPS: (_("fields in several groups"), len(found["groups"])),
            HANGING: (_("on whom others depend"), content["split_count"] if content else 0),
            MATRIX: (_("pairs of fields without a connection"), self.open_pairs(found["counts"])),
        }
        context = super().get_context_data(**kwargs) | {
            "shown": self.shown,
            "lists": [Choice(label, self.address(liste=key), key == self.shown, number) for key, (label, number) in words.items()],
            "schemes": [Choice(scheme.label, self.address(schema=scheme.value), scheme == self.scheme) for scheme in FieldScheme]
            if self.shown in (GROUPS, MATRIX)
            else [],
            "is_waiting": content is None,
            "may_introduce": self.may_introduce,
        }
        made = {ALONE: self.alone_context, GROUPS: self.groups_context, HANGING: self.hanging_context, MATRIX: self.matrix_context}
        return context | made[self.shown](content, found)

    @cached_property
    def main_fields(self) -> list[WorkField]:
        """The main fields of the scheme, in the city's order."""
        return list(self.visible(WorkField).filter(scheme=self.scheme, parent=None))

    def open_pairs(self, counts) -> int:
        """How many pairs of fields in use have no connection; a field with itself is none."""
        used = {row.pk for row in self.main_fields if row.is_active}
        joined = sum(1 for a, b, _number in counts if a != b and a in used and b in used)
        return len(used) * (len(used) - 1) // 2 - joined

    # --- who is alone --------------------------------------------------------------------------------------
    def alone_context(self, content, found) -> dict:
        """One page of actors without a connection."""
        keys = content["alone"] if content else []
        page = page_of(keys[::-1] if self.request.GET.get("sort") == "-name" else keys, self.request.GET)
        found_actors = self.visible(Actor).select_related("steward").in_bulk(page.rows)
        actors = [found_actors[key] for key in page.rows if key in found_actors]
        links = Actor.work_fields.through.objects.filter(actor__in=page.rows, workfield__scheme=FieldScheme.ROLLOUT)
        fields: dict[int, str] = {}
        for actor, label in links.order_by("workfield__position", "pk").values_list("actor_id", "workfield__label"):
            fields[actor] = f"{fields[actor]}, {label}" if actor in fields else label
        table = AloneTable(self.request.GET, fields=fields, may_introduce=self.may_introduce)
        table.fill(actors)
        return {"page": page, "table": table, "count_words": table.count_words(page.count)}

    # --- groups of a field ---------------------------------------------------------------------------------
    def proposal(self, pair, names) -> Proposal | None:
        """Whom to introduce to whom; nobody who is no longer there."""
        if not pair or not all(key in names for key in pair):
            return None
        # Who seeks is one of the city's own actors.
        pair = sorted(pair, key=lambda key: not names[key][1])
        url = introduction_url(*pair) if self.may_introduce and names[pair[0]][1] else ""
        return Proposal(names[pair[0]][0], names[pair[1]][0], url)

    def groups_context(self, content, found) -> dict:
        """Each field that is in several groups, with its groups."""
        entries, labels = found["groups"], {row.pk: row.label for row in self.main_fields}
        keys = {key for entry in entries for _size, members in entry["groups"] for key in members}
        names = names_of(self.request.municipality, keys | {key for entry in entries for key in entry["pair"] or ()})
        groups = [
            FieldGroups(
                labels[entry["field"]],
                [Group([names[key] for key in members if key in names], size) for size, members in entry["groups"]],
                entry["count"] - len(entry["groups"]),
                entry["has_way"],
                self.proposal(entry["pair"], names),
            )
            for entry in entries
            if entry["field"] in labels
        ]
        return {"fields": groups}

    # --- on whom everything hangs --------------------------------------------------------------------------
    def hanging_context(self, content, found) -> dict:
        """The actors without whom the network falls apart, the worst first."""
        entries = content["splits"] if content else []
        names = names_of(self.request.municipality, {key for entry in entries for key in (entry[0], *(entry[3] or ()))})
        supports = [
            Support(*names[key], falls_off, parts, self.proposal(pair, names)) for key, falls_off, parts, pair in entries if key in names
        ]
        return {"supports": supports, "hidden": (content["split_count"] if content else 0) - len(entries)}

    # --- fields by fields ----------------------------------------------------------------------------------
    def list_url(self, field: int) -> str:
        """The living connections with an actor of a field; the list knows the fields of the rollout alone."""
        try:
            address = reverse("connection_list")
        except NoReverseMatch:
            return ""
        return f"{address}?stage=living&field={field}" if self.scheme == FieldScheme.ROLLOUT and field else ""

    def matrix_context(self, content, found) -> dict:
        """How many living connections the fields have with one another."""
        counts = {(a, b): number for a, b, number in found["counts"]}
        used = {key for pair in counts for key in pair}
        heads = [(row.pk, row.label) for row in self.main_fields if row.is_active or row.pk in used]
        if 0 in used:
            heads.append((0, _("without a field")))
        rows = []
        for key, label in heads:
            cells = []
            for other, _label in heads:
                number = counts.get((min(key, other), max(key, other)), 0)
                is_gap = not number and key != other and bool(key and other)
                cells.append(Cell(number, self.list_url(key) if number else "", is_gap))
            rows.append((label, cells))
        return {"heads": [label for _key, label in heads], "rows": rows}
