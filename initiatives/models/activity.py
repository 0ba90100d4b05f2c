"""What happened with an actor, in two figures that every list sorts and filters by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models.record import AtActorQuerySet
from wf40.scoping import ScopedModel


class ActorActivity(ScopedModel):
    """The day of an actor's last consultation and the number of its open promises, kept by triggers of the database.

    One row per actor, made and changed by the database alone (`initiatives/migrations/_triggers.py`): lists with 100,000 actors sort by
    it through an index.
    """

    actor = models.OneToOneField("initiatives.Actor", models.CASCADE, primary_key=True, related_name="activity", verbose_name=_("actor"))
    last_consulted_on = models.DateField(_("last contact"), null=True)
    open_follow_up_count = models.PositiveIntegerField(_("open"), default=0)

    objects = AtActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity of an actor")
        verbose_name_plural = _("activities of actors")
        ordering = ("pk",)
        indexes = [
            models.Index("municipality", "last_consulted_on", "actor", name="activity_by_last_contact"),
            models.Index("municipality", "open_follow_up_count", "actor", name="activity_by_open"),
        ]

    def __str__(self):
        return str(self.actor_id)
