"""The administrator may delete an empty programme."""

from django.db import migrations

from cooperation.grants import grant


def grant_deletion(apps, schema_editor):
    grant(apps, "cooperation", {"programme": "delete"})


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0003_literal_texts")]

    operations = [migrations.RunPython(grant_deletion, migrations.RunPython.noop)]
