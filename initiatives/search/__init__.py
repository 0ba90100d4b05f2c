"""The search box: what it finds, for whom, and how its index is kept."""

from initiatives.search.finding import Hit, Results, search
from initiatives.search.index import index, rebuild, register, unindex

__all__ = ["Hit", "Results", "index", "rebuild", "register", "search", "unindex"]
