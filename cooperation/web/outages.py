"""Distinguish our own errors (500) from a database or disk that is temporarily unavailable (503)."""

import errno
import sqlite3
from collections.abc import Iterator

import psycopg2
from django.db import InterfaceError, OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

# SQLite raises OperationalError for a wrong statement (SQLITE_ERROR) too: only these codes are outages.
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
# A disk that is full, over its quota, over a size limit, read-only or broken.
_DISK_CODES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_PRIMARY = 0xFF  # the lowest byte of an extended code, e.g. SQLITE_IOERR_WRITE, is its primary code


def is_outage(error: BaseException | None) -> bool:
    """Return whether the error, or an error that caused it, means that the database or the disk is unavailable."""
    return any(_is_outage(cause) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, (InterfaceError, RedisConnectionError, RedisTimeoutError)):  # the connection is lost
        return True
    if isinstance(error, OSError):
        return error.errno in _DISK_CODES
    if type(error.__cause__) is psycopg2.DatabaseError:  # of no kind that the server names: the connection is lost
        return True
    if not isinstance(error, OperationalError):
        return False
    if isinstance(error.__cause__, sqlite3.Error):
        return getattr(error.__cause__, "sqlite_errorcode", 0) & _PRIMARY in _SQLITE_CODES
    return True
