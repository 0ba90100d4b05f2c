"""One file of one list: what somebody asked for, which rows it takes, which it leaves out, and what stands on its sheets."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import actions
from initiatives.choices import ExportPurpose, OfficeList, Verdict
from initiatives.exports.actors import ActorExport
from initiatives.exports.consultations import ConsultationExport
from initiatives.exports.contacts import ContactExport
from initiatives.exports.follow_ups import FollowUpExport
from initiatives.exports.lists import LISTS
from initiatives.exports.parts import InFile
from initiatives.exports.purposes import ASKING, decided, legal_basis, others, verdicts
from initiatives.exports.vcards import CONTENT_TYPE, NEW, OLD, vcards
from initiatives.models import Actor, Contact, SnapshotRow
from wf40.exports import XLSX, CsvStream

EXPORTS = {
    OfficeList.ACTORS: ActorExport,
    OfficeList.CONTACTS: ContactExport,
    OfficeList.CONSULTATIONS: ConsultationExport,
    OfficeList.FOLLOW_UPS: FollowUpExport,
}
EXPORT_PAGES = {
    OfficeList.ACTORS: "actor_export",
    OfficeList.CONTACTS: "contact_export",
    OfficeList.CONSULTATIONS: "consultation_export",
    OfficeList.FOLLOW_UPS: "follow_up_export",
}


def offer_list(parts, export, export_page: str) -> None:
    """A higher floor has a list that is kept, shown and taken out like those of the register."""
    LISTS[parts.key] = parts
    EXPORTS[parts.key] = export
    EXPORT_PAGES[parts.key] = export_page


# What stands in an address beside the filters and the order of a list.
BESIDE = ("page", "groesse", "genau", "nur", "template", "left_out")
CSV = "text/csv; charset=utf-8"
CONTENT_TYPES = {"xlsx": XLSX, "csv": CSV, "vcf": CONTENT_TYPE, "vcf4": CONTENT_TYPE}
VERSIONS = {"vcf": OLD, "vcf4": NEW}


@dataclass
class Taking:
    """A list, as an address filters and sorts it, on its way into a file."""

    user: object
    municipality: object
    office_list: str
    query: str
    purpose: str = ExportPurpose.OFFICE
    file_format: str = "xlsx"
    keys: tuple[str, ...] = ()

    def like(self, purpose: str, file_format: str, keys: tuple[str, ...]) -> "Taking":
        """The same rows for a purpose, as a file with these columns."""
        other = replace(self, purpose=purpose, file_format=file_format, keys=keys)
        # The filters have read the city's lists already.
        other.filterset = self.filterset
        return other

    @cached_property
    def params(self) -> QueryDict:
        """The list's address without what belongs to its pages."""
        params = QueryDict(self.query, mutable=True)
        for name in BESIDE:
            params.pop(name, None)
        return params

    @cached_property
    def parts(self):
        """What the list is made of."""
        return LISTS[self.office_list]

    @cached_property
    def export(self):
        """The columns."""
        return EXPORTS[self.office_list](self.keys, user=self.user, municipality=self.municipality, purpose=self.purpose)

    @cached_property
    def filterset(self):
        """The list's own filter."""
        return self.parts.filterset(self.user, self.municipality, self.params)

    @cached_property
    def table(self):
        """The list's own table, which knows its order and the columns that it shows."""
        return self.parts.table(self.params, self.filterset)

    @cached_property
    def criteria(self) -> str:
        """The filters in words."""
        return "; ".join(f"{chip.label}: {chip.value}" for chip in self.filterset.chips)

    @property
    def is_asked(self) -> bool:
        """Whether this purpose asks row by row."""
        return self.purpose in ASKING and self.is_about_somebody

    @property
    def is_about_somebody(self) -> bool:
        """Actors and people are asked; talks and promises are the office's own."""
        return self.parts.model in (Actor, Contact)

    @property
    def rows(self):
        """All rows of the list, in its order."""
        return self.table.ordered(self.filterset.qs)

    @property
    def taken(self):
        """The rows of the file, in the order of the list."""
        rows = self.filterset.qs
        return self.table.ordered(rows.allowed_for(self.purpose) if self.is_asked else rows)

    @property
    def others(self):
        """The rows that are left out, in the order of the list."""
        return others(self.rows, self.purpose) if self.is_about_somebody else self.filterset.qs.none()

    def frozen(self, snapshot):
        """The rows of the file as a frozen list holds them: what it proves is what leaves."""
        inside = SnapshotRow.objects.filter(snapshot=snapshot, verdict=Verdict.IN)
        return self.table.ordered(self.filterset.qs.filter(pk__in=inside.values("actor")))

    def freeze(self):
        """Keep who is in the file and who is not, and why, so that it can be proved later; only of actors that were asked."""
        if not (self.is_asked and self.parts.model is Actor):
            return None
        return actions.freeze_rows(
            user=self.user,
            municipality=self.municipality,
            title=str(_("Export: %(purpose)s") % {"purpose": ExportPurpose(self.purpose).label}),
            query=self.params.urlencode(),
            criteria=self.criteria,
            purpose=self.purpose,
            rows=verdicts(self.rows, self.purpose),
        )

    @property
    def in_file(self) -> InFile:
        """Which actors and people the file shows, as far as it is made."""
        return self.export.in_file

    @property
    def file_name(self) -> str:
        """akteure-wuppertal-2026-01-14.xlsx"""
        ending = "vcf" if self.file_format in VERSIONS else self.file_format
        return f"{self.export.slug}-{self.municipality.slug}-{timezone.localdate():%Y-%m-%d}.{ending}"

    @property
    def content_type(self) -> str:
        """What the browser is told."""
        return CONTENT_TYPES[self.file_format]

    def about(self, count: int, at) -> list[tuple[str, str]]:
        """The sheet that says what the file is."""
        return [
            (_("List"), str(self.export.title)),
            (_("Filters"), self.criteria or _("none")),
            (_("Rows"), str(count)),
            *([(_("Left out"), str(self.others.count()))] if self.is_asked else []),
            (_("Purpose"), str(ExportPurpose(self.purpose).label)),
            (_("Legal basis"), legal_basis(self.municipality, self.purpose)),
            (_("Taken out at"), timezone.localtime(at).strftime("%d.%m.%Y %H:%M")),
            (_("Taken out by"), str(self.user)),
            (_("Office"), self.municipality.office_name),
        ]

    def stream(self, rows, ended: Callable[[bool, int], None]) -> CsvStream:
        """The file as CSV, made while it is sent."""
        return self.export.csv(rows, ended)

    def write(self, file, rows, at, tell: Callable[[int], None] = lambda count: None) -> int:
        """The whole file into an open one; gives the number of rows. Raises what broke it."""
        if self.file_format == "xlsx":
            left_out = ((name, decision.reason) for _key, name, decision in decided(self.others, self.purpose)) if self.is_asked else None
            return self.export.xlsx(file, rows, about=self.about(rows.count(), at), others=left_out, tell=tell)
        count = 0
        if self.file_format in VERSIONS:
            for count, card in enumerate(vcards(rows, VERSIONS[self.file_format], self.in_file), start=1):
                file.write(card.encode())
                tell(count)
            return count
        stream = self.export.csv(rows)
        for piece in stream:
            file.write(piece)
            tell(stream.count)
        if not stream.is_whole:
            raise RuntimeError("the file broke off")
        return stream.count


def list_query(params: QueryDict, **more) -> str:
    """The address of the list behind an export page, with more parameters."""
    kept = [(name, value) for name, values in params.lists() if name not in BESIDE for value in values]
    return urlencode([*kept, *more.items()])
