"""The office makes a want or an offer of what an initiative asked for by its link."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView

from network.listings import main_place
from network.views.listings import ListingForms
from portal.actions.wishes import list_wish
from portal.choices import EntryKind
from portal.models import InboxEntry
from portal.wishes import LISTED, amount_of, day_of


class InboxListingView(ListingForms, CreateView):
    """The form of a want or an offer, filled with what was sent; saved once, then the sender is told."""

    right = "network.add_listing"
    template_name = "portal/inbox_listing.html"

    @cached_property
    def entry(self) -> InboxEntry:
        """The want or offer that came in."""
        return get_object_or_404(self.visible(InboxEntry), pk=self.kwargs["pk"], kind__in=LISTED)

    def get(self, request, *args, **kwargs):
        """What was taken up already leads to what became of it."""
        return redirect(self.entry.listing) if self.entry.listing else super().get(request, *args, **kwargs)

    def get_initial(self):
        """What the sender wrote, as far as the lists know it."""
        entry, details = self.entry, self.entry.details
        place = main_place(entry.actor)
        return {
            "actor": entry.actor_id,
            "contact": entry.contact_id,
            "exchange_type": str(EntryKind(entry.kind)),
            "item_type": details.get("item_type", ""),
            "transaction_type": details.get("transaction_type", ""),
            "title": details.get("title", ""),
            "text": entry.text,
            "amount": amount_of(details),
            "unit": details.get("unit", ""),
            "available_from": day_of(details, "available_from"),
            "available_to": day_of(details, "available_to"),
            "district": place.district_id if place else None,
        }

    def get_context_data(self, **kwargs):
        """With what came in."""
        return super().get_context_data(**kwargs) | {"entry": self.entry, "given_actor": self.entry.actor, "area": "inbox"}

    def form_valid(self, form):
        """Once per entry, for the actor that sent it, whatever the form says."""
        try:
            listing, is_new, why = list_wish(user=self.request.user, entry=self.entry, values=form.values)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        self.object = listing
        if why:
            messages.warning(self.request, _("The sender could not be told: %(why)s") % {"why": why})
        if not is_new:
            return self.done(_("“%(title)s” had been saved before.") % {"title": listing})
        return self.done(_("“%(title)s” was saved.") % {"title": listing})
