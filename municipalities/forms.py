"""Forms of one's own account."""

from django import forms

from municipalities.models import User
from wf40.forms import OfficeForm


class OwnAccountForm(OfficeForm, forms.ModelForm):
    """What a person sets for themselves."""

    widths = {"name": "s6", "theme": "s6"}

    class Meta:
        model = User
        fields = ("name", "theme", "has_shortcuts")
