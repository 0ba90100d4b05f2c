"""The outcome clock: each side of an introduction is asked whether it still runs, and the stage follows what the answers say together."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions import MessageRefused, finish_follow_up, placeholder, promise, queue_message
from initiatives.models import ContactRole
from municipalities.models import Membership
from network.actions.connections import lock, log_step, set_stage
from network.choices import CLOSED, LIVING, WAY, ListingState, Running, Side, Stage
from network.introductions import once_key
from network.models import Connection, IntroductionSide, Listing, NetworkCache, OutcomeQuestion
from network.names import Names
from network.outcomes import (
    ASKED_BEFORE,
    BY_WORD,
    MONTHS_BEFORE,
    REACHED,
    SILENT_AFTER,
    UNCONTRADICTED_AFTER,
    WEEKS_BEFORE_FIRST,
    What,
    add_months,
    is_to_be_renewed,
    may_answer,
    newest_due_round,
    open_points,
)
from wf40.editing import assign
from wf40.rights import Role

AT_ONCE = 200
# A month's last days are counted in two ways; whoever comes this much too early is looked at once more the next day.
SLACK = timedelta(days=4)
LONGEST_TASK = 300
# Offers and wants that a connection holds, and lets go when nothing comes of it.
HELD = (ListingState.IN_BROKERING, ListingState.MATCHED)


def in_chunks(rows):
    """All rows of a queryset, so many at a time in the order of their keys, each read when its turn comes."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield chunk
        last = chunk[-1].pk


class _Offices:
    """Who may be given a follow-up in each of some cities; one query."""

    def __init__(self, cities):
        rows = Membership.objects.filter(
            municipality__in=cities, is_active=True, user__is_active=True, role__in=(Role.ADVISER, Role.MANAGER)
        )
        self.people, self.others = {}, {}
        # Who leads an office comes first.
        for row in sorted(rows.select_related("user"), key=lambda row: (row.role != Role.MANAGER, row.user.name, row.user_id)):
            self.people[row.municipality_id, row.user_id] = row.user
            self.others.setdefault(row.municipality_id, row.user)

    def somebody(self, city: int, *wished: int | None):
        """The first of the people wished for who works there, else who leads the office, else a colleague; None where nobody works."""
        found = (self.people[city, key] for key in wished if (city, key) in self.people)
        return next(found, self.others.get(city))


# --- asking ------------------------------------------------------------------------------------------------
def _due(now):
    """Introduced connections that go on and were not asked in their newest round yet."""
    asked = OutcomeQuestion.objects.filter(connection=OuterRef("pk")).order_by("-round").values("round")[:1]
    passed = {number: add_months(timezone.localtime(now), -months) + SLACK for number, months in MONTHS_BEFORE.items()}
    rows = Connection.objects.sighted().filter(stage__in=LIVING, introduced_at__lte=now - timedelta(weeks=WEEKS_BEFORE_FIRST))
    never = Q(asked_round=None)
    later = [Q(asked_round__lt=number, introduced_at__lte=moment) for number, moment in passed.items()]
    return rows.annotate(asked_round=Subquery(asked)).filter(never | later[0] | later[1])


def ask_due_outcomes(now) -> int:
    """Ask each side of the introductions whose round has come, and hand to the office whom no mail reached; returns how many questions
    were put. May run twice; of rounds that a pause missed only the newest is asked."""
    count = 0
    for chunk in in_chunks(_due(now).select_related("from_actor", "to_actor")):
        offices = _Offices({actor.municipality_id for row in chunk for actor in (row.from_actor, row.to_actor)})
        contacts = _contacts(chunk)
        for row in chunk:
            count += _ask(row, now, offices, contacts)
    _hand_to_offices(now)
    return count


def _contacts(connections) -> dict:
    """(connection, side) -> the person to write to: who was asked before the introduction; else nobody in person, where the actor has an
    address of its own; else its first person. A person whose data are restricted stays, so that nothing is written. Two queries."""
    rows = IntroductionSide.objects.filter(connection__in=connections).exclude(contact=None).select_related("contact")
    people = {(row.connection_id, row.side): row.contact for row in rows if row.contact.email or row.contact.restricted_at}
    first = _first_people([row.actor_of(side) for row in connections for side in Side])
    for row in connections:
        for side in Side:
            if contact := first.get(row.actor_of(side).pk):
                people.setdefault((row.pk, str(side)), contact)
    return people


