"""Mails: nobody gets one twice, none is lost in silence, nobody is written to who does not want it, and no link is stored."""

import asyncio
import email
import email.policy
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.apps import apps
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.actions import MessageRefused, placeholder, queue_message, send_due_messages
from initiatives.actions.messages import LOST_AFTER, PAUSES, _end, _take, _try_again
from initiatives.choices import ConsentChannel, MessageState, RestrictionReason
from initiatives.links import find_link
from initiatives.models import Message, PersonalLink, Purpose
from initiatives.office_start import start_purposes
from initiatives.tasks import send_mails
from tests import factories
from tests.pages import words
from wf40.registry import due_work, obligations

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"
A_MINUTE = timedelta(minutes=1)
TOKEN = re.compile(r"/link/([\w-]{40,})/")
WAITING, SENDING, SENT, FAILED, UNCERTAIN = MessageState.values


class Post:
    """A mail server: keeps what it took, and says or does what a test wants instead."""

    def __init__(self):
        self.mails, self.answers, self.was_reached = [], [], threading.Event()
        # "waits": reads the text and says nothing; "drops": reads it and hangs up
        self.breaks_off = ""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the library's name
        taken = email.message_from_bytes(envelope.content, policy=email.policy.default)
        how = self.breaks_off
        answer = "250 OK" if how or not self.answers else self.answers.pop(0)
        if answer.startswith("250"):
            self.mails.append(taken)
        self.was_reached.set()
        if how == "drops":
            server.transport.abort()
        while how and not server.transport.is_closing():
            await asyncio.sleep(0.02)  # the client waits for an answer that does not come
        return answer

    @property
    def recipients(self):
        return sorted(taken["to"] for taken in self.mails)


@pytest.fixture
def post(settings):
    """A mail server that takes everything, on this machine."""
    server = Post()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = SMTP, "127.0.0.1", server.port, 5
    server.controller.start()
    yield server
    if server.controller.server:
        server.controller.stop()


@pytest.fixture
def only_queued(settings):
    """Nothing leaves by itself after a commit."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def office(wuppertal):
    start_purposes(wuppertal)
    wuppertal.reply_to = "antwort@wuppertal.example"
    wuppertal.save()
    return wuppertal


@pytest.fixture
def kim(office):
    return factories.make_contact(office, "Muster", email="kim@werkhof.example")


def write(contact=None, purpose="service", **values):
    """A mail to a person, as our actions queue it."""
    values = {"subject": "Ihre Frage", "body": f"Guten Tag,\n\n{placeholder('own')}\n", "links": {"own": ("consents", None)}} | values
    return queue_message(purpose=purpose, contact=contact, **values)


def write_to(office, *names):
    return [write(factories.make_contact(office, name, email=f"{name.lower()}@werkhof.example")) for name in names]


def states():
    return dict(Message.objects.values_list("email", "state"))


def later(message, **difference):
    """A moment after the mail's time has come."""
    return Message.objects.get(pk=message.pk).send_after + timedelta(**difference or {"seconds": 1})


# --- what a reader gets ------------------------------------------------------------------------------------
def test_reader_gets_the_text_with_a_working_link_the_offices_address_and_a_way_to_end_it(kim, office, post):
    message = write(kim, user=factories.make_user(office))
    assert send_due_messages() == {SENT: 1}
    (taken,) = post.mails
    message.refresh_from_db()
    assert (message.state, message.sent_at is not None, message.last_error) == (SENT, True, "")
    assert (taken["to"], taken["from"], taken["reply-to"]) == ("kim@werkhof.example", "wf40@localhost", "antwort@wuppertal.example")
    assert taken["subject"] == "Ihre Frage"
    body = taken.get_content()
    own, stop = (find_link(token) for token in TOKEN.findall(body))
    assert (own.purpose, own.contact, own.email) == ("consents", kim, "kim@werkhof.example")
    assert (stop.purpose, stop.subject_id) == ("stop", Purpose.objects.get(municipality=office, code="service").pk)
    assert f"/link/{TOKEN.findall(body)[1]}/" in taken["list-unsubscribe"]
    assert "Wirtschaftsförderung Wuppertal" in body
    assert "[[" not in body


