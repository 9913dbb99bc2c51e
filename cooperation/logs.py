"""The log: one JSON object a line, in UTC, with the number of the request and without personal data."""

import logging
import re
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

SERVER_ERROR, OUTAGE = 500, 503
REQUEST_ID = re.compile(r"[0-9a-f]{32}")  # as nginx sends it
NOT_LOGGED = [*RESERVED_ATTRS, "request", "response", "server_time", "socket"]  # Django's objects: they contain cookies

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_EMAIL = re.compile(r"[^\s@<>()\"',;:=/]+@[^\s@<>()\"',;:/]+\.[^\s@<>()\"',;:/.]+")
# What authorizes the bearer of a link: the last part of these addresses, and hashes anywhere else.
_SECRET_OF_LINK = re.compile(r"(/(?:konto/haslo/nowe|konto/zaproszenie|powiadomienia/rezygnacja|pytania)/)[^/\s\"']+")
_LONG_HEX = re.compile(r"\b[0-9a-f]{32,}\b")
_CLEAN = ("time", "request_id")
_QUERY = re.compile(r"(/[^\s?\"']*\?)[^\s\"']+")


def without_personal_data(text: str) -> str:
    """Replace e-mail addresses, secrets of links and query strings, which contain what people search for."""
    text = _EMAIL.sub("[e-mail]", text)
    text = _SECRET_OF_LINK.sub(r"\1[secret]", text)
    text = _QUERY.sub(r"\1[query]", text)
    return _LONG_HEX.sub("[hash]", text)


class PortalJsonFormatter(JsonFormatter):
    """Format a record of any logger; keys of `extra=` become fields of the object.

    Strings are cleaned by `without_personal_data`, tracebacks included: a message of the database quotes values.
    """

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger", "exc_info": "exception"},
            reserved_attrs=NOT_LOGGED,
            json_ensure_ascii=False,
        )

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        super().add_fields(log_data, record, message_dict)
        # Django logs a response after the middleware has ended: the request still has its number then.
        number = getattr(getattr(record, "request", None), "request_id", None) or request_id.get()
        if number:
            log_data["request_id"] = number

    def formatException(self, ei: Any) -> str:
        return _without_quoted_rows(str(super().formatException(ei)), ei[1])

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {key: value if key in _CLEAN else _cleaned(value) for key, value in log_data.items()}


def _without_quoted_rows(traceback: str, error: BaseException | None) -> str:
    """Shorten the messages of PostgreSQL to their first line: the others quote values of rows and statements."""
    while error is not None:
        message = str(error).rstrip()
        if hasattr(error, "diag") and message:  # an error of psycopg2
            traceback = traceback.replace(message, message.splitlines()[0])
        error = error.__cause__ or error.__context__
    return traceback


def _cleaned(value: object) -> object:
    """Return the value without personal data; what JSON has no type for becomes text."""
    match value:
        case None | bool() | int() | float():
            return value
        case dict():
            return {str(key): _cleaned(content) for key, content in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_cleaned(content) for content in value]
        case _:
            return without_personal_data(str(value))


def new_request_id(header: str | None) -> str:
    """Return the number that the proxy gave the request, or a new one if it has none or a malformed one."""
    return header if header and REQUEST_ID.fullmatch(header) else uuid.uuid4().hex


class NoTracebackForExpectedErrors(logging.Filter):
    """Log client errors (4xx) and outages (503) without a traceback, an outage with the message of its error.

    While the database is away, every request would add the same traceback to the log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", SERVER_ERROR)
        if status == OUTAGE and record.exc_info:
            record.msg, record.args = f"{record.getMessage()} ({_summary(record.exc_info[1])})", ()
        if status < SERVER_ERROR or status == OUTAGE:
            record.exc_info = record.exc_text = None
        return True


def _summary(error: BaseException | None) -> str:
    """Return the error's class and the first line of its message; those of PostgreSQL have several."""
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def configuration(*, formatter: str, level: str, security_level: str) -> dict[str, Any]:
    """Return the setting LOGGING: everything goes to stderr, in the format "json" or "line"."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
            "json": {"()": "cooperation.logs.PortalJsonFormatter"},
        },
        "filters": {"refusals": {"()": "cooperation.logs.NoTracebackForExpectedErrors"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": formatter, "filters": ["refusals"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"security": {"level": security_level}},
    }
