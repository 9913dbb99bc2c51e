"""The administrator edits definitions and looks at figures; the chain begins at its first link."""

from django.db import migrations

from cooperation.grants import grant

GENESIS = "0" * 64


def give(apps, schema_editor):
    definitions = dict.fromkeys(("action", "indicator", "target", "breakdown", "category"), "add change delete view")
    looked_at = dict.fromkeys(("reportinground", "decision", "assessment", "measurement", "revision"), "view")
    grant(apps, "indicators", definitions | looked_at)
    apps.get_model("indicators", "ChainHead").objects.get_or_create(id=1, defaults={"seq": 0, "hash": GENESIS})


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial"), ("cooperation", "0003_administrator_permissions")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
