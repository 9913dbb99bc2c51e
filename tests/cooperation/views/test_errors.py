"""Error pages: our layout, the language of the address, links, no traceback."""

import io
import logging
import re
from unittest import mock

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.test import Client, RequestFactory

from cooperation.logs import NoTracebackForExpectedErrors
from cooperation.views import errors
from tests import factories

FRONT = "indicators.views.public.programmes.published_programmes"
SECRET = "tajny szczegół"
LANGUAGES = {"pl": "", "en": "/en"}
REFUSALS = {
    "400": ("get", "/metoda/?a=%00"),
    "404": ("get", "/nie-ma/"),
    "405": ("post", "/metoda/"),
    "414": ("get", f"/szukaj/?q={'a' * 10_000}"),
    "500": ("get", "/"),
    "503": ("get", "/programy/"),
}


@pytest.fixture
def broken(db):
    """Let the front page raise an error, and the list of actions an OperationalError."""
    with (
        mock.patch("indicators.views.public.programmes._programme_page", side_effect=RuntimeError(SECRET)),
        mock.patch("indicators.views.public.programmes.public_frame", side_effect=OperationalError(SECRET)),
    ):
        factories.ProgrammeFactory()
        yield


def refuse(code: str, prefix: str, client: Client):
    if code == "403":
        client.force_login(factories.UserFactory())
        return client.get(f"{prefix}/panel/")
    if code == "403 form":
        strict = Client(enforce_csrf_checks=True)
        return strict.post(f"{prefix}/konto/logowanie/", {"login": "x"})
    method, address = REFUSALS[code]
    return getattr(client, method)(prefix + address)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [*REFUSALS, "403", "403 form"])
def test_error_page_has_our_layout(broken, code, language):
    prefix = LANGUAGES[language]
    response = refuse(code, prefix, Client(raise_request_exception=False))
    page = response.content.decode()
    assert response.status_code == int(code[:3])
    assert response["Content-Language"] == language
    assert f'<html lang="{language}">' in page
    assert f"{'Błąd' if language == 'pl' else 'Error'} {code[:3]}" in page
    assert "site.css" in page
    assert page.count("<h1>") == 1
    assert SECRET not in page
    assert not re.search(r"Traceback|Exception|RuntimeError|OperationalError|DisallowedHost|\.py", page)
    main = page[page.index("<main") :]
    assert re.search(rf'<a href="{prefix}/[^"]*"', main), "no way out of here"


def test_error_page_for_unknown_host_uses_language_of_address():
    for prefix, language in (("", "pl"), ("/en", "en")):
        response = Client().get(f"{prefix}/metoda/", headers={"host": "evil.example"})
        assert response.status_code == 400
        assert f'<html lang="{language}">' in response.content.decode()
        assert b"evil.example" not in response.content


def test_server_error_page_needs_no_collected_files():
    request = RequestFactory().get("/")
    uncollected = mock.patch("cooperation.templatetags.site_files.staticfiles_storage.url", side_effect=ValueError)
    with uncollected as url:
        page = errors.server_error(request).content.decode()
    assert url.called
    assert 'href="/static/site.css"' in page
    assert "Błąd 500" in page


def test_server_error_page_makes_no_query(db, django_assert_num_queries):
    with mock.patch(FRONT, side_effect=RuntimeError), django_assert_num_queries(0):
        assert Client(raise_request_exception=False).get("/").status_code == 500
    request = RequestFactory().get("/en/")  # no session, no user, no language
    assert b'<html lang="en">' in errors.server_error(request).content


def test_log_has_one_line_for_client_error_and_traceback_for_server_error(broken):
    (console,) = (
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler)
        and any(isinstance(log_filter, NoTracebackForExpectedErrors) for log_filter in handler.filters)
    )
    client, level = Client(raise_request_exception=False), logging.getLogger().level
    written = {}
    logging.getLogger().setLevel(logging.WARNING)
    for code in ("400", "404", "405", "403", "403 form", "500"):
        before = console.setStream(io.StringIO())
        refuse(code, "", client)
        written[code] = console.setStream(before).getvalue()
    logging.getLogger().setLevel(level)
    assert "Traceback" in written.pop("500")
    assert {code: text.count("\n") for code, text in written.items()} == dict.fromkeys(written, 1)


ADDRESSES = ("/", "/metoda/", "/nie-ma/", "/konto/logowanie/", "/healthz", "/robots.txt", "/sitemap.xml", "/panel/")


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_head_has_headers_and_no_body(db, method):
    """Call the WSGI application directly: the test client removes the body of a HEAD response."""
    for address in ADDRESSES:
        begin = mock.Mock()
        body = b"".join(WSGIHandler()(RequestFactory().generic(method, address).environ, begin))
        length = dict(begin.call_args.args[1])["Content-Length"]
        if method == "HEAD":
            assert body == b"", address
        else:
            assert len(body) == int(length), address


def test_405_page_explains_what_to_do(db):
    """After the session has ended, the log-in redirects to such an address with GET."""
    client = Client()
    client.force_login(factories.coordinator())
    response = client.get("/panel/wskazniki/1/pomiary/2024/wycofanie/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert 'href="/panel/"' in response.content.decode()
