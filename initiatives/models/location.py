"""Where actors are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.choices import PointPrecision
from initiatives.models.change_set import history
from initiatives.models.record import AtActorQuerySet
from wf40.scoping import ScopedModel


class Location(ScopedModel):
    """A place of an actor: address, district and point; the exact point of a place and the mere point of its city are kept apart."""

    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="locations", verbose_name=_("actor"))
    label = models.CharField(_("what is there"), max_length=80, blank=True, help_text=_("Workshop, shop, field; empty for the main place."))
    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.CharField(_("number"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    locality = models.CharField(_("town"), max_length=80, blank=True)
    district = models.ForeignKey(
        "municipalities.District", models.PROTECT, null=True, blank=True, related_name="locations", verbose_name=_("district")
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    precision = models.CharField(_("the point shows"), max_length=5, choices=PointPrecision, blank=True)
    is_main = models.BooleanField(_("main place"), default=True)

    history = history()
    objects = AtActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("-is_main", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(precision__in=["", *PointPrecision.values]), name="location_precision_known"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None, precision="")
                | Q(
                    # Said twice, since to SQL a comparison with nothing is no breach.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                    precision__in=PointPrecision.values,
                ),
                name="location_point_whole_or_none",
            ),
            models.UniqueConstraint(fields=("actor",), condition=Q(is_main=True), name="one_main_place_per_actor"),
        ]
        indexes = [
            models.Index("municipality", "district", "actor", name="location_by_district"),
            models.Index("municipality", "postcode", "actor", name="location_by_postcode"),
        ]

    def __str__(self):
        return self.address or str(self.district or "–")

    @property
    def version(self) -> int:
        """A place changes as a part of its actor: whoever edits either notices the other."""
        return self.actor.version

    @property
    def changed_at(self):
        """When the actor or one of its places was changed last."""
        return self.actor.changed_at

    @property
    def address(self) -> str:
        """The address in one line."""
        street = f"{self.street} {self.house_number}".strip()
        town = f"{self.postcode} {self.locality}".strip()
        return ", ".join(part for part in (street, town) if part)
