"""What the network does by the clock."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks import task

from municipalities.models import Municipality
from network import actions
from network.graph.figures import figures_now
from network.graph.gaps import gaps_now
from wf40.registry import DueWork, due_work


def ask_outcomes(now) -> str | None:
    """Ask what became of introductions, and let the stage follow what time decides: "4 Fragen gestellt, 1 Verbindung weiter"."""
    asked, moved = actions.ask_due_outcomes(now), actions.settle_due_outcomes(now)
    said = (
        (asked, ngettext("%(number)s question asked", "%(number)s questions asked", asked)),
        (moved, ngettext("%(number)s connection settled", "%(number)s connections settled", moved)),
    )
    return ", ".join(words % {"number": number} for number, words in said if number) or None


def end_listings(now) -> str | None:
    """Ask whether wants and offers still hold, and end those whose last day has passed: "2 nachgefragt, 1 abgelaufen"."""
    said = (
        (actions.ask_expiring_listings(now), _("%(number)s asked about")),
        (actions.expire_listings(now), _("%(number)s expired")),
    )
    return ", ".join(words % {"number": number} for number, words in said if number) or None


@task()
def work_out_figures(key: int) -> None:
    """Work out the figures of a network that is too large for a page to wait for."""
    figures_now(Municipality.objects.get(pk=key))


@task()
def work_out_gaps(key: int) -> None:
    """Work out the gaps of such a network."""
    gaps_now(Municipality.objects.get(pk=key))


def drop_figures(now) -> str | None:
    """Throw away figures of the network that nobody has looked at for long."""
    number = actions.drop_old_figures(now)
    return ngettext("%(number)s entry deleted", "%(number)s entries deleted", number) % {"number": number} if number else None


def declare() -> None:
    """Tell the clock."""
    due_work.register(
        DueWork("network_outcomes", 1440, ask_outcomes, gettext_lazy("Ask both sides what became of their introduction"), position=70)
    )
    due_work.register(
        DueWork("listing_expiry", 1440, end_listings, gettext_lazy("Ask whether wants and offers still hold, and end them"), position=80)
    )
    due_work.register(DueWork("network_figures", 1440, drop_figures, gettext_lazy("Throw away old figures of the network"), position=90))
