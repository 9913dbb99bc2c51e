"""The administrator edits the programme, its diagnosis, units and people."""

from django.db import migrations

from cooperation.grants import grant


def give(apps, schema_editor):
    grant(apps, "auth", {"user": "add change view", "group": "view"})
    edited = dict.fromkeys(("swotfinding", "conclusion", "unit", "unitmember"), "add change delete view")
    grant(apps, "cooperation", edited | {"programme": "add change view", "change": "view"})


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0002_groups"), ("contenttypes", "0002_remove_content_type_name")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
