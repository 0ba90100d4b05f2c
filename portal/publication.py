"""What the public reads about an actor, and nothing else; asked anew each time, so that a withdrawal hides at once."""

from django.db.models import Q
from django.utils import timezone

from initiatives.choices import PointPrecision
from initiatives.models import Actor, Contact, ContactRole
from initiatives.rules import may_process
from network.choices import ExchangeType, ListingState, Visibility
from network.models import Listing
from portal.choices import ProfilePart
from portal.profile import PARTS, PREFETCHED, picture_of


def published_profiles(municipality):
    """The actors of a city that the public sees."""
    return Actor.objects.filter(municipality=municipality).published()


def published_profile(municipality, key: int):
    """One actor of a city that the public sees, with what its page reads; None for every other one, whatever the reason."""
    return published_profiles(municipality).filter(pk=key).select_related("municipality").prefetch_related(*PREFETCHED).first()


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


def public_listings(municipality, actors) -> dict[int, list]:
    """What some published actors seek and give in public and at the moment, wants first, by the key of the actor; one query."""
    rows = Listing.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=timezone.localdate()),
        municipality=municipality,
        actor__in=[actor.pk for actor in actors],
        visibility=Visibility.PUBLIC,
        state=ListingState.OPEN,
    )
    found: dict[int, list] = {}
    for row in sorted(rows, key=lambda row: (row.exchange_type != ExchangeType.WANT, row.title.casefold(), row.pk)):
        found.setdefault(row.actor_id, []).append(row)
    return found


def public_point(actor) -> tuple[float, float] | None:
    """(latitude, longitude) of the main place, where it is the place itself and not its city's middle."""
    main = next((place for place in actor.locations.all() if place.is_main), None)
    return (main.latitude, main.longitude) if main and main.precision == PointPrecision.EXACT else None
