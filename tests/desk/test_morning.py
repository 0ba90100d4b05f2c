"""The morning mail: once on each working day, to those who want it, and never twice whatever breaks."""

import socket
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from desk import actions, morning
from desk.models import MorningMail
from desk.tasks import send_mornings
from tests import factories
from tests.pages import words
from wf40.registry import TodayLine, TodayPanel, due_work, today

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE, SWITCH = "/buero/mein-kalender/", "/buero/mein-kalender/morgenmail/"
# Thursday, 12 March 2026, 6:00 in Wuppertal.
SIX = datetime(2026, 3, 12, 5, tzinfo=UTC)
FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _that_day():
    with time_machine.travel(SIX, tick=False):
        yield


@pytest.fixture
def wanted(wuppertal, wuppertal_adviser):
    """Ada wants the mail and has something to do: an overdue promise, two for today, and one of a confidential talk."""
    actions.want_morning_mail(user=wuppertal_adviser, municipality=wuppertal, is_wanted=True)
    actor = factories.make_actor(wuppertal, "Werkhof")
    for task, day in (("Angebot schicken", date(2026, 3, 9)), ("Rückruf", SIX.date()), ("Brief", SIX.date())):
        factories.make_follow_up(actor, wuppertal_adviser, task, due_on=day)
    promise = {"task": "Streng geheim", "due_on": SIX.date() + timedelta(days=1), "assignee": wuppertal_adviser}
    factories.make_consultation(actor, wuppertal_adviser, is_confidential=True, note="Streng geheim", follow_up=promise)
    return MorningMail.objects.get()


def run(at=SIX):
    """What the clock's job says."""
    return send_mornings(at)


def subjects():
    return [letter.subject for letter in mail.outbox]


class Post:
    """A mail server on this machine that answers what a test wants, for each recipient."""

    def __init__(self, settings):
        self.answers, self.taken = {}, []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", self.port, 5
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the library's name
        (to,) = envelope.rcpt_tos
        if answer := self.answers.get(to):
            return answer
        self.taken.append(to)
        return "250 OK"


@pytest.fixture
def post(settings):
    server = Post(settings)
    yield server
    if server.controller.server:
        server.controller.stop()


# --- what comes --------------------------------------------------------------------------------------------
def test_mail_says_in_its_subject_how_much_and_in_its_text_what_with_whole_links(wanted, wuppertal_adviser):
    assert run() == "1 verschickt"
    (letter,) = mail.outbox
    assert letter.subject == "wf40: 1 überfällig, 2 heute fällig"
    assert letter.to == [wuppertal_adviser.email]
    assert "Donnerstag, 12. März" in letter.body
    assert "- Angebot schicken\n  09.03.2026" in letter.body
    links = [line.strip() for line in letter.body.splitlines() if "/buero/" in line]
    assert len(links) == 6
    assert "- Wiedervorlage\n  13.03.2026" in letter.body
    assert "geheim" not in letter.body
    assert all("http://localhost:8000/buero/" in line for line in links)
    assert f"Abbestellen: http://localhost:8000{PAGE}" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_mail_comes_once_on_working_days_between_six_and_noon(wanted):
    runs = [
        (SIX - FIVE_MINUTES, 0), (SIX + timedelta(hours=5, minutes=55), 1), (SIX + timedelta(hours=5, minutes=59), 1),
        (SIX + timedelta(days=1, hours=6), 1), (SIX + timedelta(days=2), 1), (SIX + timedelta(days=3), 1), (SIX + timedelta(days=4), 2),
    ]  # fmt: skip
    for at, count in runs:
        with time_machine.travel(at, tick=False):
            run(at)
        assert len(mail.outbox) == count, at
    assert next(work for work in due_work if work.key == "morning_mail").every_minutes == 5


def test_mail_comes_to_those_alone_who_want_it_and_work_here(wanted, wuppertal, wuppertal_adviser, second_adviser, sign_in):
    client = sign_in(wuppertal_adviser)
    assert wuppertal_adviser.email in words(client.get(PAGE))
    for _time in range(2):
        client.post(SWITCH, {"wanted": "0"})
    assert run() is None
    client.post(SWITCH, {"wanted": "1"})
    membership = wuppertal_adviser.memberships.get()
    for values in ({"is_active": False}, {"is_active": True, "role": "reader"}):
        type(membership).objects.filter(pk=membership.pk).update(**values)
        assert run() is None
    type(membership).objects.update(role="adviser")
    assert run() == "1 verschickt"
    assert MorningMail.objects.count() == 1
    # Nothing is due for Toni, so nothing comes.
    actions.want_morning_mail(user=second_adviser, municipality=wuppertal, is_wanted=True)
    assert run() is None
    assert len(mail.outbox) == 1


