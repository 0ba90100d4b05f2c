"""Who of the office is away, who stands in for them, and where that does not hold."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from municipalities.models import Absence, Membership
from wf40.rights import Role


@dataclass(frozen=True)
class AbsenceRow:
    """An absence as a page shows it: with what is wrong with its cover, if anything is."""

    absence: Absence
    is_now: bool
    trouble: str
    may_change: bool


def may_enter_for_others(user, municipality) -> bool:
    """Whether somebody enters absences of the whole office; everybody else only their own."""
    return user.has_perm("municipalities.manage_team", municipality)


def changeable(user, municipality):
    """The absences that this person may change or remove."""
    rows = Absence.objects.visible_to(user, municipality).select_related("person", "covered_by")
    return rows if may_enter_for_others(user, municipality) else rows.filter(person=user)


def troubles(absences) -> dict[int, str]:
    """What is wrong with the cover of each of these absences, in words; nothing where all is well. Two queries.

    Whoever covers may be away on the same days, or may have left the office since.
    """
    absences = list(absences)
    if not absences:
        return {}
    covers = {absence.covered_by_id for absence in absences}
    city = {"municipality_id": absences[0].municipality_id}
    away = list(Absence.objects.filter(person__in=covers, last_day__gte=min(row.first_day for row in absences), **city))
    working = set(
        Membership.objects.filter(
            user__in=covers, is_active=True, user__is_active=True, role__in=(Role.ADVISER, Role.MANAGER), **city
        ).values_list("user", flat=True)
    )
    found = {}
    for absence in absences:
        name = {"name": absence.covered_by}
        same = [row for row in away if row.person_id == absence.covered_by_id and row.first_day <= absence.last_day]
        same = [row for row in same if row.last_day >= absence.first_day]
        if absence.covered_by_id not in working:
            found[absence.pk] = _("%(name)s no longer works on cases here. Please choose somebody else.") % name
        elif same:
            days = {"first": f"{same[0].first_day:%d.%m.%Y}", "last": f"{same[0].last_day:%d.%m.%Y}"}
            found[absence.pk] = _("%(name)s is away as well, from %(first)s to %(last)s.") % (name | days)
    return found


def absence_rows(user, municipality, absences, day) -> list[AbsenceRow]:
    """Absences as a page shows them; two queries besides the absences themselves."""
    absences = list(absences)
    wrong, for_all = troubles(absences), may_enter_for_others(user, municipality)
    may = user.has_perm("municipalities.change_absence", municipality)
    return [
        AbsenceRow(
            absence,
            absence.first_day <= day <= absence.last_day,
            wrong.get(absence.pk, ""),
            may and (for_all or absence.person_id == user.pk),
        )
        for absence in absences
    ]
