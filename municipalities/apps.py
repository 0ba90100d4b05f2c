"""Who works where and may do what."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from wf40.registry import OfficePage, office_pages


class MunicipalitiesConfig(AppConfig):
    """Cities, their districts and their people."""

    name = "municipalities"
    verbose_name = _("Cities and people")

    def ready(self):
        from municipalities import rules
        from municipalities.checks import check_no_example, check_second_factor

        rules.declare()
        office_pages.register(
            OfficePage(
                "team",
                _("Team"),
                _("Who works in the office and as what; invite, change, switch off"),
                "team_list",
                "municipalities.manage_team",
                10,
            )
        )
        register(check_no_example, Tags.database)
        register(check_second_factor, Tags.security)
