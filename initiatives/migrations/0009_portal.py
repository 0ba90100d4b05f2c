"""For the portal: an actor hides its profile, mails and links to people outside the register, steps by proposals, the list of the inbox."""

from django.conf import settings
from django.db import migrations, models

from initiatives.migrations import _triggers


def lift(apps, schema_editor):
    """While SQLite makes tables anew, no trigger may name them."""
    _triggers.lift(schema_editor)


def install(apps, schema_editor):
    """SQLite made some of the tables anew."""
    _triggers.install(schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0008_office_lists"),
        ("municipalities", "0003_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift, install),
        migrations.RemoveConstraint(
            model_name="changeset",
            name="change_set_verb_known",
        ),
        migrations.RemoveConstraint(
            model_name="exportfile",
            name="export_file_list_known",
        ),
        migrations.RemoveConstraint(
            model_name="exporttemplate",
            name="export_template_list_known",
        ),
        migrations.RemoveConstraint(
            model_name="personallink",
            name="link_about_somebody",
        ),
        migrations.RemoveConstraint(
            model_name="selection",
            name="selection_list_known",
        ),
        migrations.AddField(
            model_name="actor",
            name="paused_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="hidden by the actor since"),
        ),
        migrations.AddField(
            model_name="historicalactor",
            name="paused_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="hidden by the actor since"),
        ),
        migrations.AddField(
            model_name="message",
            name="is_to_stranger",
            field=models.BooleanField(default=False, verbose_name="to somebody outside the register"),
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
                    ("proposal", "Proposal taken over"),
                ],
                max_length=20,
                verbose_name="what",
            ),
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
                    ("inbox", "Inbox"),
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
                    ("inbox", "Inbox"),
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
                    ("inbox", "Inbox"),
                ],
                max_length=15,
                verbose_name="list",
            ),
        ),
        migrations.AddIndex(
            model_name="actor",
            index=models.Index(
                models.F("municipality"),
                models.F("sort_key"),
                models.F("id"),
                condition=models.Q(("paused_at", None), ("published_since__isnull", False)),
                name="actor_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeset",
            constraint=models.CheckConstraint(
                condition=models.Q(("verb__in", ["edit", "hand_over", "import", "proposal", "undo"])), name="change_set_verb_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="exportfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office_list__in", ["actors", "connections", "consultations", "contacts", "follow_ups", "inbox", "listings"])
                ),
                name="export_file_list_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="exporttemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office_list__in", ["actors", "connections", "consultations", "contacts", "follow_ups", "inbox", "listings"])
                ),
                name="export_template_list_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="personallink",
            constraint=models.CheckConstraint(
                condition=models.Q(("actor__isnull", False), ("contact__isnull", False), ("subject_id__isnull", False), _connector="OR"),
                name="link_about_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="selection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office_list__in", ["actors", "connections", "consultations", "contacts", "follow_ups", "inbox", "listings"])
                ),
                name="selection_list_known",
            ),
        ),
        migrations.RunPython(install, lift),
    ]
