"""`manage.py network_figures`: the figures of everybody in a city's network, for whoever reckons on."""

import csv

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from initiatives.management.cities import city_of_slug
from network.graph.figures import COLUMNS, figures_now
from network.graph.ways import KEYS_AT_ONCE, names_of

FRACTIONS = ("betweenness", "closeness", "clustering")


class Command(BaseCommand):
    """Reads or works out, and prints."""

    @property
    def help(self):
        """What `--help` says; no lazy string, which the standard library cannot print."""
        return _("Prints degree, betweenness, closeness, component and more of each actor in a city's network.")

    def add_arguments(self, parser):
        parser.add_argument("--municipality", metavar="SLUG", required=True, help=_("the city whose network is meant"))
        parser.add_argument("--format", choices=("text", "csv"), default="text", help=_("a table to read, or CSV with dots and commas"))

    def handle(self, *, municipality, format, **options):
        city = city_of_slug(municipality)
        with override("de"):
            content = figures_now(city)
            names: dict[int, str] = {}
            for start in range(0, len(content["keys"]), KEYS_AT_ONCE):
                found = names_of(city, content["keys"][start : start + KEYS_AT_ONCE])
                names |= {key: name for key, (name, _url) in found.items()}
            rows = sorted(
                [names.get(key, str(key)), *(content[column][place] for column in COLUMNS)] for place, key in enumerate(content["keys"])
            )
            if format == "csv":
                self.print_csv(rows)
            else:
                self.print_text(content, rows)

    def print_csv(self, rows):
        """As other programs read it."""
        file = csv.writer(self.stdout, lineterminator="\n")
        file.writerow(["node", *COLUMNS])
        for name, *values in rows:
            file.writerow(
                [name, *(f"{value:.9f}" if column in FRACTIONS else value for column, value in zip(COLUMNS, values, strict=True))]
            )

    def print_text(self, content, rows):
        """As people read it: the whole in one line, then everybody by degree."""
        words = {key: content[key] for key in ("pairs", "components", "alone", "sample")} | {"actors": len(content["keys"])}
        self.stdout.write(_("%(actors)s actors, %(pairs)s connected pairs, %(components)s parts, %(alone)s without a connection") % words)
        if content["sample"]:
            self.stdout.write(_("Betweenness and closeness are estimated from %(sample)s actors.") % words)
        width = min(48, max((len(row[0]) for row in rows), default=0))
        self.stdout.write(f"\n{'':{width}}  {'  '.join(COLUMNS)}")
        for name, *values in sorted(rows, key=lambda row: (-row[1], row[0])):
            cells = "  ".join(
                f"{value:{len(column)}.{3 if column in FRACTIONS else 0}f}" for column, value in zip(COLUMNS, values, strict=True)
            )
            self.stdout.write(f"{name[:width]:{width}}  {cells}")
