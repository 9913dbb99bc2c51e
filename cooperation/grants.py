"""Permissions of the administrator group, for migrations.

On a fresh database a migration runs before Django has made an app's permissions, so they are made here first.
"""

from typing import Any

from django.contrib.auth.management import create_permissions

from cooperation.roles import Role


def grant(apps: Any, app_label: str, models: dict[str, str]) -> None:
    """Give the administrator e.g. {"unit": "add change view"} of an app; safe to run again."""
    app_config = apps.get_app_config(app_label)
    app_config.models_module = True  # the historical app config has none and would be passed over
    create_permissions(app_config, apps=apps, verbosity=0)
    del app_config.models_module
    group = apps.get_model("auth", "Group").objects.get(name=str(Role.ADMINISTRATOR))
    Permission = apps.get_model("auth", "Permission")
    for model, verbs in models.items():
        codenames = [f"{verb}_{model}" for verb in verbs.split()]
        group.permissions.add(*Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames))
