"""A wish is sent by a link; a want or an offer becomes one of the register's."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.search import index
from network.actions import create_listing
from portal.actions.inbox import MOST_AN_HOUR, TooMany, close, locked, receive, reply_to_entry, tell_sender
from portal.choices import EntryKind, EntryResult
from portal.models import InboxEntry, Remark


def send_wish(*, link, kind: str, text: str, details: dict, form_key=None) -> InboxEntry:
    """The holder of a link asks the office for something; the same form sent twice is one entry. Raises `TooMany`."""
    return receive(municipality=link.municipality, kind=kind, link=link, text=text.strip(), details=details, form_key=form_key)


@transaction.atomic
def answer_office(*, link, entry, text: str) -> InboxEntry:
    """The holder of a link answers the office; the same words sent twice stand there once. Raises `TooMany`."""
    entry, text = locked(entry), text.strip()
    newest = entry.remarks.filter(change=None).last()
    if newest and not newest.is_of_office and newest.text == text:
        return entry
    said = Remark.objects.filter(entry__actor=link.actor, entry__contact=link.contact, is_of_office=False)
    if said.filter(written_at__gt=timezone.now() - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise TooMany(_("You have sent us a great deal within an hour. Please go on later, or call us."))
    return reply_to_entry(entry=entry, text=text)


def listing_key(entry):
    """Stands for the wish: it becomes a want or an offer once."""
    return uuid5(NAMESPACE_URL, f"wf40:wish:{entry.pk}")


@transaction.atomic
def list_wish(*, user, entry, values: dict):
    """The office makes a want or an offer of what came in, closes the entry and tells the sender; returns (listing, whether it is new, why
    the sender got no mail). What was listed before is left as it is.

    `values` are those of `network.actions.create_listing`; raises its ValidationError.
    """
    entry = locked(entry)
    if entry.listing_id:
        return entry.listing, False, ""
    listing, is_new = create_listing(user=user, actor=entry.actor, values=values, form_key=listing_key(entry))
    entry.listing = listing
    if entry.is_open:
        close(entry, result=EntryResult.ACCEPTED, user=user)
    else:
        entry.save(update_fields=["listing"])
    index(InboxEntry, [entry.pk])
    body = _("we have taken up your offer “%(title)s”.") if entry.kind == EntryKind.OFFER else _("we have taken up your want “%(title)s”.")
    more = _("As soon as somebody fits, we write to you. We pass on your contact data only with your yes.")
    _message, why = tell_sender(
        entry=entry,
        subject=_("Taken up: %(title)s") % {"title": listing.title},
        body=f"{body % {'title': listing.title}}\n\n{more}",
        user=user,
    )
    return listing, is_new, why
