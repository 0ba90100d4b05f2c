"""The inbox, proposals for profiles, yearly checks, codes by mail, what a city says about its public pages."""

import functools

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import wf40.fields
import wf40.storage


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("initiatives", "0009_portal"),
        ("municipalities", "0003_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("network", "0002_field_pairs"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPortalSettings",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("is_open", models.BooleanField(default=True, verbose_name="public pages are switched on")),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Such as: What Wuppertal makes, shares and repairs.",
                        max_length=120,
                        verbose_name="title of the directory",
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=2000, verbose_name="introduction")),
                ("takes_applications", models.BooleanField(default=True, verbose_name="new initiatives may apply")),
                (
                    "trusted_parts",
                    wf40.fields.CodesField(
                        blank=True,
                        choices=[
                            ("name", "Name"),
                            ("description", "What you do"),
                            ("picture", "Picture"),
                            ("fields", "Fields"),
                            ("goals", "Goals"),
                            ("hours", "Opening hours"),
                            ("address", "Address"),
                            ("website", "Website"),
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("languages", "Languages"),
                        ],
                        default="",
                        help_text="What initiatives change here is public at once; the inbox lists it. Everything else waits for the office.",
                        max_length=300,
                        verbose_name="fields that go live at once",
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)],
                        verbose_name="days within which the office answers",
                    ),
                ),
                (
                    "asks_yearly",
                    models.BooleanField(
                        default=False,
                        help_text="Spread over the year; two reminders, then a line on the page of the day.",
                        verbose_name="ask once a year whether the entry is right",
                    ),
                ),
                (
                    "imprint",
                    models.TextField(
                        blank=True,
                        help_text="Who represents the office, supervisory authority, VAT number.",
                        max_length=4000,
                        verbose_name="imprint",
                    ),
                ),
                (
                    "responsible_person",
                    models.CharField(blank=True, max_length=160, verbose_name="responsible for the content (§ 18 MStV)"),
                ),
                ("privacy", models.TextField(blank=True, max_length=8000, verbose_name="more on data protection")),
                ("retention", models.TextField(blank=True, max_length=2000, verbose_name="how long data are kept")),
                (
                    "supervisory_authority",
                    models.TextField(blank=True, max_length=1000, verbose_name="supervisory authority for data protection"),
                ),
                (
                    "conformity",
                    models.CharField(
                        choices=[("full", "fully compatible"), ("partial", "partly compatible"), ("none", "not compatible")],
                        default="partial",
                        max_length=8,
                        verbose_name="state of accessibility",
                    ),
                ),
                (
                    "barriers",
                    models.TextField(
                        blank=True,
                        help_text="One barrier a paragraph.",
                        max_length=4000,
                        verbose_name="what is not accessible, why, and what helps instead",
                    ),
                ),
                (
                    "assessment",
                    models.CharField(
                        choices=[("self", "self-assessment"), ("external", "examined by others")],
                        default="self",
                        max_length=8,
                        verbose_name="examined by",
                    ),
                ),
                ("assessed_on", models.DateField(blank=True, null=True, verbose_name="examined on")),
                ("enforcement", models.TextField(blank=True, max_length=1000, verbose_name="enforcement or arbitration body")),
                ("easy_language", wf40.fields.WebsiteField(blank=True, verbose_name="page in plain language")),
                ("sign_language", wf40.fields.WebsiteField(blank=True, verbose_name="page in sign language")),
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
                "verbose_name": "historical public pages of a city",
                "verbose_name_plural": "historical public pages of cities",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="InboxEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("proposal", "Change of a profile"),
                            ("registration", "New initiative"),
                            ("claim", "Claim to an entry"),
                            ("question", "Question"),
                            ("want", "Want"),
                            ("offer", "Offer"),
                            ("correction", "Correction of stored data"),
                            ("deletion", "Wish for deletion"),
                            ("pause", "Profile hidden"),
                            ("gone", "No longer exists"),
                            ("barrier", "Barrier on our pages"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("sender_name", models.CharField(blank=True, max_length=160, verbose_name="name of the sender")),
                ("sender_email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail of the sender")),
                ("sender_phone", models.CharField(blank=True, max_length=60, verbose_name="phone of the sender")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="text")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="received at")),
                ("due_on", models.DateField(verbose_name="answer promised by")),
                (
                    "state",
                    models.CharField(
                        choices=[("unconfirmed", "not confirmed yet"), ("open", "open"), ("asked", "asked back"), ("done", "done")],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done at")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "taken over"),
                            ("partly", "taken over in part"),
                            ("rejected", "not taken over"),
                            ("answered", "answered"),
                            ("withdrawn", "taken back by the sender"),
                        ],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                (
                    "proof",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("address", "the link goes to the address on record"),
                            ("domain", "the mail address belongs to the website of the entry"),
                            ("call", "a call at the number on record"),
                        ],
                        max_length=10,
                        verbose_name="proof",
                    ),
                ),
                (
                    "office_note",
                    models.TextField(
                        blank=True, help_text="The sender may ask to read it.", max_length=2000, verbose_name="note of the office"
                    ),
                ),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inbox_entries",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked after by",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="inbox_entries",
                        to="initiatives.contact",
                        verbose_name="person",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="initiatives.personallink",
                        verbose_name="personal link",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
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
                "verbose_name": "entry of the inbox",
                "verbose_name_plural": "inbox",
                "ordering": ("-received_at", "-pk"),
                "indexes": [
                    models.Index(models.F("municipality"), models.F("state"), models.F("due_on"), models.F("id"), name="inbox_by_day"),
                    models.Index(fields=["municipality", "-received_at", "-id"], name="inbox_by_time"),
                    models.Index(models.F("municipality"), models.F("kind"), models.F("state"), name="inbox_by_kind"),
                    models.Index(models.F("municipality"), models.F("assignee"), models.F("state"), name="inbox_by_assignee"),
                    models.Index(models.F("municipality"), models.F("answered_at"), name="inbox_by_answer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "barrier",
                                    "claim",
                                    "correction",
                                    "deletion",
                                    "gone",
                                    "offer",
                                    "pause",
                                    "proposal",
                                    "question",
                                    "registration",
                                    "want",
                                ],
                            )
                        ),
                        name="inbox_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "done", "open", "unconfirmed"])), name="inbox_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["", "accepted", "partly", "rejected", "answered", "withdrawn"])),
                        name="inbox_result_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("proof__in", ["", "address", "domain", "call"])), name="inbox_proof_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", False), ("state", "done"), models.Q(("result", ""), _negated=True)),
                            models.Q(models.Q(("state", "done"), _negated=True), ("done_at", None), ("result", "")),
                            _connector="OR",
                        ),
                        name="inbox_done_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("state", "unconfirmed"), _negated=True), ("kind", "registration"), _connector="OR"),
                        name="inbox_unconfirmed_application",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("actor__isnull", False), ("kind__in", ["registration", "claim", "barrier"]), _connector="OR"),
                        name="inbox_about_an_actor",
                    ),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="inbox_form_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortalSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_open", models.BooleanField(default=True, verbose_name="public pages are switched on")),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Such as: What Wuppertal makes, shares and repairs.",
                        max_length=120,
                        verbose_name="title of the directory",
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=2000, verbose_name="introduction")),
                ("takes_applications", models.BooleanField(default=True, verbose_name="new initiatives may apply")),
                (
                    "trusted_parts",
                    wf40.fields.CodesField(
                        blank=True,
                        choices=[
                            ("name", "Name"),
                            ("description", "What you do"),
                            ("picture", "Picture"),
                            ("fields", "Fields"),
                            ("goals", "Goals"),
                            ("hours", "Opening hours"),
                            ("address", "Address"),
                            ("website", "Website"),
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("languages", "Languages"),
                        ],
                        default="",
                        help_text="What initiatives change here is public at once; the inbox lists it. Everything else waits for the office.",
                        max_length=300,
                        verbose_name="fields that go live at once",
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)],
                        verbose_name="days within which the office answers",
                    ),
                ),
                (
                    "asks_yearly",
                    models.BooleanField(
                        default=False,
                        help_text="Spread over the year; two reminders, then a line on the page of the day.",
                        verbose_name="ask once a year whether the entry is right",
                    ),
                ),
                (
                    "imprint",
                    models.TextField(
                        blank=True,
                        help_text="Who represents the office, supervisory authority, VAT number.",
                        max_length=4000,
                        verbose_name="imprint",
                    ),
                ),
                (
                    "responsible_person",
                    models.CharField(blank=True, max_length=160, verbose_name="responsible for the content (§ 18 MStV)"),
                ),
                ("privacy", models.TextField(blank=True, max_length=8000, verbose_name="more on data protection")),
                ("retention", models.TextField(blank=True, max_length=2000, verbose_name="how long data are kept")),
                (
                    "supervisory_authority",
                    models.TextField(blank=True, max_length=1000, verbose_name="supervisory authority for data protection"),
                ),
                (
                    "conformity",
                    models.CharField(
                        choices=[("full", "fully compatible"), ("partial", "partly compatible"), ("none", "not compatible")],
                        default="partial",
                        max_length=8,
                        verbose_name="state of accessibility",
                    ),
                ),
                (
                    "barriers",
                    models.TextField(
                        blank=True,
                        help_text="One barrier a paragraph.",
                        max_length=4000,
                        verbose_name="what is not accessible, why, and what helps instead",
                    ),
                ),
                (
                    "assessment",
                    models.CharField(
                        choices=[("self", "self-assessment"), ("external", "examined by others")],
                        default="self",
                        max_length=8,
                        verbose_name="examined by",
                    ),
                ),
                ("assessed_on", models.DateField(blank=True, null=True, verbose_name="examined on")),
                ("enforcement", models.TextField(blank=True, max_length=1000, verbose_name="enforcement or arbitration body")),
                ("easy_language", wf40.fields.WebsiteField(blank=True, verbose_name="page in plain language")),
                ("sign_language", wf40.fields.WebsiteField(blank=True, verbose_name="page in sign language")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "public pages of a city",
                "verbose_name_plural": "public pages of cities",
                "ordering": ("municipality", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("conformity__in", ["full", "none", "partial"])), name="portal_conformity_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("assessment__in", ["external", "self"])), name="portal_assessment_known"),
                    models.CheckConstraint(
                        condition=models.Q(("answer_days__gte", 1), ("answer_days__lte", 30)), name="portal_answer_days_plausible"
                    ),
                    models.UniqueConstraint(fields=("municipality",), name="portal_settings_once_per_city"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("name", "Name"),
                            ("description", "What you do"),
                            ("picture", "Picture"),
                            ("fields", "Fields"),
                            ("goals", "Goals"),
                            ("hours", "Opening hours"),
                            ("address", "Address"),
                            ("website", "Website"),
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("languages", "Languages"),
                        ],
                        max_length=12,
                        verbose_name="field",
                    ),
                ),
                ("before", models.JSONField(null=True, verbose_name="before")),
                ("proposed", models.JSONField(null=True, verbose_name="proposed")),
                ("written", models.JSONField(null=True, verbose_name="written into the register")),
                (
                    "picture",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=wf40.storage.private_store,
                        upload_to=functools.partial(wf40.storage.random_name, *(), folder="proposals"),
                        verbose_name="picture",
                    ),
                ),
                ("picture_type", models.CharField(blank=True, editable=False, max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "being checked"),
                            ("asked", "asked back"),
                            ("approved", "approved"),
                            ("adapted", "taken over in other words"),
                            ("rejected", "not taken over"),
                            ("live", "live at once"),
                            ("withdrawn", "taken back"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="portal.inboxentry", verbose_name="proposal"
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
                "verbose_name": "proposed value",
                "verbose_name_plural": "proposed values",
                "ordering": ("entry", "pk"),
                "indexes": [models.Index(models.F("municipality"), models.F("state"), models.F("part"), name="profile_change_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "part__in",
                                [
                                    "address",
                                    "description",
                                    "email",
                                    "fields",
                                    "goals",
                                    "hours",
                                    "languages",
                                    "name",
                                    "phone",
                                    "picture",
                                    "website",
                                ],
                            )
                        ),
                        name="profile_change_part_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["adapted", "approved", "asked", "live", "rejected", "waiting", "withdrawn"])),
                        name="profile_change_state_known",
                    ),
                    models.UniqueConstraint(fields=("entry", "part"), name="profile_change_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state__in", ("waiting", "asked"))),
                            models.Q(models.Q(("state__in", ("waiting", "asked")), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="profile_change_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("approved", "adapted", "live")), ("written__isnull", True), _connector="OR"),
                        name="profile_change_written_when_cleared",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="asked at")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="reminded at")),
                ("reminder_count", models.PositiveSmallIntegerField(default=0, verbose_name="reminders")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not yet"),
                            ("yes", "Yes, everything is right"),
                            ("change", "Something has changed"),
                            ("gone", "It no longer exists"),
                        ],
                        max_length=6,
                        verbose_name="answer",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                (
                    "answered_through",
                    models.CharField(
                        blank=True,
                        choices=[("link", "the actor itself, by its link"), ("alliance", "its alliance"), ("office", "the office")],
                        max_length=8,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile_checks",
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="profile_checks",
                        to="initiatives.contact",
                        verbose_name="person",
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
                (
                    "vouched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="vouchings",
                        to="initiatives.actor",
                        verbose_name="vouched for by",
                    ),
                ),
            ],
            options={
                "verbose_name": "profile check",
                "verbose_name_plural": "profile checks",
                "ordering": ("-asked_at", "-answered_at", "-pk"),
                "indexes": [
                    models.Index(
                        models.F("municipality"), models.F("asked_at"), condition=models.Q(("answer", "")), name="profile_check_waiting"
                    ),
                    models.Index(fields=["actor", "-answered_at"], name="profile_check_by_actor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["", "change", "gone", "yes"])), name="profile_check_answer_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""), ("answered_at", None), ("answered_through", ""), ("recorded_by", None), ("vouched_by", None)
                            ),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_through__in", ["link", "alliance", "office"]),
                            ),
                            _connector="OR",
                        ),
                        name="profile_check_answered_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked_at__isnull", False), models.Q(("answer", ""), _negated=True), _connector="OR"),
                        name="profile_check_asked_or_said",
                    ),
                    models.UniqueConstraint(condition=models.Q(("answer", "")), fields=("actor",), name="one_open_profile_check"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="text")),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written at")),
                ("is_of_office", models.BooleanField(default=True, verbose_name="of the office")),
                (
                    "change",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="portal.profilechange",
                        verbose_name="proposed value",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="portal.inboxentry",
                        verbose_name="entry of the inbox",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
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
                "verbose_name": "remark",
                "verbose_name_plural": "remarks",
                "ordering": ("written_at", "pk"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="remark_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(("is_of_office", True), ("written_by", None), _connector="OR"), name="remark_of_one_side"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(blank=True, editable=False, max_length=128)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked at")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                ("wrong_tries", models.PositiveSmallIntegerField(default=0, verbose_name="wrong tries")),
                ("used_at", models.DateTimeField(null=True, verbose_name="used at")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="initiatives.personallink",
                        verbose_name="personal link",
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
                "verbose_name": "code by mail",
                "verbose_name_plural": "codes by mail",
                "ordering": ("-asked_at", "-pk"),
                "indexes": [models.Index(models.F("link"), models.F("asked_at"), name="access_code_by_link")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("code_hash", ""), ("sent_at", None)), ("sent_at__isnull", False), _connector="OR"),
                        name="access_code_sent_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used_at", None), ("sent_at__isnull", False), _connector="OR"),
                        name="access_code_used_after_sending",
                    ),
                ],
            },
        ),
    ]
