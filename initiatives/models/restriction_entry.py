"""The log of restrictions."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import RestrictionReason
from wf40.scoping import ScopedModel


class RestrictionEntry(ScopedModel):
    """Somebody restricted an actor or a person (Art. 18 GDPR), or lifted it. Entries are only added; the database refuses to change them.

    They name the record by its key alone, so that erasing a person needs no change here.
    """

    record_kind = models.CharField(_("what"), max_length=7, choices=[("actor", _("actor")), ("contact", _("person"))])
    record_key = models.BigIntegerField(_("number"))
    is_restricted = models.BooleanField(_("restricted"))
    reason = models.CharField(_("ground of the restriction"), max_length=12, choices=RestrictionReason, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    entered_at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        ordering = ("-entered_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=models.Q(record_kind__in=("actor", "contact")), name="restriction_kind_known"),
            models.CheckConstraint(condition=models.Q(is_restricted=False) | ~models.Q(reason=""), name="restriction_has_ground"),
        ]

    def __str__(self):
        return f"{self.record_kind} {self.record_key}, {timezone.localtime(self.entered_at):%d.%m.%Y %H:%M}"
