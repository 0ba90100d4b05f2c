"""What the portal does by the clock, and what takes too long for a page."""

from django.utils.translation import gettext_lazy, ngettext

from portal.actions.checks import ask_due_checks, remind_due_checks, settle_assured_checks
from wf40.registry import DueWork, due_work


def ask_whether_right(now) -> str | None:
    """Ask whose turn it is whether the entry is still right, and remind: "3 gefragt, 1 erinnert"."""
    settle_assured_checks()
    asked, reminded = ask_due_checks(now), remind_due_checks(now)
    said = (
        (asked, ngettext("%(number)s actor asked", "%(number)s actors asked", asked)),
        (reminded, ngettext("%(number)s reminded", "%(number)s reminded", reminded)),
    )
    return ", ".join(words % {"number": number} for number, words in said if number) or None


def declare() -> None:
    """Tell the clock."""
    due_work.register(
        DueWork("profile_checks", 1440, ask_whether_right, gettext_lazy("Ask actors whether their entry is still right"), position=100)
    )
