"""Clock near midnight, changed or wrong: the period decides the reporting year, the hash chain the order."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from cooperation.models import Change
from cooperation.web.sessions import SessionStore
from indicators.models import Measurement, Revision
from indicators.queries.indicators import indicator_page
from indicators.queries.results import load_results
from indicators.rules.figures import Figure
from indicators.services import errors, measurements
from indicators.services.verification import verify
from tests.drill import row, size

WARSAW = ZoneInfo("Europe/Warsaw")
STEPS = size("CLOCK_STEPS", 16)  # within 48 hours; 576 are one every five minutes
NIGHTS = {
    "new year": datetime(2024, 12, 31, tzinfo=WARSAW),
    "one hour less": datetime(2026, 3, 28, 2, 30, tzinfo=WARSAW),
    "one hour more": datetime(2026, 10, 24, 2, 30, tzinfo=WARSAW),
}

pytestmark = pytest.mark.drill


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def save(office, number: int, code: str = "2024") -> Revision:
    figure = Figure(Decimal(number))
    return measurements.submit(office.slot(code), figure, by=office.officer, based_on=number - 1, reason="zmiana")


def years_of_figures(office, night: str, year_of: Callable[[Revision], int]) -> tuple[set[date], list[int]]:
    """Save a figure of 2024 at each step of 48 hours; return the days in Warsaw, and the years that are not 2024.

    The steps are even in UTC, so that they include the hour that Warsaw skips or repeats.
    """
    start = NIGHTS[night].astimezone(UTC)
    days, wrong = set(), []
    for step in range(STEPS):
        with at(start + timedelta(hours=48) * step / STEPS):
            year = year_of(save(office, step + 1))
            days.add(timezone.localdate())
        if year != 2024:
            wrong.append(year)
    return days, wrong


@pytest.mark.parametrize("night", NIGHTS)
def test_year_of_figure_is_year_of_period_at_any_time(office, night):
    days, wrong_years = years_of_figures(office, night, lambda revision: revision.measurement.year)
    wrong = len(wrong_years)
    assert len(days) >= 2
    assert wrong == 0
    assert Measurement.objects.get().year == 2024
    assert list(Revision.objects.order_by("seq").values_list("number", flat=True)) == list(range(1, STEPS + 1))
    assert verify().fault is None
    row("G6", f"figures in another year, {STEPS} steps over 48 h, {night}", wanted="0", measured=wrong, met=wrong == 0)


def test_control_year_of_time_of_saving_is_detected(office):
    _days, wrong_years = years_of_figures(office, "new year", lambda revision: revision.at.year)
    assert set(wrong_years) == {2025}


LAST_MINUTES, FIRST_MINUTES = datetime(2024, 12, 31, 23, 30, tzinfo=WARSAW), datetime(2025, 1, 1, 0, 30, tzinfo=WARSAW)


def test_period_begins_and_ends_at_midnight_in_warsaw(office):
    assert FIRST_MINUTES.astimezone(UTC).date() == date(2024, 12, 31)  # in UTC it is still 2024
    with at(LAST_MINUTES), pytest.raises(errors.RecordingLocked):
        measurements.record(office.slot("2025"), Figure(Decimal(1)), by=office.officer, based_on=0)
    with at(FIRST_MINUTES):
        assert measurements.record(office.slot("2025"), Figure(Decimal(1)), by=office.officer, based_on=0).number == 1
    with at(LAST_MINUTES - timedelta(days=1)), pytest.raises(errors.TooEarlyToSubmit):
        save(office, 1)
    with at(LAST_MINUTES - timedelta(hours=23)):
        assert save(office, 1).measurement.year == 2024


@pytest.mark.parametrize("moment", [LAST_MINUTES, FIRST_MINUTES])
def test_approval_at_midnight_belongs_to_year_of_period(office, moment):
    with at(moment):
        sent = save(office, 1)
        measurements.approve(sent.measurement, by=office.coordinator, based_on=1)
    (of_2024,) = load_results(office.programme, on=date(2025, 6, 1)).year_rows(2024)
    (of_2025,) = load_results(office.programme, on=date(2025, 6, 1)).year_rows(2025)
    assert (of_2024.result.actual, of_2025.result.actual) == (1, None)
    assert Change.objects.get().details["period"] == "2024"


@pytest.mark.parametrize("moved", [timedelta(days=-1), timedelta(days=365), timedelta(hours=-1)])
def test_revisions_are_ordered_by_chain_when_clock_is_moved(office, moved):
    now = datetime(2025, 2, 10, 12, tzinfo=WARSAW)
    with at(now):
        first = save(office, 1)
        measurements.approve(first.measurement, by=office.coordinator, based_on=1)
    with at(now + moved):
        measurements.correct(
            office.slot(), Figure(Decimal(5)), by=office.officer, based_on=2, reason="pominięto", on=now.date()
        )
        measurements.approve(first.measurement, by=office.coordinator, based_on=3)
    assert verify().fault is None
    page = indicator_page(office.indicator)
    assert page.approved["2024"].value == 5
    assert [(correction.before.value, correction.after.value) for correction in page.corrections] == [(1, 5)]


def status_of_copied_session(office) -> int:
    """Return the status of the panel for a cookie that was copied, expired when the clock was a year ahead."""
    now = datetime(2025, 2, 10, 12, tzinfo=WARSAW)
    client, thief = Client(), Client()
    with at(now):
        client.force_login(office.officer)
        assert client.get("/panel/").status_code == 200
        thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    with at(now + timedelta(days=365)):
        assert client.get("/panel/").status_code == 302
    with at(now):
        assert client.get("/panel/").status_code == 302
        return thief.get("/panel/").status_code


def test_expired_session_stays_expired_after_clock_is_corrected(office):
    status = status_of_copied_session(office)
    row("G6", "copied session after the clock was a year ahead", wanted="302", measured=status, met=status == 302)
    assert status == 302
    assert not Session.objects.exists()


def test_control_row_of_expired_session_would_be_valid_again(office, monkeypatch):
    monkeypatch.setattr(SessionStore, "_delete_expired", lambda _store, _key: None)
    assert status_of_copied_session(office) == 200


def test_session_is_valid_when_clock_is_a_day_behind(office):
    now = datetime(2025, 2, 10, 12, tzinfo=WARSAW)
    client = Client()
    with at(now):
        client.force_login(office.officer)
    with at(now - timedelta(days=1)):
        assert client.get("/panel/").status_code == 200
