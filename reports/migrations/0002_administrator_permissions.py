"""The administrator keeps the template of reports; reports themselves are the coordinators'."""

from django.db import migrations

from cooperation.grants import grant


def give(apps, schema_editor):
    grant(apps, "reports", {"reporttemplate": "add change delete view"})


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("cooperation", "0009_reports_may_be_signed"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
