"""The own profile, by link."""

from django.views.generic import TemplateView

from portal.views.mixins import OwnPage


class OwnProfileView(OwnPage, TemplateView):
    """What stands there, what the public sees, what became of proposals."""

    template_name = "portal/own_profile.html"
