"""Mails of the office to actors and people, and the links in them."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import MessageState
from wf40.constraints import one_of
from wf40.scoping import ScopedModel, ScopedQuerySet


class MessageQuerySet(ScopedQuerySet):
    """Reads on mails."""

    def due(self, now):
        """Waiting, and their time has come."""
        return self.filter(state=MessageState.WAITING, send_after__lte=now).order_by("send_after", "pk")


class Message(ScopedModel):
    """One mail to one address; its body holds placeholders instead of links, so that no token is ever stored."""

    contact = models.ForeignKey("initiatives.Contact", models.SET_NULL, null=True, related_name="messages", verbose_name=_("person"))
    actor = models.ForeignKey("initiatives.Actor", models.SET_NULL, null=True, related_name="messages", verbose_name=_("actor"))
    purpose = models.ForeignKey("initiatives.Purpose", models.PROTECT, related_name="+", verbose_name=_("purpose"))
    email = models.EmailField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    # placeholder -> [purpose of the link, key of what it is about]
    links = models.JSONField(default=dict)
    is_automatic = models.BooleanField(_("sent by the clock"), default=False)
    once_key = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=MessageState, default=MessageState.WAITING)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("created by"))
    send_after = models.DateTimeField(_("not before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sending_at = models.DateTimeField(_("handed to the mail server at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    last_error = models.CharField(_("what went wrong"), max_length=500, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-created_at", "-pk")
        constraints = [
            one_of("state", MessageState, "message_state_known"),
            models.CheckConstraint(condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False), name="message_sent_has_time"),
            models.CheckConstraint(condition=~Q(state=MessageState.SENDING) | Q(sending_at__isnull=False), name="message_sending_has_time"),
            models.UniqueConstraint(fields=("municipality", "once_key"), condition=~Q(once_key=""), name="message_queued_once"),
        ]
        indexes = [
            models.Index("send_after", "id", condition=Q(state=MessageState.WAITING), name="message_waiting"),
            models.Index(fields=("municipality", "-created_at", "-id"), name="message_by_time"),
            models.Index("municipality", "state", "created_at", name="message_by_state"),
            models.Index("municipality", "email", "is_automatic", name="message_by_address"),
        ]

    def __str__(self):
        return f"{self.subject} ({self.email})"

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to decide about it."""
        return self.state in (MessageState.FAILED, MessageState.UNCERTAIN)


def new_token() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class PersonalLink(ScopedModel):
    """A way in without a password for one person or actor and one purpose; only the hash of its token is stored."""

    contact = models.ForeignKey(
        "initiatives.Contact", models.CASCADE, null=True, blank=True, related_name="links", verbose_name=_("person")
    )
    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, null=True, blank=True, related_name="links", verbose_name=_("actor"))
    purpose = models.SlugField(_("for what"), max_length=20)
    subject_id = models.BigIntegerField(_("about"), null=True)
    # The address to which it was mailed; empty for a printed one.
    email = models.EmailField(_("mailed to"), blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("created by"))
    expires_at = models.DateTimeField(_("expires at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(actor__isnull=False) | Q(contact__isnull=False), name="link_about_somebody"),
        ]
        indexes = [models.Index("expires_at", name="link_by_end")]

    def __str__(self):
        return f"{self.purpose}: {self.contact or self.actor}"

    def is_valid(self, now) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)
