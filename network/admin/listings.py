"""The admin of wants and offers."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Actor
from initiatives.search import index
from network.listings import check_listing
from network.models import Listing, TakenPeriod
from wf40.admin import OfficeRelatedFilter, RecordAdmin, RecordForm, ScopedForm, ScopedInline
from wf40.folding import written


class TakenPeriodForm(ScopedForm):
    """A stretch of days."""

    def clean(self):
        """The last day does not lie before the first."""
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("The last day lies before the first one."), code="order"))
        return cleaned


class TakenPeriodFormSet(forms.BaseInlineFormSet):
    """The days on which something is taken do not overlap."""

    def clean(self):
        """Nothing is given away twice."""
        super().clean()
        periods = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        whole = [period for period in periods if not period.get("DELETE") and period.get("first_day") and period.get("last_day")]
        ordered = sorted((period["first_day"], period["last_day"]) for period in whole)
        for (_first, last), (first, _last) in zip(ordered, ordered[1:], strict=False):
            if first <= last:
                words = _("From %(day)s on it is taken twice. Please check the days.")
                raise ValidationError(words % {"day": f"{first:%d.%m.%Y}"}, code="overlap")


class TakenPeriodInline(ScopedInline):
    """When a room, a stall or a van is taken."""

    model = TakenPeriod
    form = TakenPeriodForm
    formset = TakenPeriodFormSet
    fields = ("first_day", "last_day", "note")


class ListingForm(RecordForm):
    """What belongs together stands together, as in the office's own form."""

    def clean(self):
        """An amount has its unit, the end follows the start, a point is whole."""
        cleaned = super().clean()
        try:
            check_listing(cleaned)
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                self.add_error(name, faults)
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if (latitude is None) != (longitude is None):
            self.add_error("longitude", ValidationError(_("Please enter latitude and longitude, or neither."), code="half_a_point"))
        elif latitude is not None and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            self.add_error("latitude", ValidationError(_("Latitude lies between -90 and 90 degrees."), code="range"))
        return cleaned


@admin.register(Listing)
class ListingAdmin(RecordAdmin):
    """Wants and offers; their state moves on their own page, which asks and logs."""

    form = ListingForm
    list_display = ("title", "exchange_type", "item_type", "actor", "state", "expires_on", "changed_at")
    list_filter = ("exchange_type", "item_type", "transaction_type", "state", "visibility", ("district", OfficeRelatedFilter))
    list_select_related = ("actor",)
    search_fields = ("title",)
    search_help_text = gettext_lazy("Title, or the actor.")
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("actor", "contact", "consultation")
    inlines = (TakenPeriodInline,)
    fieldsets = (
        (None, {"fields": ("actor", "contact", "exchange_type", "item_type", "transaction_type", "title", "text")}),
        (gettext_lazy("How much, when and where"), {
            "fields": (
                ("amount", "unit"), ("available_from", "available_to"), "district", ("latitude", "longitude", "radius_km"), "expires_on",
            )
        }),
        (gettext_lazy("Standing"), {"fields": ("visibility", "consultation")}),
    )  # fmt: skip
    record_fields = ("state", *RecordAdmin.record_fields)

    def get_object(self, request, object_id, from_field=None):
        """Who only reads is not told of a person whose data are restricted."""
        listing = super().get_object(request, object_id, from_field)
        if listing is not None and listing.contact and listing.contact.restricted_at and not self.has_change_permission(request, listing):
            listing.contact = None  # for this page: without the right nothing is saved
        return listing

    def get_search_results(self, request, queryset, search_term):
        """By what is sought or given, or by whom."""
        term = search_term[:200].strip()
        if term:
            queryset = queryset.filter(Q(written("title", term)) | Q(actor__in=Actor.objects.matching(term)))
        return queryset, False

    def finish(self, record):
        """The search finds it as it was just saved."""
        index(Listing, [record.pk])
