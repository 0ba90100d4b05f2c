"""A code is asked for, made as its mail leaves, typed, and forgotten."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from initiatives.actions import placeholder, queue_message
from initiatives.models import Message, PersonalLink
from portal.actions.inbox import TooMany
from portal.codes import CODE, digest, digits_of
from portal.models import AccessCode
from portal.models.code import MOST_TRIES, VALID_FOR

MOST_AN_HOUR = 5
KEPT_FOR = timedelta(days=1)


@transaction.atomic
def ask_code(*, link) -> Message:
    """Mail a code to the address to which a link was mailed; of a printed link to the one on record.

    Raises `TooMany` after five within an hour, and `MessageRefused`.
    """
    # One after the other for a link, so that nobody counts past the limit.
    PersonalLink.objects.select_for_update().get(pk=link.pk)
    now = timezone.now()
    if AccessCode.objects.filter(link=link, asked_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise TooMany(_("You have asked for several codes within an hour. Please try again later, or call us."))
    code = AccessCode.objects.create(municipality=link.municipality, link=link, asked_at=now)
    greeting = link.contact.letter_salutation() if link.contact else _("Good day")
    body = _(
        "%(greeting)s,\n\nthis code opens what is stored about %(name)s and about you:\n\n%(code)s\n\n"
        "Type it on the page on which you asked for it. It works once and for 15 minutes after this mail was sent.\n\n"
        "If you did not ask for it, somebody else has your link. Then please tell us.\n\nKind regards\n%(office)s"
    ) % {"greeting": greeting, "name": link.actor, "code": placeholder(CODE), "office": link.municipality.office_name}
    return queue_message(
        purpose="service",
        subject=_("Your code"),
        body=body,
        actor=link.actor,
        contact=link.contact,
        email=link.email,
        links={CODE: (CODE, code.pk)},
    )


def make_code(key: int) -> str:
    """The digits of a code, made as its mail is handed over; its row keeps their hash alone. A mail that is sent again gets new ones."""
    digits = f"{secrets.randbelow(10**8):08d}"
    rows = AccessCode.objects.filter(pk=key, used_at=None)
    if not rows.update(code_hash=digest(key, digits), sent_at=timezone.now(), wrong_tries=0):
        raise AccessCode.DoesNotExist("This code was used or removed meanwhile.")
    return f"{digits[:4]} {digits[4:]}"


@transaction.atomic
def enter_code(*, link, typed: str) -> AccessCode | None:
    """Whether somebody typed a code of a link: the code, from now on used; None for every other word, which counts as a wrong try of
    each code that is open."""
    now, digits = timezone.now(), digits_of(typed)[:20]
    rows = AccessCode.objects.select_for_update().filter(link=link, used_at=None, sent_at__gte=now - VALID_FOR).order_by("pk")
    codes = [code for code in rows if code.may_be_tried(now)]
    # All are compared, whichever fits.
    fitting = [code for code in codes if constant_time_compare(code.code_hash, digest(code.pk, digits))]
    if not fitting:
        AccessCode.objects.filter(pk__in=[code.pk for code in codes]).update(wrong_tries=F("wrong_tries") + 1)
        return None
    code = fitting[0]
    code.used_at = now
    code.save(update_fields=["used_at"])
    # Who is in needs no other one; the rows stay, since they are counted.
    AccessCode.objects.filter(link=link, used_at=None, sent_at__isnull=False).update(wrong_tries=MOST_TRIES)
    return code


def drop_old_codes(now) -> int:
    """Codes that were asked for more than a day ago are of no more use."""
    return AccessCode.objects.filter(asked_at__lt=now - KEPT_FOR).delete()[0]
