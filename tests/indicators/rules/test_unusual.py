from decimal import Decimal

import pytest

from cooperation.text import ValueType
from indicators.rules.unusual import warning_for


@pytest.mark.parametrize(
    ("value", "last", "warns"),
    [
        ("30", "3", True),
        ("29.9", "3", False),
        ("300", "3", True),
        ("0", "3", True),
        ("3", "0", False),
        ("0", "0", False),
        ("3", "3", False),
        ("5", "-1", False),
        (None, "3", False),
        ("3", None, False),
    ],
)
def test_ten_times_or_zero_after_a_positive_value_warns(value, last, warns):
    found = warning_for(Decimal(value) if value else None, Decimal(last) if last else None, ValueType.DECIMAL)
    assert (found is not None) == warns


@pytest.mark.parametrize(
    ("value", "value_type", "warns"),
    [
        ("100", ValueType.PERCENT, False),
        ("100.1", ValueType.PERCENT, True),
        ("985", ValueType.PERCENT, True),
        ("985", ValueType.DECIMAL, False),
    ],
)
def test_more_than_a_hundred_percent_warns_with_and_without_last_year(value, value_type, warns):
    for last in (None, Decimal(100)):
        assert (warning_for(Decimal(value), last, value_type) is not None) == warns
