"""What a form asked beyond the text, as the office reads it beside an entry of the inbox."""

from django.utils.translation import gettext as _

from portal.applications import APPLICATIONS, described_actor
from portal.wishes import WISHES, wish_rows


def details_in_words(entry) -> list[tuple[str, str]]:
    """(label, words) of what came with an entry, empty ones left out."""
    if entry.kind in APPLICATIONS:
        return described_actor(entry) if entry.details else []
    if entry.kind in WISHES:
        return wish_rows(entry)
    # Of a barrier: on which page.
    page = entry.details.get("page")
    return [(_("On which page"), str(page))] if page else []
