"""What the offices need of the sign-in library."""

import time
from contextlib import contextmanager
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import ResetPasswordForm as LibraryResetPasswordForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from municipalities.models import Membership, Municipality, User
from municipalities.password_links import PasswordLinks
from wf40.rights import Role

# Somebody who gave the password so many seconds ago is not asked for it again before a sensitive step.
JUST_SIGNED_IN = 5 * 60
DEMO_ORDER = {"leitung": 0, "beratung": 1, "lesen": 2}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the office, never by signing up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many wrong tries. Please wait five minutes and try again."),
        "rate_limited": _("Too many wrong tries. Please wait five minutes and try again."),
    }

    def is_open_for_signup(self, request):
        """Closed: a manager or the technician makes accounts."""
        return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """Not right after the sign-in: who has just given the password is not asked for it on the next page."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(context.request, context.request.user)
        return not any(record["method"] == "password" and time.time() - record["at"] < JUST_SIGNED_IN for record in records)


@contextmanager
def own_address():
    """The library takes the address of a link from its request: within this it is ours, never the one that a caller sent."""
    address = urlsplit(settings.WF40_URL)
    is_secure = address.scheme == "https"
    port = address.port or (443 if is_secure else 80)
    request = RequestFactory().get("/", secure=is_secure, SERVER_NAME=address.hostname, SERVER_PORT=str(port))
    with context.request_context(request):
        yield request


def _address_of(name: str) -> str:
    return context.request.build_absolute_uri(reverse(name))


@task()
def send_reset_mail(email: str) -> None:
    """Send the reset link to the account with this address, if there is one; the link is made here, so no token is stored."""
    with own_address() as request:
        form = LibraryResetPasswordForm({"email": email})
        if form.is_valid():
            form.save(request)


@task()
def send_invitation(user_id: int, municipality_id: int | None = None) -> None:
    """Tell a person that they may work here: with a link to set the first password, which is made here, so that no token is stored;
    with the sign-in address if they have one already. Nothing is sent to somebody who was switched off meanwhile."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    office = Municipality.objects.filter(pk=municipality_id).first()
    membership = Membership.objects.filter(user_id=user_id, municipality_id=municipality_id, is_active=True).first()
    if user is None or (municipality_id and membership is None):
        return
    with own_address():
        words = {"user": user, "office": office, "role": membership.get_role_display() if membership else ""}
        if user.has_usable_password():
            words["sign_in_url"] = _address_of("account_login")
            template = "municipalities/email/membership"
        else:
            key = f"{user_pk_to_url_str(user)}-{PasswordLinks().make_token(user)}"
            words["password_url"] = get_adapter().get_reset_password_from_key_url(key)
            words["again_url"] = _address_of("account_reset_password")
            words["days"] = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
            template = "municipalities/email/invitation"
        get_adapter().send_mail(template, user.email, words)


@task()
def send_second_factor_mail(user_id: int, by: str) -> None:
    """Tell a person that somebody took their second factor away, so that nobody does it behind their back."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is not None:
        with own_address():
            words = {"user": user, "by": by, "sign_in_url": _address_of("account_login")}
            get_adapter().send_mail("municipalities/email/second_factor_reset", user.email, words)


def demo_accounts() -> list[dict]:
    """The three accounts of each city of the demo, and the two that work for all."""
    rows = Membership.objects.filter(user__is_example=True, is_active=True).select_related("user", "municipality")
    accounts = [
        {"email": row.user.email, "role": row.get_role_display(), "place": row.municipality.name}
        for row in sorted(rows, key=lambda row: (row.municipality.name, DEMO_ORDER.get(row.user.email.split("@")[0], 9)))
        if row.user.email.split("@")[0] in DEMO_ORDER
    ]
    for user in User.objects.filter(is_example=True, email__in=("forschung@wf40.example", "technik@wf40.example")).order_by("email"):
        role = User._meta.get_field("is_superuser").verbose_name if user.is_superuser else Role.RESEARCHER.label
        accounts.append({"email": user.email, "role": role, "place": ""})
    return accounts


class SignInForm(LibraryLoginForm):
    """E-mail and password; the labels say so, the fields stay empty."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ResetPasswordForm(LibraryResetPasswordForm):
    """Answers at once and alike for known and unknown addresses; the worker sends the mail, also after a dead mail server came back."""

    def save(self, request, **kwargs):
        """Leave the mail to the worker."""
        send_reset_mail.enqueue(self.cleaned_data["email"])
        return self.cleaned_data["email"]
