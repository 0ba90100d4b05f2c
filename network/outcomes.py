"""What became of introductions: when each side is asked, what the answers say together, and what a person has to look at."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import MessageState
from network.choices import CLOSED, LIVING, SOUGHT, ListingState, Running, Side, Stage
from network.models import Connection, ConnectionStep, Listing, OutcomeQuestion
from network.names import Names
from wf40.tables import record_url

WEEKS_BEFORE_FIRST = 4
# Round -> so many months after the introduction.
MONTHS_BEFORE = {2: 6, 3: 12}
ROUNDS = (1, 2, 3)
# What a yes in a round says.
REACHED = {1: Stage.IN_CONTACT, 2: Stage.COOPERATING, 3: Stage.LASTING}
# So long a single no waits for the other side, counted from when that one was asked.
UNCONTRADICTED_AFTER = timedelta(days=28)
# So long after the last question nobody answers any more; the link ends on that day too.
SILENT_AFTER = timedelta(days=60)
# A connection that answers ended; a later answer may contradict that.
ENDED_BY_ANSWERS = (Stage.ENDED, Stage.UNSUITABLE)
# So long before its last day the actor of a want or an offer is asked whether it still holds.
ASKED_BEFORE = timedelta(days=14)
# Somebody of the office has to ask by word: no mail was written, or it did not arrive for certain.
BY_WORD = Q(message=None) | Q(message__state__in=(MessageState.FAILED, MessageState.UNCERTAIN))


# --- the plan ----------------------------------------------------------------------------------------------
def add_months(day, months: int):
    """So many months later (or earlier): the same day of the month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def due_at(introduced_at: datetime, number: int) -> datetime:
    """When the question of a round is due."""
    if number == 1:
        return introduced_at + timedelta(weeks=WEEKS_BEFORE_FIRST)
    return add_months(timezone.localtime(introduced_at), MONTHS_BEFORE[number])


def newest_due_round(introduced_at: datetime, now: datetime) -> int:
    """The newest round whose time has come, 0 before the first."""
    return max((number for number in ROUNDS if due_at(introduced_at, number) <= now), default=0)


def round_words(number: int) -> str:
    """A round as the office calls it."""
    return {1: _("4 weeks after the introduction"), 2: _("after 6 months"), 3: _("after 12 months")}[number]


# --- what the answers say together -------------------------------------------------------------------------
def closed_by_answers(connection) -> bool:
    """Whether answers ended a connection, not a person: then an answer may still be changed."""
    if connection.stage not in ENDED_BY_ANSWERS:
        return False
    newest = connection.steps.order_by("-made_at", "-pk").first()
    return newest is not None and newest.side != ""


def may_answer(connection) -> bool:
    """Whether an answer is still taken: until a person closes the connection."""
    return connection.stage in LIVING or closed_by_answers(connection)


def _others(**which):
    """The question to the other side in the same round."""
    rows = OutcomeQuestion.objects.filter(connection=OuterRef("connection"), round=OuterRef("round"), **which)
    return rows.exclude(side=OuterRef("side"))


def _steps(**which):
    return ConnectionStep.objects.filter(connection=OuterRef("connection"), **which)


class What:
    """Why an answer, or a missing one, stands before a person."""

    APART, NO, OTHERWISE, OPEN, AFAR = 1, 2, 3, 4, 5