def test_other_lines_are_counted_without_their_words_and_another_citys_do_not_come(wuppertal, witten, wuppertal_adviser, monkeypatch):
    there = factories.make_actor(witten, "Nachbarhof")
    factories.make_membership(wuppertal_adviser, witten)
    factories.make_follow_up(there, wuppertal_adviser, "In Witten", due_on=SIX.date())

    def lines(user, municipality, day):
        return [TodayLine("Kim\nMuster: Frage", f"{municipality}, {day:%d.%m.}", "/buero/fragen/1/"), TodayLine("Noch eine")]

    monkeypatch.setattr(today, "_entries", dict(today._entries))
    today.register(TodayPanel("questions", "", None, 0, lines=lines))
    actions.want_morning_mail(user=wuppertal_adviser, municipality=wuppertal, is_wanted=True)
    run()
    assert subjects() == ["wf40: 2 Einträge für heute"]
    assert "- Kim Muster: Frage\n  Wuppertal, 12.03.\n  http://localhost:8000/buero/fragen/1/\n- Noch eine\n" in mail.outbox[0].body
    assert "Witten" not in mail.outbox[0].body


# --- what breaks -------------------------------------------------------------------------------------------
def test_dead_server_is_asked_again_until_noon(wanted, post, wuppertal_adviser):
    assert run() == "der Mailserver nimmt zurzeit keine an"
    assert MorningMail.objects.get().sent_for is None
    post.controller.start()
    post.answers[wuppertal_adviser.email] = "451 später"
    assert run(SIX + FIVE_MINUTES) == "der Mailserver nimmt zurzeit keine an"
    post.answers.clear()
    assert run(SIX + 2 * FIVE_MINUTES) == "1 verschickt"
    assert run(SIX + 3 * FIVE_MINUTES) is None
    assert post.taken == [wuppertal_adviser.email]


def test_dead_address_stops_nobody_and_is_not_tried_again(wanted, post, wuppertal, wuppertal_adviser, second_adviser):
    actions.want_morning_mail(user=second_adviser, municipality=wuppertal, is_wanted=True)
    factories.make_follow_up(factories.make_actor(wuppertal), second_adviser, due_on=SIX.date())
    post.controller.start()
    post.answers[wuppertal_adviser.email] = "550 unbekannt"
    assert run() == "1 verschickt, 1 gescheitert"
    assert run(SIX + FIVE_MINUTES) is None
    assert post.taken == [second_adviser.email]


class PowerCut(BaseException):
    """Nobody catches it."""


class CutBackend(EmailBackend):
    """The power is cut as the mail is about to leave."""

    def send_messages(self, messages):
        raise PowerCut


def test_crash_between_mark_and_server_sends_nothing_twice(wanted, settings):
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.CutBackend"
    with pytest.raises(PowerCut):
        run()
    settings.EMAIL_BACKEND = usual
    assert MorningMail.objects.get().sent_for == SIX.date()
    assert run(SIX + FIVE_MINUTES) is None
    assert mail.outbox == []
    # Who was quicker sends it; the other one, who has read the row before, does not.
    before = MorningMail(pk=wanted.pk, sent_for=None)
    assert not morning._take(before, SIX.date())


@pytest.mark.logs_errors
def test_fault_of_ours_in_one_mail_stops_no_other(wanted, wuppertal, wuppertal_adviser, second_adviser, monkeypatch):
    actions.want_morning_mail(user=second_adviser, municipality=wuppertal, is_wanted=True)

    def lines(user, municipality, day):
        return [TodayLine(str(1 // (user.pk - wuppertal_adviser.pk)))]

    monkeypatch.setattr(today, "_entries", dict(today._entries))
    today.register(TodayPanel("broken", "", None, 0, lines=lines))
    assert run() == "1 verschickt, 1 gescheitert"
    assert [letter.to for letter in mail.outbox] == [[second_adviser.email]]
    assert run(SIX + FIVE_MINUTES) is None
