"""The register's models, one file per thing."""

from initiatives.models.activity import ActorActivity
from initiatives.models.actor import Actor, ActorAlias, Enterprise, Initiative
from initiatives.models.attachment import Attachment
from initiatives.models.change_set import ChangeSet
from initiatives.models.consultation import EARLIEST_DAY, Consultation, FollowUp, LogReading, NoteReading
from initiatives.models.contact import Contact, ContactRole
from initiatives.models.custom import CustomField, CustomValue
from initiatives.models.draft import Draft
from initiatives.models.export_entry import ExportEntry
from initiatives.models.export_file import ExportFile, ExportTemplate
from initiatives.models.lists import ConsultationTopic, Tag, WorkField
from initiatives.models.location import Location
from initiatives.models.message import Message, PersonalLink
from initiatives.models.purpose import Consent, ConsentRequest, Objection, Purpose, PurposeText
from initiatives.models.restriction_entry import RestrictionEntry
from initiatives.models.search_entry import SearchEntry
from initiatives.models.selection import Selection, SelectionSnapshot, SnapshotRow
from initiatives.models.warning_flag import WarningFlag

__all__ = [
    "EARLIEST_DAY",
    "Actor",
    "ActorActivity",
    "ActorAlias",
    "Attachment",
    "ChangeSet",
    "Consent",
    "ConsentRequest",
    "Consultation",
    "ConsultationTopic",
    "Contact",
    "ContactRole",
    "CustomField",
    "CustomValue",
    "Draft",
    "Enterprise",
    "ExportEntry",
    "ExportFile",
    "ExportTemplate",
    "FollowUp",
    "Initiative",
    "Location",
    "LogReading",
    "Message",
    "NoteReading",
    "Objection",
    "PersonalLink",
    "Purpose",
    "PurposeText",
    "RestrictionEntry",
    "SearchEntry",
    "Selection",
    "SelectionSnapshot",
    "SnapshotRow",
    "Tag",
    "WarningFlag",
    "WorkField",
]
