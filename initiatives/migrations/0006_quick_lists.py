"""Indexes in the order in which lists ask."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0005_find_and_take_out"),
        ("municipalities", "0002_membership_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="actor",
            name="actor_by_archive",
        ),
        migrations.RemoveIndex(
            model_name="actor",
            name="actor_by_kind",
        ),
        migrations.RemoveIndex(
            model_name="actor",
            name="actor_by_steward",
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.F("municipality"),
                models.F("archived_at"),
                models.F("sort_key"),
                models.F("id"),
                condition=models.Q(("restricted_at", None)),
                name="actor_by_archive",
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.F("municipality"),
                models.F("kind"),
                models.F("archived_at"),
                models.F("sort_key"),
                models.F("id"),
                condition=models.Q(("restricted_at", None)),
                name="actor_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.F("municipality"),
                models.F("steward"),
                models.F("archived_at"),
                models.F("sort_key"),
                models.F("id"),
                condition=models.Q(("restricted_at", None)),
                name="actor_by_steward",
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.F("municipality"),
                models.F("life_cycle"),
                models.F("archived_at"),
                models.F("sort_key"),
                models.F("id"),
                condition=models.Q(("restricted_at", None)),
                name="actor_by_life_cycle",
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.F("municipality"),
                models.F("sort_key"),
                models.F("id"),
                condition=models.Q(("restricted_at", None), ("archived_at", None)),
                name="actor_current_by_name",
            ),
        ),
    ]
