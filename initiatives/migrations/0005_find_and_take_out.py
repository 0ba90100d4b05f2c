"""Search, selections, frozen lists, export files, and the activity of actors."""

import functools

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import wf40.storage
from initiatives.migrations import _triggers


def install(apps, schema_editor):
    """What the database does by itself; and the activity of the actors that are there already."""
    _triggers.install(schema_editor)
    _triggers.count_activity(schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0004_match_keys"),
        ("municipalities", "0002_membership_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActorActivity",
            fields=[
                (
                    "actor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="activity",
                        serialize=False,
                        to="initiatives.actor",
                        verbose_name="actor",
                    ),
                ),
                ("last_consulted_on", models.DateField(null=True, verbose_name="last contact")),
                ("open_follow_up_count", models.PositiveIntegerField(default=0, verbose_name="open")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "activity of an actor",
                "verbose_name_plural": "activities of actors",
                "ordering": ("pk",),
                "indexes": [
                    models.Index(
                        models.F("municipality"), models.F("last_consulted_on"), models.F("actor"), name="activity_by_last_contact"
                    ),
                    models.Index(models.F("municipality"), models.F("open_follow_up_count"), models.F("actor"), name="activity_by_open"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "office_list",
                    models.CharField(
                        choices=[
                            ("actors", "Actors"),
                            ("contacts", "People"),
                            ("consultations", "Consultations"),
                            ("follow_ups", "Follow-ups"),
                        ],
                        max_length=15,
                        verbose_name="list",
                    ),
                ),
                ("query", models.TextField(blank=True, verbose_name="filters")),
                ("columns", models.TextField(verbose_name="columns")),
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
                ("file_format", models.CharField(max_length=5, verbose_name="format")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "being made"),
                            ("ready", "ready"),
                            ("fetched", "fetched"),
                            ("expired", "expired"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="rows done")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="rows")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        storage=wf40.storage.private_store,
                        upload_to=functools.partial(wf40.storage.random_name, *(), folder="exports"),
                        verbose_name="file",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked for at")),
                ("ready_at", models.DateTimeField(null=True, verbose_name="ready at")),
                ("fetched_at", models.DateTimeField(null=True, verbose_name="fetched at")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="initiatives.exportentry",
                        verbose_name="export",
                    ),
                ),
                (
                    "made_for",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="for"
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
                "verbose_name": "export file",
                "verbose_name_plural": "export files",
                "ordering": ("-asked_at", "-pk"),
                "indexes": [
                    models.Index(models.F("municipality"), models.F("made_for"), models.F("asked_at"), name="export_file_by_person")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("office_list__in", ["actors", "consultations", "contacts", "follow_ups"])),
                        name="export_file_list_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["funding_notice", "invitation", "letter", "office", "report"])),
                        name="export_file_purpose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["expired", "failed", "fetched", "ready", "running", "waiting"])),
                        name="export_file_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "office_list",
                    models.CharField(
                        choices=[
                            ("actors", "Actors"),
                            ("contacts", "People"),
                            ("consultations", "Consultations"),
                            ("follow_ups", "Follow-ups"),
                        ],
                        max_length=15,
                        verbose_name="list",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("columns", models.TextField(verbose_name="columns")),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="saved at")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saved by",
                    ),
                ),
            ],
            options={
                "verbose_name": "export template",
                "verbose_name_plural": "export templates",
                "ordering": ("name", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("office_list__in", ["actors", "consultations", "contacts", "follow_ups"])),
                        name="export_template_list_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("columns", ""), _negated=True)),
                        name="export_template_whole",
                    ),
                    models.UniqueConstraint(fields=("municipality", "office_list", "name"), name="export_template_name_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("record_key", models.PositiveBigIntegerField()),
                ("right", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=300, verbose_name="name")),
                ("names", models.TextField(verbose_name="names")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("folded_names", models.TextField()),
                ("folded_text", models.TextField(blank=True)),
                ("folded_title", models.CharField(max_length=300)),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
                "ordering": ("folded_title", "pk"),
                "indexes": [models.Index(models.F("municipality"), models.F("folded_title"), models.F("id"), name="search_entry_by_title")],
                "constraints": [models.UniqueConstraint(fields=("kind", "record_key"), name="search_entry_once_per_record")],
            },
        ),
        migrations.CreateModel(
            name="Selection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "office_list",
                    models.CharField(
                        choices=[
                            ("actors", "Actors"),
                            ("contacts", "People"),
                            ("consultations", "Consultations"),
                            ("follow_ups", "Follow-ups"),
                        ],
                        max_length=15,
                        verbose_name="list",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("query", models.TextField(blank=True, max_length=4000, verbose_name="filters")),
                ("is_shared", models.BooleanField(default=True, verbose_name="for the whole office")),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="saved at")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saved by",
                    ),
                ),
            ],
            options={
                "verbose_name": "selection",
                "verbose_name_plural": "selections",
                "ordering": ("name", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("office_list__in", ["actors", "consultations", "contacts", "follow_ups"])),
                        name="selection_list_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="selection_has_a_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_shared", True)),
                        fields=("municipality", "office_list", "name"),
                        name="selection_name_once_per_office",
                    ),
                    models.UniqueConstraint(fields=("municipality", "office_list", "owner", "name"), name="selection_name_once_per_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SelectionSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="name")),
                ("query", models.TextField(blank=True, max_length=4000, verbose_name="filters")),
                ("criteria", models.TextField(blank=True, verbose_name="criteria in words")),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
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
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="frozen at")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="checksum")),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "selection",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="snapshots",
                        to="initiatives.selection",
                        verbose_name="selection",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="frozen by",
                    ),
                ),
            ],
            options={
                "verbose_name": "frozen list",
                "verbose_name_plural": "frozen lists",
                "ordering": ("-taken_at", "-pk"),
                "indexes": [models.Index(fields=["municipality", "-taken_at", "-id"], name="snapshot_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["", "office", "funding_notice", "invitation", "letter", "report"])),
                        name="snapshot_purpose_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_key", models.PositiveBigIntegerField(verbose_name="number in wf40")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("in", "in"), ("near", "near miss"), ("out", "left out"), ("unknown", "unknown")],
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
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
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="initiatives.selectionsnapshot",
                        verbose_name="frozen list",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a frozen list",
                "verbose_name_plural": "rows of frozen lists",
                "ordering": ("snapshot", "pk"),
                "indexes": [models.Index(models.F("snapshot"), models.F("verdict"), models.F("id"), name="snapshot_row_by_verdict")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["in", "near", "out", "unknown"])), name="snapshot_verdict_known"
                    ),
                    models.UniqueConstraint(fields=("snapshot", "actor_key"), name="snapshot_actor_once"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="changeset",
            name="change_set_verb_known",
        ),
        migrations.AddField(
            model_name="exportentry",
            name="begun",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ending",
                to="initiatives.exportentry",
                verbose_name="begun by",
            ),
        ),
        migrations.AddField(
            model_name="exportentry",
            name="stage",
            field=models.CharField(
                choices=[("begun", "begun"), ("done", "finished"), ("broken", "broken off")],
                default="done",
                max_length=8,
                verbose_name="stage",
            ),
        ),
        migrations.AlterField(
            model_name="changeset",
            name="verb",
            field=models.CharField(
                choices=[
                    ("import", "List taken in"),
                    ("hand_over", "Work handed over"),
                    ("edit", "List edited"),
                    ("undo", "Bulk change taken back"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeset",
            constraint=models.CheckConstraint(
                condition=models.Q(("verb__in", ["edit", "hand_over", "import", "undo"])), name="change_set_verb_known"
            ),
        ),
        migrations.AddField(
            model_name="exportentry",
            name="snapshot",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exports",
                to="initiatives.selectionsnapshot",
                verbose_name="frozen list",
            ),
        ),
        migrations.AddIndex(
            model_name="exportentry",
            index=models.Index(fields=["municipality", "-exported_at", "-id"], name="export_by_time"),
        ),
        migrations.AddConstraint(
            model_name="exportentry",
            constraint=models.CheckConstraint(condition=models.Q(("stage__in", ["begun", "broken", "done"])), name="export_stage_known"),
        ),
        migrations.AddConstraint(
            model_name="exportentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("begun", None), models.Q(("stage", "begun"), _negated=True), _connector="OR"), name="export_begins_once"
            ),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
