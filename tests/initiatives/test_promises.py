"""Nothing taken on is forgotten: a task has its follow-up whichever way it is written; promises move, end with a word and come back."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.choices import Outcome
from initiatives.models import Consultation, FollowUp
from initiatives.models.change_set import marked
from initiatives.undo import plan_undo
from tests import factories
from tests.initiatives.test_exports import rows_of
from tests.pages import typed, words
from tests.test_admin import errors_of, filled
from wf40.editing import Conflict

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = timezone.localdate
AS_NEW = {"base": {"version": 1, "values": {}}, "choices": {}, "seen_version": None}


def whole(user, **values):
    return {"task": "Raum anfragen", "due_on": TODAY() + timedelta(days=3), "assignee": user} | values


@pytest.fixture
def actor(wuppertal):
    return factories.make_actor(wuppertal, "Radwerk")


@pytest.fixture
def promise(actor, wuppertal_adviser):
    return factories.make_follow_up(actor, wuppertal_adviser, "Anrufen")


# --- a task that was taken on ------------------------------------------------------------------------------
def test_task_without_a_whole_follow_up_is_not_recorded(actor, wuppertal_adviser):
    for follow_up in (None, {}, whole(wuppertal_adviser, task=""), whole(wuppertal_adviser, due_on=None), whole(None)):
        with pytest.raises(ValidationError) as refused:
            factories.make_consultation(actor, wuppertal_adviser, outcome=Outcome.TASK, follow_up=follow_up)
        assert list(refused.value.message_dict) == ["task"]
    assert Consultation.objects.count() == 0
    talk = factories.make_consultation(actor, wuppertal_adviser, outcome=Outcome.TASK, follow_up=whole(wuppertal_adviser))
    assert talk.follow_ups.get().assignee == wuppertal_adviser


def test_talk_becomes_a_task_only_with_a_follow_up(actor, wuppertal_adviser):
    talk = factories.make_consultation(actor, wuppertal_adviser)
    change = {"user": wuppertal_adviser, "consultation": talk, "values": {"outcome": Outcome.TASK}, **AS_NEW}
    with pytest.raises(ValidationError):
        actions.change_consultation(**change)
    talk.refresh_from_db()
    assert talk.outcome == Outcome.OPEN
    actions.change_consultation(**change, follow_up=whole(wuppertal_adviser))
    talk.refresh_from_db()
    assert (talk.outcome, talk.follow_ups.count()) == (Outcome.TASK, 1)


def test_form_says_at_the_field_what_a_task_lacks(actor, sign_in, wuppertal_adviser):
    url = reverse("consultation_create")
    client = sign_in(wuppertal_adviser)
    form = typed(client.get(url), actors=[str(actor.pk)], outcome="task")
    assert list(client.post(url, form).context["form"].errors) == ["task"]
    promised = {"task": "Angebot", "due_on": f"{TODAY() + timedelta(days=2):%d.%m.%Y}", "is_theirs": "on"}
    assert client.post(url, form | promised).status_code == 302
    assert FollowUp.objects.get().is_theirs


def test_outcome_does_not_come_back_from_the_history_without_its_follow_up(actor, sign_in, wuppertal_adviser):
    talk = factories.make_consultation(actor, wuppertal_adviser, outcome=Outcome.TASK, follow_up=whole(wuppertal_adviser))
    actions.change_consultation(user=wuppertal_adviser, consultation=talk, values={"outcome": Outcome.SOLVED}, **AS_NEW)
    # A merged or imported register may know such talks.
    FollowUp.objects.update(consultation=None)
    past = talk.history.earliest("history_id")
    with pytest.raises(actions.NotRestorable, match="Wiedervorlage|follow-up"):
        actions.restore_field(record=talk, past=past, name="outcome")
    FollowUp.objects.update(consultation=talk)
    assert actions.restore_field(record=talk, past=past, name="outcome").outcome == Outcome.TASK


def test_only_follow_up_of_a_task_stays_with_its_talk(actor, wuppertal_adviser):
    talk = factories.make_consultation(actor, wuppertal_adviser, outcome=Outcome.TASK, follow_up=whole(wuppertal_adviser))
    other = factories.make_consultation(actor, wuppertal_adviser)
    only = talk.follow_ups.get()
    with pytest.raises(ValidationError) as refused:
        actions.change_follow_up(follow_up=only, values={"consultation": other}, **AS_NEW)
    assert list(refused.value.message_dict) == ["consultation"]
    factories.make_follow_up(actor, wuppertal_adviser, consultation=talk)
    actions.change_follow_up(follow_up=only, values={"consultation": other}, **AS_NEW)
    assert talk.follow_ups.count() == 1
    last, past = talk.follow_ups.get(), only.history.first()
    with pytest.raises(actions.NotRestorable):
        actions.restore_field(record=last, past=past, name="consultation")


def test_step_that_would_leave_a_task_alone_is_not_taken_back(wuppertal, actor, wuppertal_adviser, wuppertal_manager):
    talk = factories.make_consultation(actor, wuppertal_adviser, outcome=Outcome.TASK, follow_up=whole(wuppertal_adviser))
    step = actions.open_change_set(user=wuppertal_manager, municipality=wuppertal, verb="edit")
    with marked(step):
        actions.change_consultation(user=wuppertal_adviser, consultation=talk, values={"outcome": Outcome.SOLVED}, **AS_NEW)
    assert [record.key for record in plan_undo(step).back] == [talk.pk]
    FollowUp.objects.update(consultation=None)
    assert (plan_undo(step).back, plan_undo(step).kept) == ([], [str(talk)])


def test_admin_keeps_no_task_without_a_follow_up(actor, sign_in, wuppertal_adviser):
    client, url = sign_in(wuppertal_adviser), reverse("admin:initiatives_consultation_add")
    content = filled(client.get(url), actors=[str(actor.pk)], outcome="task")
    page = client.post(url, content)
    assert page.status_code == 200
    assert [str(error) for inline in page.context["inline_admin_formsets"] for error in inline.formset.non_form_errors()]
    due_on = f"{TODAY() + timedelta(days=2):%d.%m.%Y}"
    promised = {"follow_ups-0-task": "Anrufen", "follow_ups-0-due_on": due_on, "follow_ups-0-assignee": str(wuppertal_adviser.pk)}
    answer = client.post(url, content | promised)
    assert answer.status_code == 302, errors_of(answer)
    talk, made = Consultation.objects.get(), FollowUp.objects.get()
    assert (made.consultation, made.actor, made.created_by, made.municipality) == (talk, actor, wuppertal_adviser, actor.municipality)
    # The same form once more makes nothing new.
    client.post(url, content | promised)
    assert (Consultation.objects.count(), FollowUp.objects.count()) == (1, 1)
    plain = factories.make_consultation(actor, wuppertal_adviser)
    change = reverse("admin:initiatives_consultation_change", args=[plain.pk])
    assert client.post(change, filled(client.get(change), outcome="task")).status_code == 200
    plain.refresh_from_db()
    assert plain.outcome == Outcome.OPEN
    # Nor does the admin of follow-ups take the only one away.
    change = reverse("admin:initiatives_followup_change", args=[made.pk])
    assert "consultation" in client.post(change, filled(client.get(change), consultation="")).context["adminform"].form.errors
    made.refresh_from_db()
    assert made.consultation == talk


# --- moved, handed over, done with a word, opened again ----------------------------------------------------
def test_promise_is_moved_by_a_button_and_twice_is_once(promise, sign_in, wuppertal_adviser):
    client, url = sign_in(wuppertal_adviser), reverse("follow_up_move", args=[promise.pk])
    assert client.get(url).url == promise.get_absolute_url()
    sent = {"days": "7", "seen": f"{promise.due_on:%Y-%m-%d}", "next": reverse("follow_up_list")}
    assert [client.post(url, sent).url for _time in range(2)] == [reverse("follow_up_list")] * 2
    promise.refresh_from_db()
    assert (promise.due_on, promise.version) == (TODAY() + timedelta(days=7), 2)
    client.post(url, {"due_on": f"{TODAY() + timedelta(days=40):%d.%m.%Y}"})
    promise.refresh_from_db()
    assert promise.due_on == TODAY() + timedelta(days=40)


def test_promise_that_a_colleague_moved_meanwhile_is_not_moved_once_more(promise, sign_in, wuppertal_adviser):
    seen = promise.due_on
    actions.move_follow_up(follow_up=promise, due_on=seen + timedelta(days=20))
    with pytest.raises(Conflict):
        actions.move_follow_up(follow_up=promise, due_on=seen + timedelta(days=7), seen_due_on=seen)
    answer = sign_in(wuppertal_adviser).post(reverse("follow_up_move", args=[promise.pk]), {"days": "7", "seen": f"{seen:%Y-%m-%d}"})
    (message,) = get_messages(answer.wsgi_request)
    assert f"{seen + timedelta(days=20):%d.%m.%Y}" in str(message)
    promise.refresh_from_db()
    assert promise.due_on == seen + timedelta(days=20)


def test_promise_is_moved_to_no_day_that_is_none(promise, sign_in, wuppertal_adviser):
    client, url = sign_in(wuppertal_adviser), reverse("follow_up_move", args=[promise.pk])
    yesterday = f"{TODAY() - timedelta(days=1):%d.%m.%Y}"
    for sent in ({}, {"days": "8"}, {"days": "quatsch"}, {"due_on": "31.02.2030"}, {"due_on": yesterday}, {"due_on": "01.01.9999"}):
        answer = client.post(url, sent)
        assert (answer.status_code, bool(list(get_messages(answer.wsgi_request)))) == (302, True), sent
    promise.refresh_from_db()
    assert promise.version == 1
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=promise)
    client.post(url, {"days": "7"})
    promise.refresh_from_db()
    assert (promise.version, promise.due_on) == (2, TODAY())


def test_promise_is_done_with_a_word_that_the_timeline_tells_and_opened_again(promise, actor, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    finish = reverse("follow_up_finish", args=[promise.pk])
    client.post(finish, {"note": "x" * 301})
    promise.refresh_from_db()
    assert promise.done_at is None
    for note in ("Hat  zugesagt", "Noch ein Klick"):
        client.post(finish, {"note": note})
    promise.refresh_from_db()
    assert (promise.done_note, promise.done_by, promise.version) == ("Hat zugesagt", wuppertal_adviser, 2)
    assert "Hat zugesagt" in words(client.get(actor.get_absolute_url()))
    assert "Hat zugesagt" in words(client.get(reverse("follow_up_list"), {"state": "done"}))
    client.post(reverse("follow_up_reopen", args=[promise.pk]))
    promise.refresh_from_db()
    assert (promise.done_note, promise.done_at) == ("", None)
    assert list(promise.history.order_by("history_id").values_list("done_note", flat=True)) == ["", "Hat zugesagt", ""]


def test_promise_handed_over_is_found_by_its_new_owner(promise, sign_in, wuppertal_adviser, second_adviser):
    client, url = sign_in(wuppertal_adviser), promise.get_absolute_url()
    assert client.post(url, typed(client.get(url), assignee=str(second_adviser.pk))).status_code == 302
    hers = Client()
    hers.force_login(second_adviser)
    assert "Anrufen" in words(hers.get(reverse("follow_up_list"), {"assignee": second_adviser.pk}))


# --- both sides --------------------------------------------------------------------------------------------
def test_what_the_other_side_promised_stands_apart(promise, actor, sign_in, wuppertal_adviser, wuppertal_manager):
    client = sign_in(wuppertal_adviser)
    url = reverse("follow_up_create", args=[actor.pk])
    promised = {"task": "Satzung schicken", "due_on": f"{TODAY() + timedelta(days=2):%d.%m.%Y}", "is_theirs": "on"}
    client.post(url, typed(client.get(url), **promised))
    page = words(client.get(actor.get_absolute_url()))
    assert page.index("Anrufen") < page.index("Satzung schicken")
    listed = words(client.get(reverse("follow_up_list"), {"theirs": "yes"}))
    assert ("Satzung schicken" in listed, "Anrufen" in listed) == (True, False)
    listed = words(client.get(reverse("follow_up_list"), {"theirs": "no"}))
    assert ("Satzung schicken" in listed, "Anrufen" in listed) == (False, True)
    actions.finish_follow_up(user=wuppertal_adviser, follow_up=FollowUp.objects.get(is_theirs=True), note="Kam per Post")
    boss = Client()
    boss.force_login(wuppertal_manager)
    sent = {"purpose": "office", "file_format": "csv", "columns": ["task", "side", "done_note"]}
    (row,) = rows_of(boss.post(reverse("follow_up_export") + "?theirs=yes&state=all", sent))
    assert ("Satzung schicken" in row.values(), "Kam per Post" in row.values()) == (True, True)


def test_overdue_promises_never_leave_the_list(actor, sign_in, wuppertal_adviser, second_adviser):
    """Neither with the years, nor when the actor is archived or the colleague gone."""
    factories.make_follow_up(actor, second_adviser, "Uralt", TODAY() - timedelta(days=3000))
    factories.make_follow_up(actor, wuppertal_adviser, "Nachfassen")
    actions.archive_actor(user=wuppertal_adviser, actor=actor, reason="moved", note="")
    second_adviser.memberships.update(is_active=False)
    page = words(sign_in(wuppertal_adviser).get(reverse("follow_up_list")))
    assert page.index("Uralt") < page.index("Nachfassen")
