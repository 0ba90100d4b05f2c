"""The file of consultations."""

from django.utils.translation import gettext_lazy as _

from initiatives.choices import Channel, Outcome
from initiatives.exports.parts import RegisterParts
from initiatives.models import Consultation
from wf40.exports import ExportColumn, TableExport


class ConsultationExport(RegisterParts, TableExport):
    """The list of talks. Notes and needs of confidential ones never leave; the others' notes only if somebody asks for them."""

    slug = "beratungen"
    right = "initiatives.export_consultation"
    title = _("Consultations")
    columns = (
        ExportColumn("day", _("Date"), "held_on"),
        ExportColumn("time", _("Time"), "held_at", words=lambda value: f"{value:%H:%M}" if value else ""),
        ExportColumn("actors", _("Actors"), part="actors", words=lambda found: found or ""),
        ExportColumn("people", _("People"), part="people", words=lambda found: found or "", is_extra=True),
        ExportColumn("channel", _("Channel"), "channel", words=dict(Channel.choices)),
        ExportColumn("topics", _("Topics"), part="topics", words=lambda found: found or ""),
        ExportColumn("outcome", _("Outcome"), "outcome", words=dict(Outcome.choices)),
        ExportColumn("minutes", _("Minutes"), "minutes"),
        ExportColumn("adviser", _("Recorded by"), "created_by__name"),
        ExportColumn("need", _("Need in words"), part="open_words", words=lambda found: found[0] if found else ""),
        ExportColumn("note", _("Note"), part="open_words", words=lambda found: found[1] if found else "", is_extra=True),
        ExportColumn("is_confidential", _("Confidential"), "is_confidential"),
        ExportColumn("entered", _("Entered on"), "created_at", is_extra=True),
        ExportColumn("number", _("Number in wf40"), "pk"),
    )

    def load_actors(self, talks) -> dict:
        """The actors of the talks, without restricted ones."""
        rows = Consultation.actors.through.objects.filter(consultation__among=talks, actor__restricted_at=None)
        return self.names_of(rows, "consultation_id", "actor", "actor__trading_name", shown=self.in_file.actors)

    def load_people(self, talks) -> dict:
        """The people of the talks, without restricted ones."""
        rows = Consultation.contacts.through.objects.filter(consultation__among=talks, contact__restricted_at=None)
        return self.names_of(rows, "consultation_id", "contact", "contact__family_name", shown=self.in_file.contacts)

    def load_topics(self, talks) -> dict:
        """The topics of the talks."""
        rows = Consultation.topics.through.objects.filter(consultation__among=talks)
        return self.names_of(rows, "consultation_id", "consultationtopic", "consultationtopic__label", order="position")

    def load_open_words(self, talks) -> dict:
        """(need, note) of the talks that are not confidential; what the others say does not even leave the database."""
        names = ["need", *(["note"] if any(column.key == "note" for column in self.chosen) else [])]
        rows = Consultation.objects.filter(pk__among=talks, is_confidential=False).order_by().values_list("pk", *names)
        return {key: said for key, *said in rows}
