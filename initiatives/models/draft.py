"""What somebody types and has not saved yet."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import DraftKind
from wf40.constraints import one_of
from wf40.scoping import ScopedModel, ScopedQuerySet


class DraftQuerySet(ScopedQuerySet):
    """A draft is seen by its owner alone."""

    def visible_to(self, user, municipality):
        """The own ones in this city."""
        return super().visible_to(user, municipality).filter(owner=user.pk)


class Draft(ScopedModel):
    """A consultation as far as it is typed: kept with every pause in typing, offered again until it is saved or thrown away.

    `form_key` is the key of the form in which it is typed, and becomes the key of the consultation that is made of it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="drafts", verbose_name=_("typed by"))
    form_key = models.UUIDField(editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=DraftKind, default=DraftKind.NOTE)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    # What else stands in the form, as it would be sent: {name of the field: [values]}.
    fields = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("begun at"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ("-changed_at", "-pk")
        constraints = [
            one_of("kind", DraftKind, "draft_kind_known"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="draft_once_per_form"),
        ]
        indexes = [models.Index(fields=("municipality", "owner", "-changed_at"), name="draft_by_owner")]

    def __str__(self):
        return self.text[:60]

    @property
    def is_confidential(self) -> bool:
        """Whether it is to become a confidential note."""
        return any(self.fields.get("is_confidential", ()))
