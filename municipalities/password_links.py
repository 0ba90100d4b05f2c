"""The links with which people set their password."""

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int


class PasswordLinks(PasswordResetTokenGenerator):
    """An invitation holds 7 days, a link to replace a lost password 3; both die with the next sign-in or new password."""

    # Not Django's own, so that its tokens, which hold longer, open nothing here.
    key_salt = "municipalities.password_links"

    def check_token(self, user, token):
        """Whether the link still opens the account."""
        if not super().check_token(user, token):
            return False
        sent_at = base36_to_int(token.split("-")[0])
        return not user.has_usable_password() or self._num_seconds(self._now()) - sent_at <= settings.LOST_PASSWORD_TIMEOUT
