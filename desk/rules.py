"""What each role may do at the desk."""

from wf40.rights import Role, grant

OWN = ("round", "roundstop", "snooze", "calendarfeed", "morningmail")


def declare() -> None:
    """Tell the platform who may do what here."""
    for role in (Role.READER, Role.ADVISER, Role.MANAGER):
        grant(role, "desk.view_today", "desk.view_round", "desk.view_roundstop", "desk.view_snooze")
    for role in (Role.ADVISER, Role.MANAGER):
        grant(role, *(f"desk.{action}_{model}" for action in ("view", "add", "change") for model in OWN))
    grant(Role.MANAGER, "desk.view_team_work")