def _first_people(actors) -> dict:
    """The first person with an address of each actor that has none itself; one query."""
    roles = ContactRole.objects.sighted().filter(actor__in={actor.pk for actor in actors if not actor.email}).exclude(contact__email="")
    found = {}
    for role in roles.select_related("contact").order_by("-is_main", "pk"):
        found.setdefault(role.actor_id, role.contact)
    return found


@transaction.atomic
def _ask(connection, now, offices, contacts) -> int:
    """Put the question of the newest round that is due to both sides."""
    connection = lock(connection)
    number = newest_due_round(connection.introduced_at, now) if connection.introduced_at else 0
    if not number or connection.stage not in LIVING:
        return 0
    if connection.outcome_questions.filter(round__gte=number).exists():
        return 0
    for side in Side:
        question = OutcomeQuestion(
            municipality=connection.municipality,
            connection=connection,
            round=number,
            side=side,
            contact=contacts.get((connection.pk, str(side))),
            asked_at=now,
        )
        # The mail needs its key; one question, one row of history.
        question.skip_history_when_saving = True
        question.save()
        del question.skip_history_when_saving
        if connection.actor_of(side).municipality_id == connection.municipality_id:
            question.message = _write(question)
        if question.message is None:
            question.follow_up = _give_to_office(question, now, offices)
        question.save()
    return len(Side)


def _write(question):
    """The mail to one side; None where the office may not or cannot write."""
    connection, actor, contact = question.connection, question.actor, question.contact
    other = connection.actor_of(Side(question.side).other)
    email = contact.email if contact and contact.email else actor.email
    if not email:
        return None
    words = {
        "greeting": contact.letter_salutation() if contact else _("Dear Sir or Madam"),
        "day": f"{timezone.localtime(connection.introduced_at):%d.%m.%Y}",
        "actor": actor,
        "other": Names(connection.municipality, [other]).of(other),
        "kind": connection.get_kind_display(),
        "link": placeholder("answer"),
        "office": connection.municipality.office_name,
    }
    body = _(
        "%(greeting)s,\n\non %(day)s we introduced %(actor)s and %(other)s to each other (%(kind)s). Is it still running?\n\n"
        "Behind this link you tell us with one click: yes, no or otherwise. It works for 60 days, and you can change your answer there:\n\n"
        "%(link)s\n\nKind regards\n%(office)s"
    )
    try:
        return queue_message(
            purpose="service",
            subject=_("Is it still running?"),
            body=body % words,
            actor=actor,
            contact=contact,
            email=email,
            links={"answer": ("outcome", question.pk)},
            is_automatic=True,
            once_key=f"outcome {question.pk}",
        )
    except MessageRefused:
        return None


def _give_to_office(question, now, offices):
    """A follow-up in the city of the side that is asked; None where nobody works who could do it."""
    connection, actor = question.connection, question.actor
    is_far = actor.municipality_id != connection.municipality_id
    wished = (actor.steward_id,) if is_far else (connection.broker_id, actor.steward_id)
    assignee = offices.somebody(actor.municipality_id, *wished)
    if assignee is None:
        return None
    # The other side is not named: the line stands at this actor, and stays there when the other one's data are restricted.
    day = f"{timezone.localtime(connection.introduced_at):%d.%m.%Y}"
    words = {"city": connection.municipality.name, "day": day, "kind": connection.get_kind_display()}
    own = _("Ask: is the introduction of %(day)s still running (%(kind)s)?")
    far = _("%(city)s asks: is the introduction of %(day)s still running (%(kind)s)?")
    task = (far if is_far else own) % words
    values = {
        "actor": actor,
        "task": task if len(task) <= LONGEST_TASK else f"{task[: LONGEST_TASK - 1]}…",
        "due_on": timezone.localtime(now).date(),
        "assignee": assignee,
    }
    # The same question is one follow-up, however often the clock comes by.
    key = once_key("outcome", question.pk)
    return promise(user=None, municipality=actor.municipality, values=values, form_key=key)[0]


