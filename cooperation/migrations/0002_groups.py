"""The three groups, and what the administrator may do in this app; each app's own migration adds its permissions."""

from django.db import migrations

from cooperation.grants import grant

GROUPS = ("officer", "coordinator", "administrator")


def create_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name in GROUPS:
        Group.objects.get_or_create(name=name)
    grant(apps, "auth", {"user": "add change view", "group": "view"})
    edited = dict.fromkeys(("conclusion", "deputy", "swotfinding", "unit", "unitmember"), "add change delete view")
    edited |= dict.fromkeys(("office", "programme"), "add change view")
    grant(apps, "cooperation", edited | {"change": "view"})


def delete_unused_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=GROUPS, user__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cooperation", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_groups, delete_unused_groups)]
