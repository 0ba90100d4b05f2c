"""What the law asks of a city's public pages: imprint, data protection, accessibility with its form for feedback."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from portal.actions.inbox import receive
from portal.choices import EntryKind
from portal.forms.barrier import BarrierForm
from portal.legal import missing_in_accessibility, missing_in_imprint, missing_in_privacy, paragraphs, purposes_in_words
from portal.site import promised_day
from portal.state_law import law_of
from portal.views.mixins import CityPage
from portal.views.public_forms import PublicFormPage


class LegalPage(CityPage, TemplateView):
    """A page that stays when a city switches its public pages off. What is missing there is named to those who can enter it, alone."""

    is_law = True

    def missing(self) -> list[str]:
        """What the page owes and does not say."""
        return []

    def get_context_data(self, **kwargs):
        """With what is missing, for the management."""
        user = self.request.user
        may_change = user.is_authenticated and user.has_perm("portal.change_portalsettings", self.office)
        return super().get_context_data(**kwargs) | {"area": "", "missing": self.missing() if may_change else []}


class ImprintView(LegalPage):
    """Who is responsible."""

    template_name = "portal/imprint.html"

    def missing(self):
        """What an imprint has to say."""
        return missing_in_imprint(self.office, self.site)


class PrivacyView(LegalPage):
    """For what data are used, on which ground, and what everybody may ask for."""

    template_name = "portal/privacy.html"

    def missing(self):
        """What the page has to say."""
        return missing_in_privacy(self.office, self.site)

    def get_context_data(self, **kwargs):
        """With the purposes that the office pursues."""
        return super().get_context_data(**kwargs) | {"purposes": purposes_in_words(self.office)}


class AccessibilityView(LegalPage):
    """The statement on accessibility."""

    template_name = "portal/accessibility.html"

    def missing(self):
        """What the statement has to say."""
        return missing_in_accessibility(self.office, self.site)

    def get_context_data(self, **kwargs):
        """With the law of the state and one paragraph for each barrier."""
        context = {"law": law_of(self.office.state), "barriers": paragraphs(self.site.barriers), "address": settings.WF40_URL}
        return super().get_context_data(**kwargs) | context


class BarrierReportView(PublicFormPage):
    """Anybody tells of a barrier; it becomes an entry of the inbox that is answered within a month."""

    is_law = True
    form_class = BarrierForm
    template_name = "portal/barrier_report.html"
    thanks = "barrier_thanks"

    def get_context_data(self, **kwargs):
        """No area of its own."""
        return super().get_context_data(**kwargs) | {"area": ""}

    def receive(self, form):
        """Into the inbox, once for each form."""
        typed = form.cleaned_data
        where = _("On the page: %(where)s") % {"where": typed["where"]} if typed["where"] else ""
        receive(
            municipality=self.office,
            kind=EntryKind.BARRIER,
            form_key=typed["form_key"],
            text="\n\n".join(part for part in (typed["what"], where) if part),
            sender_name=typed["name"],
            sender_email=typed["email"],
        )


class BarrierThanksView(CityPage, TemplateView):
    """It has arrived, and until when the office answers."""

    is_law = True
    template_name = "portal/barrier_thanks.html"

    def get_context_data(self, **kwargs):
        """With the day."""
        return super().get_context_data(**kwargs) | {"area": "", "day": promised_day(self.office, EntryKind.BARRIER)}
