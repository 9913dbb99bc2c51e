"""Validation of figures and warnings about unusual values."""

from datetime import date
from decimal import Decimal

import pytest

from cooperation.text import TypedNumber, ValueType
from indicators.rules.figures import FigureErrors, build_figure, unusual_value_warning


def entered(text):
    return None if text is None else TypedNumber(Decimal(text), len(text.partition(".")[2]))


def figure_of(value=None, parts=(), **kwargs):
    defaults = {"value_type": ValueType.COUNT, "on": date(2025, 2, 1), "period_end": date(2024, 12, 31)}
    return build_figure(
        value=entered(value),
        parts=[entered(part) for part in parts],
        categories=range(11, 11 + len(parts)),
        **{**defaults, **kwargs},
    )


def error_fields(*args, **kwargs):
    with pytest.raises(FigureErrors) as caught:
        figure_of(*args, **kwargs)
    assert str(caught.value)
    return set(caught.value.errors)


def test_build_figure_accepts_value_without_parts():
    figure = figure_of("3")
    assert (figure.value, figure.parts, figure.no_value_reason, figure.is_achieved) == (3, (), "", False)


def test_empty_value_is_sum_of_parts_with_most_decimals():
    figure = figure_of(None, ["1.5", "0", "2.25"], value_type=ValueType.DECIMAL)
    assert (figure.value, figure.decimals) == (Decimal("3.75"), 2)
    assert [(part.category, part.position, part.value) for part in figure.parts] == [
        (11, 1, Decimal("1.5")),
        (12, 2, 0),
        (13, 3, Decimal("2.25")),
    ]


@pytest.mark.parametrize(("value", "words"), [("5", "2 is missing"), ("2", "1 too many")])
def test_difference_between_value_and_parts_is_named(value, words):
    with pytest.raises(FigureErrors) as caught:
        figure_of(value, ["1", "1", "1"])
    assert words in " ".join(str(sentence) for sentence in caught.value.errors.values())


def test_build_figure_accepts_value_equal_to_sum_of_parts():
    assert figure_of("3", ["1", "1", "1"]).value == 3


@pytest.mark.parametrize(
    ("value", "parts", "extra", "expected_fields"),
    [
        (None, (), {}, {"value"}),
        (None, (None, None, None), {}, {"value"}),
        ("3", ("1", "1", "2"), {}, {"parts"}),
        (None, ("1", None, "1"), {}, {"part_2"}),
        (None, (None, "1", None), {}, {"part_1", "part_3"}),
        ("3", (None, "1", "1"), {}, {"part_1"}),
        ("3", (), {"no_value_reason": "not_measured"}, {"no_value_reason"}),
        (None, ("0", "0", "0"), {"no_value_reason": "not_measured"}, {"no_value_reason"}),
        (None, ("0", None, "0"), {"no_value_reason": "not_measured"}, {"no_value_reason", "part_2"}),
    ],
)
def test_inconsistent_input_is_rejected_with_its_fields(value, parts, extra, expected_fields):
    assert error_fields(value, parts, **extra) == expected_fields


def test_sum_of_parts_with_too_many_digits_is_rejected():
    assert error_fields(None, ("999999999999999", "1")) == {"parts"}


def test_missing_value_needs_reason_and_zero_is_value():
    assert figure_of(None, no_value_reason="in_preparation").no_value_reason == "in_preparation"
    assert figure_of("0").value == 0


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 3, 15), date(2029, 12, 31)])
def test_data_in_preparation_may_have_expected_day(day):
    assert figure_of(None, no_value_reason="in_preparation", expected_on=day).expected_on == day


@pytest.mark.parametrize(
    ("value", "reason", "day"),
    [
        ("3", "", date(2025, 3, 15)),
        (None, "not_measured", date(2025, 3, 15)),
        (None, "in_preparation", date(2024, 12, 30)),  # before the end of the period
        (None, "in_preparation", date(2030, 1, 1)),  # a mistyped year
    ],
)
def test_expected_day_that_does_not_apply_is_rejected(value, reason, day):
    assert error_fields(value, no_value_reason=reason, expected_on=day) == {"expected_on"}


YES_NO = {"value_type": ValueType.YES_NO}


def test_yes_stores_its_day_and_no_stores_none():
    assert figure_of("1", achieved_on=date(2024, 5, 6), **YES_NO).achieved_on == date(2024, 5, 6)
    assert figure_of("0", **YES_NO).achieved_on is None
    assert figure_of(None, no_value_reason="not_measured", **YES_NO).value is None


@pytest.mark.parametrize(
    ("value", "day", "expected_fields"),
    [
        ("1", None, {"achieved_on"}),
        ("0", date(2024, 5, 6), {"achieved_on"}),
        ("1", date(2025, 1, 1), {"achieved_on"}),
        ("2", None, {"value"}),
        (None, None, {"value"}),
    ],
)
def test_yes_without_day_and_no_with_day_are_rejected(value, day, expected_fields):
    assert error_fields(value, achieved_on=day, **YES_NO) == expected_fields


def test_future_day_is_rejected_even_inside_period():
    assert error_fields("1", achieved_on=date(2024, 6, 2), on=date(2024, 6, 1), **YES_NO) == {"achieved_on"}


def test_day_is_ignored_for_numbers():
    assert figure_of("3", achieved_on=date(2024, 5, 6)).achieved_on is None


@pytest.mark.parametrize("value_type", list(ValueType))
def test_empty_input_is_error_of_value_for_each_value_type(value_type):
    assert error_fields(None, value_type=value_type) == {"value"}


# --- unusual values ---------------------------------------------------------------------------------------------


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
def test_tenfold_value_and_zero_after_positive_value_warn(value, last, warns):
    last_year = Decimal(last) if last else None
    warning = unusual_value_warning(Decimal(value) if value else None, last_year, ValueType.DECIMAL)
    assert (warning is not None) == warns


@pytest.mark.parametrize(
    ("value", "value_type", "warns"),
    [
        ("100", ValueType.PERCENT, False),
        ("100.1", ValueType.PERCENT, True),
        ("985", ValueType.PERCENT, True),
        ("985", ValueType.DECIMAL, False),
    ],
)
def test_more_than_100_percent_warns_with_and_without_last_year(value, value_type, warns):
    for last in (None, Decimal(100)):
        assert (unusual_value_warning(Decimal(value), last, value_type) is not None) == warns