def open_points(rows):
    """Of questions those whose answers wait for a person, with `what` and the other side's answer: both sides contradict each other, or
    what they said before; somebody said no, or something else than yes and no. Whoever moves the stage, or lets it stand, has looked."""
    newer = OutcomeQuestion.objects.filter(connection=OuterRef("connection"), round__gt=OuterRef("round")).exclude(answer=Running.OPEN)
    moved = _steps(stage__in=LIVING[1:], made_at__gte=OuterRef("asked_at")).exclude(side="")
    rows = rows.annotate(
        other_answer=Coalesce(Subquery(_others().values("answer")[:1]), Value("")),
        spoken_at=Coalesce(
            Subquery(_others(answer=Running.YES, answered_at__gt=OuterRef("answered_at")).values("answered_at")[:1]), "answered_at"
        ),
    ).annotate(
        is_newest=~Exists(newer),
        is_moved=Exists(moved),
        is_settled=Exists(_steps(made_at__gt=OuterRef("spoken_at"))),
        is_seen=Exists(_steps(made_at__gt=OuterRef("answered_at"), side="", made_by__isnull=False)),
    )
    said_no = Q(answer=Running.NO, is_settled=False) & ~Q(connection__stage__in=CLOSED)
    taken_back = Q(answer=Running.YES, is_settled=False, connection__stage__in=ENDED_BY_ANSWERS)
    otherwise = Q(answer=Running.OTHERWISE, is_seen=False)
    apart = taken_back | said_no & (Q(other_answer=Running.YES) | Q(is_moved=True))
    return rows.filter(said_no | taken_back | otherwise, is_newest=True).annotate(
        what=Case(
            When(apart, then=What.APART),
            When(answer=Running.NO, then=What.NO),
            default=What.OTHERWISE,
            output_field=IntegerField(),
        )
    )


def _with_names(rows):
    return rows.select_related("connection__from_actor__municipality", "connection__to_actor__municipality", "connection__municipality")


def disagreements(user, municipality):
    """The answers by which two sides contradict each other, or what moved the connection before; one for each connection."""
    return _with_names(open_points(OutcomeQuestion.objects.visible_to(user, municipality)).filter(what=What.APART))


def open_questions(user, municipality):
    """What the office itself has to ask of its own actors, since no mail reaches them; the oldest first, none after 60 days."""
    rows = OutcomeQuestion.objects.visible_to(user, municipality).filter(BY_WORD, answer=Running.OPEN, connection__stage__in=LIVING)
    rows = rows.filter(asked_at__gte=timezone.now() - SILENT_AFTER)
    return _with_names(rows.filter(_at_actor_of(municipality))).order_by("asked_at", "pk")


def _at_actor_of(municipality) -> Q:
    """Put to an actor of this city."""
    return Q(side=Side.FROM, connection__from_actor__municipality=municipality) | Q(
        side=Side.TO, connection__to_actor__municipality=municipality
    )


def far_questions(user, municipality):
    """What other cities ask this office about its own actors."""
    # For each question its connection: the other way round all connections of all actors here would be gone through first.
    seen = Connection.objects.seen_from_afar(user, municipality).filter(pk=OuterRef("connection"))
    return OutcomeQuestion.objects.sighted().filter(_at_actor_of(municipality), Exists(seen))


def _far_keys(user, municipality) -> list[int]:
    """The questions of other cities that may be this office's to ask; as a rule none. One query."""
    seen = Connection.objects.seen_from_afar(user, municipality).living().filter(pk=OuterRef("connection"))
    rows = OutcomeQuestion.objects.filter(Exists(seen), answer=Running.OPEN).exclude(municipality=municipality)
    return list(rows.order_by().values_list("pk", flat=True))


def question_here(user, municipality, key: int) -> OutcomeQuestion | None:
    """A question whose answer this office notes: of a connection of its own, or of another city's to an actor of this one."""
    found = _with_names(OutcomeQuestion.objects.visible_to(user, municipality)).filter(pk=key).first()
    return found or _with_names(far_questions(user, municipality)).filter(pk=key).first()


def question_of(link) -> OutcomeQuestion | None:
    """The question that a personal link asks; only one to the link's own actor, and none where one of the two is restricted."""
    own = Q(side=Side.FROM, connection__from_actor=link.actor_id) | Q(side=Side.TO, connection__to_actor=link.actor_id)
    rows = OutcomeQuestion.objects.sighted().filter(own, municipality=link.municipality_id, pk=link.subject_id)
    return rows.select_related("connection__from_actor__municipality", "connection__to_actor__municipality").first()


