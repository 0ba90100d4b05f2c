"""The register: actors, people, consultations and what was promised."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    """The register of a city's office."""

    name = "initiatives"
    verbose_name = _("Register")

    def ready(self):
        from initiatives import obligations, panels, rules, tasks
        from initiatives.search import sources

        rules.declare()
        obligations.declare()
        panels.declare()
        tasks.declare()
        sources.declare()
