"""The clock: starts what apps registered as `due_work` when its time has come, once, whoever else looks at the same moment."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.db.models import F
from django.utils import timezone
from django.utils.translation import ngettext

from wf40.models import DueJob
from wf40.registry import DueWork, due_work

logger = logging.getLogger(__name__)
MOST_WORDS = 500
MINUTES_OF_AN_HOUR = 60
MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True)
class Ran:
    """A job that was run, and what came out: its own words, or the error's class and message."""

    work: DueWork
    is_ok: bool
    result: str


def run_due(now: datetime, *, until: Callable[[], bool] = lambda: False) -> list[Ran]:
    """Run every job that is due, one after the other; a job that fails is logged and does not stop the others.

    `until` is asked before each job: on yes the rest stays due. Raises the database's own errors when it cannot be reached.
    """
    began = time.monotonic()
    done = []
    jobs = _jobs()
    for work in due_work:
        # The jobs before took their time; what is written down is when this one really began.
        moment = now + timedelta(seconds=time.monotonic() - began)
        if until():
            break
        if jobs[work.key].is_due(timedelta(minutes=work.every_minutes), moment) and claim(jobs[work.key], moment):
            done.append(_run(work, jobs[work.key], moment))
    return done


def claim(job: DueJob, moment: datetime) -> bool:
    """Whether this process may run the job; false if another one started it since the row was read."""
    unchanged = DueJob.objects.filter(pk=job.pk, run_count=job.run_count)
    return unchanged.update(run_count=F("run_count") + 1, last_started_at=moment, last_finished_at=None) == 1


def tick(until: Callable[[], bool] = lambda: False) -> None:
    """One stroke in a process that lives for weeks: whatever goes wrong, a database that is down too, the clock goes on."""
    try:
        close_old_connections()
        run_due(timezone.now(), until=until)
    except Exception:
        logger.exception("The clock could not look for what is due and tries again in a minute.")
    finally:
        close_old_connections()


def how_often(minutes: int) -> str:
    """The rhythm of a job in words."""
    if minutes % MINUTES_OF_A_DAY == 0:
        days = minutes // MINUTES_OF_A_DAY
        return ngettext("daily", "every %(number)s days", days) % {"number": days}
    if minutes % MINUTES_OF_AN_HOUR == 0:
        hours = minutes // MINUTES_OF_AN_HOUR
        return ngettext("hourly", "every %(number)s hours", hours) % {"number": hours}
    return ngettext("every minute", "every %(number)s minutes", minutes) % {"number": minutes}


def _jobs() -> dict[str, DueJob]:
    """The row of each registered job, made where it is missing."""
    keys = {work.key for work in due_work}
    jobs = {job.key: job for job in DueJob.objects.filter(key__in=keys)}
    if missing := keys - set(jobs):
        # Another clock may do the same at this moment.
        DueJob.objects.bulk_create([DueJob(key=key) for key in sorted(missing)], ignore_conflicts=True)
        jobs |= {job.key: job for job in DueJob.objects.filter(key__in=missing)}
    return jobs


def _run(work: DueWork, job: DueJob, moment: datetime) -> Ran:
    """Run a claimed job and write down what came out."""
    began = time.monotonic()
    try:
        result = work.run(moment)
        ran = Ran(work, True, _clean("" if result is None else str(result)))
    except Exception as error:
        logger.exception("The job %s failed.", work.key)
        ran = Ran(work, False, _words_of(error))
    except BaseException as error:  # somebody ends the process: the job is not left as if it still ran
        _write_down(job, Ran(work, False, _words_of(error)), moment + timedelta(seconds=time.monotonic() - began))
        raise
    _write_down(job, ran, moment + timedelta(seconds=time.monotonic() - began))
    return ran


def _write_down(job: DueJob, ran: Ran, moment: datetime) -> None:
    """Unless the job was taken over meanwhile: then the other one's result counts."""
    claimed = DueJob.objects.filter(pk=job.pk, run_count=job.run_count + 1)
    claimed.update(last_finished_at=moment, last_result=ran.result, is_ok=ran.is_ok)


def _words_of(error: BaseException) -> str:
    """Class and message; the first line of it, since databases add the refused row's values below."""
    return _clean(f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}".removesuffix(": "))


def _clean(words: str) -> str:
    """What every database stores."""
    return words.replace("\x00", "")[:MOST_WORDS]
