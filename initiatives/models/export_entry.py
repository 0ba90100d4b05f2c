"""What left the register, for whom and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import ExportPurpose, ExportStage
from wf40.constraints import one_of
from wf40.scoping import ScopedModel


class ExportEntry(ScopedModel):
    """One file that somebody took out: which list, how many rows, which columns, for which purpose. Entries are only added.

    A file is two entries: one before the first byte leaves, and one at the end (`begun` is the first one), which says how many rows left.
    """

    stage = models.CharField(_("stage"), max_length=8, choices=ExportStage, default=ExportStage.DONE)
    begun = models.OneToOneField("self", models.PROTECT, null=True, related_name="ending", verbose_name=_("begun by"))
    snapshot = models.ForeignKey(
        "initiatives.SelectionSnapshot", models.PROTECT, null=True, related_name="exports", verbose_name=_("frozen list")
    )
    exported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("taken out by"))
    exported_at = models.DateTimeField(_("taken out at"), default=timezone.now)
    slug = models.SlugField(_("list"), max_length=40)
    file_format = models.CharField(_("format"), max_length=5)
    purpose = models.CharField(_("purpose"), max_length=20, choices=ExportPurpose)
    selection = models.TextField(_("filters"), blank=True)
    columns = models.TextField(_("columns"))
    row_count = models.PositiveIntegerField(_("rows"))
    # Which actors and people were in the file, packed (`wf40.packing`): the timelines tell it, and 100,000 rows take 40 kB.
    actor_keys = models.BinaryField(null=True)
    contact_keys = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ("-exported_at", "-pk")
        constraints = [
            one_of("purpose", ExportPurpose, "export_purpose_known"),
            one_of("stage", ExportStage, "export_stage_known"),
            models.CheckConstraint(condition=models.Q(begun=None) | ~models.Q(stage=ExportStage.BEGUN), name="export_begins_once"),
        ]
        indexes = [models.Index(fields=("municipality", "-exported_at", "-id"), name="export_by_time")]

    def __str__(self):
        return f"{self.slug}, {timezone.localtime(self.exported_at):%d.%m.%Y %H:%M}"
