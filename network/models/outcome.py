"""What became of an introduction: each side is asked after four weeks, six and twelve months."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models.change_set import history
from network.choices import Running, Side, Through
from network.models.connection import AtConnectionQuerySet, Connection
from wf40.constraints import one_of
from wf40.scoping import ScopedModel


class OutcomeQuestion(ScopedModel):
    """ "Läuft es noch?", put to one side in one round; its answers in order are its history."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="outcome_questions", verbose_name=_("connection"))
    round = models.PositiveSmallIntegerField(_("round"))
    side = models.CharField(_("side"), max_length=4, choices=Side)
    contact = models.ForeignKey(
        "initiatives.Contact", models.SET_NULL, null=True, blank=True, related_name="outcome_questions", verbose_name=_("person")
    )
    asked_at = models.DateTimeField(_("asked at"))
    # A mail where there is an address, otherwise a follow-up for the office.
    message = models.ForeignKey("initiatives.Message", models.SET_NULL, null=True, related_name="+", verbose_name=_("mail"))
    follow_up = models.ForeignKey("initiatives.FollowUp", models.SET_NULL, null=True, related_name="+", verbose_name=_("follow-up"))
    answer = models.CharField(_("answer"), max_length=10, choices=Running, blank=True)
    answer_text = models.CharField(_("in words"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_through = models.CharField(_("through"), max_length=10, choices=Through, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by"))

    history = history()
    objects = AtConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about the outcome")
        verbose_name_plural = _("questions about outcomes")
        ordering = ("connection", "round", "side", "pk")
        constraints = [
            one_of("side", Side, "outcome_side_known"),
            one_of("answer", Running, "outcome_answer_known"),
            models.CheckConstraint(condition=Q(round__gte=1, round__lte=3), name="outcome_round_known"),
            models.UniqueConstraint(fields=("connection", "round", "side"), name="outcome_asked_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_through="")
                | (~Q(answer="") & Q(answered_at__isnull=False) & ~Q(answered_through="")),
                name="outcome_answered_whole",
            ),
        ]
        indexes = [models.Index("municipality", "asked_at", condition=Q(answer=""), name="outcome_waiting")]

    def __str__(self):
        return f"{self.connection}, {self.round}"

    @property
    def actor(self):
        """The actor that is asked."""
        return self.connection.actor_of(self.side)
