"""What an actor said by word to somebody of the office about its entry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.choices import CheckAnswer
from wf40.forms import OfficeForm

ANSWERS = [(value, label) for value, label in CheckAnswer.choices if value]


class CheckRecordForm(OfficeForm):
    """One of the three answers."""

    answer = forms.ChoiceField(
        label=_("Is the entry still right?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose an answer."), "invalid_choice": _("Please choose an answer.")},
    )
