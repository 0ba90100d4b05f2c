"""A round on foot from actor to actor."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.choices import StopResult
from initiatives.models import EARLIEST_DAY
from initiatives.models.record import AtActorQuerySet
from wf40.constraints import one_of
from wf40.scoping import ScopedModel


class Round(ScopedModel):
    """A series of visits on one day: which actors, in which order."""

    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("day"), default=timezone.localdate)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who walks"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    form_key = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ("-held_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="round_has_a_title"),
            models.CheckConstraint(condition=Q(held_on__gte=EARLIEST_DAY), name="round_day_plausible"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="round_form_sent_once"),
        ]
        indexes = [models.Index(fields=("municipality", "-held_on", "-id"), name="round_by_day")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The list to walk by."""
        return reverse("round_detail", args=[self.pk])


class RoundStop(ScopedModel):
    """One actor on a round, and what came of the visit."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="stops", verbose_name=_("round"))
    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="+", verbose_name=_("actor"))
    position = models.PositiveSmallIntegerField(_("position"))
    result = models.CharField(_("result"), max_length=10, choices=StopResult, default=StopResult.OPEN)
    answered_at = models.DateTimeField(_("noted at"), null=True)
    consultation = models.ForeignKey(
        "initiatives.Consultation", models.SET_NULL, null=True, related_name="+", verbose_name=_("consultation")
    )

    objects = AtActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ("round", "position", "pk")
        constraints = [
            one_of("result", StopResult, "round_stop_result_known"),
            models.UniqueConstraint(fields=("round", "actor"), name="round_stop_once"),
            models.CheckConstraint(
                condition=Q(result=StopResult.OPEN, answered_at=None) | (~Q(result=StopResult.OPEN) & Q(answered_at__isnull=False)),
                name="round_stop_answered_whole",
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.actor}"
