"""What was there already begins its history."""

from django.db import migrations

from cooperation.models.history import create_first_records


def begin_all(apps, schema_editor):
    create_first_records(apps, "indicators", "action", "indicator", "target", "breakdown", "category")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_histories_and_basis")]
    operations = [migrations.RunPython(begin_all, migrations.RunPython.noop)]
