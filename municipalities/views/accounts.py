"""Signing in, one's own account, the choice of a city, and the demo's post."""

import email
import email.policy
from pathlib import Path

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, UpdateView

from municipalities.choices import EXAMPLE_PASSWORD
from municipalities.forms import OwnAccountForm
from municipalities.models import Membership, User
from wf40.input import small_int
from wf40.rights import Role
from wf40.scoping import choose
from wf40.sessions import restore_input


class SignInView(LoginView):
    """Signing in; after ten wrong tries the answer is 429, and what was typed before the sign-in ended comes back."""

    def get_context_data(self, **kwargs):
        """Carry the typed text through; in the demo show the accounts."""
        context = super().get_context_data(**kwargs)
        context["kept"] = self.request.POST.get("kept", "")
        context["has_errors"] = bool(context["form"].errors)
        if settings.IS_DEMO:
            context |= {"demo_accounts": self._demo_accounts(), "demo_password": EXAMPLE_PASSWORD}
        return context

    def _demo_accounts(self):
        """The three accounts of each city, and the two that work for all."""
        rows = Membership.objects.filter(user__is_example=True, is_active=True).select_related("user", "municipality")
        order = {"leitung": 0, "beratung": 1, "lesen": 2}
        accounts = [
            {"email": row.user.email, "role": row.get_role_display(), "place": row.municipality.name}
            for row in sorted(rows, key=lambda row: (row.municipality.name, order.get(row.user.email.split("@")[0], 9)))
            if row.user.email.split("@")[0] in order
        ]
        for user in User.objects.filter(is_example=True, email__in=("forschung@wf40.example", "technik@wf40.example")).order_by("email"):
            role = User._meta.get_field("is_superuser").verbose_name if user.is_superuser else Role.RESEARCHER.label
            accounts.append({"email": user.email, "role": role, "place": ""})
        return accounts

    def form_invalid(self, form):
        """Too many wrong tries are said with the status that machines understand too."""
        response = super().form_invalid(form)
        if any(error.code == "too_many_login_attempts" for errors in form.errors.as_data().values() for error in errors):
            response.status_code = 429
        return response

    def form_valid(self, form):
        """Back to the page where the sign-in ended, with the typed text."""
        response = super().form_valid(form)
        if self.request.user.is_authenticated and (kept := self.request.POST.get("kept")):
            path = restore_input(self.request, kept)
            if path and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
                return redirect(path)
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
        """With the memberships, so that everybody sees what they may do where."""
        context = super().get_context_data(**kwargs)
        context |= {"memberships": self.request.user.active_memberships, "has_errors": bool(context["form"].errors)}
        return context

    def form_valid(self, form):
        """Saved."""
        messages.success(self.request, _("Your account was saved."))
        return super().form_valid(form)


@require_POST
def choose_municipality(request):
    """Another city in the page head; the page of a record leads to the start, since the record is not the other city's."""
    target = request.POST.get("next", "")
    if (
        not url_has_allowed_host_and_scheme(target, allowed_hosts=None)
        or not target.startswith("/")
        or any(part.isdigit() for part in target.split("/"))
    ):
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
        files = sorted(folder.glob("*.log"), reverse=True)[:50] if folder.is_dir() else []
        return super().get_context_data(**kwargs) | {"mails": [_read_mail(file) for file in files]}


def _read_mail(file: Path) -> dict:
    """A mail as its reader would see it."""
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = mail.get_body(("plain",))
    return {"to": mail["to"], "subject": mail["subject"], "date": mail["date"], "body": body.get_content().rstrip("-\n") if body else ""}
