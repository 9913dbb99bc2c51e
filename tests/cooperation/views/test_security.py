"""The second factor: its set-up, the log-in with it, its removal and reset, and who must have it.

Recovery codes are in test_recovery_codes.py.
"""

import base64
import json
import os
import re
import subprocess
import sys
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client

from cooperation.models import AccessChange
from cooperation.models.unsaved_input import UnsavedInput
from cooperation.services import second_factor
from tests import factories
from tests.indicators.admin.conftest import filled
from tests.one_time_codes import totp
from tests.permissions.table import LOGIN as LOGIN_NEEDED
from tests.permissions.table import ROWS

LOGIN, FACTOR = "/konto/logowanie/", "/konto/logowanie/drugi-skladnik/"
INDEX, APP, CODES = "/konto/bezpieczenstwo/", "/konto/bezpieczenstwo/aplikacja/", "/konto/bezpieczenstwo/kody/"
SECRET = base64.b32encode(b"12345678901234567890").decode()
NOON = "2026-03-02T12:00:00Z"


@pytest.fixture(autouse=True)
def _factor_required(settings: Any) -> None:
    settings.SECOND_FACTOR = "coordinators"


@pytest.fixture
def person(db: Any) -> Any:
    return factories.coordinator(username="koordynator")


def log_in(client: Client, name: str = "koordynator", next_url: str = "") -> Any:
    return client.post(LOGIN, {"login": name, "password": factories.PASSWORD, "next": next_url})


def secret_on(page: Any) -> str:
    return "".join(re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())[1].split())


def test_totp_of_tests_agrees_with_rfc() -> None:
    assert totp(SECRET, at=59) == "287082"


# --- set-up ---------------------------------------------------------------------------------------------------------


def test_coordinator_sets_up_app_after_log_in_and_continues(client, person):
    log_in(client, next_url="/panel/zatwierdzanie/")
    assert client.get("/panel/zatwierdzanie/")["Location"] == INDEX
    assert "Ustaw drugi składnik" in client.get(INDEX).content.decode()
    page = client.get(APP)  # without the password again: it was entered just now
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    secret = secret_on(page)
    assert client.post(APP, {"code": totp(secret)})["Location"] == CODES
    page = client.post(CODES)
    codes = re.findall(r"<code>(\d{8})</code>", page.content.decode())
    assert len(set(codes)) == 10
    file = unquote(re.search(r'href="data:text/plain;charset=utf-8,([^"]+)"', page.content.decode())[1])
    assert [line for line in file.splitlines() if line.isdigit()] == codes
    assert page.context["next_address"] == "/panel/zatwierdzanie/"
    assert client.get("/panel/zatwierdzanie/").status_code == 200


def test_second_click_of_set_up_leads_to_overview_and_not_to_removal(client, person):
    log_in(client)
    code = totp(secret_on(client.get(APP)))
    assert client.post(APP, {"code": code})["Location"] == CODES
    assert client.post(APP, {"code": code})["Location"] == INDEX
    assert client.get(APP)["Location"] == INDEX
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_wrong_code_does_not_set_up_app(client, person):
    log_in(client)
    secret = secret_on(client.get(APP))
    page = client.post(APP, {"code": "000000" if totp(secret) != "000000" else "111111"})
    assert "Kod jest błędny" in page.content.decode()
    assert secret_on(page) == secret  # the picture that was scanned stays
    assert not Authenticator.objects.exists()


def test_secrets_are_stored_encrypted(client, person):
    log_in(client)
    secret = secret_on(client.get(APP))
    client.post(APP, {"code": totp(secret)})
    client.post(CODES)
    data = {factor.type: factor.data for factor in Authenticator.objects.all()}
    assert secret not in json.dumps(data)
    assert second_factor.decrypt(data["totp"]["secret"]) == secret
    assert len(second_factor.decrypt(data["recovery_codes"]["seed"])) == 80
    assert secret not in str(dict(client.session))


