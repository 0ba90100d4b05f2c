"""Our own pages for what goes wrong."""

from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

from wf40.security_log import note
from wf40.sessions import KEPT, NOT_KEPT, ask_to_sign_in


def bad_request(request, exception=None):
    """400: the address or the form cannot be read; 413: the form is larger than any of ours."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """403: signed in, without the right."""
    note("refused", request)
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    """404: not there, or another city's."""
    return render(request, "404.html", status=404)


def server_error(request):
    """500: without a context, so that it shows even when the database is gone."""
    return render(None, "500.html", status=500)


def _keeps_input(request) -> bool:
    """Whether this form came from our own pages and its page gives typed text back."""
    try:
        source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    except ValueError:
        return False
    # The whole host: "http://us.example.elsewhere.example" begins like ours.
    if (source.scheme, source.netloc) != (request.scheme, request.get_host()):
        return False
    try:
        view = resolve(request.path).func
    except Resolver404:
        return False
    return getattr(getattr(view, "view_class", None), "keeps_input", False)


def csrf_failure(request, reason=""):
    """A form whose page is older than the sign-in: nothing is saved, and what was typed comes back to be looked at and sent again."""
    if request.method == "POST" and _keeps_input(request):
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        fields = {key: values for key, values in request.POST.lists() if key not in NOT_KEPT}
        request.session[KEPT] = {request.get_full_path(): fields}
        return redirect(request.get_full_path())
    return render(request, "csrf.html", status=403)
