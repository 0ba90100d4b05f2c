"""The register's tables in one step, for new installations; an older one goes through the two steps that this one replaces."""

import datetime
import functools

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import initiatives.choices
import wf40.fields
import wf40.storage


class Migration(migrations.Migration):
    replaces = [("initiatives", "0001_initial"), ("initiatives", "0002_register_in_full")]

    initial = True

    dependencies = [
        ("municipalities", "0002_membership_history"),
        ("municipalities", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="done at")),
                (
                    "verb",
                    models.CharField(
                        choices=[("import", "List taken in"), ("hand_over", "Work handed over"), ("undo", "Bulk change taken back")],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="about")),
                ("count", models.PositiveIntegerField(default=0, verbose_name="records")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="taken back at")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken back by",
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk change",
                "verbose_name_plural": "bulk changes",
                "ordering": ("-made_at", "-pk"),
                "indexes": [models.Index(fields=["municipality", "-made_at", "-id"], name="change_set_by_time")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("verb__in", ["hand_over", "import", "undo"])), name="change_set_verb_known"),
                    models.CheckConstraint(
                        condition=models.Q(("undone_by", None), ("undone_at__isnull", False), _connector="OR"),
                        name="change_set_undone_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsultationTopic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                (
                    "core_code",
                    models.SlugField(
                        blank=True,
                        help_text="The code of the common list to which this row counts.",
                        max_length=60,
                        verbose_name="core code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Switched off, it stays readable but is no longer offered.", verbose_name="in use"
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
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ("position", "label", "pk"),
                "constraints": [models.UniqueConstraint(fields=("municipality", "code"), name="topic_code_once_per_city")],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("form_key", models.UUIDField(editable=False, null=True)),
                ("restricted_at", models.DateTimeField(editable=False, null=True, verbose_name="restricted since")),
                (
                    "restriction_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("contested", "The person contests that the data are right"),
                            ("unlawful", "The processing is unlawful, the person wants no erasure"),
                            ("claims", "The person needs the data for legal claims"),
                            ("objection", "An objection is being examined"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="ground of the restriction",
                    ),
                ),
                (
                    "salutation",
                    models.CharField(
                        blank=True,
                        choices=[("", "neutral"), ("ms", "Ms"), ("mr", "Mr")],
                        default="",
                        max_length=5,
                        verbose_name="form of address",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="title")),
                ("given_name", models.CharField(blank=True, max_length=80, verbose_name="first name")),
                ("family_name", models.CharField(max_length=80, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="phone")),
                ("mobile", models.CharField(blank=True, max_length=60, verbose_name="mobile")),
                (
                    "preferred_channel",
                    models.CharField(
                        blank=True,
                        choices=[("email", "E-mail"), ("phone", "Phone"), ("mobile", "Mobile"), ("letter", "Letter")],
                        max_length=6,
                        verbose_name="prefers to be reached by",
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="The person may ask to read it.", max_length=2000, verbose_name="note")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Empty if the person gave the data; otherwise where they come from.",
                        max_length=200,
                        verbose_name="source",
                    ),
                ),
                (
                    "informed_on",
                    models.DateField(
                        blank=True,
                        help_text="Whoever did not give the data themselves learns within a month that the office holds them.",
                        null=True,
                        verbose_name="informed on (Art. 14)",
                    ),
                ),
                ("sort_key", models.CharField(default="", editable=False, max_length=200)),
                ("search_text", models.TextField(default="", editable=False)),
                ("match_key", models.CharField(default="", editable=False, max_length=200)),
                ("phone_key", models.CharField(default="", editable=False, max_length=20)),
                ("mobile_key", models.CharField(default="", editable=False, max_length=20)),
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
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "restricted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="restricted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "ordering": ("sort_key", "pk"),
                "indexes": [
                    models.Index(
                        models.F("municipality"),
                        models.F("id"),
                        condition=models.Q(("restricted_at__isnull", False)),
                        name="contact_restricted",
                    ),
                    models.Index(models.F("municipality"), models.F("match_key"), name="contact_by_match"),
                    models.Index(models.F("municipality"), models.F("phone_key"), name="contact_by_phone"),
                    models.Index(models.F("municipality"), models.F("mobile_key"), name="contact_by_mobile"),
                    models.Index(models.F("municipality"), models.F("informed_on"), name="contact_by_information"),
                    models.Index(models.F("municipality"), models.F("sort_key"), models.F("id"), name="contact_by_name"),
                    models.Index(models.F("municipality"), models.F("email"), name="contact_by_email"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("salutation__in", ["", "ms", "mr"])), name="contact_salutation_known"),
                    models.CheckConstraint(condition=models.Q(("family_name", ""), _negated=True), name="contact_has_a_name"),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="contact_form_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("preferred_channel__in", ["", "email", "phone", "mobile", "letter"])),
                        name="contact_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("restricted_at", None), ("restriction_reason", "")),
                            models.Q(
                                ("restricted_at__isnull", False),
                                ("restriction_reason__in", ["contested", "unlawful", "claims", "objection"]),
                            ),
                            _connector="OR",
                        ),
                        name="contact_restriction_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                (
                    "core_code",
                    models.SlugField(
                        blank=True,
                        help_text="The code of the common list to which this row counts.",
                        max_length=60,
                        verbose_name="core code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Switched off, it stays readable but is no longer offered.", verbose_name="in use"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "Text"), ("number", "Number"), ("date", "Date"), ("choice", "Choice"), ("boolean", "Yes or no")],
                        max_length=8,
                        verbose_name="holds",
                    ),
                ),
                ("help_text", models.CharField(blank=True, max_length=200, verbose_name="hint below the field")),
                (
                    "options",
                    models.TextField(
                        blank=True, help_text="One per line; for a field with choices only.", max_length=4000, verbose_name="choices"
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
                "verbose_name": "own field",
                "verbose_name_plural": "own fields",
                "ordering": ("position", "label", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "code"), name="custom_field_code_once_per_city"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["boolean", "choice", "date", "number", "text"])), name="custom_field_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "choice"), _negated=True), models.Q(("options", ""), _negated=True), _connector="OR"
                        ),
                        name="custom_choice_has_options",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("exported_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="taken out at")),
                ("slug", models.SlugField(max_length=40, verbose_name="list")),
                ("file_format", models.CharField(max_length=5, verbose_name="format")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("office", "Work of the office"),
                            ("funding_notice", "Notice of a grant"),
                            ("invitation", "Invitation"),
                            ("letter", "Letter"),
                            ("report", "Report to the funder"),
                        ],
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                ("selection", models.TextField(blank=True, verbose_name="filters")),
                ("columns", models.TextField(verbose_name="columns")),
                ("row_count", models.PositiveIntegerField(verbose_name="rows")),
                (
                    "exported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken out by",
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
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ("-exported_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["funding_notice", "invitation", "letter", "office", "report"])),
                        name="export_purpose_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Purpose",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                (
                    "core_code",
                    models.SlugField(
                        blank=True,
                        help_text="The code of the common list to which this row counts.",
                        max_length=60,
                        verbose_name="core code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Switched off, it stays readable but is no longer offered.", verbose_name="in use"
                    ),
                ),
                (
                    "legal_basis",
                    models.CharField(
                        choices=[
                            ("6_1_e", "public task (Art. 6(1)(e) GDPR)"),
                            ("6_1_a", "consent (Art. 6(1)(a) GDPR)"),
                            ("6_1_b", "contract (Art. 6(1)(b) GDPR)"),
                            ("6_1_c", "legal duty (Art. 6(1)(c) GDPR)"),
                            ("6_1_f", "legitimate interest (Art. 6(1)(f) GDPR)"),
                        ],
                        max_length=5,
                        verbose_name="legal basis",
                    ),
                ),
                (
                    "needs_consent",
                    models.BooleanField(
                        default=True,
                        help_text="Without the consent of the person or the actor nothing is done for this purpose.",
                        verbose_name="needs consent",
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
                "verbose_name": "purpose",
                "verbose_name_plural": "purposes",
                "ordering": ("position", "label", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "code"), name="purpose_code_once_per_city"),
                    models.CheckConstraint(
                        condition=models.Q(("legal_basis__in", ["6_1_a", "6_1_b", "6_1_c", "6_1_e", "6_1_f"])), name="purpose_basis_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("legal_basis", "6_1_a"), _negated=True), ("needs_consent", True), _connector="OR"),
                        name="purpose_on_consent_needs_consent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RestrictionEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_kind", models.CharField(choices=[("actor", "actor"), ("contact", "person")], max_length=7, verbose_name="what")),
                ("record_key", models.BigIntegerField(verbose_name="number")),
                ("is_restricted", models.BooleanField(verbose_name="restricted")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("contested", "The person contests that the data are right"),
                            ("unlawful", "The processing is unlawful, the person wants no erasure"),
                            ("claims", "The person needs the data for legal claims"),
                            ("objection", "An objection is being examined"),
                        ],
                        max_length=12,
                        verbose_name="ground of the restriction",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="by"
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
                "verbose_name": "restriction",
                "verbose_name_plural": "restrictions",
                "ordering": ("-entered_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("record_kind__in", ("actor", "contact"))), name="restriction_kind_known"),
                    models.CheckConstraint(
                        condition=models.Q(("is_restricted", False), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="restriction_has_ground",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                (
                    "core_code",
                    models.SlugField(
                        blank=True,
                        help_text="The code of the common list to which this row counts.",
                        max_length=60,
                        verbose_name="core code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Switched off, it stays readable but is no longer offered.", verbose_name="in use"
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
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
                "ordering": ("position", "label", "pk"),
                "constraints": [models.UniqueConstraint(fields=("municipality", "code"), name="tag_code_once_per_city")],
            },
        ),
        migrations.CreateModel(
            name="WorkField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, verbose_name="code")),
                (
                    "core_code",
                    models.SlugField(
                        blank=True,
                        help_text="The code of the common list to which this row counts.",
                        max_length=60,
                        verbose_name="core code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Switched off, it stays readable but is no longer offered.", verbose_name="in use"
                    ),
                ),
                (
                    "scheme",
                    models.CharField(
                        choices=[("rollout", "Fields of the rollout"), ("business_field", "Business fields")],
                        max_length=20,
                        verbose_name="scheme",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="initiatives.workfield",
                        verbose_name="belongs to",
                    ),
                ),
            ],
            options={
                "verbose_name": "work field",
                "verbose_name_plural": "work fields",
                "ordering": ("scheme", "position", "label", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "scheme", "code"), name="workfield_code_once_per_city"),
                    models.CheckConstraint(
                        condition=models.Q(("scheme__in", ["business_field", "rollout"])), name="workfield_scheme_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Actor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("form_key", models.UUIDField(editable=False, null=True)),
                ("restricted_at", models.DateTimeField(editable=False, null=True, verbose_name="restricted since")),
                (
                    "restriction_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("contested", "The person contests that the data are right"),
                            ("unlawful", "The processing is unlawful, the person wants no erasure"),
                            ("claims", "The person needs the data for legal claims"),
                            ("objection", "An objection is being examined"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="ground of the restriction",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enterprise", "Enterprise"),
                            ("initiative", "Initiative"),
                            ("association", "Association"),
                            ("cooperative", "Cooperative"),
                            ("social_enterprise", "Social enterprise"),
                            ("public_body", "Public body"),
                            ("education_research", "Education and research"),
                            ("network", "Network or alliance"),
                            ("platform", "Platform"),
                            ("venue", "Place or room"),
                            ("individual", "Single person"),
                        ],
                        default="initiative",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "trading_name",
                    models.CharField(help_text="The name under which people know the actor.", max_length=200, verbose_name="name"),
                ),
                (
                    "registered_name",
                    models.CharField(
                        blank=True,
                        help_text="As in the register, if it differs from the name.",
                        max_length=300,
                        verbose_name="registered name",
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(blank=True, choices=initiatives.choices.legal_form_choices, max_length=30, verbose_name="legal form"),
                ),
                (
                    "is_charitable",
                    models.BooleanField(
                        default=False, help_text="Recognised by the tax office; not a legal form.", verbose_name="charitable"
                    ),
                ),
                ("charity_notice_on", models.DateField(blank=True, null=True, verbose_name="notice of the tax office of")),
                (
                    "register_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "Commercial register A"),
                            ("B", "Commercial register B"),
                            ("G", "Register of cooperatives"),
                            ("GesR", "Register of civil-law companies"),
                            ("K", "by law"),
                            ("P", "Register of partnerships"),
                            ("S", "Register of foundations"),
                            ("V", "Register of associations"),
                            ("X", "Register abroad"),
                        ],
                        max_length=4,
                        verbose_name="register",
                    ),
                ),
                (
                    "register_court",
                    models.CharField(blank=True, help_text="Such as Amtsgericht Wuppertal.", max_length=80, verbose_name="register court"),
                ),
                ("register_number", models.CharField(blank=True, max_length=40, verbose_name="register number")),
                (
                    "business_id",
                    models.CharField(
                        blank=True,
                        help_text="The nationwide number (W-IdNr).",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^DE\\d{9}(-\\d{5})?\\Z", "Please enter the number like DE123456789 or DE123456789-00001."
                            )
                        ],
                        verbose_name="business identification number",
                    ),
                ),
                ("founded", wf40.fields.PartialDateField(blank=True, help_text="A year is enough.", max_length=10, verbose_name="founded")),
                (
                    "industry",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dienstleistungen", "Services"),
                            ("freie_berufe", "Liberal professions"),
                            ("gastgewerbe_tourismus", "Hospitality and tourism"),
                            ("handel", "Trade"),
                            ("handwerk", "Crafts"),
                            ("kultur_kreativwirtschaft", "Culture and creative industries"),
                            ("land_forst_fischwirtschaft", "Farming, forestry and fishing"),
                            ("produzierendes_gewerbe", "Manufacturing"),
                        ],
                        max_length=30,
                        verbose_name="industry",
                    ),
                ),
                (
                    "size_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("volunteer", "Volunteers only"),
                            ("solo", "One person"),
                            ("micro", "2 to 9 people"),
                            ("small", "10 to 49 people"),
                            ("medium", "50 to 249 people"),
                            ("large", "250 people and more"),
                        ],
                        max_length=10,
                        verbose_name="size",
                    ),
                ),
                (
                    "goals",
                    wf40.fields.CodesField(
                        blank=True,
                        choices=[
                            ("climate", "Climate protection"),
                            ("resources", "Thrift with resources"),
                            ("common_good", "Common good of the region"),
                            ("regional_value", "Regional value creation"),
                            ("resilience", "Resilience in crises"),
                            ("cohesion", "Cohesion and belonging"),
                            ("participation", "Own initiative and participation"),
                            ("inclusion", "Integration and inclusion"),
                            ("jobs", "Local jobs"),
                            ("social_innovation", "Social innovation"),
                        ],
                        default="",
                        max_length=300,
                        verbose_name="goals",
                    ),
                ),
                (
                    "languages",
                    wf40.fields.CodesField(
                        blank=True,
                        choices=[
                            ("de", "German"),
                            ("de-ls", "Easy German"),
                            ("gsg", "German sign language"),
                            ("en", "English"),
                            ("tr", "Turkish"),
                            ("ar", "Arabic"),
                            ("uk", "Ukrainian"),
                            ("ru", "Russian"),
                            ("pl", "Polish"),
                            ("fa", "Persian"),
                            ("ku", "Kurdish"),
                            ("fr", "French"),
                            ("es", "Spanish"),
                            ("it", "Italian"),
                            ("el", "Greek"),
                            ("nl", "Dutch"),
                        ],
                        default="",
                        max_length=300,
                        verbose_name="languages",
                    ),
                ),
                ("opening_hours", models.TextField(blank=True, max_length=500, verbose_name="opening hours")),
                (
                    "common_good_report",
                    models.CharField(
                        blank=True,
                        choices=[("focus", "Focus report"), ("compact", "Compact report"), ("full", "Full report")],
                        max_length=8,
                        verbose_name="common-good report",
                    ),
                ),
                (
                    "common_good_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(2010), django.core.validators.MaxValueValidator(2100)],
                        verbose_name="year of the report",
                    ),
                ),
                (
                    "life_cycle",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("in_planning", "Being planned"),
                            ("active", "Active"),
                            ("on_hold", "Paused"),
                            ("completed", "Completed"),
                            ("closed", "Dissolved"),
                        ],
                        default="active",
                        max_length=15,
                        verbose_name="life cycle",
                    ),
                ),
                ("website", wf40.fields.WebsiteField(blank=True, max_length=300, verbose_name="website")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="phone")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="public description")),
                (
                    "internal_note",
                    models.TextField(
                        blank=True, help_text="For the office. The actor may ask to read it.", max_length=4000, verbose_name="internal note"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("source_id", models.CharField(blank=True, max_length=120, verbose_name="number in the source")),
                (
                    "informed_on",
                    models.DateField(
                        blank=True,
                        help_text="Whoever did not give the data themselves learns within a month that the office holds them.",
                        null=True,
                        verbose_name="informed on (Art. 14)",
                    ),
                ),
                ("assured_on", models.DateField(editable=False, null=True, verbose_name="last assured on")),
                ("archived_at", models.DateTimeField(editable=False, null=True, verbose_name="archived at")),
                (
                    "archive_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dissolved", "dissolved"),
                            ("moved", "moved away"),
                            ("no_contact", "cannot be reached any more"),
                            ("own_wish", "by own wish"),
                            ("duplicate", "stands in the register twice"),
                            ("other", "another reason"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="archived because",
                    ),
                ),
                ("archive_note", models.CharField(blank=True, editable=False, max_length=300, verbose_name="remark on archiving")),
                ("published_since", models.DateTimeField(editable=False, null=True, verbose_name="released for publication at")),
                ("sort_key", models.CharField(default="", editable=False, max_length=200)),
                ("search_text", models.TextField(default="", editable=False)),
                ("match_key", models.CharField(default="", editable=False, max_length=200)),
                ("phone_key", models.CharField(default="", editable=False, max_length=20)),
                (
                    "archived_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="archived by",
                    ),
                ),
                (
                    "assured_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assured by",
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
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        help_text="In holidays and at a hand-over.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deputised_actors",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
                (
                    "restricted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="restricted by",
                    ),
                ),
                (
                    "steward",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stewarded_actors",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked after by",
                    ),
                ),
                ("tags", models.ManyToManyField(blank=True, related_name="actors", to="initiatives.tag", verbose_name="tags")),
                (
                    "work_fields",
                    models.ManyToManyField(blank=True, related_name="actors", to="initiatives.workfield", verbose_name="work fields"),
                ),
            ],
            options={
                "verbose_name": "actor",
                "verbose_name_plural": "actors",
                "ordering": ("sort_key", "pk"),
                "indexes": [
                    models.Index(
                        models.F("municipality"),
                        models.F("id"),
                        condition=models.Q(("restricted_at__isnull", False)),
                        name="actor_restricted",
                    ),
                    models.Index(
                        models.F("municipality"), models.F("archived_at"), models.F("sort_key"), models.F("id"), name="actor_by_archive"
                    ),
                    models.Index(models.F("municipality"), models.F("match_key"), name="actor_by_match"),
                    models.Index(models.F("municipality"), models.F("phone_key"), name="actor_by_phone"),
                    models.Index(models.F("municipality"), models.F("email"), name="actor_by_email"),
                    models.Index(models.F("municipality"), models.F("industry"), name="actor_by_industry"),
                    models.Index(models.F("municipality"), models.F("size_class"), name="actor_by_size"),
                    models.Index(models.F("municipality"), models.F("informed_on"), name="actor_by_information"),
                    models.Index(models.F("municipality"), models.F("assured_on"), name="actor_by_assurance"),
                    models.Index(models.F("municipality"), models.F("deputy"), name="actor_by_deputy"),
                    models.Index(models.F("municipality"), models.F("sort_key"), models.F("id"), name="actor_by_name"),
                    models.Index(models.F("municipality"), models.F("kind"), models.F("sort_key"), models.F("id"), name="actor_by_kind"),
                    models.Index(models.F("municipality"), models.F("legal_form"), name="actor_by_legal_form"),
                    models.Index(models.F("municipality"), models.F("steward"), name="actor_by_steward"),
                    models.Index(models.F("municipality"), models.F("changed_at"), name="actor_by_change"),
                    models.Index(models.F("municipality"), models.F("source"), models.F("source_id"), name="actor_by_source"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "association",
                                    "cooperative",
                                    "education_research",
                                    "enterprise",
                                    "individual",
                                    "initiative",
                                    "network",
                                    "platform",
                                    "public_body",
                                    "social_enterprise",
                                    "venue",
                                ],
                            )
                        ),
                        name="actor_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("life_cycle__in", ["active", "closed", "completed", "idea", "in_planning", "on_hold"])),
                        name="actor_life_cycle_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "legal_form__in",
                                [
                                    "",
                                    "sole_unregistered",
                                    "sole_registered",
                                    "freelance",
                                    "gbr",
                                    "ohg",
                                    "kg",
                                    "gmbh_co_kg",
                                    "partg",
                                    "partg_mbb",
                                    "ug",
                                    "gmbh",
                                    "ggmbh",
                                    "gug",
                                    "ag",
                                    "gag",
                                    "kgaa",
                                    "se",
                                    "eg",
                                    "sce",
                                    "ev",
                                    "verein_unregistered",
                                    "verein_economic",
                                    "foundation_private",
                                    "foundation_public",
                                    "foundation_church",
                                    "foundation_trust",
                                    "kdoer",
                                    "aoer",
                                    "municipality",
                                    "ewiv",
                                    "informal",
                                    "private_person",
                                    "in_formation",
                                    "foreign",
                                    "unknown",
                                ],
                            )
                        ),
                        name="actor_legal_form_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("trading_name", ""), _negated=True), name="actor_has_a_name"),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="actor_form_sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("register_kind__in", ["", "A", "B", "G", "GesR", "K", "P", "S", "V", "X"])),
                        name="actor_register_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "industry__in",
                                [
                                    "",
                                    "dienstleistungen",
                                    "freie_berufe",
                                    "gastgewerbe_tourismus",
                                    "handel",
                                    "handwerk",
                                    "kultur_kreativwirtschaft",
                                    "land_forst_fischwirtschaft",
                                    "produzierendes_gewerbe",
                                ],
                            )
                        ),
                        name="actor_industry_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size_class__in", ["", "volunteer", "solo", "micro", "small", "medium", "large"])),
                        name="actor_size_class_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("common_good_report__in", ["", "focus", "compact", "full"])), name="actor_common_good_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("common_good_year", None), models.Q(("common_good_report", ""), _negated=True), _connector="OR"
                        ),
                        name="actor_common_good_year_of_report",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("archive_reason", ""), ("archived_at", None)),
                            models.Q(
                                ("archive_reason__in", ["dissolved", "moved", "no_contact", "own_wish", "duplicate", "other"]),
                                ("archived_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="actor_archived_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("released_by", None), ("published_since__isnull", False), _connector="OR"),
                        name="actor_release_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("restricted_at", None), ("restriction_reason", "")),
                            models.Q(
                                ("restricted_at__isnull", False),
                                ("restriction_reason__in", ["contested", "unlawful", "claims", "objection"]),
                            ),
                            _connector="OR",
                        ),
                        name="actor_restriction_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalActor",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("restricted_at", models.DateTimeField(editable=False, null=True, verbose_name="restricted since")),
                (
                    "restriction_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("contested", "The person contests that the data are right"),
                            ("unlawful", "The processing is unlawful, the person wants no erasure"),
                            ("claims", "The person needs the data for legal claims"),
                            ("objection", "An objection is being examined"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="ground of the restriction",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("enterprise", "Enterprise"),
                            ("initiative", "Initiative"),
                            ("association", "Association"),
                            ("cooperative", "Cooperative"),
                            ("social_enterprise", "Social enterprise"),
                            ("public_body", "Public body"),
                            ("education_research", "Education and research"),
                            ("network", "Network or alliance"),
                            ("platform", "Platform"),
                            ("venue", "Place or room"),
                            ("individual", "Single person"),
                        ],
                        default="initiative",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "trading_name",
                    models.CharField(help_text="The name under which people know the actor.", max_length=200, verbose_name="name"),
                ),
                (
                    "registered_name",
                    models.CharField(
                        blank=True,
                        help_text="As in the register, if it differs from the name.",
                        max_length=300,
                        verbose_name="registered name",
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(blank=True, choices=initiatives.choices.legal_form_choices, max_length=30, verbose_name="legal form"),
                ),
                (
                    "is_charitable",
                    models.BooleanField(
                        default=False, help_text="Recognised by the tax office; not a legal form.", verbose_name="charitable"
                    ),
                ),
                ("charity_notice_on", models.DateField(blank=True, null=True, verbose_name="notice of the tax office of")),
                (
                    "register_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "Commercial register A"),
                            ("B", "Commercial register B"),
                            ("G", "Register of cooperatives"),
                            ("GesR", "Register of civil-law companies"),
                            ("K", "by law"),
                            ("P", "Register of partnerships"),
                            ("S", "Register of foundations"),
                            ("V", "Register of associations"),
                            ("X", "Register abroad"),
                        ],
                        max_length=4,
                        verbose_name="register",
                    ),
                ),
                (
                    "register_court",
                    models.CharField(blank=True, help_text="Such as Amtsgericht Wuppertal.", max_length=80, verbose_name="register court"),
                ),
                ("register_number", models.CharField(blank=True, max_length=40, verbose_name="register number")),
                (
                    "business_id",
                    models.CharField(
                        blank=True,
                        help_text="The nationwide number (W-IdNr).",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^DE\\d{9}(-\\d{5})?\\Z", "Please enter the number like DE123456789 or DE123456789-00001."
                            )
                        ],
                        verbose_name="business identification number",
                    ),
                ),
                ("founded", wf40.fields.PartialDateField(blank=True, help_text="A year is enough.", max_length=10, verbose_name="founded")),
                (
                    "industry",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dienstleistungen", "Services"),
                            ("freie_berufe", "Liberal professions"),
                            ("gastgewerbe_tourismus", "Hospitality and tourism"),
                            ("handel", "Trade"),
                            ("handwerk", "Crafts"),
                            ("kultur_kreativwirtschaft", "Culture and creative industries"),
                            ("land_forst_fischwirtschaft", "Farming, forestry and fishing"),
                            ("produzierendes_gewerbe", "Manufacturing"),
                        ],
                        max_length=30,
                        verbose_name="industry",
                    ),
                ),
                (
                    "size_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("volunteer", "Volunteers only"),
                            ("solo", "One person"),
                            ("micro", "2 to 9 people"),
                            ("small", "10 to 49 people"),
                            ("medium", "50 to 249 people"),
                            ("large", "250 people and more"),
                        ],
                        max_length=10,
                        verbose_name="size",
                    ),
                ),
                (
                    "goals",
                    wf40.fields.CodesField(
                        blank=True,
                        choices=[
                            ("climate", "Climate protection"),
                            ("resources", "Thrift with resources"),
                            ("common_good", "Common good of the region"),
                            ("regional_value", "Regional value creation"),
                            ("resilience", "Resilience in crises"),
                            ("cohesion", "Cohesion and belonging"),
                            ("participation", "Own initiative and participation"),
                            ("inclusion", "Integration and inclusion"),
                            ("jobs", "Local jobs"),
                            ("social_innovation", "Social innovation"),
                        ],
                        default="",
                        max_length=300,
                        verbose_name="goals",
                    ),
                ),
                (
                    "languages",
                    wf40.fields.CodesField(
                        blank=True,
                        choices=[
                            ("de", "German"),
                            ("de-ls", "Easy German"),
                            ("gsg", "German sign language"),
                            ("en", "English"),
                            ("tr", "Turkish"),
                            ("ar", "Arabic"),
                            ("uk", "Ukrainian"),
                            ("ru", "Russian"),
                            ("pl", "Polish"),
                            ("fa", "Persian"),
                            ("ku", "Kurdish"),
                            ("fr", "French"),
                            ("es", "Spanish"),
                            ("it", "Italian"),
                            ("el", "Greek"),
                            ("nl", "Dutch"),
                        ],
                        default="",
                        max_length=300,
                        verbose_name="languages",
                    ),
                ),
                ("opening_hours", models.TextField(blank=True, max_length=500, verbose_name="opening hours")),
                (
                    "common_good_report",
                    models.CharField(
                        blank=True,
                        choices=[("focus", "Focus report"), ("compact", "Compact report"), ("full", "Full report")],
                        max_length=8,
                        verbose_name="common-good report",
                    ),
                ),
                (
                    "common_good_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(2010), django.core.validators.MaxValueValidator(2100)],
                        verbose_name="year of the report",
                    ),
                ),
                (
                    "life_cycle",
                    models.CharField(
                        choices=[
                            ("idea", "Idea"),
                            ("in_planning", "Being planned"),
                            ("active", "Active"),
                            ("on_hold", "Paused"),
                            ("completed", "Completed"),
                            ("closed", "Dissolved"),
                        ],
                        default="active",
                        max_length=15,
                        verbose_name="life cycle",
                    ),
                ),
                ("website", wf40.fields.WebsiteField(blank=True, max_length=300, verbose_name="website")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="phone")),
                ("description", models.TextField(blank=True, max_length=4000, verbose_name="public description")),
                (
                    "internal_note",
                    models.TextField(
                        blank=True, help_text="For the office. The actor may ask to read it.", max_length=4000, verbose_name="internal note"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("source_id", models.CharField(blank=True, max_length=120, verbose_name="number in the source")),
                (
                    "informed_on",
                    models.DateField(
                        blank=True,
                        help_text="Whoever did not give the data themselves learns within a month that the office holds them.",
                        null=True,
                        verbose_name="informed on (Art. 14)",
                    ),
                ),
                ("assured_on", models.DateField(editable=False, null=True, verbose_name="last assured on")),
                ("archived_at", models.DateTimeField(editable=False, null=True, verbose_name="archived at")),
                (
                    "archive_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dissolved", "dissolved"),
                            ("moved", "moved away"),
                            ("no_contact", "cannot be reached any more"),
                            ("own_wish", "by own wish"),
                            ("duplicate", "stands in the register twice"),
                            ("other", "another reason"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="archived because",
                    ),
                ),
                ("archive_note", models.CharField(blank=True, editable=False, max_length=300, verbose_name="remark on archiving")),
                ("published_since", models.DateTimeField(editable=False, null=True, verbose_name="released for publication at")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_type", models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1)),
                (
                    "archived_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="archived by",
                    ),
                ),
                (
                    "assured_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assured by",
                    ),
                ),
                (
                    "change_set",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="initiatives.changeset"
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
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="In holidays and at a hand-over.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
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
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
                (
                    "restricted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="restricted by",
                    ),
                ),
                (
                    "steward",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked after by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical actor",
                "verbose_name_plural": "historical actors",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalConsultation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("held_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="date")),
                ("held_at", models.TimeField(blank=True, null=True, verbose_name="time")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)],
                        verbose_name="minutes",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("visit", "Visit on site"),
                            ("office", "Meeting in the office"),
                            ("phone", "Phone"),
                            ("video", "Video call"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("event", "Event"),
                            ("chance", "Chance meeting"),
                            ("web", "Online form"),
                        ],
                        default="phone",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="Write it so that the person may read it. No health, faith or origin.",
                        max_length=20000,
                        verbose_name="note",
                    ),
                ),
                ("need", models.CharField(blank=True, max_length=500, verbose_name="need in words")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("informed", "Information given"),
                            ("need_recorded", "Need recorded"),
                            ("introduced", "Contact brokered"),
                            ("funding_pointed", "Pointed to funding"),
                            ("referred", "Referred to another body"),
                            ("task", "Task taken on"),
                            ("solved", "Matter solved"),
                            ("not_solvable", "Not solvable"),
                            ("no_interest", "No interest"),
                            ("open", "Open"),
                        ],
                        default="open",
                        max_length=15,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "is_confidential",
                    models.BooleanField(
                        default=False,
                        help_text="Only the author, the steward and managers read the note. Every reading is logged.",
                        verbose_name="confidential",
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
                "verbose_name": "historical consultation",
                "verbose_name_plural": "historical consultations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("restricted_at", models.DateTimeField(editable=False, null=True, verbose_name="restricted since")),
                (
                    "restriction_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("contested", "The person contests that the data are right"),
                            ("unlawful", "The processing is unlawful, the person wants no erasure"),
                            ("claims", "The person needs the data for legal claims"),
                            ("objection", "An objection is being examined"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="ground of the restriction",
                    ),
                ),
                (
                    "salutation",
                    models.CharField(
                        blank=True,
                        choices=[("", "neutral"), ("ms", "Ms"), ("mr", "Mr")],
                        default="",
                        max_length=5,
                        verbose_name="form of address",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="title")),
                ("given_name", models.CharField(blank=True, max_length=80, verbose_name="first name")),
                ("family_name", models.CharField(max_length=80, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="phone")),
                ("mobile", models.CharField(blank=True, max_length=60, verbose_name="mobile")),
                (
                    "preferred_channel",
                    models.CharField(
                        blank=True,
                        choices=[("email", "E-mail"), ("phone", "Phone"), ("mobile", "Mobile"), ("letter", "Letter")],
                        max_length=6,
                        verbose_name="prefers to be reached by",
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="The person may ask to read it.", max_length=2000, verbose_name="note")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Empty if the person gave the data; otherwise where they come from.",
                        max_length=200,
                        verbose_name="source",
                    ),
                ),
                (
                    "informed_on",
                    models.DateField(
                        blank=True,
                        help_text="Whoever did not give the data themselves learns within a month that the office holds them.",
                        null=True,
                        verbose_name="informed on (Art. 14)",
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
                    "restricted_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="restricted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical person",
                "verbose_name_plural": "historical people",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PurposeText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("text", models.TextField(max_length=4000, verbose_name="text of the consent")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="initiatives.purpose", verbose_name="purpose"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a consent text",
                "verbose_name_plural": "versions of consent texts",
                "ordering": ("purpose", "-number", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("purpose", "number"), name="purpose_text_version_once"),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="purpose_text_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActorAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="other name")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="initiatives.actor", verbose_name="actor"
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
                "verbose_name": "other name",
                "verbose_name_plural": "other names",
                "ordering": ("name", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("actor", "name"), name="alias_once_per_actor"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="alias_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("document", "Document"), ("proof", "Proof of a consent"), ("picture", "Picture")],
                        default="document",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        storage=wf40.storage.private_store,
                        upload_to=functools.partial(wf40.storage.random_name, *(), folder="attachments"),
                        verbose_name="file",
                    ),
                ),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "alt_text",
                    models.CharField(
                        blank=True,
                        help_text="For people who do not see it; needed before it is published.",
                        max_length=300,
                        verbose_name="what the picture shows",
                    ),
                ),
                ("credit", models.CharField(blank=True, max_length=200, verbose_name="photographer and rights")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="added at")),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ("-uploaded_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actor__isnull", False), ("contact", None)),
                            models.Q(("actor", None), ("contact__isnull", False)),
                            _connector="OR",
                        ),
                        name="attachment_about_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["document", "picture", "proof"])), name="attachment_kind_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="attachment_has_title"),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="attachment_form_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="asked at")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked at")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
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
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for consent",
                "verbose_name_plural": "requests for consent",
                "ordering": ("-asked_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actor__isnull", False), ("contact", None)),
                            models.Q(("actor", None), ("contact__isnull", False)),
                            _connector="OR",
                        ),
                        name="consent_request_about_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("form_key", models.UUIDField(editable=False, null=True)),
                ("held_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="date")),
                ("held_at", models.TimeField(blank=True, null=True, verbose_name="time")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)],
                        verbose_name="minutes",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("visit", "Visit on site"),
                            ("office", "Meeting in the office"),
                            ("phone", "Phone"),
                            ("video", "Video call"),
                            ("email", "E-mail"),
                            ("letter", "Letter"),
                            ("event", "Event"),
                            ("chance", "Chance meeting"),
                            ("web", "Online form"),
                        ],
                        default="phone",
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="Write it so that the person may read it. No health, faith or origin.",
                        max_length=20000,
                        verbose_name="note",
                    ),
                ),
                ("need", models.CharField(blank=True, max_length=500, verbose_name="need in words")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("informed", "Information given"),
                            ("need_recorded", "Need recorded"),
                            ("introduced", "Contact brokered"),
                            ("funding_pointed", "Pointed to funding"),
                            ("referred", "Referred to another body"),
                            ("task", "Task taken on"),
                            ("solved", "Matter solved"),
                            ("not_solvable", "Not solvable"),
                            ("no_interest", "No interest"),
                            ("open", "Open"),
                        ],
                        default="open",
                        max_length=15,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "is_confidential",
                    models.BooleanField(
                        default=False,
                        help_text="Only the author, the steward and managers read the note. Every reading is logged.",
                        verbose_name="confidential",
                    ),
                ),
                ("actors", models.ManyToManyField(related_name="consultations", to="initiatives.actor", verbose_name="actors")),
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
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "topics",
                    models.ManyToManyField(
                        blank=True, related_name="consultations", to="initiatives.consultationtopic", verbose_name="topics"
                    ),
                ),
                (
                    "contacts",
                    models.ManyToManyField(blank=True, related_name="consultations", to="initiatives.contact", verbose_name="people"),
                ),
            ],
            options={
                "verbose_name": "consultation",
                "verbose_name_plural": "consultations",
                "ordering": ("-held_on", "-pk"),
                "indexes": [
                    models.Index(fields=["municipality", "-held_on", "-id"], name="consultation_by_day"),
                    models.Index(models.F("municipality"), models.F("channel"), name="consultation_by_channel"),
                    models.Index(models.F("municipality"), models.F("outcome"), name="consultation_by_outcome"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["chance", "email", "event", "letter", "office", "phone", "video", "visit", "web"])
                        ),
                        name="consultation_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    "funding_pointed",
                                    "informed",
                                    "introduced",
                                    "need_recorded",
                                    "no_interest",
                                    "not_solvable",
                                    "open",
                                    "referred",
                                    "solved",
                                    "task",
                                ],
                            )
                        ),
                        name="consultation_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes", None), models.Q(("minutes__gte", 1), ("minutes__lte", 1440)), _connector="OR"),
                        name="consultation_minutes_of_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_on__gte", datetime.date(1990, 1, 1))), name="consultation_day_plausible"
                    ),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="consultation_form_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role_title", models.CharField(blank=True, help_text="Chair, workshop, treasurer …", max_length=120, verbose_name="role")),
                ("is_main", models.BooleanField(default=False, verbose_name="first person to ask")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_roles",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="initiatives.contact", verbose_name="person"
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
                "verbose_name": "role of a person",
                "verbose_name_plural": "roles of people",
                "ordering": ("-is_main", "contact__sort_key", "pk"),
                "constraints": [models.UniqueConstraint(fields=("actor", "contact"), name="one_role_per_actor_and_person")],
            },
        ),
        migrations.CreateModel(
            name="CustomValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=500, verbose_name="value")),
                ("number", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="as a number")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="custom_values",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="initiatives.customfield",
                        verbose_name="own field",
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
                "verbose_name": "value of an own field",
                "verbose_name_plural": "values of own fields",
                "ordering": ("field", "pk"),
                "indexes": [
                    models.Index(models.F("field"), models.F("value"), models.F("actor"), name="custom_value_by_value"),
                    models.Index(models.F("field"), models.F("number"), models.F("actor"), name="custom_value_by_number"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("actor", "field"), name="custom_value_once_per_actor"),
                    models.CheckConstraint(condition=models.Q(("value", ""), _negated=True), name="custom_value_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enterprise",
            fields=[],
            options={
                "verbose_name": "enterprise",
                "verbose_name_plural": "enterprises",
                "proxy": True,
            },
            bases=("initiatives.actor",),
        ),
        migrations.CreateModel(
            name="HistoricalActor_tags",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.actor",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="initiatives.historicalactor"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.tag",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalActor_tags",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalActor_work_fields",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.actor",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="initiatives.historicalactor"
                    ),
                ),
                (
                    "workfield",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.workfield",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalActor_work_fields",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalActorAlias",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="other name")),
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
                "verbose_name": "historical other name",
                "verbose_name_plural": "historical other names",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAttachment",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("document", "Document"), ("proof", "Proof of a consent"), ("picture", "Picture")],
                        default="document",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                (
                    "alt_text",
                    models.CharField(
                        blank=True,
                        help_text="For people who do not see it; needed before it is published.",
                        max_length=300,
                        verbose_name="what the picture shows",
                    ),
                ),
                ("credit", models.CharField(blank=True, max_length=200, verbose_name="photographer and rights")),
                ("uploaded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="added at")),
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
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical attachment",
                "verbose_name_plural": "historical attachments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalContactRole",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("role_title", models.CharField(blank=True, help_text="Chair, workshop, treasurer …", max_length=120, verbose_name="role")),
                ("is_main", models.BooleanField(default=False, verbose_name="first person to ask")),
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
                "verbose_name": "historical role of a person",
                "verbose_name_plural": "historical roles of people",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCustomValue",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("value", models.CharField(max_length=500, verbose_name="value")),
                ("number", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="as a number")),
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
                    "field",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.customfield",
                        verbose_name="own field",
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
                "verbose_name": "historical value of an own field",
                "verbose_name_plural": "historical values of own fields",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLocation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="Workshop, shop, field; empty for the main place.",
                        max_length=80,
                        verbose_name="what is there",
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street")),
                ("house_number", models.CharField(blank=True, max_length=20, verbose_name="number")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="postcode")),
                ("locality", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[("exact", "the place itself"), ("city", "only the city")],
                        max_length=5,
                        verbose_name="the point shows",
                    ),
                ),
                ("is_main", models.BooleanField(default=True, verbose_name="main place")),
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
                "verbose_name": "historical place",
                "verbose_name_plural": "historical places",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Initiative",
            fields=[],
            options={
                "verbose_name": "initiative",
                "verbose_name_plural": "initiatives",
                "proxy": True,
            },
            bases=("initiatives.actor",),
        ),
        migrations.CreateModel(
            name="Location",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="Workshop, shop, field; empty for the main place.",
                        max_length=80,
                        verbose_name="what is there",
                    ),
                ),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="street")),
                ("house_number", models.CharField(blank=True, max_length=20, verbose_name="number")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="postcode")),
                ("locality", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[("exact", "the place itself"), ("city", "only the city")],
                        max_length=5,
                        verbose_name="the point shows",
                    ),
                ),
                ("is_main", models.BooleanField(default=True, verbose_name="main place")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="locations", to="initiatives.actor", verbose_name="actor"
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="locations",
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
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ("-is_main", "pk"),
                "indexes": [
                    models.Index(models.F("municipality"), models.F("district"), models.F("actor"), name="location_by_district"),
                    models.Index(models.F("municipality"), models.F("postcode"), models.F("actor"), name="location_by_postcode"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("precision__in", ["", "exact", "city"])), name="location_precision_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude", None), ("longitude", None), ("precision", "")),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__isnull", False),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__isnull", False),
                                ("longitude__lte", 180),
                                ("precision__in", ["exact", "city"]),
                            ),
                            _connector="OR",
                        ),
                        name="location_point_whole_or_none",
                    ),
                    models.UniqueConstraint(condition=models.Q(("is_main", True)), fields=("actor",), name="one_main_place_per_actor"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="to")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("body", models.TextField(verbose_name="text")),
                ("links", models.JSONField(default=dict)),
                ("is_automatic", models.BooleanField(default=False, verbose_name="sent by the clock")),
                ("once_key", models.CharField(blank=True, default="", max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("uncertain", "uncertain"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at")),
                ("send_after", models.DateTimeField(default=django.utils.timezone.now, verbose_name="not before")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("sending_at", models.DateTimeField(null=True, verbose_name="handed to the mail server at")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="what went wrong")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="initiatives.purpose", verbose_name="purpose"
                    ),
                ),
            ],
            options={
                "verbose_name": "mail",
                "verbose_name_plural": "mails",
                "ordering": ("-created_at", "-pk"),
                "indexes": [
                    models.Index(models.F("send_after"), models.F("id"), condition=models.Q(("state", "waiting")), name="message_waiting"),
                    models.Index(fields=["municipality", "-created_at", "-id"], name="message_by_time"),
                    models.Index(models.F("municipality"), models.F("state"), models.F("created_at"), name="message_by_state"),
                    models.Index(models.F("municipality"), models.F("email"), models.F("is_automatic"), name="message_by_address"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["failed", "sending", "sent", "uncertain", "waiting"])), name="message_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"),
                        name="message_sent_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "sending"), _negated=True), ("sending_at__isnull", False), _connector="OR"),
                        name="message_sending_has_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("once_key", ""), _negated=True), fields=("municipality", "once_key"), name="message_queued_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("double_opt_in", "online, confirmed by a link"),
                            ("paper", "on paper"),
                            ("email", "by e-mail"),
                            ("oral", "by word, with a note"),
                        ],
                        max_length=15,
                        verbose_name="how",
                    ),
                ),
                ("raised_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="raised at")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted at")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lifted by",
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
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="initiatives.purpose",
                        verbose_name="purpose",
                    ),
                ),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ("-raised_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actor__isnull", False), ("contact", None)),
                            models.Q(("actor", None), ("contact__isnull", False)),
                            _connector="OR",
                        ),
                        name="objection_about_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["double_opt_in", "email", "oral", "paper"])), name="objection_channel_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lifted_by", None), ("lifted_at__isnull", False), _connector="OR"),
                        name="objection_lifted_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("actor__isnull", False), ("lifted_at", None)),
                        fields=("purpose", "actor"),
                        name="one_objection_of_actor_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("contact__isnull", False), ("lifted_at", None)),
                        fields=("purpose", "contact"),
                        name="one_objection_of_person_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.SlugField(max_length=20, verbose_name="for what")),
                ("subject_id", models.BigIntegerField(null=True, verbose_name="about")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="mailed to")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created at")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="expires at")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked at")),
                ("used_at", models.DateTimeField(null=True, verbose_name="used at")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
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
                "verbose_name": "personal link",
                "verbose_name_plural": "personal links",
                "ordering": ("-created_at", "-pk"),
                "indexes": [models.Index(models.F("expires_at"), name="link_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("actor__isnull", False), ("contact__isnull", False), _connector="OR"),
                        name="link_about_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("double_opt_in", "online, confirmed by a link"),
                            ("paper", "on paper"),
                            ("email", "by e-mail"),
                            ("oral", "by word, with a note"),
                        ],
                        max_length=15,
                        verbose_name="how",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="confirmed address")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="given at")),
                ("declined_at", models.DateTimeField(null=True, verbose_name="declined at")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                (
                    "withdrawn_channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("double_opt_in", "online, confirmed by a link"),
                            ("paper", "on paper"),
                            ("email", "by e-mail"),
                            ("oral", "by word, with a note"),
                        ],
                        max_length=15,
                        verbose_name="withdrawn how",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="initiatives.attachment",
                        verbose_name="proof",
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
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawal recorded by",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="consents",
                        to="initiatives.consentrequest",
                        verbose_name="request",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="initiatives.purpose",
                        verbose_name="purpose",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="initiatives.purposetext",
                        verbose_name="text",
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "ordering": ("-recorded_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("actor__isnull", False), ("contact", None)),
                            models.Q(("actor", None), ("contact__isnull", False)),
                            _connector="OR",
                        ),
                        name="consent_about_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["double_opt_in", "email", "oral", "paper"])), name="consent_channel_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn_at", None), ("confirmed_at__isnull", False), _connector="OR"),
                        name="consent_given_before_withdrawn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("declined_at", None), ("confirmed_at", None), _connector="OR"), name="consent_declined_or_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_channel", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False), ("withdrawn_channel__in", ["double_opt_in", "paper", "email", "oral"])
                            ),
                            _connector="OR",
                        ),
                        name="consent_withdrawal_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "oral"), _negated=True), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="consent_by_word_has_note",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "double_opt_in"), _negated=True),
                            ("confirmed_at", None),
                            models.Q(("email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_by_link_has_address",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("actor__isnull", False), ("confirmed_at__isnull", False), ("withdrawn_at", None)),
                        fields=("purpose", "actor"),
                        name="one_consent_of_actor_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", False), ("contact__isnull", False), ("withdrawn_at", None)),
                        fields=("purpose", "contact"),
                        name="one_consent_of_person_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("form_key", models.UUIDField(editable=False, null=True)),
                ("task", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="done at")),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="follow_ups",
                        to="initiatives.consultation",
                        verbose_name="from consultation",
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
                    "done_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
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
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ("due_on", "pk"),
                "indexes": [
                    models.Index(
                        models.F("municipality"),
                        models.F("due_on"),
                        models.F("id"),
                        condition=models.Q(("done_at", None)),
                        name="follow_up_open_by_day",
                    ),
                    models.Index(models.F("municipality"), models.F("assignee"), models.F("due_on"), name="follow_up_by_assignee"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("due_on__gte", datetime.date(1990, 1, 1))), name="follow_up_day_plausible"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("done_at", None), ("done_by", None)), ("done_at__isnull", False), _connector="OR"),
                        name="follow_up_done_by_needs_done_at",
                    ),
                    models.CheckConstraint(condition=models.Q(("task", ""), _negated=True), name="follow_up_says_what"),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="follow_up_form_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalConsultation_actors",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.actor",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.consultation",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="initiatives.historicalconsultation"
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalConsultation_actors",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalConsultation_contacts",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.consultation",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.contact",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="initiatives.historicalconsultation"
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalConsultation_contacts",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalConsultation_topics",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.consultation",
                    ),
                ),
                (
                    "consultationtopic",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.consultationtopic",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to="initiatives.historicalconsultation"
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalConsultation_topics",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFollowUp",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("task", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="done at")),
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
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
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
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
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
                "verbose_name": "historical follow-up",
                "verbose_name_plural": "historical follow-ups",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="NoteReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="read at")),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="initiatives.consultation",
                        verbose_name="consultation",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="read by"
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a confidential note",
                "verbose_name_plural": "readings of confidential notes",
                "ordering": ("-read_at", "-pk"),
            },
        ),
    ]
