"""`manage.py reindex_search`: compares the search with the register and writes what differs."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from initiatives.management.cities import city_of_slug
from initiatives.search import rebuild
from wf40.registry import search_sources


class Command(BaseCommand):
    """Repairs and counts."""

    @property
    def help(self):
        """What `--help` says; no lazy string, which the standard library cannot print."""
        return _("Compares the search with the register, writes what differs and prints how many entries changed.")

    def add_arguments(self, parser):
        parser.add_argument("--municipality", metavar="SLUG", help=_("only this city"))

    def handle(self, *, municipality, **options):
        changed = rebuild(city_of_slug(municipality) if municipality else None)
        labels = {source.key: source.label for source in search_sources}
        for kind, count in changed.items():
            self.stdout.write(f"{count:8} {labels.get(kind, kind)}")
        self.stdout.write(_("Done."))
