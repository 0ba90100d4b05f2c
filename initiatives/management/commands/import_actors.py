"""`manage.py import_actors`: takes a list of actors into the register, or only says what it would do."""

from collections import defaultdict

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.imports.mapping import Mapping, read_mapping
from initiatives.imports.pipeline import Plan, Verdict, plan_import, run
from initiatives.imports.reading import ImportRefused, read_table
from initiatives.imports.values import grouped_notes, shortened
from initiatives.imports.writing import PlanOutdated
from municipalities.models import Municipality

ROWS_SHOWN = 12
VALUES_SHOWN = 30


class Command(BaseCommand):
    """Reads, plans, writes and prints."""

    @property
    def help(self):
        """What `--help` says; no lazy string, which the standard library cannot print."""
        return _("Takes a list of actors (CSV, XLSX, XLS, ODS) into the register: one transaction, each refused row with its reason.")

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--municipality", metavar="SLUG", help=_("all rows belong to this city; without it, the column with the AGS decides")
        )
        parser.add_argument("--map", metavar="FILE", dest="mapping", help=_("what titles and values of the list mean here (JSON or CSV)"))
        parser.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))

    def handle(self, *, file, municipality, mapping, dry_run, verbosity, **options):
        try:
            only = self._municipality(municipality)
            translation = read_mapping(mapping) if mapping else Mapping()
            table = read_table(file, columns=translation.titles)
            with transaction.atomic():
                plan = plan_import(table, Municipality.objects.all(), translation, only=only)
                if not dry_run:
                    run(plan)
        except ImportRefused as problem:
            raise CommandError(str(problem)) from problem
        except PlanOutdated as problem:
            raise CommandError(_("Somebody changed the register meanwhile. Nothing was written; please start again.")) from problem
        self._print(plan, is_dry=dry_run, has_rows=verbosity > 0)

    def _municipality(self, slug):
        if not slug:
            return None
        found = Municipality.objects.filter(slug=slug).first()
        if found is None:
            known = ", ".join(Municipality.objects.values_list("slug", flat=True)) or "–"
            raise CommandError(_("There is no city “%(slug)s”. Known are: %(known)s.") % {"slug": slug, "known": known})
        return found

    def _print(self, plan: Plan, *, is_dry: bool, has_rows: bool) -> None:
        table = plan.table
        self.stdout.write(_("File: %(name)s") % {"name": f"{table.name} ({shortened(table.sheet)})" if table.sheet else table.name})
        if table.other_sheets:
            self.stdout.write(_("Sheets not read: %(names)s") % {"names": ", ".join(map(shortened, table.other_sheets))})
        if table.unread_titles:
            self.stdout.write(_("Columns not taken over: %(names)s") % {"names": ", ".join(map(shortened, table.unread_titles))})
        for remark in plan.remarks:
            self.stdout.write(remark)
        if has_rows:
            self._print_rows(plan)
        self._print_notes(plan)
        self._print_sums(plan, is_dry)

    def _print_rows(self, plan: Plan) -> None:
        for row in plan.of(Verdict.CREATE, Verdict.UPDATE, Verdict.REFUSED):
            place = f" ({row.municipality})" if row.municipality else ""
            self.stdout.write(
                _("Row %(row)d, %(verdict)s: %(name)s")
                % {"row": row.number, "verdict": row.verdict.label, "name": (row.name or "–") + place}
            )
            if row.sentence:
                self.stdout.write(f"    {row.sentence}")
            for change in row.changes:
                before, after = change.old_words, change.new_words
                sign = "+" if change.added else f"{before} →"
                self.stdout.write(f"    {change.label}: {sign} {after}")

    def _print_notes(self, plan: Plan) -> None:
        """Values that were left out, each once with its rows."""
        notes = grouped_notes((row.number, note) for row in plan.rows for note in row.notes)
        for (title, sentence), values in notes.items():
            self.stdout.write(f"\n{title}: {sentence}")
            for value, rows in list(values.items())[:VALUES_SHOWN]:
                shown = ", ".join(map(str, rows[:ROWS_SHOWN])) + (" …" if len(rows) > ROWS_SHOWN else "")
                count = ngettext("%(count)d row", "%(count)d rows", len(rows)) % {"count": len(rows)}
                self.stdout.write("    " + _("“%(value)s”: %(count)s (%(rows)s)") % {"value": value, "count": count, "rows": shown})
            if len(values) > VALUES_SHOWN:
                self.stdout.write("    " + _("and %(count)d further values") % {"count": len(values) - VALUES_SHOWN})

    def _print_sums(self, plan: Plan, is_dry: bool) -> None:
        self.stdout.write("")
        for city, counts in self._by_city(plan).items():
            self.stdout.write(f"{city}: " + ", ".join(f"{verdict.label} {count}" for verdict, count in counts.items() if count))
        for reason, count in plan.refusals.items():
            self.stdout.write(f"    {Verdict.REFUSED.label}, {reason.label}: {count}")
        counts = plan.counts
        self.stdout.write(
            _("%(all)d rows: %(create)d new, %(update)d changed, %(unchanged)d as they are, %(refused)d refused.")
            % {"all": len(plan.rows), **{verdict.value: count for verdict, count in counts.items()}}
        )
        self.stdout.write(_("This was a trial: nothing was written.") if is_dry else _("Done."))

    def _by_city(self, plan: Plan) -> dict:
        """How many rows of each city met which verdict."""
        found = defaultdict(lambda: dict.fromkeys(Verdict, 0))
        for row in plan.rows:
            if row.municipality:
                found[str(row.municipality)][row.verdict] += 1
        return found
