"""A code by mail that opens, behind a personal link, what goes beyond the published profile."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wf40.scoping import ScopedModel

VALID_FOR = timedelta(minutes=15)
MOST_TRIES = 5


class AccessCode(ScopedModel):
    """Eight digits that were mailed to the address of a link, for 15 minutes; stored is their hash alone.

    The code is made as the mail is handed over (`wf40.registry.MailSecret`); until then the row has none.
    """

    link = models.ForeignKey("initiatives.PersonalLink", models.CASCADE, related_name="codes", verbose_name=_("personal link"))
    code_hash = models.CharField(max_length=128, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    wrong_tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("code by mail")
        verbose_name_plural = _("codes by mail")
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(sent_at=None, code_hash="") | Q(sent_at__isnull=False), name="access_code_sent_whole"),
            models.CheckConstraint(condition=Q(used_at=None) | Q(sent_at__isnull=False), name="access_code_used_after_sending"),
        ]
        indexes = [models.Index("link", "asked_at", name="access_code_by_link")]

    def __str__(self):
        return f"{self.link}, {timezone.localtime(self.asked_at):%d.%m.%Y %H:%M}"

    def may_be_tried(self, now) -> bool:
        """Sent, not used, not guessed at too often, not older than 15 minutes."""
        return self.sent_at is not None and self.used_at is None and self.wrong_tries < MOST_TRIES and now - self.sent_at <= VALID_FOR
