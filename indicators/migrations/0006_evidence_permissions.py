"""The administrator looks at evidence and at what was sent; comments are between officer and coordinator."""

from django.db import migrations

from cooperation.grants import grant


def give(apps, schema_editor):
    grant(apps, "indicators", dict.fromkeys(("evidence", "notification"), "view"))


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0005_evidence_comments_notifications"),
        ("cooperation", "0007_deputy_permissions"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
