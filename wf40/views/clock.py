"""The page that tells whether the clock goes and what it did."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.views.generic import TemplateView

from wf40.clock import how_often
from wf40.models import DueJob
from wf40.registry import due_work
from wf40.views.mixins import OfficeView


@dataclass(frozen=True)
class JobLine:
    """A line of the page: one registered job."""

    label: str
    how_often: str
    job: DueJob
    next_at: datetime | None
    is_overdue: bool
    result: str


class ClockView(OfficeView, TemplateView):
    """Every job of the clock with its last run and result; for the managements of all offices and for the technician."""

    template_name = "wf40/clock.html"
    right = "wf40.view_duejob"

    def may_enter(self):
        """The technician works for no city, and the clock belongs to none."""
        return self.request.user.has_perm(self.right, self.request.municipality or None)

    def get_context_data(self, **kwargs):
        """The jobs in the order in which they are run."""
        jobs = {job.key: job for job in DueJob.objects.all()}
        lines = [self._line(work, jobs.get(work.key) or DueJob(key=work.key)) for work in due_work]
        return super().get_context_data(**kwargs) | {"lines": lines, "is_late": any(line.is_overdue for line in lines)}

    def _line(self, work, job) -> JobLine:
        every = timedelta(minutes=work.every_minutes)
        # The message of an error may name somebody of another city: offices are told its kind, the technician all of it.
        has_message_left_out = job.is_ok is False and not self.request.user.is_superuser
        return JobLine(
            label=work.label,
            how_often=how_often(work.every_minutes),
            job=job,
            next_at=job.next_at(every),
            is_overdue=job.is_overdue(every, timezone.now()),
            result=job.last_result.partition(":")[0] if has_message_left_out else job.last_result,
        )
