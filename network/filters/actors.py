"""What the network adds to the filters of the list of actors."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.choices import ConnectionKind
from network.models import Connection, Listing

CONNECTIONS = [
    ("any", _("with a connection")),
    ("none", _("without a connection")),
    ("carried", _("has a legal carrier")),
    ("member", _("is a member somewhere")),
]
LISTINGS = [
    ("want", _("want open")),
    ("offer", _("offer open")),
    ("any", _("want or offer open")),
    ("none", _("neither open")),
]


def connection_filter(user, municipality):
    """Actors by whether they have a living connection, a legal carrier or a membership today."""

    def by_connection(queryset, _name, value):
        rows = Connection.objects.visible_to(user, municipality).order_by()
        if value in ("carried", "member"):
            today = rows.holding_on(timezone.localdate())
            if value == "carried":
                return queryset.filter(pk__in=today.filter(kind=ConnectionKind.UMBRELLA).values("to_actor"))
            return queryset.filter(pk__in=today.filter(kind=ConnectionKind.MEMBERSHIP).values("from_actor"))
        living = rows.living()
        has = Q(pk__in=living.values("from_actor")) | Q(pk__in=living.values("to_actor"))
        return queryset.exclude(has) if value == "none" else queryset.filter(has)

    return django_filters.ChoiceFilter(label=_("Connection"), method=by_connection, empty_label=_("all"), choices=CONNECTIONS)


def listing_filter(user, municipality):
    """Actors by what they seek or give at the moment."""

    def by_listing(queryset, _name, value):
        rows = Listing.objects.visible_to(user, municipality).still_sought().order_by()
        if value == "none":
            return queryset.exclude(pk__in=rows.values("actor"))
        rows = rows if value == "any" else rows.filter(exchange_type=value)
        return queryset.filter(pk__in=rows.values("actor"))

    return django_filters.ChoiceFilter(label=_("Want or offer"), method=by_listing, empty_label=_("all"), choices=LISTINGS)
