"""Two more lists that can be kept and taken out: connections, wants and offers."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0007_desk"),
        ("municipalities", "0003_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="exportfile",
            name="export_file_list_known",
        ),
        migrations.RemoveConstraint(
            model_name="exporttemplate",
            name="export_template_list_known",
        ),
        migrations.RemoveConstraint(
            model_name="selection",
            name="selection_list_known",
        ),
        migrations.AlterField(
            model_name="exportfile",
            name="office_list",
            field=models.CharField(
                choices=[
                    ("actors", "Actors"),
                    ("contacts", "People"),
                    ("consultations", "Consultations"),
                    ("follow_ups", "Follow-ups"),
                    ("connections", "Connections"),
                    ("listings", "Wants and offers"),
                ],
                max_length=15,
                verbose_name="list",
            ),
        ),
        migrations.AlterField(
            model_name="exporttemplate",
            name="office_list",
            field=models.CharField(
                choices=[
                    ("actors", "Actors"),
                    ("contacts", "People"),
                    ("consultations", "Consultations"),
                    ("follow_ups", "Follow-ups"),
                    ("connections", "Connections"),
                    ("listings", "Wants and offers"),
                ],
                max_length=15,
                verbose_name="list",
            ),
        ),
        migrations.AlterField(
            model_name="selection",
            name="office_list",
            field=models.CharField(
                choices=[
                    ("actors", "Actors"),
                    ("contacts", "People"),
                    ("consultations", "Consultations"),
                    ("follow_ups", "Follow-ups"),
                    ("connections", "Connections"),
                    ("listings", "Wants and offers"),
                ],
                max_length=15,
                verbose_name="list",
            ),
        ),
        migrations.AddConstraint(
            model_name="exportfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("office_list__in", ["actors", "connections", "consultations", "contacts", "follow_ups", "listings"])),
                name="export_file_list_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="exporttemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(("office_list__in", ["actors", "connections", "consultations", "contacts", "follow_ups", "listings"])),
                name="export_template_list_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="selection",
            constraint=models.CheckConstraint(
                condition=models.Q(("office_list__in", ["actors", "connections", "consultations", "contacts", "follow_ups", "listings"])),
                name="selection_list_known",
            ),
        ),
    ]
