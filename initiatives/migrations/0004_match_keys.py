"""What stood in the register before it noticed doubles gets the keys by which it does."""

from django.db import migrations

from wf40.folding import match_key, phone_key

BATCH = 500


def fold(apps, schema_editor):
    """Names and phone numbers of all actors and people."""
    for name, fields in (("Actor", ("match_key", "phone_key")), ("Contact", ("match_key", "phone_key", "mobile_key"))):
        model, rows = apps.get_model("initiatives", name), []
        for row in model.objects.order_by("pk").iterator(chunk_size=BATCH):
            row.match_key = match_key(row.trading_name if name == "Actor" else f"{row.family_name} {row.given_name}")
            row.phone_key = phone_key(row.phone)
            if name == "Contact":
                row.mobile_key = phone_key(row.mobile)
            rows.append(row)
            if len(rows) == BATCH:
                model.objects.bulk_update(rows, fields)
                rows = []
        model.objects.bulk_update(rows, fields)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0003_purposes_and_logs")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
