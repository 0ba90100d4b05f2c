"""What a mailed code opens: the browser that typed it may see, for half an hour, what goes beyond the published profile."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.models import AccessCode

CODE = "code"
OPEN_FOR = timedelta(minutes=30)
SALT = "wf40.code"


def digits_of(typed: str) -> str:
    """What somebody typed without the spaces in which a mail shows it."""
    return "".join(sign for sign in typed if sign in "0123456789")


def digest(key: int, digits: str) -> str:
    """What is stored of a code: bound to its row and to the secret of this house, without which eight digits were soon guessed."""
    return salted_hmac(f"{SALT}.{key}", digits, algorithm="sha256").hexdigest()


def _cookie_name() -> str:
    return f"{'__Secure-' if settings.IS_PRODUCTION else ''}link-{CODE}"


def let_in(response, code: AccessCode) -> None:
    """Give the browser its way in, for this link and this code alone."""
    response.set_cookie(
        _cookie_name(),
        signing.dumps([code.link_id, code.pk], salt=SALT),
        max_age=int(OPEN_FOR.total_seconds()),
        path=reverse("own_profile"),
        secure=settings.IS_PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


def code_of(request, link) -> AccessCode | None:
    """The code by which this browser opened more of this very link, less than half an hour ago; None without one."""
    try:
        found = signing.loads(request.COOKIES.get(_cookie_name(), ""), salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return None
    if not (isinstance(found, list) and len(found) == 2 and found[0] == link.pk):
        return None
    return AccessCode.objects.filter(pk=found[1], link=link, used_at__gte=timezone.now() - OPEN_FOR).first()
