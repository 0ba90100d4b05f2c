"""Actors: enterprises and initiatives in one table, because an initiative that founds a cooperative changes a field, not its place."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.choices import (
    ENTERPRISE_KINDS,
    INITIATIVE_KINDS,
    PERSON_LIKE_FORMS,
    ActorKind,
    ArchiveReason,
    CommonGoodReport,
    Goal,
    Industry,
    Language,
    LifeCycle,
    RegisterKind,
    SizeClass,
    legal_form_choices,
    legal_forms,
)
from initiatives.models.change_set import history
from initiatives.models.purpose import ProcessableQuerySet
from initiatives.models.record import AtActorQuerySet, Record, Restrictable, restriction_constraints, restriction_indexes
from wf40.constraints import one_of
from wf40.fields import CodesField, PartialDateField, WebsiteField
from wf40.folding import dialled, folded_forms, folded_text, match_key, phone_key, sort_key
from wf40.scoping import ScopedModel

SEEN = Q(restricted_at=None)


class ActorQuerySet(ProcessableQuerySet):
    """Reads on actors, named as pages say them."""

    def sighted(self):
        """Without those whose data are restricted (Art. 18)."""
        return self.filter(restricted_at=None)

    def current(self):
        """Not archived."""
        return self.filter(archived_at=None)

    def published(self):
        """Released by the office, with consent, neither paused by the actor nor archived nor restricted: what the public sees, in every
        city."""
        return self.filter(published_since__isnull=False, paused_at=None).allowed_for("publish_profile")

    def not_informed(self):
        """Whose data came from elsewhere, are a person's data, and who were not yet told (Art. 14)."""
        return (
            self.current().filter(Q(legal_form__in=PERSON_LIKE_FORMS) | Q(kind=ActorKind.INDIVIDUAL), informed_on=None).exclude(source="")
        )

    def matching(self, text: str):
        """Actors whose name, former name or keyword contains every word, with umlauts typed in either way."""
        rows = self
        for word in text.split()[:12]:
            expanded, bare = folded_forms(word)
            if expanded:
                rows = rows.filter(Q(search_text__contains=expanded) | Q(search_text__contains=bare))
        return rows

    def with_activity(self):
        """Adds `last_consulted_on` and `open_follow_up_count`, as the database keeps them."""
        return self.annotate(last_consulted_on=F("activity__last_consulted_on"), open_follow_up_count=F("activity__open_follow_up_count"))

    def walking_activity(self):
        """Says that every actor has its activity in its own city, which lets the database walk through the index of the activity."""
        return self.filter(activity__municipality=F("municipality"))


