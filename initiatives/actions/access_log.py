"""Looking into the log of accesses: with a reason, which the log keeps."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from initiatives.models import LogReading
from municipalities.models import Municipality

# So long one reason holds; the same one given again within it is the same reading.
LOG_OPEN_FOR = timedelta(minutes=30)


@transaction.atomic
def open_access_log(*, user, municipality, reason: str) -> LogReading:
    """Write down that somebody looks into the log, and why; a form that was sent twice makes one entry."""
    # Locked, so that of two presses at the same moment the second finds the entry of the first.
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    own = {"municipality": municipality, "reader": user, "reason": reason}
    known = LogReading.objects.filter(**own, read_at__gt=timezone.now() - LOG_OPEN_FOR).first()
    return known or LogReading.objects.create(**own)
