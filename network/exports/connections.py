"""The file of connections."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from initiatives.choices import OfficeList
from initiatives.exports import RegisterList, offer_list
from initiatives.exports.parts import RegisterParts
from initiatives.exports.templates import OTHERWISE
from network.choices import Attribution, ConnectionKind, Origin, Stage
from network.filters.connections import ConnectionFilter
from network.models import Connection
from network.names import Names
from network.tables.connections import ConnectionTable
from wf40.exports import ExportColumn, TableExport


def _part(number: int) -> Callable:
    """One of the values that were loaded for both sides."""
    return lambda found: found[number] if found else ""


class ConnectionExport(RegisterParts, TableExport):
    """The list of connections, an edge list that `import_connections` takes in again; no contact data, notes only if somebody asks."""

    slug = "verbindungen"
    right = "network.export_connection"
    title = _("Connections")
    columns = (
        ExportColumn("from", _("From actor"), part="sides", words=_part(0)),
        ExportColumn("to", _("To actor"), part="sides", words=_part(2)),
        ExportColumn("kind", _("Kind"), "kind", words=dict(ConnectionKind.choices)),
        ExportColumn("kind_code", _("Kind (code)"), "kind"),
        ExportColumn("stage", _("Stage"), "stage", words=dict(Stage.choices)),
        ExportColumn("stage_since", _("At this stage since"), "stage_since"),
        ExportColumn("origin", _("Origin"), "origin", words=dict(Origin.choices)),
        ExportColumn("attribution", _("Our part"), "attribution", words=dict(Attribution.choices)),
        ExportColumn("broker", _("Brokered by"), "broker__name"),
        ExportColumn("reason", _("Reason"), "reason"),
        ExportColumn("started", _("Started on"), "started_on"),
        ExportColumn("ended", _("Ended on"), "ended_on"),
        ExportColumn("introduced", _("Introduced on"), "introduced_at"),
        ExportColumn("from_number", _("From (number in wf40)"), part="sides", words=_part(1)),
        ExportColumn("to_number", _("To (number in wf40)"), part="sides", words=_part(3)),
        ExportColumn("stage_code", _("Stage (code)"), "stage", is_extra=True),
        ExportColumn("web_address", _("Address of the entry"), "web_address", is_extra=True),
        ExportColumn("note", _("Note"), "note", is_extra=True),
        ExportColumn("entered", _("Entered on"), "created_at", is_extra=True),
        ExportColumn("by", _("Entered by"), "created_by__name", is_extra=True),
        ExportColumn("changed", _("Changed"), "changed_at", is_extra=True),
        ExportColumn("number", _("Number in wf40"), "pk"),
    )

    def load_sides(self, connections) -> dict:
        """(name, number, name, number) of both sides; of a far actor that is not published neither its name nor its number."""
        rows = list(Connection.objects.filter(pk__among=connections).order_by().with_names().only(*_SIDES))
        names = Names.of_rows(self.municipality, rows)
        found = {}
        for row in rows:
            said = []
            for actor in (row.from_actor, row.to_actor):
                is_named = names.is_named(actor)
                said += [names.of(actor), actor.pk if is_named else ""]
                if is_named:
                    self.in_file.actors.append(actor.pk)
            found[row.pk] = said
        return found


_SIDES = tuple(f"{side}_actor__{name}" for side in ("from", "to") for name in ("trading_name", "municipality__name"))


def declare() -> None:
    """The list is kept, shown and taken out like those of the register."""
    parts = RegisterList(OfficeList.CONNECTIONS, Connection, ConnectionFilter, ConnectionTable, "connection_list")
    offer_list(parts, ConnectionExport, "connection_export")
    OTHERWISE[OfficeList.CONNECTIONS] = {"between": ("from", "to"), "kind": ("kind", "kind_code"), "stage": ("stage", "stage_since")}
