"""The platform: what every app of the house uses and what knows no app."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PlatformConfig(AppConfig):
    """Scope, rights, lists, tables, exports and the registry."""

    name = "wf40"
    label = "wf40"
    verbose_name = _("Platform")

    def ready(self):
        from wf40 import housekeeping, lookups, rules, security_log  # noqa: F401  known by name, listens to the sign-in library

        rules.declare()
        housekeeping.declare()


class OfficeAdminConfig(AdminConfig):
    """Django's admin, scoped to the city that is chosen in the page head."""

    default_site = "wf40.admin.OfficeAdminSite"
