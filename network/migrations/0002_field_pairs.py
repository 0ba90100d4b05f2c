"""Cities that are there already get the pairs of fields with which a new one starts."""

from django.db import migrations

from network.field_pairs import start_field_pairs


def give_pairs(apps, schema_editor):
    """Twice gives none twice."""
    pairs, fields = apps.get_model("network", "FieldPair"), apps.get_model("initiatives", "WorkField")
    for municipality in apps.get_model("municipalities", "Municipality").objects.all():
        start_field_pairs(municipality, pairs=pairs, fields=fields)


class Migration(migrations.Migration):
    dependencies = [("network", "0001_first")]

    operations = [migrations.RunPython(give_pairs, migrations.RunPython.noop, elidable=True)]
