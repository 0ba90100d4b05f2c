"""The register's files."""

from collections import Counter

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from initiatives.choices import ExportPurpose, FieldScheme
from initiatives.models import CustomValue
from initiatives.own_fields import own_columns
from initiatives.rules import decide
from wf40.exports import CHUNK, ExportColumn, TableExport
from wf40.fields import partial_words

# For these purposes only those are taken whose data may be used for them; the codes are those of the city's purposes.
ASKING = (ExportPurpose.FUNDING_NOTICE, ExportPurpose.INVITATION, ExportPurpose.LETTER)
LEFT_OUT_BECAUSE = {
    "restricted": _("data restricted (Art. 18)"),
    "archived": _("archived"),
    "purpose_off": _("the office does not pursue this purpose"),
    "objection": _("objection"),
    "withdrawn": _("consent withdrawn"),
    "asked": _("asked for consent, not confirmed yet"),
    "no_consent": _("no consent"),
}


def left_out(actors, purpose: str) -> list[tuple[str, int]]:
    """Why how many actors are left out of a file for a purpose, as (words, number), most frequent first; only they are read."""
    if purpose not in ASKING:
        return []
    others = actors.exclude(pk__in=actors.order_by().allowed_for(purpose).values("pk")).order_by("pk").with_processing(purpose)
    counts = Counter(decide(actor).reason.code for actor in others.iterator(chunk_size=CHUNK))
    return [(str(LEFT_OUT_BECAUSE[code]), count) for code, count in counts.most_common()]


def _place(actor):
    return next(iter(actor.locations.all()), None)


def _place_value(name):
    return lambda actor: getattr(_place(actor), name, None) or ""


def _fields(scheme):
    return lambda actor: ", ".join(field.label for field in actor.work_fields.all() if field.scheme == scheme)


def _codes(name):
    return lambda actor: actor._meta.get_field(name).words(getattr(actor, name))


class ActorExport(TableExport):
    """The list of actors with their main place and the office's own fields; no people, no internal notes."""

    slug = "akteure"
    right = "initiatives.export_actor"
    title = _("Actors")
    columns = (
        ExportColumn(_("Name"), lambda actor: actor.trading_name),
        ExportColumn(_("Registered name"), lambda actor: actor.registered_name),
        ExportColumn(_("Kind"), lambda actor: actor.get_kind_display()),
        ExportColumn(_("Legal form"), lambda actor: str(actor.legal_form_entry or "")),
        ExportColumn(_("Charitable"), lambda actor: actor.is_charitable),
        ExportColumn(_("Notice of the tax office of"), lambda actor: actor.charity_notice_on),
        ExportColumn(_("Register"), lambda actor: actor.get_register_kind_display()),
        ExportColumn(_("Register court"), lambda actor: actor.register_court),
        ExportColumn(_("Register number"), lambda actor: actor.register_number),
        ExportColumn(_("Business identification number (W-IdNr)"), lambda actor: actor.business_id),
        ExportColumn(_("Founded"), lambda actor: partial_words(actor.founded)),
        ExportColumn(_("Industry"), lambda actor: actor.get_industry_display()),
        ExportColumn(_("Size"), lambda actor: actor.get_size_class_display()),
        ExportColumn(_("Common-good report"), lambda actor: actor.get_common_good_report_display()),
        ExportColumn(_("Year of the report"), lambda actor: actor.common_good_year),
        ExportColumn(_("Life cycle"), lambda actor: actor.get_life_cycle_display()),
        ExportColumn(_("Fields of the rollout"), _fields(FieldScheme.ROLLOUT)),
        ExportColumn(_("Business fields"), _fields(FieldScheme.BUSINESS_FIELD)),
        ExportColumn(_("Tags"), lambda actor: ", ".join(tag.label for tag in actor.tags.all())),
        ExportColumn(_("Goals"), _codes("goals")),
        ExportColumn(_("Languages"), _codes("languages")),
        ExportColumn(_("Street"), _place_value("street")),
        ExportColumn(_("House number"), _place_value("house_number")),
        ExportColumn(_("Postcode"), _place_value("postcode")),
        ExportColumn(_("Town"), _place_value("locality")),
        ExportColumn(_("District"), lambda actor: str(getattr(_place(actor), "district", None) or "")),
        ExportColumn(_("Phone"), lambda actor: actor.phone),
        ExportColumn(_("E-mail"), lambda actor: actor.email),
        ExportColumn(_("Website"), lambda actor: actor.website),
        ExportColumn(_("Opening hours"), lambda actor: actor.opening_hours),
        ExportColumn(_("Looked after by"), lambda actor: str(actor.steward or "")),
        ExportColumn(_("Deputy"), lambda actor: str(actor.deputy or "")),
        ExportColumn(_("Last contact"), lambda actor: actor.last_consulted_on),
        ExportColumn(_("Last assured on"), lambda actor: actor.assured_on),
        ExportColumn(_("Number in wf40"), lambda actor: actor.pk),
    )

    def __init__(self, own_fields=()):
        self.own_fields = list(own_fields)
        *first, number = self.columns
        self.columns = (*first, *own_columns(self.own_fields, [column.title for column in self.columns]), number)

    def prepare(self, queryset):
        """What the columns read beside the row itself, in five queries per chunk; the list brings `last_consulted_on`."""
        rows = queryset.with_main_location().select_related("steward", "deputy").prefetch_related("work_fields", "tags")
        if not self.own_fields:
            return rows
        values = CustomValue.objects.filter(field__in=self.own_fields).select_related("field")
        return rows.prefetch_related(Prefetch("custom_values", values, to_attr="own_rows"))
