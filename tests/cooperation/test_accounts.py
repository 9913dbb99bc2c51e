import pytest

from tests import factories

LOGIN = "/konto/logowanie/"


@pytest.fixture
def person(db):
    return factories.coordinator(username="koordynator")


def test_log_in_lands_on_what_is_due(client, person):
    response = client.post(LOGIN, {"login": "koordynator", "password": factories.PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/panel/")


def test_a_wrong_password_keeps_the_name_and_says_so(client, person):
    response = client.post(LOGIN, {"login": "koordynator", "password": "inne"})
    assert response.status_code == 200
    assert 'value="koordynator"' in response.content.decode()
    assert response.context["form"].errors


def test_a_disabled_account_does_not_get_in(client, person):
    person.is_active = False
    person.save()
    client.post(LOGIN, {"login": "koordynator", "password": factories.PASSWORD})
    assert client.get("/panel/").status_code == 302


def test_log_out_only_by_post(client, person):
    client.force_login(person)
    assert client.get("/konto/wylogowanie/").status_code == 200
    assert client.get("/panel/").status_code == 200
    assert client.post("/konto/wylogowanie/").status_code == 302
    assert client.get("/panel/").status_code == 302


def test_a_changed_password_opens_the_account(client, person):
    client.force_login(person)
    sent = {"oldpassword": factories.PASSWORD, "password1": "zupelnie-nowe-haslo", "password2": "zupelnie-nowe-haslo"}
    assert client.post("/konto/haslo/", sent).status_code == 302
    client.logout()
    assert client.post(LOGIN, {"login": "koordynator", "password": "zupelnie-nowe-haslo"}).status_code == 302


@pytest.mark.parametrize("password", ["krotkie", "password12345", "koordynator12"])
def test_a_weak_password_is_refused(client, person, password):
    client.force_login(person)
    response = client.post(
        "/konto/haslo/", {"oldpassword": factories.PASSWORD, "password1": password, "password2": password}
    )
    assert response.status_code == 200
    assert response.context["form"].errors


def test_nobody_signs_up(client, db):
    for address in ("/konto/rejestracja/", "/accounts/signup/", "/konto/signup/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "following", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_log_in_never_leads_off_the_site(client, person, following):
    response = client.post(
        f"{LOGIN}?next={following}", {"login": "koordynator", "password": factories.PASSWORD, "next": following}
    )
    assert response["Location"] == "/panel/"


def test_signed_in_answers_are_not_stored(client, person):
    client.force_login(person)
    for address in ("/panel/", "/metoda/", "/konto/haslo/"):
        response = client.get(address)
        assert response["Cache-Control"] == "no-store", address
        assert "ETag" not in response, address


def test_the_administrator_uses_the_same_log_in(client, db):
    response = client.get("/admin/", follow=True)
    assert response.request["PATH_INFO"] == LOGIN
    factories.administrator(username="administrator")
    response = client.post(
        f"{LOGIN}?next=/admin/", {"login": "administrator", "password": factories.PASSWORD}, follow=True
    )
    assert response.request["PATH_INFO"] == "/admin/"