def listing_of(link) -> Listing | None:
    """The want or offer that a personal link asks about; only one of the link's own actor."""
    rows = Listing.objects.sighted().filter(municipality=link.municipality_id, pk=link.subject_id, actor=link.actor_id)
    return rows.select_related("actor").first()


# --- the connection's page ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class AskedSide:
    """One side in one round: whether and how it was asked, and what it said."""

    name: str
    how: str
    answer: str
    answer_words: str
    text: str
    when: datetime | None
    through: str
    record_url: str


@dataclass(frozen=True)
class AskedRound:
    """One of the three rounds with its day and its sides."""

    number: int
    words: str
    planned: date | None
    # Its day has passed: after a pause of the clock only the newest round is asked.
    is_passed: bool
    sides: tuple[AskedSide, ...]
    is_apart: bool


def _how(question) -> str:
    """How a side was asked, for as long as it has not answered."""
    day = {"day": f"{timezone.localtime(question.asked_at):%d.%m.%Y}"}
    if question.message and question.message.state not in (MessageState.FAILED, MessageState.UNCERTAIN):
        return _("asked by mail on %(day)s") % day
    return _("to be asked by word since %(day)s") % day


def _asked_side(question, names, *, may_record: bool) -> AskedSide:
    return AskedSide(
        name=names.of(question.actor),
        how=_how(question),
        answer=question.answer,
        answer_words=question.get_answer_display(),
        text=question.answer_text,
        when=question.answered_at,
        through=question.get_answered_through_display() if question.answer else "",
        record_url=reverse("outcome_record", args=[question.pk]) if may_record else "",
    )


def outcome_context(user, municipality, connection) -> dict | None:
    """The panel "Nachfragen" of a connection's page: the three rounds with their days, and per side what was asked and answered. Before
    the introduction the plan alone; nothing for what was never an introduction. Up to four queries."""
    if connection.introduced_at is None and not connection.is_in_preparation:
        return None
    rows = OutcomeQuestion.objects.visible_to(user, municipality).filter(connection=connection)
    questions = list(rows.select_related("message"))
    for question in questions:
        question.connection = connection
    open_rows = list(open_points(rows)) if questions else []
    names = Names.of_rows(municipality, [connection])
    may_record = user.has_perm("network.change_outcomequestion", municipality) and bool(questions) and may_answer(connection)
    rounds = []
    for number in ROUNDS:
        asked = [question for question in questions if question.round == number]
        is_apart = any(row.round == number and row.what == What.APART for row in open_rows)
        planned = timezone.localtime(due_at(connection.introduced_at, number)).date() if connection.introduced_at else None
        sides = tuple(_asked_side(question, names, may_record=may_record) for question in asked)
        is_passed = any(question.round > number for question in questions)
        rounds.append(AskedRound(number, round_words(number), planned, is_passed, sides, is_apart))
    return {
        "rounds": rounds,
        "is_closed": connection.is_closed,
        "is_apart": any(row.what == What.APART for row in open_rows),
        "is_to_be_seen": bool(open_rows),
        "seen_url": reverse("outcome_seen", args=[connection.pk]) if user.has_perm("network.change_connection", municipality) else "",
    }


# --- "Heute" -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Point:
    """A line of the panel "Ergebnisse": which connection, why it stands here, and where it is dealt with."""

    question: OutcomeQuestion
    names: str
    asked: str
    what: int
    when: datetime
    url: str
    record_url: str


def _point(question, names) -> Point:
    connection = question.connection
    return Point(
        question=question,
        names=f"{names.of(connection.from_actor)} – {names.of(connection.to_actor)}",
        asked=names.of(question.actor),
        what=question.what,
        when=question.answered_at or question.asked_at,
        # Of another city's connection this office has no page of its own for the outcome.
        url="" if question.what == What.AFAR else record_url("connection_detail", connection.pk),
        record_url=record_url("outcome_record", question.pk),
    )