def _hand_to_offices(now) -> None:
    """What was asked by a mail that did not arrive for certain becomes a follow-up, and so does what nobody was there for."""
    rows = OutcomeQuestion.objects.sighted().filter(BY_WORD, answer=Running.OPEN, follow_up=None, connection__stage__in=LIVING)
    rows = rows.filter(asked_at__gte=now - SILENT_AFTER)
    rows = rows.select_related("connection__from_actor__municipality", "connection__to_actor__municipality", "connection__municipality")
    for chunk in in_chunks(rows):
        offices = _Offices({question.actor.municipality_id for question in chunk})
        for question in chunk:
            with transaction.atomic():
                found = OutcomeQuestion.objects.select_for_update(of=("self",)).filter(pk=question.pk, answer=Running.OPEN, follow_up=None)
                if found.exists() and (follow_up := _give_to_office(question, now, offices)):
                    question.follow_up = follow_up
                    question.save()


# --- answering ---------------------------------------------------------------------------------------------
@transaction.atomic
def answer_outcome(*, question, answer: str, text: str = "", through: str, user=None) -> bool:
    """Take down what a side says; a new answer replaces the older one, which its history keeps. False if a person has closed the
    connection. The same answer again changes nothing. The follow-up that asked for it is done."""
    connection = lock(question.connection)
    if not may_answer(connection):
        return False
    question = OutcomeQuestion.objects.select_for_update(of=("self",)).select_related("follow_up").get(pk=question.pk)
    question.connection = connection
    text = text.strip()
    if (question.answer, question.answer_text) == (answer, text):
        return True
    now = timezone.now()
    question.answer, question.answer_text, question.answered_at = answer, text, now
    question.answered_through, question.recorded_by = through, user
    question.save()
    if question.follow_up:
        # Of another city's promise only that it is kept is noted.
        finish_follow_up(user=user if _works_at(user, question.follow_up.municipality_id) else None, follow_up=question.follow_up)
    settle(connection, now=now, user=user)
    return True


def _works_at(user, city: int) -> bool:
    return user is not None and any(entry.municipality_id == city for entry in user.active_memberships)


@transaction.atomic
def let_stand(*, user, connection) -> bool:
    """Somebody has looked at the answers and the stage stays as it is, with a line in the log; False if nothing waits for a person."""
    connection = lock(connection)
    if not open_points(connection.outcome_questions.all()).exists():
        return False
    log_step(connection, user=user, reason=_("The answers were looked at; the stage stays."))
    return True


# --- settling ----------------------------------------------------------------------------------------------
def settle(connection, *, now, user=None) -> bool:
    """Move a locked connection as the answers of its newest round say, forward or to its end, and never back; True if it moved.

    A yes that nobody contradicts moves forward; a no of both, or of one whom the other did not contradict in 28 days, ends it. Yes against
    no, and whatever contradicts what was answered before, moves nothing: that is left to a person.
    """
    if connection.stage not in LIVING:
        return False
    questions, steps = list(connection.outcome_questions.all()), list(connection.steps.all())
    by_hand = max((step.made_at for step in steps if step.made_by_id and not step.side), default=None)
    answered = [question for question in questions if question.answer]
    if not answered:
        return _settle_silence(connection, questions, by_hand, now)
    number = max(question.round for question in answered)
    own = [question for question in questions if question.round == number]
    # What somebody has looked at since moves nothing any more.
    fresh = [question for question in own if question.answer and (by_hand is None or question.answered_at > by_hand)]
    said = {question.answer for question in own}
    if {Running.YES, Running.NO} <= said:
        return False
    if Running.YES in said:
        return _settle_yes(connection, number, [question for question in fresh if question.answer == Running.YES], user, now)
    if Running.NO in said:
        moved = any(step.side and step.stage in LIVING[1:] and step.made_at >= own[0].asked_at for step in steps)
        return _settle_no(connection, own, fresh, moved, user, now)
    return False


def _settle_yes(connection, number: int, fresh, user, now) -> bool:
    """It runs: forward to what the round stands for; the want of a side that says so is fulfilled."""
    if not fresh:
        return False
    for question in fresh:
        if connection.want_id and connection.want.actor_id == question.actor.pk:
            _set_listing(connection.want_id, ListingState.FULFILLED, (*HELD, ListingState.OPEN))
    if WAY.index(REACHED[number]) <= WAY.index(connection.stage):
        return False
    newest = max(fresh, key=lambda question: question.answered_at)
    set_stage(connection, REACHED[number], user=user, side=newest.side, through=newest.answered_through, at=now)
    return True


