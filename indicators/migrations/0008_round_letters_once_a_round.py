"""The key of “figures can be entered” names the round, no longer its first day as well."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_the_round_only(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Of several letters about one round the first takes the new key; the others stay as they were written."""
    notifications = apps.get_model("indicators", "Notification").objects
    taken: set[tuple[int, str]] = set()
    for row in notifications.filter(kind="round_opened").order_by("pk").only("recipient_id", "key"):
        key = ":".join(row.key.split(":")[:3])
        if (row.recipient_id, key) not in taken:
            notifications.filter(pk=row.pk).update(key=key)
            taken.add((row.recipient_id, key))


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_reader_questions")]
    operations = [migrations.RunPython(name_the_round_only, migrations.RunPython.noop)]
