"""Wants and offers."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models.change_set import history
from initiatives.models.record import AtActorQuerySet, Record
from network.choices import SOUGHT, ExchangeType, ItemType, ListingState, TransactionType, Unit, Visibility
from wf40.constraints import one_of
from wf40.scoping import ScopedModel, ScopedQuerySet


class ListingQuerySet(AtActorQuerySet):
    """Reads on wants and offers."""

    def still_sought(self):
        """Open or being brokered."""
        return self.filter(state__in=SOUGHT)

    def wants(self):
        """What somebody seeks."""
        return self.filter(exchange_type=ExchangeType.WANT)

    def offers(self):
        """What somebody gives."""
        return self.filter(exchange_type=ExchangeType.OFFER)

    def expiring(self, until):
        """Still sought and expiring by a day."""
        return self.still_sought().filter(expires_on__lte=until)


class Listing(Record):
    """Something that an actor seeks or gives: "Kühlraum, 20 m², ab 1. März, mieten"."""

    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="listings", verbose_name=_("actor"))
    contact = models.ForeignKey(
        "initiatives.Contact", models.SET_NULL, null=True, blank=True, related_name="listings", verbose_name=_("person to ask")
    )
    exchange_type = models.CharField(_("want or offer"), max_length=5, choices=ExchangeType, default=ExchangeType.WANT)
    item_type = models.CharField(_("what"), max_length=7, choices=ItemType, default=ItemType.GOOD)
    transaction_type = models.CharField(_("terms"), max_length=15, choices=TransactionType, blank=True)
    title = models.CharField(_("title"), max_length=120, help_text=_("Short and in plain words: cold room, delivery bike, bookkeeping."))
    text = models.TextField(_("description"), max_length=2000, blank=True)
    amount = models.DecimalField(
        _("amount"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(10_000_000)],
    )
    unit = models.CharField(_("unit"), max_length=6, choices=Unit, blank=True)
    available_from = models.DateField(_("from"), null=True, blank=True)
    available_to = models.DateField(_("to"), null=True, blank=True)
    district = models.ForeignKey(
        "municipalities.District", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    radius_km = models.PositiveSmallIntegerField(
        _("radius in km"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    visibility = models.CharField(_("visible"), max_length=10, choices=Visibility, default=Visibility.INTERNAL)
    state = models.CharField(_("state"), max_length=12, choices=ListingState, default=ListingState.OPEN)
    consultation = models.ForeignKey(
        "initiatives.Consultation", models.SET_NULL, null=True, blank=True, related_name="listings", verbose_name=_("from consultation")
    )
    # When its actor was last asked whether it still holds.
    asked_at = models.DateTimeField(_("asked whether it still holds"), null=True, editable=False)

    history = history(excluded_fields=["form_key"])
    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("want or offer")
        verbose_name_plural = _("wants and offers")
        ordering = ("-created_at", "-pk")
        constraints = [
            one_of("exchange_type", ExchangeType, "listing_exchange_known"),
            one_of("item_type", ItemType, "listing_item_known"),
            models.CheckConstraint(condition=Q(transaction_type__in=["", *TransactionType.values]), name="listing_terms_known"),
            models.CheckConstraint(condition=Q(unit__in=["", *Unit.values]), name="listing_unit_known"),
            one_of("visibility", Visibility, "listing_visibility_known"),
            one_of("state", ListingState, "listing_state_known"),
            models.CheckConstraint(condition=~Q(title=""), name="listing_has_a_title"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="listing_amount_plausible"),
            models.CheckConstraint(
                condition=Q(available_from=None) | Q(available_to=None) | Q(available_to__gte=F("available_from")),
                name="listing_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="listing_point_whole",
            ),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="listing_form_sent_once"),
        ]
        indexes = [
            models.Index(fields=("municipality", "-created_at", "-id"), name="listing_by_time"),
            models.Index("municipality", "state", "exchange_type", "item_type", name="listing_by_state"),
            models.Index("municipality", "expires_on", condition=Q(state__in=sorted(SOUGHT)), name="listing_by_expiry"),
            models.Index("municipality", "available_from", name="listing_by_begin"),
            models.Index("municipality", "district", name="listing_by_district"),
            models.Index("municipality", "title", name="listing_by_title"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The page of the want or offer."""
        return reverse("listing_detail", args=[self.pk])

    @property
    def is_want(self) -> bool:
        """Sought, not given."""
        return self.exchange_type == ExchangeType.WANT

    @property
    def is_sought(self) -> bool:
        """Still to be matched."""
        return self.state in SOUGHT

    @property
    def is_expired(self) -> bool:
        """Its last day has passed."""
        return self.expires_on is not None and self.expires_on < timezone.localdate()


class TakenPeriodQuerySet(ScopedQuerySet):
    """Reads on taken periods."""

    def sighted(self):
        """Without those of an actor whose data are restricted."""
        return self.filter(listing__actor__restricted_at=None)


class TakenPeriod(ScopedModel):
    """A room, a stall or a van is taken from a day to a day."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="taken_periods", verbose_name=_("want or offer"))
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    note = models.CharField(_("by whom or for what"), max_length=120, blank=True)

    objects = TakenPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("taken period")
        verbose_name_plural = _("taken periods")
        ordering = ("first_day", "pk")
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="taken_period_in_order")]
        indexes = [models.Index("listing", "first_day", "last_day", name="taken_period_by_day")]

    def __str__(self):
        return f"{self.first_day:%d.%m.%Y} – {self.last_day:%d.%m.%Y}"
