"""The difference between two years in words."""

from decimal import Decimal

import pytest

from cooperation.text import ValueType, say
from indicators.rules.comparison import year_difference
from indicators.rules.facts import DISPLAY_ORDER, Status, YearStatus


def year(number: int, value: str | None, *, of: int = 1, approved: int = 1, decimals: int = 0) -> YearStatus:
    actual = None if value is None else Decimal(value)
    return YearStatus(number, Status.MET, say("met"), actual, decimals, None, of, approved, 15)


@pytest.mark.parametrize(
    ("before", "after", "value_type", "measure", "expected"),
    [
        ("1", "4", ValueType.COUNT, "", "+3"),
        ("4", "1", ValueType.COUNT, "", "\u22123"),
        ("4", "4", ValueType.COUNT, "", "no change"),
        ("0", "0", ValueType.COUNT, "", "no change"),
        ("1", "3", ValueType.COUNT, "osoby", "+2 osoby"),
        ("1", "6", ValueType.COUNT, "osoby", "+5 osób"),
        ("1", "6", ValueType.COUNT, "cudaki", "+5 (cudaki)"),
        ("91", "96", ValueType.PERCENT, "", "+5 p.p."),
        ("-4", "-9", ValueType.SIGNED, "", "\u22125"),
        ("100", "50", ValueType.MONEY, "zł", "\u221250 zł"),
        ("0", "1", ValueType.YES_NO, "", "from “no” to “yes”"),
        ("1", "0", ValueType.YES_NO, "", "from “yes” to “no”"),
        ("1", "1", ValueType.YES_NO, "", "no change"),
    ],
)
def test_difference_has_sign_and_measure(
    before: str, after: str, value_type: ValueType, measure: str, expected: str
) -> None:
    assert str(year_difference(year(2023, before), year(2024, after), value_type, measure)) == expected


def test_difference_uses_displayed_decimals() -> None:
    """A mean is shown rounded, so the difference of 1,3 and 1,7 must be 0,4."""
    before, after = year(2023, "1.3333333", decimals=1), year(2024, "1.6666667", decimals=1)
    assert str(year_difference(before, after, ValueType.DECIMAL)) == "+0.4"
    assert str(year_difference(year(2023, "1.33"), year(2024, "1.41"), ValueType.DECIMAL)) == "no change"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, "4", "cannot be calculated: no figure for 2023"),
        ("4", None, "cannot be calculated: no figure for 2024"),
        (None, None, "cannot be calculated: no figures for 2023, 2024"),
    ],
)
def test_missing_figure_is_not_zero(before: str | None, after: str | None, expected: str) -> None:
    assert str(year_difference(year(2023, before), year(2024, after), ValueType.COUNT)) == expected


def test_incomplete_years_are_listed() -> None:
    whole, part = year(2023, "4", of=4, approved=4), year(2024, "3", of=4, approved=2)
    assert str(year_difference(whole, part, ValueType.COUNT)) == "\u22121 (incomplete data: 2024)"
    assert str(year_difference(year(2023, "4", of=4, approved=1), part, ValueType.COUNT)) == (
        "\u22121 (incomplete data: 2023, 2024)"
    )


def test_display_order_contains_every_status() -> None:
    assert sorted(DISPLAY_ORDER) == sorted(Status)
