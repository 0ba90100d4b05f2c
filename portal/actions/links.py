"""The link to the own profile is sent to one person or to the organisation's address."""

from django.utils.translation import gettext as _

from initiatives.actions import placeholder, queue_message
from initiatives.models import Message
from portal.links import PROFILE


def send_profile_link(*, user, actor, contact=None, email: str = "", is_automatic: bool = False, once_key: str = "") -> Message:
    """Mail a person of an actor, or the actor's own address, the way to the profile. Raises `MessageRefused`."""
    greeting = contact.letter_salutation() if contact else _("Good day")
    body = _(
        "%(greeting)s,\n\nbehind this link you see what stands in the directory about %(name)s. You can change it, decide for what we may"
        " use the data, and see what became of it. No password is needed; the link works for 90 days:\n\n%(link)s\n\n"
        "The link is meant for you alone; please do not pass it on.\n\nKind regards\n%(office)s"
    ) % {"greeting": greeting, "name": actor, "link": placeholder("profile"), "office": actor.municipality.office_name}
    return queue_message(
        purpose="service",
        subject=_("Your entry: %(name)s") % {"name": actor},
        body=body,
        actor=actor,
        contact=contact,
        email=email,
        links={"profile": (PROFILE, None)},
        user=user,
        is_automatic=is_automatic,
        once_key=once_key,
    )
