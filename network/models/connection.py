"""Connections between two actors, and the dated log of their stages."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.models import EARLIEST_DAY
from initiatives.models.change_set import history
from initiatives.models.record import Record
from network.choices import (
    CLOSED,
    DIRECTED,
    IN_PREPARATION,
    LIVING,
    WAY,
    Attribution,
    ConnectionKind,
    Origin,
    Side,
    Stage,
    Through,
)
from wf40.constraints import one_of
from wf40.fields import WebsiteField
from wf40.scoping import ScopedModel, ScopedQuerySet


def at_actor(actor) -> Q:
    """On either side."""
    return Q(from_actor=actor) | Q(to_actor=actor)


def either_of(actors) -> Q:
    """With one of some actors (rows or keys) on either side."""
    return Q(from_actor__in=actors) | Q(to_actor__in=actors)


def plain_name(actor, city: int) -> str:
    """An actor as a text may name it that asks nobody: those of the city by name, others by their city alone, since whether their profile
    is published changes."""
    return str(actor) if actor.municipality_id == city else gettext("Actor in %(city)s") % {"city": actor.municipality.name}


class ConnectionQuerySet(ScopedQuerySet):
    """Reads on connections. `visible_to` are those that the city itself made; what others made with its actors, `seen_from_afar` gives."""

    def sighted(self):
        """Without those of an actor whose data are restricted."""
        return self.filter(from_actor__restricted_at=None, to_actor__restricted_at=None)

    def sighted_at(self, actor):
        """Those of one actor."""
        return self.sighted().filter(at_actor(actor))

    def seen_from_afar(self, user, municipality):
        """What other cities made with an actor of this one. Of these rows a page shows `network.afar.FarConnection` alone: kind, stage and
        the other side's published profile; never note, reason, consultation or listing."""
        if not municipality or not user.has_perm("network.view_connection", municipality):
            return self.none()
        ours = Q(from_actor__municipality=municipality) | Q(to_actor__municipality=municipality)
        return self.filter(ours).exclude(municipality=municipality).sighted()

    def living(self):
        """The two know each other and it goes on."""
        return self.filter(stage__in=LIVING)

    def in_preparation(self):
        """An introduction that is not made yet."""
        return self.filter(stage__in=IN_PREPARATION)

    def holding_on(self, day):
        """Those that held on a day, as far as begin and end are known."""
        begun = Q(started_on=None) | Q(started_on__lte=day)
        goes_on = Q(stage__in=LIVING) & (Q(ended_on=None) | Q(ended_on__gte=day))
        return self.filter(begun & (goes_on | Q(stage=Stage.ENDED, ended_on__gte=day)))

    def carriers_of(self, actor, on=None):
        """The connections by which others carried an actor legally on a day (today): `from_actor` is the carrier."""
        rows = self.filter(kind=ConnectionKind.UMBRELLA, to_actor=actor).holding_on(on or timezone.localdate())
        return rows.select_related("from_actor")

    def with_names(self):
        """Loads both actors, with their city, since one of them may be another city's."""
        return self.select_related("from_actor__municipality", "to_actor__municipality")


