"""The table of the team."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from wf40.tables import Column, Table, day, link


def _name(membership) -> str:
    return link(reverse("team_member", args=[membership.pk]), membership.user, membership.user.email)


def state_of(membership) -> str:
    """Whether a person works in the office, in one word or two."""
    if not membership.is_active:
        return gettext("switched off")
    if not membership.user.is_active:
        return gettext("account switched off")
    return gettext("active") if membership.user.has_usable_password() else gettext("invited")


class TeamTable(Table):
    """The people of the office; the rows know whether each `has_second_factor`."""

    caption = _("Team")
    counted = ngettext_lazy("%(shown)s person", "%(shown)s people", "number")
    default_sort = "name"
    columns = (
        Column("name", _("Name"), _name, ("user__name",), "wf-table__name"),
        Column("role", _("Role"), lambda row: row.get_role_display(), ("role",)),
        Column("state", _("State"), state_of, phone_label=True),
        Column("factor", _("Second factor"), lambda row: gettext("yes") if row.has_second_factor else gettext("no"), phone_label=True),
        Column("last", _("Last sign-in"), lambda row: day(row.user.last_login), ("user__last_login",), "wf-num", True, has_gaps=True),
    )
