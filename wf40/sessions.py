"""How long a sign-in lasts, and how what was typed survives its end."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.module_loading import import_string

SEEN, STARTED, KEPT = "seen_at", "started_at", "kept_input"
TOUCH_EVERY = 5 * 60
SALT = "wf40.kept-input"
# Never carried over: secrets, and what belongs to the old session.
NOT_KEPT = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "kept"}


class SessionLimitsMiddleware:
    """Ends a sign-in after 60 idle minutes or 12 hours; activity is written at most once in 5 minutes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.ended_user_id = None
        self._end_or_touch(request)
        response = self.get_response(request)
        # A sign-in counts from its own request on, also if no page follows it.
        if request.user.is_authenticated and STARTED not in request.session:
            self._start(request)
        return response

    def _start(self, request):
        request.session[STARTED] = request.session[SEEN] = int(time.time())

    def _end_or_touch(self, request):
        if not request.user.is_authenticated:
            return
        session, now = request.session, int(time.time())
        if STARTED not in session:
            self._start(request)
        elif now - session[SEEN] > settings.SESSION_IDLE_SECONDS or now - session[STARTED] > settings.SESSION_COOKIE_AGE:
            request.ended_user_id = request.user.pk
            logout(request)
        elif now - session[SEEN] >= TOUCH_EVERY:
            session[SEEN] = now


def sign_input(request) -> str:
    """What was typed, signed, for the page to carry through the sign-in; the server stores nothing of a stranger."""
    kept = {key: values for key, values in request.POST.lists() if key not in NOT_KEPT}
    return signing.dumps({"path": request.get_full_path(), "fields": kept, "user": request.ended_user_id}, salt=SALT, compress=True)


class KeptInputMiddleware:
    """A form sent after the sign-in ended leads to the sign-in page, which carries the typed text and brings it back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        if not any(value for key, values in request.POST.lists() if key not in NOT_KEPT for value in values):
            return None
        return ask_to_sign_in(request)


def ask_to_sign_in(request):
    """The sign-in page with the typed text inside, as a 401."""
    sign_in_form = import_string(settings.ACCOUNT_FORMS["login"])

    response = render(
        request,
        "account/login.html",
        {
            "form": sign_in_form(request=request),
            "kept": sign_input(request),
            "redirect_field_name": "next",
            "redirect_field_value": request.get_full_path(),
        },
        status=401,
    )
    add_never_cache_headers(response)
    return response


def restore_input(request, kept: str) -> str | None:
    """After sign-in: put the typed text into the new session; returns the page to go back to, None if there is nothing to restore."""
    try:
        content = signing.loads(kept, salt=SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    if content["user"] not in (None, request.user.pk):
        return None
    request.session[KEPT] = {content["path"]: content["fields"]}
    return content["path"]


def kept_input(request) -> QueryDict | None:
    """What was typed into this page before the sign-in ended."""
    fields = request.session.get(KEPT, {}).get(request.get_full_path())
    if fields is None:
        return None
    content = QueryDict(mutable=True)
    for key, values in fields.items():
        content.setlist(key, values)
    return content


def forget_input(request) -> None:
    """The form was saved: the kept text has done its work."""
    request.session.pop(KEPT, None)
