"""The administrator edits goals and their links."""

from django.db import migrations

from cooperation.grants import grant


def give(apps, schema_editor):
    grant(
        apps,
        "goals",
        {
            "maingoal": "add change delete view",
            "specificgoal": "add change delete view",
            "findinglink": "add change delete view",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("goals", "0001_initial"), ("cooperation", "0003_administrator_permissions")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
