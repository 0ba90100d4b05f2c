"""What the portal shows on an actor's page: whether the public sees it, who holds a link to it, who confirmed it last."""

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from initiatives.links import valid_links
from initiatives.models import PersonalLink
from portal.checks import confirmation_from, is_by_word, why_by_word, with_addresses
from portal.choices import CheckAnswer
from portal.links import PROFILE
from portal.models import ProfileCheck
from portal.publication import is_public
from wf40.registry import BulkButton, Panel, bulk_buttons, panels


def _public_url(municipality, actor) -> str:
    try:
        return reverse("public_profile", args=[municipality.slug, actor.pk])
    except NoReverseMatch:
        return ""


def entry_and_links(user, municipality, actor) -> dict:
    """Whether the profile is public, the last confirmation, the open question, and who holds links; three queries."""
    checks = ProfileCheck.objects.visible_to(user, municipality).filter(Q(answer=CheckAnswer.YES) | Q(answer=CheckAnswer.OPEN), actor=actor)
    checks = with_addresses(checks).select_related("actor", "message", "vouched_by").defer("message__body")
    # The newest answers first; a question has none yet.
    checks = sorted(checks, key=lambda check: (check.answered_at is not None, check.answered_at or check.asked_at), reverse=True)
    said = next((check for check in checks if check.answer), None)
    waiting = next((check for check in checks if not check.answer), None)
    alliance = str(said.vouched_by) if said and said.vouched_by and not said.vouched_by.restricted_at else ""
    links = PersonalLink.objects.visible_to(user, municipality).filter(purpose=PROFILE).select_related("contact")
    return {
        "actor": actor,
        "public_url": _public_url(municipality, actor) if is_public(actor) else "",
        "confirmation": confirmation_from(actor, said, alliance) if actor.assured_on else None,
        "check": waiting,
        "by_word": why_by_word(waiting) if waiting and is_by_word(waiting) else "",
        "links": valid_links(links, actor),
        "may_send": user.has_perm("portal.send_profilelink", municipality) and not actor.archived_at,
        "may_revoke": user.has_perm("initiatives.add_consent", municipality),
        "may_record": user.has_perm("portal.change_profilecheck", municipality),
    }


def declare() -> None:
    """Tell the registry."""
    panels.register(Panel("profile", "portal/_panel_actor.html", entry_and_links, queries=3, position=32))
    bulk_buttons.register(
        BulkButton("profile_links", _("Send links …"), "mail", "profile_link_bulk", "portal.send_profilelink", position=10)
    )
