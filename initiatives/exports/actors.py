"""The file of actors."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from initiatives.choices import (
    ActorKind,
    CommonGoodReport,
    CustomKind,
    FieldScheme,
    Industry,
    LifeCycle,
    RegisterKind,
    SizeClass,
    legal_forms,
)
from initiatives.exports.letters import LETTER_COLUMNS, letter
from initiatives.exports.parts import RegisterParts, grouped, joined, main_people, main_places
from initiatives.exports.purposes import ASKING
from initiatives.models import Actor, CustomValue
from initiatives.own_fields import offered_fields, own_columns
from wf40.exports import ExportColumn, TableExport
from wf40.fields import partial_words


def _codes(name):
    labels = {}

    def words(codes):
        if not codes:
            return ""
        labels.update({} if labels else {code: str(label) for code, label in Actor._meta.get_field(name).flatchoices})
        return joined(labels.get(code, code) for code in codes)

    return words


def _own_value(kind: str, value: str):
    if kind == CustomKind.NUMBER:
        return Decimal(value)
    if kind == CustomKind.DATE:
        return date.fromisoformat(value)
    return value == "1" if kind == CustomKind.BOOLEAN else value


class ActorExport(RegisterParts, TableExport):
    """The list of actors with their main place and the office's own fields; no internal notes, people only as those to write to."""

    slug = "akteure"
    right = "initiatives.export_actor"
    title = _("Actors")
    columns = (
        ExportColumn("name", _("Name"), "trading_name"),
        *LETTER_COLUMNS,
        ExportColumn("registered_name", _("Registered name"), "registered_name"),
        ExportColumn("aliases", _("Other names"), part="aliases", words=lambda found: found or "", is_extra=True),
        ExportColumn("kind", _("Kind"), "kind", words=dict(ActorKind.choices)),
        ExportColumn("legal_form", _("Legal form"), "legal_form", words=legal_forms()),
        ExportColumn("is_charitable", _("Charitable"), "is_charitable"),
        ExportColumn("charity_notice", _("Notice of the tax office of"), "charity_notice_on"),
        ExportColumn("register_kind", _("Register"), "register_kind", words=dict(RegisterKind.choices)),
        ExportColumn("register_court", _("Register court"), "register_court"),
        ExportColumn("register_number", _("Register number"), "register_number"),
        ExportColumn("business_id", _("Business identification number (W-IdNr)"), "business_id"),
        ExportColumn("founded", _("Founded"), "founded", words=partial_words),
        ExportColumn("industry", _("Industry"), "industry", words=dict(Industry.choices)),
        ExportColumn("size_class", _("Size"), "size_class", words=dict(SizeClass.choices)),
        ExportColumn("common_good", _("Common-good report"), "common_good_report", words=dict(CommonGoodReport.choices)),
        ExportColumn("common_good_year", _("Year of the report"), "common_good_year"),
        ExportColumn("life_cycle", _("Life cycle"), "life_cycle", words=dict(LifeCycle.choices)),
        ExportColumn("rollout_fields", _("Fields of the rollout"), part="fields", words=grouped(FieldScheme.ROLLOUT)),
        ExportColumn("business_fields", _("Business fields"), part="fields", words=grouped(FieldScheme.BUSINESS_FIELD)),
        ExportColumn("tags", _("Tags"), part="tags", words=grouped()),
        ExportColumn("goals", _("Goals"), "goals", words=_codes("goals")),
        ExportColumn("languages", _("Languages"), "languages", words=_codes("languages")),
        ExportColumn("street", _("Street"), "main_place__street"),
        ExportColumn("house_number", _("House number"), "main_place__house_number"),
        ExportColumn("postcode", _("Postcode"), "main_place__postcode"),
        ExportColumn("town", _("Town"), "main_place__locality"),
        ExportColumn("district", _("District"), "main_place__district__label"),
        ExportColumn("phone", _("Phone"), "phone"),
        ExportColumn("email", _("E-mail"), "email"),
        ExportColumn("website", _("Website"), "website"),
        ExportColumn("opening_hours", _("Opening hours"), "opening_hours"),
        ExportColumn("description", _("Public description"), "description", is_extra=True),
        ExportColumn("steward", _("Looked after by"), "steward__name"),
        ExportColumn("deputy", _("Deputy"), "deputy__name"),
        ExportColumn("last", _("Last contact"), "activity__last_consulted_on"),
        ExportColumn("open", _("Open follow-ups"), "activity__open_follow_up_count", is_extra=True),
        ExportColumn("assured", _("Last assured on"), "assured_on"),
        ExportColumn("source", _("Source"), "source", is_extra=True),
        ExportColumn("source_id", _("Number in the source"), "source_id", is_extra=True),
        ExportColumn("changed", _("Changed"), "changed_at", is_extra=True),
        ExportColumn("number", _("Number in wf40"), "pk"),
    )

    def __init__(self, keys=(), *, user=None, municipality=None, purpose=""):
        self.own_fields = offered_fields(user, municipality) if municipality else []
        super().__init__(keys, user=user, municipality=municipality, purpose=purpose)

    def offered(self) -> list[ExportColumn]:
        """With a column for each of the office's own fields, before the number."""
        *first, number = self.columns
        return [*first, *own_columns(self.own_fields, [column.title for column in self.columns]), number]

    def prepare(self, queryset):
        """With the main place, of which there is one at most."""
        if not any(column.path.startswith("main_place__") for column in self.chosen):
            return queryset
        return queryset.annotate(main_place=FilteredRelation("locations", condition=Q(locations__is_main=True)))

    def note(self, keys, noted):
        """The actors themselves."""
        self.in_file.actors.extend(keys)

    def load_own(self, actors) -> dict:
        """What stands in the office's own fields: {actor: {field: value}}."""
        kinds = {field.pk: field.kind for field in self.own_fields}
        found = defaultdict(dict)
        rows = CustomValue.objects.filter(actor__among=actors, field__in=list(kinds)).order_by()
        for actor, field, value in rows.values_list("actor", "field", "value"):
            found[actor][field] = _own_value(kinds[field], value)
        return found

    def load_letter(self, actors) -> dict:
        """Address and salutation: the actor first, then the person who is asked first there."""
        names = dict(Actor.objects.filter(pk__among=actors).order_by().values_list("pk", "trading_name"))
        people = main_people(actors, self.purpose, is_asked=self.purpose in ASKING)
        places = main_places(actors)
        self.in_file.contacts.extend(person.pk for person in people.values())
        return {actor: letter(name, people.get(actor), places.get(actor)) for actor, name in names.items()}
