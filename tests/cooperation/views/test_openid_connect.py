"""Log-in with the account of the office, against a real OpenID Connect provider here (oidc-provider-mock)."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from cooperation.models import AccessChange, Letter
from tests import factories
from tests.one_time_codes import totp

LOGIN, OFFICE, RETURN = "/konto/logowanie/", "/konto/logowanie/urzad/", "/konto/logowanie/urzad/powrot/"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
ADDRESS = "urzednik@example.org"
FAILED, NOT_VERIFIED = "nie powiodło się", "nie potwierdziło Twojego adresu"
NO_ACCOUNT, OTHER_PERSON = "nie ma czynnego konta", "należy do innego konta urzędowego"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider's libraries


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def _configured(issuer: str, settings: Any) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = issuer, "portal", "sekret"
    settings.SECOND_FACTOR = "coordinators"


@pytest.fixture
def officer(db: Any) -> Any:
    return factories.officer(username="urzednik", email="Urzednik@example.org")


def office_account(issuer: str, subject: str, **claims: Any) -> None:
    requests.put(f"{issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()


def address_of_issuer(client: Client, next_url: str = "", prefix: str = "") -> str:
    return str(client.post(f"{prefix}{OFFICE}", {"next": next_url}).context["address"])


def authorize(address: str, subject: str) -> str:
    """Log in at the provider; return the address to which it sends the browser."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    location = urlsplit(answer.headers["Location"])
    assert (location.netloc, location.path) == ("testserver", RETURN)
    return f"{location.path}?{location.query}"


def log_in(client: Client, subject: str, next_url: str = "") -> Any:
    return client.get(authorize(address_of_issuer(client, next_url), subject))


def message(client: Client, answer: Any) -> str:
    assert answer["Location"] == LOGIN
    assert client.get("/panel/")["Location"].startswith(LOGIN)
    return " ".join(str(text) for text in client.get(LOGIN).context["messages"])


def changed(address: str, **parameters: str) -> str:
    parts = urlsplit(address)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | parameters
    return parts._replace(query=urlencode(query)).geturl()


# --- who gets in ------------------------------------------------------------------------------------------------------


def test_first_log_in_finds_account_by_verified_address(client, issuer, officer):
    office_account(issuer, "s1", email=ADDRESS, email_verified=True, name="Jan Urzędnik")
    assert log_in(client, "s1", next_url="/panel/powiadomienia/")["Location"] == "/panel/powiadomienia/"
    assert client.get("/panel/powiadomienia/").status_code == 200
    stored = SocialAccount.objects.get()
    assert (stored.user, stored.provider, stored.uid, stored.extra_data) == (officer, issuer, "s1", {})
    officer.refresh_from_db()
    assert officer.check_password(factories.PASSWORD)


def test_later_log_ins_go_by_subject(client, issuer, officer):
    office_account(issuer, "s2", email=ADDRESS, email_verified=True)
    log_in(client, "s2")
    officer.email = "inny@example.org"
    officer.save()
    office_account(issuer, "s2", email="zmieniony@example.org", email_verified=False)
    other = Client()
    assert log_in(other, "s2")["Location"] == "/panel/"
    assert other.get("/panel/").status_code == 200


def test_invited_person_without_password_logs_in(client, issuer, officer):
    officer.set_unusable_password()
    officer.save()
    office_account(issuer, "s3", email=ADDRESS, email_verified=True)
    assert log_in(client, "s3")["Location"] == "/panel/"


def test_unverified_address_is_refused_unless_issuer_is_own_tenant(client, issuer, officer, settings):
    for number, verified in enumerate((False, None, "false", 0, 1, "yes")):
        office_account(issuer, f"u{number}", email=ADDRESS, email_verified=verified)
        assert NOT_VERIFIED in message(client, log_in(client, f"u{number}"))
    office_account(issuer, "u9", email=ADDRESS)
    assert NOT_VERIFIED in message(client, log_in(client, "u9"))
    assert not SocialAccount.objects.exists()
    settings.OIDC_TRUST_EMAIL = True
    assert log_in(client, "u9")["Location"] == "/panel/"


def test_another_subject_with_same_address_is_refused(client, issuer, officer, capsys):
    office_account(issuer, "first", email=ADDRESS, email_verified=True)
    office_account(issuer, "second", email=ADDRESS, email_verified=True)
    log_in(client, "first")
    other = Client()
    assert OTHER_PERSON in message(other, log_in(other, "second"))
    call_command("disconnect_office_account", "urzednik")
    assert "odłączone" in capsys.readouterr().out
    assert log_in(other, "second")["Location"] == "/panel/"
    assert SocialAccount.objects.get().uid == "second"
    SocialAccount.objects.all().delete()
    with pytest.raises(CommandError, match="urzednik"):
        call_command("disconnect_office_account", "urzednik")


