"""Recovery codes: shown once, counted only when somebody has seen them, and used at log-in."""

import re
from typing import Any

import pytest

from tests import factories
from tests.cooperation.views.test_security import APP, CODES, FACTOR, INDEX, log_in, secret_on
from tests.one_time_codes import totp


@pytest.fixture
def person(db: Any) -> Any:
    return factories.officer(username="koordynator")


def test_recovery_codes_are_visible_once(client, person):
    log_in(client)
    client.post(APP, {"code": totp(secret_on(client.get(APP)))})
    first = re.findall(r"<code>(\d{8})</code>", client.post(CODES).content.decode())
    for address in (INDEX, CODES):
        page = client.get(address).content.decode()
        assert not [code for code in first if code in page]
    second = client.post(CODES, {"replaces": client.get(CODES).context["replaces"]}).content.decode()
    assert len(set(re.findall(r"<code>(\d{8})</code>", second)) - set(first)) == 10
    client.post("/konto/wylogowanie/")
    log_in(client)
    assert client.post(FACTOR, {"code": first[0]}).status_code == 200  # replaced by the second set


def test_repeated_form_of_codes_leaves_shown_codes_valid(client, person):
    log_in(client)
    client.post(APP, {"code": totp(secret_on(client.get(APP)))})
    form = {"replaces": client.get(CODES).context["replaces"]}
    codes = re.findall(r"<code>(\d{8})</code>", client.post(CODES, form).content.decode())
    assert client.post(CODES, form)["Location"] == CODES  # the page is loaded again
    assert "Nie utworzono nowych kodów" in client.get(INDEX).content.decode()
    client.post("/konto/wylogowanie/")
    log_in(client)
    assert client.post(FACTOR, {"code": codes[0]}).status_code == 302


def test_codes_that_nobody_saw_are_not_counted(client, person):
    log_in(client)
    client.post(APP, {"code": totp(secret_on(client.get(APP)))})
    page = client.get(INDEX).content.decode()
    assert "Nie ma ich jeszcze" in page
    assert "pozostało" not in page


def test_log_in_by_recovery_code_says_how_many_are_left(client, person):
    log_in(client)
    client.post(APP, {"code": totp(secret_on(client.get(APP)))})
    codes = re.findall(r"<code>(\d{8})</code>", client.post(CODES).content.decode())
    client.post("/konto/wylogowanie/")
    log_in(client)
    page = client.post(FACTOR, {"code": codes[0]}, follow=True).content.decode().replace("\u00a0", " ")
    assert "Zalogowano kodem zapasowym; pozostało 9 kodów." in page
    assert f'<a href="{INDEX}">Bezpieczeństwo konta</a>' in page
