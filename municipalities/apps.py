"""Who works where and may do what."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    """Cities, their districts and their people."""

    name = "municipalities"
    verbose_name = _("Cities and people")

    def ready(self):
        from municipalities import rules
        from municipalities.checks import check_no_example, check_second_factor

        rules.declare()
        register(check_no_example, Tags.database)
        register(check_second_factor, Tags.security)