def test_connection_and_disconnection_are_in_register_with_letters(client, issuer, officer):
    factories.coordinator(username="koordynator", email="k@example.org")
    office_account(issuer, "noted", email=ADDRESS, email_verified=True)
    for _ in range(2):  # the second log-in connects nothing
        log_in(client, "noted")
        client.post("/konto/wylogowanie/")
    call_command("disconnect_office_account", "urzednik")
    changes = AccessChange.objects.order_by("pk")
    assert [(change.kind, change.person, change.by) for change in changes] == [
        ("office_connected", officer, officer),
        ("office_disconnected", officer, None),
    ]
    letters = Letter.objects.filter(text__contains="- podłączono konto urzędowe")
    assert {letter.recipient.username for letter in letters} == {"urzednik", "koordynator"}
    assert Letter.objects.filter(text__contains="- odłączono konto urzędowe").count() == 2


def test_nobody_signs_up(client, issuer, officer):
    people = User.objects.count()
    office_account(issuer, "stranger", email="obcy@example.org", email_verified=True, preferred_username="urzednik")
    office_account(issuer, "nobody", email="", email_verified=True)
    assert NO_ACCOUNT in message(client, log_in(client, "stranger"))
    assert NOT_VERIFIED in message(client, log_in(client, "nobody"))
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_address_of_two_accounts_is_refused(client, issuer, officer):
    factories.officer(username="drugi", email=ADDRESS)
    office_account(issuer, "two", email=ADDRESS, email_verified=True)
    assert "kilka kont" in message(client, log_in(client, "two"))


def test_disabled_account_stays_out(client, issuer, officer):
    office_account(issuer, "off", email=ADDRESS, email_verified=True)
    log_in(client, "off")
    officer.is_active = False
    officer.save()
    other = Client()
    log_in(other, "off")
    SocialAccount.objects.all().delete()
    log_in(other, "off")
    assert [browser.get("/panel/").status_code for browser in (client, other)] == [302, 302]
    assert not SocialAccount.objects.exists()


def test_roles_stay_in_portal_and_coordinator_needs_factor(client, issuer, db):
    person = factories.coordinator(username="koordynator", email="k@example.org")
    office_account(issuer, "k", email="k@example.org", email_verified=True, roles=["administrator"])
    log_in(client, "k")
    assert client.get("/panel/")["Location"] == "/konto/bezpieczenstwo/"
    TOTP.activate(person, SECRET)
    other = Client()
    assert log_in(other, "k")["Location"] == "/konto/logowanie/drugi-skladnik/"
    assert other.get("/panel/").status_code == 302
    other.post("/konto/logowanie/drugi-skladnik/", {"code": totp(SECRET)})
    assert other.get("/panel/").status_code == 200
    assert {group.name for group in person.groups.all()} == {"coordinator"}


# --- languages --------------------------------------------------------------------------------------------------------


def test_english_log_in_returns_by_the_same_address_to_english_pages(client, issuer, officer):
    office_account(issuer, "en", email=ADDRESS, email_verified=True)
    office_account(issuer, "obcy", email="obcy@example.org", email_verified=True)
    refused = client.get(authorize(address_of_issuer(client, prefix="/en"), "obcy"))
    assert refused["Location"] == f"/en{LOGIN}"
    assert "no active account" in client.get(refused["Location"]).content.decode()
    assert client.get(authorize(address_of_issuer(client, prefix="/en"), "en"))["Location"] == "/en/panel/"
    assert client.get(f"/en{RETURN}").status_code == 404
    polish = Client()
    assert log_in(polish, "en")["Location"] == "/panel/"


def test_second_factor_after_english_log_in_is_english(client, issuer, db):
    person = factories.coordinator(username="koordynator", email="k@example.org")
    TOTP.activate(person, SECRET)
    office_account(issuer, "k-en", email="k@example.org", email_verified=True)
    answer = client.get(authorize(address_of_issuer(client, "/en/panel/okresy/", prefix="/en"), "k-en"))
    assert answer["Location"].startswith("/en/konto/logowanie/drugi-skladnik/")
    answer = client.post(answer["Location"], {"code": totp(SECRET)})
    assert answer["Location"] == "/en/panel/okresy/"


# --- tampering --------------------------------------------------------------------------------------------------------


@pytest.fixture
def known(issuer: str, officer: Any) -> str:
    office_account(issuer, "known", email=ADDRESS, email_verified=True)
    SocialAccount.objects.create(user=officer, provider=issuer, uid="known")
    return "known"


def test_control_untampered_log_in_succeeds(client, known):
    assert log_in(client, known)["Location"] == "/panel/"


def test_state_of_another_session_is_refused(client, known):
    """Otherwise somebody could log a person into another account by a link."""
    attacker = Client()
    address = authorize(address_of_issuer(attacker), known)
    assert FAILED in message(client, client.get(address))
    address_of_issuer(client)
    assert FAILED in message(client, client.get(address))


@pytest.mark.parametrize("state", ["", "x", "0" * 16])
def test_changed_state_is_refused(client, known, state):
    address = authorize(address_of_issuer(client), known)
    assert FAILED in message(client, client.get(changed(address, state=state)))


def test_state_works_once(client, known):
    address = authorize(address_of_issuer(client), known)
    assert client.get(address)["Location"] == "/panel/"
    client.post("/konto/wylogowanie/")
    assert FAILED in message(client, client.get(address))


