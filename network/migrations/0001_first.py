"""Connections, introductions, outcomes, wants and offers, suggestions; constraints stand in the tables, since SQLite makes a table anew for each that comes later."""

import datetime

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import wf40.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("initiatives", "0008_office_lists"),
        ("municipalities", "0003_absences"),
        ("municipalities", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalListing",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "exchange_type",
                    models.CharField(
                        choices=[("want", "Want"), ("offer", "Offer")], default="want", max_length=5, verbose_name="want or offer"
                    ),
                ),
                (
                    "item_type",
                    models.CharField(
                        choices=[("good", "Good or thing"), ("service", "Service or knowledge"), ("space", "Room or area")],
                        default="good",
                        max_length=7,
                        verbose_name="what",
                    ),
                ),
                (
                    "transaction_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("borrow-lend", "Borrow or lend"),
                            ("rent-lease", "Rent or let"),
                            ("buy-sell", "Buy or sell"),
                            ("receive-donate", "Get or give away"),
                            ("swap", "Swap"),
                            ("cooperate", "Do together"),
                        ],
                        max_length=15,
                        verbose_name="terms",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="Short and in plain words: cold room, delivery bike, bookkeeping.", max_length=120, verbose_name="title"
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="description")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000000)],
                        verbose_name="amount",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("piece", "pieces"),
                            ("m2", "m²"),
                            ("m3", "m³"),
                            ("m", "m"),
                            ("kg", "kg"),
                            ("t", "t"),
                            ("l", "litres"),
                            ("h", "hours"),
                            ("d", "days"),
                            ("person", "people"),
                        ],
                        max_length=6,
                        verbose_name="unit",
                    ),
                ),
                ("available_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("available_to", models.DateField(blank=True, null=True, verbose_name="to")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "radius_km",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)],
                        verbose_name="radius in km",
                    ),
                ),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "public"), ("internal", "only in the office"), ("on_request", "on request")],
                        default="internal",
                        max_length=10,
                        verbose_name="visible",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("in_brokering", "being brokered"),
                            ("matched", "brokered"),
                            ("fulfilled", "fulfilled"),
                            ("expired", "expired"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(editable=False, null=True, verbose_name="asked whether it still holds")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="initiatives.changeset"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.consultation",
                        verbose_name="from consultation",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.contact",
                        verbose_name="person to ask",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="municipalities.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical want or offer",
                "verbose_name_plural": "historical wants and offers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "exchange_type",
                    models.CharField(
                        choices=[("want", "Want"), ("offer", "Offer")], default="want", max_length=5, verbose_name="want or offer"
                    ),
                ),
                (
                    "item_type",
                    models.CharField(
                        choices=[("good", "Good or thing"), ("service", "Service or knowledge"), ("space", "Room or area")],
                        default="good",
                        max_length=7,
                        verbose_name="what",
                    ),
                ),
                (
                    "transaction_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("borrow-lend", "Borrow or lend"),
                            ("rent-lease", "Rent or let"),
                            ("buy-sell", "Buy or sell"),
                            ("receive-donate", "Get or give away"),
                            ("swap", "Swap"),
                            ("cooperate", "Do together"),
                        ],
                        max_length=15,
                        verbose_name="terms",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="Short and in plain words: cold room, delivery bike, bookkeeping.", max_length=120, verbose_name="title"
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="description")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000000)],
                        verbose_name="amount",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("piece", "pieces"),
                            ("m2", "m²"),
                            ("m3", "m³"),
                            ("m", "m"),
                            ("kg", "kg"),
                            ("t", "t"),
                            ("l", "litres"),
                            ("h", "hours"),
                            ("d", "days"),
                            ("person", "people"),
                        ],
                        max_length=6,
                        verbose_name="unit",
                    ),
                ),
                ("available_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("available_to", models.DateField(blank=True, null=True, verbose_name="to")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "radius_km",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)],
                        verbose_name="radius in km",
                    ),
                ),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="valid until")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("public", "public"), ("internal", "only in the office"), ("on_request", "on request")],
                        default="internal",
                        max_length=10,
                        verbose_name="visible",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("in_brokering", "being brokered"),
                            ("matched", "brokered"),
                            ("fulfilled", "fulfilled"),
                            ("expired", "expired"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(editable=False, null=True, verbose_name="asked whether it still holds")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="listings", to="initiatives.actor", verbose_name="actor"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="listings",
                        to="initiatives.consultation",
                        verbose_name="from consultation",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="listings",
                        to="initiatives.contact",
                        verbose_name="person to ask",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.district",
                        verbose_name="district",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "want or offer",
                "verbose_name_plural": "wants and offers",
                "ordering": ("-created_at", "-pk"),
                "indexes": [
                    models.Index(fields=["municipality", "-created_at", "-id"], name="listing_by_time"),
                    models.Index(
                        models.F("municipality"),
                        models.F("state"),
                        models.F("exchange_type"),
                        models.F("item_type"),
                        name="listing_by_state",
                    ),
                    models.Index(
                        models.F("municipality"),
                        models.F("expires_on"),
                        condition=models.Q(("state__in", ["in_brokering", "open"])),
                        name="listing_by_expiry",
                    ),
                    models.Index(models.F("municipality"), models.F("available_from"), name="listing_by_begin"),
                    models.Index(models.F("municipality"), models.F("district"), name="listing_by_district"),
                    models.Index(models.F("municipality"), models.F("title"), name="listing_by_title"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("exchange_type__in", ["offer", "want"])), name="listing_exchange_known"),
                    models.CheckConstraint(condition=models.Q(("item_type__in", ["good", "service", "space"])), name="listing_item_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("transaction_type__in", ["", "borrow-lend", "rent-lease", "buy-sell", "receive-donate", "swap", "cooperate"])
                        ),
                        name="listing_terms_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["", "piece", "m2", "m3", "m", "kg", "t", "l", "h", "d", "person"])),
                        name="listing_unit_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", ["internal", "on_request", "public"])), name="listing_visibility_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["expired", "fulfilled", "in_brokering", "matched", "open", "withdrawn"])),
                        name="listing_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="listing_has_a_title"),
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gte", 0), _connector="OR"), name="listing_amount_plausible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("available_from", None),
                            ("available_to", None),
                            ("available_to__gte", models.F("available_from")),
                            _connector="OR",
                        ),
                        name="listing_ends_after_its_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude", None), ("longitude", None)),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__isnull", False),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__isnull", False),
                                ("longitude__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="listing_point_whole",
                    ),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="listing_form_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("introduction", "Introduction"),
                            ("cooperation", "Cooperation"),
                            ("supply", "Supply"),
                            ("space_use", "Use of a room or an area"),
                            ("shared_use", "Shared use"),
                            ("joint_project", "Joint project"),
                            ("joint_application", "Joint application for a grant"),
                            ("sales_outlet", "Point of sale"),
                            ("platform_listing", "Entry on a platform"),
                            ("mentoring", "Mentoring"),
                            ("expertise", "Expert advice"),
                            ("financing", "Financing"),
                            ("membership", "Membership"),
                            ("umbrella", "Legal carrier"),
                            ("volunteering", "Voluntary help"),
                            ("exchange", "Exchange of experience"),
                        ],
                        default="introduction",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("asked", "Both asked"),
                            ("agreed", "Both agreed"),
                            ("introduced", "Introduced"),
                            ("in_contact", "In contact"),
                            ("cooperating", "Cooperating"),
                            ("lasting", "Lasting"),
                            ("declined", "Declined"),
                            ("no_reply", "No reply"),
                            ("unsuitable", "Unsuitable"),
                            ("ended", "Ended"),
                        ],
                        default="idea",
                        editable=False,
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                (
                    "stage_since",
                    models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name="at this stage since"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("brokered", "brokered by us"),
                            ("event", "arose at an event of ours"),
                            ("self_reported", "reported by themselves"),
                            ("observed", "observed"),
                            ("imported", "taken over"),
                        ],
                        default="brokered",
                        max_length=15,
                        verbose_name="origin",
                    ),
                ),
                (
                    "attribution",
                    models.CharField(
                        choices=[("triggered", "set off by us"), ("supported", "supported by us"), ("observed", "only observed by us")],
                        default="triggered",
                        max_length=10,
                        verbose_name="our part",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="Both sides read it when they are asked: what each has of the other.",
                        max_length=500,
                        verbose_name="why",
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For the office alone.", max_length=4000, verbose_name="note")),
                (
                    "web_address",
                    wf40.fields.WebsiteField(
                        blank=True, help_text="Where the platform shows the entry.", max_length=300, verbose_name="address of the entry"
                    ),
                ),
                (
                    "first_asked",
                    models.CharField(
                        choices=[("from", "first side"), ("to", "second side")],
                        default="from",
                        editable=False,
                        max_length=4,
                        verbose_name="asked first",
                    ),
                ),
                ("from_agreed_at", models.DateTimeField(editable=False, null=True, verbose_name="first actor agreed at")),
                ("to_agreed_at", models.DateTimeField(editable=False, null=True, verbose_name="second actor agreed at")),
                ("introduced_at", models.DateTimeField(editable=False, null=True, verbose_name="introduced at")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="since")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "broker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brokered by",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="connections",
                        to="initiatives.consultation",
                        verbose_name="began in",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "from_actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connections_from",
                        to="initiatives.actor",
                        verbose_name="first actor",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "to_actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="connections_to",
                        to="initiatives.actor",
                        verbose_name="second actor",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="connections_of_offer",
                        to="network.listing",
                        verbose_name="offer",
                    ),
                ),
                (
                    "want",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="connections_of_want",
                        to="network.listing",
                        verbose_name="want",
                    ),
                ),
            ],
            options={
                "verbose_name": "connection",
                "verbose_name_plural": "connections",
                "ordering": ("-created_at", "-pk"),
                "indexes": [
                    models.Index(fields=["municipality", "-created_at", "-id"], name="connection_by_time"),
                    models.Index(models.F("municipality"), models.F("stage"), models.F("stage_since"), name="connection_by_stage"),
                    models.Index(models.F("municipality"), models.F("kind"), name="connection_by_kind"),
                    models.Index(models.F("municipality"), models.F("origin"), name="connection_by_origin"),
                    models.Index(models.F("municipality"), models.F("broker"), name="connection_by_broker"),
                    models.Index(models.F("municipality"), models.F("introduced_at"), name="connection_by_introduction"),
                    models.Index(models.F("municipality"), models.F("started_on"), name="connection_by_start"),
                    models.Index(models.F("municipality"), models.F("changed_at"), name="connection_by_change"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "cooperation",
                                    "exchange",
                                    "expertise",
                                    "financing",
                                    "introduction",
                                    "joint_application",
                                    "joint_project",
                                    "membership",
                                    "mentoring",
                                    "platform_listing",
                                    "sales_outlet",
                                    "shared_use",
                                    "space_use",
                                    "supply",
                                    "umbrella",
                                    "volunteering",
                                ],
                            )
                        ),
                        name="connection_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "agreed",
                                    "asked",
                                    "cooperating",
                                    "declined",
                                    "ended",
                                    "idea",
                                    "in_contact",
                                    "introduced",
                                    "lasting",
                                    "no_reply",
                                    "unsuitable",
                                ],
                            )
                        ),
                        name="connection_stage_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["brokered", "event", "imported", "observed", "self_reported"])),
                        name="connection_origin_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attribution__in", ["observed", "supported", "triggered"])), name="connection_attribution_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("first_asked__in", ["from", "to"])), name="connection_first_asked_known"),
                    models.CheckConstraint(
                        condition=models.Q(("from_actor", models.F("to_actor")), _negated=True), name="connection_joins_two"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("stage__in", ["agreed", "asked", "cooperating", "idea", "in_contact", "introduced", "lasting"])
                        ),
                        fields=("from_actor", "to_actor", "kind"),
                        name="connection_once_while_it_runs",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("from_actor", "to_actor"),
                        django.db.models.functions.comparison.Greatest("from_actor", "to_actor"),
                        models.F("kind"),
                        condition=models.Q(
                            ("stage__in", ["agreed", "asked", "cooperating", "idea", "in_contact", "introduced", "lasting"]),
                            models.Q(
                                (
                                    "kind__in",
                                    [
                                        "expertise",
                                        "financing",
                                        "membership",
                                        "mentoring",
                                        "platform_listing",
                                        "sales_outlet",
                                        "space_use",
                                        "supply",
                                        "umbrella",
                                        "volunteering",
                                    ],
                                ),
                                _negated=True,
                            ),
                        ),
                        name="connection_pair_once_while_it_runs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("introduced_at", None),
                            models.Q(("from_agreed_at__isnull", False), ("to_agreed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="connection_introduced_after_two_yeses",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "introduced"), _negated=True), ("introduced_at__isnull", False), _connector="OR"
                        ),
                        name="connection_introduced_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "agreed"), _negated=True),
                            models.Q(("from_agreed_at__isnull", False), ("to_agreed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="connection_agreed_by_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started_on", None), ("ended_on", None), ("ended_on__gte", models.F("started_on")), _connector="OR"
                        ),
                        name="connection_ends_after_its_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("started_on", None), ("started_on__gte", datetime.date(1990, 1, 1)), _connector="OR"),
                        name="connection_start_plausible",
                    ),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="connection_form_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOutcomeQuestion",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("side", models.CharField(choices=[("from", "first side"), ("to", "second side")], max_length=4, verbose_name="side")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "not answered"), ("yes", "yes"), ("no", "no"), ("otherwise", "otherwise")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("answer_text", models.CharField(blank=True, max_length=500, verbose_name="in words")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "answered_through",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not yet"),
                            ("link", "personal link"),
                            ("phone", "phone"),
                            ("in_person", "in person"),
                            ("email", "e-mail"),
                            ("letter", "letter"),
                            ("office", "through its own office"),
                        ],
                        max_length=10,
                        verbose_name="through",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "change_set",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="initiatives.changeset"
                    ),
                ),
                (
                    "connection",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="network.connection",
                        verbose_name="connection",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.followup",
                        verbose_name="follow-up",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.message",
                        verbose_name="mail",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical question about the outcome",
                "verbose_name_plural": "historical questions about outcomes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalConnection",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("introduction", "Introduction"),
                            ("cooperation", "Cooperation"),
                            ("supply", "Supply"),
                            ("space_use", "Use of a room or an area"),
                            ("shared_use", "Shared use"),
                            ("joint_project", "Joint project"),
                            ("joint_application", "Joint application for a grant"),
                            ("sales_outlet", "Point of sale"),
                            ("platform_listing", "Entry on a platform"),
                            ("mentoring", "Mentoring"),
                            ("expertise", "Expert advice"),
                            ("financing", "Financing"),
                            ("membership", "Membership"),
                            ("umbrella", "Legal carrier"),
                            ("volunteering", "Voluntary help"),
                            ("exchange", "Exchange of experience"),
                        ],
                        default="introduction",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("asked", "Both asked"),
                            ("agreed", "Both agreed"),
                            ("introduced", "Introduced"),
                            ("in_contact", "In contact"),
                            ("cooperating", "Cooperating"),
                            ("lasting", "Lasting"),
                            ("declined", "Declined"),
                            ("no_reply", "No reply"),
                            ("unsuitable", "Unsuitable"),
                            ("ended", "Ended"),
                        ],
                        default="idea",
                        editable=False,
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                (
                    "stage_since",
                    models.DateField(default=django.utils.timezone.localdate, editable=False, verbose_name="at this stage since"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("brokered", "brokered by us"),
                            ("event", "arose at an event of ours"),
                            ("self_reported", "reported by themselves"),
                            ("observed", "observed"),
                            ("imported", "taken over"),
                        ],
                        default="brokered",
                        max_length=15,
                        verbose_name="origin",
                    ),
                ),
                (
                    "attribution",
                    models.CharField(
                        choices=[("triggered", "set off by us"), ("supported", "supported by us"), ("observed", "only observed by us")],
                        default="triggered",
                        max_length=10,
                        verbose_name="our part",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="Both sides read it when they are asked: what each has of the other.",
                        max_length=500,
                        verbose_name="why",
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For the office alone.", max_length=4000, verbose_name="note")),
                (
                    "web_address",
                    wf40.fields.WebsiteField(
                        blank=True, help_text="Where the platform shows the entry.", max_length=300, verbose_name="address of the entry"
                    ),
                ),
                (
                    "first_asked",
                    models.CharField(
                        choices=[("from", "first side"), ("to", "second side")],
                        default="from",
                        editable=False,
                        max_length=4,
                        verbose_name="asked first",
                    ),
                ),
                ("from_agreed_at", models.DateTimeField(editable=False, null=True, verbose_name="first actor agreed at")),
                ("to_agreed_at", models.DateTimeField(editable=False, null=True, verbose_name="second actor agreed at")),
                ("introduced_at", models.DateTimeField(editable=False, null=True, verbose_name="introduced at")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="since")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "broker",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brokered by",
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="initiatives.changeset"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.consultation",
                        verbose_name="began in",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "from_actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.actor",
                        verbose_name="first actor",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
                (
                    "to_actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.actor",
                        verbose_name="second actor",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="network.listing",
                        verbose_name="offer",
                    ),
                ),
                (
                    "want",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="network.listing",
                        verbose_name="want",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical connection",
                "verbose_name_plural": "historical connections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="MutedRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.SlugField(max_length=30, verbose_name="rule")),
                ("muted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="muted at")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="for"
                    ),
                ),
            ],
            options={
                "verbose_name": "muted rule",
                "verbose_name_plural": "muted rules",
                "ordering": ("rule", "pk"),
                "constraints": [models.UniqueConstraint(fields=("municipality", "owner", "rule"), name="muted_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="NetworkCache",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("figures", "figures"), ("gaps", "gaps"), ("layout", "positions")], max_length=10, verbose_name="kind"
                    ),
                ),
                ("state", models.CharField(max_length=64, verbose_name="state of the data")),
                ("content", models.JSONField(default=dict, verbose_name="content")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="worked out at")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of the network",
                "verbose_name_plural": "figures of networks",
                "ordering": ("-made_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["figures", "gaps", "layout"])), name="network_cache_kind_known"
                    ),
                    models.UniqueConstraint(fields=("municipality", "kind", "state"), name="network_cache_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="round")),
                ("side", models.CharField(choices=[("from", "first side"), ("to", "second side")], max_length=4, verbose_name="side")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("", "not answered"), ("yes", "yes"), ("no", "no"), ("otherwise", "otherwise")],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("answer_text", models.CharField(blank=True, max_length=500, verbose_name="in words")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "answered_through",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not yet"),
                            ("link", "personal link"),
                            ("phone", "phone"),
                            ("in_person", "in person"),
                            ("email", "e-mail"),
                            ("letter", "letter"),
                            ("office", "through its own office"),
                        ],
                        max_length=10,
                        verbose_name="through",
                    ),
                ),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcome_questions",
                        to="network.connection",
                        verbose_name="connection",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="outcome_questions",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="initiatives.followup",
                        verbose_name="follow-up",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="initiatives.message",
                        verbose_name="mail",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "question about the outcome",
                "verbose_name_plural": "questions about outcomes",
                "ordering": ("connection", "round", "side", "pk"),
                "indexes": [
                    models.Index(models.F("municipality"), models.F("asked_at"), condition=models.Q(("answer", "")), name="outcome_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("side__in", ["from", "to"])), name="outcome_side_known"),
                    models.CheckConstraint(condition=models.Q(("answer__in", ["", "no", "otherwise", "yes"])), name="outcome_answer_known"),
                    models.CheckConstraint(condition=models.Q(("round__gte", 1), ("round__lte", 3)), name="outcome_round_known"),
                    models.UniqueConstraint(fields=("connection", "round", "side"), name="outcome_asked_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_through", "")),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                models.Q(("answered_through", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="outcome_answered_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("accepted", "accepted"), ("snoozed", "later"), ("rejected", "rejected")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("until", models.DateField(null=True, verbose_name="not before")),
                ("score", models.SmallIntegerField(verbose_name="points")),
                ("facts", models.JSONField(default=list, verbose_name="facts")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="decided at")),
                (
                    "connection",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="network.connection",
                        verbose_name="connection",
                    ),
                ),
                (
                    "first_actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="initiatives.actor", verbose_name="first actor"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="network.listing",
                        verbose_name="offer",
                    ),
                ),
                (
                    "second_actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="initiatives.actor", verbose_name="second actor"
                    ),
                ),
                (
                    "want",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="network.listing", verbose_name="want"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about a suggestion",
                "verbose_name_plural": "decisions about suggestions",
                "ordering": ("-made_at", "-pk"),
                "indexes": [
                    models.Index(models.F("municipality"), models.F("first_actor"), models.F("second_actor"), name="suggestion_by_pair"),
                    models.Index(fields=["municipality", "-made_at"], name="suggestion_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["accepted", "rejected", "snoozed"])), name="suggestion_verdict_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_actor__lt", models.F("second_actor"))), name="suggestion_in_one_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "rejected"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="suggestion_rejected_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("verdict", "snoozed"), _negated=True), ("until__isnull", False), _connector="OR"),
                        name="suggestion_snoozed_until",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(verbose_name="from")),
                ("last_day", models.DateField(verbose_name="to")),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="by whom or for what")),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken_periods",
                        to="network.listing",
                        verbose_name="want or offer",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "taken period",
                "verbose_name_plural": "taken periods",
                "ordering": ("first_day", "pk"),
                "indexes": [models.Index(models.F("listing"), models.F("first_day"), models.F("last_day"), name="taken_period_by_day")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("last_day__gte", models.F("first_day"))), name="taken_period_in_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="ConnectionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("asked", "Both asked"),
                            ("agreed", "Both agreed"),
                            ("introduced", "Introduced"),
                            ("in_contact", "In contact"),
                            ("cooperating", "Cooperating"),
                            ("lasting", "Lasting"),
                            ("declined", "Declined"),
                            ("no_reply", "No reply"),
                            ("unsuitable", "Unsuitable"),
                            ("ended", "Ended"),
                        ],
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "side",
                    models.CharField(
                        blank=True, choices=[("from", "first side"), ("to", "second side")], max_length=4, verbose_name="answered by"
                    ),
                ),
                (
                    "through",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not yet"),
                            ("link", "personal link"),
                            ("phone", "phone"),
                            ("in_person", "in person"),
                            ("email", "e-mail"),
                            ("letter", "letter"),
                            ("office", "through its own office"),
                        ],
                        max_length=10,
                        verbose_name="through",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="network.connection",
                        verbose_name="connection",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "step",
                "verbose_name_plural": "steps",
                "ordering": ("-made_at", "-pk"),
                "indexes": [models.Index(fields=["connection", "-made_at"], name="connection_step_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "agreed",
                                    "asked",
                                    "cooperating",
                                    "declined",
                                    "ended",
                                    "idea",
                                    "in_contact",
                                    "introduced",
                                    "lasting",
                                    "no_reply",
                                    "unsuitable",
                                ],
                            )
                        ),
                        name="connection_step_stage_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Switched off, it stays readable but suggests nothing.", verbose_name="in use"
                    ),
                ),
                (
                    "giving",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="initiatives.workfield",
                        verbose_name="needs somebody from",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "seeking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="initiatives.workfield",
                        verbose_name="who is active in",
                    ),
                ),
            ],
            options={
                "verbose_name": "pair of fields",
                "verbose_name_plural": "pairs of fields",
                "ordering": ("seeking__position", "giving__position", "pk"),
                "constraints": [models.UniqueConstraint(fields=("seeking", "giving"), name="field_pair_once")],
            },
        ),
        migrations.CreateModel(
            name="IntroductionSide",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("from", "first side"), ("to", "second side")], max_length=4, verbose_name="side")),
                (
                    "described_as",
                    models.CharField(
                        blank=True,
                        help_text="Without a name: “a repair café in Elberfeld with two work benches”. So it is called as long as it may not be named.",
                        max_length=300,
                        verbose_name="described to the other side as",
                    ),
                ),
                (
                    "passed_on",
                    wf40.fields.CodesField(
                        blank=True,
                        choices=[
                            ("person", "name of the person"),
                            ("email", "e-mail"),
                            ("phone", "phone"),
                            ("website", "website"),
                            ("address", "address"),
                        ],
                        default="",
                        max_length=300,
                        verbose_name="is passed on",
                    ),
                ),
                ("asked_at", models.DateTimeField(null=True, verbose_name="asked at")),
                (
                    "answer",
                    models.CharField(blank=True, choices=[("", "open"), ("yes", "yes"), ("no", "no")], max_length=3, verbose_name="answer"),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "answered_through",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not yet"),
                            ("link", "personal link"),
                            ("phone", "phone"),
                            ("in_person", "in person"),
                            ("email", "e-mail"),
                            ("letter", "letter"),
                            ("office", "through its own office"),
                        ],
                        max_length=10,
                        verbose_name="through",
                    ),
                ),
                ("answer_note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sides",
                        to="network.connection",
                        verbose_name="connection",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="introductions",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="initiatives.followup",
                        verbose_name="follow-up",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="initiatives.message",
                        verbose_name="mail",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "side of an introduction",
                "verbose_name_plural": "sides of introductions",
                "ordering": ("connection", "side", "pk"),
                "indexes": [
                    models.Index(
                        models.F("municipality"), models.F("asked_at"), condition=models.Q(("answer", "")), name="introduction_waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("side__in", ["from", "to"])), name="introduction_side_known"),
                    models.CheckConstraint(condition=models.Q(("answer__in", ["", "no", "yes"])), name="introduction_answer_known"),
                    models.UniqueConstraint(fields=("connection", "side"), name="introduction_side_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_through", "")),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                models.Q(("answered_through", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="introduction_answered_whole",
                    ),
                ],
            },
        ),
    ]
