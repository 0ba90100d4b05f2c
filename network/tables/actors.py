"""What the network adds to the columns of the list of actors."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from network.choices import ExchangeType
from network.models import Connection, Listing
from wf40.tables import MISSING, Column, link

CONNECTIONS, LISTINGS = "connections", "listings"


def count_connections(user, municipality, actors) -> None:
    """How many living connections each actor of a page has; one query."""
    keys = [actor.pk for actor in actors]
    living = Connection.objects.visible_to(user, municipality).living().order_by()
    ends = [
        living.filter(**{f"{end}__in": keys}).values(end).annotate(number=Count("pk")).values_list(end, "number")
        for end in ("from_actor", "to_actor")
    ]
    counts = dict.fromkeys(keys, 0)
    for key, number in ends[0].union(ends[1], all=True):
        counts[key] += number
    for actor in actors:
        actor.beside[CONNECTIONS] = counts[actor.pk]


def _connections(actor) -> str:
    if not (count := actor.beside[CONNECTIONS]):
        return MISSING
    return link(
        f"{reverse('connection_list')}?actor={actor.pk}", ngettext("%(number)s living", "%(number)s living", count) % {"number": count}
    )


def name_listings(user, municipality, actors) -> None:
    """What each actor of a page seeks and gives at the moment; one query."""
    rows = Listing.objects.visible_to(user, municipality).still_sought().filter(actor__in=[actor.pk for actor in actors])
    found = {actor.pk: [] for actor in actors}
    for key, kind, title in rows.order_by("-exchange_type", "title", "pk").values_list("actor", "exchange_type", "title"):
        found[key].append((kind, title))
    for actor in actors:
        actor.beside[LISTINGS] = found[actor.pk]


def _listings(actor) -> str:
    sides = {kind: [title for own, title in actor.beside[LISTINGS] if own == kind] for kind in (ExchangeType.WANT, ExchangeType.OFFER)}
    said = {ExchangeType.WANT: gettext("seeks: %(titles)s"), ExchangeType.OFFER: gettext("gives: %(titles)s")}
    return " · ".join(said[kind] % {"titles": ", ".join(titles)} for kind, titles in sides.items() if titles) or MISSING


def connection_column() -> Column:
    """The number of an actor's living connections."""
    return Column(CONNECTIONS, _("Connections"), _connections, css="wf-num", phone_label=True, beside=CONNECTIONS, is_default=False)


def listing_column() -> Column:
    """The titles of what an actor seeks and gives."""
    return Column(LISTINGS, _("Wants and offers"), _listings, phone_label=True, beside=LISTINGS, is_default=False)
