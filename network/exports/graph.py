"""The network as a file: GraphML, GEXF 1.3, CSV and XLSX; with names for the office, or for research without them."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryDirectory
from typing import ClassVar
from xml.sax.saxutils import quoteattr

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.choices import ActorKind, FieldScheme
from initiatives.models import Actor, Location, WorkField
from network.choices import ConnectionKind, Origin, Stage
from network.graph.loading import Chosen, Network, network_of
from network.graph.pseudonyms import OTHERS, joined_cells, numbers, quarter_words
from network.names import Names
from wf40.exports import LONGEST_CELL, XLSX, CsvStream, ExportColumn, TableExport, german

logger = logging.getLogger(__name__)

ROWS_AT_ONCE = 2_000
CSV = "text/csv; charset=utf-8"
# The code of a file, how the form calls it, the end of its name, what the browser is told, and its code in the log.
FORMATS = {
    "graphml": (_("GraphML, for Gephi, yEd, Cytoscape and others"), "graphml", "application/graphml+xml", "xml"),
    "gexf": (_("GEXF 1.3, for Gephi, with begin and end"), "gexf", "application/gexf+xml", "gexf"),
    "xlsx": (_("Excel (XLSX), actors and connections on two sheets"), "xlsx", XLSX, "xlsx"),
    "edges": (_("CSV, the connections"), "csv", CSV, "csv"),
    "nodes": (_("CSV, the actors"), "csv", CSV, "csv"),
}
NODES, EDGES = "nodes", "edges"


class NetworkExport(TableExport):
    """The city's network with names."""

    slug = "netzwerk"
    right = "network.export_connection"
    title = _("Network")
    columns = (
        ExportColumn("node", _("Actor no.")),
        ExportColumn("name", _("Name")),
        ExportColumn("actor_kind", _("Type of actor")),
        ExportColumn("field", _("Field")),
        ExportColumn("district", _("District")),
        ExportColumn("degree", _("Connections")),
        ExportColumn("source", _("From actor no.")),
        ExportColumn("target", _("To actor no.")),
        ExportColumn("kind", _("Kind")),
        ExportColumn("stage", _("Stage")),
        ExportColumn("origin", _("Origin")),
        ExportColumn("start", _("Since")),
        ExportColumn("end", _("Until")),
    )
    # The two tables of the file.
    parts: ClassVar[dict[str, tuple[str, ...]]] = {
        NODES: ("node", "name", "actor_kind", "field", "district", "degree"),
        EDGES: ("source", "target", "kind", "stage", "origin", "start", "end"),
    }

    def __init__(self, part: str = EDGES):
        super().__init__(self.parts[part])

    def chunks(self, queryset) -> Iterator[list[list]]:
        """Rows that are read already, some at a time."""
        rows = iter(queryset)
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            yield [list(cells) for cells in zip(*chunk, strict=True)]


class ResearchExport(NetworkExport):
    """The city's network without names."""

    slug = "netzwerk-forschung"
    right = "network.research_connection"
    title = _("Network for research")
    columns = tuple(column for column in NetworkExport.columns if column.key not in ("name", "actor_kind", "degree"))
    parts: ClassVar[dict[str, tuple[str, ...]]] = {NODES: ("node", "field", "district"), EDGES: NetworkExport.parts[EDGES]}


@dataclass(frozen=True)
class GraphFile:
    """What stands in a file: rows of actors and of connections in the order of their columns, and whom it shows."""

    export: type[NetworkExport]
    municipality: object
    nodes: list[tuple]
    edges: list[tuple]
    # (begin, end) of each connection as ISO days, for GEXF: in a file for research the first and last day of a quarter.
    spells: list[tuple[str, str]]
    actor_keys: list[int]

    def name(self, file_format: str) -> str:
        """netzwerk-verbindungen-wuppertal-2026-01-14.csv"""
        part = {EDGES: "-verbindungen", NODES: "-akteure"}.get(file_format, "")
        return f"{self.export.slug}{part}-{self.municipality.slug}-{timezone.localdate():%Y-%m-%d}.{FORMATS[file_format][1]}"

    def rows(self, file_format: str) -> int:
        """How many rows leave."""
        return {EDGES: len(self.edges), NODES: len(self.nodes)}.get(file_format, len(self.nodes) + len(self.edges))

    def titles(self, file_format: str) -> list[str]:
        """The columns, as the log keeps them."""
        wanted = (file_format,) if file_format in (EDGES, NODES) else (NODES, EDGES)
        return [title for part in wanted for title in self.export(part).titles]

    def stream(self, file_format: str, ended: Callable[[bool, int], None]):
        """A file that leaves while it is made; `ended` is told once whether it was whole and how many rows it had."""
        if file_format in (EDGES, NODES):
            return CsvStream(self.export(file_format), getattr(self, file_format), ended)
        return XmlStream(graphml(self) if file_format == "graphml" else gexf(self), self.rows(file_format), ended)


