"""The network: who was connected with whom, why, and what became of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    """Connections, introductions, wants and offers, the picture of the network."""

    name = "network"
    verbose_name = _("Network")

    def ready(self):
        from network import example, obligations, panels, rules, sources, tasks

        rules.declare()
        obligations.declare()
        panels.declare()
        tasks.declare()
        sources.declare()
        example.declare()
