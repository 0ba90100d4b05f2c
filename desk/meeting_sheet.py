"""What stands on the meeting sheet, the one page of paper that goes along to a talk. Long texts are cut: the sheet stays one page."""

from dataclasses import dataclass

from django.db.models import Prefetch

from initiatives.models import Consultation, Contact, ContactRole, FollowUp, Location, WarningFlag
from initiatives.rules import purpose_states

TALKS_SHOWN = 3
NOTE_SHOWN = 250
NEED_SHOWN = 110
TOPICS_SHOWN = 45
TAKING_PART_SHOWN = 40
PEOPLE_SHOWN = 3
ROLE_SHOWN = 32
FIELDS_SHOWN = 90
NAME_SHOWN = 60
WARNING_SHOWN = 90
# On each side.
PROMISES_SHOWN = 4
TASK_SHOWN = 70


def short(text: str, length: int) -> str:
    """A text in one paragraph, cut behind a word where it is longer than the sheet has room for."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    whole = text[:length].rpartition(" ")[0] if " " in text[length // 2 : length] else text[: length - 1]
    return f"{whole.rstrip(' ,;.')} …"


@dataclass(frozen=True)
class Listed:
    """The rows that fit, and how many more there are."""

    rows: list
    more: int = 0


def _listed(rows: list, most: int) -> Listed:
    return Listed(rows[:most], max(0, len(rows) - most))


def who(user, municipality, actor) -> dict:
    """Who it is, where, whom to ask there and who of the office looks after it."""
    places = list(Location.objects.visible_to(user, municipality).filter(actor=actor).select_related("district")[:1])
    place = places[0] if places else None
    roles = ContactRole.objects.visible_to(user, municipality).filter(actor=actor).select_related("contact")
    fields = short(", ".join(str(field) for field in actor.work_fields.all()), FIELDS_SHOWN)
    people = [
        {
            "name": short(str(role.contact), NAME_SHOWN),
            "role": short(role.role_title, ROLE_SHOWN),
            "reach": " · ".join(part for part in (role.contact.phone, role.contact.mobile, role.contact.email) if part),
        }
        for role in roles
    ]
    return {
        "actor": actor,
        "registered_name": short(actor.registered_name, NAME_SHOWN),
        "fields": fields,
        "place": place,
        "people": _listed(people, PEOPLE_SHOWN),
    }


def warnings(user, municipality, actor) -> dict | None:
    """What must not be overlooked."""
    rows = WarningFlag.objects.visible_to(user, municipality).filter(actor=actor).in_force().select_related("created_by")
    # Of each kind one at most is in force.
    flags = [{"flag": row, "text": short(row.text, WARNING_SHOWN)} for row in rows]
    return {"flags": flags} if flags else None


def _talks(user, municipality, actor) -> list[Consultation]:
    """The last talks; asked once for the parts that tell of them."""
    if not hasattr(actor, "last_talks"):
        people = Contact.objects.sighted()
        rows = Consultation.objects.visible_to(user, municipality, at=actor).select_related("created_by")
        actor.last_talks = list(rows.prefetch_related("topics", Prefetch("contacts", people))[:TALKS_SHOWN])
    return actor.last_talks


def last_talks(user, municipality, actor) -> dict:
    """The last three talks; of a confidential one only that it took place."""
    return {
        "talks": [
            {
                "talk": row,
                "people": short(", ".join(str(person) for person in row.contacts.all()), TAKING_PART_SHOWN),
                "topics": short(", ".join(str(topic) for topic in row.topics.all()), TOPICS_SHOWN),
                "note": short(row.note, NOTE_SHOWN),
            }
            for row in _talks(user, municipality, actor)
        ]
    }


def promises(user, municipality, actor) -> dict:
    """What both sides still owe each other."""
    rows = FollowUp.objects.visible_to(user, municipality, at=actor).still_open().select_related("assignee")
    ours, theirs = [], []
    for row in rows:
        (theirs if row.is_theirs else ours).append({"promise": row, "task": short(row.task, TASK_SHOWN)})
    return {"ours": _listed(ours, PROMISES_SHOWN), "theirs": _listed(theirs, PROMISES_SHOWN)}


def needs(user, municipality, actor) -> dict | None:
    """What the actor said that it needs, in the words of the last talks that are not confidential."""
    said = [
        {"day": row.held_on, "words": short(row.need, NEED_SHOWN)}
        for row in _talks(user, municipality, actor)
        if row.need and not row.is_confidential
    ]
    return {"needs": said} if said else None


def consents(user, municipality, actor) -> dict | None:
    """For what the office may use the data, and for what not."""
    if not user.has_perm("initiatives.view_consent", municipality):
        return None
    # The sheet says it in a line; since when and why stands on the actor's page.
    found = {"allowed": [], "against": [], "without": []}
    for state in purpose_states(actor):
        is_against = state.decision.reason.code in ("objection", "withdrawn")
        found["allowed" if state.decision.yes else "against" if is_against else "without"].append(str(state.purpose))
    return {name: ", ".join(purposes) for name, purposes in found.items()}
