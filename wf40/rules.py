"""Who may look at the platform's own tables."""

from wf40.rights import TECHNICIAN, Role, grant


def declare() -> None:
    """The jobs of the clock name no record of a city."""
    for role in (Role.MANAGER, TECHNICIAN):
        grant(role, "wf40.view_duejob")
