"""What the administrator may do with the templates of reports."""

from django.db import migrations

from cooperation.grants import grant


def grant_permissions(apps, schema_editor):
    grant(apps, "reports", {"reporttemplate": "add change delete view"})


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("cooperation", "0002_groups")]
    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
