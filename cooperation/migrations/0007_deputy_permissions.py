"""The administrator says who stands in for whom."""

from django.db import migrations

from cooperation.grants import grant


def give(apps, schema_editor):
    grant(apps, "cooperation", {"deputy": "add change delete view"})


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0006_deputies"), ("contenttypes", "0002_remove_content_type_name")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
