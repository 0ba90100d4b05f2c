"""The first words of our own addresses, which no city may be called by: `/buero/` is the office's, whatever a city's name."""

from functools import cache

from django.urls import URLResolver, get_resolver

# Words that the web server answers before our addresses are asked, and those that a city's pages may need one day.
BESIDE = frozenset({"static", "media", "api", "robots", "favicon", "de", "en"})


def _routes(patterns, before: str):
    """Every address of ours as it is written, with what stands before it."""
    for entry in patterns:
        # An expression begins and ends with signs that are no part of the address.
        route = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver) and "/" not in route:
            yield from _routes(entry.url_patterns, route)
        else:
            yield route


@cache
def own_words() -> frozenset[str]:
    """The first word of each address."""
    firsts = {route.partition("/")[0] for route in _routes(get_resolver().url_patterns, "")}
    return BESIDE | {word for word in firsts if word and "<" not in word}


def is_own_word(word: str) -> bool:
    """Whether an address of ours begins with this word."""
    return word.casefold() in own_words()
