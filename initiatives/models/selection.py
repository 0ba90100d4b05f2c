"""Lists that an office keeps by a name, and what stood in them on a day."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import ExportPurpose, OfficeList, Verdict
from wf40.constraints import one_of
from wf40.scoping import ScopedModel, ScopedQuerySet


class SelectionQuerySet(ScopedQuerySet):
    """Reads on selections."""

    def visible_to(self, user, municipality):
        """Those that the office shares and the person's own ones."""
        return super().visible_to(user, municipality).filter(models.Q(is_shared=True) | models.Q(owner=user.pk))


class Selection(ScopedModel):
    """Filters, order and columns of a list under a name: "Initiativen in Elberfeld ohne Kontakt seit 12 Monaten"."""

    office_list = models.CharField(_("list"), max_length=15, choices=OfficeList)
    name = models.CharField(_("name"), max_length=120)
    # What stands behind the question mark of the list's address, without the page.
    query = models.TextField(_("filters"), max_length=4000, blank=True)
    is_shared = models.BooleanField(_("for the whole office"), default=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("saved by"))
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        ordering = ("name", "pk")
        constraints = [
            one_of("office_list", OfficeList, "selection_list_known"),
            models.CheckConstraint(condition=~models.Q(name=""), name="selection_has_a_name"),
            # A name of the office is one; a private one may be called like somebody else's.
            models.UniqueConstraint(
                fields=("municipality", "office_list", "name"), condition=models.Q(is_shared=True), name="selection_name_once_per_office"
            ),
            models.UniqueConstraint(fields=("municipality", "office_list", "owner", "name"), name="selection_name_once_per_person"),
        ]

    def __str__(self):
        return self.name


class SelectionSnapshot(ScopedModel):
    """A list of actors as it was on a day: who was in it, who was left out and why; the proof of an export or a funding notice.

    It holds keys, codes and plain values, no name and no address; `digest` is the SHA-256 over its rows.
    """

    selection = models.ForeignKey(Selection, models.SET_NULL, null=True, related_name="snapshots", verbose_name=_("selection"))
    title = models.CharField(_("name"), max_length=120)
    query = models.TextField(_("filters"), max_length=4000, blank=True)
    criteria = models.TextField(_("criteria in words"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=20, choices=ExportPurpose, blank=True)
    taken_at = models.DateTimeField(_("frozen at"), default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("frozen by"))
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    digest = models.CharField(_("checksum"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("frozen list")
        verbose_name_plural = _("frozen lists")
        ordering = ("-taken_at", "-pk")
        constraints = [models.CheckConstraint(condition=models.Q(purpose__in=["", *ExportPurpose.values]), name="snapshot_purpose_known")]
        indexes = [models.Index(fields=("municipality", "-taken_at", "-id"), name="snapshot_by_time")]

    def __str__(self):
        return f"{self.title}, {timezone.localtime(self.taken_at):%d.%m.%Y %H:%M}"


class SnapshotRow(ScopedModel):
    """What a frozen list said of one actor. The actor may be merged or erased later; its key of that day stays."""

    snapshot = models.ForeignKey(SelectionSnapshot, models.CASCADE, related_name="rows", verbose_name=_("frozen list"))
    actor = models.ForeignKey("initiatives.Actor", models.SET_NULL, null=True, related_name="+", verbose_name=_("actor"))
    actor_key = models.PositiveBigIntegerField(_("number in wf40"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    # [{"code": "no_consent"}, {"code": "district", "value": "elberfeld"}]: codes and plain values that decided.
    reasons = models.JSONField(_("reasons"), default=list)

    class Meta:
        verbose_name = _("row of a frozen list")
        verbose_name_plural = _("rows of frozen lists")
        ordering = ("snapshot", "pk")
        constraints = [
            one_of("verdict", Verdict, "snapshot_verdict_known"),
            models.UniqueConstraint(fields=("snapshot", "actor_key"), name="snapshot_actor_once"),
        ]
        indexes = [models.Index("snapshot", "verdict", "id", name="snapshot_row_by_verdict")]

    def __str__(self):
        return f"{self.actor_key}: {self.verdict}"
