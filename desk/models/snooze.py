"""An actor of whom one hears nothing may wait."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models.record import AtActorQuerySet
from wf40.scoping import ScopedModel


class Snooze(ScopedModel):
    """Somebody decided, with a reason, that a silent actor is not brought up again before a day; the newest counts."""

    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="+", verbose_name=_("actor"))
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    made_at = models.DateTimeField(_("decided at"), default=timezone.now)

    objects = AtActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("postponement")
        verbose_name_plural = _("postponements")
        ordering = ("-made_at", "-pk")
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="snooze_says_why")]
        indexes = [models.Index("municipality", "actor", "until", name="snooze_by_actor")]

    def __str__(self):
        return f"{self.until:%d.%m.%Y}: {self.reason}"
