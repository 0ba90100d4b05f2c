"""What the portal shows on an actor's page: whether the public sees it, who holds a link to it, who confirmed it last."""

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from initiatives.links import valid_links
from initiatives.models import PersonalLink
from initiatives.rules import decision_of
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


def _is_public(actor) -> bool:
    """Whether the public sees the actor now; its page has asked for all purposes already."""
    if not hasattr(actor, "known_states"):
        return is_public(actor)
    is_released = actor.published_since is not None and actor.paused_at is None
    return is_released and decision_of(actor.known_states, actor, "publish_profile").yes


def entry_and_links(user, municipality, actor) -> dict:
    """Whether the profile is public, the last confirmation, the open question, and who holds links; three queries at most."""
    rows = ProfileCheck.objects.visible_to(user, municipality).filter(actor=actor)
    checks = list(rows.filter(Q(answer=CheckAnswer.YES) | Q(answer=CheckAnswer.OPEN)).select_related("vouched_by"))
    said = max((check for check in checks if check.answer), key=lambda check: (check.answered_at, check.pk), default=None)
    waiting = next((check for check in checks if not check.answer), None)
    if waiting:  # what its mail came to is asked only then
        waiting = with_addresses(rows.filter(pk=waiting.pk)).select_related("actor", "message").defer("message__body").first()
    alliance = said.vouched_by if said and said.vouched_by and not said.vouched_by.restricted_at else None
    links = PersonalLink.objects.visible_to(user, municipality).filter(purpose=PROFILE).select_related("contact")
    return {
        "actor": actor,
        "public_url": _public_url(municipality, actor) if _is_public(actor) else "",
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
