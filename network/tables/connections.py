"""The table of connections."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from network.choices import DIRECTED, Attribution, ConnectionKind, Origin, Stage
from network.names import Names
from wf40.tables import MISSING, Column, Table, day, link, record_url, text

KINDS, STAGES, ORIGINS, ATTRIBUTIONS = (dict(choices.choices) for choices in (ConnectionKind, Stage, Origin, Attribution))
# What goes well is green, what is on its way blue; the words say which stage it is.
LOOKS = {
    Stage.AGREED: "info",
    Stage.INTRODUCED: "info",
    Stage.IN_CONTACT: "info",
    Stage.COOPERATING: "success",
    Stage.LASTING: "success",
    Stage.NO_REPLY: "warning",
}


def stage_badge(stage: str) -> str:
    """A stage as a badge."""
    look = LOOKS.get(stage, "")
    return format_html(
        '<span class="kern-badge kern-badge--small{}"><span class="kern-label">{}</span></span>',
        f" kern-badge--{look}" if look else "",
        STAGES.get(stage, stage),
    )


def sentence(first: str, kind: str, second: str) -> str:
    """Both sides with the kind between them, as one says it: "Talhof beliefert Unverpackt"; without a direction "Talhof – Unverpackt"."""
    return f"{first} {DIRECTED[kind][0]} {second}" if kind in DIRECTED else f"{first} – {second}"


def _between(row) -> str:
    words = sentence(row.names.of(row.from_actor), row.kind, row.names.of(row.to_actor))
    return link(record_url("connection_detail", row.pk), words, row.reason)


def _stage(row) -> str:
    return format_html('{}<span class="wf-meta">{} {}</span>', stage_badge(row.stage), _("since"), day(row.stage_since))


def _dated(key: str, label, name: str, **more) -> Column:
    """A day in a column."""
    return Column(key, label, lambda row: day(getattr(row, name)), (name,), "wf-date", True, load=(name,), **more)


class ConnectionTable(Table):
    """The list of connections; an actor of another city is named only as long as its profile is published. Notes stay in the database."""

    caption = _("Connections")
    counted = ngettext_lazy("%(shown)s connection", "%(shown)s connections", "number")
    default_sort = "-entered"
    columns = (
        Column(
            "between",
            _("Between"),
            _between,
            ("from_actor__sort_key", "to_actor__sort_key"),
            "wf-table__name",
            load=(
                "kind",
                "reason",
                "municipality",
                *(f"{side}_actor__{name}" for side in ("from", "to") for name in ("trading_name", "municipality__name")),
            ),
            beside="names",
        ),
        Column("kind", _("Kind"), lambda row: str(KINDS.get(row.kind, row.kind)), ("kind",), load=("kind",)),
        Column("stage", _("Stage"), _stage, ("stage", "stage_since"), load=("stage", "stage_since")),
        Column("origin", _("Origin"), lambda row: str(ORIGINS.get(row.origin, row.origin)), ("origin",), "wf-wide", load=("origin",)),
        Column(
            "broker",
            _("Brokered by"),
            lambda row: row.broker.get_short_name() if row.broker else MISSING,
            ("broker__name",),
            "wf-wide",
            has_gaps=True,
            load=("broker__name",),
        ),
        _dated("entered", _("Entered on"), "created_at"),
        Column(
            "attribution",
            _("Our part"),
            lambda row: str(ATTRIBUTIONS.get(row.attribution, row.attribution)),
            ("attribution",),
            load=("attribution",),
            is_default=False,
        ),
        _dated("introduced", _("Introduced on"), "introduced_at", has_gaps=True, is_default=False),
        _dated("started", _("Started on"), "started_on", has_gaps=True, is_default=False),
        _dated("ended", _("Ended on"), "ended_on", has_gaps=True, is_default=False),
        Column(
            "web_address",
            _("Address of the entry"),
            lambda row: (
                format_html('<a href="{}" rel="noopener">{}</a>', row.web_address, row.web_address.partition("//")[2].rstrip("/"))
                if row.web_address
                else MISSING
            ),
            (),
            load=("web_address",),
            is_default=False,
        ),
        _dated("changed", _("Changed"), "changed_at", is_default=False),
        Column("number", _("Number in wf40"), lambda row: text(row.pk), ("pk",), "wf-num", True, is_default=False),
    )

    def complete(self, rows, beside):
        """How the sides are named; all rows of a list are one city's."""
        names = Names.of_rows(rows[0].municipality_id, rows)
        for row in rows:
            row.names = names
