"""The picture of the network, the file that its script reads, and the equal tables below it."""

import json

from django.conf import settings
from django.http import JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from initiatives.models import Actor
from network.drawing import draw, swatches
from network.filters.picture import AROUND, STEPS, TABLE, PictureFilter
from network.models import Connection
from network.picture import MOST_EDGES, MOST_NODES, Picture, kind_words, stage_words
from network.picture import STEPS as STEPS_OFFERED
from network.tables.picture import ANCHOR, EdgeTable, NodeTable
from wf40.input import small_int
from wf40.paging import Page
from wf40.views.lists import ListPage
from wf40.views.mixins import OfficeView

ACTORS = "akteure"
# By these words an actor is looked for.
WHO = "wer"
FOUND_SHOWN = 12


class TablePage(Page):
    """A page of the table below the picture: whoever turns it stays there."""

    def url(self, **changes) -> str:
        """This list's address with some parameters changed."""
        return f"{super().url(**changes)}#{ANCHOR}"


def page_of(rows: list, params) -> TablePage:
    """The page that the address asks for, of rows that are all loaded."""
    size = small_int(params.get("groesse"), settings.LIST_PAGE_SIZE)
    size = size if size in settings.LIST_PAGE_SIZES else settings.LIST_PAGE_SIZE
    last = max(1, -(-len(rows) // size))
    number = min(small_int(params.get("page"), 1), last)
    return TablePage(rows[(number - 1) * size : number * size], number, size, len(rows), True, last, params)


class ShowsPicture(OfficeView):
    """What the page and its file share: one address, one picture."""

    right = "network.view_picture"
    model = Connection
    filterset_class = PictureFilter

    def get_base_queryset(self):
        """The city's own connections."""
        return self.visible(Connection)

    @cached_property
    def filterset(self):
        """The filters as the address asks for them."""
        return PictureFilter(
            self.request.GET, queryset=self.get_base_queryset(), user=self.request.user, municipality=self.request.municipality
        )

    @cached_property
    def hub(self):
        """The actor in the middle, of this city; None for the whole picture."""
        key = small_int(self.request.GET.get(AROUND))
        return self.visible(Actor).filter(pk=key).first() if key else None

    @cached_property
    def picture(self) -> Picture:
        """The picture that the address asks for."""
        steps = small_int(self.request.GET.get(STEPS), STEPS_OFFERED[-1])
        return Picture(
            self.request.user,
            self.request.municipality,
            self.filterset.qs,
            self.get_base_queryset(),
            hub=self.hub,
            steps=steps if steps in STEPS_OFFERED else STEPS_OFFERED[-1],
        )


class NetworkPictureView(ShowsPicture, ListPage):
    """Who is connected with whom, as a picture and as tables of the same rows."""

    template_name = "network/picture.html"

    @property
    def shows_actors(self) -> bool:
        """Whether the table of the actors is open."""
        return self.request.GET.get(TABLE) == ACTORS

    def get_table(self):
        """One of the two tables, sorted as the address asks."""
        return (NodeTable if self.shows_actors else EdgeTable)(self.request.GET)

    def render_count(self):
        """While the filters are set the number of connections counts, whichever table is open."""
        self.get_table = lambda: EdgeTable(self.request.GET)
        return super().render_count()

    def _url(self, **changes) -> str:
        """This page's address with some parameters changed; None takes one out."""
        query = self.request.GET.copy()
        for gone in ("page", "sort", WHO):
            query.pop(gone, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"

    def _found(self, words: str) -> list[dict]:
        """The actors of the city that somebody looks for, with the address of their surroundings."""
        actors = self.visible(Actor).matching(words).only("trading_name").order_by("sort_key", "pk")[:FOUND_SHOWN]
        return [{"name": actor.trading_name, "url": self._url(**{AROUND: actor.pk, STEPS: None})} for actor in actors]

    def _introduce_url(self) -> str:
        """Where two actors are introduced; empty for whoever may not."""
        if not self.request.user.has_perm("network.add_connection", self.request.municipality):
            return ""
        try:
            return reverse("introduction_begin")
        except NoReverseMatch:
            return ""

    def get_context_data(self, **kwargs):
        """The drawing, what the script needs, and one page of the open table."""
        context = super(ListPage, self).get_context_data(**kwargs)
        picture, table, words = self.picture, self.get_table(), self.request.GET.get(WHO, "")[:200].strip()
        rows = table.ordered(picture.nodes.values() if self.shows_actors else picture.edges)
        page = page_of(rows, self.request.GET)
        counts = {"actors": NodeTable().count_words(len(picture.nodes)), "connections": EdgeTable().count_words(len(picture.edges))}
        drawn = swatches([*(field.look for field in picture.legend), None])
        query = self.request.GET.copy()
        for gone in ("page", "sort", "groesse", TABLE, WHO):
            query.pop(gone, None)
        return context | {
            "filterset": self.filterset,
            "picture": picture,
            "drawing": draw(picture, _("Picture of the network")) if picture.nodes else "",
            "legend": [(drawn[field.look], field) for field in picture.legend],
            "swatch_without": drawn[None],
            "counts": counts,
            "table": table.fill(page.rows),
            "page": page,
            "count_words": table.count_words(page.count),
            "shows_actors": self.shows_actors,
            "edges_url": f"{self._url(**{TABLE: None, 'groesse': None})}#{ANCHOR}",
            "nodes_url": f"{self._url(**{TABLE: ACTORS, 'groesse': None})}#{ANCHOR}",
            "whole_url": self._url(**{AROUND: None, STEPS: None}),
            "steps": [
                {"number": number, "url": self._url(**{STEPS: number}), "is_current": number == picture.cut.steps}
                for number in STEPS_OFFERED
            ],
            "is_unknown": bool(self.request.GET.get(AROUND)) and self.hub is None,
            "most": {"actors": MOST_NODES, "connections": MOST_EDGES},
            "anchor": ANCHOR,
            "words": words,
            "found": self._found(words) if words else [],
            "kept": [(name, value) for name, value in self.request.GET.items() if name not in (WHO, "page", "sort", "nur") and value],
            "content_url": f"{reverse('network_picture_data')}?{query.urlencode()}",
            "around_url": self._url(**{AROUND: 0, STEPS: None}),
            "introduce_url": self._introduce_url(),
            "kind_words": json.dumps(kind_words(), ensure_ascii=False),
            "stage_words": json.dumps(stage_words(), ensure_ascii=False),
        }


class NetworkPictureDataView(ShowsPicture, View):
    """The same picture for the script: keys, names, codes and places."""

    def get(self, request, *args, **kwargs):
        """Never kept by a browser: names stand in it."""
        response = JsonResponse(self.picture.content)
        response.headers["Cache-Control"] = "no-store, private"
        return response
