"""Each side of an introduction is asked whether it wants to be introduced."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.choices import Answer, PassedOn, Side, Through
from network.models.connection import AtConnectionQuerySet, Connection, plain_name
from wf40.constraints import one_of
from wf40.fields import CodesField
from wf40.scoping import ScopedModel


class IntroductionSide(ScopedModel):
    """One side of an introduction: whom we ask, what would be passed on, how the other side reads of it before its yes, and the answer.

    The time of a yes stands at the connection (`from_agreed_at`, `to_agreed_at`), where the database ties the introduction to both.
    """

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="sides", verbose_name=_("connection"))
    side = models.CharField(_("side"), max_length=4, choices=Side)
    contact = models.ForeignKey(
        "initiatives.Contact", models.SET_NULL, null=True, blank=True, related_name="introductions", verbose_name=_("person")
    )
    described_as = models.CharField(
        _("described to the other side as"),
        max_length=300,
        blank=True,
        help_text=_("Without a name: “a repair café in Elberfeld with two work benches”. So it is called as long as it may not be named."),
    )
    passed_on = CodesField(_("is passed on"), choices=PassedOn)
    asked_at = models.DateTimeField(_("asked at"), null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by"))
    # The question by mail; none where it was put by word, or by the actor's own office in another city.
    message = models.ForeignKey("initiatives.Message", models.SET_NULL, null=True, related_name="+", verbose_name=_("mail"))
    follow_up = models.ForeignKey("initiatives.FollowUp", models.SET_NULL, null=True, related_name="+", verbose_name=_("follow-up"))
    answer = models.CharField(_("answer"), max_length=3, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_through = models.CharField(_("through"), max_length=10, choices=Through, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by"))
    answer_note = models.CharField(_("remark"), max_length=500, blank=True)

    objects = AtConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("side of an introduction")
        verbose_name_plural = _("sides of introductions")
        ordering = ("connection", "side", "pk")
        constraints = [
            one_of("side", Side, "introduction_side_known"),
            one_of("answer", Answer, "introduction_answer_known"),
            models.UniqueConstraint(fields=("connection", "side"), name="introduction_side_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_through="")
                | (~Q(answer="") & Q(answered_at__isnull=False) & ~Q(answered_through="")),
                name="introduction_answered_whole",
            ),
        ]
        indexes = [models.Index("municipality", "asked_at", condition=Q(answer=""), name="introduction_waiting")]

    def __str__(self):
        return plain_name(self.actor, self.municipality_id)

    @property
    def actor(self):
        """The actor on this side."""
        return self.connection.actor_of(self.side)

    @property
    def is_waiting(self) -> bool:
        """Asked and not answered."""
        return self.asked_at is not None and self.answer == Answer.OPEN
