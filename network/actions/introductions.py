"""Two sides are asked, answer, and are introduced; nothing of one reaches the other before both said yes."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions import MessageRefused, finish_follow_up, promise, queue_message
from network.actions.connections import lock, log_step, running, set_stage
from network.choices import IN_PREPARATION, Answer, Side, Stage, Through
from network.introductions import (
    LINK,
    PURPOSE,
    address_of,
    data_block,
    greeting,
    introduction_subject,
    is_far,
    mail_contact,
    may_be_asked,
    may_remind,
    not_possible_text,
    obstacle,
    office_question,
    once_key,
    passed_on_by,
    question_subject,
    question_text,
    responsible,
    restricted_words,
    says_name,
    sides_of,
)
from network.models import Connection

LONGEST_TASK = 300
DAYS_TO_ANSWER = 3


# --- what every step asks first ----------------------------------------------------------------------------
def _both(connection, side: str):
    """The side and the one across, as they are now; of a connection that is locked."""
    found = sides_of(connection)
    if len(found) < 2:
        raise ValidationError(_("This connection was only written down; there is nobody to ask."), code="written")
    if connection.from_actor.restricted_at or connection.to_actor.restricted_at:
        raise ValidationError(_("The data of one of the two are restricted. Nothing is done with them."), code="restricted")
    return found[side], found[Side(side).other]


def _refuse_late(connection) -> None:
    """Once the two know each other, or when it came to nothing, there is nothing to answer any more."""
    if connection.introduced_at or connection.is_living:
        raise ValidationError(_("The two have been introduced already."), code="introduced")
    if connection.is_closed:
        raise ValidationError(_("This introduction is closed."), code="over")


def _refuse_twice(connection) -> None:
    """What is closed opens again only while the two have no newer connection of its kind."""
    known = running(connection.from_actor, connection.to_actor, connection.kind)
    if known is not None and known.pk != connection.pk:
        raise _newer()


def _refuse_early(side, other) -> None:
    """The side that wants comes first."""
    if not may_be_asked(side, other):
        raise ValidationError(_("First %(name)s has to say yes.") % {"name": other.actor}, code="first")


def _save(side, values: dict) -> None:
    for name, value in values.items():
        setattr(side, name, value)
    side.save(update_fields=list(values))


OPEN_ANSWER = {"answer": Answer.OPEN, "answered_at": None, "answered_through": Through.OPEN, "recorded_by": None, "answer_note": ""}


# --- asking ------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_side(*, user, connection, side: str, is_by_word: bool = False):
    """Put the question to one side: by mail, to another city's actor through its own office, or `is_by_word`, which is only noted.

    A second click asks nobody twice; after a week it is a reminder. Raises a ValidationError in words, or `MessageRefused`.
    """
    connection = lock(connection)
    own, other = _both(connection, side)
    _refuse_late(connection)
    _refuse_early(own, other)
    if own.answer == Answer.YES or (own.is_waiting and (is_by_word or not may_remind(own))):
        return own
    text = office_question(own, other) if is_far(own) else question_text(own, other)
    values = {"asked_by": user} | OPEN_ANSWER
    if not own.is_waiting:
        values |= {"asked_at": timezone.now(), "message": None}
    if is_far(own):
        values["follow_up"] = _ask_office(own, text)
    elif not is_by_word:
        values["message"] = _write(user, own, question_subject(), text, links={"answer": (LINK, own.pk)})
    _save(own, values)
    if connection.stage == Stage.IDEA:
        set_stage(connection, Stage.ASKED, user=user)
    return own


def _write(user, side, subject: str, text: str, *, links=None, once: str = ""):
    """A mail to a side: to its person, otherwise to its own address."""
    if (contact := mail_contact(side)) and contact.restricted_at:
        raise MessageRefused(restricted_words())
    return queue_message(
        purpose=PURPOSE,
        subject=subject,
        body=text,
        actor=side.actor,
        contact=contact,
        email=address_of(side),
        links=links,
        user=user,
        once_key=once,
    )


def _hand_to(municipality, *candidates, user, actor, task: str, key, days: int = 0):
    """Something to do in the list of an office, once for its key; None if nobody works there."""
    person = responsible(municipality, *candidates)
    if person is None:
        return None
    values = {
        "actor": actor,
        "task": task if len(task) <= LONGEST_TASK else f"{task[: LONGEST_TASK - 1]}…",
        "due_on": timezone.localdate() + timedelta(days=days),
        "assignee": person,
    }
    return promise(user=user, municipality=municipality, values=values, form_key=key)[0]


def _ask_office(side, task: str):
    """The office of the other city asks its own actor: of ours it reads a description, or the name if that is public."""
    actor = side.actor
    # A new question after an answered one is a new thing to do.
    key = once_key("ask", side.pk, side.follow_up_id or 0)
    # Who asks is no person of that office, so the row names nobody as its maker.
    made = _hand_to(actor.municipality, actor.steward, user=None, actor=actor, task=task, key=key, days=DAYS_TO_ANSWER)
    if made is None:
        words = _("Nobody works at the office of %(city)s at the moment who could ask.")
        raise ValidationError(words % {"city": actor.municipality}, code="nobody")
    return made


# --- answering ---------------------------------------------------------------------------------------------
@transaction.atomic
def answer_introduction(*, connection, side: str, answer: str, through: str, user=None, answered_at=None, note: str = ""):
    """A side says yes or no, by its link, by word to somebody of the office, or through its own office; the same answer again is none.

    Both yes is "agreed". A no ends it as declined; the other side, if it had said yes, learns "derzeit nicht möglich" without a reason.
    A yes after the own no opens it again, as long as the two have no newer one. Raises a ValidationError in words.
    """
    connection = lock(connection)
    own, other = _both(connection, side)
    if answer not in (Answer.YES, Answer.NO):
        raise ValidationError({"answer": _("Please choose yes or no.")}, code="answer")
    if own.answer == answer:
        return own
    is_reopened = connection.stage == Stage.DECLINED and own.answer == Answer.NO and not connection.introduced_at
    if not is_reopened:
        _refuse_late(connection)
    if own.asked_at is None:
        _refuse_early(own, other)
    now = timezone.now()
    at = answered_at or now
    if at > now:
        raise ValidationError({"day": _("This time is in the future.")}, code="future")
    given = {"answer": answer, "answered_at": at, "answered_through": through, "recorded_by": user, "answer_note": note}
    _save(own, given | ({"asked_at": at, "asked_by": user} if own.asked_at is None else {}))
    _finish(own, user, own.get_answer_display() if through == Through.OFFICE else "")
    step = {"user": user, "side": side, "through": through}
    if answer == Answer.YES:
        _agree(connection, own, other, at, step, is_reopened=is_reopened)
    else:
        set_stage(connection, Stage.DECLINED, **step, **{f"{side}_agreed_at": None})
        _finish(other, None, _("No longer needed."))
        if other.answer == Answer.YES:
            _say_not_possible(other)
    return own


def _agree(connection, own, other, at, step: dict, *, is_reopened: bool) -> None:
    """The yes of a side is kept at the connection, and moves it."""
    agreed = {f"{own.side}_agreed_at": at}
    is_both = connection.agreed_at(other.side) is not None
    try:
        with transaction.atomic():
            if is_reopened:
                _refuse_twice(connection)
                set_stage(connection, Stage.ASKED, **step, reason=_("A yes after a no."), **agreed)
            if is_both:
                set_stage(connection, Stage.AGREED, **step, **agreed)
            elif not is_reopened:
                # The stage stays where both are asked one after the other; the answer is a line of the log all the same.
                is_step = connection.stage != Stage.ASKED
                set_stage(connection, Stage.ASKED, **step, **agreed)
                if not is_step:
                    log_step(connection, **step)
    except IntegrityError as error:
        raise _newer() from error  # a colleague was quicker


def _newer() -> ValidationError:
    """A connection that runs again must not stand beside a newer one."""
    return ValidationError(_("The two have a newer connection of this kind; this one stays closed."), code="twice")


def _finish(side, user, note: str) -> None:
    """What its own office had to do for a side is done, if it is open."""
    if side.follow_up_id and side.follow_up.done_at is None:
        finish_follow_up(user=user, follow_up=side.follow_up, note=note)


def _say_not_possible(side) -> None:
    """Who said yes learns that nothing comes of it, once: by mail, through its own office, or from the one who brokered."""
    connection = side.connection
    actor, key = side.actor, once_key("not-possible", side.pk)
    if is_far(side):
        words = _("%(city)s: introducing %(actor)s is not possible at the moment. Please let them know.")
        task = words % {"city": connection.municipality, "actor": actor.trading_name}
        _hand_to(actor.municipality, actor.steward, user=None, actor=actor, task=task, key=key)
        return
    try:
        _write(None, side, _("About your introduction"), not_possible_text(side), once=f"introduction-off-{side.pk}")
    except MessageRefused:
        words = _("Let %(actor)s know: the introduction is not possible at the moment (no reason given).")
        task = words % {"actor": actor.trading_name}
        _hand_to(connection.municipality, connection.broker, actor.steward, user=None, actor=actor, task=task, key=key)


def answer_from_afar(*, user, municipality, key: int, answer: str):
    """An office says what its own actor answered to another city; None if there is no such connection for it."""
    connection = Connection.objects.seen_from_afar(user, municipality).with_names().filter(pk=key).first()
    if connection is None:
        return None
    own = connection.from_actor if connection.from_actor.municipality_id == municipality.pk else connection.to_actor
    side = connection.side_of(own)
    asked = sides_of(connection).get(side)
    if asked is None or asked.asked_at is None:
        raise ValidationError(_("The other city has not asked yet."), code="not_asked")
    return answer_introduction(connection=connection, side=side, answer=answer, through=Through.OFFICE, user=user)


# --- what is agreed upon -----------------------------------------------------------------------------------
@transaction.atomic
def change_side(*, connection, side: str, values: dict):
    """Another person, other words for it, other data to pass on; `values` holds any of contact, described_as, passed_on.

    A yes holds for what was shown, so after it the person and the data stay. Another person has to be asked anew: the earlier link ends.
    Raises a ValidationError at the field.
    """
    connection = lock(connection)
    own, _other = _both(connection, side)
    _refuse_late(connection)
    if "described_as" in values and says_name(values["described_as"], own.actor, values.get("contact", own.contact)):
        raise ValidationError({"described_as": _("Please describe it without its name.")}, code="named")
    is_other_person = "contact" in values and getattr(values["contact"], "pk", None) != own.contact_id
    is_other_data = "passed_on" in values and set(values["passed_on"]) != set(own.passed_on)
    if own.answer == Answer.YES and (is_other_person or is_other_data):
        words = _("%(name)s has agreed to exactly this. It can only be changed after another answer.")
        raise ValidationError({"contact" if is_other_person else "passed_on": words % {"name": own.actor}}, code="agreed")
    if is_other_person:
        values = values | {"asked_at": None, "asked_by": None, "message": None} | OPEN_ANSWER
    _save(own, values)
    return own


# --- introducing -------------------------------------------------------------------------------------------
@transaction.atomic
def introduce(*, user, connection, subject: str = "", texts: dict | None = None, by_word=()):
    """Introduce two sides that both agreed: each gets a mail with what the other one allowed, and exactly that, whatever the texts say.

    `texts` maps sides to the words above the data. Sides in `by_word` are told by phone or letter. Of another city's actor its own office
    passes it on. Twice is once. Raises a ValidationError in words, or `MessageRefused`.
    """
    connection = lock(connection)
    if connection.introduced_at:
        return connection
    both = _both(connection, Side.FROM)
    if connection.stage not in IN_PREPARATION:
        _refuse_late(connection)
    if not (connection.from_agreed_at and connection.to_agreed_at):
        raise ValidationError(_("Both sides have to agree before they are introduced."), code="agreed")
    told = []
    for own, other in (both, both[::-1]):
        if is_far(own):
            _tell_office(own, other)
        elif own.side in by_word and obstacle(own):
            told.append(own.actor.trading_name)
        else:
            text = f"{(texts or {}).get(own.side, '').strip() or greeting(own)}\n\n{data_block(other)}"
            _write(user, own, subject.strip() or introduction_subject(), text, once=f"introduction-{connection.pk}-{own.side}")
    reason = _("Told by word: %(names)s") % {"names": ", ".join(told)} if told else ""
    set_stage(connection, Stage.INTRODUCED, user=user, reason=reason, introduced_at=timezone.now())
    return connection


def _tell_office(side, other) -> None:
    """The office of another city gets what its actor may know now; what is longer than one line of its list takes several."""
    actor = side.actor
    start = _("%(city)s introduces: please pass on to %(actor)s.") % {"city": side.connection.municipality, "actor": actor.trading_name}
    pieces = [start]
    for entry in passed_on_by(other):
        text = f" {entry.label}: {entry.value};"
        if len(pieces[-1]) + len(text) > LONGEST_TASK:
            pieces.append(start)
        pieces[-1] += text
    for number, piece in enumerate(pieces):
        key = once_key("introduce", side.pk, number)
        if _hand_to(actor.municipality, actor.steward, user=None, actor=actor, task=piece.rstrip(";"), key=key) is None:
            words = _("Nobody works at the office of %(city)s at the moment who could pass it on.")
            raise ValidationError(words % {"city": actor.municipality}, code="nobody")
