"""`manage.py import_connections`: takes an edge list into the network of a city, or only says what it would do."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.imports.reading import ImportRefused
from initiatives.imports.values import shortened
from municipalities.models import Municipality
from network.choices import ConnectionKind, Origin, Stage
from network.imports import BY_NAME, BY_NUMBER, BY_SOURCE_ID, EdgeFile, Outcome, take_in

ROWS_SHOWN = 12
VALUES_SHOWN = 30


class Command(BaseCommand):
    """Reads, writes and prints."""

    @property
    def help(self):
        """What `--help` says; no lazy string, which the standard library cannot print."""
        return _(
            "Takes an edge list (CSV with von/nach, from/to or source/target; optional kind, stage, since, until) into the network of a"
            " city: one transaction, each refused row with its reason; the same list once more changes nothing."
        )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--municipality", metavar="SLUG", required=True, help=_("the city whose network it is"))
        parser.add_argument(
            "--kind", default=ConnectionKind.COOPERATION.value, choices=ConnectionKind.values, help=_("where no column says it")
        )
        parser.add_argument("--stage", default=Stage.COOPERATING.value, choices=Stage.values, help=_("where no column says it"))
        parser.add_argument("--origin", default=Origin.IMPORTED.value, choices=Origin.values)
        parser.add_argument(
            "--by",
            default=BY_NAME,
            choices=(BY_NAME, BY_SOURCE_ID, BY_NUMBER),
            help=_("what stands in the two columns: names, numbers in the source, or numbers in wf40"),
        )
        parser.add_argument("--create-actors", action="store_true", help=_("take in actors whose names nobody knows"))
        parser.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))

    def handle(self, *, file, municipality, kind, stage, origin, by, create_actors, dry_run, **options):
        city = Municipality.objects.filter(slug=municipality).first()
        if city is None:
            known = ", ".join(Municipality.objects.values_list("slug", flat=True)) or "–"
            raise CommandError(_("There is no city “%(slug)s”. Known are: %(known)s.") % {"slug": municipality, "known": known})
        try:
            outcome = take_in(
                EdgeFile(file), city, kind=kind, stage=stage, origin=origin, by=by, creates_actors=create_actors, is_dry=dry_run
            )
        except ImportRefused as problem:
            raise CommandError(str(problem)) from problem
        self._print(outcome, is_dry=dry_run)

    def _print(self, outcome: Outcome, *, is_dry: bool) -> None:
        self.stdout.write(_("File: %(name)s") % {"name": outcome.file.name})
        if titles := outcome.file.unread_titles:
            self.stdout.write(_("Columns not taken over: %(names)s") % {"names": ", ".join(map(shortened, titles))})
        self._print_refusals(outcome)
        self.stdout.write("")
        if outcome.actor_count:
            words = ngettext("%(shown)s actor taken in.", "%(shown)s actors taken in.", outcome.actor_count)
            self.stdout.write(words % {"shown": intcomma(outcome.actor_count)})
        counts = {name: intcomma(getattr(outcome, f"{name}_count")) for name in ("row", "created", "known", "repeated", "refused")}
        words = _(
            "%(row)s rows: %(created)s new connections, %(known)s there already, %(repeated)s twice in the list, %(refused)s refused."
        )
        self.stdout.write(words % counts)
        self.stdout.write(_("This was a trial: nothing was written.") if is_dry else _("Done."))

    def _print_refusals(self, outcome: Outcome) -> None:
        """Each reason once, with the values and their rows."""
        for sentence, values in outcome.refusals.items():
            self.stdout.write(f"\n{sentence}")
            for value, rows in list(values.items())[:VALUES_SHOWN]:
                shown = ", ".join(map(str, rows[:ROWS_SHOWN])) + (" …" if len(rows) > ROWS_SHOWN else "")
                count = ngettext("%(count)d row", "%(count)d rows", len(rows)) % {"count": len(rows)}
                self.stdout.write("    " + _("“%(value)s”: %(count)s (%(rows)s)") % {"value": value, "count": count, "rows": shown})
            if len(values) > VALUES_SHOWN:
                self.stdout.write("    " + _("and %(count)d further values") % {"count": len(values) - VALUES_SHOWN})
