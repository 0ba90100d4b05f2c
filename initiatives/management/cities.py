"""What commands ask for by its short name."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from municipalities.models import Municipality


def city_of_slug(slug: str) -> Municipality:
    """The city of that short name; names those that there are if there is none."""
    found = Municipality.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Municipality.objects.values_list("slug", flat=True)) or "–"
        raise CommandError(_("There is no city “%(slug)s”. Known are: %(known)s.") % {"slug": slug, "known": known})
    return found
