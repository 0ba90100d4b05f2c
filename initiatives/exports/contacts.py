"""The file of people."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from initiatives.choices import PreferredChannel, Salutation
from initiatives.exports.letters import LETTER_COLUMNS, letter
from initiatives.exports.parts import RegisterParts, joined, main_places, place
from initiatives.models import Actor, Contact
from wf40.exports import ExportColumn, TableExport


def _roles(roles) -> str:
    return joined(f"{name} ({title})" if title else name for _key, name, title in roles or ())


class ContactExport(RegisterParts, TableExport):
    """The list of people with the actors that they serve; without the notes on them."""

    slug = "personen"
    right = "initiatives.export_contact"
    title = _("People")
    columns = (
        ExportColumn("family_name", _("Last name"), "family_name"),
        ExportColumn("given_name", _("First name"), "given_name"),
        ExportColumn("title", _("Title"), "title"),
        ExportColumn("salutation", _("Form of address"), "salutation", words=dict(Salutation.choices)),
        *LETTER_COLUMNS,
        ExportColumn("actors", _("Actors"), part="roles", words=_roles),
        ExportColumn("phone", _("Phone"), "phone"),
        ExportColumn("mobile", _("Mobile"), "mobile"),
        ExportColumn("email", _("E-mail"), "email"),
        ExportColumn("preferred_channel", _("Prefers to be reached by"), "preferred_channel", words=dict(PreferredChannel.choices)),
        ExportColumn("street", _("Street"), part="person_place", words=place("street"), is_extra=True),
        ExportColumn("house_number", _("House number"), part="person_place", words=place("house_number"), is_extra=True),
        ExportColumn("postcode", _("Postcode"), part="person_place", words=place("postcode"), is_extra=True),
        ExportColumn("town", _("Town"), part="person_place", words=place("locality"), is_extra=True),
        ExportColumn("source", _("Source"), "source", is_extra=True),
        ExportColumn("informed", _("Informed on (Art. 14)"), "informed_on", is_extra=True),
        ExportColumn("changed", _("Changed"), "changed_at", is_extra=True),
        ExportColumn("number", _("Number in wf40"), "pk"),
    )

    def note(self, keys, noted):
        """The people themselves."""
        self.in_file.contacts.extend(keys)

    def load_letter(self, contacts) -> dict:
        """Address and salutation: at an actor the actor stands first, otherwise the person alone."""
        first: dict = defaultdict(lambda: (None, ""))
        current = set(
            Actor.objects.sighted().current().filter(contact_roles__contact__among=contacts).order_by().values_list("pk", flat=True)
        )
        for contact, roles in self.load_roles(contacts).items():
            first[contact] = next(((key, name) for key, name, _title in roles if key in current), (None, ""))
        places = main_places({key for key, _name in first.values() if key})
        people = Contact.objects.filter(pk__among=contacts).in_bulk()
        return {key: letter(first[key][1], person, places.get(first[key][0])) for key, person in people.items()}
