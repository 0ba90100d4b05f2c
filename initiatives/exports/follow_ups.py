"""The file of promises."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from initiatives.exports.parts import RegisterParts
from wf40.exports import ExportColumn, TableExport


class FollowUpExport(RegisterParts, TableExport):
    """The list of what the office promised."""

    slug = "wiedervorlagen"
    right = "initiatives.export_followup"
    title = _("Follow-ups")
    columns = (
        ExportColumn("due", _("Due on"), "due_on"),
        ExportColumn("task", _("What"), "task"),
        ExportColumn("actor", _("Actor"), "actor__trading_name"),
        ExportColumn("assignee", _("Who"), "assignee__name"),
        ExportColumn("done", _("Done on"), "done_at"),
        ExportColumn("side", _("Who promised it"), "is_theirs", words={False: _("the office"), True: _("the other side")}),
        ExportColumn("done_note", _("What became of it"), "done_note"),
        ExportColumn("done_by", _("Done by"), "done_by__name", is_extra=True),
        ExportColumn("talk", _("From consultation"), "consultation__held_on", is_extra=True),
        ExportColumn("entered", _("Entered on"), "created_at", is_extra=True),
        ExportColumn("by", _("Entered by"), "created_by__name", is_extra=True),
        ExportColumn("number", _("Number in wf40"), "pk"),
    )
    noted: ClassVar = {"actor": "actor_id"}

    def note(self, keys, noted):
        """The actors to whom something was promised."""
        self.in_file.actors.extend(filter(None, noted.get("actor", ())))
