"""Input that no page can use is answered before a view sees it."""

from django.core.exceptions import BadRequest
from django.utils.http import url_has_allowed_host_and_scheme


class CleanInputMiddleware:
    """NUL bytes in an address get a 400 page: PostgreSQL refuses them with an error, SQLite would store them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "\x00" in request.path or any("\x00" in value for values in request.GET.lists() for value in (values[0], *values[1])):
            raise BadRequest("NUL byte in the address")


def own_address(target: str) -> str:
    """The address if it leads to a page of ours, otherwise nothing: nobody plants another site behind one of our buttons."""
    return target if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""


def small_int(text, default: int | None = None) -> int | None:
    """A number typed or linked by someone, or the default: never an error, never larger than a database key."""
    try:
        number = int(str(text)[:20])
    except (TypeError, ValueError):
        return default
    return number if 0 < number < 2**63 else default
