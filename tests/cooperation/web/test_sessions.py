"""Limits of a session: half an hour without a request, twelve hours in all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests import factories

LOGIN = "/konto/logowanie/"
STATE, EXTENSION = "/panel/sesja/", "/panel/sesja/przedluzenie/"
SCRIPT = {"HTTP_HX_REQUEST": "true"}
MORNING = datetime(2025, 2, 10, 7, 0, tzinfo=UTC)
IS_ON, IS_OVER = 200, 302


@pytest.fixture
def at(time_machine):
    """Return a function that moves the clock to some minutes after the log-in."""

    def move(minutes):
        time_machine.move_to(MORNING + timedelta(minutes=minutes), tick=False)

    move(0)
    return move


@pytest.fixture
def browser(db, at):
    factories.coordinator(username="koordynator")
    client = Client()
    client.post(LOGIN, {"login": "koordynator", "password": factories.PASSWORD})
    return client


def test_session_ends_after_half_an_hour_without_request(browser, at):
    at(29)
    assert browser.get("/panel/").status_code == IS_ON
    at(29 + 29)
    assert browser.get("/panel/").status_code == IS_ON
    at(29 + 29 + 31)
    assert browser.get("/panel/").status_code == IS_OVER


def test_session_ends_twelve_hours_after_log_in(browser, at):
    for minutes in range(20, 12 * 60, 20):
        at(minutes)
        assert browser.get("/panel/").status_code == IS_ON
    at(12 * 60)
    assert browser.get("/panel/").status_code == IS_OVER
    assert not Session.objects.exists()


def test_form_does_not_revive_expired_session(browser, at):
    at(31)
    response = browser.post("/panel/przypomnienia/", {})
    assert response["Location"].startswith(LOGIN)
    assert browser.get("/panel/").status_code == IS_OVER
    assert browser.post(EXTENSION, **SCRIPT).status_code == 401


def test_state_tells_seconds_left_without_extending_session(browser, at):
    for minutes, left in ((1, 29 * 60), (20, 10 * 60), (29, 60)):
        at(minutes)
        state = browser.get(STATE, **SCRIPT).json()
        assert (state["seconds_left"], state["may_extend"]) == (left, True)
    at(31)
    assert browser.get(STATE, **SCRIPT).status_code == 401


def test_extension_gives_another_half_hour(browser, at):
    at(29)
    assert browser.post(EXTENSION, **SCRIPT).json()["seconds_left"] == 30 * 60
    at(29 + 29)
    assert browser.get("/panel/").status_code == IS_ON


def test_extension_is_not_offered_at_end_of_twelve_hours(browser, at):
    for minutes in range(25, 12 * 60, 25):
        at(minutes)
        browser.get("/panel/")
    at(12 * 60 - 1)
    state = browser.post(EXTENSION, **SCRIPT).json()
    assert (state["seconds_left"], state["may_extend"]) == (60, False)


def test_request_within_a_minute_does_not_write(browser, at, django_assert_num_queries):
    def ends_at():
        return Session.objects.get().expire_date

    before = ends_at()
    at(0.9)
    browser.get("/panel/")
    assert ends_at() == before
    at(1)
    browser.get("/panel/")
    assert ends_at() == before + timedelta(minutes=1)


@pytest.mark.parametrize("address", ["/panel/", "/admin/", "/konto/haslo/", "/en/panel/"])
def test_pages_of_staff_warn_before_end(browser, at, address):
    browser.force_login(factories.administrator())
    page = browser.get(address, follow=True).content.decode()
    assert 'id="session-limit"' in page
    assert 'data-left="1800"' in page


def test_public_pages_do_not_warn(browser):
    assert "session-limit" not in browser.get("/").content.decode()
