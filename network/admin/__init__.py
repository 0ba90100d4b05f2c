"""Admin of the network, one file per thing."""

from network.admin import connections, listings, suggestions

__all__ = ["connections", "listings", "suggestions"]
