"""The kinds of personal links that the portal knows, and the legal pages in the foot of every public page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.actions.checks import answer_at_door
from portal.applications import explain_application
from portal.links import APPLICATION, PROFILE, door_answers, explain_profile
from wf40.registry import LegalPage, LinkPurpose, legal_pages, link_purposes

DAYS_OF_A_PROFILE = 90
DAYS_TO_CONFIRM = 7


def _page(name: str):
    """The address of a city's legal page."""
    return lambda municipality: reverse(name, args=[municipality.slug])


def declare() -> None:
    """Tell the registry."""
    link_purposes.register(
        LinkPurpose(
            PROFILE,
            _("Your own entry"),
            "own_profile",
            explain_profile,
            days=DAYS_OF_A_PROFILE,
            position=15,
            answers=door_answers,
            take=answer_at_door,
        )
    )
    link_purposes.register(
        LinkPurpose(
            APPLICATION,
            _("Application for the directory"),
            "application_confirm",
            explain_application,
            days=DAYS_TO_CONFIRM,
            is_once=True,
            position=16,
        )
    )
    for position, (key, label, name) in enumerate(
        (
            ("imprint", _("Imprint"), "imprint"),
            ("privacy", _("Data protection"), "privacy"),
            ("accessibility", _("Accessibility"), "accessibility"),
        )
    ):
        legal_pages.register(LegalPage(key, label, _page(name), position))
