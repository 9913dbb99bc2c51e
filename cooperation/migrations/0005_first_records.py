"""What was there already begins its history; the administrator edits the office's identity."""

from django.db import migrations

from cooperation.grants import grant
from cooperation.models.history import create_first_records


def begin_all(apps, schema_editor):
    create_first_records(apps, "cooperation", "programme", "swotfinding", "conclusion", "unit", "unitmember")


def give(apps, schema_editor):
    grant(apps, "cooperation", {"officeidentity": "add change view"})


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0004_histories_and_office")]
    operations = [
        migrations.RunPython(begin_all, migrations.RunPython.noop),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
