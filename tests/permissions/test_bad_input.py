"""Requests that none of our forms sends cause no server error, no change, and no redirect to another site."""

import re
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.test import Client

from cooperation.web.accounts import StaffAdapter
from tests import factories
from tests.drill import size
from tests.permissions.conftest import outcome
from tests.permissions.table import LOGIN, ROUND, ROWS, SAVED
from tests.tables import changed_tables, rows_of_every_table

LONG = 10 * 1024 * 1024
NUMBERS = [
    "", "-1", "abc", "1e30", "9" * 31, "0x1", "1.5", "0,0", "0\0", "\0", "٣", "²", "None", "[]", "0 OR 1=1", "' --",
    "9" * 10_000,
]  # fmt: skip
FIGURES = [
    "\0", "9" * 16, "9" * 10_000, "NaN", "-Infinity", "1e5", "１２", "1_000", "0x10", "-1", "<b>1</b>", "1.234",
    "4\r\n5", "=1+1", "²",
]  # fmt: skip
FORMS = {
    "officer": ("{own}/pomiary/2024/", SAVED),
    "coordinator": ("{waiting}/pomiary/2024/decyzja/", {"do": "approve", "based_on": "1", "comment": ""}),
    "coordinator rules": ("{own}/rozstrzygniecie/", {"do": "decide", "text": "tak", "based_on": "0"}),
    "coordinator assesses": ("{described}/oceny/2023/", {"verdict": "met", "reason": "tak", "based_on": "0"}),
    "officer withdraws": ("{waiting}/pomiary/2024/wycofanie/", {"based_on": "1"}),
}
ROUNDS = {
    "days": {"do": "days", "seen": ROUND, "opens_on": "1.01.2024", "due_on": "15.04.2025", "reason": "x"},
    "close": {"do": "close", "seen": "0" * 32, "reason": "x"},
    "reopen": {"do": "reopen", "seen": ROUND, "reason": "x"},
    "open": {"do": "open", "seen": "", "opens_on": "1.01.2024", "due_on": "15.04.2025"},
}
WORDS = ["", "\0", "x" * 2001, "\ufffd", "<b>1</b>", "9" * 10_000, "٣", "-1"]
WRITTEN = {"indicators_revision", "indicators_decision", "indicators_assessment"}
TAMPERED: list[tuple[str, str, str | None]] = [
    ("officer", "request_key", text) for text in ("\0", "a\0b", "x" * 10_000, "\ufffd", "k\n", "../k")
]
TAMPERED += [("officer", "note", text) for text in ("\0", "x" * 4001, "\u202e" * 4001)]
TAMPERED += [("officer", "value", figure) for figure in FIGURES]
TAMPERED += [("officer", "no_value_reason", text) for text in ("zzz", "\0", "not_measured")]
TAMPERED += [("coordinator", "comment", text) for text in ("\0", "x" * 4001)]
TAMPERED += [("coordinator", "do", text) for text in ("", "delete", "\0", "approve\0")]
TAMPERED += [("coordinator rules", "text", text) for text in ("", "\0", "x" * 4001)]
TAMPERED += [("coordinator rules", "do", text) for text in ("", "delete", "preview", "decide\0")]
TAMPERED += [
    ("coordinator rules", "sets", text)
    for text in ("x", "\0", "scope:undecided", "scope:year", "comparator:between", "exempt_year:2030", "exempt_year:x")
]
TAMPERED += [("coordinator assesses", "reason", text) for text in ("", "\0", "x" * 4001)]
TAMPERED += [("coordinator assesses", "verdict", text) for text in ("", "ahead", "\0")]
TAMPERED += [(form, "based_on", number) for form in FORMS for number in [*NUMBERS, None]]


def shortened(value):
    return repr(value)[:20] if isinstance(value, str | bytes) else str(value)


@pytest.fixture(scope="module")
def before(office_of_module):
    """Each test begins with these rows, because changes are rolled back."""
    return rows_of_every_table()


COMMENTS = [{}, {"text": "\0"}, {"text": "x" * 4001}, {"text": "x", "request_key": "\0"}, {"text": " \n"}]
APPROVALS = ["", "1", "x:1", "1:1\0", "0:1", "1:" + "9" * 30, "٣:1", "999999:1"]


