"""What the holder of a link does with the own entry as a whole: change it, hide it, show it again."""

from django.db import transaction

from initiatives.actions import pause_profile, resume_profile
from initiatives.search import index
from portal.actions.inbox import TooMany, close, locked, receive
from portal.actions.proposals import propose, take_back_change
from portal.choices import TO_DO, EntryKind, EntryResult
from portal.mirror import pending
from portal.models import InboxEntry
from portal.profile import read_profile


@transaction.atomic
def send_changes(*, link, values: dict, picture=None, form_key=None) -> tuple[InboxEntry | None, int]:
    """Propose what a form holds ({part: value}); returns (the proposal, None if it holds nothing new; how many older ones were taken
    back, because the form holds again what stands in the register). Raises `TooMany`, and a ValidationError where a store takes no
    picture."""
    now, waiting = read_profile(link.actor), pending(link)
    put_back = [waiting[part] for part, value in values.items() if part in waiting and part in now and value == now[part]]
    taken_back = sum(take_back_change(change=change) for change in put_back)
    return propose(link=link, values=values, picture=picture, form_key=form_key), taken_back


def _told_of_hiding(actor):
    return InboxEntry.objects.filter(actor=actor, kind=EntryKind.PAUSE, state__in=TO_DO)


@transaction.atomic
def hide_profile(*, link) -> None:
    """The entry is gone from the public pages at once, and the office learns of it, once."""
    was_hidden = link.actor.paused_at is not None
    link.actor = pause_profile(actor=link.actor)
    if was_hidden or _told_of_hiding(link.actor).exists():
        return
    try:
        receive(municipality=link.municipality, kind=EntryKind.PAUSE, link=link)
    except TooMany:
        # To hide is the actor's right, however much it wrote before; the actor's page says that it is hidden.
        return


@transaction.atomic
def show_profile(*, link) -> None:
    """The entry is shown again; what told the office that it was hidden is settled."""
    link.actor = resume_profile(actor=link.actor)
    for entry in _told_of_hiding(link.actor):
        close(locked(entry), result=EntryResult.WITHDRAWN)
        index(InboxEntry, [entry.pk])
