"""Errors that mean an outage (503) and errors of our code (500)."""

import sqlite3

import psycopg2.errors
import pytest
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, InternalError, OperationalError
from django.db.utils import ProgrammingError

from cooperation.web.outages import is_outage


def caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def of_sqlite(code: int) -> Exception:
    cause = sqlite3.OperationalError("what SQLite says")
    cause.sqlite_errorcode = code
    return caused(OperationalError(), cause)


def while_saving_a_session(error: Exception) -> Exception:
    try:
        try:
            raise error
        except OperationalError:
            raise LookupError("the session") from None
    except LookupError as saving_error:
        return saving_error


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), True),
        (of_sqlite(sqlite3.SQLITE_BUSY), True),
        (of_sqlite(sqlite3.SQLITE_READONLY), True),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), True),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), True),
        (of_sqlite(sqlite3.SQLITE_ERROR), False),  # no such column: a mistake of ours
        (caused(OperationalError(), psycopg2.errors.DiskFull()), True),
        (caused(OperationalError(), psycopg2.errors.AdminShutdown()), True),
        (OperationalError("could not connect to server"), True),
        (caused(DatabaseError(), psycopg2.DatabaseError("server closed the connection unexpectedly")), True),
        (caused(InternalError(), psycopg2.errors.InFailedSqlTransaction()), False),
        (InterfaceError("connection already closed"), True),
        (while_saving_a_session(of_sqlite(sqlite3.SQLITE_FULL)), True),
        (IntegrityError(), False),
        (DataError(), False),
        (ProgrammingError(), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_is_outage_recognises_database_errors_that_pass(error, passes):
    assert is_outage(error) is passes
