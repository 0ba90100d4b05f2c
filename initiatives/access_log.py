"""The log of what is done with data: exports, readings of confidential notes, restrictions, and who looked into it; one list by time."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from initiatives.models import Actor, Consultation, Contact, ExportEntry, LogReading, NoteReading, RestrictionEntry
from wf40.exports import TableExport


class LogKind(models.TextChoices):
    """What was done."""

    EXPORT = "export", _("Export")
    READING = "reading", _("Confidential note read")
    RESTRICTION = "restriction", _("Restriction")
    LOG = "log", _("Log of accesses opened")


# kind -> (table, when, who)
SOURCES = {
    LogKind.EXPORT: (ExportEntry, "exported_at", "exported_by"),
    LogKind.READING: (NoteReading, "read_at", "reader"),
    LogKind.RESTRICTION: (RestrictionEntry, "entered_at", "entered_by"),
    LogKind.LOG: (LogReading, "read_at", "reader"),
}


@dataclass
class LogLine:
    """One entry of the log. `record` is what it is about as far as that may be seen: a consultation, an actor or a person."""

    kind: LogKind
    key: int
    at: datetime
    entry: models.Model | None = None
    record: models.Model | None = None
    # The record is there, but its data are restricted or it is not to be opened.
    is_closed: bool = False
    list_name: str = ""

    @property
    def last_entry(self):
        """Of a file the entry that says most: how it ended, or that nobody knows."""
        return getattr(self.entry, "ending", None) or self.entry


def log_rows(user, municipality, *, kind="", person=None, since=None, until=None):
    """(kind, key, time) of the entries that fit, in one query over the four tables and in no order; a table that the person may
    not read has no entries."""
    parts = []
    for name, (model, when, who) in SOURCES.items():
        if kind and kind != name:
            continue
        # Not `visible_to`: what was done with a record is told even after the record was restricted.
        rows = model.objects.filter(municipality=municipality)
        if not municipality or not user.has_perm(f"initiatives.view_{model._meta.model_name}", municipality):
            rows = rows.none()
        # A file is one line: its end stands with its beginning.
        rows = rows.filter(begun=None) if model is ExportEntry else rows
        rows = rows.filter(**{who: person}) if person else rows
        rows = rows.filter(**{f"{when}__date__gte": since}) if since else rows
        rows = rows.filter(**{f"{when}__date__lte": until}) if until else rows
        rows = rows.order_by().annotate(log_kind=Value(name.value, models.CharField()), log_key=F("pk"), log_at=F(when))
        parts.append(rows.values_list("log_kind", "log_key", "log_at"))
    first, *others = parts
    return first.union(*others, all=True) if others else first


def log_lines(rows, user, municipality) -> list[LogLine]:
    """The rows of one page with what they tell; seven queries at the most."""
    lines = [LogLine(LogKind(kind), key, at) for kind, key, at in rows]
    for kind, (model, _when, who) in SOURCES.items():
        beside = (who, "ending") if model is ExportEntry else (who,)
        entries = model.objects.select_related(*beside).in_bulk([line.key for line in lines if line.kind == kind])
        for line in lines:
            if line.kind == kind:
                line.entry = entries[line.key]
    titles = {slug: export.title for slug, export in TableExport.registered.items()}
    readings = [line for line in lines if line.kind == LogKind.READING]
    seen = Consultation.objects.visible_to(user, municipality).in_bulk([line.entry.consultation_id for line in readings])
    for line in lines:
        if line.kind == LogKind.EXPORT:
            line.list_name = str(titles.get(line.entry.slug, line.entry.slug))
    for line in readings:
        line.record = seen.get(line.entry.consultation_id)
        line.is_closed = line.record is None
    for model in (Actor, Contact):
        about = [line for line in lines if line.kind == LogKind.RESTRICTION and line.entry.record_kind == model._meta.model_name]
        living = model.objects.filter(municipality=municipality).in_bulk([line.entry.record_key for line in about])
        for line in about:
            line.record = living.get(line.entry.record_key)
            line.is_closed = line.record is not None and line.record.restricted_at is not None
    return lines
