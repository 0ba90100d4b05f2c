"""The forms of wants and offers, and of the days on which something is taken."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.forms import DAY, DAY_EXPECTED, KEPT_WHILE_WORKING, OFFICE_ALONE, DegreeField, check_future, said
from initiatives.models import EARLIEST_DAY, Actor, Contact
from network.actions import LISTING_EDITED
from network.choices import ExchangeType, ItemType, Unit
from network.listings import check_listing, main_place, valid_until, with_unit
from network.models import Listing, TakenPeriod
from wf40.forms import OfficeForm, RecordForm
from wf40.input import small_int

YEARS_AHEAD = 20
PLEASE_CHOOSE = gettext_lazy("Please choose an actor of your city.")
# What the fields are called where somebody seeks, where somebody gives, and as long as nobody has said which.
LABELS = {
    ExchangeType.WANT: {
        "item_type": gettext_lazy("What is sought?"),
        "title": gettext_lazy("What is sought, in a few words"),
        "available_from": gettext_lazy("Needed from"),
        "available_to": gettext_lazy("Needed until"),
        "radius_km": gettext_lazy("At most so many km away"),
    },
    ExchangeType.OFFER: {
        "item_type": gettext_lazy("What is offered?"),
        "title": gettext_lazy("What is offered, in a few words"),
        "available_from": gettext_lazy("To be had from"),
        "available_to": gettext_lazy("To be had until"),
        "radius_km": gettext_lazy("At most so many km away"),
    },
    "": {
        "item_type": gettext_lazy("What is sought or offered?"),
        "title": gettext_lazy("What it is, in a few words"),
        "available_from": gettext_lazy("From day"),
        "available_to": gettext_lazy("To day"),
        "radius_km": gettext_lazy("At most so many km away"),
    },
}


def check_plausible(day):
    """A day on which something is to be had lies in our time."""
    if day and day < EARLIEST_DAY:
        raise ValidationError(_("This day is too long ago. Please check the year."), code="too_early")
    if day and day.year > timezone.localdate().year + YEARS_AHEAD:
        raise ValidationError(_("This day is more than 20 years away. Please check the year."), code="far")
    return day


class ListingForm(RecordForm):
    """A want or an offer: who, what, on which terms, how much, from when to when, where, for how long."""

    actor = forms.ModelChoiceField(
        label=gettext_lazy("Actor"),
        queryset=Actor.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": PLEASE_CHOOSE, "invalid_choice": PLEASE_CHOOSE},
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("Person to ask"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody by name: the organisation’s own address"),
        error_messages={"invalid_choice": gettext_lazy("Please choose a person of this actor.")},
    )
    latitude = Listing._meta.get_field("latitude").formfield(form_class=DegreeField, limit=90)
    longitude = Listing._meta.get_field("longitude").formfield(form_class=DegreeField, limit=180)

    widths = {
        "exchange_type": "s4",
        "item_type": "s4",
        "transaction_type": "s4",
        "title": "s8",
        "contact": "s4",
        "amount": "s3",
        "unit": "s3",
        "available_from": "s3",
        "available_to": "s3",
        "district": "s4",
        "radius_km": "s4",
        "expires_on": "s4",
        "visibility": "s4",
        "state": "s4",
        "latitude": "s4",
        "longitude": "s4",
    }
    groups = (
        (gettext_lazy("What it is about"), ("exchange_type", "item_type", "transaction_type", "title", "contact", "text")),
        (gettext_lazy("How much and when"), ("amount", "unit", "available_from", "available_to")),
        (gettext_lazy("Where"), ("district", "radius_km")),
        (gettext_lazy("For how long and for whom"), ("expires_on", "visibility", "state")),
    )
    rare_groups = ((gettext_lazy("Point on the map"), ("latitude", "longitude")),)
    why = {"contact": said(gettext_lazy("So that the office asks the right person."), OFFICE_ALONE)}
    why_kept = KEPT_WHILE_WORKING

    class Meta:
        model = Listing
        fields = LISTING_EDITED
        localized_fields = ("amount",)
        labels = {
            "exchange_type": gettext_lazy("Want or offer"),
            "transaction_type": gettext_lazy("Terms"),
            "text": gettext_lazy("Description"),
            "amount": gettext_lazy("Amount"),
            "unit": gettext_lazy("Unit"),
            "district": gettext_lazy("District"),
            "expires_on": gettext_lazy("Valid until"),
            "visibility": gettext_lazy("Visible"),
            "state": gettext_lazy("State"),
        }
        help_texts = {
            "unit": gettext_lazy("Rooms and areas are counted in m² if nothing else is chosen."),
            "district": gettext_lazy("At first where the actor’s main place is."),
            "expires_on": gettext_lazy("Before that day the actor is asked whether it still holds."),
            "visibility": gettext_lazy("“Public” shows it on the actor’s public page, and only while the actor consents to be published."),
            "latitude": gettext_lazy("Left empty, the map shows the actor’s main place."),
        }
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "amount": forms.TextInput(attrs={"inputmode": "decimal"}),
            "radius_km": forms.TextInput(attrs={"inputmode": "numeric"}),
            "available_from": forms.DateInput(attrs=DAY),
            "available_to": forms.DateInput(attrs=DAY),
            "expires_on": forms.DateInput(attrs=DAY),
        }
        error_messages = {
            "title": {"required": gettext_lazy("Please say in a few words what it is.")},
            "amount": {
                "invalid": gettext_lazy("Please enter the amount as a number, for example 20 or 2,5."),
                "min_value": gettext_lazy("Please enter a positive amount."),
            },
            "radius_km": {"invalid": gettext_lazy("Please enter the kilometres as a whole number.")},
            "available_from": {"invalid": DAY_EXPECTED},
            "available_to": {"invalid": DAY_EXPECTED},
            "expires_on": {"invalid": DAY_EXPECTED},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        contact = self.instance.contact if self.instance.pk else None
        # Kept here, since checking the form empties the instance's field.
        self.hidden_contact = contact if contact and contact.restricted_at else None
        if self.instance.pk:
            del self.fields["actor"]
        else:
            del self.fields["state"]
            self.initial.setdefault("expires_on", valid_until(timezone.localdate()))
            if self.initial.get("item_type") == ItemType.SPACE:
                self.initial.setdefault("unit", Unit.SQUARE_METRE)
        self.fields["transaction_type"].choices = [("", _("still open")), *list(self.fields["transaction_type"].choices)[1:]]
        self.actor = self.instance.actor if self.instance.pk else self._chosen_actor()
        if self.actor:
            self.fields["contact"].queryset = self.fields["contact"].queryset.filter(roles__actor=self.actor)
        else:
            self.fields["contact"].queryset = self.fields["contact"].queryset.none()
            # Whom to ask is chosen once the actor is.
            self.groups = tuple((heading, tuple(name for name in names if name != "contact")) for heading, names in self.groups)
        for name, label in LABELS[self._exchange_type()].items():
            self.fields[name].label = label

    def _chosen_actor(self):
        key = self.data.get(self.add_prefix("actor")) if self.is_bound else self.initial.get("actor")
        key = small_int(getattr(key, "pk", key))
        return self.fields["actor"].queryset.filter(pk=key).first() if key else None

    def _exchange_type(self) -> str:
        given = self.data.get(self.add_prefix("exchange_type")) if self.is_bound else self.initial.get("exchange_type")
        return given if given in ExchangeType.values else ""

    def clean_available_from(self):
        """Of our time."""
        return check_plausible(self.cleaned_data["available_from"])

    def clean_available_to(self):
        """Of our time."""
        return check_plausible(self.cleaned_data["available_to"])

    def clean_expires_on(self):
        """An unchanged day may lie in the past, a new one not."""
        day = self.cleaned_data["expires_on"]
        return day if self.instance.pk and day == self.initial.get("expires_on") else check_future(day)

    def clean(self):
        """What belongs together stands together; a want has a last day, an offer need not have one."""
        cleaned = super().clean()
        if "amount" not in self.errors:
            cleaned |= with_unit({name: cleaned.get(name) for name in ("amount", "unit", "item_type")})
        try:
            check_listing({name: value for name, value in cleaned.items() if name not in self.errors})
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                if name not in self.errors:
                    self.add_error(name, faults)
        if cleaned.get("exchange_type") == ExchangeType.WANT and not cleaned.get("expires_on") and "expires_on" not in self.errors:
            self.add_error("expires_on", ValidationError(_("Please say until when the want is valid."), code="required"))
        point = [cleaned.get(name) is not None for name in ("latitude", "longitude")]
        if any(point) and not all(point) and not {"latitude", "longitude"} & set(self.errors):
            self.add_error("longitude", ValidationError(_("Please enter latitude and longitude, or neither."), code="half_a_point"))
        # From an actor's page its district stands in the form already, and whoever empties it means it.
        actor = cleaned.get("actor")
        if actor and not self.initial.get("actor") and not cleaned.get("district") and (place := main_place(actor)):
            cleaned["district"] = place.district
        return cleaned

    @property
    def edited(self):
        """What the page shows, without the actor."""
        return tuple(name for name in LISTING_EDITED if name in self.fields)

    @property
    def values(self) -> dict:
        """What is to be saved: a person whose data are restricted is shown to nobody and stays tied to it."""
        values = super().values
        if self.hidden_contact and not values["contact"]:
            values["contact"] = self.hidden_contact
        return values


class TakenForm(OfficeForm):
    """From when to when something is taken."""

    first_day = forms.DateField(
        label=gettext_lazy("From day"),
        widget=forms.DateInput(attrs=DAY),
        error_messages={"required": gettext_lazy("Please enter the first day."), "invalid": DAY_EXPECTED},
    )
    last_day = forms.DateField(
        label=gettext_lazy("To day"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Empty: this one day."),
        error_messages={"invalid": DAY_EXPECTED},
    )
    note = forms.CharField(
        label=gettext_lazy("By whom or for what"), required=False, max_length=TakenPeriod._meta.get_field("note").max_length
    )

    widths = {"first_day": "s3", "last_day": "s3", "note": "s6"}

    def clean_first_day(self):
        """Of our time."""
        return check_plausible(self.cleaned_data["first_day"])

    def clean_last_day(self):
        """Without one it is a single day."""
        return check_plausible(self.cleaned_data["last_day"] or self.cleaned_data.get("first_day"))
