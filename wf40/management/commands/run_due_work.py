"""One stroke of the clock, for installations whose cron keeps the time."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wf40.clock import run_due


class Command(BaseCommand):
    help = "Runs every job that is due, once; for cron, each minute. Nothing happens twice if `serve` runs as well."
    # Each minute: the checks would take longer than the jobs.
    requires_system_checks = []

    def handle(self, **options):
        """Say what ran; a job that failed makes the command fail, so that cron tells somebody."""
        done = run_due(timezone.now())
        for ran in done:
            (self.stdout if ran.is_ok else self.stderr).write(f"{ran.work.label}: {ran.result or 'OK'}")
        if failed := [ran.work.key for ran in done if not ran.is_ok]:
            raise CommandError(f"Failed: {', '.join(failed)}.")
