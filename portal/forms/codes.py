"""The field for a code that came by mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

MISSING = _("Please type the code of eight digits from the mail.")


class CodeForm(forms.Form):
    """Eight digits, with or without spaces."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=40,
        help_text=_("Eight digits; spaces do no harm."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": MISSING, "max_length": MISSING},
    )
