"""What the network's models owe to an actor and a person: merging, the report to a person, erasure (DSGVO Art. 15 and 17)."""

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import MessageState
from initiatives.models import Actor, Contact, FollowUp, Message
from initiatives.search import index
from network.actions.connections import log_step, set_stage
from network.choices import DIRECTED, LIVING, WAY, PassedOn, Side, Stage
from network.introductions import once_key
from network.models import Connection, IntroductionSide, Listing, OutcomeQuestion, SuggestionDecision
from network.models.connection import at_actor
from wf40.editing import assign
from wf40.registry import Obligation, obligations

# In so many lines of its list, at most, another city's office reads whom it introduces.
MOST_PIECES = 20
# Of two connections that become one, the one that stays is completed with these.
COMPLETED = ("reason", "web_address", "broker", "consultation", "want", "offer", "started_on")


# --- merging: connections ----------------------------------------------------------------------------------
def _merge_connections(kept, merged) -> int:
    """Connections go over to the kept actor; returns how many did.

    What connected the two with each other goes, with its log: it would lead from an actor to itself. Where the kept actor has a running
    connection of the same kind with the same other one, the one that is further along stays (of equals the kept actor's) and takes over
    the other's steps, answers and note. If two cities made the two, nothing goes from one city to the other: the one that is less far is
    closed in its own city.
    """
    moved = 0
    for row in list(Connection.objects.filter(at_actor(merged)).order_by("pk")):
        ends = {"from_actor": kept if row.from_actor_id == merged.pk else row.from_actor}
        ends["to_actor"] = kept if row.to_actor_id == merged.pk else row.to_actor
        if ends["from_actor"] == ends["to_actor"]:
            row.delete()
            continue
        if row.stage in WAY and (double := _double(row, **ends)) is not None:
            _join(double, row)
            if row.pk is None:  # it went into the kept actor's own
                continue
        assign(row, ends)
        moved += 1
    index(Connection, Connection.objects.filter(at_actor(kept)).values_list("pk", flat=True))
    return moved


def _double(row, *, from_actor, to_actor) -> Connection | None:
    """The running connection that stands where this one would come to stand."""
    pair = Q(from_actor=from_actor, to_actor=to_actor)
    if row.kind not in DIRECTED:
        pair |= Q(from_actor=to_actor, to_actor=from_actor)
    return Connection.objects.filter(pair, kind=row.kind, stage__in=WAY).exclude(pk=row.pk).first()


def _join(double, row) -> None:
    """Make one of two running connections; the row of the one that goes is deleted, another city's is closed."""
    stays, goes = (row, double) if WAY.index(row.stage) > WAY.index(double.stage) else (double, row)
    if stays.municipality_id != goes.municipality_id:
        reason = _("Two actors were merged; the connection is kept by %(city)s.") % {"city": stays.municipality}
        set_stage(goes, Stage.ENDED if goes.stage in LIVING else Stage.UNSUITABLE, reason=reason)
        return
    # The one that goes may name the two in the other order.
    is_turned = _other_keys(stays, double, row) != _other_keys(goes, double, row)
    _take_over(stays, goes, is_turned)
    goes.delete()
    log_step(stays, reason=_("Joined with a second connection of the same kind, as two actors were merged."))


def _other_keys(connection, double, row) -> str:
    """On which side the actor stands that both connections share."""
    shared = {double.from_actor_id, double.to_actor_id} & {row.from_actor_id, row.to_actor_id}
    return Side.FROM if connection.from_actor_id in shared else Side.TO


