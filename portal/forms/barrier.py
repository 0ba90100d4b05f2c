"""The form by which anybody tells of a barrier on our pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.spam import PublicForm


class BarrierForm(PublicForm):
    """What does not work and where; a name and an address only from those who want an answer."""

    what = forms.CharField(
        label=_("What can you not read, hear or operate?"),
        help_text=_("In your own words. If you like, say with which device or aid you came."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write what does not work.")},
    )
    where = forms.CharField(label=_("On which page?"), help_text=_("Its title or its address."), max_length=300, required=False)
    name = forms.CharField(label=_("Your name"), max_length=160, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("Only if you want an answer; it is used for nothing else."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
