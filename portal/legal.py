"""The pages that the law asks of a city: what stands on them beyond the city's own texts, and what is still missing there."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Purpose
from initiatives.rules import texts_in_force
from portal.choices import Conformity

# A statement on accessibility is looked through once a year.
STATEMENT_HOLDS = timedelta(days=365)


def purposes_in_words(municipality) -> list[tuple[Purpose, str]]:
    """(purpose, what a consent to it says) of everything for which an office uses data; two queries."""
    texts = texts_in_force(municipality)
    rows = Purpose.objects.filter(municipality=municipality, is_active=True)
    return [(row, texts[row.pk].text if row.pk in texts and row.needs_consent else "") for row in rows]


def missing_in_imprint(municipality, site) -> list[str]:
    """What an imprint has to say and ours does not."""
    has_address = municipality.street and municipality.postcode and municipality.locality
    asked = (
        (has_address, _("address of the office")),
        (municipality.phone, _("phone of the office")),
        (municipality.email, _("e-mail of the office")),
        (site.imprint, _("who represents the office")),
        (site.responsible_person, _("who is responsible for the content")),
    )
    return [words for value, words in asked if not value]


def missing_in_privacy(municipality, site) -> list[str]:
    """What a page on data protection has to say and ours does not."""
    asked = (
        (municipality.controller, _("controller and data protection officer")),
        (site.retention, _("how long data are kept")),
        (site.supervisory_authority, _("supervisory authority for data protection")),
    )
    return [words for value, words in asked if not value]


def missing_in_accessibility(municipality, site) -> list[str]:
    """What a statement on accessibility has to say and ours does not."""
    asked = (
        (site.assessed_on, _("day of the examination")),
        (site.barriers or site.conformity == Conformity.FULL, _("what is not accessible, why, and what helps instead")),
        (site.enforcement, _("enforcement or arbitration body")),
        (municipality.email, _("e-mail of the office")),
    )
    return [words for value, words in asked if not value]


def is_statement_old(site, today=None) -> bool:
    """Whether nobody has looked through the statement on accessibility within a year, or ever."""
    today = today or timezone.localdate()
    return site.assessed_on is None or today - site.assessed_on > STATEMENT_HOLDS


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text in which each stands on a line of its own."""
    return [line.strip() for line in text.splitlines() if line.strip()]