@pytest.mark.parametrize("sent", COMMENTS, ids=shortened)
def test_tampered_comment_changes_nothing(office, before, sent):
    address = f"/panel/wskazniki/{office.numbers['waiting']}/pomiary/2024/komentarze/"
    assert office.clients["officer"].post(address, sent).status_code == 200
    assert changed_tables(before) == set()


@pytest.mark.parametrize("codes", [[code] for code in APPROVALS] + [[f"{n}:1" for n in range(10**6, 10**6 + 201)]])
def test_tampered_list_of_approvals_changes_nothing(office, before, codes):
    for do in ("approve", "", "\0"):
        response = office.clients["coordinator"].post("/panel/zatwierdzanie/", {"do": do, "figure": codes})
        assert response.status_code in (302, 400)
    assert changed_tables(before) <= {"django_session"}


@pytest.mark.parametrize(("form", "field", "value"), TAMPERED, ids=shortened)
def test_tampered_form_changes_nothing(office, before, form, field, value):
    address, sent = FORMS[form]
    sent = {name: text for name, text in (sent | {field: value}).items() if text is not None}
    response = office.clients[form.split()[0]].post(f"/panel/wskazniki/{address.format(**office.numbers)}", sent)
    assert response.status_code in (200, 302, 400, 404, 409)
    assert changed_tables(before) == set()


@pytest.mark.parametrize("step", ROUNDS)
@pytest.mark.parametrize("field", ["do", "seen", "opens_on", "due_on", "reason"])
def test_tampered_round_form_changes_nothing(office, before, step, field):
    for text in [*WORDS, None]:
        sent = {name: value for name, value in (ROUNDS[step] | {field: text}).items() if value is not None}
        if step == "days" and field == "reason" and text and "\0" not in text and len(text) <= 2000:
            continue  # a reason like any other
        response = office.clients["coordinator"].post("/panel/okresy/2021-2025/2024/", sent)
        assert response.status_code in (200, 302, 400, 409), text
        if response.status_code == 302:
            assert field == "do", text
    assert changed_tables(before) <= {"django_session"}


def test_control_untampered_forms_change_something(office, before):
    for form, (address, sent) in FORMS.items():
        if form != "officer withdraws":  # approved by now
            office.clients[form.split()[0]].post(f"/panel/wskazniki/{address.format(**office.numbers)}", sent)
            assert WRITTEN & changed_tables(before), form
            before = rows_of_every_table()


TOO_LARGE: dict[str, dict[str, Any]] = {
    "a long field": {"data": f"note={'x' * LONG}", "content_type": "application/x-www-form-urlencoded"},
    "many fields": {
        "data": "&".join(f"a{n}=1" for n in range(3000)),
        "content_type": "application/x-www-form-urlencoded",
    },
    "a long field in parts": {"data": {**SAVED, "note": "x" * LONG}},
    "many fields in parts": {"data": {f"a{n}": "1" for n in range(3000)}},
}


@pytest.mark.parametrize("kind", TOO_LARGE)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_too_large_request_is_rejected_with_our_page(office, before, kind, language):
    address = f"{'/en' if language == 'en' else ''}/panel/wskazniki/{office.numbers['own']}/pomiary/2024/"
    for client in (office.clients["officer"], Client()):
        response = client.post(address, **TOO_LARGE[kind])
        assert response.status_code in (400, 413)
        assert f'<html lang="{language}">' in response.content.decode()
    assert changed_tables(before) == set()


BODIES = {
    "application/json": b'{"value": "4"}',
    "text/xml": b"<value>4</value>",
    "text/plain": b"value=4",
    "multipart/form-data": b"value=4",
    "multipart/form-data; boundary=": b"--",
    "multipart/form-data; boundary=x": b"--x\r\nContent-Disposition: form-data; name=value\r\n\r\n4",
    "multipart/form-data; boundary=\xff": b"--x",
    "application/x-www-form-urlencoded; charset=utf-16": b"value=4&based_on=0",
    "application/x-www-form-urlencoded; charset=no-such": b"value=x&based_on=0",
    "application/x-www-form-urlencoded; charset=hex": b"value=4&based_on=0",
    "application/x-www-form-urlencoded; charset=idna": b"value=4&based_on=0",
    "application/x-www-form-urlencoded; charset=undefined": b"value=4&based_on=0",
    "application/x-www-form-urlencoded": b"value=%FF%FE&based_on=0&%00=1",
    "": b"value=4",
    ";;;": b"value=4",
}


