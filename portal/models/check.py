""" "Stimmt das noch?": each actor is asked once a year whether its entry is still right."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models.purpose import AboutSubjectQuerySet
from portal.choices import CheckAnswer, CheckedThrough
from wf40.constraints import one_of
from wf40.scoping import ScopedModel


class ProfileCheck(ScopedModel):
    """One round of the question: when it was put, how often it was repeated, who answered what.

    An alliance that vouches for a member, and an actor that confirms unasked, leave a row as well.
    """

    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="profile_checks", verbose_name=_("actor"))
    contact = models.ForeignKey(
        "initiatives.Contact", models.SET_NULL, null=True, blank=True, related_name="profile_checks", verbose_name=_("person")
    )
    asked_at = models.DateTimeField(_("asked at"), null=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True)
    reminder_count = models.PositiveSmallIntegerField(_("reminders"), default=0)
    message = models.ForeignKey("initiatives.Message", models.SET_NULL, null=True, related_name="+", verbose_name=_("mail"))
    answer = models.CharField(_("answer"), max_length=6, choices=CheckAnswer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_through = models.CharField(_("answered by"), max_length=8, choices=CheckedThrough, blank=True)
    vouched_by = models.ForeignKey(
        "initiatives.Actor", models.SET_NULL, null=True, blank=True, related_name="vouchings", verbose_name=_("vouched for by")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by"))

    objects = AboutSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile check")
        verbose_name_plural = _("profile checks")
        ordering = ("-asked_at", "-answered_at", "-pk")
        constraints = [
            one_of("answer", CheckAnswer, "profile_check_answer_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_through="", vouched_by=None, recorded_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_through__in=CheckedThrough.values)),
                name="profile_check_answered_whole",
            ),
            models.CheckConstraint(condition=Q(asked_at__isnull=False) | ~Q(answer=""), name="profile_check_asked_or_said"),
            models.UniqueConstraint(fields=("actor",), condition=Q(answer=""), name="one_open_profile_check"),
        ]
        indexes = [
            models.Index("municipality", "asked_at", condition=Q(answer=""), name="profile_check_waiting"),
            models.Index(fields=("actor", "-answered_at"), name="profile_check_by_actor"),
        ]

    def __str__(self):
        return f"{self.actor}: {self.get_answer_display()}"