def _settle_no(connection, own, fresh, is_moved: bool, user, now) -> bool:
    """It does not run: the end, if both say so, or if one does and the other did not speak up."""
    denied = [question for question in own if question.answer == Running.NO]
    if not any(question in fresh for question in denied):
        return False
    reason = ""
    if len(denied) == 1:
        other = next((question for question in own if question not in denied), None)
        if is_moved or (other and (other.answer or now < other.asked_at + UNCONTRADICTED_AFTER)):
            return False
        reason = _("One side says no; the other did not contradict within 28 days.")
    newest = max(denied, key=lambda question: question.answered_at)
    end = Stage.UNSUITABLE if connection.stage == Stage.INTRODUCED else Stage.ENDED
    set_stage(connection, end, user=user, side=newest.side, through=newest.answered_through, reason=reason, at=now)
    _let_go(connection)
    return True


def _settle_silence(connection, questions, by_hand, now) -> bool:
    """Nobody answered in any round, and nobody of the office moved the connection since the first question."""
    last = max((question.asked_at for question in questions if question.round == max(REACHED)), default=None)
    if last is None or now < last + SILENT_AFTER:
        return False
    if by_hand and by_hand > min(question.asked_at for question in questions):
        return False
    set_stage(connection, Stage.NO_REPLY, reason=_("Neither side answered any of the questions."), at=now)
    _let_go(connection)
    return True


def _set_listing(key: int, state: str, if_in) -> None:
    """Move a want or an offer, unless it is elsewhere meanwhile."""
    listing = Listing.objects.select_for_update(of=("self",)).filter(pk=key, state__in=if_in).first()
    if listing:
        assign(listing, {"state": state})


def _let_go(connection) -> None:
    """Nothing came of it: its want and its offer are to be had again, unless another connection holds them."""
    running = Connection.objects.filter(stage__in=WAY).exclude(pk=connection.pk)
    for key in filter(None, (connection.want_id, connection.offer_id)):
        if not running.filter(Q(want=key) | Q(offer=key)).exists():
            _set_listing(key, ListingState.OPEN, HELD)


def settle_due_outcomes(now) -> int:
    """What time alone decides: a no that nobody contradicted, silence in all rounds; returns how many connections moved. Questions about
    what was closed meanwhile wait for nobody any more."""
    count, rows = 0, Connection.objects.sighted().filter(stage__in=LIVING)
    denied = OutcomeQuestion.objects.filter(answer=Running.NO, asked_at__lte=now - UNCONTRADICTED_AFTER)
    denied = open_points(denied).filter(what=What.NO, other_answer=Running.OPEN)
    answered = OutcomeQuestion.objects.filter(connection=OuterRef("connection")).exclude(answer=Running.OPEN)
    silent = OutcomeQuestion.objects.filter(answer=Running.OPEN, round=max(REACHED), asked_at__lte=now - SILENT_AFTER)
    silent = silent.filter(~Exists(answered))
    for chunk in in_chunks(rows.filter(Q(pk__in=denied.values("connection")) | Q(pk__in=silent.values("connection")))):
        for row in chunk:
            with transaction.atomic():
                count += settle(lock(row), now=now)
    _close_follow_ups()
    return count


def _close_follow_ups() -> None:
    """Nobody has to ask about a connection that is closed."""
    rows = OutcomeQuestion.objects.filter(answer=Running.OPEN, connection__stage__in=CLOSED, follow_up__done_at=None)
    for chunk in in_chunks(rows.exclude(follow_up=None).select_related("follow_up")):
        for question in chunk:
            finish_follow_up(user=None, follow_up=question.follow_up, note=_("The connection is closed meanwhile."))


# --- wants and offers --------------------------------------------------------------------------------------
GOES_ON_FOR = 6
# Introductions that are not decided: their want stays as long as they do.
UNDECIDED = WAY[: WAY.index(Stage.INTRODUCED) + 1]


