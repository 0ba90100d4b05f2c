"""What comes to a person by itself: the own calendar, the mail in the morning."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wf40.scoping import ScopedModel, ScopedQuerySet


class OwnQuerySet(ScopedQuerySet):
    """What is seen by its owner alone."""

    def visible_to(self, user, municipality):
        """The own rows in this city."""
        return super().visible_to(user, municipality).filter(owner=user.pk)


class CalendarFeed(ScopedModel):
    """A person's secret calendar address for one city; the address itself is stored nowhere, only its hash."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("for"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    fetched_at = models.DateTimeField(_("last fetched at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("municipality", "owner"), condition=models.Q(revoked_at=None), name="calendar_feed_one_in_force"
            )
        ]

    def __str__(self):
        return f"{self.owner}, {timezone.localtime(self.created_at):%d.%m.%Y}"


class MorningMail(ScopedModel):
    """Somebody wants their day by mail in the morning; `sent_for` is the last day whose mail is on its way."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("for"))
    is_wanted = models.BooleanField(_("wanted"), default=True)
    sent_for = models.DateField(_("last sent for"), null=True, editable=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("morning mail")
        verbose_name_plural = _("morning mails")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("municipality", "owner"), name="morning_mail_once")]

    def __str__(self):
        return str(self.owner)
