"""The filter bar of the team."""

import django_filters
from django.utils.translation import gettext_lazy as _

from wf40.filters import OfficeFilterSet
from wf40.rights import Role


class TeamFilter(OfficeFilterSet):
    """The office's people by role, and whether they still work here."""

    role = django_filters.ChoiceFilter(label=_("Role"), empty_label=_("all"), choices=Role.choices)
    state = django_filters.ChoiceFilter(
        label=_("State"), method="by_state", empty_label=_("all"), choices=[("active", _("active")), ("off", _("switched off"))]
    )

    def by_state(self, queryset, name, value):
        """Those who work here, or those who left."""
        return queryset.filter(is_active=value == "active")
