"""What each role may do with the inbox and the public pages."""

from wf40.rights import Role, grant

SEEN = ("inboxentry", "remark", "profilechange", "profilecheck", "portalsettings")


def declare() -> None:
    """Tell the platform who may do what here: `send_profilelink` mails initiatives the way to their own profile."""
    for role in (Role.READER, Role.ADVISER, Role.MANAGER):
        grant(role, *(f"portal.view_{model}" for model in SEEN))
    for role in (Role.ADVISER, Role.MANAGER):
        # Who may change an actor may also clear what the actor proposes; to publish it first is the management's (`release_actor`).
        grant(role, "portal.change_inboxentry", "portal.send_profilelink", "portal.change_profilecheck")
    grant(Role.MANAGER, "portal.export_inboxentry", "portal.change_portalsettings")
