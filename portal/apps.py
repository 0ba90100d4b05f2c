"""The portal: what the public and the initiatives see, and the inbox in which the office reads what they say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Own profile by link, published profiles, applications, legal pages, the inbox."""

    name = "portal"
    verbose_name = _("Portal")

    def ready(self):
        from portal import example, obligations, panels, rules, sources, tasks

        rules.declare()
        obligations.declare()
        panels.declare()
        tasks.declare()
        sources.declare()
        example.declare()