@pytest.mark.parametrize("nonce", ["", "x", "0" * 32])
def test_changed_nonce_is_refused(client, known, nonce):
    address = changed(address_of_issuer(client), nonce=nonce)
    assert FAILED in message(client, client.get(authorize(address, known)))


def test_code_of_another_log_in_is_refused(client, known):
    """The nonce binds the code to the session that asked for it."""
    stolen = parse_qs(urlsplit(authorize(address_of_issuer(Client()), known)).query)["code"][0]
    address = authorize(address_of_issuer(client), known)
    assert FAILED in message(client, client.get(changed(address, code=stolen)))


def test_invented_code_is_refused(client, known):
    address = authorize(address_of_issuer(client), known)
    assert FAILED in message(client, client.get(changed(address, code="x")))


def test_cancelled_log_in_says_so(client, known):
    state = parse_qs(urlsplit(address_of_issuer(client)).query)["state"][0]
    answer = client.get(RETURN, {"state": state, "error": "access_denied"})
    assert "anulowane" in message(client, answer)


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FORGERIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # changed claims, changed options of the signature
    "key of somebody else": ({}, {}),
    "no signature": ({}, {"algorithm": "none", "key": None}),
    "shared secret": ({}, {"algorithm": "HS256", "key": "x" * 32}),
    "unknown key": ({}, {"headers": {"kid": "x"}}),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_token_is_refused(client, issuer, known, monkeypatch, name):
    claims, options = FORGERIES[name]
    address = address_of_issuer(client)
    nonce = parse_qs(urlsplit(address).query)["nonce"][0]
    kid = requests.get(f"{issuer}/jwks", timeout=5).json()["keys"][0].get("kid")
    now = int(time.time())
    token = {"iss": issuer, "aud": "portal", "sub": known, "exp": now + 60, "iat": now, "nonce": nonce} | claims
    signature: dict[str, Any] = {"key": KEY, "algorithm": "RS256", "headers": {"kid": kid} if kid else {}} | options
    forged = jwt.encode(token, **signature)
    _replace_token(monkeypatch, forged)
    assert FAILED in message(client, client.get(authorize(address, known)))


@pytest.mark.parametrize(
    "claims", [{"iss": "https://x"}, {"aud": "x"}, {"exp": 1}, {"nonce": None}, {"sub": None}], ids=str
)
def test_token_for_another_purpose_is_refused(client, issuer, known, monkeypatch, claims):
    """The key is the issuer's: only the claims are wrong."""
    address = address_of_issuer(client)
    nonce = parse_qs(urlsplit(address).query)["nonce"][0]
    now = int(time.time())
    token = {"iss": issuer, "aud": "portal", "sub": known, "exp": now + 60, "iat": now, "nonce": nonce} | claims
    token = {name: value for name, value in token.items() if value is not None}
    signed = jwt.encode(token, KEY, algorithm="RS256", headers={"kid": "own"})
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "own", "alg": "RS256"}
    _replace_token(monkeypatch, signed)
    monkeypatch.setattr(jwt.PyJWKSet, "from_dict", lambda _keys: jwt.PyJWKSet([public]))
    answer = client.get(authorize(address, known))
    if claims:
        assert FAILED in message(client, answer)
    else:  # control
        assert answer["Location"] == "/panel/"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", None, 5])
def test_malformed_token_is_refused(client, known, monkeypatch, token):
    address = authorize(address_of_issuer(client), known)
    _replace_token(monkeypatch, token)
    assert FAILED in message(client, client.get(address))


def _replace_token(monkeypatch: pytest.MonkeyPatch, token: Any) -> None:
    exchange = OAuth2Client.get_access_token
    monkeypatch.setattr(
        OAuth2Client, "get_access_token", lambda *args, **kwargs: exchange(*args, **kwargs) | {"id_token": token}
    )


def test_configuration_of_another_issuer_is_refused(client, issuer, known, monkeypatch):
    configuration = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).json()
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", configuration | {"issuer": "https://x"})
    assert FAILED in message(client, client.post(OFFICE))


def test_issuer_that_does_not_answer_leads_back_to_log_in(client, db, settings):
    settings.OIDC_ISSUER = "http://localhost:9"
    assert FAILED in message(client, client.post(OFFICE))


def test_address_elsewhere_is_no_destination(client, known):
    for next_url in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert log_in(Client(), known, next_url=next_url)["Location"] == "/panel/"


def test_issuer_receives_proof_key_and_nonce_and_no_password(client, known):
    query = parse_qs(urlsplit(address_of_issuer(client)).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]
    assert len(query["nonce"][0]) == 32
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}


def test_without_issuer_log_in_page_has_no_button(client, db, settings):
    assert OFFICE in client.get(LOGIN).content.decode()
    settings.OIDC_ISSUER = ""
    assert OFFICE not in client.get(LOGIN).content.decode()
    assert [client.post(OFFICE).status_code, client.get(RETURN).status_code] == [404, 404]
