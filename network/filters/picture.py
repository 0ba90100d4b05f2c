"""The filters of the picture of the network."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.choices import FieldScheme
from initiatives.filters import RegisterFilterSet, day_filter, field_filter
from network.choices import CLOSED, IN_PREPARATION, LIVING, ConnectionKind, Origin, Stage
from network.graph.loading import held_within

# What stands in the picture's address beside its filters: the actor in the middle, how far around it, the table that is open.
AROUND, STEPS, TABLE = "um", "schritte", "tabelle"
BESIDE = (AROUND, STEPS, TABLE)
PERIOD = ("held_on", "held_from", "held_until")
GROUPS = {"current": (*IN_PREPARATION, *LIVING), "living": LIVING, "preparation": IN_PREPARATION, "closed": CLOSED, "all": tuple(Stage)}


class PictureFilter(RegisterFilterSet):
    """Connections by time, kind, origin, field and by how far they are. Those that came to nothing or are over show only where somebody
    asks for them or for a time in which they held."""

    STAGES = [
        ("current", _("alive or in preparation")),
        ("living", _("alive")),
        ("preparation", _("in preparation")),
        ("closed", _("closed")),
        ("all", _("all")),
    ]

    stage = django_filters.ChoiceFilter(label=_("Stage"), method="by_stage", empty_label=None, choices=STAGES)
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("all"), choices=ConnectionKind.choices)
    field = field_filter(FieldScheme.ROLLOUT)
    held_on = day_filter(_("Held on day"), "by_day")
    origin = django_filters.ChoiceFilter(label=_("Origin"), empty_label=_("all"), choices=Origin.choices)
    held_from = day_filter(_("Held between"), "since")
    held_until = day_filter(_("and"), "until")

    first = ("stage", "kind", "field", "held_on")
    defaults = {"stage": "current"}

    def __init__(self, data=None, *args, **kwargs):
        if data is not None and any(data.get(name) for name in PERIOD):
            self.defaults = {"stage": "all"}
        super().__init__(data, *args, **kwargs)

    def by_stage(self, queryset, name, value):
        """By how far it is."""
        return queryset if value == "all" else queryset.filter(stage__in=GROUPS[value])

    def by_field(self, queryset, name, value):
        """With an actor of the field on one side at least."""
        actors = self.actors_in(name, value).values("pk")
        return queryset.filter(Q(from_actor__in=actors) | Q(to_actor__in=actors))

    def by_day(self, queryset, name, value):
        """Those that held on a day."""
        return queryset.holding_on(value)

    def since(self, queryset, name, value):
        """Those that held on a day or later; what is in preparation or came to nothing never held."""
        return held_within(queryset, value, None)

    def until(self, queryset, name, value):
        """Those that held on a day or earlier."""
        return held_within(queryset, None, value)

    @property
    def shape(self):
        """Around whom the picture shows and which table stands below it stay when the filters change."""
        return [*super().shape, *((name, value) for name in BESIDE for value in self.data.getlist(name)[:1] if value)]
