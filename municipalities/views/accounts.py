"""Signing in, one's own account, the choice of a city, and the demo's post."""

import email
import email.policy
import re
from itertools import islice
from pathlib import Path

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, UpdateView

from municipalities.accounts import demo_accounts
from municipalities.choices import EXAMPLE_PASSWORD
from municipalities.forms import OwnAccountForm
from municipalities.second_factor import has_second_factor, is_demanded_of
from wf40.input import own_address, small_int
from wf40.scoping import choose
from wf40.sessions import restore_input

MAILS_SHOWN = 50
# Django's backend writes all mails of a connection into one file, with a line of hyphens behind each.
BETWEEN_MAILS = re.compile(rb"\n-{79}\n(?=Content-Type: |\Z)")


def too_many_tries(form) -> bool:
    """Whether the form refused because somebody guesses."""
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    return not codes.isdisjoint(("too_many_login_attempts", "rate_limited"))


def lead_back(request, response, kept: str):
    """After the sign-in: the page where the last one ended, if text was typed there, otherwise where the library leads."""
    if request.user.is_authenticated and kept and (path := own_address(restore_input(request, kept) or "")):
        return redirect(path)
    return response


class SignInView(LoginView):
    """Signing in; after ten wrong tries the answer is 429, and what was typed before the sign-in ended comes back."""

    def get_context_data(self, **kwargs):
        """Carry the typed text through; in the demo show the accounts."""
        context = super().get_context_data(**kwargs)
        context["kept"] = self.request.POST.get("kept", "")
        context["has_errors"] = bool(context["form"].errors)
        if settings.IS_DEMO:
            context |= {"demo_accounts": demo_accounts(), "demo_password": EXAMPLE_PASSWORD}
        return context

    def form_invalid(self, form):
        """Too many wrong tries are said with the status that machines understand too."""
        response = super().form_invalid(form)
        if too_many_tries(form):
            response.status_code = 429
        return response

    def form_valid(self, form):
        """Back to the page where the sign-in ended, with the typed text; where a code is asked first, the text waits in the session."""
        response, kept = super().form_valid(form), self.request.POST.get("kept", "")
        if self.request.user.is_authenticated:
            return lead_back(self.request, response, kept)
        if kept:
            self.request.session["kept"] = kept
        return response


class OwnAccountView(UpdateView):
    """One's own name and the look of the pages."""

    form_class = OwnAccountForm
    template_name = "municipalities/own_account.html"
    success_url = reverse_lazy("own_account")

    def get_object(self, queryset=None):
        """Always oneself."""
        return self.request.user

    def get_form_kwargs(self):
        """No list of a city is offered here."""
        return super().get_form_kwargs() | {"user": self.request.user, "municipality": self.request.municipality}

    def get_context_data(self, **kwargs):
        """With the memberships, so that everybody sees what they may do where, and with the state of the second factor."""
        context = super().get_context_data(**kwargs)
        return context | {
            "memberships": self.request.user.active_memberships,
            "has_second_factor": has_second_factor(self.request.user),
            "is_demanded": is_demanded_of(self.request.user),
            "has_errors": bool(context["form"].errors),
        }

    def form_valid(self, form):
        """Saved."""
        messages.success(self.request, _("Your account was saved."))
        return super().form_valid(form)


@require_POST
def choose_municipality(request):
    """Another city in the page head; the page of a record leads to the start, since the record is not the other city's."""
    target = own_address(request.POST.get("next", ""))
    if not target or any(part.isdigit() for part in target.split("/")):
        target = reverse("office")
    return choose(request, small_int(request.POST.get("municipality"), 0), target)


class TestMailView(TemplateView):
    """What the demo would have mailed, newest first; only there, only for staff."""

    template_name = "municipalities/test_mail.html"

    def dispatch(self, request, *args, **kwargs):
        """There is no such page outside the demo."""
        if not settings.IS_DEMO:
            raise Http404
        if request.user.is_authenticated and not request.user.is_staff:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """The newest 50 mails."""
        folder = Path(settings.EMAIL_FILE_PATH)
        files = sorted(folder.glob("*.log"), reverse=True) if folder.is_dir() else []
        mails = (mail for file in files for mail in _mails_in(file))
        return super().get_context_data(**kwargs) | {"mails": [_read_mail(mail) for mail in islice(mails, MAILS_SHOWN)]}


def _mails_in(file: Path) -> list[bytes]:
    """The mails of one connection to the server that is not there, the last one first; none if nothing was sent over it."""
    return [mail for mail in reversed(BETWEEN_MAILS.split(file.read_bytes())) if mail.strip()]


def _read_mail(content: bytes) -> dict:
    """A mail as its reader would see it."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    body = mail.get_body(("plain",))
    return {"to": mail["to"], "subject": mail["subject"], "date": mail["date"], "body": body.get_content().rstrip() if body else ""}
