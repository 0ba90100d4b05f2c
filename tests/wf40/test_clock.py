"""The clock: every job when it is due, once, also after a pause and with two clocks; what failed is told and stops nobody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from wf40.clock import claim, how_often, run_due, tick
from wf40.models import DueJob
from wf40.registry import DueWork, due_work

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 1, 14, 9, 0, 0, 400, tzinfo=UTC)


def minutes(number):
    return timedelta(minutes=number)


@pytest.fixture
def register(monkeypatch):
    """An empty list of jobs, to which the test adds its own; gives the times at which each was called."""
    monkeypatch.setattr(due_work, "_entries", {})
    calls = []

    def add(key, every=5, gives=None):
        def run(now):
            calls.append((key, now.replace(second=0, microsecond=0)))
            if isinstance(gives, BaseException):
                raise gives
            return gives

        due_work.register(DueWork(key, every, run, f"Aufgabe {key}"))
        return calls

    return add


def keys(done):
    return [ran.work.key for ran in done]


# --- when --------------------------------------------------------------------------------------------------
def test_job_runs_at_once_and_again_when_its_time_has_come(register):
    calls = register("post", every=5)
    # The clock strikes by the minute, sometimes a little earlier than the last time.
    strikes = [NINE, NINE + minutes(1), NINE + minutes(4), NINE + minutes(5) - timedelta(microseconds=300), NINE + minutes(9)]
    assert [keys(run_due(strike)) for strike in strikes] == [["post"], [], [], ["post"], []]
    assert [call for _key, call in calls] == [NINE.replace(microsecond=0), NINE.replace(microsecond=0) + minutes(5)]
    assert DueJob.objects.get().run_count == 2


def test_job_runs_once_after_a_pause_of_days(register):
    calls = register("post", every=1)
    run_due(NINE)
    later = NINE + timedelta(days=3, minutes=7)
    assert keys(run_due(later)) == ["post"]
    assert keys(run_due(later)) == []
    assert len(calls) == 2


def test_job_goes_on_after_the_machines_clock_was_years_ahead(register):
    register("post", every=5)
    run_due(NINE + timedelta(days=2000))
    assert keys(run_due(NINE)) == ["post"]


def test_two_clocks_at_the_same_moment_run_a_job_once(register):
    register("post")
    run_due(NINE)
    due = NINE + minutes(5)
    seen_by_one, seen_by_other = DueJob.objects.get(), DueJob.objects.get()
    assert seen_by_one.is_due(minutes(5), due)
    assert seen_by_other.is_due(minutes(5), due)
    assert [claim(seen_by_one, due), claim(seen_by_other, due)] == [True, False]
    assert DueJob.objects.get().run_count == 2


@pytest.mark.parametrize(("every", "patience"), [(1, 10), (5, 10), (60, 120)])
def test_job_whose_process_died_is_taken_over_after_a_while(register, every, patience):
    register("post", every=every)
    run_due(NINE - minutes(600))
    DueJob.objects.update(last_started_at=NINE, last_finished_at=None)
    assert keys(run_due(NINE + minutes(patience - 1))) == []
    assert keys(run_due(NINE + minutes(patience))) == ["post"]
    assert not DueJob.objects.get().is_running


def test_late_end_of_a_job_that_was_taken_over_does_not_hide_the_newer_result(register):
    def slow(now):
        assert claim(DueJob.objects.get(), NINE + minutes(30))
        DueJob.objects.update(last_result="vom zweiten")
        return "vom ersten"

    due_work.register(DueWork("slow", 5, slow, "Langsam"))
    run_due(NINE)
    assert (DueJob.objects.get().last_result, DueJob.objects.get().is_running) == ("vom zweiten", True)


def test_clock_that_is_to_end_leaves_the_rest_for_the_next_one(register):
    calls = register("first")
    register("second")
    assert keys(run_due(NINE, until=lambda: len(calls) == 1)) == ["first"]
    assert keys(run_due(NINE)) == ["second"]


# --- what came out -----------------------------------------------------------------------------------------
@pytest.mark.logs_errors
def test_failing_job_is_told_and_does_not_stop_the_others(register, caplog):
    register("broken", gives=ValueError("Kaputt\x00 bei\nDETAIL: kim@cafe.example"))
    register("count", gives=12)
    register("silent")
    done = run_due(NINE)
    assert [(ran.work.key, ran.is_ok, ran.result) for ran in done] == [
        ("broken", False, "ValueError: Kaputt bei"),
        ("count", True, "12"),
        ("silent", True, ""),
    ]
    assert list(DueJob.objects.values_list("key", "is_ok", "last_result")) == [
        ("broken", False, "ValueError: Kaputt bei"),
        ("count", True, "12"),
        ("silent", True, ""),
    ]
    assert "Traceback" in caplog.text
    assert keys(run_due(NINE + minutes(5))) == ["broken", "count", "silent"]


def test_job_that_somebody_broke_off_does_not_look_as_if_it_still_ran(register):
    register("long", gives=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        run_due(NINE)
    job = DueJob.objects.get()
    assert (job.is_running, job.is_ok, job.last_result) == (False, False, "KeyboardInterrupt")


@pytest.mark.logs_errors
@pytest.mark.django_db(transaction=True)
def test_clock_survives_a_database_that_does_not_answer(register, caplog):
    def rename(old, new):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    calls = register("post")
    rename("wf40_duejob", "wf40_gone")
    try:
        tick()
    finally:
        rename("wf40_gone", "wf40_duejob")
    assert (len(calls), len(caplog.records)) == (0, 1)
    tick()
    assert len(calls) == 1


@pytest.mark.logs_errors
def test_command_prints_what_ran_and_fails_if_something_failed(register, capsys):
    register("fine", gives="3 Nachrichten")
    call_command("run_due_work")
    assert capsys.readouterr().out == "Aufgabe fine: 3 Nachrichten\n"
    call_command("run_due_work")
    assert capsys.readouterr().out == ""
    register("broken", gives=ValueError("Kaputt"))
    with pytest.raises(CommandError, match="broken"):
        call_command("run_due_work")
    assert "Aufgabe broken: ValueError: Kaputt" in capsys.readouterr().err


# --- the platform's own job --------------------------------------------------------------------------------
def test_housekeeping_removes_what_has_expired_and_nothing_else():
    old, new = SessionStore(), SessionStore()
    old.create()
    new.create()
    Session.objects.filter(pk=old.session_key).update(expire_date=timezone.now() - minutes(1))
    cache.set("alt", 1, timeout=3600)
    cache.set("ohne-Ende", 1, timeout=None)
    now = timezone.now() + timedelta(hours=2)
    Session.objects.filter(pk=new.session_key).update(expire_date=now + minutes(1))
    result = next(work for work in due_work if work.key == "housekeeping").run(now)
    assert list(Session.objects.values_list("pk", flat=True)) == [new.session_key]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM wf40_cache")
        assert cursor.fetchone()[0] == 1
    assert cache.get("ohne-Ende") == 1
    assert re.findall(r"\d+", result) == ["1", "1"]


@pytest.mark.parametrize("number", [1, 5, 60, 90, 360, 1440, 10080])
def test_rhythm_is_said_in_words(number):
    with translation.override("en"):
        said = {
            1: "every minute",
            5: "every 5 minutes",
            60: "hourly",
            90: "every 90 minutes",
            360: "every 6 hours",
            1440: "daily",
            10080: "every 7 days",
        }
        assert how_often(number) == said[number]


# --- the page ----------------------------------------------------------------------------------------------
def rows_of(client):
    """The text of each line of the table, by the job's label."""
    text = client.get(reverse("clock")).content.decode()
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", text, re.S)
    return {label: " ".join(re.sub(r"<[^>]+>", " ", cells).split()) for label, cells in rows}, text


