"""Warnings, drafts, words of topics, promises of the other side, who was in which file, who read the log."""

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from initiatives.choices import topic_words
from initiatives.migrations import _triggers


def give_words(apps, schema_editor):
    """Topics that come from the common list get its words; what an office wrote itself stays."""
    for topic in apps.get_model("initiatives", "ConsultationTopic").objects.filter(words=""):
        topic.words = "\n".join(topic_words().get(topic.core_code, ()))
        topic.save(update_fields=["words"])


def lift(apps, schema_editor):
    """While SQLite makes tables anew, no trigger may name them."""
    _triggers.lift(schema_editor)


def install(apps, schema_editor):
    """SQLite made some of the tables anew; and the new log is only added to."""
    _triggers.install(schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0006_quick_lists"),
        ("municipalities", "0003_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift, install),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("note", "Note in the box"), ("form", "Plain form")], default="note", max_length=10, verbose_name="kind"
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=20000, verbose_name="text")),
                ("fields", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="begun at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed at")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="typed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
                "ordering": ("-changed_at", "-pk"),
                "indexes": [models.Index(fields=["municipality", "owner", "-changed_at"], name="draft_by_owner")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ["form", "note"])), name="draft_kind_known"),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="draft_once_per_form"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalWarningFlag",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("closing", "Closing"), ("moving", "Moving"), ("crisis", "Crisis"), ("conflict", "Conflict")],
                        max_length=10,
                        verbose_name="warning",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="what is known")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended at")),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
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
                "verbose_name": "historical warning",
                "verbose_name_plural": "historical warnings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LogReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="read at")),
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
                "verbose_name": "reading of the log",
                "verbose_name_plural": "readings of the log",
                "ordering": ("-read_at", "-pk"),
                "constraints": [models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="log_reading_says_why")],
            },
        ),
        migrations.CreateModel(
            name="WarningFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="changed at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("closing", "Closing"), ("moving", "Moving"), ("crisis", "Crisis"), ("conflict", "Conflict")],
                        max_length=10,
                        verbose_name="warning",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="what is known")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended at")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="warning_flags",
                        to="initiatives.actor",
                        verbose_name="actor",
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
                    "ended_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
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
                "verbose_name": "warning",
                "verbose_name_plural": "warnings",
                "ordering": ("-created_at", "-pk"),
                "indexes": [
                    models.Index(condition=models.Q(("ended_at", None)), fields=["municipality", "-created_at"], name="warning_in_force")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["closing", "conflict", "crisis", "moving"])), name="warning_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("ended_at", None), ("ended_by", None)), ("ended_at__isnull", False), _connector="OR"),
                        name="warning_ended_whole",
                    ),
                    models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("actor", "kind"), name="warning_in_force_once"),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="warning_form_sent_once"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="consultation",
            name="consultation_outcome_known",
        ),
        migrations.AddField(
            model_name="consultationtopic",
            name="words",
            field=models.TextField(
                blank=True,
                help_text="One per line. A note that contains one of them is about this topic; a star stands for any letters: *raum, förder*.",
                max_length=4000,
                verbose_name="words that tell it",
            ),
        ),
        migrations.AddField(
            model_name="exportentry",
            name="actor_keys",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="exportentry",
            name="contact_keys",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="followup",
            name="done_note",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="what became of it"),
        ),
        migrations.AddField(
            model_name="followup",
            name="is_theirs",
            field=models.BooleanField(
                default=False,
                help_text="The office waits for it; who is named asks again on that day.",
                verbose_name="promised by the other side",
            ),
        ),
        migrations.AddField(
            model_name="historicalfollowup",
            name="done_note",
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name="what became of it"),
        ),
        migrations.AddField(
            model_name="historicalfollowup",
            name="is_theirs",
            field=models.BooleanField(
                default=False,
                help_text="The office waits for it; who is named asks again on that day.",
                verbose_name="promised by the other side",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="outcome",
            field=models.CharField(
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
                    ("no_answer", "Nobody reached"),
                    ("open", "Open"),
                ],
                default="open",
                max_length=15,
                verbose_name="outcome",
            ),
        ),
        migrations.AlterField(
            model_name="historicalconsultation",
            name="outcome",
            field=models.CharField(
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
                    ("no_answer", "Nobody reached"),
                    ("open", "Open"),
                ],
                default="open",
                max_length=15,
                verbose_name="outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "funding_pointed",
                            "informed",
                            "introduced",
                            "need_recorded",
                            "no_answer",
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
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("done_note", ""), ("done_at__isnull", False), _connector="OR"), name="follow_up_done_note_needs_done_at"
            ),
        ),
        migrations.RunPython(give_words, migrations.RunPython.noop),
        migrations.RunPython(install, lift),
    ]
