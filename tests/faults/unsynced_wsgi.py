"""The portal that lets SQLite confirm a save before the disk has it. Used by tests only."""

from typing import Any
from unittest import mock

from django.db.backends.signals import connection_created

from cooperation.wsgi import application


def _trust_memory(connection: Any, **_kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")


connection_created.connect(_trust_memory)
mock.patch("cooperation.views.health.wrong_settings", return_value=[]).start()  # it would call the portal not ready

__all__ = ["application"]
