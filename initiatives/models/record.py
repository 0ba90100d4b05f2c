"""What every record that people edit carries."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import RestrictionReason
from wf40.scoping import ScopedModel, ScopedQuerySet


class Record(ScopedModel):
    """A record made and changed by people: who and when, a version against lost updates, a key against double sending."""

    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("created by")
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    form_key = models.UUIDField(null=True, editable=False)

    class Meta:
        abstract = True


class Restrictable(models.Model):
    """A record that can be restricted (Art. 18 GDPR): from then on it is kept, but stands in no list, export, mail or public page."""

    restricted_at = models.DateTimeField(_("restricted since"), null=True, editable=False)
    restricted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("restricted by")
    )
    restriction_reason = models.CharField(
        _("ground of the restriction"), max_length=12, choices=RestrictionReason, blank=True, editable=False
    )

    class Meta:
        abstract = True


class AtActorQuerySet(ScopedQuerySet):
    """Reads on rows that stand at an actor."""

    def sighted(self):
        """Without those at an actor whose data are restricted."""
        return self.filter(actor__restricted_at=None)


def restriction_constraints(name: str) -> list[models.CheckConstraint]:
    """A restriction has a time and a known ground, or neither."""
    whole = Q(restricted_at=None, restriction_reason="") | Q(restricted_at__isnull=False, restriction_reason__in=RestrictionReason.values)
    return [models.CheckConstraint(condition=whole, name=f"{name}_restriction_whole")]


def restriction_indexes(name: str) -> list[models.Index]:
    """The few restricted rows are found at once, since every list asks for them."""
    return [models.Index("municipality", "id", condition=Q(restricted_at__isnull=False), name=f"{name}_restricted")]


class ListRow(ScopedModel):
    """A row of a list that a city keeps itself: tied to a core code so that cities compare, switched off and never deleted."""

    code = models.SlugField(_("code"), max_length=60)
    core_code = models.SlugField(
        _("core code"), max_length=60, blank=True, help_text=_("The code of the common list to which this row counts.")
    )
    label = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Switched off, it stays readable but is no longer offered."))

    class Meta:
        abstract = True

    def __str__(self):
        return self.label
