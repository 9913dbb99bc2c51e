"""What was there already begins its history."""

from django.db import migrations

from cooperation.models.history import create_first_records


def begin_all(apps, schema_editor):
    create_first_records(apps, "goals", "maingoal", "specificgoal", "findinglink")


class Migration(migrations.Migration):
    dependencies = [("goals", "0003_histories")]
    operations = [migrations.RunPython(begin_all, migrations.RunPython.noop)]