@pytest.mark.parametrize("content_type", BODIES, ids=ascii)
def test_unexpected_body_changes_nothing(office, before, content_type):
    address = f"/panel/wskazniki/{office.numbers['own']}/pomiary/2024/"
    for client in (office.clients["officer"], Client(), Client(enforce_csrf_checks=True)):
        response = client.generic("POST", address, BODIES[content_type], content_type=content_type)
        assert response.status_code in (200, 302, 400, 403)
    assert changed_tables(before) == set()


# --- addresses -----------------------------------------------------------------------------------------------

UNEXPECTED_ADDRESSES = [
    "%00",
    "%FF",
    "%C0%80",
    "%0A%0D",
    "..%2F..%2Fetc%2Fpasswd",
    "%5C%5Cevil",
    "%2F%2Fevil.example",
    "'%20OR%201=1--",
]
UNEXPECTED_ADDRESSES += ["x" * 5000, "%F0%9F%92%A9", "{{7*7}}", "%E2%80%AE", "9" * 40, "-1", "0", "1;drop%20table%20x"]


EVERY = size("STRANGE_EVERY", 40)  # each text is sent to every fortieth of the addresses with their queries


@pytest.mark.drill
@pytest.mark.parametrize("strange", UNEXPECTED_ADDRESSES, ids=lambda text: text[:20])
def test_unexpected_address_or_query_is_not_a_server_error(office, before, strange):
    places = [f"/{strange}", f"/en/{strange}/", f"/programy/{strange}/", f"/wskazniki/{strange}/", f"/static/{strange}"]
    places += [f"/programy/2021-2025/cele/{strange}/", f"/panel/wskazniki/1/pomiary/{strange}/", f"/admin/{strange}/"]
    places += [f"/admin/cooperation/unit/{strange}/change/", f"/admin/auth/user/{strange}/history/"]
    queries = [
        f"?rok={strange}",
        f"?{strange}={strange}",
        f"?next={strange}",
        f"?q={strange}",
        f"?p={strange}&o={strange}",
    ]
    queries += [f"?rok=2024&rok={strange}", f"?{strange}"]
    asked = [row.address.format(**office.numbers) + query for _prefix, _route, row in ROWS for query in queries]
    places += asked[UNEXPECTED_ADDRESSES.index(strange) % EVERY :: EVERY]
    for role in ("anonymous", "administrator"):
        answers = {place: office.clients[role].get(place).status_code for place in places}
        assert {place: code for place, code in answers.items() if code not in (200, 302, 400, 403, 404, 405, 414)} == {}
    assert changed_tables(before) == set()


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver@evil.example", "testserver:1:2", "[::1", "a" * 1000, "evil.example:80"]
)
def test_unknown_host_is_rejected(office, host):
    for client in (Client(), office.clients["officer"]):
        response = client.get("/panel/", headers={"host": host})
        assert response.status_code == 400
        assert b"site.css" in response.content


def test_x_forwarded_host_is_ignored(office):
    forged = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-host": "evil.example"}
    forged |= {"x-original-url": "/admin/", "x-rewrite-url": "/admin/", "x-http-method-override": "DELETE"}
    for _prefix, _route, row in ROWS:
        response = Client(headers=forged).get(row.address.format(**office.numbers))
        assert b"evil" not in b"".join(response)
        assert "evil" not in response.get("Location", "")
        assert outcome(response) == row.get["anonymous"]


