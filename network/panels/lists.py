"""What the network adds to the list of actors: filters and columns."""

from network.filters.actors import connection_filter, listing_filter
from network.tables.actors import CONNECTIONS, LISTINGS, connection_column, count_connections, listing_column, name_listings
from wf40.registry import ListColumn, ListFilter, actor_columns, actor_filters


def declare() -> None:
    """Tell the list of actors."""
    actor_filters.register(ListFilter("connection", connection_filter, position=10))
    actor_filters.register(ListFilter("listing", listing_filter, position=20))
    actor_columns.register(ListColumn(CONNECTIONS, connection_column, count_connections, position=10))
    actor_columns.register(ListColumn(LISTINGS, listing_column, name_listings, position=20))
