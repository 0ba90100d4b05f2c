"""The figures of the network, and the shortest way of introduction between two actors."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from initiatives.figures import quarter_words
from initiatives.models import Actor
from network.choices import CacheKind
from network.graph.figures import QuarterFigures, figures_now, figures_state, is_small, last_kept
from network.graph.state import kept
from network.graph.ways import names_of, shortest_way, stops
from network.models import Connection
from network.picking import FIRST, SECOND, make_pick
from network.tables.graph import FigureTable, Standing, decimals, introduction_url
from network.tasks import work_out_figures
from wf40.input import small_int
from wf40.paging import Page
from wf40.views.mixins import OfficeView

# So long nobody asks the background for the same figures again.
ASKED_FOR = 600
EXPLAINED = (
    (gettext_lazy("Connected with"), gettext_lazy("With how many actors somebody is connected; several kinds of connections count once.")),
    (
        gettext_lazy("Stands between"),
        gettext_lazy("On which share of the shortest ways between all others somebody stands; the higher, the more is brokered there."),
    ),
    (gettext_lazy("Nearness"), gettext_lazy("How few steps somebody needs to all others; 1 means: knows everybody personally.")),
    (gettext_lazy("Closed circle"), gettext_lazy("Which share of somebody’s acquaintances know each other; 1 means: all of them.")),
    (gettext_lazy("Part"), gettext_lazy("The network may fall into parts without a way between them; part 1 is the largest.")),
    (gettext_lazy("Much hangs on it"), gettext_lazy("Without this actor its part would fall apart.")),
    (gettext_lazy("Density"), gettext_lazy("Which share of all pairs that there could be is connected.")),
)


@dataclass(frozen=True)
class QuarterRow:
    """A quarter in words, with the two parts of its column in thousandths of the highest one."""

    label: str
    short: str
    figures: QuarterFigures
    density: str
    through_us_bar: int
    by_itself_bar: int

    @property
    def through_us_top(self) -> int:
        """Where the lower part begins, counted from above."""
        return 1000 - self.through_us_bar

    @property
    def by_itself_top(self) -> int:
        """Where the upper part begins, counted from above."""
        return self.through_us_top - self.by_itself_bar


def percent(share: float) -> str:
    """ "2,4 %"."""
    return _("%(number)s %%") % {"number": number_format(share * 100, 1 if share >= 0.001 else 3, use_l10n=True)}


class NetworkFiguresView(OfficeView, TemplateView):
    """Everybody's place in the network, and how it grew; worked out once for each state of the data."""

    right = "network.view_picture"
    template_name = "network/figures.html"

    @cached_property
    def content(self) -> tuple[dict | None, object | None]:
        """(the figures, when they were made if they are older than the data); a large network's come from the background."""
        city = self.request.municipality
        if is_small(city):
            return figures_now(city), None
        state = figures_state(city)
        if (content := kept(city, CacheKind.FIGURES, state)) is not None:
            return content, None
        if cache.add(f"network-figures-{city.pk}-{state}", 1, ASKED_FOR):
            work_out_figures.enqueue(city.pk)
        old = last_kept(city, CacheKind.FIGURES)
        return (old.content, old.made_at) if old else (None, None)

    def get_context_data(self, **kwargs):
        """The table's page, the figures of the whole, the quarters."""
        context = super().get_context_data(**kwargs)
        content, made_at = self.content
        may_export = self.request.user.has_perm("network.export_connection", self.request.municipality)
        context |= {"content": content, "made_at": made_at, "explained": EXPLAINED, "may_export": may_export}
        if content is None or not content["keys"]:
            return context
        table = FigureTable(self.request.GET)
        page = self.filled_page(content, table)
        rows = self.quarters(content)
        possible = len(content["keys"])
        return context | {
            "table": table,
            "page": page,
            "count_words": table.count_words(page.count),
            "density": percent(rows[-1].figures.density),
            "mean": decimals(2 * content["pairs"] / possible),
            "hanging": sum(content["articulation"]),
            "rows": rows,
            "picture": "; ".join(
                _("%(quarter)s: %(ours)s through us, %(others)s by themselves")
                % {"quarter": row.label, "ours": row.figures.through_us, "others": row.figures.by_itself}
                for row in rows
            ),
        }

    def order(self, content: dict, table: FigureTable) -> list[int]:
        """The places of all actors in the order that the address asks for; equal ones by their key."""
        name, keys = table.sort.lstrip("-"), content["keys"]
        places = range(len(keys))
        if name == "name":
            own = self.visible(Actor).current().order_by("sort_key", "pk").values_list("pk", flat=True)
            rank = {key: number for number, key in enumerate(own)}
            # Those of other cities stand at the end, most of them without a name.
            values = [rank.get(key, len(rank)) for key in keys]
        else:
            values = content[name]
        return sorted(places, key=lambda place: (values[place], place), reverse=table.sort.startswith("-"))

    def filled_page(self, content: dict, table: FigureTable) -> Page:
        """One page of the table, in the order that the address asks for; only its rows are made."""
        page = page_of(self.order(content, table), self.request.GET)
        keys = [content["keys"][place] for place in page.rows]
        names = names_of(self.request.municipality, keys)
        table.fill(
            [
                Standing(
                    key,
                    *names.get(key, (_("no longer in the register"), "")),
                    *(content[name][place] for name in ("degree", "betweenness", "closeness", "clustering", "component")),
                    bool(content["articulation"][place]),
                    bool(content["sample"]),
                )
                for place, key in zip(page.rows, keys, strict=True)
            ]
        )
        return page

    def quarters(self, content: dict) -> list[QuarterRow]:
        """The quarters with their columns."""
        found = [QuarterFigures(*numbers) for numbers in content["quarters"]]
        highest = max((entry.pairs for entry in found), default=0) or 1
        return [
            QuarterRow(
                quarter_words(entry.first_day),
                f"{entry.number}/{entry.year % 100:02}",
                entry,
                percent(entry.density) if entry.actors > 1 else "–",
                entry.through_us * 1000 // highest,
                entry.by_itself * 1000 // highest,
            )
            for entry in found
        ]


