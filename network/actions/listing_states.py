"""A want and an offer follow the introduction in which they stand."""

from django.db.models import Q

from network.choices import CLOSED, IN_PREPARATION, LIVING, ListingState
from network.models import Connection, Listing
from wf40.editing import assign


def settle_listings(connection) -> None:
    """Bring the want and the offer of a connection to where its stage has brought them, inside the caller's transaction.

    Being brokered while it is prepared, brokered once the two know each other, open again when it came to nothing and no other
    introduction holds them. What somebody withdrew or fulfilled stays as it is.
    """
    keys = [key for key in (connection.want_id, connection.offer_id) if key]
    if not keys:
        return
    if connection.stage in IN_PREPARATION:
        coming_from, state = [ListingState.OPEN], ListingState.IN_BROKERING
    elif connection.stage in LIVING:
        coming_from, state = [ListingState.OPEN, ListingState.IN_BROKERING], ListingState.MATCHED
    elif connection.stage in CLOSED and connection.introduced_at is None:
        coming_from, state = [ListingState.IN_BROKERING], ListingState.OPEN
    else:
        return
    for listing in Listing.objects.select_for_update().filter(pk__in=keys, state__in=coming_from).order_by("pk"):
        at_listing = Q(want=listing) | Q(offer=listing)
        others = Connection.objects.in_preparation().filter(at_listing).exclude(pk=connection.pk)
        if state != ListingState.OPEN or not others.exists():
            assign(listing, {"state": state})
