"""What an actor proposes for its profile: sent in, cleared field by field, written into the register with the actor as its source."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.actions import add_attachment, change_actor, open_change_set
from initiatives.choices import AttachmentKind, ChangeVerb
from initiatives.models import Actor
from initiatives.models.change_set import marked
from initiatives.search import index
from portal.actions.inbox import close, locked, receive, refuse_flood, say, tell_sender, was_said
from portal.choices import UNDECIDED, WRITTEN, ChangeState, EntryKind, EntryResult, EntryState, ProfilePart
from portal.models import InboxEntry, ProfileChange
from portal.profile import PARTS, fingerprint, read_profile
from portal.site import promised_day, site_of
from wf40.storage import file_and_row


class ChangedMeanwhile(Exception):
    """The register holds other values than those that the person saw; nothing was written. Carries the changes concerned."""

    def __init__(self, changes: list[ProfileChange]):
        super().__init__("changed meanwhile")
        self.changes = changes


@dataclass(frozen=True)
class Decision:
    """What the office says to one proposed value: `seen` stands for the register's value that the person saw beside it
    (`portal.profile.fingerprint`); `value` is what is written instead where the office uses other words."""

    verdict: str
    comment: str = ""
    seen: str = ""
    value: object = None


# --- the actor ---------------------------------------------------------------------------------------------
def propose(*, link, values: dict, picture=None, text: str = "", form_key=None) -> InboxEntry | None:
    """An actor wants other values in its profile: {part: value}, of the picture what it shows and whose it is, with the picture drawn
    anew beside it. Returns the entry, None if nothing differs from what stands there.

    What the city trusts its initiatives with is written at once. What the same person proposed before for the same part and nobody has
    decided yet is taken back by it. Raises `TooMany`, or a ValidationError where a store takes no picture.
    """
    if form_key and (found := InboxEntry.objects.filter(municipality=link.municipality_id, form_key=form_key).first()):
        return found
    refuse_flood(link)
    with transaction.atomic():
        actor = Actor.objects.select_for_update().get(pk=link.actor_id)
        now = read_profile(actor)
        wanted = {str(part): value for part, value in values.items() if part != ProfilePart.PICTURE and now[str(part)] != value}
        if picture is not None:
            wanted[str(ProfilePart.PICTURE)] = values[ProfilePart.PICTURE]
        if not wanted:
            return None
        entry = receive(municipality=link.municipality, kind=EntryKind.PROPOSAL, form_key=form_key, link=link, text=text)
        _take_back_older(entry, wanted)
        trusted = set(site_of(link.municipality).trusted_parts)
        for part, value in wanted.items():
            change = ProfileChange(municipality=link.municipality, entry=entry, part=part, before=now[part], proposed=value)
            if part == ProfilePart.PICTURE:
                change.picture = ContentFile(picture.read(), name="picture")
                change.picture_type = picture.content_type
                with file_and_row(change.picture):
                    change.save()
            else:
                change.save()
        live = [change for change in entry.changes.all() if change.part in trusted]
        if live:
            _write(entry, actor, [(change, change.proposed) for change in live], user=None, state=ChangeState.LIVE)
        _settle(entry, user=None)
    return entry


def _take_back_older(entry, wanted) -> None:
    """The same person's older proposals for the same parts make way."""
    older = ProfileChange.objects.filter(
        entry__actor=entry.actor, entry__contact=entry.contact, entry__sender_email=entry.sender_email, part__in=wanted, state__in=UNDECIDED
    ).exclude(entry=entry)
    entries = {change.entry_id for change in older}
    older.update(state=ChangeState.WITHDRAWN, decided_at=timezone.now())
    for row in InboxEntry.objects.filter(pk__in=entries):
        _settle(locked(row), user=None)


@transaction.atomic
def reply_to_change(*, change, text: str, value=None) -> ProfileChange:
    """The actor answers what was asked back, with another value if it likes; then the office decides anew. What is decided stays."""
    entry = locked(change.entry)
    change = ProfileChange.objects.select_for_update().get(pk=change.pk)
    if not change.is_undecided:
        return change
    say(entry=entry, change=change, text=text)
    if value is not None:
        change.proposed = value
    change.state = ChangeState.WAITING
    change.save()
    entry.due_on = promised_day(entry.municipality, entry.kind)
    _settle(entry, user=None)
    return change


@transaction.atomic
def take_back_change(*, change) -> bool:
    """The actor does not want it any more; False if it was decided meanwhile."""
    entry = locked(change.entry)
    rows = ProfileChange.objects.filter(pk=change.pk, state__in=UNDECIDED)
    if not rows.update(state=ChangeState.WITHDRAWN, decided_at=timezone.now()):
        return False
    _settle(entry, user=None)
    return True


