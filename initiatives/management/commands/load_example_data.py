"""The demo's four invented offices."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from initiatives.example.loading import example_emails, load
from municipalities.models import Municipality, User


class Command(BaseCommand):
    """Fills an empty demo."""

    help = "Fills an empty demo with four invented offices; refuses in production and where there is a city already."

    def handle(self, *args, **options):
        if not settings.IS_DEMO:
            raise CommandError(_("Example data belong in the demo: their passwords are known to everybody. Nothing was loaded."))
        if Municipality.objects.exists():
            raise CommandError(_("There are cities here already, so the example data stay outside. Nothing was changed."))
        if User.objects.filter(email__in=example_emails()).exists():
            raise CommandError(_("There are accounts here with addresses of the example data. Nothing was changed."))
        counts = load()
        if options["verbosity"]:
            for model, count in counts.items():
                self.stdout.write(f"{count:6} {model._meta.verbose_name_plural}")
