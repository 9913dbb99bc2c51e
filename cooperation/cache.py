"""The caches that all processes share: the database, in which rate limits are counted, and files for documents.

allauth serializes the counting with a lock that is an entry of the cache: `add` must succeed for one caller only.
"""

import base64
import logging
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.db import OperationalError, connections, router
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cooperation.models import CacheEntry

logger = logging.getLogger(__name__)

_ADD = "INSERT INTO {} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) DO NOTHING"


def hashed_key(key: str, prefix: str, version: int) -> str:
    """Return a keyed hash of the key (KEY_FUNCTION), because allauth's keys contain network addresses."""
    return salted_hmac("cooperation.cache", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


def delete_expired() -> None:
    CacheEntry.objects.filter(expires__lt=timezone.now()).delete()


class SharedCache(DatabaseCache):
    """Django's database cache with an atomic `add`, deletion of expired entries, and errors of `set`.

    Django's `add` reads before it writes, so that two processes can both succeed when an entry has expired. Its `set`
    ignores errors of the database, so that an attempt would not be counted. Its expired entries are deleted only when
    there are MAX_ENTRIES.
    """

    # `timeout`: seconds, None for ever, or DEFAULT_TIMEOUT, to which Django gives no type.
    def add(self, key: str, value: object, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Store the entry and return True, or return False if there is one that has not expired."""
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

    def set(self, key: str, value: object, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Store the entry. Raises OperationalError if it was not written."""
        key = self.make_and_validate_key(key, version=version)
        if not self._base_set("set", key, value, timeout):  # type: ignore[attr-defined]  # Django's own, untyped
            raise OperationalError("The shared cache could not be written.")


class DocumentCache(FileBasedCache):
    """Documents that all processes share, as files. Without space on the disk a document is only not stored."""

    def set(self, key: str, value: object, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except OSError as error:
            logger.warning("A document was not stored: %s", error.strerror)
