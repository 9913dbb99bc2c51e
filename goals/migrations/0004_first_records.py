"""What was there already begins its history."""

from django.db import migrations

from cooperation.models.history import begin


def begin_all(apps, schema_editor):
    begin(apps, "goals", "maingoal", "specificgoal", "findinglink")


class Migration(migrations.Migration):
    dependencies = [("goals", "0003_histories")]
    operations = [migrations.RunPython(begin_all, migrations.RunPython.noop)]
