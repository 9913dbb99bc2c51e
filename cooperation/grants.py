"""Permissions of the administrator group, for migrations. The import path is permanent, as migrations are."""

from typing import Any

from django.contrib.auth.management import create_permissions

from cooperation.roles import Role


def grant(apps: Any, app_label: str, models: dict[str, str]) -> None:  # historical apps: no types
    """Give the group permissions of an app, e.g. {"unit": "add change view"}. Running it twice changes nothing.

    On a new database migrations run before Django has created the app's permissions, so they are created first.
    """
    app_config = apps.get_app_config(app_label)
    app_config.models_module = True  # without it create_permissions would skip the historical app config
    create_permissions(app_config, apps=apps, verbosity=0)
    del app_config.models_module
    group = apps.get_model("auth", "Group").objects.get(name=str(Role.ADMINISTRATOR))
    Permission = apps.get_model("auth", "Permission")
    for model, verbs in models.items():
        codenames = [f"{verb}_{model}" for verb in verbs.split()]
        group.permissions.add(*Permission.objects.filter(content_type__app_label=app_label, codename__in=codenames))
