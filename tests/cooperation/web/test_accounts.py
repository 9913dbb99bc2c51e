import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cooperation.web import accounts
from tests import factories

LOGIN = "/konto/logowanie/"


@pytest.fixture
def person(db):
    return factories.coordinator(username="koordynator")


def test_log_in_redirects_to_list_of_things_to_do(client, person):
    response = client.post(LOGIN, {"login": "koordynator", "password": factories.PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/panel/")


def test_wrong_password_shows_error_and_user_name(client, person):
    response = client.post(LOGIN, {"login": "koordynator", "password": "inne"})
    assert response.status_code == 200
    assert 'value="koordynator"' in response.content.decode()
    assert response.context["form"].errors


def test_disabled_account_cannot_log_in(client, person):
    person.is_active = False
    person.save()
    client.post(LOGIN, {"login": "koordynator", "password": factories.PASSWORD})
    assert client.get("/panel/").status_code == 302


def test_log_out_requires_post(client, person):
    client.force_login(person)
    for _ in range(2):
        assert client.get("/konto/wylogowanie/").status_code == 200
        assert client.get("/panel/").status_code == 200
    assert client.post("/konto/wylogowanie/").status_code == 302
    assert client.get("/panel/").status_code == 302


@pytest.mark.parametrize(("prefix", "message"), [("", "Wylogowano."), ("/en", "You are logged out.")])
def test_log_out_shows_message_once(client, person, prefix, message):
    client.force_login(person)
    page = client.post(f"{prefix}/konto/wylogowanie/", follow=True)
    assert page.request["PATH_INFO"] == f"{prefix}/konto/logowanie/"
    assert message in page.content.decode()
    assert message not in client.get(f"{prefix}/konto/logowanie/").content.decode()
    assert "messages" not in client.get("/").cookies


def test_administration_uses_the_same_log_out(client, db):
    client.force_login(factories.administrator())
    assert "Wylogowano." in client.post("/admin/logout/", follow=True).content.decode()
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    ("groups", "landing"),
    [
        (("officer",), "/panel/"),
        (("coordinator",), "/panel/"),
        (("administrator",), "/panel/uruchomienie/"),
        (("administrator", "officer"), "/panel/"),
        ((), "/panel/"),
    ],
    ids=str,
)
def test_log_in_redirects_by_role(client, db, groups, landing):
    person = factories.UserFactory(username="osoba")
    person.groups.set(Group.objects.filter(name__in=groups))
    response = client.post(LOGIN, {"login": "osoba", "password": factories.PASSWORD})
    assert response["Location"] == landing
    page = client.get("/panel/")
    assert page.status_code == (403 if not groups else 302 if groups == ("administrator",) else 200)
    if groups == ("administrator",):
        assert page["Location"] == "/panel/uruchomienie/"  # until the office is set up


def test_log_in_changes_session_and_log_out_deletes_it(client, person):
    client.get(LOGIN)
    client.post(LOGIN, {"login": "koordynator", "password": factories.PASSWORD})
    first = client.cookies["sessionid"].value
    client.post("/konto/wylogowanie/")
    client.post(LOGIN, {"login": "koordynator", "password": factories.PASSWORD})
    assert client.cookies["sessionid"].value != first
    client.cookies["sessionid"] = first
    assert client.get("/panel/").status_code == 302


def test_session_fixation_is_prevented(client, person):
    """A session key that somebody else knows becomes invalid at log-in."""
    client.cookies["sessionid"] = planted = "a" * 32
    client.post(LOGIN, {"login": "koordynator", "password": factories.PASSWORD})
    assert client.cookies["sessionid"].value != planted
    client.cookies["sessionid"] = planted
    assert client.get("/panel/").status_code == 302


def test_password_change_ends_other_sessions(client, person):
    other = Client()
    for browser in (client, other):
        browser.post(LOGIN, {"login": "koordynator", "password": factories.PASSWORD})
    sent = {"oldpassword": factories.PASSWORD, "password1": "zupelnie-nowe-haslo", "password2": "zupelnie-nowe-haslo"}
    client.post("/konto/haslo/", sent)
    assert [client.get("/panel/").status_code, other.get("/panel/").status_code] == [200, 302]


def test_changed_password_logs_in(client, person):
    client.force_login(person)
    sent = {"oldpassword": factories.PASSWORD, "password1": "zupelnie-nowe-haslo", "password2": "zupelnie-nowe-haslo"}
    assert client.post("/konto/haslo/", sent).status_code == 302
    client.logout()
    assert client.post(LOGIN, {"login": "koordynator", "password": "zupelnie-nowe-haslo"}).status_code == 302


@pytest.mark.parametrize("password", ["krotkie", "password12345", "koordynator12"])
def test_weak_password_is_rejected(client, person, password):
    client.force_login(person)
    response = client.post(
        "/konto/haslo/", {"oldpassword": factories.PASSWORD, "password1": password, "password2": password}
    )
    assert response.status_code == 200
    assert response.context["form"].errors


def test_sign_up_does_not_exist(client, db):
    for address in ("/konto/rejestracja/", "/accounts/signup/", "/konto/signup/"):
        assert client.get(address).status_code == 404


def test_pages_of_logged_in_people_are_not_cached(client, person):
    client.force_login(person)
    for address in ("/panel/", "/metoda/", "/konto/haslo/"):
        response = client.get(address)
        assert response["Cache-Control"] == "no-store", address
        assert "ETag" not in response, address


def test_administration_redirects_to_the_one_log_in_page(client, db):
    response = client.get("/admin/", follow=True)
    assert response.request["PATH_INFO"] == LOGIN
    factories.administrator(username="administrator")
    response = client.post(
        f"{LOGIN}?next=/admin/", {"login": "administrator", "password": factories.PASSWORD}, follow=True
    )
    assert response.request["PATH_INFO"] == "/admin/"


# --- log-in by e-mail address --------------------------------------------------------------------------------------

WRONG = "Nazwa użytkownika, adres e-mail lub hasło są nieprawidłowe."
LOCKED = "Zbyt wiele nieudanych prób logowania."


def log_in(login, password=factories.PASSWORD, **headers):
    return Client().post(LOGIN, {"login": login, "password": password}, **headers)


@pytest.mark.parametrize("login", ["anna@example.org", " Anna@Example.ORG ", "anna", "ANNA"])
def test_log_in_accepts_name_and_address_in_any_case(db, login):
    factories.officer(username="anna", email="Anna@example.org")
    assert log_in(login).status_code == 302


def test_address_of_several_active_accounts_cannot_log_in(db):
    """The password does not select an account; the message asks for the user name."""
    for number in range(2):
        factories.officer(username=f"anna{number}", email="anna@example.org")
    answer = log_in("anna@example.org")
    assert answer.status_code == 200
    assert "wpisz nazwę użytkownika" in answer.content.decode()
    assert log_in("anna1").status_code == 302


def test_address_of_disabled_account_logs_in_active_account(db):
    factories.officer(username="anna-2021", email="anna@example.org", is_active=False)
    factories.officer(username="anna", email="anna@example.org")
    assert log_in("anna@example.org").status_code == 302


def test_user_name_takes_precedence_over_address_of_another_account(db):
    named = factories.officer(username="anna@example.org", email="")
    factories.officer(username="anna", email="anna@example.org")
    named.set_password("inne-haslo-nazwanego")
    named.save()
    assert log_in("anna@example.org").status_code == 200
    assert log_in("anna@example.org", "inne-haslo-nazwanego").status_code == 302


def test_empty_login_matches_no_account(db):
    factories.officer(username="anna", email="")
    assert accounts.find_account("") is None


def test_error_does_not_reveal_existing_names_and_addresses(db, monkeypatch):
    """The same message, number of password hashes and of queries for known, unknown, shared and disabled accounts."""
    factories.officer(username="anna", email="anna@example.org")
    for number in range(2):
        factories.officer(username=f"jan{number}", email="jan@example.org")
    factories.officer(username="ewa", email="ewa@example.org", is_active=False)
    invited = factories.officer(username="nowa", email="nowa@example.org")
    invited.set_unusable_password()
    invited.save()
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(*args):
        hashed.append(args)
        return encode(*args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    seen = set()
    for login in ("anna", "anna@example.org", "nikt", "nikt@example.org", "jan@example.org", "ewa", "nowa@example.org"):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            page = log_in(login, "zle-haslo").content.decode()
        seen.add((WRONG in page, len(hashed), len(queries)))
    ((is_rejected, hashed_passwords, _queries),) = seen  # the same for every login
    assert is_rejected
    assert hashed_passwords == 1


def test_name_and_address_share_five_attempts_under_any_host(db, settings):
    settings.ALLOWED_HOSTS = ["*"]
    factories.officer(username="anna", email="anna@example.org")
    logins = ["anna", "anna@example.org", "ANNA", "Anna@Example.org", "anna"]
    for number, login in enumerate(logins):
        assert WRONG in log_in(login, "zle-haslo", HTTP_HOST=f"portal.example.org:{number + 1}").content.decode()
    for login in ("anna", "anna@example.org"):
        assert LOCKED in log_in(login).content.decode()


def test_failures_of_one_person_do_not_lock_out_colleagues_at_the_same_address(db):
    factories.officer(username="anna", email="anna@example.org")
    factories.officer(username="jan")
    answers = [log_in("anna", "zle-haslo").content.decode() for _ in range(70)]
    assert [sum(text in page for page in answers) for text in (WRONG, LOCKED)] == [5, 65]
    assert log_in("jan").status_code == 302


def test_sixty_failures_lock_only_their_address(db):
    answers = [log_in(f"nikt{number}", "zle-haslo").content.decode() for number in range(62)]
    assert [sum(text in page for page in answers) for text in (WRONG, LOCKED)] == [60, 2]
    factories.officer(username="jan")
    assert log_in("jan", REMOTE_ADDR="192.0.2.9").status_code == 302


def test_log_in_without_shared_cache_answers_503(db, settings):
    """A password is not checked if the attempt cannot be counted."""
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "default": redis}
    factories.officer(username="anna")
    client = Client(raise_request_exception=False)
    answer = client.post(LOGIN, {"login": "anna", "password": factories.PASSWORD})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_person_without_password_is_led_to_link_instead_of_change(db):
    person = factories.officer(email="osoba@example.org")
    person.set_unusable_password()
    person.save()
    client = Client()
    client.force_login(person)
    page = client.get("/konto/haslo/", follow=True)
    assert page.redirect_chain == [("/konto/haslo/odzyskiwanie/", 302)]
    assert "Twoje konto nie ma hasła" in page.content.decode()
