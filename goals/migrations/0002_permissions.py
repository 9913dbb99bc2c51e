"""What the administrator may do with goals and links."""

from django.db import migrations

from cooperation.grants import grant


def grant_permissions(apps, schema_editor):
    grant(apps, "goals", dict.fromkeys(("maingoal", "specificgoal", "findinglink"), "add change delete view"))


class Migration(migrations.Migration):
    dependencies = [("goals", "0001_initial"), ("cooperation", "0002_groups")]
    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
