"""The second factor in a browser: an app without JavaScript, passkeys with Chromium's virtual authenticator."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from cooperation.models import Letter
from cooperation.services import invitations
from tests import factories
from tests.e2e.test_axe import PHONE, WIDER, violations
from tests.one_time_codes import totp

LOGIN, INDEX = "/konto/logowanie/", "/konto/bezpieczenstwo/"


@pytest.fixture(autouse=True)
def _factor_required(settings: Any) -> None:
    settings.SECOND_FACTOR = "coordinators"


def go_to(page: Page, address: str) -> None:
    """Open an address once the present page has loaded: an aborted request would fail the test."""
    page.wait_for_load_state()
    page.goto(address)


def log_in(page: Page, name: str = "koordynator") -> None:
    go_to(page, LOGIN)
    page.fill("[name=login]", name)
    page.fill("[name=password]", factories.PASSWORD)
    page.click("main form button.btn-primary")


def check(page: Page, heading: str) -> None:
    """Check the page with axe, that it fits into its window, and that no sentence ends with two full stops."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert ".." not in page.locator("main").inner_text()
    assert violations(page) == []
    assert page.evaluate(WIDER) == []


def add_authenticator(page: Page, *, verifies_person: bool = True) -> tuple[Any, str]:
    """Add a virtual authenticator to the browser; return its session and identifier."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal" if verifies_person else "usb",
        "hasResidentKey": verifies_person,
        "hasUserVerification": verifies_person,
        "isUserVerified": verifies_person,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_coordinator_sets_up_app_on_phone_without_javascript(open_page, office):
    page = open_page(java_script_enabled=False, viewport=PHONE)
    log_in(page)
    expect(page).to_have_url(INDEX)
    assert page.locator("nav.site-nav").count() == 0
    page.get_by_role("link", name="Ustaw aplikację").click()
    expect(page.get_by_role("img", name=re.compile("Kod QR"))).not_to_have_js_property("naturalWidth", 0)
    secret = "".join(page.locator("main code").inner_text().split())
    page.get_by_label("Kod z aplikacji").fill("000000")
    page.get_by_role("button", name="Ustaw aplikację").click()
    expect(page.get_by_role("alert")).to_contain_text("Aplikacja nie została ustawiona")
    page.get_by_label("Kod z aplikacji").fill(totp(secret))
    page.get_by_role("button", name="Ustaw aplikację").click()
    page.get_by_role("button", name="Pokaż nowe kody zapasowe").click()
    expect(page.locator("main ol code")).to_have_count(10)  # the next page has come
    codes = page.locator("main ol code").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Zapisz kody w pliku").click()
    assert download.value.suggested_filename == "kody-zapasowe.txt"
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.isdigit()] == codes
    page.get_by_role("link", name="Kody zapisane, dalej").click()
    expect(page).to_have_url("/panel/")
    page.get_by_role("button", name="Wyloguj się").click()
    log_in(page)
    page.get_by_label("Kod").fill(codes[3])
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    expect(page).to_have_url("/panel/")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_pages_of_security_have_no_faults(open_page, office, size):
    page = open_page(viewport=PHONE if size == "phone" else {"width": 1280, "height": 900})
    log_in(page)
    check(page, "Ustaw drugi składnik")
    go_to(page, f"{INDEX}aplikacja/")
    check(page, "Ustaw aplikację z kodami")
    secret = "".join(page.locator("main code").inner_text().split())
    page.get_by_label("Kod z aplikacji").fill(totp(secret))
    page.get_by_role("button", name="Ustaw aplikację").click()
    check(page, "Kody zapasowe")
    page.get_by_role("button", name="Pokaż nowe kody zapasowe").click()
    expect(page.get_by_role("link", name="Kody zapisane, dalej")).to_be_visible()  # of the next page with this heading
    check(page, "Kody zapasowe")
    go_to(page, INDEX)
    check(page, "Bezpieczeństwo konta")
    go_to(page, f"{INDEX}aplikacja/usuniecie/")
    check(page, "Usunąć aplikację z kodami z konta?")
    go_to(page, "/konto/sesje/")
    check(page, "Aktywne sesje")
    go_to(page, "/konto/potwierdzenie/kod/")
    check(page, "Potwierdź, że to Ty")
    add_authenticator(page)
    go_to(page, f"{INDEX}klucze/nowy/")
    check(page, "Dodaj klucz dostępu")
    page.get_by_role("button", name="Dodaj klucz dostępu").click()
    expect(page.get_by_role("status")).to_contain_text("Klucz dostępu został dodany")
    go_to(page, "/konto/potwierdzenie/klucz/")
    check(page, "Potwierdź, że to Ty")
    go_to(page, f"{INDEX}klucze/{Authenticator.objects.get(type='webauthn').pk}/usuniecie/")
    check(page, "Usunąć klucz dostępu „Klucz 1”?")
    page.context.clear_cookies()
    log_in(page)
    check(page, "Drugi składnik")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_pages_of_log_in_have_no_faults(open_page, office, settings, size):
    settings.MAIL_IS_SET_UP = True
    page = open_page(viewport=PHONE if size == "phone" else {"width": 1280, "height": 900})
    go_to(page, f"{LOGIN}kod/")
    check(page, "Zaloguj się kodem z wiadomości e-mail")
    page.get_by_label("Nazwa użytkownika lub adres e-mail").fill("urzednik")
    page.get_by_role("button", name="Wyślij kod").click()
    check(page, "Wpisz kod z wiadomości")
    page.get_by_label("Kod z wiadomości").fill("BBBB-BBBB")
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Kod jest błędny")
    check(page, "Wpisz kod z wiadomości")
    go_to(page, "/konto/haslo/odzyskiwanie/")
    check(page, "Nie pamiętam hasła")
    page.get_by_label("Adres e-mail").fill("x")
    page.get_by_role("button", name="Wyślij link").click()
    expect(page.get_by_role("alert")).to_contain_text("Adres e-mail: ")
    check(page, "Nie pamiętam hasła")
    page.get_by_label("Adres e-mail").fill("x@example.org")
    page.get_by_role("button", name="Wyślij link").click()
    check(page, "Sprawdź skrzynkę pocztową")
    go_to(page, urlsplit(invitations.password_link(office.officer, is_invitation=True)).path)
    check(page, "Ustaw hasło do swojego konta")
    go_to(page, "/konto/zaproszenie/1-abc-def/")
    check(page, "Ten link już nie działa")
    go_to(page, "/konto/nieaktywne/")
    check(page, "Konto jest wyłączone")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_pages_of_password_have_no_faults(open_page, office, size):
    page = office.sign_in(
        open_page(viewport=PHONE if size == "phone" else {"width": 1280, "height": 900}), office.officer
    )
    go_to(page, "/konto/potwierdzenie/")
    check(page, "Potwierdź, że to Ty")
    page.get_by_label("Hasło").fill("nie to")
    page.get_by_role("button", name="Potwierdź").click()
    expect(page.get_by_role("alert")).to_contain_text("Nie potwierdzono")
    check(page, "Potwierdź, że to Ty")
    page.get_by_role("link", name="Anuluj").click()
    check(page, "Bezpieczeństwo konta")
    page.get_by_role("link", name="Zmień hasło").click()
    check(page, "Zmień hasło")
    go_to(page, "/konto/wylogowanie/")
    check(page, "Czy chcesz się wylogować?")


def test_passkey_is_set_up_and_logs_in_alone(page, office):
    User.objects.filter(username="koordynator").update(email="k@example.org")
    add_authenticator(page)
    log_in(page)
    page.get_by_role("link", name="Dodaj klucz dostępu").click()
    page.get_by_label("Nazwa klucza").fill("Laptop służbowy")
    page.get_by_role("button", name="Dodaj klucz dostępu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kody zapasowe")
    go_to(page, INDEX)
    expect(page.locator("main")).to_contain_text("Laptop służbowy, dodany")
    page.get_by_role("button", name="Wyloguj się").click()
    go_to(page, f"{LOGIN}?next=/panel/okresy/")
    page.get_by_role("button", name="Zaloguj się kluczem dostępu").click()
    expect(page).to_have_url("/panel/okresy/")
    assert Letter.objects.filter(text__contains="dodano klucz dostępu").count() == 1


def test_security_key_is_second_factor_after_password(page, office):
    add_authenticator(page, verifies_person=False)
    log_in(page)
    page.get_by_role("link", name="Dodaj klucz dostępu").click()
    page.get_by_label("Logowanie samym tym kluczem").uncheck()
    page.get_by_role("button", name="Dodaj klucz dostępu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kody zapasowe")
    go_to(page, INDEX)
    page.get_by_role("button", name="Wyloguj się").click()
    log_in(page)
    page.get_by_role("button", name="Użyj klucza dostępu").click()
    expect(page).to_have_url("/panel/")


def test_key_of_another_authenticator_is_refused(page, office):
    session, identifier = add_authenticator(page)
    log_in(page)
    page.get_by_role("link", name="Dodaj klucz dostępu").click()
    page.get_by_role("button", name="Dodaj klucz dostępu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kody zapasowe")
    page.get_by_role("button", name="Pokaż nowe kody zapasowe").click()
    page.get_by_role("link", name="Kody zapisane, dalej").click()
    page.get_by_role("button", name="Wyloguj się").click()
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": identifier})
    add_authenticator(page)
    log_in(page)
    page.get_by_role("button", name="Użyj klucza dostępu").click()
    expect(page.get_by_role("alert").filter(has_text="Nie użyto klucza")).to_be_visible()
    go_to(page, "/panel/")
    expect(page).to_have_url(re.compile(f"{LOGIN}"))
