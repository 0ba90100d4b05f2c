"""The register's models, one file per thing."""

from initiatives.models.actor import Actor, ActorAlias, Enterprise, Initiative
from initiatives.models.consultation import EARLIEST_DAY, Consultation, FollowUp, NoteReading
from initiatives.models.contact import Contact, ContactRole
from initiatives.models.export_entry import ExportEntry
from initiatives.models.lists import ConsultationTopic, Tag, WorkField
from initiatives.models.location import Location

__all__ = [
    "EARLIEST_DAY",
    "Actor",
    "ActorAlias",
    "Consultation",
    "ConsultationTopic",
    "Contact",
    "ContactRole",
    "Enterprise",
    "ExportEntry",
    "FollowUp",
    "Initiative",
    "Location",
    "NoteReading",
    "Tag",
    "WorkField",
]
