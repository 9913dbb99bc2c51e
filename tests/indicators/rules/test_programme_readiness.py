"""Years of an indicator that contradict the years of its programme."""

from datetime import date
from typing import Any

import pytest

from indicators.rules.programme_readiness import IndicatorYears, year_mistakes


@pytest.mark.parametrize(
    ("years", "mistakes"),
    [
        ({}, ()),
        ({"terms_from": [2021, 2023], "withdrawn_from": 2025, "baseline": 2025}, ()),
        ({"deadlines": [date(2021, 1, 1), date(2025, 12, 31)], "scheduled": [2021, 2025], "baseline": 2012}, ()),
        ({"terms_from": [2020]}, ()),  # in force before the programme, and still in its first year
        ({"terms_from": [2023, 2022]}, (("terms_start_late", 2022),)),
        ({"terms_from": [2021, 2026, 2027]}, (("terms_after_end", 2026), ("terms_after_end", 2027))),
        ({"terms_from": [2026]}, (("terms_start_late", 2026), ("terms_after_end", 2026))),
        ({"withdrawn_from": 2021}, (("withdrawn_outside", 2021),)),
        ({"withdrawn_from": 2026}, (("withdrawn_outside", 2026),)),
        (
            {"deadlines": [date(2026, 3, 1), date(2020, 1, 1), date(2026, 5, 1)]},
            (("deadline_outside", 2020), ("deadline_outside", 2026)),
        ),
        ({"scheduled": [2026, 2020, 2021]}, (("schedule_outside", 2020), ("schedule_outside", 2026))),
        ({"baseline": 2026}, (("baseline_after_end", 2026),)),
    ],
)
def test_years_outside_programme_are_listed(years: dict[str, Any], mistakes: tuple[tuple[str, int], ...]) -> None:
    assert year_mistakes(IndicatorYears(**years), 2021, 2025) == mistakes
