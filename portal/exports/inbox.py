"""The file of the inbox."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from initiatives.choices import OfficeList
from initiatives.exports import RegisterList, offer_list
from initiatives.exports.parts import RegisterParts
from portal.choices import EntryKind, EntryResult, EntryState, Proof
from portal.filters.inbox import InboxFilter
from portal.incoming import part_words
from portal.models import InboxEntry, ProfileChange
from portal.tables.inbox import InboxTable
from wf40.exports import ExportColumn, TableExport


class InboxExport(RegisterParts, TableExport):
    """The inbox with who sent what, until when an answer was promised and when it came; what was talked about stays at the entry."""

    slug = "eingang"
    right = "portal.export_inboxentry"
    title = _("Inbox")
    columns = (
        ExportColumn("received", _("Received"), "received_at"),
        ExportColumn("kind", _("Kind"), "kind", words=dict(EntryKind.choices)),
        ExportColumn("actor", _("Actor"), "actor__trading_name"),
        ExportColumn("name", _("Name in the application"), "details__name", words=lambda value: value or ""),
        ExportColumn("sender", _("Sender"), "sender_name"),
        ExportColumn("parts", _("Fields of the proposal"), part="parts", words=lambda found: found or ""),
        ExportColumn("due", _("Answer promised by"), "due_on"),
        ExportColumn("state", _("State"), "state", words=dict(EntryState.choices)),
        ExportColumn("result", _("What became of it"), "result", words=dict(EntryResult.choices)),
        ExportColumn("assignee", _("Looked after by"), "assignee__name"),
        ExportColumn("answered", _("Answered at"), "answered_at"),
        ExportColumn("done", _("Done on"), "done_at"),
        ExportColumn("done_by", _("Done by"), "done_by__name", is_extra=True),
        ExportColumn("proof", _("Proof"), "proof", words=dict(Proof.choices), is_extra=True),
        ExportColumn("email", _("E-mail of the sender"), "sender_email", is_extra=True),
        ExportColumn("phone", _("Phone of the sender"), "sender_phone", is_extra=True),
        ExportColumn("text", _("Text"), "text", is_extra=True),
        ExportColumn("number", _("Number in wf40"), "pk"),
    )
    noted: ClassVar = {"actor": "actor_id", "sender": "contact_id", "email": "contact_id", "phone": "contact_id", "text": "contact_id"}

    def load_parts(self, entries) -> dict:
        """The parts of the profile that proposals would change, in words."""
        found: dict[int, list] = {}
        for entry, part in ProfileChange.objects.filter(entry__among=entries).order_by("pk").values_list("entry", "part"):
            found.setdefault(entry, []).append(part)
        return {entry: part_words(parts) for entry, parts in found.items()}

    def note(self, keys, noted):
        """The actors whose entries these are, and the people who sent them."""
        self.in_file.actors.extend(filter(None, noted.get("actor", ())))
        people = next((noted[column] for column in ("sender", "email", "phone", "text") if column in noted), ())
        self.in_file.contacts.extend(filter(None, people))


def declare() -> None:
    """The list is kept under a name, shown and taken out like those of the register."""
    offer_list(RegisterList(OfficeList.INBOX, InboxEntry, InboxFilter, InboxTable, "inbox_list"), InboxExport, "inbox_export")
