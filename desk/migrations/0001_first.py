"""The desk: rounds, postponements, calendars, morning mails."""

import datetime

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("initiatives", "0007_desk"),
        ("municipalities", "0003_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("held_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="day")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at")),
                ("form_key", models.UUIDField(editable=False, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="municipalities.municipality"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="who walks"
                    ),
                ),
            ],
            options={
                "verbose_name": "round",
                "verbose_name_plural": "rounds",
                "ordering": ("-held_on", "-pk"),
                "indexes": [models.Index(fields=["municipality", "-held_on", "-id"], name="round_by_day")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="round_has_a_title"),
                    models.CheckConstraint(condition=models.Q(("held_on__gte", datetime.date(1990, 1, 1))), name="round_day_plausible"),
                    models.UniqueConstraint(fields=("municipality", "form_key"), name="round_form_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                (
                    "result",
                    models.CharField(
                        choices=[("open", "still to visit"), ("met", "met"), ("absent", "not there"), ("closing", "is closing")],
                        default="open",
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="noted at")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="initiatives.actor", verbose_name="actor"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stops", to="desk.round", verbose_name="round"
                    ),
                ),
            ],
            options={
                "verbose_name": "stop",
                "verbose_name_plural": "stops",
                "ordering": ("round", "position", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["absent", "closing", "met", "open"])), name="round_stop_result_known"
                    ),
                    models.UniqueConstraint(fields=("round", "actor"), name="round_stop_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("result", "open")),
                            models.Q(models.Q(("result", "open"), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="round_stop_answered_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="decided at")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="initiatives.actor", verbose_name="actor"
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
            ],
            options={
                "verbose_name": "postponement",
                "verbose_name_plural": "postponements",
                "ordering": ("-made_at", "-pk"),
                "indexes": [models.Index(models.F("municipality"), models.F("actor"), models.F("until"), name="snooze_by_actor")],
                "constraints": [models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="snooze_says_why")],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="made at")),
                ("fetched_at", models.DateTimeField(null=True, verbose_name="last fetched at")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked at")),
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
                "verbose_name": "calendar address",
                "verbose_name_plural": "calendar addresses",
                "ordering": ("-created_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)), fields=("municipality", "owner"), name="calendar_feed_one_in_force"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MorningMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_wanted", models.BooleanField(default=True, verbose_name="wanted")),
                ("sent_for", models.DateField(editable=False, null=True, verbose_name="last sent for")),
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
                "verbose_name": "morning mail",
                "verbose_name_plural": "morning mails",
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("municipality", "owner"), name="morning_mail_once")],
            },
        ),
    ]