# --- the office --------------------------------------------------------------------------------------------
def decide(*, user, entry, decisions: dict[int, Decision]) -> tuple[InboxEntry, str]:
    """The office says yes, no, asks back or takes a value over in other words, for each field by itself ({key of the change: decision}).

    What was decided before stays. Returns (entry, why the sender got no mail). Raises `ChangedMeanwhile` if the register changed since
    the person looked, and a ValidationError by part where a word is missing or the register cannot hold the value.
    """
    with transaction.atomic():
        entry = locked(entry)
        actor = Actor.objects.select_for_update().get(pk=entry.actor_id)
        open_ones = {change.pk: change for change in entry.changes.filter(state__in=UNDECIDED)}
        chosen = [(open_ones[key], decision) for key, decision in decisions.items() if key in open_ones]
        chosen = [(change, decision) for change, decision in chosen if not _was_asked(entry, change, decision)]
        if not chosen:
            return entry, ""
        _refuse_wordless(chosen)
        now = read_profile(actor)
        writing = [(change, decision) for change, decision in chosen if decision.verdict in WRITTEN]
        if stale := [change for change, decision in writing if decision.seen != fingerprint(now[change.part])]:
            raise ChangedMeanwhile(stale)
        for state in (ChangeState.APPROVED, ChangeState.ADAPTED):
            own = [(change, decision) for change, decision in writing if decision.verdict == state]
            if own:
                values = [(change, change.proposed if state == ChangeState.APPROVED else decision.value) for change, decision in own]
                _write(entry, actor, values, user=user, state=state)
        for change, decision in chosen:
            if decision.verdict not in WRITTEN:
                change.state = decision.verdict
                change.decided_at, change.decided_by = (timezone.now(), user) if decision.verdict == ChangeState.REJECTED else (None, None)
                change.save()
            if decision.comment.strip():
                say(entry=entry, change=change, text=decision.comment.strip(), user=user)
        _settle(entry, user=user)
        subject = _("Your entry: what became of your proposal")
        _message, why_none = tell_sender(entry=entry, subject=subject, body=_said(chosen), user=user)
    return entry, why_none


def _was_asked(entry, change, decision) -> bool:
    """The same question was put already: the form was sent twice."""
    is_question = decision.verdict == change.state == ChangeState.ASKED
    return is_question and was_said(entry, decision.comment, change)


def _refuse_wordless(chosen) -> None:
    """Who is asked back or refused is told why."""
    wordless = [change for change, decision in chosen if decision.verdict not in WRITTEN and not decision.comment.strip()]
    if wordless:
        words = _("Please write a word about it; the initiative reads it.")
        raise ValidationError({change.part: ValidationError(words, code="required") for change in wordless})


def _said(chosen) -> str:
    """What the mail says: each field with its outcome and the office's word."""
    lines = []
    for change, decision in chosen:
        label = ProfilePart(change.part).label
        line = f"– {label}: {ChangeState(change.state).label}"
        lines.append(f"{line} ({decision.comment.strip()})" if decision.comment.strip() else line)
    head = ngettext("we have looked at your proposal:", "we have looked at your proposals:", len(chosen))
    return "\n".join((head, "", *lines))


def _write(entry, actor, changes: list[tuple[ProfileChange, object]], *, user, state: str) -> None:
    """Write values into the register as one step that can be taken back, with the actor as their source."""
    municipality = entry.municipality
    day = f"{timezone.localtime(entry.received_at):%d.%m.%Y}"
    source = _("proposal of the actor of %(day)s") % {"day": day}
    about = f"{actor}: " + ", ".join(str(ProfilePart(change.part).label) for change, _value in changes)
    step = open_change_set(user=user, municipality=municipality, verb=ChangeVerb.PROPOSAL, about=about)
    with marked(step):
        values = {}
        for change, value in changes:
            try:
                values |= PARTS[ProfilePart(change.part)].values(municipality, value)
            except ValidationError as error:
                raise ValidationError({change.part: error}) from error
        if values:
            actor = Actor.objects.get(pk=actor.pk)
            base = {"version": actor.version, "values": {}}
            change_actor(actor=actor, values=values, base=base, choices={}, seen_version=None, source=source)
        for change, value in changes:
            if change.part == ProfilePart.PICTURE:
                _add_picture(entry, actor, change, value, user)
            change.state, change.written, change.decided_at, change.decided_by = state, value, timezone.now(), user
            change.save()
    step.count = 1
    step.save(update_fields=["count"])


def _add_picture(entry, actor, change, value, user) -> None:
    """The proposed picture becomes the newest one at the actor; older ones stay with the office."""
    try:
        with change.picture.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        words = _("The store has lost this picture. Please ask the initiative to send it again.")
        raise ValidationError({change.part: ValidationError(words, code="lost")}) from error
    add_attachment(
        user=user,
        subject=actor,
        kind=AttachmentKind.PICTURE,
        title=value["alt_text"][:200],
        content=content,
        content_type=change.picture_type,
        alt_text=value["alt_text"],
        credit=value.get("credit", ""),
    )


def _settle(entry, *, user) -> None:
    """The state of a proposal follows from its fields."""
    states = list(entry.changes.values_list("state", flat=True))
    if any(state in UNDECIDED for state in states):
        entry.state = EntryState.ASKED if ChangeState.WAITING not in states else EntryState.OPEN
        if user is not None:
            entry.answered_at = entry.answered_at or timezone.now()
        entry.save()
    elif states:
        written = [state for state in states if state in WRITTEN]
        kept = [state for state in states if state != ChangeState.WITHDRAWN]
        result = EntryResult.PARTLY
        if not kept:
            result = EntryResult.WITHDRAWN
        elif len(written) == len(kept):
            result = EntryResult.ACCEPTED
        elif not written:
            result = EntryResult.REJECTED
        close(entry, result=result, user=user)
    index(InboxEntry, [entry.pk])
