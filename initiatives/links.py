"""Personal links: a token in a mail or on paper, exchanged for a short-lived cookie; only the token's hash is stored."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from initiatives.models import ConsentRequest, PersonalLink, Purpose
from initiatives.models.message import new_token, token_hash
from initiatives.models.purpose import subject_fields
from wf40.registry import link_purposes, mail_secrets
from wf40.security_log import note

LINKS_SHOWN = 20
COOKIE_SECONDS = 2 * 60 * 60
SALT = "wf40.link"
WRONG_TOKENS_AN_HOUR = 20


def link_purpose(key: str):
    """What is registered for a kind of link; None for a kind that no app knows any more."""
    return next((entry for entry in link_purposes if entry.key == key), None)


def mail_secret(key: str):
    """What is registered for a secret word that a mail carries; None if it is no such word but a link."""
    return next((entry for entry in mail_secrets if entry.key == key), None)


def make_link(*, purpose: str, municipality, actor=None, contact=None, subject_id=None, email="", user=None) -> tuple[PersonalLink, str]:
    """A new link; returns it with its address. The token exists in this address alone."""
    token, days = new_token(), link_purpose(purpose).days
    link = PersonalLink.objects.create(
        municipality=municipality,
        actor=actor,
        contact=contact,
        purpose=purpose,
        subject_id=subject_id,
        email=email,
        token_hash=token_hash(token),
        created_by=user,
        expires_at=timezone.now() + timedelta(days=days) if days else None,
    )
    return link, f"{settings.WF40_URL.rstrip('/')}{reverse('personal_link', args=[token])}"


def valid_links(rows, subject) -> list[PersonalLink]:
    """The links of an actor or a person that still open something, newest first; those that only end mails are left out."""
    often = [kind.key for kind in link_purposes if not kind.is_once and kind.days]
    open_ones = rows.filter(Q(used_at=None) | Q(purpose__in=often), revoked_at=None, expires_at__gt=timezone.now())
    found = list(open_ones.filter(**subject_fields(subject)).select_related("created_by").order_by("-created_at", "-pk")[:LINKS_SHOWN])
    for link in found:
        link.words = str(kind.label) if (kind := link_purpose(link.purpose)) else link.purpose
    return found


def find_link(token: str) -> PersonalLink | None:
    """The link of a token, whether it is still valid or not."""
    rows = PersonalLink.objects.select_related("municipality", "actor", "contact")
    link = rows.filter(token_hash=token_hash(token)).first()
    return link if link and link_purpose(link.purpose) else None


def _is_restricted(link: PersonalLink) -> bool:
    """Whether the data of its actor or its person are restricted: then nothing is done with them, by a link neither."""
    return any(subject is not None and subject.restricted_at for subject in (link.actor, link.contact))


def is_used_up(link: PersonalLink) -> bool:
    """A link that works once did its work."""
    return link_purpose(link.purpose).is_once and link.used_at is not None


def is_usable(link: PersonalLink) -> bool:
    """Not revoked, not expired, not used up, and neither its actor nor its person restricted."""
    return link.is_valid(timezone.now()) and not is_used_up(link) and not _is_restricted(link)


def request_of(link: PersonalLink) -> ConsentRequest | None:
    """The request for consent that a link answers; only one to the link's own person or actor."""
    rows = ConsentRequest.objects.filter(municipality=link.municipality_id, pk=link.subject_id)
    return rows.filter(actor=None, contact=link.contact).first() if link.contact else rows.filter(actor=link.actor, contact=None).first()


def purpose_of(link: PersonalLink) -> Purpose | None:
    """The purpose whose mails a stop link ends."""
    return Purpose.objects.filter(municipality=link.municipality_id, pk=link.subject_id).first()


def veiled(email: str) -> str:
    """An address that its owner recognises and nobody else learns: k…@cafe.example."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}" if host else ""


# --- guessing ----------------------------------------------------------------------------------------------
def _counters(request) -> list[str]:
    """One entry of the cache per wrong token, each for an hour of its own: `incr` would put the end of the hour off or forward."""
    address = get_adapter().get_client_ip(request)
    return [f"wrong-links:{address}:{number}" for number in range(WRONG_TOKENS_AN_HOUR)]


def is_guessing(request) -> bool:
    """Whether this address sent too many wrong tokens within an hour."""
    return len(cache.get_many(_counters(request))) >= WRONG_TOKENS_AN_HOUR


def count_wrong_token(request) -> None:
    """One more wrong token from this address."""
    note("wrong link", request)
    for key in _counters(request):
        if cache.add(key, True, timeout=60 * 60):
            return


# --- the cookie --------------------------------------------------------------------------------------------
def _cookie_name(purpose: str) -> str:
    return f"{'__Secure-' if settings.IS_PRODUCTION else ''}link-{purpose}"


def enter(response, link: PersonalLink) -> None:
    """Give the browser its way in, for the pages of this purpose alone and for two hours."""
    response.set_cookie(
        _cookie_name(link.purpose),
        signing.dumps(link.pk, salt=f"{SALT}.{link.purpose}"),
        max_age=COOKIE_SECONDS,
        path=reverse(link_purpose(link.purpose).url_name),
        secure=settings.IS_PRODUCTION,
        httponly=True,
        samesite="Lax",
    )


def entered(request, purpose: str) -> PersonalLink | None:
    """The link with which this browser came in, checked anew on every request; None without one."""
    try:
        key = signing.loads(request.COOKIES.get(_cookie_name(purpose), ""), salt=f"{SALT}.{purpose}", max_age=COOKIE_SECONDS)
    except signing.BadSignature:
        return None
    link = PersonalLink.objects.select_related("municipality", "actor", "contact").filter(pk=key, purpose=purpose).first()
    return link if link and link.is_valid(timezone.now()) and not _is_restricted(link) else None


def leave(response, purpose: str) -> None:
    """The way in is closed."""
    response.delete_cookie(_cookie_name(purpose), path=reverse(link_purpose(purpose).url_name), samesite="Lax")
