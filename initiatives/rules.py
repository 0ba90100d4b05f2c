"""The rights of each role in the register, and who reads a confidential note."""

from wf40.rights import TECHNICIAN, Role, grant

RECORDS = ("actor", "actoralias", "location", "contact", "contactrole", "consultation", "followup")
LISTS = ("workfield", "tag", "consultationtopic")


def _rights(actions, models) -> tuple[str, ...]:
    return tuple(f"initiatives.{action}_{model}" for action in actions for model in models)


def declare() -> None:
    """Tell the platform who may do what here."""
    for role in (Role.READER, Role.ADVISER, Role.MANAGER):
        grant(role, *_rights(("view",), RECORDS + LISTS))
    for role in (Role.ADVISER, Role.MANAGER):
        grant(role, *_rights(("add", "change"), RECORDS), *_rights(("delete",), ("actoralias", "location", "contactrole")))
    grant(
        Role.MANAGER,
        *_rights(("add", "change"), LISTS),
        "initiatives.export_actor",
        "initiatives.view_notereading",
        "initiatives.view_exportentry",
    )
    grant(TECHNICIAN, *_rights(("view", "add", "change"), LISTS))


def may_read_note(user, consultation) -> bool:
    """Whether a person may read the note: everybody who sees the consultation, or, if it is confidential, its author, a
    steward of one of its actors, and managers of the city."""
    if not consultation.is_confidential:
        return True
    role = user.role_in(consultation)
    if role == Role.MANAGER:
        return True
    if role is None or role == Role.RESEARCHER:
        return False
    return consultation.created_by_id == user.pk or any(actor.steward_id == user.pk for actor in consultation.actors.all())
