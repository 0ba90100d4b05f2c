"""What an initiative asks of the office: a question, a want, an offer, a correction, a deletion; and its answer to the office."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from initiatives.forms import DAY, DAY_EXPECTED
from network.choices import ItemType, TransactionType, Unit
from network.forms.listings import check_plausible
from network.listings import check_listing, with_unit
from network.models import Listing
from portal.choices import EntryKind
from portal.models import InboxEntry, Remark
from portal.wishes import LISTED, SCOPES, WHOLE_ENTRY

LONGEST_TEXT = InboxEntry._meta.get_field("text").max_length
LONGEST_REPLY = Remark._meta.get_field("text").max_length
TOO_LONG = gettext_lazy("Please keep it under %(limit_value)d characters; it has %(show_value)d.")
LABELS = {
    EntryKind.QUESTION: gettext_lazy("Your question"),
    EntryKind.CORRECTION: gettext_lazy("What is wrong, and what is right"),
    EntryKind.DELETION: gettext_lazy("Do you want to tell us something about it?"),
}
# Without a text there is nothing to answer.
NEEDS_TEXT = (EntryKind.QUESTION, EntryKind.CORRECTION)


class WishForm(forms.Form):
    """What somebody asks of the office: words, and a key against sending it twice."""

    text = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Please write what it is about."), "max_length": TOO_LONG},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", uuid.uuid4())
        self.fields["text"].required = kind in NEEDS_TEXT
        self.fields["text"].label = LABELS.get(kind, self.fields["text"].label)

    @property
    def details(self) -> dict:
        """What is kept beside the text, as JSON holds it."""
        return {}


class ListingWishForm(WishForm):
    """What somebody seeks or gives; the office makes a want or an offer of it."""

    widths = {"item_type": "s6", "transaction_type": "s6", "amount": "s3", "unit": "s3", "available_from": "s3", "available_to": "s3"}
    field_order = ("title", "item_type", "transaction_type", "text", "amount", "unit", "available_from", "available_to")

    title = forms.CharField(
        label=gettext_lazy("What it is about, in a few words"),
        max_length=Listing._meta.get_field("title").max_length,
        help_text=gettext_lazy("Such as: cold room, delivery bike, bookkeeping."),
        error_messages={"required": gettext_lazy("Please say in a few words what it is."), "max_length": TOO_LONG},
    )
    item_type = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=ItemType,
        initial=ItemType.GOOD,
        error_messages={"required": gettext_lazy("Please choose one."), "invalid_choice": gettext_lazy("Please choose one.")},
    )
    transaction_type = forms.ChoiceField(
        label=gettext_lazy("Terms"),
        choices=[("", gettext_lazy("still open")), *TransactionType.choices],
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Please choose one.")},
    )
    amount = Listing._meta.get_field("amount").formfield(
        label=gettext_lazy("Amount"),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "invalid": gettext_lazy("Please enter the amount as a number, for example 20 or 2,5."),
            "min_value": gettext_lazy("Please enter a positive amount."),
        },
    )
    unit = Listing._meta.get_field("unit").formfield(label=gettext_lazy("Unit"), required=False)
    available_from = forms.DateField(
        label=gettext_lazy("From day"), required=False, widget=forms.DateInput(attrs=DAY), error_messages={"invalid": DAY_EXPECTED}
    )
    available_to = forms.DateField(
        label=gettext_lazy("To day"), required=False, widget=forms.DateInput(attrs=DAY), error_messages={"invalid": DAY_EXPECTED}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "–"), *Unit.choices]

    def clean_available_from(self):
        """Of our time."""
        return check_plausible(self.cleaned_data["available_from"])

    def clean_available_to(self):
        """Of our time."""
        return check_plausible(self.cleaned_data["available_to"])

    def clean(self):
        """What belongs together stands together."""
        cleaned = super().clean()
        if "amount" not in self.errors:
            cleaned |= with_unit({name: cleaned.get(name) for name in ("amount", "unit", "item_type")})
        try:
            check_listing({name: value for name, value in cleaned.items() if name not in self.errors})
        except ValidationError as error:
            for name, faults in error.error_dict.items():
                if name not in self.errors:
                    self.add_error(name, faults)
        return cleaned

    @property
    def details(self):
        """Days and numbers as text."""
        found = {name: self.cleaned_data.get(name) for name in self.field_order if name != "text"}
        return {name: str(value) for name, value in found.items() if value not in (None, "")}


class DeletionForm(WishForm):
    """What is to be deleted, with a tick, as it does not come back."""

    field_order = ("scope", "text", "is_sure")

    scope = forms.ChoiceField(
        label=gettext_lazy("What is to be deleted"),
        choices=list(SCOPES.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose what is to be deleted."),
            "invalid_choice": gettext_lazy("Please choose what is to be deleted."),
        },
    )
    is_sure = forms.BooleanField(
        label=gettext_lazy("Yes, I want this to be deleted, and I know that it cannot be brought back"),
        error_messages={"required": gettext_lazy("Please tick that you want this; otherwise nothing happens.")},
    )

    def __init__(self, *args, has_person, **kwargs):
        super().__init__(*args, **kwargs)
        # A link to the initiative's own address is about no person.
        if not has_person:
            self.fields["scope"].choices = [(WHOLE_ENTRY, SCOPES[WHOLE_ENTRY])]
            self.initial.setdefault("scope", WHOLE_ENTRY)

    @property
    def details(self):
        """The whole entry, or the person alone."""
        return {"scope": self.cleaned_data["scope"]}


class ReplyForm(forms.Form):
    """What the sender answers."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Please write an answer."), "max_length": TOO_LONG},
    )


def wish_form(kind: str, link, data=None) -> WishForm:
    """The form for one kind of wish."""
    if kind in LISTED:
        return ListingWishForm(data, kind=kind)
    if kind == EntryKind.DELETION:
        return DeletionForm(data, kind=kind, has_person=link.contact is not None)
    return WishForm(data, kind=kind)
