"""The form by which the network leaves as a file."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from initiatives.exports import ASKING, EXPLAINED
from network.exports.graph import FORMATS


class GraphFileForm(forms.Form):
    """Which file of the network, with which connections, for what."""

    WHICH = [("living", _("those that exist")), ("ended", _("those that exist and those that ended"))]

    file_format = forms.ChoiceField(label=_("File"), widget=forms.RadioSelect, choices=[(key, entry[0]) for key, entry in FORMATS.items()])
    which = forms.ChoiceField(label=_("Connections"), widget=forms.RadioSelect, choices=WHICH)
    purpose = forms.ChoiceField(
        label=_("What for?"), widget=forms.RadioSelect, error_messages={"required": _("Please say what the file is for.")}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The others ask each actor, and a network without some of its actors is another network.
        self.fields["purpose"].choices = [
            (purpose.value, format_html('{}<span class="wf-meta">{}</span>', purpose.label, words))
            for purpose, words in EXPLAINED.items()
            if purpose not in ASKING
        ]
