"""The link to the own profile is sent to one person or to the organisation's address."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions import MessageRefused, placeholder, queue_message
from initiatives.choices import MessageState
from initiatives.models import Actor, Message
from portal.links import PROFILE
from portal.recipients import plan_mailing

# Whoever presses the button again so soon after means the same mail.
SAME_MAIL = timedelta(minutes=10)
BY_BUTTON = "profile link by button"


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


@transaction.atomic
def send_link_by_button(*, user, actor, contact=None) -> tuple[Message, bool]:
    """Somebody of the office sends the link to one address; within ten minutes it is one mail: (message, is new). Raises
    `MessageRefused`."""
    actor = Actor.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=actor.pk)
    now, key = timezone.now(), f"{BY_BUTTON} {actor.pk} {contact.pk if contact else 0} "
    known = Message.objects.filter(municipality=actor.municipality, once_key__startswith=key, created_at__gt=now - SAME_MAIL)
    if found := known.exclude(state=MessageState.FAILED).first():
        return found, False
    return send_profile_link(user=user, actor=actor, contact=contact, once_key=f"{key}{now:%Y%m%d%H%M%S}"), True


def send_links_to_many(*, user, municipality, actors) -> int:
    """The link to each actor of a queryset that may be written to and got no automatic mail lately; returns how many were queued.
    A second time on the same day nobody gets another one."""
    count, day = 0, timezone.localdate()
    for way in plan_mailing(municipality, actors.select_related("municipality")).ways:
        key = f"profile link {way.actor.pk} {day:%Y-%m-%d}"
        try:
            send_profile_link(user=user, actor=way.actor, contact=way.contact, email=way.email, is_automatic=True, once_key=key)
        except MessageRefused:
            # Objected while the others were being written.
            continue
        count += 1
    return count
