"""`manage.py search`: what the search box would show, for whoever is asked why something is not found."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from initiatives.management.cities import city_of_slug
from initiatives.search import search
from municipalities.models import Municipality
from wf40.rights import Role, rights_of


class Console:
    """Who sits at the server sees what a manager of the city sees; what is restricted or confidential is found by nobody."""

    def has_perm(self, perm, obj=None):
        """The rights of a manager, in every city."""
        return perm in rights_of(Role.MANAGER)


class Command(BaseCommand):
    """Asks and prints."""

    @property
    def help(self):
        """What `--help` says; no lazy string, which the standard library cannot print."""
        return _("Prints what the search box finds: kind, number, name, and what fitted.")

    def add_arguments(self, parser):
        parser.add_argument("text", metavar="TEXT", nargs="+")
        parser.add_argument("--municipality", metavar="SLUG", help=_("only this city"))
        parser.add_argument("--limit", metavar="N", type=int, default=8, help=_("so many hits of each city at most"))

    def handle(self, *, text, municipality, limit, **options):
        cities = [city_of_slug(municipality)] if municipality else Municipality.objects.order_by("name")
        for city in cities:
            self.stdout.write(f"{city}:")
            results = search(Console(), city, " ".join(text), limit=max(limit, 1))
            for hit in results.hits:
                self.stdout.write(f"  {hit.kind:12} {hit.key:8}  {hit.title}" + (f"  ({hit.matched})" if hit.matched else ""))
            if results.is_too_short:
                self.stdout.write("  " + _("Please type at least two letters."))
            elif not results.hits:
                self.stdout.write("  " + _("Nothing found."))
            elif results.has_more:
                self.stdout.write("  " + _("and more"))
