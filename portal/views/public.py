"""The city's list of published profiles, and the page of each."""

from django.views.generic import TemplateView

from portal.views.mixins import CityPage


class DirectoryView(CityPage, TemplateView):
    """All published profiles of a city."""

    template_name = "portal/directory.html"
