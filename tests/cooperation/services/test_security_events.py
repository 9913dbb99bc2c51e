"""Every security event is logged with the account and its cause; owners receive a letter about changes of their own."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.test import Client

from cooperation.models import AccessChange, Letter
from cooperation.services import access, invitations
from cooperation.services.security_events import SecurityEvent
from cooperation.web.openid_connect import OfficeSocialAdapter
from tests import factories
from tests.one_time_codes import totp

LOGIN, FACTOR, CODE = "/konto/logowanie/", "/konto/logowanie/drugi-skladnik/", "/konto/logowanie/kod/"
SECURITY, PASSWORD = "/konto/bezpieczenstwo/", "/konto/haslo/"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NEW = "cztery-slowa-w-hasle"


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.MAIL_IS_SET_UP, settings.SECOND_FACTOR = True, "none"


@pytest.fixture
def person(db):
    return factories.officer(username="anna", email="anna@example.org")


def log_in(client: Client, password: str = factories.PASSWORD) -> Any:
    return client.post(LOGIN, {"login": "anna", "password": password})


def wrong_code() -> str:
    return next(code for code in ("000000", "111111", "222222", "333333") if code != totp(SECRET))


def await_factor(client: Client, person: Any) -> None:
    TOTP.activate(person, SECRET)
    log_in(client)


def fail(client: Client, person: Any) -> None:
    log_in(client, "zle-haslo")


def be_refused(client: Client, person: Any) -> None:
    for _ in range(6):
        fail(client, person)


def enter_wrong_mail_code(client: Client, person: Any) -> None:
    client.post(CODE, {"email": "anna"})
    client.post(f"{CODE}wpisanie/", {"code": "AAAA-AAAA"})


def request_many_codes(client: Client, person: Any) -> None:
    for _ in range(4):
        Client().post(CODE, {"email": "anna"})


def use_forged_passkey(client: Client, person: Any) -> None:
    client.get(f"{LOGIN}klucz/", headers={"Accept": "application/json"})
    client.post(f"{LOGIN}klucz/", {"credential": "{}"})


def be_refused_by_office(client: Client, person: Any) -> None:
    request = client.get(LOGIN).wsgi_request
    with pytest.raises(ImmediateHttpResponse):
        OfficeSocialAdapter().on_authentication_error(request, None)


def enter_wrong_factor(client: Client, person: Any) -> None:
    await_factor(client, person)
    client.post(FACTOR, {"code": wrong_code()})


def enter_many_wrong_factors(client: Client, person: Any) -> None:
    await_factor(client, person)
    for _ in range(6):
        client.post(FACTOR, {"code": wrong_code()})


def change_password(client: Client, person: Any) -> None:
    log_in(client)
    fields = {"oldpassword": factories.PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(PASSWORD, fields).status_code == 302


def change_access(client: Client, person: Any) -> None:
    access.record(person, AccessChange.Kind.FACTOR_RESET, by=person)


def add_app(client: Client, person: Any) -> None:
    log_in(client)
    secret = client.get(f"{SECURITY}aplikacja/").context["form"].secret
    assert client.post(f"{SECURITY}aplikacja/", {"code": totp(secret)}).status_code == 302


def remove_app(client: Client, person: Any) -> None:
    await_factor(client, person)
    client.post(FACTOR, {"code": totp(SECRET)})
    assert client.post(f"{SECURITY}aplikacja/usuniecie/").status_code == 302


def renew_codes(client: Client, person: Any) -> None:
    RecoveryCodes.activate(person)
    await_factor(client, person)
    client.post(FACTOR, {"code": totp(SECRET)})
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert client.post(f"{SECURITY}kody/", {"replaces": codes.pk}).context["codes"]


def remove_passkey(client: Client, person: Any) -> None:
    """The ceremony with a real key is in tests/e2e/test_second_factor.py."""
    log_in(client)
    key = Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "telefon"})
    assert client.post(f"{SECURITY}klucze/{key.pk}/usuniecie/").status_code == 302


def export_personal_data(client: Client, person: Any) -> None:
    call_command("personal_data", "export", "anna")


def anonymise(client: Client, person: Any) -> None:
    person.is_active = False
    person.save()
    call_command("personal_data", "anonymise", "anna", "--yes")


# The action, whether the line names the account and the same account as its cause, and the detail.
CASES: dict[SecurityEvent, tuple[Callable[[Client, Any], Any], bool, bool, str]] = {
    SecurityEvent.LOGGED_IN: (lambda client, person: log_in(client), True, True, ""),
    SecurityEvent.LOG_IN_FAILED: (fail, True, False, ""),
    SecurityEvent.LOG_IN_REFUSED: (be_refused, True, False, "login_failed_network"),
    SecurityEvent.LOG_IN_CODE_FAILED: (enter_wrong_mail_code, True, False, ""),
    SecurityEvent.LOG_IN_CODE_REFUSED: (request_many_codes, True, False, "request_login_code"),
    SecurityEvent.PASSKEY_FAILED: (use_forged_passkey, False, False, ""),
    SecurityEvent.OFFICE_LOG_IN_REFUSED: (be_refused_by_office, False, False, "failed"),
    SecurityEvent.SECOND_FACTOR_FAILED: (enter_wrong_factor, True, False, "code"),
    SecurityEvent.SECOND_FACTOR_REFUSED: (enter_many_wrong_factors, True, False, "code"),
    SecurityEvent.PASSWORD_SET: (change_password, True, True, "change"),
    SecurityEvent.ACCESS_CHANGED: (change_access, True, True, "factor_reset"),
    SecurityEvent.FACTOR_ADDED: (add_app, True, True, "totp"),
    SecurityEvent.FACTOR_REMOVED: (remove_app, True, True, "totp"),
    SecurityEvent.RECOVERY_CODES_RENEWED: (renew_codes, True, True, ""),
    SecurityEvent.PERSONAL_DATA_EXPORTED: (export_personal_data, True, False, ""),
    SecurityEvent.PERSON_ANONYMISED: (anonymise, True, False, ""),
}


@pytest.mark.parametrize("event", SecurityEvent)
def test_event_is_logged(client, person, caplog, event):
    action, has_person, has_cause, detail = CASES[event]
    with caplog.at_level(logging.INFO, logger="security"):
        action(client, person)
    lines = [(line.person, line.by, line.detail) for line in caplog.records if getattr(line, "event", "") == event]
    assert lines == [(person.pk if has_person else None, person.pk if has_cause else None, detail)]


OWN_CHANGES = [
    (change_password, "zmieniono hasło"),
    (add_app, "dodano aplikację z\u00a0kodami"),
    (remove_app, "usunięto aplikację z\u00a0kodami"),
    (remove_passkey, "usunięto klucz dostępu"),
    (renew_codes, "utworzono nowe kody zapasowe"),
]


@pytest.mark.parametrize(("action", "sentence"), OWN_CHANGES)
def test_owner_receives_letter_about_own_change(client, person, action, sentence):
    action(client, person)
    (letter,) = Letter.objects.all()
    assert (letter.recipient, letter.address) == (person, "anna@example.org")
    assert sentence in letter.text
    assert sentence in letter.html


@pytest.mark.parametrize(("has_password", "count"), [(True, 1), (False, 0)])
def test_letter_is_sent_when_link_replaces_password(client, person, has_password, count):
    if not has_password:
        person.set_unusable_password()
        person.save()
    link = invitations.password_link(person, is_invitation=False).removeprefix("https://portal.example.org")
    client.post(client.get(link)["Location"], {"password1": NEW, "password2": NEW})
    assert Letter.objects.filter(text__contains="ustawiono nowe hasło").count() == count


# --- a password that is too short without a factor --------------------------------------------------------------------

SHORT = "x7#kQ9!2mLp4"


@pytest.fixture
def short_password(client, person):
    person.set_password(SHORT)
    person.save()
    TOTP.activate(person, SECRET)
    log_in(client, SHORT)
    client.post(FACTOR, {"code": totp(SECRET)})
    assert client.get("/panel/").status_code == 200


@pytest.mark.usefixtures("short_password")
def test_short_password_is_replaced_after_factor_is_removed(client, person):
    client.post(f"{SECURITY}aplikacja/usuniecie/")
    assert client.get("/panel/")["Location"] == PASSWORD
    assert "Bez drugiego składnika" in client.get(PASSWORD).content.decode()
    client.post(PASSWORD, {"oldpassword": SHORT, "password1": NEW, "password2": NEW})
    assert client.get("/panel/").status_code == 200


@pytest.mark.usefixtures("short_password")
def test_short_password_is_replaced_at_log_in_after_factor_is_reset(person):
    Authenticator.objects.all().delete()
    other = Client()
    log_in(other, SHORT)
    assert other.get("/panel/")["Location"] == PASSWORD
