"""What must not be overlooked about an actor."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.choices import WarningKind
from initiatives.models.change_set import history
from initiatives.models.record import AtActorQuerySet, Record
from wf40.constraints import one_of


class WarningFlagQuerySet(AtActorQuerySet):
    """Reads on warnings."""

    def in_force(self):
        """Not yet ended."""
        return self.filter(ended_at=None)


class WarningFlag(Record):
    """An actor is closing, moving, in a crisis or in conflict: it stands above everything until somebody ends it."""

    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="warning_flags", verbose_name=_("actor"))
    kind = models.CharField(_("warning"), max_length=10, choices=WarningKind)
    text = models.CharField(_("what is known"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("ended by")
    )

    history = history(excluded_fields=["form_key"])
    objects = WarningFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        ordering = ("-created_at", "-pk")
        constraints = [
            one_of("kind", WarningKind, "warning_kind_known"),
            models.CheckConstraint(condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False), name="warning_ended_whole"),
            models.UniqueConstraint(fields=("actor", "kind"), condition=Q(ended_at=None), name="warning_in_force_once"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="warning_form_sent_once"),
        ]
        indexes = [models.Index(fields=("municipality", "-created_at"), condition=Q(ended_at=None), name="warning_in_force")]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        """Where it is changed or ended."""
        return reverse("warning_change", args=[self.pk])
