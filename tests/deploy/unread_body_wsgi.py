"""The portal without the protection that `test_request_bodies` tests: the rest of a body is not read."""

from cooperation import wsgi
from cooperation.wsgi import application

wsgi.MAX_DISCARDED_BYTES = 0

__all__ = ["application"]