def page_of(rows: list, params) -> Page:
    """The page that the address asks for, of rows that are all there."""
    size = small_int(params.get("groesse"), settings.LIST_PAGE_SIZE)
    size = size if size in settings.LIST_PAGE_SIZES else settings.LIST_PAGE_SIZE
    last = max(1, -(-len(rows) // size))
    number = min(small_int(params.get("page"), 1), last)
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows), True, last, params)


class NetworkWayView(OfficeView, TemplateView):
    """Over whom somebody knows somebody: the shortest way from one actor to another along what exists."""

    right = "network.view_picture"
    template_name = "network/path.html"

    def pick(self, side: str, name: str):
        """One end of the way: who is chosen, whom the typed words offer."""
        asked = self.request.GET
        return make_pick(self.request.user, self.request.municipality, side, key=asked.get(name), query=asked.get(f"{name}_name", ""))

    def get_context_data(self, **kwargs):
        """The two ends, and the way between them."""
        first, second = self.pick(FIRST, "von"), self.pick(SECOND, "nach")
        ends = [
            {"name": "von", "legend": _("Who wants to get to know somebody?"), "pick": first},
            {"name": "nach", "legend": _("Whom?"), "pick": second},
        ]
        context = super().get_context_data(**kwargs) | {"ends": ends, "first": first, "second": second, "is_asked": False}
        if first.chosen is None or second.chosen is None:
            return context
        way = shortest_way(self.visible(Connection).living(), first.chosen.pk, second.chosen.pk)
        may_introduce = self.request.user.has_perm("network.add_connection", self.request.municipality)
        is_apart = first.chosen.pk != second.chosen.pk and (way is None or len(way) > 2)
        return context | {
            "is_asked": True,
            "is_same": first.chosen.pk == second.chosen.pk,
            "stops": stops(self.request.user, self.request.municipality, way) if way else [],
            "between": len(way) - 2 if way else 0,
            "introduce_url": introduction_url(first.chosen.pk, second.chosen.pk) if may_introduce and is_apart else "",
        }
