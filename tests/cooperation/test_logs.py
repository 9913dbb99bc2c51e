"""Log lines are JSON in UTC, have the number of the request, and contain no personal data and no secrets."""

import io
import json
import logging
import sys
from unittest import mock

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError
from django.test import Client
from psycopg2.errors import UniqueViolation

from cooperation.logs import NoTracebackForExpectedErrors, PortalJsonFormatter, request_id, without_personal_data

NUMBER = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def lines():
    """Return a function that gives the lines logged so far, written by the formatter of the settings."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PortalJsonFormatter())
    handler.addFilter(NoTracebackForExpectedErrors())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def test_settings_use_json_on_server():
    assert settings.LOGGING["formatters"]["json"]["()"] == "cooperation.logs.PortalJsonFormatter"
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "json"


def test_line_has_utc_time_level_logger_and_extra_fields(lines):
    logger = logging.getLogger("security")
    logger.warning("log-in refused", extra={"event": "login_failed", "account": 7, "roles": {"officer"}, "old": None})
    (line,) = lines()
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "WARNING",
        "logger": "security",
        "message": "log-in refused",
        "event": "login_failed",
        "account": 7,
        "roles": ["officer"],
        "old": None,
    }


def test_security_events_are_logged_at_info_level():
    assert settings.LOGGING["loggers"]["security"]["level"] == "INFO"


def test_line_break_in_message_stays_in_one_line(lines):
    logging.getLogger("forged").error("a\n2026-01-01 CRITICAL forged\x1b[31m")
    (line,) = lines()
    assert line["message"] == "a\n2026-01-01 CRITICAL forged\x1b[31m"


CLEANED = {
    "Key (email)=(anna.nowak@urzad.example.pl) already exists.": "Key (email)=([e-mail]) already exists.",
    "to=<jan@ngo.pl>": "to=<[e-mail]>",
    "Not Found: /konto/zaproszenie/2f-c9x-0a1b/": "Not Found: /konto/zaproszenie/[secret]/",
    "/en/konto/haslo/nowe/2f-set-password/": "/en/konto/haslo/nowe/[secret]/",
    f"Gone: /pytania/{NUMBER * 2}/": "Gone: /pytania/[secret]/",
    "/powiadomienia/rezygnacja/ab:cd:ef/": "/powiadomienia/rezygnacja/[secret]/",
    "Bad Request: /szukaj/?q=Anna+Nowak": "Bad Request: /szukaj/?[query]",
    f"token {NUMBER}": "token [hash]",
    "Not Found: /programy/2021-2025/": "Not Found: /programy/2021-2025/",
    "Czy to działa? Tak.": "Czy to działa? Tak.",
}


@pytest.mark.parametrize("text", CLEANED)
def test_addresses_secrets_and_queries_are_replaced(text):
    assert without_personal_data(text) == CLEANED[text]


def test_traceback_and_extra_contain_no_address(lines):
    try:
        raise IntegrityError("Key (email)=(anna@urzad.pl)")
    except IntegrityError:
        logging.getLogger("any").exception(
            "not saved: %s", "anna@urzad.pl", extra={"people": [{"to": "anna@urzad.pl"}]}
        )
    (line,) = lines()
    assert "anna" not in json.dumps(line)
    assert "IntegrityError" in line["exception"]
    assert line["people"] == [{"to": "[e-mail]"}]


def test_traceback_contains_no_row_that_postgresql_quotes(lines):
    message = f"duplicate key\nDETAIL:  Key (username)=({'anna'.upper()}) already exists.\n"
    try:
        try:
            raise UniqueViolation(message)
        except UniqueViolation as error:
            raise IntegrityError(*error.args) from error
    except IntegrityError:
        logging.getLogger("any").exception("not saved")
    (line,) = lines()
    assert "ANNA" not in line["exception"]
    assert "IntegrityError: duplicate key" in line["exception"]


@pytest.mark.django_db
def test_error_names_request_and_contains_nothing_that_was_sent(lines):
    client = Client(raise_request_exception=False, headers={"x-request-id": NUMBER})
    with mock.patch("indicators.views.public.programmes.published_programmes", side_effect=RuntimeError("broken")):
        response = client.get("/?q=tajne", headers={"cookie": "sessionid=tajna", "authorization": "Basic tajne"})
    assert response.status_code == 500
    assert response["X-Request-ID"] == NUMBER
    errors = [line for line in lines() if line["level"] == "ERROR"]
    assert [line["request_id"] for line in errors] == [NUMBER]
    assert "RuntimeError: broken" in errors[0]["exception"]
    assert errors[0]["status_code"] == 500
    assert "tajn" not in json.dumps(lines())
    assert request_id.get() is None


@pytest.mark.django_db
@pytest.mark.parametrize("header", [None, "", "x" * 32, NUMBER[:-1], f"{NUMBER}\n", "'; DROP"])
def test_malformed_request_number_is_replaced(client, header):
    response = client.get("/healthz", headers={"x-request-id": header} if header is not None else {})
    assert response["X-Request-ID"] != header
    assert len(response["X-Request-ID"]) == 32


def test_client_error_has_no_traceback(lines):
    try:
        raise ValueError("x")
    except ValueError:
        logging.getLogger("django.request").warning("Not Found: /", exc_info=sys.exc_info(), extra={"status_code": 404})
    assert "exception" not in lines()[0]


def test_outage_has_message_of_its_error_and_no_traceback(lines):
    try:
        raise OperationalError("the database system is shutting down\nsecond line, 100 %")
    except OperationalError:
        logging.getLogger("django.request").error(
            "%s: %s", "Service Unavailable", "/", exc_info=sys.exc_info(), extra={"status_code": 503}
        )
    (line,) = lines()
    assert line["message"] == "Service Unavailable: / (OperationalError: the database system is shutting down)"
    assert "exception" not in line
