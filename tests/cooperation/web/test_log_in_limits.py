"""Guessing a password is limited, and nobody can lock a named person out."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.signing import dumps
from django.test import Client
from django.utils import timezone

from cooperation.services import invitations
from tests import factories
from tests.one_time_codes import totp

LOGIN, FACTOR = "/konto/logowanie/", "/konto/logowanie/drugi-skladnik/"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
WRONG = "hasło są nieprawidłowe"
REFUSED_NETWORK = "Odczekaj pięć minut"
REFUSED_ACCOUNT = "się tu logowano"
HOME = "192.0.2.1"


def attempt(client, network, login="anna", password="zle-haslo"):
    """Return "in", or the reason why the person is not logged in."""
    response = client.post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=network)
    if response.status_code == 302:
        return "in"
    page = response.content.decode()
    (reason,) = (text for text in (WRONG, REFUSED_NETWORK, REFUSED_ACCOUNT) if text in page)
    return reason


@pytest.fixture
def person(db):
    return factories.officer(username="anna", email="anna@example.org")


@pytest.fixture
def own_browser(person):
    client = Client()
    assert attempt(client, HOME, password=factories.PASSWORD) == "in"
    client.post("/konto/wylogowanie/")
    return client


@pytest.fixture
def attacked(own_browser):
    """The limit of the account is reached from 40 networks."""
    answers = [attempt(Client(), f"198.51.100.{number}") for number in range(40)]
    assert answers == [WRONG] * 20 + [REFUSED_ACCOUNT] * 20


def test_failures_count_for_account_and_network(person):
    assert [attempt(Client(), HOME) for _ in range(6)] == [WRONG] * 5 + [REFUSED_NETWORK]
    assert attempt(Client(), "192.0.2.2", password=factories.PASSWORD) == "in"


@pytest.mark.usefixtures("attacked")
def test_person_logs_in_with_known_browser_during_attack(own_browser):
    assert attempt(own_browser, HOME, password=factories.PASSWORD) == "in"


@pytest.mark.usefixtures("attacked")
def test_unknown_browser_is_refused_during_attack_and_logs_in_after_password_link(person):
    browser = Client()
    assert attempt(browser, HOME, password=factories.PASSWORD) == REFUSED_ACCOUNT
    person.refresh_from_db()  # the log-in changed the account, on which the link depends
    link = urlsplit(invitations.password_link(person, is_invitation=False)).path
    new = "cztery-slowa-w-hasle"
    page = browser.post(browser.get(link)["Location"], {"password1": new, "password2": new})
    assert page.status_code == 302
    for number in range(40):
        attempt(Client(), f"203.0.113.{number}")
    assert attempt(browser, HOME, password=new) == "in"


@pytest.mark.usefixtures("attacked")
def test_colleague_logs_in_during_attack(person):
    factories.officer(username="jan")
    assert attempt(Client(), "198.51.100.1", "jan", factories.PASSWORD) == "in"


def test_known_browser_has_five_attempts(own_browser):
    assert [attempt(own_browser, HOME) for _ in range(6)] == [WRONG] * 5 + [REFUSED_NETWORK]


def test_attempts_in_network_do_not_lock_known_browser_there(own_browser):
    for number in range(70):
        attempt(Client(), HOME, f"nikt{number}")
    assert attempt(Client(), HOME, "jan") == REFUSED_NETWORK
    assert attempt(own_browser, HOME, password=factories.PASSWORD) == "in"


def test_failures_in_one_known_browser_do_not_lock_another(own_browser):
    """A colleague sits at a shared computer on which the person has logged in before."""
    shared = Client()
    assert attempt(shared, HOME, password=factories.PASSWORD) == "in"
    shared.post("/konto/wylogowanie/")
    assert [attempt(shared, HOME) for _ in range(6)] == [WRONG] * 5 + [REFUSED_NETWORK]
    assert attempt(own_browser, HOME, password=factories.PASSWORD) == "in"


def test_browser_remains_the_same_after_another_log_in(own_browser):
    for _ in range(2):
        assert [attempt(own_browser, HOME) for _ in range(2)] == [WRONG] * 2
        assert attempt(own_browser, HOME, password=factories.PASSWORD) == "in"
        own_browser.post("/konto/wylogowanie/")
    assert [attempt(own_browser, HOME) for _ in range(2)] == [WRONG, REFUSED_NETWORK]


def test_session_without_cookie_is_one_known_browser(person):
    """Otherwise a stolen session would ask for a new cookie, and five more attempts, again and again."""
    stolen = Client()
    assert attempt(stolen, HOME, password=factories.PASSWORD) == "in"
    answers = []
    for _ in range(6):
        del stolen.cookies["staff_browser"]
        stolen.get("/panel/powiadomienia/")
        guesser = Client()
        guesser.cookies["staff_browser"] = stolen.cookies["staff_browser"].value
        answers.append(attempt(guesser, HOME))
    assert answers == [WRONG] * 5 + [REFUSED_NETWORK]


def test_cookie_of_earlier_release_is_accepted(person):
    browser = Client()
    row = [person.pk, int(timezone.now().timestamp())]
    browser.cookies["staff_browser"] = dumps([row], salt="cooperation.staff_browser")
    for number in range(20):
        attempt(Client(), f"198.51.100.{number}")
    assert attempt(browser, HOME, password=factories.PASSWORD) == "in"


# --- with a second factor -------------------------------------------------------------------------------------------


def wrong_code():
    return next(code for code in ("000000", "111111", "222222", "333333") if code != totp(SECRET))


def attempt_code(client, code, network=HOME):
    return "in" if client.post(FACTOR, {"code": code}, REMOTE_ADDR=network).status_code == 302 else "refused"


@pytest.fixture
def protected_browser(own_browser, person):
    TOTP.activate(person, SECRET)
    return own_browser


def test_attempts_in_network_do_not_lock_second_factor_there(protected_browser):
    for number in range(70):
        attempt(Client(), HOME, f"nikt{number}")
    assert attempt(protected_browser, HOME, password=factories.PASSWORD) == "in"
    assert attempt_code(protected_browser, totp(SECRET)) == "in"


def test_codes_of_person_who_knows_password_do_not_lock_known_browser(protected_browser):
    attackers = [Client() for _ in range(6)]
    for number, attacker in enumerate(attackers):
        assert attempt(attacker, f"198.51.100.{number}", password=factories.PASSWORD) == "in"
        attempt_code(attacker, wrong_code(), f"198.51.100.{number}")
    page = attackers[5].post(FACTOR, {"code": totp(SECRET)}).content.decode()  # refused in every other browser
    assert "ktoś zna Twoje hasło" in page
    assert attempt(protected_browser, HOME, password=factories.PASSWORD) == "in"
    assert attempt_code(protected_browser, totp(SECRET)) == "in"


def test_known_browser_has_five_codes(protected_browser):
    attempt(protected_browser, HOME, password=factories.PASSWORD)
    for _ in range(5):
        attempt_code(protected_browser, wrong_code())
    assert attempt_code(protected_browser, totp(SECRET)) == "refused"


def test_false_links_in_network_do_not_block_valid_link(person):
    for number in range(25):
        Client().post(f"/konto/haslo/nowe/1-{number}/", {"password1": "x"}, REMOTE_ADDR=HOME)
    browser = Client(REMOTE_ADDR=HOME)
    link = urlsplit(invitations.password_link(person, is_invitation=False)).path
    new = "cztery-slowa-w-hasle"
    assert browser.post(browser.get(link)["Location"], {"password1": new, "password2": new}).status_code == 302
    assert attempt(browser, HOME, password=new) == "in"


def test_browser_known_to_one_person_is_unknown_to_another(own_browser):
    factories.officer(username="jan")
    assert [attempt(own_browser, HOME, "jan") for _ in range(6)] == [WRONG] * 5 + [REFUSED_NETWORK]
    assert attempt(own_browser, HOME, password=factories.PASSWORD) == "in"


def test_successful_log_ins_are_not_counted(person):
    for _ in range(25):
        assert attempt(Client(), HOME, password=factories.PASSWORD) == "in"


def test_unknown_login_is_refused_like_account(db):
    answers = [attempt(Client(), f"198.51.100.{number}", "nikt") for number in range(21)]
    assert answers == [WRONG] * 20 + [REFUSED_ACCOUNT]


def test_known_browser_is_forgotten_after_half_a_year(own_browser, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=181))
    for number in range(20):
        attempt(Client(), f"198.51.100.{number}")
    assert attempt(own_browser, HOME, password=factories.PASSWORD) == REFUSED_ACCOUNT


def test_correct_password_of_disabled_account_is_answered_like_wrong_one(person):
    person.is_active = False
    person.save()
    assert attempt(Client(), HOME, password=factories.PASSWORD) == WRONG
