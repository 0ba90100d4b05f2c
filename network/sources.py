"""What the search box finds in the network: connections, wants and offers."""

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.search import register
from network.models import Connection, Listing
from network.names import Names
from wf40.registry import Found, Searched, SearchSource


def read_connections(rows):
    """Connections by why they were made, by the office's note and by the names of the city's own actors; whether another city's profile
    is published changes, so its name is not kept. One query."""
    for row in rows.sighted().select_related("from_actor", "to_actor"):
        own = (actor.trading_name for actor in (row.from_actor, row.to_actor) if actor.municipality_id == row.municipality_id)
        yield Searched(row.pk, row.municipality_id, (), (" – ".join(own), row.reason, row.note))


def show_connections(user, municipality, keys) -> dict[int, Found]:
    """Connections with both names, kind and stage; one query, a second one where actors of other cities are among them."""
    rows = list(Connection.objects.visible_to(user, municipality).filter(pk__in=keys).with_names().defer("note").order_by())
    names = Names.of_rows(municipality, rows)
    return {
        row.pk: Found(
            f"{names.of(row.from_actor)} – {names.of(row.to_actor)}",
            row.get_absolute_url(),
            f"{row.get_kind_display()}, {row.get_stage_display()}",
            row.is_closed,
        )
        for row in rows
    }


def connections_of_actors(keys) -> list[int]:
    """The connections that are found by the names of some actors; one query."""
    return list(Connection.objects.filter(Q(from_actor__in=keys) | Q(to_actor__in=keys)).order_by().values_list("pk", flat=True))


def read_listings(rows):
    """Wants and offers by their title; around it what they say and whose they are. One query."""
    for row in rows.sighted().select_related("actor"):
        yield Searched(row.pk, row.municipality_id, (row.title,), (row.text, row.actor.trading_name))


def show_listings(user, municipality, keys) -> dict[int, Found]:
    """Wants and offers with their actor, state and last day; one query."""
    rows = Listing.objects.visible_to(user, municipality).filter(pk__in=keys).select_related("actor").defer("text").order_by()
    found = {}
    for row in rows:
        until = _("until %(day)s") % {"day": date_format(row.expires_on, "SHORT_DATE_FORMAT")} if row.expires_on else ""
        beside = (row.get_exchange_type_display(), row.actor.trading_name, row.get_state_display(), until)
        found[row.pk] = Found(row.title, row.get_absolute_url(), ", ".join(str(part) for part in beside if part), not row.is_sought)
    return found


def listings_of_actors(keys) -> list[int]:
    """The wants and offers that are found by the names of some actors; one query."""
    return list(Listing.objects.filter(actor__in=keys).order_by().values_list("pk", flat=True))


def declare() -> None:
    """Tell the search box."""
    for source in (
        SearchSource(
            "listing",
            gettext_lazy("Want or offer"),
            Listing._meta.label,
            "network.view_listing",
            read_listings,
            show_listings,
            35,
            listings_of_actors,
        ),
        SearchSource(
            "connection",
            gettext_lazy("Connection"),
            Connection._meta.label,
            "network.view_connection",
            read_connections,
            show_connections,
            45,
            connections_of_actors,
        ),
    ):
        register(source)