# --- what stands in it -------------------------------------------------------------------------------------
def fields_and_districts(network: Network, municipality) -> tuple[dict[int, list[str]], dict[int, str]]:
    """The main fields of the rollout's scheme and the district of the main place of the city's own actors; two queries."""
    order = {key: rank for rank, key in enumerate(WorkField.objects.filter(municipality=municipality).values_list("pk", flat=True))}
    links = Actor.work_fields.through.objects.filter(workfield__municipality=municipality, workfield__scheme=FieldScheme.ROLLOUT)
    own, found = set(network.own), {}
    names = ("actor_id", "workfield_id", "workfield__label", "workfield__parent_id", "workfield__parent__label")
    for actor, key, label, above, above_label in links.values_list(*names):
        if actor in own:
            found.setdefault(actor, set()).add((order.get(above or key, 0), above_label or label))
    places = Location.objects.filter(municipality=municipality, is_main=True).order_by("-pk").values_list("actor_id", "district__label")
    return {actor: [label for _rank, label in sorted(labels)] for actor, labels in found.items()}, dict(places)


def chosen_of(*, with_ended: bool) -> Chosen:
    """The connections of a file: those that live, or those that ended as well; what was only prepared or declined is nobody else's."""
    return Chosen(with_ended=with_ended)


def named_file(municipality, *, with_ended: bool) -> GraphFile:
    """The network with the names of the own actors, and of those of other cities that are published."""
    network = network_of(municipality, chosen_of(with_ended=with_ended))
    fields, districts = fields_and_districts(network, municipality)
    own = Actor.objects.filter(municipality=municipality).current().sighted().order_by("pk")
    about = {key: (name, kind) for key, name, kind in own.values_list("pk", "trading_name", "kind")}
    far = list(Actor.objects.filter(pk__in=network.far).select_related("municipality"))
    names = Names(municipality, far)
    labels = {actor.pk: f"A{actor.pk}" for actor in far if actor.pk in names.published}
    # Who is not named gets no number either by which other files could tell more.
    labels |= {key: f"B{number}" for number, key in enumerate((key for key in network.far if key not in labels), 1)}
    labels |= {key: str(key) for key in network.own}
    for actor in far:
        about[actor.pk] = (names.of(actor), actor.kind if actor.pk in names.published else "")
    degrees = dict(zip(network.keys, map(len, network.neighbours), strict=True))
    kinds = {kind.value: str(kind.label) for kind in ActorKind}
    nodes = [
        (
            labels[key],
            about.get(key, ("", ""))[0],
            kinds.get(about.get(key, ("", ""))[1], ""),
            "; ".join(fields.get(key, [])),
            districts.get(key) or "",
            degrees[key],
        )
        for key in network.keys
    ]
    words = _words()
    edges = [
        (labels[edge.first], labels[edge.second], words[edge.kind], words[edge.stage], words[edge.origin], edge.since, edge.until)
        for edge in network.edges
    ]
    spells = [(edge.since.isoformat() if edge.since else "", edge.until.isoformat() if edge.until else "") for edge in network.edges]
    return GraphFile(NetworkExport, municipality, nodes, edges, spells, network.keys)


