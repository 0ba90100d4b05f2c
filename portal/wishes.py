"""What initiatives want of the office: which kinds there are, which of them need a code, and how one reads."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.choices import ItemType, TransactionType, Unit
from network.listings import amount_words
from portal.choices import EntryKind
from portal.models import InboxEntry

LISTED = (EntryKind.WANT, EntryKind.OFFER)
# What goes beyond the published profile.
BEHIND_A_CODE = (EntryKind.CORRECTION, EntryKind.DELETION)
WISHES = (EntryKind.QUESTION, *LISTED, *BEHIND_A_CODE)
# What the holder of a link may read of what it sent; proposals have a page of their own.
SHOWN = (*WISHES, EntryKind.PAUSE, EntryKind.GONE)

WHOLE_ENTRY, OWN_PERSON = "all", "person"
SCOPES = {
    WHOLE_ENTRY: gettext_lazy("the whole entry, with everything that is stored about the initiative"),
    OWN_PERSON: gettext_lazy("only what is stored about me"),
}


def entries_of(link):
    """What the holder of a link sent: of the same person about the same initiative; without a person, of the same address."""
    rows = InboxEntry.objects.filter(municipality=link.municipality_id, actor=link.actor, contact=link.contact)
    if link.contact:
        return rows
    # A printed link proves no address: by it only what came by the link itself is read.
    return rows.filter(sender_email=link.email) if link.email else rows.filter(link=link)


def own_entry(link, key: int) -> InboxEntry | None:
    """One of them, which the holder may read and answer; None for other people's and for what has a page of its own."""
    return entries_of(link).filter(kind__in=SHOWN, pk=key).first()


def amount_of(details: dict) -> Decimal | None:
    """The amount that somebody wants or gives."""
    try:
        return Decimal(str(details["amount"])) if details.get("amount") else None
    except InvalidOperation:
        return None


def day_of(details: dict, name: str) -> date | None:
    """From when or until when."""
    try:
        return parse_date(str(details.get(name) or ""))
    except ValueError:
        return None


def wish_rows(entry) -> list[tuple[str, str]]:
    """What a wish says beyond its text, as (label, words); for the sender's page and for the inbox."""
    details = entry.details if entry.kind in WISHES else {}
    unit = details.get("unit") if details.get("unit") in Unit.values else ""
    rows = [
        (_("What it is about"), str(details.get("title") or "")),
        (_("What"), str(dict(ItemType.choices).get(details.get("item_type"), ""))),
        (_("Terms"), str(dict(TransactionType.choices).get(details.get("transaction_type"), ""))),
        (_("Amount"), amount_words(amount_of(details), unit)),
        *((label, date_format(day, "d.m.Y")) for label, name in _days() if (day := day_of(details, name))),
        (_("What is to be deleted"), str(SCOPES.get(details.get("scope"), ""))),
    ]
    return [(label, words) for label, words in rows if words]


def _days() -> list[tuple[str, str]]:
    return [(_("From day"), "available_from"), (_("To day"), "available_to")]
