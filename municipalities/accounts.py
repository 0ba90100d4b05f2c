"""What the offices need of the sign-in library."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import ResetPasswordForm as LibraryResetPasswordForm
from allauth.core.context import request_context
from django.conf import settings
from django.test import RequestFactory
from django_tasks import task


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the office, never by signing up."""

    def is_open_for_signup(self, request):
        """Closed: a manager or the technician makes accounts."""
        return False


@task()
def send_reset_mail(email: str) -> None:
    """Send the reset link to the account with this address, if there is one; the link is made here, so no token is stored."""
    address = urlsplit(settings.WF40_URL)
    is_secure = address.scheme == "https"
    port = address.port or (443 if is_secure else 80)
    request = RequestFactory().get("/", secure=is_secure, SERVER_NAME=address.hostname, SERVER_PORT=str(port))
    form = LibraryResetPasswordForm({"email": email})
    # The library takes the address of the link from its context: ours, never the one that the caller sent.
    with request_context(request):
        if form.is_valid():
            form.save(request)


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
