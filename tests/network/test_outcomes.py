"""Four weeks, six and twelve months after an introduction both sides are asked what became of it, and the stage follows their answers."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions as register
from initiatives.choices import MessageState
from initiatives.models import FollowUp, Message, PersonalLink
from initiatives.office_start import start_purposes
from network import actions
from network.choices import ListingState, Running, Side, Stage, Through
from network.models import Listing, NetworkCache, OutcomeQuestion
from network.outcomes import disagreements, far_questions, outcome_context, outcome_rates
from network.panels.outcomes import ending, ending_lines, result_lines, results
from network.tasks import drop_figures, end_listings
from tests import factories
from wf40.registry import due_work

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BEGIN = datetime(2026, 1, 13, 9, tzinfo=UTC)
PATH = re.compile(r"https?://[^/\s]+(/link/\S+)")


def days(number):
    """So many days later, and a minute: the clock goes on while a test runs."""
    return BEGIN + timedelta(days=number, minutes=1)


@pytest.fixture(autouse=True)
def office(wuppertal, wuppertal_adviser):
    start_purposes(wuppertal)


@pytest.fixture
def clock():
    with time_machine.travel(BEGIN) as traveller:
        yield traveller


def introduced(first, second, user, **values):
    """Two that were introduced just now."""
    return factories.make_introduced(first, second, user, days=0, kind="shared_use", **values)


@pytest.fixture
def pair(clock, wuppertal, wuppertal_adviser):
    """A connection between one actor with an address and one without."""
    cafe = factories.make_actor(wuppertal, "Repair-Café", email="cafe@oelberg.example")
    return introduced(cafe, factories.make_actor(wuppertal, "Holzhof"), wuppertal_adviser)


@pytest.fixture
def run(clock, django_capture_on_commit_callbacks):
    """The clock comes by on a day after the introduction; gives the words it leaves."""

    def do(number, key="network_outcomes"):
        clock.move_to(days(number))
        with django_capture_on_commit_callbacks(execute=True):
            return next(work for work in due_work if work.key == key).run(timezone.now())

    return do


@pytest.fixture
def say(clock):
    """A side answers, on a day after the introduction."""

    def do(connection, side, answer, number, text="", number_of_round=1):
        clock.move_to(days(number))
        question = OutcomeQuestion.objects.get(connection=connection, side=side, round=number_of_round)
        assert actions.answer_outcome(question=question, answer=answer, text=text, through=Through.LINK)
        connection.refresh_from_db()
        return connection.stage

    return do


def entered(address):
    """A browser that came in by a link."""
    client = Client()
    assert client.get(address).status_code == 200
    client.post(address)
    return client


# --- asking ------------------------------------------------------------------------------------------------
def test_each_side_is_asked_once_by_mail_or_by_somebody_of_the_office(pair, run, wuppertal_adviser):
    assert run(27) is None
    assert run(28) == "2 Fragen gestellt"
    assert run(28) is None
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["cafe@oelberg.example"], "Läuft es noch?")
    assert "am 13.01.2026 haben wir Repair-Café und Holzhof einander vorgestellt (Gemeinsame Nutzung)" in letter.body
    (task,) = FollowUp.objects.all()
    assert (task.task, task.assignee, task.actor) == (
        "Nachfragen: Läuft die Vorstellung vom 13.01.2026 noch (Gemeinsame Nutzung)?",
        wuppertal_adviser,
        pair.to_actor,
    )
    assert list(OutcomeQuestion.objects.values_list("round", "side")) == [(1, "from"), (1, "to")]


def test_after_a_pause_only_the_newest_round_is_asked_and_closed_or_restricted_ones_are_not(
    pair, run, wuppertal, wuppertal_adviser, wuppertal_manager
):
    closed, shut = (introduced(pair.from_actor, factories.make_actor(wuppertal), wuppertal_adviser) for _number in range(2))
    actions.move_stage(user=wuppertal_adviser, connection=closed, stage=Stage.ENDED)
    register.restrict(user=wuppertal_manager, record=shut.to_actor, reason="claims")
    assert run(190) == "2 Fragen gestellt"
    assert list(OutcomeQuestion.objects.values_list("connection", "round")) == [(pair.pk, 2), (pair.pk, 2)]
    assert run(366) == "2 Fragen gestellt"
    assert set(OutcomeQuestion.objects.values_list("round", flat=True)) == {2, 3}


def test_a_mail_that_fails_becomes_a_follow_up_and_the_answer_finishes_it(pair, run, say, wuppertal_adviser):
    run(28)
    Message.objects.update(state=MessageState.UNCERTAIN)
    run(29)
    run(30)
    assert FollowUp.objects.filter(actor=pair.from_actor, done_at=None).count() == 1
    say(pair, Side.FROM, Running.YES, 31)
    assert not FollowUp.objects.filter(actor=pair.from_actor, done_at=None).exists()


def test_an_actor_of_another_city_is_asked_by_its_own_office(clock, run, wuppertal, witten, wuppertal_adviser, witten_adviser, client):
    near, far = factories.make_actor(wuppertal, "Geheimbund", internal_note="Nur hier"), factories.make_actor(witten, "Wittener Laden")
    connection = factories.make_connection(near, factories.make_actor(wuppertal), wuppertal_adviser)
    connection.to_actor = far
    connection.save()
    actions.set_stage(connection, Stage.INTRODUCED, introduced_at=BEGIN, from_agreed_at=BEGIN, to_agreed_at=BEGIN)
    run(28)
    task = FollowUp.objects.get(municipality=witten)
    assert (task.task, task.assignee) == ("Wuppertal fragt: Läuft die Vorstellung vom 13.01.2026 noch (Kooperation)?", witten_adviser)
    question = far_questions(witten_adviser, witten).get()
    address = reverse("outcome_record", args=[question.pk])
    client.force_login(witten_adviser)
    page = client.get(address).content.decode()
    assert "Wuppertal fragt" in page
    assert "Geheimbund" not in page
    (row,) = results(witten_adviser, witten, timezone.localdate())["rows"]
    assert (row["why"], row["point"].names, row["point"].url) == (
        "Wuppertal fragt, ob es noch läuft",
        "Akteur in Wuppertal – Wittener Laden",
        "",
    )
    assert client.post(address, {"answer": "yes"}).status_code == 302
    question.refresh_from_db()
    task.refresh_from_db()
    connection.refresh_from_db()
    assert (question.answered_through, question.recorded_by, task.done_by) == ("office", witten_adviser, witten_adviser)
    assert connection.stage == Stage.IN_CONTACT
    own = OutcomeQuestion.objects.get(side=Side.FROM)
    assert client.get(reverse("outcome_record", args=[own.pk])).status_code == 404


def test_a_hundred_introductions_ask_no_more_for_each_than_one(pair, clock, wuppertal, wuppertal_adviser):
    def counted(now):
        with CaptureQueriesContext(database) as queries:
            actions.ask_due_outcomes(now)
        return len(queries)

    clock.move_to(days(28))
    one = counted(timezone.now())
    for _number in range(3):
        introduced(factories.make_actor(wuppertal), factories.make_actor(wuppertal), wuppertal_adviser)
    assert counted(timezone.now()) <= 3 * one
    assert counted(timezone.now()) <= 4


# --- settling ----------------------------------------------------------------------------------------------
def test_yes_of_both_moves_forward_round_by_round_and_the_log_says_who(pair, run, say):
    run(28)
    assert say(pair, Side.FROM, Running.YES, 29) == Stage.IN_CONTACT
    assert say(pair, Side.TO, Running.YES, 30) == Stage.IN_CONTACT
    run(190)
    assert say(pair, Side.TO, Running.YES, 191, number_of_round=2) == Stage.COOPERATING
    run(370)
    assert say(pair, Side.FROM, Running.YES, 371, number_of_round=3) == Stage.LASTING
    steps = pair.steps.order_by("pk").values_list("stage", "side", "through")
    assert list(steps)[-3:] == [("in_contact", "from", "link"), ("cooperating", "to", "link"), ("lasting", "from", "link")]


def test_a_single_no_ends_it_when_the_other_side_is_silent_for_28_days(pair, run, say):
    run(28)
    assert say(pair, Side.FROM, Running.NO, 29) == Stage.INTRODUCED
    run(55)
    pair.refresh_from_db()
    assert pair.stage == Stage.INTRODUCED
    assert run(57) == "1 Verbindung weitergeführt"
    pair.refresh_from_db()
    assert pair.stage == Stage.UNSUITABLE
    assert "28\N{NO-BREAK SPACE}Tagen nicht widersprochen" in pair.steps.first().reason
    assert not FollowUp.objects.filter(done_at=None).exists()


def test_no_of_both_ends_it_and_its_want_and_offer_are_open_again(clock, run, say, wuppertal, wuppertal_adviser):
    seeker, giver = factories.make_actor(wuppertal), factories.make_actor(wuppertal)
    want, offer = factories.make_listing(seeker), factories.make_listing(giver, exchange_type="offer")
    connection = introduced(seeker, giver, wuppertal_adviser, want=want, offer=offer)
    Listing.objects.update(state=ListingState.MATCHED)
    run(28)
    say(connection, Side.FROM, Running.YES, 29)
    want.refresh_from_db()
    assert want.state == ListingState.FULFILLED
    run(190)
    say(connection, Side.FROM, Running.NO, 191, number_of_round=2)
    assert say(connection, Side.TO, Running.NO, 192, number_of_round=2) == Stage.ENDED
    want.refresh_from_db()
    offer.refresh_from_db()
    assert (want.state, offer.state, offer.history.first().state) == (ListingState.FULFILLED, ListingState.OPEN, ListingState.OPEN)


def test_yes_against_no_moves_nothing_until_a_person_decides(pair, run, say, clock, wuppertal, wuppertal_adviser, client):
    run(28)
    say(pair, Side.FROM, Running.NO, 29)
    assert say(pair, Side.TO, Running.YES, 30) == Stage.INTRODUCED
    run(80)
    pair.refresh_from_db()
    assert pair.stage == Stage.INTRODUCED
    assert disagreements(wuppertal_adviser, wuppertal).count() == 1
    context = outcome_context(wuppertal_adviser, wuppertal, pair)
    assert (context["is_apart"], [side.answer for side in context["rounds"][0].sides]) == (True, ["no", "yes"])
    client.force_login(wuppertal_adviser)
    assert "Die Antworten widersprechen sich" in client.get(reverse("office")).content.decode()
    seen = {"path": reverse("outcome_seen", args=[pair.pk]), "data": {"next": reverse("office")}}
    assert client.post(**seen).url == reverse("office")
    steps = pair.steps.count()
    client.post(**seen)
    assert pair.steps.count() == steps
    assert not disagreements(wuppertal_adviser, wuppertal).exists()
    assert results(wuppertal_adviser, wuppertal, timezone.localdate()) is None


def test_a_changed_answer_never_moves_back_silently(pair, run, say, wuppertal, wuppertal_adviser):
    run(28)
    say(pair, Side.FROM, Running.YES, 29)
    assert say(pair, Side.FROM, Running.NO, 30) == Stage.IN_CONTACT
    run(80)
    pair.refresh_from_db()
    assert pair.stage == Stage.IN_CONTACT
    question = disagreements(wuppertal_adviser, wuppertal).get()
    assert [row.answer for row in question.history.order_by("history_id")] == ["", "yes", "no"]
    # Both say no: that contradicts nobody. And a yes after that is shown, while the connection stays closed.
    assert say(pair, Side.TO, Running.NO, 81) == Stage.ENDED
    assert not disagreements(wuppertal_adviser, wuppertal).exists()
    assert say(pair, Side.TO, Running.YES, 82) == Stage.ENDED
    assert disagreements(wuppertal_adviser, wuppertal).exists()


def test_another_answer_waits_for_the_broker_with_its_words(pair, run, say, wuppertal, wuppertal_adviser, second_adviser, clock):
    run(28)
    say(pair, Side.FROM, Running.OTHERWISE, 29, "Erst im Herbst")
    assert say(pair, Side.TO, Running.YES, 30) == Stage.IN_CONTACT
    day = timezone.localdate()
    (row,) = results(wuppertal_adviser, wuppertal, day)["rows"]
    assert (row["why"], row["point"].question.answer_text) == ("Repair-Café sagt: anders", "Erst im Herbst")
    assert results(second_adviser, wuppertal, day) is None
    assert "Herbst" not in str(result_lines(wuppertal_adviser, wuppertal, day))
    clock.move_to(days(31))
    actions.move_stage(user=wuppertal_adviser, connection=pair, stage=Stage.COOPERATING)
    assert results(wuppertal_adviser, wuppertal, day) is None


def test_three_rounds_without_an_answer_end_it_unless_somebody_knew_better(pair, run, clock, wuppertal, wuppertal_adviser):
    known = introduced(factories.make_actor(wuppertal), factories.make_actor(wuppertal), wuppertal_adviser)
    for number in (28, 182, 366):
        run(number)
    actions.move_stage(user=wuppertal_adviser, connection=known, stage=Stage.COOPERATING)
    run(420)
    pair.refresh_from_db()
    assert pair.stage == Stage.INTRODUCED
    run(430)
    for connection in (pair, known):
        connection.refresh_from_db()
    assert (pair.stage, known.stage) == (Stage.NO_REPLY, Stage.COOPERATING)
    assert pair.steps.first().reason == "Keine der beiden Seiten hat auf die Nachfragen geantwortet."
    rates = outcome_rates(wuppertal_adviser, wuppertal)
    assert (rates["introduced"], rates["rounds"][2]["asked"], rates["rounds"][2]["answered"]) == (2, 2, 0)


# --- the pages ---------------------------------------------------------------------------------------------
def test_the_link_opens_the_question_and_a_second_answer_replaces_the_first(pair, run, clock):
    run(28)
    guest = entered(PATH.findall(mail.outbox[-1].body)[0])
    address = reverse("outcome_answer")
    page = guest.get(address).content.decode()
    assert "Holzhof" in page
    assert OutcomeQuestion.objects.exclude(answer="").count() == 0
    assert guest.post(address, {"answer": "vielleicht"}).status_code == 200
    assert "höchstens 500" in guest.post(address, {"answer": "no", "text": "x" * 501}).content.decode()
    for answer in ("otherwise", "otherwise", "yes"):
        assert guest.post(address, {"answer": answer, "text": "Montags"}).status_code == 302
    question = OutcomeQuestion.objects.get(side=Side.FROM)
    assert (question.answer, question.answer_text, question.history.count()) == ("yes", "Montags", 3)
    page = guest.get(address).content.decode()
    assert "10.02.2026" in page
    assert "ändern" in page
    pair.refresh_from_db()
    assert pair.stage == Stage.IN_CONTACT


def test_a_closed_connection_says_so_and_a_link_that_ended_opens_nothing(pair, run, clock, wuppertal_adviser, wuppertal_manager):
    run(28)
    way_in = PATH.findall(mail.outbox[-1].body)[0]
    guest, address = entered(way_in), reverse("outcome_answer")
    actions.move_stage(user=wuppertal_adviser, connection=pair, stage=Stage.UNSUITABLE)
    assert "Passt nicht" in guest.get(address).content.decode()
    assert guest.post(address, {"answer": "yes"}).status_code == 409
    assert OutcomeQuestion.objects.exclude(answer="").count() == 0
    register.restrict(user=wuppertal_manager, record=pair.to_actor, reason="claims")
    assert "Holzhof" not in guest.get(address).content.decode()
    register.revoke_link(link=PersonalLink.objects.get(purpose="outcome"))
    assert (guest.post(address, {"answer": "yes"}).status_code, Client().get(way_in).status_code) == (403, 410)
    PersonalLink.objects.update(revoked_at=None)
    clock.move_to(days(89))
    assert Client().get(way_in).status_code == 410


def test_the_office_notes_an_answer_given_by_word(pair, run, wuppertal_adviser, wuppertal_reader, client):
    run(28)
    question = OutcomeQuestion.objects.get(side=Side.TO)
    address = reverse("outcome_record", args=[question.pk])
    client.force_login(wuppertal_reader)
    assert client.get(address).status_code == 403
    client.force_login(wuppertal_adviser)
    assert "Bitte wählen Sie eine Antwort" in client.post(address, {"through": "phone"}).content.decode()
    for _twice in range(2):
        client.post(address, {"answer": "no", "through": "phone", "text": ""})
    question.refresh_from_db()
    assert (question.answered_through, question.recorded_by, question.history.count()) == ("phone", wuppertal_adviser, 2)
    assert question.follow_up.done_by == wuppertal_adviser
    actions.move_stage(user=wuppertal_adviser, connection=pair, stage=Stage.ENDED)
    assert client.post(address, {"answer": "yes", "through": "phone"}).status_code == 302
    question.refresh_from_db()
    assert question.answer == "no"


# --- wants and offers --------------------------------------------------------------------------------------
@pytest.fixture
def want(clock, wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal, "Markthalle", email="halle@markt.example")
    return factories.make_listing(actor, "Kühlraum", expires_on=days(20).date())


def test_a_want_is_asked_about_once_and_kept_or_ended_by_its_link(want, run, wuppertal, wuppertal_adviser):
    silent = factories.make_listing(factories.make_actor(wuppertal), "Lastenrad", expires_on=days(20).date())
    assert run(5, "listing_expiry") is None
    assert run(6, "listing_expiry") == "1 nachgefragt"
    assert run(7, "listing_expiry") is None
    (letter,) = mail.outbox
    assert letter.subject == "Gilt Ihr Gesuch noch?"
    day = timezone.localdate()
    assert [row.title for row in ending(wuppertal_adviser, wuppertal, day)["rows"]] == ["Kühlraum", "Lastenrad"]
    assert len(ending_lines(wuppertal_adviser, wuppertal, day)) == 2
    guest, address = entered(PATH.findall(letter.body)[0]), reverse("listing_answer")
    assert "Kühlraum" in guest.get(address).content.decode()
    for answer in ("Unsinn", "open", "open", "withdrawn"):
        guest.post(address, {"answer": answer})
    want.refresh_from_db()
    assert (f"{want.expires_on:%d.%m.%Y}", want.state) == ("02.08.2026", ListingState.OPEN)
    assert run(21, "listing_expiry") == "1 abgelaufen"
    silent.refresh_from_db()
    assert (silent.state, silent.history.first().state) == (ListingState.EXPIRED, ListingState.EXPIRED)


def test_a_want_that_ended_comes_back_by_its_link_or_is_found(want, run, clock):
    run(6, "listing_expiry")
    guest, address = entered(PATH.findall(mail.outbox[-1].body)[0]), reverse("listing_answer")
    run(21, "listing_expiry")
    guest = entered(PATH.findall(mail.outbox[-1].body)[0])
    guest.post(address, {"answer": "open"})
    want.refresh_from_db()
    assert want.state == ListingState.OPEN
    Listing.objects.update(expires_on=days(22).date())
    guest.post(address, {"answer": "fulfilled"})
    want.refresh_from_db()
    assert want.state == ListingState.FULFILLED
    assert "nichts zu entscheiden" in guest.get(address).content.decode()


def test_what_is_being_brokered_stays_until_that_is_decided(want, run, wuppertal, wuppertal_adviser):
    connection = factories.make_introduction(want.actor, factories.make_actor(wuppertal), wuppertal_adviser, want=want)
    Listing.objects.update(state=ListingState.IN_BROKERING)
    assert run(30, "listing_expiry") is None
    actions.move_stage(user=wuppertal_adviser, connection=connection, stage=Stage.UNSUITABLE)
    assert end_listings(timezone.now()) == "1 abgelaufen"


def test_old_figures_are_thrown_away(clock, wuppertal):
    for age in (29, 31):
        NetworkCache.objects.create(municipality=wuppertal, kind="layout", state=str(age), made_at=days(-age))
    assert drop_figures(BEGIN) == "1 Eintrag gelöscht"
    assert NetworkCache.objects.get().state == "29"
