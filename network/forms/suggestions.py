"""What a broker answers to a suggestion, and the city's pairs of fields."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models import WorkField
from network.choices import SuggestionVerdict
from network.models import SuggestionDecision
from wf40.forms import OfficeForm

LATER = (("7", _("in one week")), ("30", _("in one month")), ("91", _("in three months")))


class DecisionForm(OfficeForm):
    """Later, with a day, or not at all, with a reason."""

    widths = {"verdict": "s4", "days": "s4", "reason": "s8"}
    groups = (("", ("verdict", "days", "reason")),)

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[(SuggestionVerdict.REJECTED, _("Reject")), (SuggestionVerdict.SNOOZED, _("Later"))],
        error_messages={"required": _("Please choose.")},
    )
    days = forms.ChoiceField(label=_("Suggest again"), choices=[("", "–"), *LATER], required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=SuggestionDecision._meta.get_field("reason").max_length,
        required=False,
        help_text=_("For the office alone. One sentence about the matter, nothing about a person."),
    )

    def clean(self):
        """Each decision needs what belongs to it."""
        cleaned = super().clean()
        if cleaned.get("verdict") == SuggestionVerdict.SNOOZED and not cleaned.get("days") and "days" not in self.errors:
            self.add_error("days", _("Please choose when it is to be suggested again."))
        if cleaned.get("verdict") == SuggestionVerdict.REJECTED and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Please say why."))
        return cleaned

    @property
    def until(self):
        """The day from which it may be suggested again."""
        return timezone.localdate() + timedelta(days=int(self.cleaned_data["days"]))


class FieldPairForm(OfficeForm):
    """Actors of one field often need actors of another."""

    widths = {"seeking": "s6", "giving": "s6"}

    seeking = forms.ModelChoiceField(
        label=_("Who is active in"), queryset=WorkField.objects.none(), error_messages={"required": _("Please choose a field.")}
    )
    giving = forms.ModelChoiceField(
        label=_("needs somebody from"), queryset=WorkField.objects.none(), error_messages={"required": _("Please choose a field.")}
    )
