"""The pages of the second factor: the sign-in library's, with our words around them."""

from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.recovery_codes.views import DownloadRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView

from municipalities.second_factor import is_demanded_of
from municipalities.views.accounts import lead_back, too_many_tries


class SecondFactorView(IndexView):
    """What is set up, and what can be done with it."""

    def get_context_data(self, **kwargs):
        """Whether the person may give it up."""
        return super().get_context_data(**kwargs) | {"is_demanded": is_demanded_of(self.request.user)}


class CodeView(AuthenticateView):
    """The second step of signing in; text that was typed before the sign-in ended comes back."""

    def form_valid(self, form):
        """In, and back to the page where the sign-in ended."""
        return lead_back(self.request, super().form_valid(form), self.request.session.pop("kept", ""))

    def form_invalid(self, form):
        """Too many wrong tries are said with the status that machines understand too."""
        response = super().form_invalid(form)
        response.status_code = 429 if too_many_tries(form) else 200
        return response


class SetUpView(ActivateTOTPView):
    """The QR code for the app, with the same secret as text."""

    def get_context_data(self, **kwargs):
        """The secret in groups of four, which can be read and typed."""
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return context | {
            "secret_groups": groups,
            "is_demanded": is_demanded_of(self.request.user),
            "has_errors": bool(context["form"].errors),
        }

    def form_invalid(self, form):
        """Too many wrong tries are said with the status that machines understand too."""
        response = super().form_invalid(form)
        response.status_code = 429 if too_many_tries(form) else 200
        return response


class GiveUpView(DeactivateTOTPView):
    """No longer a second factor, where no role demands one."""

    def get_context_data(self, **kwargs):
        """Without the button where it would be refused."""
        return super().get_context_data(**kwargs) | {"is_demanded": is_demanded_of(self.request.user)}


class RecoveryCodesFileView(DownloadRecoveryCodesView):
    """The codes for the day on which the device is lost, as a file to print."""

    def render_to_response(self, context, **kwargs):
        """Under a name that is found again."""
        response = super().render_to_response(context, **kwargs)
        response["Content-Disposition"] = 'attachment; filename="wf40-wiederherstellungscodes.txt"'
        return response
