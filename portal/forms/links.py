"""To whom the link to a profile is sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wf40.forms import OfficeForm

CHOOSE = _("Please choose an address to which a mail may be sent.")


class LinkForm(OfficeForm):
    """One of an actor's addresses to which a mail may be sent; the page shows the others with their reason."""

    way = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})

    def __init__(self, *args, ways, **kwargs):
        super().__init__(*args, **kwargs)
        usable = [way for way in ways if way.may_write]
        self.fields["way"].choices = [(way.key, str(way.contact or way.actor)) for way in usable]
        if usable:
            self.fields["way"].initial = usable[0].key
