"""How long initiatives and citizens wait for the office's first word."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import mean, median

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.models import InboxEntry

LOOKED_BACK = timedelta(days=365)
DAY = timedelta(days=1)
# Below a day and a half people count hours.
LAST_HOUR = timedelta(hours=36)


def span_words(span: timedelta) -> str:
    """How long something took, as one would say it: "5 Stunden", "2,3 Tage"."""
    if span < timedelta(hours=1):
        return _("less than an hour")
    if span < LAST_HOUR:
        hours = round(span / timedelta(hours=1))
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return _("%(number)s days") % {"number": number_format(round(span / DAY, 1), 1)}


@dataclass(frozen=True)
class AnswerTimes:
    """The time to the first answer over the last twelve months, and how many entries are late today."""

    count: int
    mean: timedelta
    median: timedelta
    late: int

    @property
    def words(self) -> str:
        """The line above the list; empty where nothing was answered yet."""
        if not self.count:
            return ""
        said = {"mean": span_words(self.mean), "median": span_words(self.median), "count": self.count}
        return (
            ngettext(
                "On average %(mean)s until the first answer (%(count)d entry of the last 12 months)",
                "On average %(mean)s until the first answer, in half of the cases at most %(median)s"
                " (%(count)d entries of the last 12 months)",
                self.count,
            )
            % said
        )

    @property
    def late_words(self) -> str:
        """How many wait longer than promised; empty without any."""
        return ngettext("%(count)d overdue", "%(count)d overdue", self.late) % {"count": self.late} if self.late else ""


def answer_times(user, municipality, now=None) -> AnswerTimes:
    """How quickly the office answered what came in, and what is late; two queries."""
    now = now or timezone.now()
    rows = InboxEntry.objects.visible_to(user, municipality)
    answered = rows.filter(answered_at__gt=now - LOOKED_BACK, answered_at__lte=now).order_by()
    spans = [max(answer - receipt, timedelta()) for receipt, answer in answered.values_list("received_at", "answered_at")]
    late = rows.late(timezone.localdate(now)).order_by().aggregate(late=Count("pk"))["late"]
    if not spans:
        return AnswerTimes(0, timedelta(), timedelta(), late)
    seconds = [span.total_seconds() for span in spans]
    return AnswerTimes(len(spans), timedelta(seconds=mean(seconds)), timedelta(seconds=median(seconds)), late)
