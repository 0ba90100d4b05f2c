"""The page on which a management says what its public pages offer."""

from django.urls import reverse
from django.views.generic import UpdateView

from portal.actions.settings import change_site
from portal.forms.settings import SettingsForm
from portal.models import PortalSettings
from portal.site import site_of, versioned
from wf40.views.editing import EditsRecord
from wf40.views.mixins import FormPage


class PortalSettingsView(FormPage, EditsRecord, UpdateView):
    """Publication, fields that go live at once, imprint, data protection, accessibility."""

    right = "portal.change_portalsettings"
    model = PortalSettings
    form_class = SettingsForm
    template_name = "portal/settings.html"

    def get_object(self, queryset=None):
        """The city's settings; where nobody has entered any, those that every city begins with."""
        stored = self.get_queryset().first()
        return versioned(stored) if stored else site_of(self.request.municipality)

    def save(self, form):
        """Both versions are shown where a colleague changed the same meanwhile."""
        return change_site(municipality=self.request.municipality, values=form.values, **form.resolution)

    def get_success_url(self):
        """The same page."""
        return reverse("portal_settings")
