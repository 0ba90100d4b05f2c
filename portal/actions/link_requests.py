"""Somebody asks for the link to the own entry, with nothing but a mail address."""

from initiatives.actions import MessageRefused
from initiatives.models import Actor, ContactRole
from portal.actions.links import send_profile_link
from portal.spam import DAY, take_turn

MOST_A_DAY = 3


def answer_link_request(*, municipality, email: str) -> int:
    """Mail the link to whom the register knows under this address: a person for each actor they serve, an actor by its own address.

    Gives the number of mails: none for an address that is unknown, or that asked three times within a day already.
    """
    readers: dict[Actor, object] = {}
    roles = ContactRole.objects.filter(municipality=municipality, contact__email__iexact=email, actor__archived_at=None).sighted()
    for role in roles.select_related("actor", "contact"):
        readers.setdefault(role.actor, role.contact)
    for actor in Actor.objects.filter(municipality=municipality, email__iexact=email).sighted().current():
        readers.setdefault(actor, None)
    if not readers or not take_turn("link mail", f"{municipality.pk}:{email.lower()}", MOST_A_DAY, DAY):
        return 0
    sent = 0
    for actor, contact in readers.items():
        try:
            send_profile_link(user=None, actor=actor, contact=contact)
        except MessageRefused:
            continue  # whoever wants no mail gets none, and the one who asked learns nothing of it
        sent += 1
    return sent