def test_app_needs_confirmation_later_than_five_minutes_after_log_in(client, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    log_in(client)
    time_machine.shift(299)
    assert client.get(APP).status_code == 200
    time_machine.shift(2)
    assert client.get(APP)["Location"].startswith("/konto/potwierdzenie/?")
    client.post(f"/konto/potwierdzenie/?next={APP}", {"password": factories.PASSWORD})
    assert client.get(APP).status_code == 200


# --- log-in ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def protected(person: Any) -> Any:
    TOTP.activate(person, SECRET)
    return person


def test_log_in_asks_for_code_and_keeps_destination(client, protected):
    assert log_in(client, next_url="/panel/okresy/")["Location"] == FACTOR
    assert client.get("/panel/").status_code == 302
    assert client.post(FACTOR, {"code": totp(SECRET)})["Location"] == "/panel/okresy/"
    assert client.get("/panel/okresy/").status_code == 200


def test_each_code_works_once(client, protected, time_machine):
    """Also in the next half-minute, in which it would still be accepted."""
    time_machine.move_to(NOON, tick=False)
    code = totp(SECRET)
    for seconds, status in ((0, 302), (1, 200), (29, 200), (59, 200)):
        time_machine.move_to(NOON, tick=False)
        time_machine.shift(seconds)
        browser = Client()
        log_in(browser)
        assert browser.post(FACTOR, {"code": code}).status_code == status, seconds


def test_code_of_set_up_does_not_log_in(client, person, time_machine):
    time_machine.move_to(NOON, tick=False)
    log_in(client)
    secret = secret_on(client.get(APP))
    client.post(APP, {"code": totp(secret)})
    other = Client()
    log_in(other)
    assert other.post(FACTOR, {"code": totp(secret)}).status_code == 200
    time_machine.shift(30)
    assert other.post(FACTOR, {"code": totp(secret)}).status_code == 302


@pytest.mark.parametrize(("seconds", "status"), [(-31, 302), (31, 302), (-61, 200), (61, 200)])
def test_code_of_neighbouring_half_minute_is_accepted(client, protected, time_machine, seconds, status):
    time_machine.move_to("2026-03-02T12:00:15Z", tick=False)
    at = 1772452815 + seconds
    log_in(client)
    assert client.post(FACTOR, {"code": totp(SECRET, at=at)}).status_code == status


def test_five_wrong_codes_stop_further_attempts(client, protected, time_machine):
    time_machine.move_to(NOON, tick=False)
    log_in(client)
    wrong = next(code for code in ("000000", "111111", "222222", "333333") if code != totp(SECRET))
    for _attempt in range(5):
        assert "Kod jest błędny" in client.post(FACTOR, {"code": wrong}).content.decode()
    page = client.post(FACTOR, {"code": totp(SECRET)})
    assert "Zbyt wiele" in page.content.decode()
    other = Client()  # the account is counted, not the browser
    log_in(other)
    assert other.post(FACTOR, {"code": totp(SECRET)}).status_code == 200
    time_machine.shift(301)
    assert client.post(FACTOR, {"code": totp(SECRET)}).status_code == 302


@pytest.mark.parametrize("code", ["", " ", "x" * 21, "１２３４５６", "123 456", "\x00", "'; --"])
def test_malformed_code_is_refused(client, protected, code):
    log_in(client)
    assert client.post(FACTOR, {"code": code}).status_code == 200
    assert client.get("/panel/").status_code == 302


def test_log_in_can_begin_anew(client, protected):
    log_in(client)
    assert client.get(LOGIN)["Location"] == FACTOR
    client.post("/konto/wylogowanie/", {"next": LOGIN})
    assert client.get(LOGIN).status_code == 200


def test_secret_of_former_key_asks_for_reset(client, protected, settings):
    settings.SECRET_KEY = "x" * 50
    log_in(client)
    page = client.post(FACTOR, {"code": totp(SECRET)})
    assert "administratora" in page.content.decode()
    settings.SECRET_KEY_FALLBACKS = ["only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"]
    assert client.post(FACTOR, {"code": totp(SECRET)}).status_code == 302


# --- passkeys (with a real authenticator in tests/e2e/test_second_factor.py) ------------------------------------------

B64 = "AAAA"
MALFORMED = [
    "",
    "x",
    "null",
    "[]",
    "{}",
    '{"id": 1}',
    json.dumps({"id": B64, "rawId": B64, "type": "public-key", "response": {}}),
    json.dumps({"id": "!", "rawId": "!", "type": "public-key", "response": {"clientDataJSON": "!"}}),
    json.dumps(
        {
            "id": B64,
            "rawId": B64,
            "type": "public-key",
            "response": {
                "clientDataJSON": B64,
                "authenticatorData": B64,
                "attestationObject": B64,
                "signature": B64,
                "userHandle": "MQ",
            },
            "clientExtensionResults": {},
        }
    ),
    "[" * 100_000,
    "[" * 20_000,
    '{"id": ' + "[" * 20_000,
    '{"id": ' + "9" * 5000 + "}",
    '{"id": 1e999, "x": NaN}',
    '{"id": "\\u0000"}',
    '{"id": "\\ud800"}',
]


def registration(attested: bytes) -> str:
    """Return what a browser sends for a new key, with the bytes as its attestation."""
    response = {"clientDataJSON": B64, "attestationObject": base64.urlsafe_b64encode(attested).decode().rstrip("=")}
    return json.dumps({"id": B64, "rawId": B64, "type": "public-key", "response": response})


# CBOR: lists in a list, a text and a list of 2^64 - 1 items, a map whose key is a list.
CBOR = [b"\x81" * 10_000, b"\x7b" + b"\xff" * 8, b"\x9b" + b"\xff" * 8, b"\xa1\x80\x01"]


@pytest.mark.parametrize("credential", [*MALFORMED, *map(registration, CBOR)], ids=lambda text: text[:40])
def test_malformed_key_is_refused(client, protected, credential):
    address = "/konto/logowanie/klucz/"
    client.get(address, headers={"Accept": "application/json"})
    assert client.post(address, {"credential": credential})["Location"] == LOGIN
    log_in(client)
    assert client.post(FACTOR, {"credential": credential}).status_code == 200
    assert client.get("/panel/").status_code == 302
    client.post(FACTOR, {"code": totp(SECRET)})
    new = f"{INDEX}klucze/nowy/"
    assert client.get(new).context["passkey_options"]
    assert client.post(new, {"credential": credential, "name": "x"}).status_code == 200
    confirmation = "/konto/potwierdzenie/klucz/"
    assert client.post(confirmation, {"credential": credential}).status_code == 302
    assert not Authenticator.objects.filter(type="webauthn").exists()


# --- removal and reset ------------------------------------------------------------------------------------------------


def test_removal_of_app_requires_code_although_password_is_known(client, protected, time_machine):
    time_machine.move_to(NOON, tick=False)
    log_in(client)
    client.post(FACTOR, {"code": totp(SECRET)})
    time_machine.shift(600)
    answer = client.get(f"{APP}usuniecie/", follow=True)
    assert answer.request["PATH_INFO"] == "/konto/potwierdzenie/kod/"
    assert client.post("/konto/potwierdzenie/", {"password": factories.PASSWORD})["Location"].startswith(
        "/konto/potwierdzenie/kod/"
    )
    client.post(f"/konto/potwierdzenie/kod/?next={APP}usuniecie/", {"code": totp(SECRET)})
    assert client.post(f"{APP}usuniecie/")["Location"] == INDEX
    assert not Authenticator.objects.exists()
    assert client.get("/panel/")["Location"] == INDEX  # a new factor is required


def test_administrator_resets_factor_of_colleague(client, protected):
    other = Client()
    log_in(other)
    other.post(FACTOR, {"code": totp(SECRET)})
    assert other.get("/panel/").status_code == 200
    administrator = factories.administrator(username="administrator")
    TOTP.activate(administrator, SECRET)
    client.force_login(administrator)
    address = f"/admin/auth/user/{protected.pk}/change/"
    page = client.get(address)
    assert "_reset_second_factor" in page.content.decode()
    sent = filled(page) | {"_reset_second_factor": "1"}
    sent.pop("_save", None)
    text = client.post(address, sent, follow=True).content.decode()
    assert "Drugi składnik konta koordynator" in text
    assert not Authenticator.objects.filter(user=protected).exists()
    change = AccessChange.objects.get()
    assert (change.person, change.kind, change.by) == (protected, "factor_reset", administrator)
    assert other.get("/panel/").status_code == 302
    assert log_in(other)["Location"] == "/panel/"
    assert other.get("/panel/")["Location"] == INDEX


def test_administrator_does_not_reset_own_factor(client, db):
    administrator = factories.administrator(username="administrator")
    TOTP.activate(administrator, SECRET)
    client.force_login(administrator)
    page = client.get(f"/admin/auth/user/{administrator.pk}/change/")
    assert "_reset_second_factor" not in page.content.decode()


def test_command_resets_factor(protected, capsys):
    call_command("reset_second_factor", "KOORDYNATOR")
    assert "koordynator" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="nie ma drugiego składnika"):
        call_command("reset_second_factor", "koordynator")
    with pytest.raises(CommandError, match="nikt"):
        call_command("reset_second_factor", "nikt")


