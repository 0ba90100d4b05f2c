"""What the clock does for the register."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from initiatives.actions import send_due_messages
from initiatives.choices import MessageState
from wf40.registry import DueWork, due_work


def send_mails(now) -> str | None:
    """Hand over the mails whose time has come, and say how they ended: "3 verschickt, 1 wartet"."""
    done = send_due_messages(now)
    said = (
        (MessageState.SENT, _("%(number)s sent")),
        (MessageState.WAITING, ngettext("%(number)s waits", "%(number)s wait", done[MessageState.WAITING])),
        (MessageState.FAILED, _("%(number)s failed")),
        (MessageState.UNCERTAIN, _("%(number)s uncertain")),
    )
    return ", ".join(words % {"number": done[state]} for state, words in said if done[state]) or None


def declare() -> None:
    """Tell the clock."""
    due_work.register(DueWork("mail", 1, send_mails, gettext_lazy("Send the mails that are waiting"), position=10))
