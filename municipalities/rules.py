"""The rights of each role on cities, districts and people."""

from wf40.rights import TECHNICIAN, Role, grant

VIEW_LISTS = ("municipalities.view_district", "municipalities.view_postcodedistrict")
MANAGE_LISTS = tuple(f"municipalities.{action}_{model}" for model in ("district", "postcodedistrict") for action in ("add", "change"))
ENTER_ABSENCES = tuple(f"municipalities.{action}_absence" for action in ("add", "change", "delete"))
KEEP_INSTALLATION = tuple(
    f"municipalities.{action}_{model}"
    for model in ("municipality", "user", "membership", "district", "postcodedistrict")
    for action in ("view", "add", "change")
)


def declare() -> None:
    """Tell the platform who may do what here."""
    for role in (Role.READER, Role.ADVISER, Role.MANAGER):
        grant(role, *VIEW_LISTS, "municipalities.view_absence")
    for role in (Role.ADVISER, Role.MANAGER):
        grant(role, *ENTER_ABSENCES)
    grant(
        Role.MANAGER,
        *MANAGE_LISTS,
        "municipalities.delete_postcodedistrict",
        "municipalities.view_municipality",
        "municipalities.change_municipality",
        "municipalities.manage_team",
    )
    grant(TECHNICIAN, *KEEP_INSTALLATION, "municipalities.delete_membership", "municipalities.delete_postcodedistrict")
