"""Every city that is there already gets its purposes; the logs can be added to and never changed."""

import json
from pathlib import Path

from django.db import migrations

from initiatives.migrations import _triggers

PURPOSES = Path(__file__).parent.parent / "data" / "purposes.json"


def start_purposes(apps, schema_editor):
    """What a new city gets from `office_start`."""
    city, purpose, text = (
        apps.get_model("municipalities", "Municipality"),
        apps.get_model("initiatives", "Purpose"),
        apps.get_model("initiatives", "PurposeText"),
    )
    for municipality in city.objects.all():
        name = municipality.office_name
        office = f"die {name}" if name.startswith("Wirtschaftsförderung") else f"die Wirtschaftsförderung ({name})"
        for position, row in enumerate(json.loads(PURPOSES.read_text(encoding="utf-8")), 1):
            made = purpose.objects.create(
                municipality=municipality,
                code=row["code"],
                core_code=row["code"],
                label=row["label"],
                position=position,
                legal_basis=row["basis"],
                needs_consent=row["needs_consent"],
            )
            text.objects.create(municipality=municipality, purpose=made, number=1, text=row["text"].replace("{office}", office))


def lock_logs(apps, schema_editor):
    """From here on the logs are only added to."""
    _triggers.lock_logs(schema_editor)


def unlock_logs(apps, schema_editor):
    """Only when the migration itself is taken back."""
    for table, _made_at in _triggers.LOGS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_is_a_log ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_is_a_log()")
        elif schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {table}_no_update")
            schema_editor.execute(f"DROP TRIGGER {table}_no_delete")


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0002_register_in_full")]

    operations = [
        migrations.RunPython(start_purposes, migrations.RunPython.noop),
        migrations.RunPython(lock_logs, unlock_logs),
    ]