def test_secrets_are_encrypted_again_with_new_key(protected, settings, capsys):
    former, settings.SECRET_KEY = settings.SECRET_KEY, "y" * 50
    with pytest.raises(CommandError, match="SECRET_KEY_FALLBACKS"):
        call_command("encrypt_again")
    settings.SECRET_KEY_FALLBACKS = [former]
    call_command("encrypt_again")
    settings.SECRET_KEY_FALLBACKS = []
    factor = Authenticator.objects.get()
    assert second_factor.decrypt(factor.data["secret"]) == SECRET


# --- who must have it -------------------------------------------------------------------------------------------------


def test_officer_is_offered_factor_and_does_not_need_it(client, db, settings):
    officer = factories.officer(username="urzednik")
    client.force_login(officer)
    assert client.get("/panel/").status_code == 200
    assert APP in client.get(INDEX).content.decode()
    settings.SECOND_FACTOR = "staff"
    assert client.get("/panel/")["Location"] == INDEX


def test_superuser_needs_factor(client, db):
    client.force_login(factories.UserFactory(is_superuser=True, is_staff=True))
    assert client.get("/admin/")["Location"] == INDEX


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_without_factor_every_page_of_panel_and_administration_is_closed(db, role):
    """Public pages stay open, and pages of the account, on which the factor is set up."""
    client = Client()
    client.force_login(getattr(factories, role)(username=role))
    names = "own other waiting described draft draft_goal evidence question stored_draft amendment"
    numbers = dict.fromkeys(names.split(), 1)
    closed = []
    rows = [(prefix, row) for prefix, route, row in ROWS if not route.startswith("konto/")]
    for prefix, row in rows:
        for method, sent in (("get", {}), ("post", row.sent)):
            address = prefix + row.address.format(**numbers)
            answer = getattr(client, method)(address, sent)
            if (row.get if method == "get" else row.post)["anonymous"] != LOGIN_NEEDED:
                assert (answer.status_code, answer.get("Location")) != (302, INDEX), address
            else:
                assert (answer.status_code, answer["Location"].removeprefix("/en")) == (302, INDEX), (method, address)
                closed.append(address)
    assert len(closed) > 100
    assert client.get("/admin/auth/user/")["Location"] == INDEX
    assert client.get("/panel/sesja/", headers={"HX-Request": "true"}).status_code == 403


def test_form_that_is_sent_without_factor_is_restored_after_set_up(client, person):
    log_in(client)
    client.get("/panel/")
    sent = {"do": "days", "seen": "x", "opens_on": "1.02.2025", "due_on": "", "reason": "Zmiana terminu."}
    assert client.post("/panel/okresy/2021-2025/2024/", sent)["Location"] == INDEX
    client.post(APP, {"code": totp(secret_on(client.get(APP)))})
    next_address = client.post(CODES).context["next_address"]
    assert next_address.startswith("/panel/okresy/2021-2025/2024/?wpisane=")
    assert json.loads(UnsavedInput.objects.get().fields) == [[name, value] for name, value in sent.items()]


def test_unknown_value_of_setting_is_refused():
    result = subprocess.run(
        [sys.executable, "-c", "import cooperation.settings"],
        env=os.environ | {"SECOND_FACTOR": "nobody"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "SECOND_FACTOR is one of: none, coordinators, staff." in result.stderr
