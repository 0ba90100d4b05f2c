"""What the portal does by the clock, and what takes too long for a page."""

from django.utils.translation import gettext_lazy, ngettext
from django_tasks import task

from initiatives.models import Actor
from municipalities.models import Municipality, User
from portal.actions.applications import drop_unconfirmed, forget_strangers
from portal.actions.checks import ask_due_checks, remind_due_checks, settle_assured_checks
from portal.actions.codes import drop_old_codes
from portal.actions.link_requests import answer_link_request
from portal.actions.links import send_links_to_many
from wf40.registry import DueWork, due_work

# So many actors are looked at together.
AT_ONCE = 500


def ask_whether_right(now) -> str | None:
    """Ask whose turn it is whether the entry is still right, and remind: "3 gefragt, 1 erinnert"."""
    settle_assured_checks()
    asked, reminded = ask_due_checks(now), remind_due_checks(now)
    said = (
        (asked, ngettext("%(number)s actor asked", "%(number)s actors asked", asked)),
        (reminded, ngettext("%(number)s reminded", "%(number)s reminded", reminded)),
    )
    return ", ".join(words % {"number": number} for number, words in said if number) or None


@task()
def send_requested_links(key: int, email: str) -> None:
    """Look who is known under an address and mail the way in: behind the page, which so takes as long for an unknown address."""
    answer_link_request(municipality=Municipality.objects.get(pk=key), email=email)


def drop_applications(now) -> str | None:
    """Delete applications that nobody confirmed within seven days, and what a year ago was settled with strangers: "2 Anmeldungen
    gelöscht"."""
    number = drop_unconfirmed(now) + forget_strangers(now)
    return ngettext("%(number)s application deleted", "%(number)s applications deleted", number) % {"number": number} if number else None


@task()
def mail_links(city: int, person: int, keys: list[int]) -> None:
    """Mail the link to the profile to more actors than a page can wait for."""
    municipality, user = Municipality.objects.get(pk=city), User.objects.get(pk=person)
    for at in range(0, len(keys), AT_ONCE):
        actors = Actor.objects.filter(municipality=municipality, pk__in=keys[at : at + AT_ONCE])
        send_links_to_many(user=user, municipality=municipality, actors=actors)


def declare() -> None:
    """Tell the clock."""
    due_work.register(
        DueWork("profile_checks", 1440, ask_whether_right, gettext_lazy("Ask actors whether their entry is still right"), position=100)
    )
    due_work.register(DueWork("old_codes", 1440, drop_old_codes, gettext_lazy("Throw away old codes for the own data"), position=120))
    due_work.register(
        DueWork("unconfirmed_applications", 60, drop_applications, gettext_lazy("Delete applications that nobody confirmed"), position=110)
    )