class Actor(Restrictable, Record):
    """An enterprise, initiative, association, network, platform or place that the office knows."""

    kind = models.CharField(_("kind"), max_length=20, choices=ActorKind, default=ActorKind.INITIATIVE)
    trading_name = models.CharField(_("name"), max_length=200, help_text=_("The name under which people know the actor."))
    registered_name = models.CharField(
        _("registered name"), max_length=300, blank=True, help_text=_("As in the register, if it differs from the name.")
    )
    legal_form = models.CharField(_("legal form"), max_length=30, choices=legal_form_choices, blank=True)
    is_charitable = models.BooleanField(_("charitable"), default=False, help_text=_("Recognised by the tax office; not a legal form."))
    charity_notice_on = models.DateField(_("notice of the tax office of"), null=True, blank=True)
    register_kind = models.CharField(_("register"), max_length=4, choices=RegisterKind, blank=True)
    register_court = models.CharField(_("register court"), max_length=80, blank=True, help_text=_("Such as Amtsgericht Wuppertal."))
    register_number = models.CharField(_("register number"), max_length=40, blank=True)
    business_id = models.CharField(
        _("business identification number"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^DE\d{9}(-\d{5})?\Z", _("Please enter the number like DE123456789 or DE123456789-00001."))],
        help_text=_("The nationwide number (W-IdNr)."),
    )
    founded = PartialDateField(_("founded"), help_text=_("A year is enough."))
    industry = models.CharField(_("industry"), max_length=30, choices=Industry, blank=True)
    size_class = models.CharField(_("size"), max_length=10, choices=SizeClass, blank=True)
    goals = CodesField(_("goals"), choices=Goal)
    languages = CodesField(_("languages"), choices=Language)
    opening_hours = models.TextField(_("opening hours"), max_length=500, blank=True)
    common_good_report = models.CharField(_("common-good report"), max_length=8, choices=CommonGoodReport, blank=True)
    common_good_year = models.PositiveSmallIntegerField(
        _("year of the report"), null=True, blank=True, validators=[MinValueValidator(2010), MaxValueValidator(2100)]
    )
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
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="deputised_actors",
        verbose_name=_("deputy"),
        help_text=_("In holidays and at a hand-over."),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    source_id = models.CharField(_("number in the source"), max_length=120, blank=True)
    informed_on = models.DateField(
        _("informed on (Art. 14)"),
        null=True,
        blank=True,
        help_text=_("Whoever did not give the data themselves learns within a month that the office holds them."),
    )
    assured_on = models.DateField(_("last assured on"), null=True, editable=False)
    assured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("assured by")
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("archived by")
    )
    archive_reason = models.CharField(_("archived because"), max_length=12, choices=ArchiveReason, blank=True, editable=False)
    archive_note = models.CharField(_("remark on archiving"), max_length=300, blank=True, editable=False)
    published_since = models.DateTimeField(_("released for publication at"), null=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("released by")
    )
    # The actor itself hides its profile for a while; the office's release stays.
    paused_at = models.DateTimeField(_("hidden by the actor since"), null=True, editable=False)
    sort_key = models.CharField(max_length=200, editable=False, default="")
    search_text = models.TextField(editable=False, default="")
    # By these the register notices that it is about to take somebody in twice.
    match_key = models.CharField(max_length=200, editable=False, default="")
    phone_key = models.CharField(max_length=20, editable=False, default="")

    history = history(m2m_fields=[work_fields, tags], excluded_fields=["sort_key", "search_text", "match_key", "phone_key", "form_key"])
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
            models.CheckConstraint(condition=Q(register_kind__in=["", *RegisterKind.values]), name="actor_register_kind_known"),
            models.CheckConstraint(condition=Q(industry__in=["", *Industry.values]), name="actor_industry_known"),
            models.CheckConstraint(condition=Q(size_class__in=["", *SizeClass.values]), name="actor_size_class_known"),
            models.CheckConstraint(condition=Q(common_good_report__in=["", *CommonGoodReport.values]), name="actor_common_good_known"),
            models.CheckConstraint(condition=Q(common_good_year=None) | ~Q(common_good_report=""), name="actor_common_good_year_of_report"),
            models.CheckConstraint(
                condition=Q(archived_at=None, archive_reason="") | Q(archived_at__isnull=False, archive_reason__in=ArchiveReason.values),
                name="actor_archived_with_reason",
            ),
            models.CheckConstraint(condition=Q(released_by=None) | Q(published_since__isnull=False), name="actor_release_whole"),
            *restriction_constraints("actor"),
        ]
        indexes = [
            *restriction_indexes("actor"),
            # What lists ask for: of a city, not restricted, archived or not, in the order of their names.
            models.Index("municipality", "archived_at", "sort_key", "id", condition=SEEN, name="actor_by_archive"),
            models.Index("municipality", "kind", "archived_at", "sort_key", "id", condition=SEEN, name="actor_by_kind"),
            models.Index("municipality", "steward", "archived_at", "sort_key", "id", condition=SEEN, name="actor_by_steward"),
            models.Index("municipality", "life_cycle", "archived_at", "sort_key", "id", condition=SEEN, name="actor_by_life_cycle"),
            # PostgreSQL takes no order from a column that is empty everywhere, so its deep pages need this one.
            models.Index("municipality", "sort_key", "id", condition=SEEN & Q(archived_at=None), name="actor_current_by_name"),
            # What the public sees: a few of all.
            models.Index(
                "municipality", "sort_key", "id", condition=Q(published_since__isnull=False, paused_at=None), name="actor_published"
            ),
            models.Index("municipality", "match_key", name="actor_by_match"),
            models.Index("municipality", "phone_key", name="actor_by_phone"),
            models.Index("municipality", "email", name="actor_by_email"),
            models.Index("municipality", "industry", name="actor_by_industry"),
            models.Index("municipality", "size_class", name="actor_by_size"),
            models.Index("municipality", "informed_on", name="actor_by_information"),
            models.Index("municipality", "assured_on", name="actor_by_assurance"),
            models.Index("municipality", "deputy", name="actor_by_deputy"),
            models.Index("municipality", "sort_key", "id", name="actor_by_name"),
            models.Index("municipality", "legal_form", name="actor_by_legal_form"),
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
    def phone_url(self) -> str:
        """Dials the phone number."""
        return dialled(self.phone)

    @property
    def register_entry(self) -> str:
        """The entry in one line: "Amtsgericht Wuppertal, Handelsregister B 1234"."""
        number = " ".join(part for part in (self.get_register_kind_display(), self.register_number) if part)
        return ", ".join(part for part in (self.register_court, number) if part)

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
        self.match_key = match_key(self.trading_name)
        self.phone_key = phone_key(self.phone)


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

    history = history()
    objects = AtActorQuerySet.as_manager()

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
