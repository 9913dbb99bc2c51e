"""Validation of figures, shared by forms, the grid and the example data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cooperation.text import MAX_DIGITS, Sentence, TypedNumber, ValueType, say, say_many, significant_digits
from indicators.rules.facts import NoValueReason


@dataclass(frozen=True)
class FigurePart:
    """The value of one category of a breakdown; `position`: of the category, counted from 1."""

    category: int
    position: int
    value: Decimal
    decimals: int


@dataclass(frozen=True)
class Figure:
    """The content of a revision: a value, or the reason for having none."""

    value: Decimal | None = None
    decimals: int = 0
    parts: tuple[FigurePart, ...] = ()
    no_value_reason: str = ""
    achieved_on: date | None = None
    note: str = ""
    expected_on: date | None = None  # of data in preparation, if the office named a day

    @property
    def is_achieved(self) -> bool:
        return self.achieved_on is not None


class FigureErrors(ValueError):
    """Invalid input; `errors`: field name -> sentence, in the order of the form."""

    def __init__(self, errors: Mapping[str, Sentence]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in errors.items()))
        self.errors = dict(errors)


YEARS_OF_WAITING = 5  # data that are expected later are not in preparation

_EMPTY_PART = say(
    "This part is empty. Enter a number (0 if there was nothing), or clear all parts and enter only the value."
)


def build_figure(
    *,
    value_type: ValueType,
    value: TypedNumber | None,
    parts: Sequence[TypedNumber | None],
    categories: Sequence[int],
    no_value_reason: str = "",
    achieved_on: date | None = None,
    note: str = "",
    expected_on: date | None = None,
    on: date,
    period_end: date,
) -> Figure:
    """Return a consistent figure; raise `FigureErrors` for invalid input.

    `parts`: in the order of `categories` (ids), None for an empty field. Either all parts or none must be given. An
    empty value becomes the sum of the parts; a value must equal their sum, and the error has the key "parts". A "yes"
    needs the day on which it was achieved. Only data in preparation may have a day on which they are expected.
    """
    errors: dict[str, Sentence] = {}
    filled = [part for part in parts if part is not None]
    if no_value_reason and (value is not None or filled):
        errors["no_value_reason"] = say("There is both a value and a reason for having none. Clear one of them.")
    if filled:
        errors |= {f"part_{position}": _EMPTY_PART for position, part in enumerate(parts, 1) if part is None}
    total = sum((part.value for part in filled), Decimal(0))
    if not errors and filled:
        scale = max(part.decimals for part in filled)
        if significant_digits(total) > MAX_DIGITS or abs(total) >= 10**MAX_DIGITS:
            errors["parts"] = say_many(
                "The sum of the parts has more than {digits} digit.",
                "The sum of the parts has more than {digits} digits.",
                MAX_DIGITS,
                digits=MAX_DIGITS,
            )
        elif value is None:
            value = TypedNumber(total, scale)
        elif value.value != total:
            errors["parts"] = _difference_error(total, value.value)
    if value is None and not no_value_reason and not errors:
        errors["value"] = _value_required(value_type)
    if value_type is ValueType.YES_NO:
        _check_achievement(errors, value, achieved_on, on=on, period_end=period_end)
    _check_expected_day(errors, no_value_reason, expected_on, period_end=period_end)
    if errors:
        raise FigureErrors(errors)
    return Figure(
        value=value.value if value else None,
        decimals=value.decimals if value else 0,
        parts=tuple(
            FigurePart(category, position, part.value, part.decimals)
            for position, (category, part) in enumerate(zip(categories, filled, strict=False), 1)
        ),
        no_value_reason=str(NoValueReason(no_value_reason)) if no_value_reason else "",
        achieved_on=achieved_on if value_type is ValueType.YES_NO else None,
        note=note.replace("\r\n", "\n").strip(),  # browsers send "\r\n"
        expected_on=expected_on,
    )


def _difference_error(total: Decimal, value: Decimal) -> Sentence:
    if total < value:
        return say(
            "The parts add up to {total}, but the value is {value}: {missing} is missing. Correct the parts or the "
            "value.",
            total=total,
            value=value,
            missing=value - total,
        )
    return say(
        "The parts add up to {total}, but the value is {value}: {surplus} too many. Correct the parts or the value.",
        total=total,
        value=value,
        surplus=total - value,
    )


def _value_required(value_type: ValueType) -> Sentence:
    if value_type is ValueType.YES_NO:
        return say("Choose yes or no, or give the reason why there is no answer.")
    example = {ValueType.COUNT: "3", ValueType.PERCENT: "97,5", ValueType.MONEY: "1 234,50"}.get(value_type, "1,5")
    return say(
        "Enter a number, e.g. {example}, or choose the reason why there is none. A missing value is not zero.",
        example=example,
    )


def _check_achievement(
    errors: dict[str, Sentence], value: TypedNumber | None, day: date | None, *, on: date, period_end: date
) -> None:
    if value is not None and value.value not in (0, 1):
        errors["value"] = say("Choose yes or no.")
    elif value is not None and value.value == 1 and day is None:
        errors["achieved_on"] = say("Enter the date on which it was achieved, e.g. {example}.", example="15.06.2024")
    elif day is not None and (value is None or value.value == 0):
        errors["achieved_on"] = say("Clear the date: it applies only to the answer “yes”.")
    elif day is not None and day > min(on, period_end):
        errors["achieved_on"] = say("Enter a date not later than {day}.", day=min(on, period_end))


def _check_expected_day(
    errors: dict[str, Sentence], no_value_reason: str, day: date | None, *, period_end: date
) -> None:
    if day is None:
        return
    if no_value_reason != NoValueReason.IN_PREPARATION:
        errors["expected_on"] = say("Clear the day: it applies only to data in preparation.")
    elif not period_end <= day <= latest_expected_day(period_end):
        errors["expected_on"] = say(
            "Enter a day from {first} (the end of the period) to {last}.",
            first=period_end,
            last=latest_expected_day(period_end),
        )


def latest_expected_day(period_end: date) -> date:
    """Return the last day that may be expected; a later one is a mistyped year."""
    return date(period_end.year + YEARS_OF_WAITING, 12, 31)


# --- unusual values --------------------------------------------------------------------------------------------------

UNUSUAL_FACTOR = 10


class Unusual(StrEnum):
    """Why a value is unlikely, though not an error."""

    OVER_HUNDRED = "over_hundred"  # more than 100%
    ZERO = "zero"  # after a positive value a year ago
    TENFOLD = "tenfold"  # at least ten times last year's value


def unusual_kind(value: Decimal | None, last_year: Decimal | None, value_type: ValueType) -> Unusual | None:
    """Return why the value is unlikely, compared with that of a year ago; None for a likely value."""
    if value is None:
        return None
    if value_type is ValueType.PERCENT and value > 100:
        return Unusual.OVER_HUNDRED
    if last_year is None or last_year <= 0:
        return None
    if value == 0:
        return Unusual.ZERO
    return Unusual.TENFOLD if value >= UNUSUAL_FACTOR * last_year else None


def unusual_value_warning(value: Decimal | None, last_year: Decimal | None, value_type: ValueType) -> Sentence | None:
    """Return a warning about an unlikely value. It is not an error: the person may confirm it in the note."""
    match unusual_kind(value, last_year, value_type):
        case Unusual.OVER_HUNDRED:
            return say("{value}% is more than 100%. Is the number correct? If so, explain it in the note.", value=value)
        case Unusual.ZERO:
            return say(
                "The value is zero, but a year ago it was {last}. Is this correct? If so, explain it in the note.",
                last=last_year,
            )
        case Unusual.TENFOLD:
            return say(
                "{value} is at least ten times last year's {last}. Is the number correct? If so, explain it in the "
                "note.",
                value=value,
                last=last_year,
            )
    return None
