"""What each role may do in the network."""

from wf40.rights import Role, grant

SEEN = ("connection", "connectionstep", "introductionside", "outcomequestion", "listing", "takenperiod", "fieldpair", "suggestiondecision")
WRITTEN = ("connection", "introductionside", "outcomequestion", "listing", "takenperiod")


def _rights(actions, models) -> tuple[str, ...]:
    return tuple(f"network.{action}_{model}" for action in actions for model in models)


def declare() -> None:
    """Tell the platform who may do what here; `view_picture` opens the picture, its figures and the gaps."""
    for role in (Role.READER, Role.ADVISER, Role.MANAGER):
        grant(role, *_rights(("view",), SEEN), "network.view_picture")
    for role in (Role.ADVISER, Role.MANAGER):
        grant(role, *_rights(("add", "change"), WRITTEN), "network.delete_takenperiod")
        grant(role, "network.add_suggestiondecision", *_rights(("view", "add", "delete"), ("mutedrule",)))
    grant(Role.MANAGER, *_rights(("add", "change"), ("fieldpair",)), "network.export_connection", "network.export_listing")
    # Pseudonymous alone: no names, cells under five joined, no day finer than a quarter.
    for role in (Role.MANAGER, Role.RESEARCHER):
        grant(role, "network.research_connection")
