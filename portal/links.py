"""The way of an initiative to its own profile: who holds a link, what the door asks, who may come in."""

from django.utils.translation import gettext as _

from initiatives.models import ContactRole
from portal.choices import CheckAnswer
from portal.models import ProfileCheck

PROFILE = "profile"
APPLICATION = "application"


def open_check(actor) -> ProfileCheck | None:
    """The question whether the entry is still right that waits for an answer."""
    return ProfileCheck.objects.filter(actor=actor, answer=CheckAnswer.OPEN).first()


def opens_profile(link) -> bool:
    """Whether a link still leads to the profile of its actor: the person serves it, and it stands in the lists."""
    if link.actor is None or link.actor.archived_at is not None:
        return False
    return link.contact is None or ContactRole.objects.filter(actor=link.actor, contact=link.contact).exists()


def explain_profile(link) -> str:
    """What awaits the reader."""
    if opens_profile(link) and open_check(link.actor):
        return _("Is the entry of %(name)s still right? One click is enough; on the next page you see everything and can change it.") % {
            "name": link.actor
        }
    return _("You see what stands in the directory about %(name)s, change it, and see what became of your proposals.") % {
        "name": link.actor
    }


def door_answers(link) -> list[tuple[str, str]]:
    """The buttons at the door while the question is open; none otherwise."""
    if not opens_profile(link) or open_check(link.actor) is None:
        return []
    return [(str(answer), str(answer.label)) for answer in (CheckAnswer.YES, CheckAnswer.CHANGE, CheckAnswer.GONE)]
