"""What the public reads about an actor, and nothing else; asked anew each time, so that a withdrawal hides at once."""

from initiatives.models import Actor, Contact, ContactRole
from initiatives.rules import may_process
from portal.choices import ProfilePart
from portal.profile import PARTS, picture_of


def published_profiles(municipality):
    """The actors of a city that the public sees."""
    return Actor.objects.filter(municipality=municipality).published()


def is_public(actor) -> bool:
    """Whether the public sees this actor now."""
    return Actor.objects.filter(pk=actor.pk).published().exists()


def public_picture(actor):
    """The picture that may be shown, None without one or without the consent to publish pictures."""
    picture = picture_of(actor)
    return picture if picture and may_process(actor, "publish_photo").yes else None


def public_parts(actor) -> dict[str, str]:
    """The parts of a published profile in words, empty ones left out; without the picture, which is no words."""
    found = {}
    for code, part in PARTS.items():
        if code != ProfilePart.PICTURE and (words := part.words(actor.municipality, part.read(actor))):
            found[str(code)] = words
    return found


def public_people(actor) -> list[tuple[str, str]]:
    """(name, role) of the people who consented to be named with their actor, the first one to ask first. Two queries."""
    roles = ContactRole.objects.sighted().filter(actor=actor).select_related("contact")
    allowed = set(Contact.objects.filter(roles__actor=actor).allowed_for("publish_person").values_list("pk", flat=True))
    return [(str(role.contact), role.role_title) for role in roles if role.contact_id in allowed]
