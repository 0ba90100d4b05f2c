"""What the log of accesses calls the package that tells a successor what must be known."""

from django.utils.translation import gettext_lazy as _

from wf40.exports import ExportColumn, TableExport


class HandOverPackage(TableExport):
    """A page on paper, not a file of rows; its columns are what it holds of each looked-after actor."""

    slug = "uebergabe"
    right = "initiatives.hand_over"
    title = _("Handover package")
    columns = (
        ExportColumn("name", _("Actors"), "trading_name"),
        ExportColumn("people", _("People"), part="people"),
        ExportColumn("talk", _("Last talk"), part="talk"),
        ExportColumn("promises", _("Open promises"), part="promises"),
        ExportColumn("warnings", _("Warnings"), part="warnings"),
        ExportColumn("deputy", _("Deputy"), "deputy__name"),
    )
