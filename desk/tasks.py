"""What the desk does by the clock."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.morning import LATER, REFUSED, SENT, UNCERTAIN, send_morning_mails
from initiatives.actions import drop_old_drafts
from wf40.registry import DueWork, due_work


def send_mornings(now) -> str | None:
    """Send the morning mails that are not on their way yet, and say how they ended: "3 verschickt, 1 unklar"."""
    done = send_morning_mails(now)
    said = [
        (SENT, _("%(number)s sent")),
        (REFUSED, _("%(number)s failed")),
        (UNCERTAIN, _("%(number)s uncertain")),
    ]
    parts = [words % {"number": done[end]} for end, words in said if done[end]]
    if done[LATER]:
        parts.append(_("the mail server takes none at the moment"))
    return ", ".join(parts) or None


def drop_drafts(now) -> str | None:
    """Delete drafts that nobody has touched for 90 days, and say how many."""
    number = drop_old_drafts(now)
    return ngettext("%(number)s draft deleted", "%(number)s drafts deleted", number) % {"number": number} if number else None


def declare() -> None:
    """Tell the clock."""
    due_work.register(DueWork("morning_mail", 5, send_mornings, gettext_lazy("Send the morning mails to those who want them"), position=20))
    due_work.register(
        DueWork("drafts", 1440, drop_drafts, gettext_lazy("Throw away drafts that nobody has touched for 90 days"), position=60)
    )
