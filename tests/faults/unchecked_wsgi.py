"""The portal that uses a connection to its database without checking that it is still open. Used by tests only."""

from django.db import connections

from cooperation.wsgi import application

connections.settings["default"]["CONN_HEALTH_CHECKS"] = False  # copied by each thread when it opens its connection

__all__ = ["application"]