def _take_over(stays, goes, is_turned: bool) -> None:
    """Log, sides, answers, suggestions and words of the connection that goes."""

    def side(name: str) -> str:
        return str(Side(name).other) if name and is_turned else name

    for step in goes.steps.all():
        step.connection, step.side = stays, side(step.side)
        step.save(update_fields=["connection", "side"])
    taken = set(stays.sides.values_list("side", flat=True))
    if not taken:
        for entry in goes.sides.all():
            entry.connection, entry.side = stays, side(entry.side)
            entry.save(update_fields=["connection", "side"])
    asked = set(stays.outcome_questions.values_list("round", "side"))
    for question in goes.outcome_questions.all():
        if (question.round, side(question.side)) not in asked:
            question.connection, question.side = stays, side(question.side)
            question.save(update_fields=["connection", "side"])
    SuggestionDecision.objects.filter(connection=goes).update(connection=stays)
    values = {name: getattr(goes, name) for name in COMPLETED if not getattr(stays, name) and getattr(goes, name)}
    if stays.ended_on and values.get("started_on") and values["started_on"] > stays.ended_on:
        del values["started_on"]
    values["note"] = "\n\n".join(dict.fromkeys(note for note in (stays.note, goes.note) if note))
    values["note"] = values["note"][: Connection._meta.get_field("note").max_length]
    agreed = (goes.to_agreed_at, goes.from_agreed_at) if is_turned else (goes.from_agreed_at, goes.to_agreed_at)
    values |= {"from_agreed_at": stays.from_agreed_at or agreed[0], "to_agreed_at": stays.to_agreed_at or agreed[1]}
    values["introduced_at"] = stays.introduced_at or goes.introduced_at
    if not taken:
        values["first_asked"] = side(goes.first_asked)
    assign(stays, values)


# --- merging: listings, decisions, people ------------------------------------------------------------------
def _merge_listings(kept, merged) -> int:
    """Wants and offers go over; of a person those that name it as the one to ask, in the history too."""
    if isinstance(kept, Contact):
        Listing.history.filter(contact_id=merged.pk).update(contact_id=kept.pk)
        return Listing.objects.filter(contact=merged).update(contact=kept)
    keys = list(Listing.objects.filter(actor=merged).values_list("pk", flat=True))
    Listing.objects.filter(pk__in=keys).update(actor=kept)
    index(Listing, keys)
    return len(keys)


def _merge_decisions(kept, merged) -> int:
    """What brokers decided about the merged actor holds for the kept one; about the two of them there is nothing to decide any more."""
    moved = 0
    for row in SuggestionDecision.objects.filter(Q(first_actor=merged) | Q(second_actor=merged)):
        pair = {kept.pk if key == merged.pk else key for key in (row.first_actor_id, row.second_actor_id)}
        if len(pair) == 1:
            row.delete()
            continue
        row.first_actor_id, row.second_actor_id = sorted(pair)
        row.save(update_fields=["first_actor", "second_actor"])
        moved += 1
    return moved


def _merge_sides(kept, merged) -> int:
    """Who was asked goes over with the person."""
    return IntroductionSide.objects.filter(contact=merged).update(contact=kept)


def _merge_questions(kept, merged) -> int:
    """Who was asked about an outcome goes over with the person, in the history too."""
    OutcomeQuestion.history.filter(contact_id=merged.pk).update(contact_id=kept.pk)
    return OutcomeQuestion.objects.filter(contact=merged).update(contact=kept)


# --- the report to a person --------------------------------------------------------------------------------
def _sides_of(contact):
    return contact.introductions.select_related("connection__from_actor", "connection__to_actor").order_by("asked_at", "pk")


def _report_sides(contact) -> list[dict]:
    """In which introductions a person was asked, what would be passed on, and what it said. The other side is not named before both
    agreed: it is somebody else's datum until then."""
    return [
        {
            "actor": str(side.actor),
            "introduced to": str(side.connection.actor_of(Side(side.side).other)) if side.connection.introduced_at else "",
            "described as": side.described_as,
            "would be passed on": [str(PassedOn(code).label) for code in side.passed_on],
            "asked": side.asked_at,
            "answer": side.get_answer_display() if side.asked_at else "",
            "answered": side.answered_at,
            "how": side.get_answered_through_display() if side.answered_at else "",
            "remark": side.answer_note,
            "introduced": side.connection.introduced_at,
        }
        for side in _sides_of(contact)
    ]


