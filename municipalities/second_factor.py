"""The second factor: a code from an app beside the password, and who must have one."""

import base64
import binascii
import os
import re
from functools import cache

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache as shared_cache
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from municipalities.models import User
from wf40.history import FieldChange, Step
from wf40.rights import TECHNICIAN

# A code is right for 30 seconds, and one step before and after; the library remembers a used one for a single step only.
CODE_SECONDS = 3 * 30
NONCE_BYTES = 12
LOGGED_FIELD = gettext_noop("second factor")
UNREADABLE = _("Your second factor was made with another key of this installation. Please have it reset by the manager or the technician.")


# --- who has one, who must -----------------------------------------------------------------------------------
def is_demanded_of(user) -> bool:
    """Whether one of the person's roles, in whichever city, demands a second factor here."""
    roles = {entry.role for entry in user.active_memberships} | ({TECHNICIAN} if user.is_superuser else set())
    return not roles.isdisjoint(settings.WF40_SECOND_FACTOR)


def has_second_factor(user) -> bool:
    """Whether sign-in asks this person for a code."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def with_second_factor(memberships):
    """The memberships, each knowing whether its person `has_second_factor`."""
    apps = Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP)
    return memberships.annotate(has_second_factor=Exists(apps))


def take_away(person, by) -> None:
    """Delete a person's second factor with its recovery codes, and write down who did it; `by` is None on the command line."""
    Authenticator.objects.filter(user=person).delete()
    if by is not None:
        changes = [{"changed": {"fields": [LOGGED_FIELD]}}]
        LogEntry.objects.log_actions(by.pk, [person], CHANGE, changes, single_object=True)


def resets_of(person, limit: int) -> list[Step]:
    """When somebody else took away a person's second factor, as steps of a history."""
    kind = ContentType.objects.get_for_model(User)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(person.pk), change_message__contains=f'["{LOGGED_FIELD}"]')
    change = FieldChange(LOGGED_FIELD, gettext("second factor"), gettext("yes"), gettext("reset"))
    return [
        Step(entry.action_time, entry.user.get_short_name(), False, [change])
        for entry in entries.select_related("user").order_by("-action_time", "-pk")[:limit]
    ]


# --- how it is kept ------------------------------------------------------------------------------------------
@cache
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"wf40 second factor").derive(secret.encode()))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted at rest with a key made from the installation's; who must have a second factor cannot give it up."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Your role demands a second factor, so it cannot be switched off."),
        "incorrect_code": _("This code is not right, or it was used already. Please enter the newest one."),
    }

    def encrypt(self, text):
        """As it stands in the database."""
        nonce = os.urandom(NONCE_BYTES)
        return base64.urlsafe_b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text):
        """As the app knows it; a secret of another key is said at the field, so that nobody takes it for a wrong code."""
        try:
            stored = base64.urlsafe_b64decode(encrypted_text.encode())
            return _cipher(settings.SECRET_KEY).decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], None).decode()
        except (InvalidTag, binascii.Error, ValueError):
            raise ValidationError(UNREADABLE, code="unreadable") from None

    def can_delete_authenticator(self, authenticator):
        """Only if no role demands it."""
        return not is_demanded_of(authenticator.user)


# --- the forms that ask for a code ---------------------------------------------------------------------------
class AsksForCode:
    """A field for a code; phones show digits."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "20"}


class TakesCodeOnce(AsksForCode):
    """A field for a code that opens something."""

    def clean_code(self):
        """A code that opened something does not open it again as long as it is right."""
        code = super().clean_code()
        used = f"second-factor-{self.user.pk}-{re.sub(r'[^0-9]', '', code)}"
        if not shared_cache.add(used, True, CODE_SECONDS):
            raise SecondFactorAdapter().validation_error("incorrect_code")
        return code


class CodeForm(TakesCodeOnce, AuthenticateForm):
    """The second step of signing in: the app's code or one of the recovery codes."""


class CodeAgainForm(TakesCodeOnce, ReauthenticateForm):
    """The code once more before a sensitive step."""


class FirstCodeForm(AsksForCode, ActivateTOTPForm):
    """The first code shows that the app holds the secret."""


# --- the demand ----------------------------------------------------------------------------------------------
class SecondFactorMiddleware:
    """Leads a person whose role demands a second factor, and who has none yet, to the page that sets it up, from everywhere else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        name = request.resolver_match.view_name
        if name == "own_account" or name.startswith(("account_", "mfa_")):
            return None
        if is_demanded_of(request.user) and not has_second_factor(request.user):
            return redirect("mfa_activate_totp")
        return None