def test_somebody_outside_the_register_gets_what_they_asked_for_and_nothing_to_end(office, post):
    message = write(stranger_of=office, email="neu@initiative.example", links={}, body="Bitte bestätigen Sie.")
    assert send_due_messages() == {SENT: 1}
    (taken,) = post.mails
    assert (taken["to"], taken["list-unsubscribe"]) == ("neu@initiative.example", None)
    assert (message.is_to_stranger, TOKEN.findall(taken.get_content())) == (True, [])


def test_no_token_stands_in_any_table(kim, post):
    write(kim)
    send_due_messages()
    tokens = TOKEN.findall(post.mails[0].get_content())
    assert len(tokens) == 2
    stored = [str(row) for model in apps.get_models() for row in model._base_manager.values_list()]
    assert any("kim@werkhof.example" in row for row in stored)
    assert not any(token in row for token in tokens for row in stored)


def test_a_server_that_repeats_the_text_puts_no_token_into_our_tables(kim, post):
    message = write(kim)

    async def repeat(server, session, envelope):
        token = TOKEN.search(envelope.content.decode())[1]
        return f"554 looks like spam: http://localhost/link/{token}/"

    post.handle_DATA = repeat
    send_due_messages()
    message.refresh_from_db()
    assert (message.state, message.last_error) == (FAILED, "554 looks like spam: http://localhost/link/…/")
    assert PersonalLink.objects.count() == 0  # nobody got them


def test_subject_with_a_line_break_cannot_add_a_header(kim, post):
    write(kim, subject="Ihre Frage\r\nBcc: viele@anders.example\n\nText")
    send_due_messages()
    (taken,) = post.mails
    assert (taken["subject"], taken["bcc"]) == ("Ihre Frage Bcc: viele@anders.example Text", None)
    assert taken["to"] == "kim@werkhof.example"


@pytest.mark.parametrize("address", ["a@werkhof.example\nBcc: b@anders.example", "a@werkhof.example, b@anders.example", "niemand"])
def test_address_that_is_none_is_refused(address, kim):
    with pytest.raises(MessageRefused):
        write(kim, email=address)
    assert Message.objects.count() == 0


# --- nobody gets a mail twice ------------------------------------------------------------------------------
WORKER = """
import json, sys
from django.conf import settings
settings.DATABASES["default"]["NAME"], settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = json.loads(sys.argv[1])
import django
django.setup()
from django.core.management import call_command
call_command("run_due_work")
"""


@pytest.mark.django_db(transaction=True)
def test_worker_that_is_killed_while_sending_leaves_an_uncertain_mail_and_sends_none_twice(only_queued, office, post, tmp_path):
    write_to(office, "Anna", "Bela", "Cleo")
    post.breaks_off = "waits"
    values = {"DJANGO_SETTINGS_MODULE": "wf40.settings", "WF40_MODE": "demo", "WF40_VAR": str(tmp_path)}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, json.dumps([str(connection.settings_dict["NAME"]), SMTP, "127.0.0.1", post.port])],
        env=os.environ | values,
        cwd=django_settings.BASE_DIR,
    )
    try:
        assert post.was_reached.wait(60)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    post.breaks_off = ""
    assert states() == {"anna@werkhof.example": SENDING, "bela@werkhof.example": WAITING, "cleo@werkhof.example": WAITING}
    now = timezone.now()
    assert send_due_messages(now) == {SENT: 2}  # the first may still be on its way
    assert send_due_messages(now + LOST_AFTER + A_MINUTE) == {UNCERTAIN: 1}
    assert send_due_messages(now + timedelta(days=3)) == {}
    assert states() == {"anna@werkhof.example": UNCERTAIN, "bela@werkhof.example": SENT, "cleo@werkhof.example": SENT}
    assert post.recipients == ["anna@werkhof.example", "bela@werkhof.example", "cleo@werkhof.example"]


