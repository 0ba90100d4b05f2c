"""The table of wants and offers."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from network.choices import ExchangeType, ItemType, ListingState, TransactionType, Visibility
from network.listings import amount_words
from wf40.tables import MISSING, Column, Table, day, link, record_url, text

ITEMS, TERMS, STATES, SIGHTS = (dict(choices.choices) for choices in (ItemType, TransactionType, ListingState, Visibility))
# A want and an offer differ by colour, by sign and by word.
EXCHANGE_BADGES = {ExchangeType.WANT: ("info", "search"), ExchangeType.OFFER: ("success", "add")}
STATE_BADGES = {
    ListingState.IN_BROKERING: "info",
    ListingState.MATCHED: "success",
    ListingState.FULFILLED: "success",
    ListingState.EXPIRED: "warning",
}


def _badge(look: str, icon: str, words) -> str:
    return format_html(
        '<span class="kern-badge kern-badge--small kern-badge--{}"><span class="kern-icon kern-icon--{} wf-icon" aria-hidden="true"></span>'
        '<span class="kern-label">{}</span></span>',
        look,
        icon,
        words,
    )


def exchange_badge(listing) -> str:
    """ "Gesuch" or "Angebot" as a badge."""
    look, icon = EXCHANGE_BADGES[listing.exchange_type]
    return _badge(look, icon, ExchangeType(listing.exchange_type).label)


def state_badge(listing) -> str:
    """The state as a badge; one whose last day has passed is overdue even before the clock says so."""
    look = STATE_BADGES.get(listing.state, "")
    words = STATES[listing.state]
    if listing.is_sought and listing.is_expired:
        look, words = "warning", _("past its last day")
    if not look:
        return format_html('<span class="kern-badge kern-badge--small"><span class="kern-label">{}</span></span>', words)
    return _badge(look, look, words)


class ListingTable(Table):
    """The list of wants and offers, each with its actor below."""

    caption = gettext_lazy("Wants and offers")
    counted = ngettext_lazy("%(shown)s want or offer", "%(shown)s wants and offers", "number")
    default_sort = "-entered"
    always = ("title", "exchange_type")
    columns = (
        Column(
            "title",
            gettext_lazy("What and by whom"),
            lambda row: link(record_url("listing_detail", row.pk), row.title, row.actor.trading_name),
            ("title",),
            "wf-table__name",
            load=("title", "actor__trading_name"),
        ),
        Column("exchange_type", gettext_lazy("Want or offer"), exchange_badge, load=("exchange_type",)),
        Column("item_type", gettext_lazy("Kind of thing"), lambda row: ITEMS[row.item_type], (), "wf-wide", load=("item_type",)),
        Column(
            "transaction_type",
            gettext_lazy("Terms"),
            lambda row: TERMS.get(row.transaction_type, MISSING),
            (),
            "wf-wide",
            load=("transaction_type",),
        ),
        Column(
            "amount",
            gettext_lazy("Amount"),
            lambda row: text(amount_words(row.amount, row.unit)),
            (),
            "wf-num",
            load=("amount", "unit"),
        ),
        Column(
            "available_from",
            gettext_lazy("From day"),
            lambda row: day(row.available_from),
            ("available_from",),
            "wf-date",
            True,
            has_gaps=True,
            load=("available_from",),
        ),
        Column(
            "available_to",
            gettext_lazy("To day"),
            lambda row: day(row.available_to),
            (),
            "wf-date",
            True,
            load=("available_to",),
            is_default=False,
        ),
        Column(
            "district",
            gettext_lazy("District"),
            lambda row: text(row.district),
            ("district__label",),
            "wf-wide",
            has_gaps=True,
            load=("district__label",),
        ),
        Column(
            "expires_on",
            gettext_lazy("Valid until"),
            lambda row: day(row.expires_on),
            ("expires_on",),
            "wf-date",
            True,
            has_gaps=True,
            load=("expires_on",),
        ),
        Column("state", gettext_lazy("State"), state_badge, load=("state", "expires_on")),
        Column(
            "visibility",
            gettext_lazy("Visible"),
            lambda row: SIGHTS[row.visibility],
            (),
            "",
            True,
            load=("visibility",),
            is_default=False,
        ),
        Column(
            "entered",
            gettext_lazy("Entered on"),
            lambda row: day(row.created_at),
            ("created_at",),
            "wf-date",
            True,
            load=("created_at",),
            is_default=False,
        ),
    )
