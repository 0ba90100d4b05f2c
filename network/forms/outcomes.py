"""What a side says to "Läuft es noch?": by its own link, or by word to somebody of the office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.choices import Running, Through
from network.models import OutcomeQuestion
from wf40.forms import OfficeForm

LONGEST_TEXT = OutcomeQuestion._meta.get_field("answer_text").max_length
# What somebody can press or choose.
ANSWERS = [(value, label) for value, label in Running.choices if value]
# How an answer reaches the office if not by a link; another city's office is one of its own.
BY_WORD = [(value, label) for value, label in Through.choices if value not in (Through.OPEN, Through.LINK, Through.OFFICE)]


class OutcomeAnswerForm(forms.Form):
    """The answer of the holder of a link: one of three buttons, and a few words."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=ANSWERS,
        error_messages={
            "required": _("Please press one of the three buttons."),
            "invalid_choice": _("Please press one of the three buttons."),
        },
    )
    text = forms.CharField(
        label=_("In your words (optional)"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Please keep it under %(limit_value)d characters; it has %(show_value)d.")},
        help_text=_("What became of it, or what is missing. The office alone reads it."),
    )


class OutcomeRecordForm(OfficeForm):
    """An answer that somebody of the office heard; `is_far` where another city asked."""

    answer = forms.ChoiceField(
        label=_("Is it still running?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose an answer."), "invalid_choice": _("Please choose an answer.")},
    )
    through = forms.ChoiceField(label=_("How did you hear it?"), choices=BY_WORD, initial=Through.PHONE)
    text = forms.CharField(
        label=_("In their words"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write it so that the person may read it."),
    )

    widths = {"through": "s6"}
    why = {"text": _("So that the office knows what became of its introduction.")}

    def __init__(self, *args, is_far=False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_far:
            del self.fields["through"]
