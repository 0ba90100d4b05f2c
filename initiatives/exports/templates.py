"""Columns under a name that every office has from the start, and the columns of a list as a file calls them."""

from django.utils.translation import gettext_lazy as _

from initiatives.choices import OfficeList
from initiatives.exports.letters import LETTER_KEYS
from initiatives.own_fields import is_own

# The columns that `import_actors` knows, so that a list that was changed in Excel can be taken in again.
TAKEN_IN = (
    "name registered_name aliases kind legal_form is_charitable register_kind register_court register_number business_id founded industry "
    "size_class life_cycle rollout_fields tags goals languages street house_number postcode town district phone email website "
    "opening_hours description source source_id number"
).split()
# What a list calls otherwise than its file, by list and column of the list.
OTHERWISE = {
    OfficeList.ACTORS: {
        "field": ("rollout_fields", "business_fields"),
        "business_field": ("business_fields",),
        "size": ("size_class",),
    },
    OfficeList.CONTACTS: {"name": ("family_name", "given_name", "title"), "role": ("actors",), "channel": ("preferred_channel",)},
    OfficeList.CONSULTATIONS: {"confidential": ("is_confidential",)},
    OfficeList.FOLLOW_UPS: {"task": ("task", "actor")},
    OfficeList.LISTINGS: {"title": ("title", "actor"), "amount": ("amount", "unit")},
}
LETTER, AGAIN = "letter", "again"
NAMES = {LETTER: _("Mail merge (DIN 5008)"), AGAIN: _("To be taken in again")}


def ready_templates(office_list: str, export) -> list[dict]:
    """The ready columns of a list."""
    found = []
    if office_list in (OfficeList.ACTORS, OfficeList.CONTACTS):
        first = ["name"] if office_list == OfficeList.ACTORS else ["family_name", "given_name"]
        found.append({"key": LETTER, "name": str(NAMES[LETTER]), "keys": [*first, *LETTER_KEYS, "number"]})
    if office_list == OfficeList.ACTORS:
        own = [column.key for column in export.offered() if is_own(column.key)]
        found.append({"key": AGAIN, "name": str(NAMES[AGAIN]), "keys": [*TAKEN_IN, *own]})
    return found


def shown_keys(taking) -> list[str]:
    """The columns that the list shows, with the number by which an edited file finds its rows again."""
    known = {column.key for column in taking.export.offered()}
    other = OTHERWISE.get(taking.office_list, {})
    found = [key for column in taking.table.columns for key in other.get(column.key, (column.key,)) if key in known]
    return [*dict.fromkeys(found), "number"]
