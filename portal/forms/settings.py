"""The form for what a city says about its public pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.models import PortalSettings
from wf40.forms import RecordForm


class SettingsForm(RecordForm):
    """The public pages of a city in five sections; texts are plain, an empty line begins a new paragraph."""

    groups = (
        (_("Publication"), ("is_open", "title", "introduction", "takes_applications", "answer_days", "asks_yearly")),
        (_("Fields that go live at once"), ("trusted_parts",)),
        (_("Imprint"), ("imprint", "responsible_person")),
        (_("Data protection"), ("retention", "supervisory_authority", "privacy")),
        (
            _("Accessibility"),
            ("conformity", "barriers", "assessed_on", "assessment", "enforcement", "easy_language", "sign_language"),
        ),
    )
    widths = {
        "answer_days": "s4",
        "conformity": "s4",
        "assessed_on": "s4",
        "assessment": "s4",
        "responsible_person": "s8",
        "easy_language": "s6",
        "sign_language": "s6",
    }

    class Meta:
        model = PortalSettings
        fields = (
            "is_open",
            "title",
            "introduction",
            "takes_applications",
            "answer_days",
            "asks_yearly",
            "trusted_parts",
            "imprint",
            "responsible_person",
            "retention",
            "supervisory_authority",
            "privacy",
            "conformity",
            "barriers",
            "assessed_on",
            "assessment",
            "enforcement",
            "easy_language",
            "sign_language",
        )
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 3}),
            "imprint": forms.Textarea(attrs={"rows": 5}),
            "retention": forms.Textarea(attrs={"rows": 4}),
            "supervisory_authority": forms.Textarea(attrs={"rows": 3}),
            "privacy": forms.Textarea(attrs={"rows": 6}),
            "barriers": forms.Textarea(attrs={"rows": 6}),
            "enforcement": forms.Textarea(attrs={"rows": 3}),
        }

    @property
    def resolution(self) -> dict:
        """Also where nothing was stored when the form was opened."""
        return super().resolution if self.instance.pk else {"base": None, "choices": {}, "seen_version": None}
