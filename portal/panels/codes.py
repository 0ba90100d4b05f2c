"""The code that a mail carries and that opens what is stored."""

from django.utils.translation import gettext_lazy as _

from portal.actions.codes import make_code
from portal.codes import CODE
from wf40.registry import MailSecret, mail_secrets


def declare() -> None:
    """Tell the registry."""
    mail_secrets.register(MailSecret(CODE, _("Code of eight digits"), make_code))
