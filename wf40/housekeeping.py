"""What the platform itself does once a day: it throws away what has expired."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

from wf40.registry import DueWork, OfficePage, due_work, office_pages

DAYS_OF_FINISHED_TASKS = 14


def keep_house(now: datetime) -> str:
    """Remove sign-ins and kept values that have expired, let SQLite renew its figures on tables; says how many went."""
    sessions, _kinds = Session.objects.filter(expire_date__lt=now).delete()
    cached = _remove_expired_values(now)
    # What a finished task was given holds e-mail addresses.
    finished = DBTaskResult.objects.finished().filter(finished_at__lt=now - timedelta(days=DAYS_OF_FINISHED_TASKS))
    finished.delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
    return _("Removed: %(sessions)s expired sign-ins, %(cached)s expired values of the cache.") % {"sessions": sessions, "cached": cached}


def _remove_expired_values(now: datetime) -> int:
    """Django's database cache removes a value only when it is asked for or when there are too many; other caches do so by themselves."""
    if not isinstance(caches["default"], DatabaseCache):
        return 0
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    expires = connection.ops.adapt_datetimefield_value(now.astimezone(UTC).replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {connection.ops.quote_name('expires')} < %s", [expires])  # noqa: S608  names of our settings
        return cursor.rowcount


def declare() -> None:
    """Tell the clock, and the managements where to see it."""
    due_work.register(DueWork("housekeeping", 24 * 60, keep_house, gettext_lazy("Tidy up what has expired"), position=900))
    sentence = gettext_lazy("What the system does by itself, when it did so last, and whether it worked.")
    office_pages.register(OfficePage("clock", gettext_lazy("Clock"), sentence, "clock", "wf40.view_duejob", position=900))
