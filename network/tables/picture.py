"""The tables beside the picture of the network: its connections, and its actors with their degree."""

from dataclasses import replace
from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from network.picture import Edge, Node
from wf40.tables import Column, Table, day, link, record_url, text

# Where the tables stand on the page.
ANCHOR = "tabelle"


def _named(node: Node):
    """The name with the actor's page, the name alone without one."""
    return link(node.url, node.name) if node.url else node.name


def _how_far(edge: Edge):
    """The stage, with the connection's page."""
    return link(record_url("connection_detail", edge.key), edge.stage_label)


class PictureTable(Table):
    """Rows that the picture holds already: they are sorted here, not in the database."""

    def ordered(self, rows):
        """In the order that the address asks for, rows without a value first upwards; equal rows by name."""
        column = next(column for column in self.offered if column.key == self.sort.lstrip("-"))

        def place(name):
            read = attrgetter(name)
            return lambda row: (read(row) not in (None, ""), read(row) if read(row) is not None else "")

        # From the last term to the first: rows that are equal in one keep the order of the next.
        rows = sorted(rows, key=attrgetter("key"))
        for name in reversed(column.sort[1:]):
            rows.sort(key=place(name))
        return sorted(rows, key=place(column.sort[0]), reverse=self.sort.startswith("-"))

    @property
    def heads(self):
        """Whoever sorts stays at the table, which stands below the picture."""
        return [replace(head, url=f"{head.url}#{ANCHOR}" if head.url else "") for head in super().heads]


class EdgeTable(PictureTable):
    """The connections of the picture."""

    caption = _("Connections in the picture")
    counted = ngettext_lazy("%(shown)s connection", "%(shown)s connections", "number")
    default_sort = "first"
    columns = (
        Column(
            "first",
            _("First actor"),
            lambda edge: _named(edge.first),
            ("first.sort_key", "second.sort_key"),
            "wf-table__name",
            is_choice=False,
        ),
        Column("kind", _("Kind"), lambda edge: edge.kind_label, ("kind_label", "first.sort_key"), is_choice=False),
        Column("second", _("Second actor"), lambda edge: _named(edge.second), ("second.sort_key", "first.sort_key"), is_choice=False),
        Column("stage", _("Stage"), _how_far, ("stage_place", "first.sort_key"), is_choice=False),
        Column("origin", _("Origin"), lambda edge: edge.origin_label, ("origin_label", "first.sort_key"), "wf-wide", is_choice=False),
        Column("since", _("Since"), lambda edge: day(edge.started_on), ("started_on",), "wf-num", True, is_choice=False),
        Column("until", _("Until"), lambda edge: day(edge.ended_on), ("ended_on",), "wf-num", True, is_choice=False),
    )


class NodeTable(PictureTable):
    """The actors of the picture."""

    caption = _("Actors in the picture")
    counted = ngettext_lazy("%(shown)s actor", "%(shown)s actors", "number")
    default_sort = "-degree"
    columns = (
        Column("name", _("Name"), _named, ("sort_key",), "wf-table__name", is_choice=False),
        Column("field", _("Field"), lambda node: text(node.field), ("field", "sort_key"), is_choice=False),
        Column("degree", _("Connections"), lambda node: node.degree, ("degree", "sort_key"), "wf-num", True, is_choice=False),
        Column("living", _("of them alive"), lambda node: node.living, ("living", "degree"), "wf-num", True, is_choice=False),
    )
