"""The file of wants and offers."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from initiatives.choices import OfficeList
from initiatives.exports import RegisterList, offer_list
from initiatives.exports.parts import RegisterParts
from network.choices import ExchangeType, ItemType, ListingState, TransactionType, Unit, Visibility
from network.filters.listings import ListingFilter
from network.models import Listing
from network.tables.listings import ListingTable
from wf40.exports import ExportColumn, TableExport


class ListingExport(RegisterParts, TableExport):
    """The list of wants and offers with the actor's name; whom to ask stands in the register alone."""

    slug = "gesuche-und-angebote"
    right = "network.export_listing"
    title = _("Wants and offers")
    columns = (
        ExportColumn("title", _("Title"), "title"),
        ExportColumn("actor", _("Actor"), "actor__trading_name"),
        ExportColumn("exchange_type", _("Want or offer"), "exchange_type", words=dict(ExchangeType.choices)),
        ExportColumn("item_type", _("Kind of thing"), "item_type", words=dict(ItemType.choices)),
        ExportColumn("transaction_type", _("Terms"), "transaction_type", words=dict(TransactionType.choices)),
        ExportColumn("amount", _("Amount"), "amount"),
        ExportColumn("unit", _("Unit"), "unit", words=dict(Unit.choices)),
        ExportColumn("available_from", _("From day"), "available_from"),
        ExportColumn("available_to", _("To day"), "available_to"),
        ExportColumn("district", _("District"), "district__label"),
        ExportColumn("radius_km", _("Radius in km"), "radius_km"),
        ExportColumn("expires_on", _("Valid until"), "expires_on"),
        ExportColumn("state", _("State"), "state", words=dict(ListingState.choices)),
        ExportColumn("visibility", _("Visible"), "visibility", words=dict(Visibility.choices)),
        ExportColumn("text", _("Description"), "text", is_extra=True),
        ExportColumn("talk", _("From consultation"), "consultation__held_on", is_extra=True),
        ExportColumn("entered", _("Entered on"), "created_at", is_extra=True),
        ExportColumn("number", _("Number in wf40"), "pk"),
    )
    noted: ClassVar = {"actor": "actor_id"}

    def note(self, keys, noted):
        """The actors whose wants and offers these are."""
        self.in_file.actors.extend(filter(None, noted.get("actor", ())))


def declare() -> None:
    """The list is kept under a name, shown and taken out like those of the register."""
    offer_list(RegisterList(OfficeList.LISTINGS, Listing, ListingFilter, ListingTable, "listing_list"), ListingExport, "listing_export")
