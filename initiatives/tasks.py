"""What the clock and the background service do for the register."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks import task

from initiatives.actions import drop_expired_files, send_due_messages
from initiatives.choices import MessageState
from initiatives.exports.background import make_file
from initiatives.search import rebuild
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


@task()
def make_export_file(key: int) -> None:
    """Make a large file that somebody asked for."""
    make_file(key)


def drop_export_files(now) -> str | None:
    """Throw away files that nobody fetched within a day, and give up those that a crash left behind."""
    expired, lost = drop_expired_files(now)
    said = ((expired, _("%(number)s expired")), (lost, _("%(number)s given up")))
    return ", ".join(words % {"number": number} for number, words in said if number) or None


def repair_search(now) -> str | None:
    """Compare the search with the register and write what differs: nothing, unless somebody changed the tables by hand."""
    count = sum(rebuild().values())
    return ngettext("%(number)s entry renewed", "%(number)s entries renewed", count) % {"number": count} if count else None


def declare() -> None:
    """Tell the clock."""
    due_work.register(
        DueWork("export_files", 10, drop_export_files, gettext_lazy("Throw away export files that nobody fetched"), position=40)
    )
    due_work.register(DueWork("search", 1440, repair_search, gettext_lazy("Compare the search with the register"), position=50))
    due_work.register(DueWork("mail", 1, send_mails, gettext_lazy("Send the mails that are waiting"), position=10))
