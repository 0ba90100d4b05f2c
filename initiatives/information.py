"""Whose data came from elsewhere and who was not told yet (Art. 14 GDPR): people, and actors whose data are a person's."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Value
from django.utils import timezone

from initiatives.models import Actor, Contact

MODELS = {"actor": Actor, "contact": Contact}


def month_after(day: date) -> date:
    """The same day of the next month, or its last day."""
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Waiting:
    """Somebody who has to be told, and by when: within a month after the entry."""

    kind: str
    record: object

    @property
    def told_by(self) -> date:
        """The last day on which telling them is in time."""
        return month_after(timezone.localtime(self.record.created_at).date())

    @property
    def is_overdue(self) -> bool:
        """Whether that day has passed."""
        return self.told_by < timezone.localdate()


def waiting_keys(user, municipality):
    """The kinds and keys of all who wait, those entered first first."""
    rows = [
        model.objects.visible_to(user, municipality)
        .not_informed()
        .order_by()
        .annotate(waiting_kind=Value(kind, output_field=CharField()))
        .values_list("waiting_kind", "pk", "created_at")
        for kind, model in MODELS.items()
    ]
    return rows[0].union(*rows[1:], all=True).order_by("created_at", "waiting_kind", "pk")


def waiting(user, municipality, keys) -> list[Waiting]:
    """The rows of one page, in its order; a query for each kind."""
    found = {}
    for kind, model in MODELS.items():
        own = [row[1] for row in keys if row[0] == kind]
        found |= {(kind, record.pk): record for record in model.objects.visible_to(user, municipality).filter(pk__in=own)}
    return [Waiting(kind, found[kind, key]) for kind, key, _entered in keys if (kind, key) in found]