def test_broken_line_after_the_text_is_uncertain_and_the_next_mail_leaves(office, post):
    first, second = write_to(office, "Anna", "Bela")
    post.breaks_off = "drops"
    threading.Thread(target=lambda: post.was_reached.wait(10) and setattr(post, "breaks_off", ""), daemon=True).start()
    assert send_due_messages() == {UNCERTAIN: 1, SENT: 1}
    first.refresh_from_db()
    assert (first.state, first.needs_a_person) == (UNCERTAIN, True)
    assert "kann angekommen sein" in first.last_error
    assert send_due_messages(timezone.now() + timedelta(days=1)) == {}
    assert post.recipients == ["anna@werkhof.example", "bela@werkhof.example"]
    assert PersonalLink.objects.filter(contact=first.contact).count() == 2  # the reader may have them


def test_of_two_senders_only_one_takes_a_mail(kim, post):
    message, now = write(kim), timezone.now() + A_MINUTE
    assert [row.pk for row in _take(message.pk, now)] == [message.pk]
    assert _take(message.pk, now) == []
    assert send_due_messages(now) == {}
    assert post.mails == []


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(only_queued, office, post):
    write_to(office, "Anna", "Bela", "Cleo", "Dora")
    assert set(states().values()) == {WAITING}
    began = threading.Barrier(2)

    def send():
        began.wait()
        try:
            send_due_messages()
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(states().values()) == {SENT}
    assert post.recipients == [f"{name}@werkhof.example" for name in ("anna", "bela", "cleo", "dora")]


def test_sender_that_was_given_up_for_lost_does_not_take_back_what_a_person_decided(kim, post):
    """A very slow server: the mail was declared uncertain and put aside; a late refusal changes nothing, a late yes is the truth."""
    message = write(kim)
    marked = _take(message.pk, timezone.now() + A_MINUTE)
    send_due_messages(timezone.now() + LOST_AFTER + A_MINUTE)
    assert actions.discard_message(message=message)
    _try_again(marked, "451 later")
    assert Message.objects.get().is_put_aside
    _end(marked, SENT, sent_at=timezone.now())
    assert Message.objects.get().state == SENT


# --- a server that does not answer, or says no -------------------------------------------------------------
def test_dead_server_keeps_all_mails_with_growing_pauses_and_each_is_delivered_once_when_it_is_back(
    office, post, sign_in, wuppertal_reader
):
    first, second = write_to(office, "Anna", "Bela")
    post.controller.stop()
    pauses = []
    for attempt in range(1, 8):
        before = timezone.now()
        assert send_due_messages(later(first)) == {WAITING: 2}
        first.refresh_from_db()
        pauses.append(round((first.send_after - before).total_seconds() / 60))
        assert (first.state, first.attempts) == (WAITING, min(attempt, 4))
    assert pauses == [1, 5, 15, 60, 60, 60, 60]
    page = sign_in(wuppertal_reader).get(reverse("message_detail", args=[first.pk]))
    assert "Connection refused" in words(page)
    post.controller = Controller(post, hostname="127.0.0.1", port=post.port)
    post.controller.start()
    assert send_due_messages(later(first)) == {SENT: 2}
    assert send_due_messages(later(first, days=1)) == {}
    assert post.recipients == ["anna@werkhof.example", "bela@werkhof.example"]


def test_mail_that_is_not_taken_for_now_is_tried_again_until_the_pauses_are_used_up(kim, post):
    message = write(kim)
    for attempt, pause in enumerate(PAUSES, 1):
        post.answers = ["451 4.7.1 Greylisting in action"]
        before = timezone.now()
        assert send_due_messages(later(message)) == {WAITING: 1}
        message.refresh_from_db()
        assert (message.attempts, message.last_error) == (attempt, "451 4.7.1 Greylisting in action")
        assert round((message.send_after - before).total_seconds() / 60) == pause
    post.answers = ["451 4.7.1 Greylisting in action"]
    assert send_due_messages(later(message)) == {FAILED: 1}
    assert PersonalLink.objects.count() == 0
    assert actions.repeat_message(message=message)
    assert send_due_messages(timezone.now() + A_MINUTE) == {SENT: 1}
    assert len(post.mails) == 1


