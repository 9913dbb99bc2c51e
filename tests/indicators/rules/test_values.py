"""Values with their units."""

from decimal import Decimal

import pytest

from cooperation.rendering import render
from cooperation.text import TypedNumber, ValueType
from indicators.rules.values import format_value


@pytest.mark.parametrize(
    ("value", "value_type", "measure", "expected"),
    [
        (Decimal("97.50"), ValueType.PERCENT, "", "97,5%"),
        (TypedNumber(Decimal("97.5"), 2), ValueType.PERCENT, "", "97,50%"),
        (Decimal(1), ValueType.YES_NO, "", "tak"),
        (TypedNumber(Decimal(0), 0), ValueType.YES_NO, "", "nie"),
        (Decimal(1234), ValueType.COUNT, "", "1\u00a0234"),
        (Decimal(1), ValueType.COUNT, "osoba", "1\u00a0osoba"),
        (Decimal(5), ValueType.COUNT, "osoba", "5\u00a0osób"),
        (Decimal("1.5"), ValueType.DECIMAL, "dni", "1,5\u00a0dnia"),
        (Decimal(3), ValueType.COUNT, "kwintyl", "3\u00a0(kwintyl)"),
        (TypedNumber(Decimal("12.5"), 2), ValueType.MONEY, "zł", "12,50\u00a0zł"),
    ],
)
def test_format_value_adds_unit(value, value_type, measure, expected):
    assert render(format_value(value, value_type=value_type, measure=measure)) == expected
