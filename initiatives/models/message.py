"""Mails of the office to actors and people, and the links in them."""

import hashlib
import re
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.choices import MessageState
from initiatives.models.purpose import AboutSubjectQuerySet
from wf40.constraints import one_of
from wf40.registry import link_purposes, mail_secrets
from wf40.scoping import ScopedModel

# Failed or perhaps lost, and nobody has put it aside yet.
TO_DECIDE = Q(state=MessageState.UNCERTAIN) | Q(state=MessageState.FAILED, sending_at__isnull=False)
PLACEHOLDER = re.compile(r"\[\[([^\[\]]+)\]\]")


class MessageQuerySet(AboutSubjectQuerySet):
    """Reads on mails; those to an actor or a person whose data are restricted are not seen."""

    def due(self, now):
        """Waiting, and their time has come."""
        return self.filter(state=MessageState.WAITING, send_after__lte=now).order_by("send_after", "pk")

    def to_decide(self):
        """Did not arrive, or perhaps not, and nobody has put them aside yet."""
        return self.filter(TO_DECIDE)

    def put_aside(self):
        """Those about which a person decided that nothing follows."""
        return self.filter(state=MessageState.FAILED, sending_at=None)

    def with_urgency(self):
        """Adds `urgency`, by which the outbox is sorted: 2 somebody has to decide, 1 on its way, 0 settled."""
        return self.annotate(
            urgency=Case(
                When(TO_DECIDE, then=2),
                When(state__in=(MessageState.WAITING, MessageState.SENDING), then=1),
                default=0,
                output_field=models.PositiveSmallIntegerField(),
            )
        )


class Message(ScopedModel):
    """One mail to one address; its body holds placeholders instead of links, so that no token is ever stored.

    A mail that failed was handed to the server and keeps `sending_at`; one that a person put aside has none.
    """

    contact = models.ForeignKey("initiatives.Contact", models.SET_NULL, null=True, related_name="messages", verbose_name=_("person"))
    actor = models.ForeignKey("initiatives.Actor", models.SET_NULL, null=True, related_name="messages", verbose_name=_("actor"))
    purpose = models.ForeignKey("initiatives.Purpose", models.PROTECT, related_name="+", verbose_name=_("purpose"))
    email = models.EmailField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    # placeholder -> [purpose of the link, key of what it is about]
    links = models.JSONField(default=dict)
    is_automatic = models.BooleanField(_("sent by the clock"), default=False)
    # Somebody who is not in the register, or not yet, and asked for this very mail.
    is_to_stranger = models.BooleanField(_("to somebody outside the register"), default=False)
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

    def get_absolute_url(self):
        """Its page in the outbox."""
        return reverse("message_detail", args=[self.pk])

    @property
    def is_put_aside(self) -> bool:
        """Whether a person decided that nothing follows."""
        return self.state == MessageState.FAILED and self.sending_at is None

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to decide about it."""
        return self.state in (MessageState.FAILED, MessageState.UNCERTAIN) and not self.is_put_aside

    @property
    def readable_body(self) -> str:
        """The text as it was queued, with words where the links will be."""
        labels = {entry.key: str(entry.label) for entry in link_purposes}
        secrets_of_mails = {entry.key: str(entry.label) for entry in mail_secrets}

        def name(match):
            kind = (self.links.get(match[1]) or [""])[0]
            if kind in secrets_of_mails:
                return f"[{secrets_of_mails[kind]}]"
            return gettext("[Link: %(what)s]") % {"what": labels.get(kind, kind)} if kind else match[0]

        return PLACEHOLDER.sub(name, self.body)


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

    objects = AboutSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ("-created_at", "-pk")
        constraints = [
            # Who applies to be taken in is nobody of the register yet: the link is about the application.
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | Q(contact__isnull=False) | Q(subject_id__isnull=False), name="link_about_somebody"
            ),
        ]
        indexes = [models.Index("expires_at", name="link_by_end")]

    def __str__(self):
        return f"{self.purpose}: {self.contact or self.actor or self.email}"

    @property
    def subject(self):
        """For whom its holder decides: the person, for a link to no person the actor."""
        return self.contact or self.actor

    def is_valid(self, now) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)