def test_mail_that_the_server_refuses_for_good_has_failed_with_its_words(office, post):
    first, _second = write_to(office, "Anna", "Bela")
    post.answers = ["550 5.1.1 Postfach unbekannt"]
    assert send_due_messages() == {FAILED: 1, SENT: 1}
    first.refresh_from_db()
    assert (first.state, first.last_error, first.needs_a_person) == (FAILED, "550 5.1.1 Postfach unbekannt", True)
    assert PersonalLink.objects.filter(contact=first.contact).count() == 0
    assert post.recipients == ["bela@werkhof.example"]


@pytest.mark.parametrize(("answer", "state"), [("450 4.2.0 busy", WAITING), ("550 5.1.1 unknown", FAILED)])
def test_reader_whom_the_server_refuses_is_no_uncertain_case(answer, state, kim, post):
    async def refuse(server, session, envelope, address, options):
        return answer

    post.handle_RCPT = refuse
    message = write(kim)
    assert send_due_messages() == {state: 1}
    message.refresh_from_db()
    assert (message.last_error, post.mails) == (answer, [])


@pytest.mark.logs_errors
def test_mail_that_cannot_be_written_fails_alone(office, post):
    broken, _fine = (
        write(factories.make_contact(office, "Anna", email="anna@werkhof.example"), links={"own": ("gone", None)}),
        write_to(office, "Bela"),
    )
    assert send_due_messages() == {FAILED: 1, SENT: 1}
    broken.refresh_from_db()
    assert broken.needs_a_person
    assert post.recipients == ["bela@werkhof.example"]


# --- who may be written to ---------------------------------------------------------------------------------
def restrict(subject):
    return actions.restrict(user=factories.make_user(subject.municipality), record=subject, reason=RestrictionReason.CONTESTED)


def object_to(subject, code="service"):
    purpose = Purpose.objects.get(municipality=subject.municipality, code=code)
    return actions.raise_objection(subject=subject, purpose=purpose, channel=ConsentChannel.EMAIL)


@pytest.mark.parametrize("obstacle", [restrict, object_to], ids=["restricted", "objection"])
def test_nobody_is_written_to_who_may_not_be(obstacle, kim, post):
    obstacle(kim)
    kim.refresh_from_db()
    with pytest.raises(MessageRefused, match="Kim Muster"):
        write(kim)
    assert Message.objects.count() == 0


def test_person_without_address_or_consent_is_refused_with_the_reason(office):
    with pytest.raises(MessageRefused, match="Kim Ohne"):
        write(factories.make_contact(office, "Ohne"))
    with pytest.raises(MessageRefused, match="Kim Nein"):
        write(factories.make_contact(office, "Nein", email="nein@werkhof.example"), purpose="newsletter")


@pytest.mark.parametrize("obstacle", [restrict, object_to], ids=["restricted", "objection"])
def test_mail_does_not_leave_when_its_reader_objects_or_is_restricted_while_it_waits(obstacle, kim, post):
    message = write(kim)
    obstacle(kim)
    assert send_due_messages() == {FAILED: 1}
    message.refresh_from_db()
    assert (post.mails, message.last_error != "", PersonalLink.objects.count()) == ([], True, 0)


def test_mail_does_not_leave_when_its_reader_withdraws_the_consent_while_it_waits(kim, post, wuppertal_adviser):
    newsletter = Purpose.objects.get(code="newsletter")
    given = {"purpose": newsletter, "channel": ConsentChannel.EMAIL, "given_at": timezone.now()}
    consent = actions.record_consent(user=wuppertal_adviser, subject=kim, **given)
    message = write(kim, purpose="newsletter")
    actions.withdraw_consent(consent=consent, channel=ConsentChannel.EMAIL)
    assert send_due_messages() == {FAILED: 1}
    message.refresh_from_db()
    assert (post.mails, "widerrufen" in message.last_error) == ([], True)


