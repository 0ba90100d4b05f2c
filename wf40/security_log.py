"""Who came in, who did not, and who was refused: lines for the operator's log, with keys and addresses, never with names or text."""

import logging

from allauth.account.adapter import get_adapter
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver

logger = logging.getLogger("wf40.security")


def _where(request) -> str:
    try:
        return get_adapter().get_client_ip(request) if request is not None else "-"
    except PermissionDenied:  # the library's word for a request that came over no line
        return "-"


def note(event: str, request, **details) -> None:
    """One line: what happened, from which address, by which account if somebody is signed in, and on which path (a token is left out)."""
    user = getattr(getattr(request, "user", None), "pk", None)
    match = getattr(request, "resolver_match", None)
    path = "" if match is None else f" page={match.view_name}"
    more = "".join(f" {name}={value}" for name, value in details.items())
    logger.info("%s address=%s account=%s%s%s", event, _where(request), user or "-", path, more)


@receiver(user_logged_in, dispatch_uid="wf40.security.in")
def _came_in(request, user, **_kwargs):
    note("signed in", request)


@receiver(user_logged_out, dispatch_uid="wf40.security.out")
def _went_out(request, user, **_kwargs):
    if user is not None:
        note("signed out", request, left=user.pk)


@receiver(user_login_failed, dispatch_uid="wf40.security.failed")
def _was_refused(request=None, **_kwargs):
    note("sign-in failed", request)