def research_file(municipality, *, with_ended: bool) -> GraphFile | None:
    """The network for research: numbers that change with each file, cells of five actors at least, quarters; None if it is too small."""
    network = network_of(municipality, chosen_of(with_ended=with_ended))
    fields, districts = fields_and_districts(network, municipality)
    nowhere = gettext("unknown")
    cells = {key: ((fields.get(key) or [nowhere])[0], districts.get(key) or nowhere) for key in network.own}
    cells |= dict.fromkeys(network.far, (OTHERS, OTHERS))
    joined = joined_cells(cells)
    if joined is None:
        return None
    number = numbers(network.keys)
    others = gettext("others")
    nodes = sorted((number[key], *(others if word == OTHERS else word for word in joined[key])) for key in network.keys)
    words = _words()
    edges, spells = [], []
    # In the order of the new numbers, since the order of entry would tell who came when.
    for edge in sorted(network.edges, key=lambda edge: (number[edge.first], number[edge.second], edge.kind)):
        ends = number[edge.first], number[edge.second]
        quarters = quarter_words(edge.since), quarter_words(edge.until)
        edges.append((*ends, words[edge.kind], words[edge.stage], words[edge.origin], *quarters))
        spells.append((_first_day(edge.since), _last_day(edge.until)))
    return GraphFile(ResearchExport, municipality, nodes, edges, spells, network.keys)


def _words() -> dict[str, str]:
    """The codes of connections in words."""
    return {choice.value: str(choice.label) for choices in (ConnectionKind, Stage, Origin) for choice in choices}


def _first_day(day) -> str:
    return f"{day.year:04}-{(day.month - 1) // 3 * 3 + 1:02}-01" if day else ""


def _last_day(day) -> str:
    if not day:
        return ""
    month = (day.month + 2) // 3 * 3
    return f"{day.year:04}-{month:02}-{31 if month in (3, 12) else 30}"


# --- XML ---------------------------------------------------------------------------------------------------
# What XML 1.0 cannot hold.
FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])
GEXF_NAMESPACE = "http://gexf.net/1.3"
GRAPHML_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"


def _quoted(value) -> str:
    """A value as an attribute of an element."""
    return quoteattr(("" if value is None else str(value)).translate(FORBIDDEN))


def _text(value) -> str:
    """A value as the text of an element."""
    return _quoted(value)[1:-1]


def _iso(value) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _type(key: str, names: dict[str, str]) -> str:
    return names.get(key, "string")


def _columns(file: GraphFile, part: str) -> list[str]:
    """What is told of an actor or a connection beside its number or its two ends."""
    return list(file.export.parts[part][1 if part == NODES else 2 :])


def graphml(file: GraphFile) -> Iterator[str]:
    """GraphML: undirected, since most kinds have no direction; `source` is the side that a kind with a direction runs from."""
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{GRAPHML_NAMESPACE}" xmlns:xsi="{SCHEMA}"'
        f' xsi:schemaLocation="{GRAPHML_NAMESPACE} {GRAPHML_NAMESPACE}/1.0/graphml.xsd">\n'
    )
    for part, target in ((NODES, "node"), (EDGES, "edge")):
        for key in _columns(file, part):
            kind = _type(key, {"degree": "int"})
            yield f'  <key id="{target}_{key}" for="{target}" attr.name="{key}" attr.type="{kind}"/>\n'
    yield '  <graph edgedefault="undirected">\n'
    keys = _columns(file, NODES)
    for number, *values in file.nodes:
        yield f"    <node id={_quoted(number)}>{_data('node', keys, values)}</node>\n"
    keys = _columns(file, EDGES)
    for place, (source, target, *values) in enumerate(file.edges, 1):
        ends = f"source={_quoted(source)} target={_quoted(target)}"
        yield f'    <edge id="e{place}" {ends}>{_data("edge", keys, values)}</edge>\n'
    yield "  </graph>\n</graphml>\n"


def _data(target: str, keys: list[str], values: Iterable) -> str:
    return "".join(
        f'<data key="{target}_{key}">{_text(_iso(value))}</data>'
        for key, value in zip(keys, values, strict=True)
        if value is not None and value != ""
    )


