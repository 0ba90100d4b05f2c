"""What the page of a connection shows: how far it is, who was asked and said what, and its log."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from initiatives.tables import message_state
from network.choices import CLOSED, WAY, Answer, PassedOn, Side, Stage
from network.introductions import OF_A_PROFILE, contact_of, is_far, may_be_asked, may_remind

# What was only written down goes this way; where it came from before that nobody knows.
WITHOUT_QUESTIONS = (Stage.IN_CONTACT, Stage.COOPERATING, Stage.LASTING)


def day_words(at: datetime) -> str:
    """A day as pages write it."""
    return date_format(timezone.localtime(at), "d.m.Y")


def time_words(at: datetime) -> str:
    """Day and time of day."""
    return _("%(day)s, %(time)s") % {"day": day_words(at), "time": f"{timezone.localtime(at):%H:%M}"}


# --- how far -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class StageMark:
    """One stage of the way: behind the connection, where it is, or ahead; with its day or how much of it is done."""

    label: str
    is_done: bool
    is_current: bool
    when: datetime | None
    note: str


def stage_marks(connection, steps, sides) -> list[StageMark]:
    """The way from the idea to what lasts; `steps` come newest first. What was reached again after a step back has its new day."""
    reached: dict[str, datetime] = {}
    for step in reversed(steps):
        if step.stage in WAY:
            reached = {stage: at for stage, at in reached.items() if WAY.index(stage) <= WAY.index(step.stage)}
            reached.setdefault(step.stage, step.made_at)
    last = max(reached, key=WAY.index, default=Stage.IDEA)
    way = list(WAY)
    if not sides:
        ahead = [stage for stage in WITHOUT_QUESTIONS if WAY.index(stage) > WAY.index(last) and not connection.is_closed]
        way = [stage for stage in WAY if stage in reached or stage in ahead]
    current, note = (last, "") if connection.is_closed else (connection.stage, "")
    if connection.stage == Stage.ASKED and sides:
        asked = sum(row.asked_at is not None for row in sides.values())
        agreed = sum(connection.agreed_at(side) is not None for side in Side)
        current = Stage.AGREED if asked == 2 else Stage.ASKED
        note = _("%(number)s of 2") % {"number": agreed if asked == 2 else asked}
    elif last == Stage.ASKED and sides and any(row.asked_at is None for row in sides.values()):
        note = _("%(number)s of 2") % {"number": 1}
    at = WAY.index(current)
    return [
        StageMark(
            label=stage.label,
            is_done=WAY.index(stage) < at or (connection.is_closed and stage == current),
            is_current=stage == current and not connection.is_closed,
            when=reached.get(stage) if not (note and stage == current) else None,
            note=note if stage == current else "",
        )
        for stage in way
    ]


# --- the two sides -----------------------------------------------------------------------------------------
LOOKS = {Answer.YES: "success", Answer.NO: "warning"}


@dataclass(frozen=True)
class SideCard:
    """One side as the page shows it: what was asked and said, what is passed on, and what may be done now."""

    name: str
    url: str
    state: str
    state_code: str
    look: str
    person: str
    is_first: bool
    asked: str
    mail: str
    mail_url: str
    answered: str
    remark: str
    described_as: str
    passed_on: str
    is_passed_on: bool
    ask_url: str
    is_reminder: bool
    record_url: str
    change_url: str


def _asked_words(side) -> str:
    """When and how a side was asked, with the reminder."""
    if side.asked_at is None:
        return ""
    day = {"day": day_words(side.asked_at), "office": side.actor.municipality.office_name}
    if side.follow_up_id or is_far(side):
        return _("asked on %(day)s through %(office)s") % day
    if side.message is None:
        return _("asked on %(day)s by word") % day
    words = _("asked on %(day)s by mail") % day
    if timezone.localtime(side.message.created_at).date() > timezone.localtime(side.asked_at).date():
        words += ", " + _("reminded on %(day)s") % {"day": day_words(side.message.created_at)}
    return words


def _answered_words(side) -> str:
    if side.answered_at is None:
        return ""
    words = _("%(when)s, %(through)s") % {"when": time_words(side.answered_at), "through": side.get_answered_through_display()}
    if side.recorded_by and not is_far(side):
        words += ", " + _("recorded by %(name)s") % {"name": side.recorded_by.get_short_name()}
    return words


def _passed_on_words(side) -> str:
    """What is passed on, in words; the values stand in the question itself."""
    contact, codes = contact_of(side), side.passed_on
    if is_far(side):
        codes = [code for code in codes if code in OF_A_PROFILE]
    labels = dict(PassedOn.choices)
    told = [str(contact) if code == PassedOn.PERSON and contact else str(labels[code]) for code in codes if code in labels]
    return ", ".join([_("name"), *told])


def side_cards(connection, sides, names, *, may_change: bool) -> list[SideCard]:
    """Both sides, that first which the page names first; none for a connection that was only written down."""
    if len(sides) < 2:
        return []
    return [_card(sides[side], sides[side.other], names, may_change) for side in Side]


def _card(side, other, names, may_change: bool) -> SideCard:
    connection, contact = side.connection, contact_of(side)
    states = {Answer.YES: _("has agreed"), Answer.NO: _("has declined")}
    state = states.get(side.answer) or (_("asked") if side.asked_at else _("not asked yet"))
    is_turn = may_change and side.answer != Answer.YES and may_be_asked(side, other)
    may_ask = is_turn and (not side.is_waiting or may_remind(side))
    is_open = may_change and connection.is_in_preparation and not connection.introduced_at
    return SideCard(
        name=names.of(side.actor),
        url=names.url_of(side.actor),
        state=state,
        state_code=side.answer,
        look=LOOKS.get(side.answer) or ("info" if side.asked_at else ""),
        person=str(contact) if contact and names.is_own(side.actor) else "",
        is_first=connection.first_asked == side.side,
        asked=_asked_words(side),
        mail=message_state(side.message) if side.message and side.is_waiting else "",
        mail_url=side.message.get_absolute_url() if side.message and side.is_waiting else "",
        answered=_answered_words(side),
        remark=side.answer_note,
        described_as=side.described_as,
        passed_on=_passed_on_words(side),
        is_passed_on=bool(connection.introduced_at),
        ask_url=reverse("introduction_ask", args=[side.pk]) if may_ask else "",
        is_reminder=side.is_waiting,
        record_url=reverse("introduction_record", args=[side.pk]) if may_record(side, other) and may_change else "",
        change_url=reverse("introduction_change", args=[side.pk]) if is_open else "",
    )


def may_record(side, other) -> bool:
    """Whether somebody of this office may write down an answer given by word: of an own actor, when it is its turn, until both know
    each other; a side that declined may still change its mind."""
    connection = side.connection
    if is_far(side) or connection.introduced_at or connection.is_living:
        return False
    if connection.stage == Stage.DECLINED:
        return side.answer == Answer.NO
    return connection.is_in_preparation and (side.asked_at is not None or may_be_asked(side, other))


# --- the log -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LogLine:
    """One step: what happened, when, by whom or by what, and why."""

    what: str
    meta: str
    reason: str


def _what(step, names, connection) -> str:
    if not step.side:
        # It begins with one of the two; the other is asked after the first yes.
        if step.stage == Stage.ASKED and connection.first_asked:
            return _("%(name)s was asked") % {"name": names.of(connection.actor_of(connection.first_asked))}
        return step.get_stage_display()
    name = names.of(connection.actor_of(step.side))
    if step.stage == Stage.AGREED:
        return _("%(name)s says yes: both agreed") % {"name": name}
    if step.stage == Stage.ASKED:
        return _("%(name)s says yes") % {"name": name}
    if step.stage == Stage.DECLINED:
        return _("%(name)s says no") % {"name": name}
    return _("%(stage)s, by the answer of %(name)s") % {"stage": step.get_stage_display(), "name": name}


def log_lines(connection, steps, names) -> list[LogLine]:
    """The log, newest first; what another office recorded names none of its people."""
    found = []
    for step in steps:
        is_ours = not step.side or names.is_own(connection.actor_of(step.side))
        who = step.made_by.get_short_name() if step.made_by and is_ours else ""
        meta = [time_words(step.made_at), step.get_through_display() if step.through else "", who]
        found.append(LogLine(_what(step, names, connection), ", ".join(part for part in meta if part), step.reason))
    return found


def end_words(connection, steps) -> str:
    """How it ended, if it did."""
    if connection.stage not in CLOSED:
        return ""
    words = _("%(stage)s since %(day)s") % {"stage": connection.get_stage_display(), "day": f"{connection.stage_since:%d.%m.%Y}"}
    reason = next((step.reason for step in steps if step.stage == connection.stage), "")
    return f"{words}: {reason}" if reason else words
