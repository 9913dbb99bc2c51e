"""Log-in with the account of the office in a browser: the content security policy lets the way to the issuer pass."""

import re
from typing import Any

import pytest
import requests
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import expect

from tests.e2e.test_axe import violations

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider's libraries


@pytest.mark.parametrize("has_script", [True, False])
def test_officer_logs_in_with_office_account(open_page, office, browser_log, settings, has_script):
    browser_log.expect("favicon|cdn.jsdelivr.net")  # of the provider's page
    with run_server_in_thread() as server:
        settings.OIDC_ISSUER = f"http://localhost:{server.server_port}"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "portal", "sekret"
        settings.OIDC_NAME = "Urząd Przykładowy"
        claims: dict[str, Any] = {"email": office.officer.email, "email_verified": True}
        requests.put(f"{settings.OIDC_ISSUER}/users/jan", json=claims, timeout=5).raise_for_status()
        page = open_page(java_script_enabled=has_script)
        page.goto("/konto/logowanie/?next=/panel/powiadomienia/")
        if has_script:
            assert violations(page) == []
            page.route("**/oauth2/authorize*", lambda route: route.fulfill(status=204))  # the browser stays here
        page.get_by_role("button", name="Zaloguj się kontem: Urząd Przykładowy").click()
        if has_script:
            expect(page.get_by_role("heading", level=1)).to_have_text("Zaloguj się kontem urzędowym")
            assert violations(page) == []
            page.unroute("**/oauth2/authorize*")
            page.get_by_role("link", name="Przejdź do logowania urzędu").click()
        expect(page).to_have_url(re.compile("/oauth2/authorize"))
        page.locator("input[name=sub]").first.fill("jan")
        page.locator("input[name=sub]").first.press("Enter")
        expect(page).to_have_url("/panel/powiadomienia/")