@pytest.mark.logs_errors
def test_page_shows_what_is_late_what_failed_and_what_went_well(register, sign_in, wuppertal_manager):
    register("fine", every=60, gives="3 Nachrichten")
    register("broken", every=60, gives=ValueError("kim@cafe.example"))
    register("late", every=60)
    run_due(timezone.now())
    register("new", every=60)
    DueJob.objects.filter(key="late").update(last_started_at=timezone.now() - minutes(71))
    rows, text = rows_of(sign_in(wuppertal_manager))
    overdue, failed = translation.gettext("overdue"), translation.gettext("failed")
    assert [key for key, row in rows.items() if overdue in row] == ["Aufgabe late", "Aufgabe new"]
    assert [key for key, row in rows.items() if failed in row] == ["Aufgabe broken"]
    assert "3 Nachrichten" in rows["Aufgabe fine"]
    assert 'role="alert"' in text
    assert text.count("kern-icon--danger") == 4
    # Which error it was, but not its words: they may name somebody of another city.
    assert "ValueError" in rows["Aufgabe broken"]
    assert "kim@cafe.example" not in text


@pytest.mark.logs_errors
def test_technician_reads_the_whole_error_and_finds_the_page_in_the_menu(register, sign_in, technician):
    register("broken", every=60, gives=ValueError("Anschluss weg"))
    run_due(timezone.now())
    rows, text = rows_of(sign_in(technician))
    assert "ValueError: Anschluss weg" in rows["Aufgabe broken"]
    assert f'<a href="{reverse("clock")}">' in text
    assert 'role="alert"' not in text


def test_page_is_for_managements_and_the_technician_alone(
    client, wuppertal_manager, wuppertal_adviser, wuppertal_reader, researcher, technician
):
    answers = {}
    for user in (wuppertal_manager, technician, wuppertal_adviser, wuppertal_reader, researcher):
        client.force_login(user)
        answers[user.name] = client.get(reverse("clock")).status_code
    assert list(answers.values()) == [200, 200, 403, 403, 403]


def test_housekeeping_forgets_finished_tasks_after_two_weeks():
    """What a task was given may be somebody's address."""
    now = timezone.now()
    common = {
        "args_kwargs": {"args": ["kim@cafe.example"], "kwargs": {}},
        "task_path": "x",
        "queue_name": "default",
        "backend_name": "default",
    }
    for status, age in (("SUCCESSFUL", 15), ("FAILED", 15), ("SUCCESSFUL", 13), ("READY", 15)):
        ended = None if status == "READY" else now - timedelta(days=age)
        DBTaskResult.objects.create(status=status, finished_at=ended, exception_class_path="", traceback="", **common)
    next(work for work in due_work if work.key == "housekeeping").run(now)
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]