def test_mail_about_an_actor_needs_the_yes_of_both(office, kim, post):
    actor = factories.make_actor(office, "Werkhof")
    message = write(kim, actor=actor)
    object_to(actor)
    assert send_due_messages() == {FAILED: 1}
    message.refresh_from_db()
    assert message.needs_a_person
    with pytest.raises(MessageRefused):
        write(kim, actor=actor)


def test_mail_to_an_erased_person_does_not_leave(kim, post):
    message = write(kim)
    next(entry for entry in obligations if entry.key == "initiatives.Message").erase(kim)
    assert send_due_messages() == {FAILED: 1}
    message.refresh_from_db()
    assert (message.email, message.body, post.mails) == ("", "", [])


# --- what the clock asks -----------------------------------------------------------------------------------
def ask(contact, key, **values):
    body = f"Frage {key}: {placeholder('own')}"
    return write(contact, body=body, is_automatic=True, once_key=key, **values)


def test_second_automatic_mail_waits_fourteen_days(kim, post):
    ask(kim, "one")
    assert send_due_messages(timezone.now()) == {SENT: 1}
    second = ask(kim, "two")
    now = timezone.now()
    assert send_due_messages(now + timedelta(days=13, hours=23)) == {}
    assert send_due_messages(now + timedelta(days=14, minutes=1)) == {SENT: 1}
    second.refresh_from_db()
    assert (second.state, len(post.mails)) == (SENT, 2)


def test_questions_that_fall_together_are_one_mail_with_both_links(office, kim, post):
    here, there = factories.make_actor(office, "Werkhof"), factories.make_actor(office, "Ladenzeile")
    ask(kim, "one", actor=here)
    ask(kim, "two", actor=there)
    ask(kim, "two", actor=there)  # the job ran twice
    assert Message.objects.count() == 2
    assert send_due_messages() == {SENT: 2}
    (taken,) = post.mails
    body = taken.get_content()
    assert ("Frage one" in body, body.count("Frage two")) == (True, 1)
    links = [find_link(token) for token in TOKEN.findall(body)]
    assert [(link.purpose, link.actor) for link in links] == [("consents", here), ("consents", there), ("stop", here)]


def test_question_that_may_no_longer_be_asked_is_left_out_of_the_common_mail(office, kim, post):
    here, there = factories.make_actor(office, "Werkhof"), factories.make_actor(office, "Ladenzeile")
    ask(kim, "one", actor=here)
    ask(kim, "two", actor=there)
    restrict(here)
    assert send_due_messages() == {FAILED: 1, SENT: 1}
    body = post.mails[0].get_content()
    assert ("Frage one" in body, "Frage two" in body) == (False, True)


def test_questions_that_fall_together_leave_together_also_after_an_outage(kim, post):
    post.controller.stop()
    first = ask(kim, "one")
    send_due_messages(later(first))
    ask(kim, "two")
    send_due_messages(later(first))
    post.controller = Controller(post, hostname="127.0.0.1", port=post.port)
    post.controller.start()
    assert send_due_messages(later(first)) == {SENT: 2}
    assert len(post.mails) == 1


def test_mails_that_a_person_wrote_are_not_held_back(kim, post):
    ask(kim, "one")
    write(kim)
    assert send_due_messages() == {SENT: 2}
    assert len(post.mails) == 2


# --- the clock ---------------------------------------------------------------------------------------------
def test_clock_sends_each_minute_and_says_how_it_went(office, post):
    work = next(entry for entry in due_work if entry.key == "mail")
    assert (work.every_minutes, work.run) == (1, send_mails)
    assert work.run(timezone.now()) is None
    write_to(office, "Anna", "Bela", "Cleo")
    post.answers = ["250 OK", "451 later"]
    assert work.run(timezone.now()) == "2 verschickt, 1 wartet"


