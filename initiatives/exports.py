"""The register's files."""

from django.utils.translation import gettext_lazy as _

from initiatives.choices import FieldScheme
from wf40.exports import ExportColumn, TableExport


def _place(actor):
    return next(iter(actor.locations.all()), None)


def _place_value(name):
    return lambda actor: getattr(_place(actor), name, None) or ""


def _fields(scheme):
    return lambda actor: ", ".join(field.label for field in actor.work_fields.all() if field.scheme == scheme)


class ActorExport(TableExport):
    """The list of actors with their main place; no people, no internal notes."""

    slug = "akteure"
    right = "initiatives.export_actor"
    title = _("Actors")
    columns = (
        ExportColumn(_("Name"), lambda actor: actor.trading_name),
        ExportColumn(_("Registered name"), lambda actor: actor.registered_name),
        ExportColumn(_("Kind"), lambda actor: actor.get_kind_display()),
        ExportColumn(_("Legal form"), lambda actor: str(actor.legal_form_entry or "")),
        ExportColumn(_("Charitable"), lambda actor: actor.is_charitable),
        ExportColumn(_("Life cycle"), lambda actor: actor.get_life_cycle_display()),
        ExportColumn(_("Fields of the rollout"), _fields(FieldScheme.ROLLOUT)),
        ExportColumn(_("Business fields"), _fields(FieldScheme.BUSINESS_FIELD)),
        ExportColumn(_("Tags"), lambda actor: ", ".join(tag.label for tag in actor.tags.all())),
        ExportColumn(_("Street"), _place_value("street")),
        ExportColumn(_("Number"), _place_value("house_number")),
        ExportColumn(_("Postcode"), _place_value("postcode")),
        ExportColumn(_("Town"), _place_value("locality")),
        ExportColumn(_("District"), lambda actor: str(getattr(_place(actor), "district", None) or "")),
        ExportColumn(_("Phone"), lambda actor: actor.phone),
        ExportColumn(_("E-mail"), lambda actor: actor.email),
        ExportColumn(_("Website"), lambda actor: actor.website),
        ExportColumn(_("Looked after by"), lambda actor: str(actor.steward or "")),
        ExportColumn(_("Last contact"), lambda actor: actor.last_consulted_on),
        ExportColumn(_("Number in wf40"), lambda actor: actor.pk),
    )

    def prepare(self, queryset):
        """What the columns read beside the row itself, in four queries per chunk; the list brings `last_consulted_on`."""
        return queryset.with_main_location().select_related("steward").prefetch_related("work_fields", "tags")
