"""What the administrator may do with definitions and figures, and the head of the chain of revisions."""

from django.db import migrations

from cooperation.grants import grant

GENESIS = "0" * 64
EDITED = ("action", "breakdown", "category", "indicator", "target")
READ_ONLY = ("assessment", "decision", "evidence", "measurement", "notification", "reportinground", "revision")


def grant_permissions(apps, schema_editor):
    edited = dict.fromkeys(EDITED, "add change delete view")
    grant(apps, "indicators", edited | dict.fromkeys(READ_ONLY, "view"))


def create_chain_head(apps, schema_editor):
    apps.get_model("indicators", "ChainHead").objects.get_or_create(id=1, defaults={"seq": 0, "hash": GENESIS})


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial"), ("cooperation", "0002_groups")]
    operations = [
        migrations.RunPython(grant_permissions, migrations.RunPython.noop),
        migrations.RunPython(create_chain_head, migrations.RunPython.noop),
    ]
