"""Actors: enterprises and initiatives in one table, because an initiative that founds a cooperative changes a field, not its place."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from initiatives.choices import (
    ENTERPRISE_KINDS,
    INITIATIVE_KINDS,
    PERSON_LIKE_FORMS,
    ActorKind,
    LifeCycle,
    legal_form_choices,
    legal_forms,
)
from initiatives.models.record import Record
from wf40.constraints import one_of
from wf40.fields import WebsiteField
from wf40.folding import folded_forms, folded_text, sort_key
from wf40.scoping import ScopedModel, ScopedQuerySet


class ActorQuerySet(ScopedQuerySet):
    """Reads on actors, named as pages say them."""

    def matching(self, text: str):
        """Actors whose name, former name or keyword contains every word, with umlauts typed in either way."""
        rows = self
        for word in text.split()[:12]:
            expanded, bare = folded_forms(word)
            if expanded:
                rows = rows.filter(Q(search_text__contains=expanded) | Q(search_text__contains=bare))
        return rows

    def with_last_consultation(self):
        """Adds `last_consulted_on`, by a subquery so that the order of the list stays."""
        held = self.model._meta.apps.get_model("initiatives", "Consultation").objects.filter(actors=OuterRef("pk")).order_by()
        return self.annotate(last_consulted_on=Subquery(held.values("actors").annotate(last=Max("held_on")).values("last")))

    def with_open_follow_ups(self):
        """Adds `open_follow_up_count`."""
        todo = self.model._meta.apps.get_model("initiatives", "FollowUp").objects.filter(actor=OuterRef("pk"), done_at=None).order_by()
        return self.annotate(open_follow_up_count=Coalesce(Subquery(todo.values("actor").annotate(n=Count("pk")).values("n")), 0))

    def with_main_location(self):
        """Loads the locations, first the main one, in one query for all rows."""
        return self.prefetch_related(
            models.Prefetch("locations", self.model._meta.apps.get_model("initiatives", "Location").objects.select_related("district"))
        )


class Actor(Record):
    """An enterprise, initiative, association, network, platform or place that the office knows."""

    kind = models.CharField(_("kind"), max_length=20, choices=ActorKind, default=ActorKind.INITIATIVE)
    trading_name = models.CharField(_("name"), max_length=200, help_text=_("The name under which people know the actor."))
    registered_name = models.CharField(
        _("registered name"), max_length=300, blank=True, help_text=_("As in the register, if it differs from the name.")
    )
    legal_form = models.CharField(_("legal form"), max_length=30, choices=legal_form_choices, blank=True)
    is_charitable = models.BooleanField(_("charitable"), default=False, help_text=_("Recognised by the tax office; not a legal form."))
    life_cycle = models.CharField(_("life cycle"), max_length=15, choices=LifeCycle, default=LifeCycle.ACTIVE)
    work_fields = models.ManyToManyField("initiatives.WorkField", blank=True, related_name="actors", verbose_name=_("work fields"))
    tags = models.ManyToManyField("initiatives.Tag", blank=True, related_name="actors", verbose_name=_("tags"))
    website = WebsiteField(_("website"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    description = models.TextField(_("public description"), max_length=4000, blank=True)
    internal_note = models.TextField(
        _("internal note"), max_length=4000, blank=True, help_text=_("For the office. The actor may ask to read it.")
    )
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="stewarded_actors", verbose_name=_("looked after by")
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_id = models.CharField(_("number in the source"), max_length=120, blank=True)
    sort_key = models.CharField(max_length=200, editable=False, default="")
    search_text = models.TextField(editable=False, default="")

    history = HistoricalRecords(m2m_fields=[work_fields, tags], excluded_fields=["sort_key", "search_text", "form_key"])
    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ("sort_key", "pk")
        constraints = [
            one_of("kind", ActorKind, "actor_kind_known"),
            one_of("life_cycle", LifeCycle, "actor_life_cycle_known"),
            models.CheckConstraint(condition=Q(legal_form__in=["", *legal_forms()]), name="actor_legal_form_known"),
            models.CheckConstraint(condition=~Q(trading_name=""), name="actor_has_a_name"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="actor_form_sent_once"),
        ]
        indexes = [
            models.Index("municipality", "sort_key", "id", name="actor_by_name"),
            models.Index("municipality", "kind", "sort_key", "id", name="actor_by_kind"),
            models.Index("municipality", "legal_form", name="actor_by_legal_form"),
            models.Index("municipality", "steward", name="actor_by_steward"),
            models.Index("municipality", "changed_at", name="actor_by_change"),
            models.Index("municipality", "source", "source_id", name="actor_by_source"),
        ]

    def __str__(self):
        return self.trading_name

    def get_absolute_url(self):
        """The actor's page."""
        return reverse("actor_detail", args=[self.pk])

    @property
    def is_person_like(self) -> bool:
        """Whether the organisation's data are a person's data as well (sole trader, informal group): then the person's rules apply."""
        return self.legal_form in PERSON_LIKE_FORMS or self.kind == ActorKind.INDIVIDUAL

    @property
    def legal_form_entry(self):
        """The legal form with its official codes, None if unknown."""
        return legal_forms().get(self.legal_form)

    def refold(self) -> None:
        """Renew the sort key and the text that the list looks in; call it before saving a name and after saving aliases."""
        aliases = [alias.name for alias in self.aliases.all()] if self.pk else []
        tags = [tag.label for tag in self.tags.all()] if self.pk else []
        self.sort_key = sort_key(self.trading_name) or "~"
        self.search_text = folded_text(self.trading_name, self.registered_name, *aliases, *tags)


class EnterpriseManager(models.Manager.from_queryset(ActorQuerySet)):
    """Actors of the kinds that trade."""

    def get_queryset(self):
        """Enterprises, cooperatives and social enterprises."""
        return super().get_queryset().filter(kind__in=ENTERPRISE_KINDS)


class InitiativeManager(models.Manager.from_queryset(ActorQuerySet)):
    """Actors carried by people who join in."""

    def get_queryset(self):
        """Initiatives, associations, networks and single persons."""
        return super().get_queryset().filter(kind__in=INITIATIVE_KINDS)


class Enterprise(Actor):
    """An actor that trades: enterprise, cooperative or social enterprise."""

    objects = EnterpriseManager()

    class Meta:
        proxy = True
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")


class Initiative(Actor):
    """An actor carried by people who join in: initiative, association, network or single person."""

    objects = InitiativeManager()

    class Meta:
        proxy = True
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")


class ActorAlias(ScopedModel):
    """Another name of an actor, former or in use, under which search and import find it."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="aliases", verbose_name=_("actor"))
    name = models.CharField(_("other name"), max_length=200)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(fields=("actor", "name"), name="alias_once_per_actor"),
            models.CheckConstraint(condition=~Q(name=""), name="alias_not_empty"),
        ]

    def __str__(self):
        return self.name
