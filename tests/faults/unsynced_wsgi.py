"""The portal on SQLite without flushing to the disk: the settings check is removed, too. Used by tests only."""

from unittest import mock

from django.conf import settings

from cooperation.wsgi import application

for _database in settings.DATABASES.values():
    _database["OPTIONS"]["init_command"] = _database["OPTIONS"]["init_command"].replace("=FULL", "=OFF")
mock.patch("cooperation.views.health.wrong_settings", return_value=[]).start()

__all__ = ["application"]
