"""What the holder of a link reads about an introduction: the question, what holds, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from network.choices import Answer, Side, Stage
from network.introductions import Datum, called, fingerprint, passed_on_by, reason_for, sides_of
from network.models import IntroductionSide


def asked_by(link) -> IntroductionSide | None:
    """The side whose question a link answers; None if somebody else is asked by now, or anew, or if data of one are restricted."""
    names = ("connection__from_actor__municipality", "connection__to_actor__municipality", "connection__municipality", "contact")
    rows = IntroductionSide.objects.sighted().filter(municipality=link.municipality_id, pk=link.subject_id).select_related(*names)
    # A link to the organisation's own address has no person; one to a person counts for this person alone.
    side = rows.filter(Q(contact=link.contact_id) if link.contact_id else Q()).exclude(asked_at=None).first()
    if side is None or side.actor.pk != link.actor_id or link.created_at < side.asked_at:
        return None
    return side


@dataclass(frozen=True)
class Asked:
    """The page of one side."""

    name: str
    other: str
    reason: str
    data: list[Datum]
    shown: str
    answer: str
    answered_at: datetime | None
    may_answer: bool
    holds: str


def shown_to(side) -> Asked | None:
    """What a side reads now; None without a question."""
    if side is None:
        return None
    connection = side.connection
    both = sides_of(connection)
    own, other = both[side.side], both[Side(side.side).other]
    is_known = connection.introduced_at is not None
    is_own_no = connection.stage == Stage.DECLINED and own.answer == Answer.NO
    may_answer = not is_known and not connection.is_living and (connection.is_in_preparation or is_own_no)
    return Asked(
        name=own.actor.trading_name,
        other=other.actor.trading_name if is_known else called(other),
        reason=connection.reason if is_known else reason_for(own, other),
        data=passed_on_by(own),
        shown=fingerprint(own),
        answer=own.answer,
        answered_at=own.answered_at,
        may_answer=may_answer,
        holds=_holds(connection, own, other, may_answer=may_answer),
    )


def _holds(connection, own, other, *, may_answer: bool) -> str:
    """What holds now and what happens next, in plain words; of the other side's no nothing is told."""
    if connection.introduced_at:
        return {
            Stage.IN_CONTACT: _("You have been introduced, and you are in contact."),
            Stage.COOPERATING: _("You have been introduced, and you work together."),
            Stage.LASTING: _("You have been introduced, and you have been working together for long."),
            Stage.ENDED: _("You were introduced; as far as we know it has ended."),
        }.get(connection.stage) or _("You have been introduced; the mail with the other side’s data went to you both.")
    if connection.is_living:
        return _("You know each other by now; there is nothing to answer any more.")
    if own.answer == Answer.NO and connection.stage == Stage.DECLINED:
        return _("You said no. Nothing of you is passed on. If you change your mind, say yes here.")
    if not may_answer:
        return _("The introduction is not possible at the moment. Nothing of you was passed on.")
    if own.answer != Answer.YES:
        return ""
    if connection.agreed_at(other.side):
        return _("You both said yes. The office writes to you both in the next days.")
    return _("You said yes. Now the office asks the other side; you hear from it in either case.")