def test_mail_is_handed_over_right_after_it_was_queued(kim, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write(kim)
    assert [sent.to for sent in mail.outbox] == [["kim@werkhof.example"]]


# --- the outbox --------------------------------------------------------------------------------------------
@pytest.fixture
def mails(office, post, wuppertal_adviser):
    """One mail in each state that people meet."""
    sent, failed, uncertain, waiting = (
        write(factories.make_contact(office, name, email=f"{name.lower()}@werkhof.example"), user=wuppertal_adviser, subject=f"Mail {name}")
        for name in ("Anna", "Bela", "Cleo", "Dora")
    )
    Message.objects.filter(pk=waiting.pk).update(send_after=timezone.now() + timedelta(days=2))
    Message.objects.filter(pk=uncertain.pk).update(state=SENDING, sending_at=timezone.now() - LOST_AFTER - A_MINUTE)
    post.answers = ["250 OK", "550 5.1.1 Postfach unbekannt"]
    send_due_messages(timezone.now())
    return {"sent": sent, "failed": failed, "uncertain": uncertain, "waiting": waiting}


def subjects(answer):
    return [row.subject for row in answer.context["page"].rows]


def test_outbox_shows_first_what_somebody_has_to_decide(mails, sign_in, wuppertal_reader):
    answer = sign_in(wuppertal_reader).get(reverse("message_list"))
    assert subjects(answer) == ["Mail Cleo", "Mail Bela", "Mail Dora", "Mail Anna"]
    text = words(answer)
    assert [tab["count"] for tab in answer.context["tabs"]] == [None, 2, 1]
    assert "550 5.1.1 Postfach unbekannt" in text
    assert "bela@werkhof.example" in text


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=decide", ["Mail Cleo", "Mail Bela"]),
        ("state=sent", ["Mail Anna"]),
        ("state=failed", ["Mail Bela"]),
        ("state=aside", []),
        ("q=mail+dora", ["Mail Dora"]),
        ("q=ANNA@", ["Mail Anna"]),
        ("q=Guten", []),  # stands in the text, which nobody searches
        ("until=01.01.2020", []),
        ("since=01.01.2020&sort=subject", ["Mail Anna", "Mail Bela", "Mail Cleo", "Mail Dora"]),
    ],
)
def test_outbox_finds_by(query, found, mails, sign_in, wuppertal_reader):
    assert subjects(sign_in(wuppertal_reader).get(f"{reverse('message_list')}?{query}")) == found


def test_outbox_finds_by_purpose(mails, office, sign_in, wuppertal_reader):
    client = sign_in(wuppertal_reader)
    keys = {code: Purpose.objects.get(municipality=office, code=code).pk for code in ("service", "letter")}
    counts = {code: len(subjects(client.get(reverse("message_list"), {"purpose": key}))) for code, key in keys.items()}
    assert counts == {"service": 4, "letter": 0}


def test_page_of_a_mail_shows_its_text_with_words_for_the_links(mails, sign_in, wuppertal_reader):
    answer = sign_in(wuppertal_reader).get(reverse("message_detail", args=[mails["sent"].pk]))
    assert "[Link: " in words(answer)
    assert "[[own]]" not in answer.content.decode()
    assert not TOKEN.search(answer.content.decode())


def test_mails_about_restricted_records_are_not_in_the_outbox(mails, sign_in, wuppertal_reader):
    restrict(mails["failed"].contact)
    client = sign_in(wuppertal_reader)
    answer = client.get(reverse("message_list"))
    assert "Mail Bela" not in answer.content.decode()
    assert [tab["count"] for tab in answer.context["tabs"]] == [None, 1, 1]
    assert client.get(reverse("message_detail", args=[mails["failed"].pk])).status_code == 404


def test_another_citys_mails_are_not_seen(mails, sign_in, witten_adviser):
    client = sign_in(witten_adviser)
    assert subjects(client.get(reverse("message_list"))) == []
    assert client.post(reverse("message_repeat", args=[mails["failed"].pk])).status_code == 404


def decide(client, step, message):
    answer = client.post(reverse(f"message_{step}", args=[message.pk]))
    message.refresh_from_db()
    return answer.status_code, message.state


