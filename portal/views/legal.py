"""What the law asks of a city's public pages."""

from django.views.generic import TemplateView

from portal.views.mixins import CityPage


class ImprintView(CityPage, TemplateView):
    """Who is responsible."""

    is_law = True
    template_name = "portal/imprint.html"


class PrivacyView(CityPage, TemplateView):
    """For what data are used, on which ground."""

    is_law = True
    template_name = "portal/privacy.html"


class AccessibilityView(CityPage, TemplateView):
    """The statement on accessibility."""

    is_law = True
    template_name = "portal/accessibility.html"
