"""The tables of figures and gaps of the network."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from wf40.tables import MISSING, Column, Table, link, record_url


@dataclass(frozen=True)
class Standing:
    """An actor with its figures, as a page shows them."""

    pk: int
    name: str
    url: str
    degree: int
    betweenness: float
    closeness: float
    clustering: float
    component: int
    is_articulation: bool
    is_estimated: bool


def decimals(value: float, estimated: bool = False) -> str:
    """Three digits after the comma; an estimated figure says so."""
    shown = number_format(value, 3, use_l10n=True)
    if not estimated:
        return shown
    return format_html('<abbr title="{}">{}</abbr> {}', gettext("estimated"), gettext("est."), shown)


def _named(standing: Standing):
    return link(standing.url, standing.name) if standing.url else standing.name


def _component(standing: Standing) -> str:
    return gettext("Part %(number)s") % {"number": standing.component + 1} if standing.degree else gettext("alone")


class FigureTable(Table):
    """The actors of the network with their figures; the rows are sorted by the page, which has them all."""

    caption = _("Figures of each actor")
    counted = ngettext_lazy("%(shown)s actor", "%(shown)s actors", "number")
    default_sort = "-degree"
    columns = (
        Column("name", _("Actor"), _named, ("name",), "wf-table__name", is_choice=False),
        # On a phone the second cell stands without its label.
        Column("component", _("Part"), _component, ("component",), "", is_choice=False),
        Column("degree", _("Connected with"), lambda row: str(row.degree), ("degree",), "wf-num", True, is_choice=False),
        Column(
            "betweenness",
            _("Stands between"),
            lambda row: decimals(row.betweenness, row.is_estimated),
            ("betweenness",),
            "wf-num",
            True,
            is_choice=False,
        ),
        Column(
            "closeness",
            _("Nearness"),
            lambda row: decimals(row.closeness, row.is_estimated),
            ("closeness",),
            "wf-num",
            True,
            is_choice=False,
        ),
        Column("clustering", _("Closed circle"), lambda row: decimals(row.clustering), ("clustering",), "wf-num", True, is_choice=False),
        Column(
            "articulation",
            _("Much hangs on it"),
            lambda row: gettext("yes") if row.is_articulation else MISSING,
            ("articulation",),
            "",
            True,
            is_choice=False,
        ),
    )


def introduction_url(seeker: int, giver: int | None = None) -> str:
    """Begins to introduce somebody, to somebody else if one is named; empty where this version has no introductions."""
    try:
        address = reverse("introduction_begin")
    except NoReverseMatch:
        return ""
    return f"{address}?seeker={seeker}" + (f"&giver={giver}" if giver else "")


class AloneTable(Table):
    """Actors without a connection, with a button that begins to introduce each."""

    caption = _("Actors without a connection")
    counted = ngettext_lazy("%(shown)s actor without a connection", "%(shown)s actors without a connection", "number")
    default_sort = "name"

    def __init__(self, params=None, *, fields=None, may_introduce=False):
        self.fields = fields or {}
        self.columns = (
            Column(
                "name",
                _("Actor"),
                lambda actor: link(record_url("actor_detail", actor.pk), actor, actor.get_kind_display()),
                ("sort_key",),
                "wf-table__name",
                is_choice=False,
            ),
            Column("fields", _("Fields"), lambda actor: self.fields.get(actor.pk) or MISSING, (), "", True, is_choice=False),
            Column("steward", _("Looked after by"), self._steward, (), "", True, is_choice=False),
            *([Column("introduce", _("Introduce"), self._button, (), "", is_choice=False)] if may_introduce else []),
        )
        super().__init__(params)

    def _steward(self, actor):
        return actor.steward.get_short_name() if actor.steward else MISSING

    def _button(self, actor):
        url = introduction_url(actor.pk)
        if not url:
            return MISSING
        return format_html(
            '<a class="kern-btn kern-btn--secondary" href="{}"><span class="kern-label">{}<span class="wf-hidden">: {}</span></span></a>',
            url,
            gettext("Introduce"),
            actor,
        )