def _kinds_at_hand(rows) -> tuple[bool, bool]:
    """Whether among questions there may be answers that wait for a person, and some that the office has to ask itself: most days there is
    neither, and to find that out takes a fraction of what the whole questions take. One query."""
    seen = Exists(_steps(made_at__gt=OuterRef("answered_at"), side="", made_by__isnull=False))
    no = Q(answer=Running.NO) & ~Q(connection__stage__in=CLOSED)
    yes = Q(answer=Running.YES, connection__stage__in=ENDED_BY_ANSWERS)
    unasked = BY_WORD & Q(answer=Running.OPEN, connection__stage__in=LIVING, asked_at__gte=timezone.now() - SILENT_AFTER)
    found = set(
        rows.filter(no | yes | Q(answer=Running.OTHERWISE) & ~seen | unasked).order_by().values_list("answer", flat=True).distinct()
    )
    return bool(found - {Running.OPEN}), Running.OPEN in found


def points_of(user, municipality, whose: Q, limit: int) -> tuple[list[Point], int]:
    """What waits for a person among the connections `whose`, contradictions first, and what other cities ask, with how many there are in
    all; two queries that look whether there is anything, one for each of the three kinds that there are, and one more where actors of
    other cities are among them."""

    def first(rows):
        return list(rows.annotate(of_all=Window(Count("pk")))[:limit])

    rows = OutcomeQuestion.objects.visible_to(user, municipality).filter(whose)
    is_answered, is_unasked = _kinds_at_hand(rows)
    answered, asked, afar = [], [], []
    if is_answered:
        answered = first(_with_names(open_points(rows)).order_by("what", "-answered_at", "pk"))
    if is_unasked:
        asked = first(open_questions(user, municipality).filter(whose).annotate(what=Value(What.OPEN, IntegerField())))
    if far_keys := _far_keys(user, municipality):
        from_afar = far_questions(user, municipality).filter(pk__in=far_keys)
        afar = first(_with_names(from_afar).annotate(what=Value(What.AFAR, IntegerField())).order_by("asked_at", "pk"))
    found = [*answered, *asked, *afar]
    names = Names.of_rows(municipality, [row.connection for row in found])
    return [_point(row, names) for row in found][:limit], sum(rows[0].of_all for rows in (answered, asked, afar) if rows)


# --- wants and offers --------------------------------------------------------------------------------------
def is_to_be_renewed(listing, today: date) -> bool:
    """Whether its actor may say that a want or an offer goes on, or not: it ended by time, or will within 14 days."""
    if listing.expires_on is None or listing.state not in (*SOUGHT, ListingState.EXPIRED):
        return False
    return listing.expires_on <= today + ASKED_BEFORE


def ending_soon(user, municipality, day: date):
    """The city's wants and offers that end within 14 days, the first to end first; what ended already is the clock's."""
    rows = Listing.objects.visible_to(user, municipality).expiring(day + ASKED_BEFORE).filter(expires_on__gte=day)
    return rows.select_related("actor").order_by("expires_on", "pk")


# --- figures -----------------------------------------------------------------------------------------------
def outcome_rates(user, municipality) -> dict:
    """How many were introduced, and of each round how many connections were asked, were answered for by a side at least, and run
    (somebody said yes, nobody no); two queries."""
    introduced = Connection.objects.visible_to(user, municipality).exclude(introduced_at=None).count()
    denied = OutcomeQuestion.objects.filter(connection=OuterRef("connection"), round=OuterRef("round"), answer=Running.NO)
    rows = OutcomeQuestion.objects.visible_to(user, municipality).annotate(is_denied=Exists(denied)).order_by()
    counted = rows.values("round").annotate(
        asked=Count("connection", distinct=True),
        answered=Count("connection", distinct=True, filter=~Q(answer=Running.OPEN)),
        yes=Count("connection", distinct=True, filter=Q(answer=Running.YES, is_denied=False)),
    )
    by_round = {row["round"]: row for row in counted.order_by(F("round"))}
    none = {"asked": 0, "answered": 0, "yes": 0}
    return {
        "introduced": introduced,
        "rounds": [{"round": number, "words": round_words(number)} | none | by_round.get(number, {}) for number in ROUNDS],
    }
