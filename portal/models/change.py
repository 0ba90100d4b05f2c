"""What an actor proposes for its own profile."""

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.choices import UNDECIDED, WRITTEN, ChangeState, ProfilePart
from portal.models.inbox import InboxEntry, RemarkQuerySet
from wf40.constraints import one_of
from wf40.scoping import ScopedModel
from wf40.storage import private_store, random_name


class ProfileChange(ScopedModel):
    """One field of a proposal: what stood there when it was proposed, what the actor wants there, what the office said to it.

    `before`, `proposed` and `written` have the form that `portal.profile` gives the part; the old value stays public until it is
    cleared.
    """

    entry = models.ForeignKey(InboxEntry, models.CASCADE, related_name="changes", verbose_name=_("proposal"))
    part = models.CharField(_("field"), max_length=12, choices=ProfilePart)
    before = models.JSONField(_("before"), null=True)
    proposed = models.JSONField(_("proposed"), null=True)
    written = models.JSONField(_("written into the register"), null=True)
    # The proposed picture, drawn anew as it came.
    picture = models.FileField(
        _("picture"), storage=private_store, upload_to=partial(random_name, folder="proposals"), max_length=200, blank=True
    )
    picture_type = models.CharField(max_length=100, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed value")
        verbose_name_plural = _("proposed values")
        ordering = ("entry", "pk")
        constraints = [
            one_of("part", ProfilePart, "profile_change_part_known"),
            one_of("state", ChangeState, "profile_change_state_known"),
            models.UniqueConstraint(fields=("entry", "part"), name="profile_change_part_once"),
            models.CheckConstraint(
                condition=Q(state__in=UNDECIDED, decided_at=None) | (~Q(state__in=UNDECIDED) & Q(decided_at__isnull=False)),
                name="profile_change_decided_whole",
            ),
            models.CheckConstraint(condition=Q(state__in=WRITTEN) | Q(written__isnull=True), name="profile_change_written_when_cleared"),
        ]
        indexes = [models.Index("municipality", "state", "part", name="profile_change_by_state")]

    def __str__(self):
        return f"{self.entry}: {self.get_part_display()}"

    @property
    def is_undecided(self) -> bool:
        """The office has not said yes or no yet."""
        return self.state in UNDECIDED
