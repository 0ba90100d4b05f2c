"""The desk: the staff's day, across all apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Heute, the quick note, rounds, the meeting sheet, the own calendar."""

    name = "desk"
    verbose_name = _("Desk")

    def ready(self):
        from desk import example, obligations, panels, rules, sources, tasks

        rules.declare()
        obligations.declare()
        panels.declare()
        tasks.declare()
        sources.declare()
        example.declare()
