"""Wants and offers are written down, changed, ended and reopened; days on which a room is taken are noted."""

from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from initiatives.actions import read_confidential_note
from initiatives.actions.register import once
from initiatives.search import index
from network.choices import ExchangeType, ItemType, ListingState
from network.listings import check_listing, main_place, valid_until, with_unit
from network.models import Listing, TakenPeriod
from network.reading import read_words
from wf40.editing import assign, merged, read_fields

# What the form of a want or an offer edits; its actor stays.
LISTING_EDITED = (
    "contact",
    "exchange_type",
    "item_type",
    "transaction_type",
    "title",
    "text",
    "amount",
    "unit",
    "available_from",
    "available_to",
    "district",
    "latitude",
    "longitude",
    "radius_km",
    "expires_on",
    "visibility",
    "state",
)
# By hand; the others follow from introductions and from the clock.
STATES_BY_HAND = (ListingState.FULFILLED, ListingState.WITHDRAWN, ListingState.OPEN)
LONGEST_TITLE = Listing._meta.get_field("title").max_length
LONGEST_TEXT = Listing._meta.get_field("text").max_length


def create_listing(*, user, actor, values: dict, form_key=None):
    """Write down what an actor seeks or gives; returns (listing, whether it is new): the same form sent twice makes one.

    `values` may hold what `LISTING_EDITED` names, and `consultation`; without a district it is where the actor is, without a last day
    it is valid for six months. Raises a ValidationError at "unit" or "available_to".
    """
    values = with_unit(values)
    check_listing(values)

    def make():
        filled = {"expires_on": valid_until(timezone.localdate())} | values
        if "district" not in filled and (place := main_place(actor)):
            filled["district"] = place.district
        listing = Listing.objects.create(municipality=actor.municipality, created_by=user, actor=actor, form_key=form_key, **filled)
        index(Listing, [listing.pk])
        return listing

    return once(Listing, actor.municipality, form_key, make)


def need_key(consultation):
    """Stands for the need of a talk: it becomes a want once, however often the button is pressed."""
    return uuid5(NAMESPACE_URL, f"wf40:need:{consultation.pk}")


@transaction.atomic
def list_need(*, user, consultation, actor):
    """Make a want of the need that was said in a talk; returns (listing, whether it is new). Who calls it may read the need.

    Its words are read as far as rules go: what, how much, from when. Reading those of a confidential talk is logged. Raises a
    ValidationError if no need was said, or if the actor took no part in the talk.
    """
    need = consultation.need.strip()
    if not need:
        raise ValidationError(_("No need stands in this consultation."), code="no_need")
    if not consultation.actors.filter(pk=actor.pk).exists():
        raise ValidationError(_("Please choose an actor of this consultation."), code="foreign")
    title = Truncator(" ".join(need.split())).chars(LONGEST_TITLE)
    values = {"exchange_type": ExchangeType.WANT, "item_type": ItemType.GOOD} | read_words(need, timezone.localdate())
    values |= {"title": title, "text": need[:LONGEST_TEXT] if title != need else "", "consultation": consultation}
    # It is a need, whatever else the words sound like.
    values["exchange_type"] = ExchangeType.WANT
    listing, is_new = create_listing(user=user, actor=actor, values=values, form_key=need_key(consultation))
    if is_new and consultation.is_confidential:
        read_confidential_note(user=user, consultation=consultation)
    return listing, is_new


def lock_listing(listing) -> Listing:
    """The want or offer as it is now, locked until the end of the transaction."""
    rows = Listing.objects.select_for_update(of=("self",)).select_related("municipality", "actor", "contact", "district")
    return rows.get(pk=listing.pk)


@transaction.atomic
def change_listing(*, listing, values: dict, base: dict, choices: dict, seen_version):
    """Save an edit; raises `wf40.editing.Conflict`, or a ValidationError where two edits together do not fit."""
    listing = lock_listing(listing)
    values = merged(listing, read_fields(listing, values), values, base=base, choices=choices, seen_version=seen_version)
    values = with_unit(read_fields(listing, ("amount", "unit", "item_type", "available_from", "available_to")) | values)
    check_listing(values)
    assign(listing, values)
    index(Listing, [listing.pk])
    return listing


@transaction.atomic
def set_listing_state(*, listing, state: str):
    """End a want or an offer, or open it again, by hand; a second click changes nothing.

    What had expired is valid for another six months when it is opened again. Raises a ValidationError at "state".
    """
    if state not in STATES_BY_HAND:
        raise ValidationError({"state": _("This state follows from introductions and is not set by hand.")}, code="state")
    listing = lock_listing(listing)
    if listing.state == state:
        return listing
    values = {"state": state}
    if state == ListingState.OPEN and listing.is_expired:
        values["expires_on"] = valid_until(timezone.localdate())
    assign(listing, values)
    return listing


@transaction.atomic
def take_period(*, listing, first_day, last_day, note: str = ""):
    """Note that something is taken from a day to a day; returns (period, whether it is new): the same days with the same words sent
    twice are one. Raises a ValidationError at "first_day" or "last_day"."""
    if last_day < first_day:
        raise ValidationError({"last_day": _("The last day lies before the first one. Please check both days.")}, code="order")
    listing = lock_listing(listing)
    overlapping = listing.taken_periods.filter(first_day__lte=last_day, last_day__gte=first_day).first()
    if overlapping is None:
        values = {"first_day": first_day, "last_day": last_day, "note": note}
        return TakenPeriod.objects.create(municipality=listing.municipality, listing=listing, **values), True
    if (overlapping.first_day, overlapping.last_day, overlapping.note) == (first_day, last_day, note):
        return overlapping, False
    words = _("It is taken already on some of these days: %(period)s.") % {"period": overlapping}
    raise ValidationError({"first_day": words}, code="taken")


@transaction.atomic
def free_period(*, period) -> None:
    """The days are free again."""
    period.delete()
