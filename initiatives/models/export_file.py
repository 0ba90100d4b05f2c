"""Files that leave the register: what an office takes out again and again, and files that are being made."""

from functools import partial

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import ExportFileState, ExportPurpose, OfficeList
from initiatives.models.export_entry import ExportEntry
from wf40.constraints import one_of
from wf40.scoping import ScopedModel
from wf40.storage import private_store, random_name


class ExportTemplate(ScopedModel):
    """The columns that an office takes out of a list, under a name: "Serienbrief"."""

    office_list = models.CharField(_("list"), max_length=15, choices=OfficeList)
    name = models.CharField(_("name"), max_length=80)
    # The keys of the columns in their order, separated by commas.
    columns = models.TextField(_("columns"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("saved by"))
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("export template")
        verbose_name_plural = _("export templates")
        ordering = ("name", "pk")
        constraints = [
            one_of("office_list", OfficeList, "export_template_list_known"),
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(columns=""), name="export_template_whole"),
            models.UniqueConstraint(fields=("municipality", "office_list", "name"), name="export_template_name_once"),
        ]

    def __str__(self):
        return self.name


class ExportFile(ScopedModel):
    """A large file that is made in the background, for one person, to be fetched once within 24 hours."""

    made_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("for"))
    entry = models.OneToOneField(ExportEntry, models.PROTECT, related_name="file", verbose_name=_("export"))
    office_list = models.CharField(_("list"), max_length=15, choices=OfficeList)
    query = models.TextField(_("filters"), blank=True)
    columns = models.TextField(_("columns"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=ExportPurpose)
    file_format = models.CharField(_("format"), max_length=5)
    state = models.CharField(_("state"), max_length=10, choices=ExportFileState, default=ExportFileState.WAITING)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    file = models.FileField(_("file"), storage=private_store, upload_to=partial(random_name, folder="exports"), max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready at"), null=True)
    fetched_at = models.DateTimeField(_("fetched at"), null=True)

    class Meta:
        verbose_name = _("export file")
        verbose_name_plural = _("export files")
        ordering = ("-asked_at", "-pk")
        constraints = [
            one_of("office_list", OfficeList, "export_file_list_known"),
            one_of("purpose", ExportPurpose, "export_file_purpose_known"),
            one_of("state", ExportFileState, "export_file_state_known"),
        ]
        indexes = [models.Index("municipality", "made_for", "asked_at", name="export_file_by_person")]

    def __str__(self):
        return f"{self.get_office_list_display()}, {timezone.localtime(self.asked_at):%d.%m.%Y %H:%M}"
