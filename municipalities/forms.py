"""Forms of one's own account and of the team."""

from django import forms
from django.utils.translation import gettext_lazy as _

from municipalities.models import Membership, User
from wf40.forms import OfficeForm


class OwnAccountForm(OfficeForm, forms.ModelForm):
    """What a person sets for themselves."""

    widths = {"name": "s6", "theme": "s6"}

    class Meta:
        model = User
        fields = ("name", "theme", "has_shortcuts")


class InvitationForm(OfficeForm):
    """Who shall work in the office, and as what."""

    name = User._meta.get_field("name").formfield(help_text=_("First and last name, as colleagues know the person."))
    email = User._meta.get_field("email").formfield(help_text=_("The invitation goes there; the person signs in with it."))
    role = Membership._meta.get_field("role").formfield()

    widths = {"name": "s6", "email": "s6", "role": "s6"}

    def clean_email(self):
        """Sign-in does not tell capital from small letters."""
        return User.objects.normalize_email(self.cleaned_data["email"]).lower()


class RoleForm(OfficeForm, forms.ModelForm):
    """What a person of the office does there."""

    widths = {"role": "s6"}

    class Meta:
        model = Membership
        fields = ("role",)
