"""What the colleagues have in hand, for those who lead the office."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse

from initiatives.models import Actor, FollowUp
from municipalities.models import Membership
from wf40.rights import Role

NEXT_DAYS = 7


@dataclass
class Colleague:
    """One person's open work; every number opens its rows."""

    key: int
    name: str
    membership: int | None
    is_here: bool
    works_on_cases: bool
    until: date
    open: int = 0
    late: int = 0
    soon: int = 0
    stewarded: int = 0

    def _follow_ups(self, **asked) -> str:
        query = QueryDict(mutable=True)
        query.update({"assignee": self.key} | asked)
        return f"{reverse('follow_up_list')}?{query.urlencode()}"

    @property
    def open_url(self) -> str:
        """All open promises."""
        return self._follow_ups()

    @property
    def late_url(self) -> str:
        """The overdue ones."""
        return self._follow_ups(state="late")

    @property
    def soon_url(self) -> str:
        """Those due by the day, the overdue ones with them."""
        return self._follow_ups(due_until=f"{self.until:%d.%m.%Y}")

    @property
    def stewarded_url(self) -> str:
        """The actors that the person looks after."""
        return f"{reverse('actor_list')}?steward={self.key}"

    @property
    def hand_over_url(self) -> str:
        """Where the work goes to others; empty for somebody whose place in the office was deleted."""
        return reverse("hand_over", args=[self.membership]) if self.membership else ""


def team_work(user, municipality, day) -> tuple[list[Colleague], list[Colleague]]:
    """(who left and still has something in hand, who works here) by name; three queries."""
    until = day + timedelta(days=NEXT_DAYS)
    colleagues = {}
    for place in Membership.objects.visible_to(user, municipality).select_related("user").order_by("user__name", "pk"):
        is_here = place.is_active and place.user.is_active
        works_on_cases = place.role in (Role.ADVISER, Role.MANAGER)
        colleagues[place.user_id] = Colleague(place.user_id, str(place.user), place.pk, is_here, works_on_cases, until)

    def colleague(key, name):
        # The technician may have deleted a place in the office, the work of that person is still there.
        if key not in colleagues:
            colleagues[key] = Colleague(key, name, None, False, False, until)
        return colleagues[key]

    promises = (
        FollowUp.objects.visible_to(user, municipality)
        .still_open()
        .order_by()
        .values_list("assignee", "assignee__name")
        .annotate(open=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)), soon=Count("pk", filter=Q(due_on__lte=until)))
    )
    for key, name, number, late, soon in promises:
        row = colleague(key, name)
        row.open, row.late, row.soon = number, late, soon
    actors = Actor.objects.visible_to(user, municipality).current().exclude(steward=None).order_by()
    for key, name, number in actors.values_list("steward", "steward__name").annotate(number=Count("pk")):
        colleague(key, name).stewarded = number
    rows = sorted(colleagues.values(), key=lambda row: row.name)
    left = [row for row in rows if not row.is_here and (row.open or row.stewarded)]
    return left, [row for row in rows if row.is_here and (row.works_on_cases or row.open or row.stewarded)]
