"""The filter bar of wants and offers."""

from datetime import timedelta

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import FieldScheme
from initiatives.filters import RegisterFilterSet, day_filter, district_filter, field_filter
from initiatives.models import Actor
from municipalities.models import UNKNOWN_DISTRICT
from network.choices import ExchangeType, ItemType, ListingState, TransactionType, Visibility
from network.listings import free_between
from wf40.folding import written

LONGEST_TERM = 3650


class AmountFilter(django_filters.Filter):
    """An amount with a decimal comma."""

    field_class = forms.DecimalField

    def __init__(self, *args, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(*args, min_value=0, max_digits=10, decimal_places=2, localize=True, widget=widget, **kwargs)


class DaysFilter(django_filters.Filter):
    """A number of days."""

    field_class = forms.IntegerField

    def __init__(self, *args, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(*args, min_value=0, max_value=LONGEST_TERM, widget=widget, **kwargs)


class ListingFilter(RegisterFilterSet):
    """Wants and offers: what, on which terms, how much, where, from whom, and on which days something is free."""

    STATES = [("sought", _("still sought")), *ListingState.choices, ("all", _("all"))]

    q = django_filters.CharFilter(label=_("What or by whom"), method="by_text", max_length=200)
    exchange_type = django_filters.ChoiceFilter(label=_("Want or offer"), empty_label=_("all"), choices=ExchangeType.choices)
    item_type = django_filters.ChoiceFilter(label=_("Kind of thing"), empty_label=_("all"), choices=ItemType.choices)
    state = django_filters.ChoiceFilter(label=_("State"), method="by_state", empty_label=None, choices=STATES)
    transaction_type = django_filters.ChoiceFilter(label=_("Terms"), empty_label=_("all"), choices=TransactionType.choices)
    amount = AmountFilter(label=_("At least (amount)"), field_name="amount", lookup_expr="gte")
    free_from = day_filter(_("Free from day"), "by_freedom")
    free_until = day_filter(_("Free to day"), "by_freedom")
    district = district_filter()
    field = field_filter(FieldScheme.ROLLOUT)
    business_field = field_filter(FieldScheme.BUSINESS_FIELD)
    visibility = django_filters.ChoiceFilter(label=_("Visible"), empty_label=_("all"), choices=Visibility.choices)
    expires = DaysFilter(label=_("Expires within days"), method="by_expiry")
    actor = django_filters.ModelChoiceFilter(label=_("Actor"), queryset=Actor.objects.none(), widget=forms.HiddenInput)

    first = ("q", "exchange_type", "item_type", "state")
    defaults = {"state": "sought"}

    def by_text(self, queryset, name, value):
        """Words of the title, the description or the actor's name."""
        actors = Actor.objects.visible_to(self.user, self.municipality)
        for word in value.split()[:12]:
            queryset = queryset.filter(written("title", word) | written("text", word) | Q(actor__in=actors.matching(word).values("pk")))
        return queryset

    def by_state(self, queryset, name, value):
        """Still sought, in one state, or all."""
        if value == "sought":
            return queryset.still_sought()
        return queryset if value == "all" else queryset.filter(state=value)

    def by_district(self, queryset, name, value):
        """Where it is; "unbekannt" also finds those of which nobody knows it."""
        here = Q(district=value.pk)
        return queryset.filter(here | Q(district=None) if value.code == UNKNOWN_DISTRICT else here)

    def by_field(self, queryset, name, value):
        """Of an actor of the field."""
        return queryset.filter(actor__in=self.actors_in("field", value).values("pk"))

    def by_expiry(self, queryset, name, value):
        """Still sought, and valid for so many days at the most."""
        return queryset.expiring(timezone.localdate() + timedelta(value))

    def by_freedom(self, queryset, name, value):
        """To be had on a day, or on all days from one to another: offered then, and not taken. The first one given asks."""
        first, last = (self.form.cleaned_data.get(f"free_{end}") for end in ("from", "until"))
        if name == "free_until" and first:
            return queryset
        days = sorted(filter(None, (first, last)))
        return free_between(queryset, days[0], days[-1])
