"""The cache that all processes of the portal share: log-ins, password resets and readers' forms are counted in it.

allauth counts them one after the other, behind a lock that is an entry of the cache: `add` must let one caller win.
"""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connections, router
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cooperation.models import CacheEntry

_ADD = "INSERT INTO {} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) DO NOTHING"


def hashed_key(key: str, prefix: str, version: int) -> str:
    """KEY_FUNCTION: a keyed hash, because allauth's keys hold network addresses."""
    return salted_hmac("cooperation.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


def delete_expired() -> None:
    CacheEntry.objects.filter(expires__lt=timezone.now()).delete()


class SharedCache(DatabaseCache):
    """Django's database cache, where `add` is atomic, expired entries are deleted and a failure to write is raised.

    Django's `add` reads and then writes: of two processes that find an expired entry, both win. Its `set` ignores
    errors of the database: an attempt would not be counted. Its expired entries stay until there are MAX_ENTRIES.
    """

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Whether the entry was stored; False when there is one that has not expired."""
        delete_expired()
        moment = self.get_backend_timeout(timeout)
        expires = datetime.max.replace(tzinfo=UTC) if moment is None else datetime.fromtimestamp(moment, tz=UTC)
        pickled = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        connection = connections[router.db_for_write(CacheEntry)]
        with connection.cursor() as cursor:
            cursor.execute(
                _ADD.format(connection.ops.quote_name(CacheEntry._meta.db_table)),
                [
                    self.make_and_validate_key(key, version=version),
                    pickled,
                    connection.ops.adapt_datetimefield_value(expires),
                ],
            )
            return bool(cursor.rowcount == 1)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Raise OperationalError when nothing was written."""
        key = self.make_and_validate_key(key, version=version)
        if not self._base_set("set", key, value, timeout):  # type: ignore[attr-defined]  # Django's own, untyped
            raise OperationalError("The shared cache could not be written.")
