"""Files at an actor or a person."""

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import AttachmentKind
from initiatives.models.change_set import history
from initiatives.models.purpose import AboutSubject, AboutSubjectQuerySet, one_subject
from wf40.constraints import one_of
from wf40.storage import private_store, random_name


class Attachment(AboutSubject):
    """A document, a proof or a picture; its content was checked when it came, pictures are stored anew without hidden data."""

    kind = models.CharField(_("kind"), max_length=10, choices=AttachmentKind, default=AttachmentKind.DOCUMENT)
    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(_("file"), storage=private_store, upload_to=partial(random_name, folder="attachments"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    alt_text = models.CharField(
        _("what the picture shows"), max_length=300, blank=True, help_text=_("For people who do not see it; needed before it is published.")
    )
    credit = models.CharField(_("photographer and rights"), max_length=200, blank=True)
    uploaded_at = models.DateTimeField(_("added at"), default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("added by"))
    form_key = models.UUIDField(null=True, editable=False)

    history = history(excluded_fields=["file", "sha256", "form_key"])
    objects = AboutSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("-uploaded_at", "-pk")
        constraints = [
            one_subject("attachment"),
            one_of("kind", AttachmentKind, "attachment_kind_known"),
            models.CheckConstraint(condition=~Q(title=""), name="attachment_has_title"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="attachment_form_sent_once"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The file itself."""
        return reverse("attachment_file", args=[self.pk])

    @property
    def is_picture(self) -> bool:
        """Whether it was drawn anew as it came, so that a browser may show it."""
        return self.kind == AttachmentKind.PICTURE

    @property
    def is_publishable(self) -> bool:
        """A picture of which is said what it shows; whether it may be published is `publish_photo`'s to say."""
        return self.is_picture and self.alt_text != ""