class Connection(Record):
    """Who was connected with whom, why, and how far it came. It belongs to the city that made it, which counts it.

    Kinds with a direction run from `from_actor` to `to_actor`; without one the order means nothing.
    """

    # What its name is made of.
    named_by = ("from_actor__municipality", "to_actor__municipality")

    from_actor = models.ForeignKey("initiatives.Actor", models.PROTECT, related_name="connections_from", verbose_name=_("first actor"))
    to_actor = models.ForeignKey("initiatives.Actor", models.PROTECT, related_name="connections_to", verbose_name=_("second actor"))
    kind = models.CharField(_("kind"), max_length=20, choices=ConnectionKind, default=ConnectionKind.INTRODUCTION)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.IDEA, editable=False)
    stage_since = models.DateField(_("at this stage since"), default=timezone.localdate, editable=False)
    origin = models.CharField(_("origin"), max_length=15, choices=Origin, default=Origin.BROKERED)
    attribution = models.CharField(_("our part"), max_length=10, choices=Attribution, default=Attribution.TRIGGERED)
    reason = models.CharField(
        _("why"), max_length=500, blank=True, help_text=_("Both sides read it when they are asked: what each has of the other.")
    )
    note = models.TextField(_("note"), max_length=4000, blank=True, help_text=_("For the office alone."))
    web_address = WebsiteField(_("address of the entry"), max_length=300, blank=True, help_text=_("Where the platform shows the entry."))
    broker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("brokered by")
    )
    consultation = models.ForeignKey(
        "initiatives.Consultation", models.SET_NULL, null=True, blank=True, related_name="connections", verbose_name=_("began in")
    )
    want = models.ForeignKey(
        "network.Listing", models.SET_NULL, null=True, blank=True, related_name="connections_of_want", verbose_name=_("want")
    )
    offer = models.ForeignKey(
        "network.Listing", models.SET_NULL, null=True, blank=True, related_name="connections_of_offer", verbose_name=_("offer")
    )
    # The side that wants is asked first.
    first_asked = models.CharField(_("asked first"), max_length=4, choices=Side, default=Side.FROM, editable=False)
    from_agreed_at = models.DateTimeField(_("first actor agreed at"), null=True, editable=False)
    to_agreed_at = models.DateTimeField(_("second actor agreed at"), null=True, editable=False)
    introduced_at = models.DateTimeField(_("introduced at"), null=True, editable=False)
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    history = history(excluded_fields=["form_key"])
    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        ordering = ("-created_at", "-pk")
        constraints = [
            one_of("kind", ConnectionKind, "connection_kind_known"),
            one_of("stage", Stage, "connection_stage_known"),
            one_of("origin", Origin, "connection_origin_known"),
            one_of("attribution", Attribution, "connection_attribution_known"),
            one_of("first_asked", Side, "connection_first_asked_known"),
            models.CheckConstraint(condition=~Q(from_actor=F("to_actor")), name="connection_joins_two"),
            # In all cities together: what two offices know of is one connection.
            models.UniqueConstraint(
                fields=("from_actor", "to_actor", "kind"), condition=Q(stage__in=sorted(WAY)), name="connection_once_while_it_runs"
            ),
            # Without a direction a pair is one, whoever is named first.
            models.UniqueConstraint(
                Least("from_actor", "to_actor"),
                Greatest("from_actor", "to_actor"),
                "kind",
                condition=Q(stage__in=sorted(WAY)) & ~Q(kind__in=sorted(DIRECTED)),
                name="connection_pair_once_while_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(introduced_at=None) | Q(from_agreed_at__isnull=False, to_agreed_at__isnull=False),
                name="connection_introduced_after_two_yeses",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.INTRODUCED) | Q(introduced_at__isnull=False), name="connection_introduced_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.AGREED) | Q(from_agreed_at__isnull=False, to_agreed_at__isnull=False),
                name="connection_agreed_by_both",
            ),
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="connection_ends_after_its_start"
            ),
            models.CheckConstraint(condition=Q(started_on=None) | Q(started_on__gte=EARLIEST_DAY), name="connection_start_plausible"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="connection_form_sent_once"),
        ]
        indexes = [
            models.Index(fields=("municipality", "-created_at", "-id"), name="connection_by_time"),
            models.Index("municipality", "stage", "stage_since", name="connection_by_stage"),
            models.Index("municipality", "kind", name="connection_by_kind"),
            models.Index("municipality", "origin", name="connection_by_origin"),
            models.Index("municipality", "broker", name="connection_by_broker"),
            models.Index("municipality", "introduced_at", name="connection_by_introduction"),
            models.Index("municipality", "started_on", name="connection_by_start"),
            models.Index("municipality", "changed_at", name="connection_by_change"),
        ]

    def __str__(self):
        return " – ".join(plain_name(actor, self.municipality_id) for actor in (self.from_actor, self.to_actor))

    def get_absolute_url(self):
        """The connection's page."""
        return reverse("connection_detail", args=[self.pk])

    @property
    def is_directed(self) -> bool:
        """Whether its kind runs from one side to the other."""
        return self.kind in DIRECTED

    @property
    def is_closed(self) -> bool:
        """Declined, without reply, unsuitable or ended."""
        return self.stage in CLOSED

    @property
    def is_living(self) -> bool:
        """The two know each other and it goes on."""
        return self.stage in LIVING

    @property
    def is_in_preparation(self) -> bool:
        """Nobody's contact data were passed on yet."""
        return self.stage in IN_PREPARATION

    def actor_of(self, side):
        """The actor on a side."""
        return self.from_actor if side == Side.FROM else self.to_actor

    def side_of(self, actor):
        """On which side an actor stands, None if on none."""
        keys = {self.from_actor_id: Side.FROM, self.to_actor_id: Side.TO}
        return keys.get(actor.pk)

    def agreed_at(self, side):
        """When a side said yes."""
        return self.from_agreed_at if side == Side.FROM else self.to_agreed_at

    def words_for(self, side) -> str:
        """The kind as it reads from one side: "beliefert", "wird beliefert von"; without a direction the kind itself."""
        words = DIRECTED.get(self.kind)
        return str(words[0 if side == Side.FROM else 1]) if words else str(self.get_kind_display())


class AtConnectionQuerySet(ScopedQuerySet):
    """Reads on rows that stand at a connection."""

    def sighted(self):
        """Without those of an actor whose data are restricted."""
        return self.filter(connection__from_actor__restricted_at=None, connection__to_actor__restricted_at=None)


class ConnectionStep(ScopedModel):
    """One line of the log of a connection: which stage it reached when, by whom or by what; rows are added and never changed."""

    # Taking back a bulk change takes the log with its connection.
    goes_with = "connection"

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="steps", verbose_name=_("connection"))
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    made_at = models.DateTimeField(_("at"), default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    # Filled where a side moved it by its answer.
    side = models.CharField(_("answered by"), max_length=4, choices=Side, blank=True)
    through = models.CharField(_("through"), max_length=10, choices=Through, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = AtConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ("-made_at", "-pk")
        constraints = [one_of("stage", Stage, "connection_step_stage_known")]
        indexes = [models.Index(fields=("connection", "-made_at"), name="connection_step_by_time")]

    def __str__(self):
        return f"{self.get_stage_display()}, {timezone.localtime(self.made_at):%d.%m.%Y}"
