"""What the holder of a link reads about the own entry: what is public, what is stored, what became of its own proposals.

Only of the link's actor, and of what was sent in only what the same person or the same address sent.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from initiatives.models import Actor
from initiatives.rules import may_process
from network.models import Listing
from portal.choices import UNDECIDED, WRITTEN, ChangeState, EntryKind, ProfilePart
from portal.diff import word_diff
from portal.models import InboxEntry, ProfileChange, Remark
from portal.profile import PARTS, PREFETCHED, picture_of, read_profile, words_of
from portal.publication import is_public, public_parts
from portal.wishes import SHOWN, entries_of

# A decision stands beside its field for so long; then it is found among the earlier ones.
FRESH = timedelta(days=60)
MOST_EARLIER = 50


def own_changes(link):
    """What the holder of a link proposed, newest first, each with what was said about it."""
    said = Prefetch("remarks", Remark.objects.order_by("written_at", "pk"))
    rows = ProfileChange.objects.filter(entry__in=entries_of(link).filter(kind=EntryKind.PROPOSAL))
    return rows.select_related("entry", "municipality").prefetch_related(said).order_by("-entry__received_at", "-pk")


def pending(link) -> dict[str, ProfileChange]:
    """What the holder of a link proposed and nobody has decided yet, by part."""
    found: dict[str, ProfileChange] = {}
    for change in own_changes(link).filter(state__in=UNDECIDED):
        found.setdefault(change.part, change)
    return found


def profile_actor(link) -> Actor:
    """The actor of a link with what its profile reads."""
    return Actor.objects.select_related("municipality").prefetch_related(*PREFETCHED).get(pk=link.actor_id)


def why_hidden(actor) -> str:
    """Why the public sees nothing of an actor; empty if it does."""
    if is_public(actor):
        return ""
    if actor.paused_at is not None:
        return "paused"
    if not may_process(actor, "publish_profile").yes:
        return "no_consent"
    return "not_released"


@dataclass(frozen=True)
class ChangeShown:
    """One proposed value as its sender reads it."""

    change: ProfileChange
    pieces: list = field(default_factory=list)

    @property
    def is_asked(self) -> bool:
        """The office waits for an answer."""
        return self.change.state == ChangeState.ASKED

    @property
    def is_waiting(self) -> bool:
        """The office has to look at it."""
        return self.change.state == ChangeState.WAITING

    @property
    def is_written(self) -> bool:
        """The register holds it, perhaps in other words."""
        return self.change.state in WRITTEN

    @property
    def is_picture(self) -> bool:
        """It is shown as a picture."""
        return self.change.part == ProfilePart.PICTURE and bool(self.change.picture)

    @property
    def comment(self) -> str:
        """The newest word of the office about it."""
        return next((remark.text for remark in reversed(self.change.remarks.all()) if remark.is_of_office), "")

    @property
    def label(self) -> str:
        """Which part of the profile it is about."""
        return ProfilePart(self.change.part).label

    @property
    def look(self) -> str:
        """The colour of its badge."""
        if self.is_asked:
            return "warning"
        return "info" if self.is_waiting else "success" if self.is_written else ""


def shown(change: ProfileChange, now_words: str | None = None) -> ChangeShown:
    """A proposed value with what is new in it, against what the register holds now (given in words) or held when it was proposed."""
    before = words_of(change.municipality, change.part, change.before) if now_words is None else now_words
    value = change.written if change.state == ChangeState.ADAPTED else change.proposed
    return ChangeShown(change, word_diff(before, words_of(change.municipality, change.part, value)))


@dataclass(frozen=True)
class MirrorRow:
    """A part of the profile: what the public reads, what is stored, what was proposed last; `is_in_place` if just that stands there."""

    part: str
    label: str
    public: str
    stored: str
    proposal: ChangeShown | None
    picture: object = None
    is_in_place: bool = False


@dataclass(frozen=True)
class Mirror:
    """The whole entry as its holder reads it."""

    actor: Actor
    why_hidden: str
    rows: list[MirrorRow]
    earlier: list[ChangeShown]

    @property
    def asked_count(self) -> int:
        """So many questions of the office wait for an answer."""
        return sum(row.proposal is not None and row.proposal.is_asked for row in self.rows)

    @property
    def waiting_count(self) -> int:
        """So many proposals the office has to look at."""
        return sum(row.proposal is not None and row.proposal.is_waiting for row in self.rows)

    @property
    def promised_on(self) -> date | None:
        """By when the office looks at the first of them."""
        return min((row.proposal.change.entry.due_on for row in self.rows if row.proposal and row.proposal.is_waiting), default=None)


def mirror(link) -> Mirror:
    """The own entry, part by part; a dozen queries."""
    actor = profile_actor(link)
    hidden = why_hidden(actor)
    public = {} if hidden else public_parts(actor)
    has_public_picture = not hidden and may_process(actor, "publish_photo").yes
    now = {part: words_of(actor.municipality, part, value) for part, value in read_profile(actor).items()}
    current, earlier = _sorted_changes(list(own_changes(link)[: MOST_EARLIER + len(PARTS)]))
    rows = []
    for code in PARTS:
        part = str(code)
        change, picture = current.get(part), picture_of(actor) if code == ProfilePart.PICTURE else None
        words = now[part] if has_public_picture and picture else public.get(part, "")
        open_now = change is not None and change.is_undecided
        proposal = shown(change, now[part] if open_now else None) if change else None
        written = change is not None and change.state in (ChangeState.APPROVED, ChangeState.LIVE)
        in_place = written and words_of(actor.municipality, part, change.written) == now[part]
        rows.append(MirrorRow(part, code.label, words, now[part], proposal, picture, in_place))
    return Mirror(actor, hidden, rows, [ChangeShown(change) for change in earlier[:MOST_EARLIER]])


def _sorted_changes(changes) -> tuple[dict[str, ProfileChange], list[ProfileChange]]:
    """(the newest of each part that is undecided or was decided lately, all other decided ones)."""
    since = timezone.now() - FRESH
    current: dict[str, ProfileChange] = {}
    earlier = []
    for change in changes:
        is_fresh = change.is_undecided or (change.state != ChangeState.WITHDRAWN and change.decided_at > since)
        if change.part not in current and is_fresh:
            current[change.part] = change
        else:
            earlier.append(change)
    return current, earlier


def own_listings(link) -> list[Listing]:
    """What the actor of a link seeks and gives, newest first."""
    return list(Listing.objects.filter(actor=link.actor_id).order_by("-created_at", "-pk")[:MOST_EARLIER])


def own_wishes(link) -> list[InboxEntry]:
    """What the holder asked of the office beside the profile, newest first."""
    return list(entries_of(link).filter(kind__in=SHOWN)[:MOST_EARLIER])