def _report_questions(contact) -> list[dict]:
    """When a person was asked what became of an introduction, and every answer it gave."""
    rows = list(contact.outcome_questions.select_related("connection__from_actor", "connection__to_actor").order_by("asked_at", "pk"))
    earlier = OutcomeQuestion.history.filter(id__in=[row.pk for row in rows]).exclude(answer="").order_by("history_date", "history_id")
    answers: dict[int, list[dict]] = {}
    for old in earlier:
        said = {"answer": old.get_answer_display(), "in words": old.answer_text, "at": old.answered_at}
        if said not in answers.setdefault(old.id, []):
            answers[old.id].append(said)
    return [
        {
            "actor": str(row.actor),
            "round": row.round,
            "asked": row.asked_at,
            "answers": answers.get(row.pk, []),
            "how": row.get_answered_through_display() if row.answered_at else "",
        }
        for row in rows
    ]


def _report_listings(contact) -> list[dict]:
    """The wants and offers that name a person as the one to ask."""
    return [
        {
            "actor": str(row.actor),
            "what": row.get_exchange_type_display(),
            "title": row.title,
            "text": row.text,
            "state": row.get_state_display(),
            "made": row.created_at,
            "until": row.expires_on,
        }
        for row in contact.listings.select_related("actor").order_by("created_at", "pk")
    ]


# --- erasure -----------------------------------------------------------------------------------------------
def _erase_sides(contact) -> int:
    """That somebody was asked and what was said stays as a count, without the person and its words. What was written about the person to
    the other side goes too, in the office's copy of the mail and in what another city's office was told to pass on."""
    for side in contact.introductions.exclude(connection__introduced_at=None).select_related("connection"):
        _erase_what_was_passed_on(side)
    return contact.introductions.update(contact=None, answer_note="")


def _erase_what_was_passed_on(side) -> None:
    """The mail that introduced this side to the other one, or the follow-ups of the other one's office."""
    connection, other = side.connection, Side(side.side).other
    mails = Message.objects.filter(municipality=connection.municipality_id, once_key=f"introduction-{connection.pk}-{other}")
    mails.filter(state=MessageState.WAITING).update(state=MessageState.FAILED)
    mails.update(body=_("deleted"))
    told = connection.sides.filter(side=other).values_list("pk", flat=True)
    keys = [once_key("introduce", key, number) for key in told for number in range(MOST_PIECES)]
    tasks = list(FollowUp.objects.filter(form_key__in=keys).values_list("pk", flat=True))
    words = _("Introduced to somebody whose data were deleted meanwhile")
    FollowUp.history.filter(id__in=tasks).update(task=words)
    FollowUp.objects.filter(pk__in=tasks).update(task=words)
    index(FollowUp, tasks)


def _erase_questions(contact) -> int:
    """The answer stays as a count, without the person and its words, in the history too."""
    keys = list(contact.outcome_questions.values_list("pk", flat=True))
    OutcomeQuestion.history.filter(Q(contact_id=contact.pk) | Q(id__in=keys)).update(contact_id=None, answer_text="")
    return OutcomeQuestion.objects.filter(pk__in=keys).update(contact=None, answer_text="")


def _erase_listings(contact) -> int:
    """The want or offer is its actor's and stays, without the person to ask, in the history too."""
    Listing.history.filter(contact_id=contact.pk).update(contact_id=None)
    return contact.listings.update(contact=None, version=F("version") + 1, changed_at=timezone.now())


def _nothing(*_args) -> int:
    return 0


def _nothing_to_report(_contact) -> list[dict]:
    """No person stands in these rows."""
    return []


def declare() -> None:
    """Register the obligations."""
    actor, contact = Actor._meta.label, Contact._meta.label
    for model, points_at, merge, report, erase in (
        (Connection, (actor,), _merge_connections, _nothing_to_report, _nothing),
        (IntroductionSide, (contact,), _merge_sides, _report_sides, _erase_sides),
        (OutcomeQuestion, (contact,), _merge_questions, _report_questions, _erase_questions),
        (Listing, (actor, contact), _merge_listings, _report_listings, _erase_listings),
        (SuggestionDecision, (actor,), _merge_decisions, _nothing_to_report, _nothing),
    ):
        obligations.register(Obligation(model._meta.label, points_at, merge, report, erase))