COOKIES = [
    "",
    "x",
    "a" * 32,
    "a" * 10_000,
    '"\\000aaaaaaaaaaaa"',
    '"\\012"',
    "%00%00%00%00%00",
    "ąść",
    "' OR 1=1--",
    "{}",
    "a:b:c",
]


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages", "django_language"])
@pytest.mark.parametrize("value", COOKIES, ids=lambda text: text[:15])
def test_forged_cookie_gives_no_access(office, before, name, value):
    client = Client(headers={"cookie": f"{name}={value}".encode().decode("latin-1")}, enforce_csrf_checks=True)
    answers = [outcome(client.get(address)) for address in ("/", "/panel/", "/konto/logowanie/", "/admin/")]
    assert answers[:3] == [200, LOGIN, 200]
    assert client.post("/konto/logowanie/", {"login": "x", "password": "y"}).status_code == 403
    assert changed_tables(before) == set()


# --- where a log-in leads ------------------------------------------------------------------------------------

OFF_SITE = [
    "https://evil.example/", "http://evil.example", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "https:evil.example",
    "https:/evil.example", "https:///evil.example", "http:\\\\evil.example", "HTTPS://EVIL.EXAMPLE",
    " https://evil.example", "\thttps://evil.example", "\nhttps://evil.example", "/\t/evil.example",
    "/\n/evil.example", "ht\ttps://evil.example", "//evil.example%2f..", "//testserver@evil.example",
    "https://testserver@evil.example", "https://testserver.evil.example", "https://evil.example#testserver",
    "//evil.example:80", "https://evil.example?testserver", "https://[::1]", "//[::1", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example",
    "mailto:a@evil.example", "\0https://evil.example", "/\0/evil.example", "%00//evil.example", "//evil。example",
    "/%5cevil.example", "//0x7f000001", "https://еvil.example", "tel:1", "file:///etc/passwd",
]  # fmt: skip


def browser_destination(location):
    """Resolve an address as browsers do (URL standard): tabs and line ends are ignored, a backslash is a slash."""
    read = re.sub(r"[\t\r\n\0]", "", location).strip().replace("\\", "/")
    return urlsplit(urljoin("http://testserver/konto/logowanie/", read))


def redirects_to_other_sites(office, following):
    """Log in and out with the address as the place to go to; return the redirects that leave the portal."""
    sent = {"login": office.people["coordinator"].username, "password": factories.PASSWORD, "next": following}
    pages = [
        ("/konto/logowanie/", sent),
        ("/konto/wylogowanie/", {"next": following}),
        ("/admin/logout/", {"next": following}),
    ]
    strayed = []
    for address, fields in pages:
        for query in ("", f"?next={quote(following)}"):
            for client in (Client(), office.clients["officer"], office.clients["administrator"]):
                for response in (client.get(address + query), client.post(address + query, fields)):
                    assert response.status_code in (200, 302, 400)
                    location = response.get("Location", "/")
                    destination = browser_destination(location)
                    if (destination.scheme, destination.netloc) != ("http", "testserver"):
                        strayed.append(location)
    return strayed


@pytest.mark.parametrize("following", OFF_SITE, ids=ascii)
def test_log_in_never_redirects_to_another_site(office, following):
    assert redirects_to_other_sites(office, following) == []


def test_control_unchecked_redirect_is_detected(office, monkeypatch):
    monkeypatch.setattr(StaffAdapter, "is_safe_url", lambda _adapter, _url: True)
    assert "https://evil.example/" in redirects_to_other_sites(office, "https://evil.example/")


def test_control_redirect_to_another_site_is_detected():
    strayed = [
        browser_destination(address)
        for address in ("//evil.example", "/\\evil.example", "/\t/evil.example", "https:evil.example")
    ]
    assert [place.netloc for place in strayed[:3]] == ["evil.example"] * 3
    assert strayed[3].scheme == "https"


@pytest.mark.parametrize(
    "path", ["/en//evil.example/", "/en/%5Cevil.example/", "//evil.example/", "/en/%2F%2Fevil.example/"]
)
def test_language_link_stays_on_the_site(client, db, settings, path):
    page = client.get(path)
    portal = urlsplit(settings.PORTAL_URL).netloc  # of the canonical address
    for href in re.findall(r'href="([^"]*)"', page.content.decode()):
        assert browser_destination(href).netloc in ("testserver", portal), href
