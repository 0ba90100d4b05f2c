"""A proposal as the office looks at it: for each field what the register says now, what is proposed, and whether somebody changed the
field meanwhile."""

from dataclasses import dataclass, field
from datetime import datetime

from initiatives.models import Attachment
from portal.choices import ChangeState, ProfilePart
from portal.diff import word_diff
from portal.models import ProfileChange
from portal.profile import fingerprint, read_profile, words_of
from wf40.history import changes_of

# part -> the field of the register's history in which an edit of the office shows.
REGISTER_FIELDS = {
    ProfilePart.NAME: "trading_name",
    ProfilePart.DESCRIPTION: "description",
    ProfilePart.FIELDS: "work_fields",
    ProfilePart.GOALS: "goals",
    ProfilePart.HOURS: "opening_hours",
    ProfilePart.WEBSITE: "website",
    ProfilePart.EMAIL: "email",
    ProfilePart.PHONE: "phone",
    ProfilePart.LANGUAGES: "languages",
}
STEPS_READ = 20

LOOKS = {
    ChangeState.WAITING: "info",
    ChangeState.ASKED: "warning",
    ChangeState.APPROVED: "success",
    ChangeState.ADAPTED: "success",
    ChangeState.LIVE: "success",
}


@dataclass
class ReviewRow:
    """One field of a proposal. `pieces` is the proposed text as a difference to what stands there now (of a decided field: to what stood
    there before); `seen` stands for the register's value that is shown beside it."""

    change: ProfileChange
    now: str
    before: str
    proposed: str
    written: str
    pieces: list
    seen: str
    is_conflict: bool
    is_there: bool
    remarks: list
    attachment: Attachment | None = None
    changed_at: datetime | None = None
    changed_by: str = ""
    # What the form adds: the choice, the word to the initiative, the own words.
    fields: dict = field(default_factory=dict)

    @property
    def look(self) -> str:
        """The kind of badge for its state."""
        return LOOKS.get(self.change.state, "")

    @property
    def is_picture(self) -> bool:
        """A picture is looked at, not read."""
        return self.change.part == ProfilePart.PICTURE

    @property
    def is_quick(self) -> bool:
        """May be approved together with the others: nothing is being asked, and nobody changed the field meanwhile."""
        return self.change.state == ChangeState.WAITING and not self.is_conflict


def review_rows(entry) -> list[ReviewRow]:
    """The fields of a proposal in the order of the profile page."""
    city, actor = entry.municipality, entry.actor
    now = read_profile(actor)
    said = {}
    for remark in entry.remarks.exclude(change=None).select_related("written_by"):
        said.setdefault(remark.change_id, []).append(remark)
    order = ProfilePart.values
    rows = []
    for change in sorted(entry.changes.select_related("decided_by"), key=lambda change: order.index(change.part)):
        before, proposed = words_of(city, change.part, change.before), words_of(city, change.part, change.proposed)
        current = words_of(city, change.part, now[change.part])
        taken = words_of(city, change.part, change.written) if change.state == ChangeState.ADAPTED else ""
        is_open = change.is_undecided
        rows.append(
            ReviewRow(
                change=change,
                now=current,
                before=before,
                proposed=proposed,
                written=taken,
                pieces=word_diff(current if is_open else before, proposed),
                seen=fingerprint(now[change.part]),
                is_conflict=is_open and fingerprint(now[change.part]) != fingerprint(change.before),
                is_there=is_open and now[change.part] == change.proposed,
                remarks=said.get(change.pk, []),
            )
        )
    _add_pictures(rows, actor, now)
    _say_who(rows, actor, entry.received_at)
    return rows


def _add_pictures(rows, actor, now) -> None:
    """The picture that stands at the actor now, beside the proposed one."""
    stored = now[ProfilePart.PICTURE]
    for row in rows:
        if row.is_picture and stored:
            row.attachment = next((file for file in actor.attachments.all() if file.pk == stored["attachment"]), None)


def _say_who(rows, actor, since) -> None:
    """When the register changed a field after it was proposed, and who did it; asked only where there is such a field."""
    stale = [row for row in rows if row.is_conflict]
    if not stale:
        return
    steps = changes_of(actor, limit=STEPS_READ)
    places = changes_of(*actor.locations.all(), without={"actor"}, limit=STEPS_READ)
    for row in stale:
        if row.is_picture:
            row.changed_at = row.attachment.uploaded_at if row.attachment else None
            continue
        if row.change.part == ProfilePart.ADDRESS:
            found = places
        else:
            name = REGISTER_FIELDS[ProfilePart(row.change.part)]
            found = [step for step in steps if any(change.field == name for change in step.changes)]
        if newest := next((step for step in found if step.when >= since), None):
            row.changed_at, row.changed_by = newest.when, newest.who