def test_adviser_sends_a_failed_or_uncertain_mail_again_and_each_only_once(mails, post, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    page = client.get(reverse("message_detail", args=[mails["uncertain"].pk]))
    assert "zweimal" in words(page)
    for name in ("failed", "uncertain"):
        assert decide(client, "repeat", mails[name]) == (302, WAITING)
        assert decide(client, "repeat", mails[name]) == (302, WAITING)
    assert send_due_messages(timezone.now() + A_MINUTE) == {SENT: 2}
    assert post.recipients == ["anna@werkhof.example", "bela@werkhof.example", "cleo@werkhof.example"]


@pytest.mark.parametrize("name", ["sent", "waiting"])
def test_mail_that_nobody_has_to_decide_about_is_not_sent_again(name, mails, post, sign_in, wuppertal_adviser):
    client, before = sign_in(wuppertal_adviser), states()
    assert decide(client, "repeat", mails[name])[0] == 302
    assert states() == before
    assert reverse("message_repeat", args=[mails[name].pk]) not in client.get(mails[name].get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["failed", "uncertain", "waiting"])
def test_mail_that_was_put_aside_is_settled_and_keeps_its_reason(name, mails, post, sign_in, wuppertal_adviser):
    client, reason = sign_in(wuppertal_adviser), Message.objects.get(pk=mails[name].pk).last_error
    assert decide(client, "discard", mails[name]) == (302, FAILED)
    assert (mails[name].is_put_aside, mails[name].needs_a_person, mails[name].last_error) == (True, False, reason)
    assert mails[name].subject not in subjects(client.get(f"{reverse('message_list')}?state=decide"))
    assert mails[name].subject in subjects(client.get(f"{reverse('message_list')}?state=aside"))
    assert decide(client, "repeat", mails[name]) == (302, FAILED)
    send_due_messages(timezone.now() + timedelta(days=3))
    assert mails[name].email not in post.recipients


def test_reader_decides_nothing(mails, sign_in, wuppertal_reader):
    client, before = sign_in(wuppertal_reader), states()
    for step in ("repeat", "discard"):
        assert decide(client, step, mails["failed"])[0] == 403
    assert states() == before
    assert '<form method="post" action="/buero/postausgang' not in client.get(mails["failed"].get_absolute_url()).content.decode()


def test_decision_by_a_mere_link_does_nothing(mails, sign_in, wuppertal_adviser):
    client, before = sign_in(wuppertal_adviser), states()
    for step in ("repeat", "discard"):
        assert client.get(reverse(f"message_{step}", args=[mails["failed"].pk])).url == mails["failed"].get_absolute_url()
    assert states() == before


def test_mails_stand_on_the_pages_of_their_actor_and_person(office, kim, post, sign_in, wuppertal_reader):
    actor = factories.make_actor(office, "Werkhof")
    write(kim, actor=actor, subject="Einladung zum Rundgang")
    client = sign_in(wuppertal_reader)
    assert "Einladung zum Rundgang" not in words(client.get(actor.get_absolute_url()))  # not sent yet
    send_due_messages()
    assert "Mail: Einladung zum Rundgang" in words(client.get(actor.get_absolute_url()))
    assert "Einladung zum Rundgang" in words(client.get(kim.get_absolute_url()))


# --- the demo's post ---------------------------------------------------------------------------------------
def test_demo_shows_every_mail_of_the_queue_with_links_to_press(office, settings, tmp_path, sign_in, wuppertal_manager):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = f"{FileBackend.__module__}.EmailBackend", tmp_path
    write_to(office, "Anna", "Bela")
    write(factories.make_contact(office, "Cleo", email="cleo@werkhof.example"), body="<b>fett</b>\n" + "-" * 79 + "\nNach dem Strich")
    assert send_due_messages() == {SENT: 3}
    answer = sign_in(wuppertal_manager).get(reverse("test_mail"))
    shown = answer.context["mails"]
    assert [entry["to"] for entry in shown] == ["cleo@werkhof.example", "bela@werkhof.example", "anna@werkhof.example"]
    page = answer.content.decode()
    assert "<b>fett" not in page
    assert "Nach dem Strich" in shown[0]["body"]
    hrefs = re.findall(r'<a href="([^"]*/link/[^"]*)"', page)
    assert len(hrefs) == 5
    assert all(find_link(TOKEN.search(href)[1]) for href in hrefs)