def ask_expiring_listings(now) -> int:
    """Ask by mail whether wants and offers that end within 14 days still hold; returns how many mails were written. Whom no mail reaches
    stands on "Heute" alone."""
    today, count = timezone.localtime(now).date(), 0
    rows = Listing.objects.sighted().expiring(today + ASKED_BEFORE).filter(expires_on__gte=today)
    # Asked once for each last day: whoever got another one is asked before that one again.
    rows = rows.filter(Q(asked_at=None) | Q(asked_at__lt=now - ASKED_BEFORE - timedelta(days=1)))
    for chunk in in_chunks(rows.select_related("actor", "contact", "municipality")):
        first = _first_people([listing.actor for listing in chunk])
        for listing in chunk:
            with transaction.atomic():
                count += _ask_listing(listing, _reader(listing, first), now)
    return count


def _reader(listing, first):
    """Whom to write to about a want or an offer; None where the letter goes to the actor's own address."""
    contact = listing.contact
    return contact if contact and (contact.email or contact.restricted_at) else first.get(listing.actor_id)


def _ask_listing(listing, contact, now) -> bool:
    email = contact.email if contact and contact.email else listing.actor.email
    if not email:
        return False
    words = {
        "greeting": contact.letter_salutation() if contact else _("Dear Sir or Madam"),
        "actor": listing.actor,
        "title": listing.title,
        "day": f"{listing.expires_on:%d.%m.%Y}",
        "link": placeholder("answer"),
        "office": listing.municipality.office_name,
    }
    want = _(
        "%(greeting)s,\n\n%(actor)s is looking for: %(title)s. We keep this want until %(day)s. Does it still hold?\n\n"
        "Behind this link you tell us with one click; it works for 60 days:\n\n%(link)s\n\n"
        "If you do nothing, the want ends on that day.\n\nKind regards\n%(office)s"
    )
    offer = _(
        "%(greeting)s,\n\n%(actor)s offers: %(title)s. We keep this offer until %(day)s. Does it still hold?\n\n"
        "Behind this link you tell us with one click; it works for 60 days:\n\n%(link)s\n\n"
        "If you do nothing, the offer ends on that day.\n\nKind regards\n%(office)s"
    )
    try:
        queue_message(
            purpose="service",
            subject=_("Does your want still hold?") if listing.is_want else _("Does your offer still hold?"),
            body=(want if listing.is_want else offer) % words,
            actor=listing.actor,
            contact=contact,
            email=email,
            links={"answer": ("listing", listing.pk)},
            is_automatic=True,
            once_key=f"listing {listing.pk} {listing.expires_on:%Y-%m-%d}",
        )
    except MessageRefused:
        return False
    Listing.objects.filter(pk=listing.pk).update(asked_at=now)
    return True


def expire_listings(now) -> int:
    """End wants and offers whose last day has passed; returns how many. One that is being brokered stays until that is decided."""
    today, count = timezone.localtime(now).date(), 0
    undecided = Connection.objects.filter(stage__in=UNDECIDED)
    held = Q(pk__in=undecided.exclude(want=None).values("want")) | Q(pk__in=undecided.exclude(offer=None).values("offer"))
    past = Listing.objects.sighted().still_sought().filter(expires_on__lt=today)
    for chunk in in_chunks(past.exclude(held, state=ListingState.IN_BROKERING)):
        for row in chunk:
            with transaction.atomic():
                listing = Listing.objects.still_sought().select_for_update(of=("self",)).filter(pk=row.pk, expires_on__lt=today).first()
                if listing:
                    assign(listing, {"state": ListingState.EXPIRED})
                    count += 1
    return count


@transaction.atomic
def answer_listing(*, listing, answer: str) -> bool:
    """The actor says whether a want or an offer still holds: `ListingState.OPEN` keeps it six months more, `FULFILLED` and `WITHDRAWN` end
    it. False if that was decided already: a second click does nothing."""
    listing = Listing.objects.select_for_update(of=("self",)).get(pk=listing.pk)
    if not is_to_be_renewed(listing, timezone.localdate()):
        return False
    if answer == ListingState.OPEN:
        state = ListingState.OPEN if listing.state == ListingState.EXPIRED else listing.state
        assign(listing, {"expires_on": add_months(listing.expires_on, GOES_ON_FOR), "state": state})
    else:
        assign(listing, {"state": answer})
    return True


# --- what was worked out -----------------------------------------------------------------------------------
def drop_old_figures(now) -> int:
    """Throw away figures and positions of the network that are older than 30 days: whoever needs them works them out anew."""
    return NetworkCache.objects.filter(made_at__lt=now - timedelta(days=30)).delete()[0]
