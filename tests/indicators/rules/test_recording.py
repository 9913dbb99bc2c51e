"""When figures may be recorded and submitted."""

from datetime import date

import pytest

from indicators.rules.meanings import Frequency
from indicators.rules.periods import programme_periods
from indicators.rules.recording import LockReason, RoundDays, may_submit, recording_lock, recording_start

ON = date(2025, 5, 1)


def period(code, frequency=Frequency.YEARLY):
    return next(each for each in programme_periods(frequency, 2021, 2025) if each.code == code)


def days(year, opens_on=None, *, is_closed=False):
    return RoundDays(year, opens_on or date(year, 1, 1), date(year + 1, 3, 31), is_closed)


@pytest.mark.parametrize(
    ("code", "frequency", "opens_on", "starts_on"),
    [
        ("2024", Frequency.YEARLY, date(2024, 1, 1), date(2024, 1, 1)),
        ("2024", Frequency.YEARLY, date(2024, 11, 1), date(2024, 11, 1)),
        ("2024-K3", Frequency.QUARTERLY, date(2024, 1, 1), date(2024, 7, 1)),
        ("2023-2024", Frequency.EVERY_TWO_YEARS, date(2024, 1, 1), date(2024, 1, 1)),
        ("2021-2025", Frequency.ONCE, date(2025, 1, 1), date(2025, 1, 1)),
        ("2025", Frequency.EVERY_TWO_YEARS, date(2025, 2, 1), date(2025, 2, 1)),
    ],
)
def test_recording_starts_with_period_but_not_before_round(code, frequency, opens_on, starts_on):
    recorded = period(code, frequency)
    assert recording_start(recorded, days(recorded.year, opens_on)) == starts_on


def test_form_is_locked_before_start_and_open_after_due_date():
    lock = recording_lock(period("2024"), days(2024), on=date(2023, 12, 31))
    assert lock is not None
    assert lock.reason is LockReason.NOT_BEGUN
    assert recording_lock(period("2024"), days(2024), on=date(2024, 1, 1)) is None
    assert recording_lock(period("2024"), days(2024), on=date(2030, 1, 1)) is None


def test_closed_round_is_locked_except_for_coordinators_correction():
    lock = recording_lock(period("2024"), days(2024, is_closed=True), on=date(2025, 5, 1))
    assert lock is not None
    assert lock.reason is LockReason.CLOSED
    assert (
        recording_lock(period("2024"), days(2024, is_closed=True), on=date(2025, 5, 1), may_correct_closed=True) is None
    )


def test_submission_is_possible_from_last_day_or_once_achieved():
    assert not may_submit(period("2024"), on=date(2024, 12, 30))
    assert may_submit(period("2024"), on=date(2024, 12, 31))
    assert may_submit(period("2024"), on=date(2024, 3, 1), is_achieved=True)


def test_withdrawn_indicator_is_locked_from_its_year():
    lock = recording_lock(period("2024"), days(2024), on=date(2025, 5, 1), withdrawn_from=2024)
    assert lock is not None
    assert lock.reason is LockReason.WITHDRAWN
    assert recording_lock(period("2023"), days(2023), on=date(2025, 5, 1), withdrawn_from=2024) is None


def test_lock_of_closed_round_names_day_and_reason():
    def lock_sentence(**closing):
        lock = recording_lock(
            period("2024"), RoundDays(2024, date(2024, 1, 1), date(2025, 3, 31), True, **closing), on=ON
        )
        return str(lock.sentence)

    end = " The coordinator may correct an approved figure, giving a reason."
    day = date(2025, 4, 2)
    assert lock_sentence() == "The round for 2024 is closed." + end
    assert lock_sentence(closed_on=day) == "The round for 2024 was closed on 2025-04-02." + end
    assert lock_sentence(closed_on=day, closing_reason="Urząd zlikwidowano.") == (
        "The round for 2024 was closed on 2025-04-02 with figures missing, because: “Urząd zlikwidowano”." + end
    )
