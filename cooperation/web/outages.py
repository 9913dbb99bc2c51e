"""Is a fault ours, or can the database or the disk not serve for now: full, locked, restarting, out of reach?

The first is a 500 that somebody has to mend in the code; the second is a 503 that passes, and nothing was saved.
"""

import errno
import sqlite3
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

# SQLite says OperationalError for a wrong statement too (SQLITE_ERROR): only these are the machine's state.
_SQLITE_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
# What a disk says to a file that is written: full, over its quota, over a limit, read-only, broken.
_DISK_CODES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_PRIMARY = 0xFF  # an extended code, e.g. SQLITE_IOERR_WRITE, keeps its family in the lowest byte


def is_outage(error: BaseException | None) -> bool:
    """Whether database or disk could not serve; also when another error (a session that was not saved) came of it."""
    return any(_is_outage(one) for one in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, (InterfaceError, RedisConnectionError, RedisTimeoutError)):  # the connection is gone
        return True
    if isinstance(error, OSError):
        return error.errno in _DISK_CODES
    if not isinstance(error, OperationalError):
        return False
    if isinstance(error.__cause__, sqlite3.Error):
        return getattr(error.__cause__, "sqlite_errorcode", 0) & _PRIMARY in _SQLITE_CODES
    return True
