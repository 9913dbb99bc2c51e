"""Headers of every kind of response, with the settings of a server."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from tests import environment, factories
from tests.observatory import directives, score

SERVER = {"SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
SERVER |= {"ALLOWED_HOSTS": "portal.example.org", "DATABASE_URL": "sqlite://:memory:", "ENV_FILE": ""}
SETTING_NAMES = (
    "SECURE_",
    "SESSION_COOKIE_",
    "STAFF_BROWSER_COOKIE_",
    "CSRF_COOKIE_",
    "MESSAGE_COOKIE_",
    "X_FRAME_",
    "CONTENT_SEC",
    "PERMISSIONS_",
)
PRINT = f"""import json
from django.conf import settings
print(json.dumps({{name: getattr(settings, name) for name in dir(settings) if name.startswith({SETTING_NAMES!r})}}))"""
FRONT = "indicators.views.public.programmes.published_programmes"
HTTPS = {"x-forwarded-proto": "https"}
PUBLIC = ["front page", "programme", "indicator", "method", "sitemap", "English", "gzip", "HEAD", "API"]


def run_with_server_settings(*arguments: str) -> str:
    variables = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=environment.PROJECT,
        env=variables | SERVER | {"DJANGO_SETTINGS_MODULE": "cooperation.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def server_settings() -> dict[str, Any]:
    """Return the settings of transport, cookies and headers with only the three required variables."""
    values: dict[str, Any] = json.loads(run_with_server_settings("-c", PRINT))
    values["SECURE_PROXY_SSL_HEADER"] = tuple(values["SECURE_PROXY_SSL_HEADER"])
    return values


@pytest.fixture
def server(server_settings: dict[str, Any], db: Any) -> Iterator[None]:
    with override_settings(**server_settings, WHITENOISE_AUTOREFRESH=True, WHITENOISE_USE_FINDERS=True):
        yield


@pytest.fixture
def answers(server: None, settings: Any) -> dict[str, Any]:
    """Return one response of each kind."""
    settings.MAIL_IS_SET_UP = True  # or nobody can ask
    programme = factories.ProgrammeFactory(slug="2021-2025")
    indicator = factories.in_programme(programme)
    page, record = f"/wskazniki/{indicator.pk}/", f"/panel/wskazniki/{indicator.pk}/pomiary/2023/"
    reader = Client(headers=HTTPS, raise_request_exception=False)
    responses = {
        "front page": reader.get("/"),
        "English": reader.get("/en/"),
        "programme": reader.get("/programy/2021-2025/"),
        "indicator": reader.get(page),
        "method": reader.get("/metoda/"),
        "question": reader.get(f"{page}pytanie/"),
        "question sent": reader.post(f"{page}pytanie/", {"text": "x"}),
        "sitemap": reader.get("/sitemap.xml"),
        "API": reader.get("/api/v1/programmes"),
        "API: 404": reader.get("/api/v1/nie-ma"),
        "API: 400": reader.get("/api/v1/programmes?page=0"),
        "API: 405": reader.post("/api/v1/programmes"),
        "robots": reader.get("/robots.txt"),
        "favicon": reader.get("/favicon.ico"),
        "static file": reader.head("/static/favicon.svg"),
        "HEAD": reader.head("/"),
        "gzip": reader.get("/metoda/", headers=HTTPS | {"accept-encoding": "gzip"}),
        "health": reader.get("/healthz"),
        "log-in": reader.get("/konto/logowanie/"),
        "to the log-in": reader.get("/panel/"),
        "404": reader.get("/nie-ma/"),
        "405": reader.post("/metoda/"),
        "400": reader.get("/", headers=HTTPS | {"host": "evil.example"}),
        "400 before any view": reader.get("/metoda/?rok=%00"),
        "403": Client(headers=HTTPS, enforce_csrf_checks=True).post("/konto/logowanie/", {"login": "x"}),
    }
    responses["304"] = reader.get("/", headers=HTTPS | {"if-none-match": responses["front page"]["ETag"]})
    for name, error in (("500", RuntimeError("tajny szczegół")), ("503", OperationalError("tajny szczegół"))):
        with mock.patch(FRONT, side_effect=error):
            responses[name] = reader.get("/")
    with mock.patch("cooperation.views.health.MigrationExecutor", side_effect=OperationalError):
        responses["not ready"] = reader.get("/readyz")

    person = factories.coordinator(username="koordynator")
    staff = Client(headers=HTTPS)
    responses["logged in"] = staff.post("/konto/logowanie/", {"login": person.username, "password": factories.PASSWORD})
    sent = {"value": "1", "based_on": "0", "request_key": "a", "do": "draft"}
    responses |= {
        "staff: panel": staff.get("/panel/"),
        "staff: public page": staff.get(page),
        "staff: record": staff.get(record),
        "staff: saved": staff.post(record, sent),
        "staff: 409": staff.post(record, sent | {"request_key": "b"}),
        "staff: refused": staff.post(record, sent | {"value": "1.234", "based_on": "1"}),
        "staff: 403": staff.get("/admin/login/"),
        "staff: 404": staff.get("/panel/nie-ma/"),
        "staff: password": staff.get("/konto/haslo/"),
        "staff: logged out": staff.post("/konto/wylogowanie/"),
    }
    keeper = Client(headers=HTTPS)
    keeper.force_login(factories.administrator())
    responses |= {
        "staff: admin": keeper.get("/admin/"),
        "staff: admin list": keeper.get(reverse("admin:auth_user_changelist")),
    }
    return responses


STATUSES = {
    "question sent": 422, "304": 304, "404": 404, "405": 405, "400": 400, "400 before any view": 400, "403": 403,
    "500": 500, "503": 503, "API: 404": 404, "API: 400": 400, "API: 405": 405,
    "not ready": 503, "favicon": 302, "to the log-in": 302, "logged in": 302, "staff: saved": 302, "staff: 409": 409,
    "staff: 403": 403, "staff: 404": 404, "staff: logged out": 302,
}  # fmt: skip


def test_sample_responses_have_expected_status(answers):
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 200) | STATUSES


def test_every_response_has_security_headers(answers):
    for name, answer in answers.items():
        policy = directives(answer["Content-Security-Policy"])
        assert "unsafe" not in answer["Content-Security-Policy"], name
        closed = ("default-src", "object-src", "base-uri", "frame-ancestors")
        assert {part: policy[part] for part in closed} == {part: {"'none'"} for part in closed}, name
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == {"'self'"}, name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "camera=()" in answer["Permissions-Policy"], name
        assert "geolocation=()" in answer["Permissions-Policy"], name
        assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload", name
        assert "Server" not in answer, name
        assert "X-Powered-By" not in answer, name


def test_every_response_has_full_score(answers):
    marks = {name: score(answer.headers, set_cookies(answer)) for name, answer in answers.items()}
    assert {name: points for name, points in marks.items() if points < MAX_SCORE} == {}


def set_cookies(response: Any) -> dict[str, Any]:
    """Return the cookies that a response sets, without those that it deletes."""
    return {name: cookie for name, cookie in response.cookies.items() if cookie["max-age"] != 0}


MAX_SCORE = 120
WEAK_HEADERS = {
    "inline scripts": {"Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-inline'"},
    "no policy": {"Content-Security-Policy": "", "X-Frame-Options": ""},
    "one week of HTTPS": {"Strict-Transport-Security": "max-age=604800"},
    "guessed types": {"X-Content-Type-Options": ""},
    "open to other sites with cookies": {"Access-Control-Allow-Credentials": "true"},
    "told to everybody": {"Referrer-Policy": "unsafe-url", "X-Content-Type-Options": ""},
}


@pytest.mark.parametrize("fault", [*WEAK_HEADERS, "a cookie over HTTP", "a cookie for scripts"])
def test_control_weak_header_lowers_score(answers, fault):
    response = answers["front page"]
    if fault in WEAK_HEADERS:
        headers = {**response.headers, **WEAK_HEADERS[fault]}
        assert score(headers, {}) < MAX_SCORE
        return
    bad = HttpResponse()
    bad.set_cookie("x", "1", secure=fault != "a cookie over HTTP", httponly=fault != "a cookie for scripts")
    assert score(response.headers, bad.cookies) < MAX_SCORE


def test_cors_headers_only_on_public_data(answers):
    """All addresses are tested in tests/permissions/test_cors.py."""
    opened = {name for name, answer in answers.items() if "Access-Control-Allow-Origin" in answer}
    assert opened == {name for name in answers if name.startswith("API")}
    assert not any("Access-Control-Allow-Credentials" in answer for answer in answers.values())


# --- cookies -------------------------------------------------------------------------------------------------


def test_readers_get_no_cookie_and_staff_get_secure_cookies(answers):
    cookies = {name: set(answer.cookies) for name, answer in answers.items() if answer.cookies}
    assert {name for name in cookies if not name.startswith("staff")} == {"log-in", "logged in"}
    assert set().union(*cookies.values()) == {
        "__Host-session",
        "__Host-csrf",
        "__Host-messages",
        "__Host-staff-browser",
    }
    for name, answer in answers.items():
        for cookie in set_cookies(answer).values():
            flags = (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"])
            assert flags == (True, True, "Lax", "/", ""), (name, cookie.key)
    assert answers["logged in"].cookies["__Host-session"]["expires"] == ""  # ends with the browser


def test_control_cookies_of_demonstration_are_not_secure(client, db):
    """The settings of tests use HTTP: the headers tested above come from the settings of a server."""
    assert not client.get("/konto/logowanie/").cookies["csrftoken"]["secure"]


# --- caches --------------------------------------------------------------------------------------------------


def test_only_public_pages_for_readers_are_cacheable(answers):
    stored = {name for name, answer in answers.items() if answer.get("Cache-Control") != "no-store"}
    assert stored - {"static file"} == {*PUBLIC, "304", "robots"}
    for name in [*PUBLIC, "304"]:
        assert answers[name]["Cache-Control"] == "public, no-cache", name
        assert answers[name]["ETag"], name
        assert "Accept-Encoding" in answers[name]["Vary"], name
        assert "Cookie" not in answers[name]["Vary"], name
    assert {name for name, answer in answers.items() if "ETag" in answer} <= {*PUBLIC, "304", "static file"}
    assert answers["304"].content == answers["HEAD"].content == b""
    assert answers["HEAD"]["Content-Length"] == answers["front page"]["Content-Length"]


def test_only_public_pages_are_compressed(answers, server):
    assert answers["gzip"]["Content-Encoding"] == "gzip"
    assert gzip.decompress(answers["gzip"].content) == answers["method"].content
    assert len(answers["gzip"].content) < len(answers["method"].content) / 2
    staff = Client(headers=HTTPS | {"accept-encoding": "gzip"})
    staff.force_login(factories.coordinator())
    for address in ("/panel/", "/panel/zatwierdzanie/", "/konto/haslo/", "/metoda/"):
        page = staff.get(address)
        assert ("Content-Encoding" in page) == (address == "/metoda/"), address
        assert (b"csrfmiddlewaretoken" in page.content) == (address != "/metoda/"), address
    assert "Content-Encoding" not in Client(headers=HTTPS | {"accept-encoding": "gzip"}).get("/konto/logowanie/")


@pytest.mark.parametrize("garbage", ["x", "*x", '"', "W/", '"a", "b', "\udcff", "," * 1000])
def test_invalid_etag_gets_the_page(client, db, garbage):
    assert client.get("/metoda/", headers={"if-none-match": garbage}).status_code == 200
    assert (
        client.get("/metoda/", headers={"if-modified-since": garbage, "range": f"bytes={garbage}"}).status_code == 200
    )


def test_http_redirects_to_https(server):
    response = Client().get("/metoda/?a=1")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/metoda/?a=1")


def test_settings_pass_deployment_check():
    assert "no issues" in run_with_server_settings("manage.py", "check", "--deploy", "--fail-level", "WARNING")
