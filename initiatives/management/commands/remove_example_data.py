"""From the demo to real work."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.example.removal import remove
from municipalities.checks import has_example_rows
from municipalities.models import Municipality, User


class Command(BaseCommand):
    """Takes the invented offices and their accounts away; real cities keep every row."""

    help = "Removes all example cities with everything in them and all example accounts; leaves other cities alone."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args, **options):
        if not has_example_rows():
            self.stdout.write(_("There are no example data here."))
            return
        self.announce()
        if not options["yes"] and input(_("Type yes to remove them: ")).strip().lower() not in ("yes", "ja"):
            raise CommandError(_("Nothing was removed."))
        removed = remove()
        if options["verbosity"]:
            self.report(removed)

    def announce(self):
        """What will go, before anybody is asked."""
        cities = Municipality.objects.filter(is_example=True).values_list("name", flat=True)
        accounts = User.objects.filter(is_example=True).count()
        self.stdout.write(
            _("This removes for good: %(cities)s, with all actors, people and consultations, and %(accounts)s.")
            % {
                "cities": ", ".join(cities) or _("no city"),
                "accounts": ngettext("%(count)s account", "%(count)s accounts", accounts) % {"count": accounts},
            }
        )

    def report(self, removed):
        """How many rows went, by kind, those of history and connections as a sum; and which accounts had to stay."""
        kinds = {model: count for model, count in removed.counts.items() if count and not self.is_behind(model)}
        for model, count in kinds.items():
            self.stdout.write(f"{count:6} {model._meta.verbose_name_plural}")
        behind = sum(removed.counts.values()) - sum(kinds.values())
        self.stdout.write(_("and %(count)s rows of history and connections. The example data are gone.") % {"count": behind})
        if removed.locked:
            text = _("These accounts stay as names in the log of another city, switched off and without a password: %(emails)s")
            self.stdout.write(text % {"emails": ", ".join(removed.locked)})

    def is_behind(self, model):
        """Whether people know a table only by what stands before it."""
        return model._meta.auto_created or model.__name__.startswith("Historical")
