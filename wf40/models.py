"""The one table of the platform itself: what the clock has done."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

# A job that says nothing for so long has died with its process.
PRESUMED_DEAD_AFTER = timedelta(minutes=10)
# The clock looks once a minute and one job may have to wait for another: only what is later than this is overdue.
GRACE = timedelta(minutes=10)


class DueJob(models.Model):
    """The memory of one registered job: when it ran last and what came out. It belongs to the installation, not to a city."""

    key = models.CharField(_("job"), max_length=60, unique=True)
    last_started_at = models.DateTimeField(_("last started"), null=True)
    last_finished_at = models.DateTimeField(_("last finished"), null=True)
    last_result = models.TextField(_("last result"), blank=True)
    is_ok = models.BooleanField(_("succeeded"), null=True)
    # Counts the starts; who starts a job names the count that was read, so that of two clocks only one is right.
    run_count = models.PositiveIntegerField(_("how often it ran"), default=0)

    class Meta:
        verbose_name = _("job of the clock")
        verbose_name_plural = _("jobs of the clock")
        ordering = ("key", "pk")

    def __str__(self):
        return self.key

    @property
    def is_running(self) -> bool:
        """Started and not finished, as far as is known."""
        return self.last_started_at is not None and self.last_finished_at is None

    def is_due(self, every: timedelta, moment: datetime) -> bool:
        """Whether it is to be started now: once after a pause, however long, and again when the process that ran it died."""
        if self.last_started_at is None:
            return True
        # By the minute, since the clock strikes each minute, sometimes a few thousandths of a second earlier than the last time.
        since = _whole_minute(moment) - _whole_minute(self.last_started_at)
        if since < -every:  # the machine's clock was wrong; the job shall not wait until that day comes
            return True
        return since >= (max(PRESUMED_DEAD_AFTER, 2 * every) if self.is_running else every)

    def next_at(self, every: timedelta) -> datetime | None:
        """When it is to be started next; None: as soon as the clock strikes."""
        return self.last_started_at and _whole_minute(self.last_started_at) + every

    def is_overdue(self, every: timedelta, moment: datetime) -> bool:
        """Whether it should have been started and was not."""
        next_at = self.next_at(every)
        return next_at is None or next_at + GRACE < moment


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