def gexf(file: GraphFile) -> Iterator[str]:
    """GEXF 1.3: a dynamic graph, in which each connection has its begin and end as far as they are known."""
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="{GEXF_NAMESPACE}" xmlns:xsi="{SCHEMA}"'
        f' xsi:schemaLocation="{GEXF_NAMESPACE} {GEXF_NAMESPACE}/gexf.xsd" version="1.3">\n'
        f'  <meta lastmodifieddate="{timezone.localdate():%Y-%m-%d}">'
        f"<creator>wf40</creator><description>{_text(file.export.title)}</description></meta>\n"
        '  <graph defaultedgetype="undirected" mode="dynamic" timeformat="date" timerepresentation="interval">\n'
    )
    # Begin and end are the connection's own; the columns that say the same in words are left to the other files.
    keys = {NODES: _columns(file, NODES), EDGES: [key for key in _columns(file, EDGES) if key not in ("start", "end")]}
    keys[NODES] = [key for key in keys[NODES] if key != "name"]
    for part, target in ((NODES, "node"), (EDGES, "edge")):
        yield f'    <attributes class="{target}" mode="static">\n'
        for key in keys[part]:
            yield f'      <attribute id="{target}_{key}" title="{key}" type="{_type(key, {"degree": "integer"})}"/>\n'
        yield "    </attributes>\n"
    yield "    <nodes>\n"
    columns = _columns(file, NODES)
    for number, *values in file.nodes:
        known = dict(zip(columns, values, strict=True))
        yield f"      <node id={_quoted(number)} label={_quoted(known.pop('name', number))}>{_values('node', known)}</node>\n"
    yield "    </nodes>\n    <edges>\n"
    columns = _columns(file, EDGES)
    for place, ((source, target, *values), (start, end)) in enumerate(zip(file.edges, file.spells, strict=True), 1):
        known = {key: value for key, value in zip(columns, values, strict=True) if key in keys[EDGES]}
        when = "".join(f" {name}={_quoted(day)}" for name, day in (("start", start), ("end", end)) if day)
        # Several kinds between two actors are several edges, which GEXF 1.3 tells apart by their kind.
        ends = f"source={_quoted(source)} target={_quoted(target)} kind={_quoted(known['kind'])}"
        yield f'      <edge id="{place}" {ends}{when}>{_values("edge", known)}</edge>\n'
    yield "    </edges>\n  </graph>\n</gexf>\n"


def _values(target: str, known: dict) -> str:
    found = "".join(f'<attvalue for="{target}_{key}" value={_quoted(value)}/>' for key, value in known.items() if value not in (None, ""))
    return f"<attvalues>{found}</attvalues>" if found else ""


class XmlStream:
    """A graph on its way; one that breaks off has no end, so that every program refuses it. `ended` is told once."""

    def __init__(self, pieces: Iterator[str], rows: int, ended: Callable[[bool, int], None]):
        self.pieces, self.rows, self.ended = pieces, rows, ended
        self.is_whole = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            while chunk := list(islice(self.pieces, ROWS_AT_ONCE)):
                yield "".join(chunk).encode("utf-8", "replace")
            self.is_whole = True
        except Exception:  # the headers are sent: only the missing end can still say it
            logger.exception("a graph file broke")
        self.close()

    def close(self) -> None:
        """Say how it ended; the server calls this too, whether or not the file was read to its end."""
        if self.ended is not None:
            ended, self.ended = self.ended, None
            ended(self.is_whole, self.rows if self.is_whole else 0)


# --- Excel -------------------------------------------------------------------------------------------------
def write_xlsx(file: GraphFile, target, about: Iterable[tuple[str, str]]) -> None:
    """Actors and connections on two sheets, and what the file is on a third; text stays text, whatever it begins with."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(target, options | {"tmpdir": folder})
        try:
            bold = book.add_format({"bold": True})
            for part, title, rows in ((NODES, gettext("Actors"), file.nodes), (EDGES, gettext("Connections"), file.edges)):
                sheet = book.add_worksheet(title)
                sheet.freeze_panes(1, 0)
                sheet.set_column(0, len(file.export.parts[part]) - 1, 22)
                for column, head in enumerate(file.export(part).titles):
                    sheet.write_string(0, column, head, bold)
                for number, row in enumerate(rows, 1):
                    for column, value in enumerate(row):
                        _write(sheet, number, column, value)
            sheet = book.add_worksheet(gettext("Selection"))
            sheet.set_column(0, 1, 40)
            for number, (label, text) in enumerate(about):
                sheet.write_string(number, 0, str(label), bold)
                sheet.write_string(number, 1, str(text))
            book.close()
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()


def _write(sheet, row: int, column: int, value) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:LONGEST_CELL])
    elif value is not None:
        sheet.write_string(row, column, german(value))
