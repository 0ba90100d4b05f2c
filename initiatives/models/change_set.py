"""Steps that touch many records at once, and can be taken back as one."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import models
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from initiatives.choices import ChangeVerb
from wf40.constraints import one_of
from wf40.scoping import ScopedModel, ScopedQuerySet

_current: ContextVar[int | None] = ContextVar("change_set", default=None)


class ChangeSetQuerySet(ScopedQuerySet):
    """Who leads the office sees every step; who may edit many actors at once, the own steps of that kind."""

    def visible_to(self, user, municipality):
        """All, or the own edits."""
        if not municipality or user.has_perm("initiatives.view_changeset", municipality):
            return super().visible_to(user, municipality)
        if not user.has_perm("initiatives.bulk_change_actor", municipality):
            return self.none()
        return self.filter(municipality=municipality, made_by=user, verb=ChangeVerb.EDIT)


class ChangeSet(ScopedModel):
    """One step of the office that touched many records: who, when, what, how many."""

    made_at = models.DateTimeField(_("done at"), default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("done by"))
    verb = models.CharField(_("what"), max_length=20, choices=ChangeVerb)
    about = models.CharField(_("about"), max_length=200, blank=True)
    count = models.PositiveIntegerField(_("records"), default=0)
    undone_at = models.DateTimeField(_("taken back at"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("taken back by"))

    objects = ChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        ordering = ("-made_at", "-pk")
        constraints = [
            one_of("verb", ChangeVerb, "change_set_verb_known"),
            models.CheckConstraint(condition=models.Q(undone_by=None) | models.Q(undone_at__isnull=False), name="change_set_undone_whole"),
        ]
        indexes = [models.Index(fields=("municipality", "-made_at", "-id"), name="change_set_by_time")]

    @property
    def may_be_undone(self) -> bool:
        """Neither taken back already nor itself a taking back."""
        return self.undone_at is None and self.verb != ChangeVerb.UNDO

    def __str__(self):
        return f"{self.get_verb_display()}, {timezone.localtime(self.made_at):%d.%m.%Y %H:%M}"


class InChangeSet(models.Model):
    """What every history row carries: the step that caused it, if it was one of many."""

    change_set = models.ForeignKey(ChangeSet, models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True


def history(**options) -> HistoricalRecords:
    """The change history of a model, whose rows know the step that caused them."""
    return HistoricalRecords(bases=[InChangeSet], **options)


@contextmanager
def marked(change_set: ChangeSet):
    """Every history row written inside belongs to this step."""
    token = _current.set(change_set.pk)
    try:
        yield change_set
    finally:
        _current.reset(token)


def mark() -> dict:
    """What the library's bulk functions, which ask no hook, write into the history rows that they make (`custom_historical_attrs`)."""
    return {"change_set_id": _current.get()}


@receiver(pre_create_historical_record, dispatch_uid="initiatives.change_set")
def _mark(history_instance, **_kwargs):
    """The library's only hook before it writes a history row."""
    if (key := _current.get()) is not None and isinstance(history_instance, InChangeSet):
        history_instance.change_set_id = key
