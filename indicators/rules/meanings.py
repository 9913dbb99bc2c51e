"""The possible meanings of a target: its kind, comparator, scope, frequency, aggregation and growth."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cooperation.rules.origins import Origin


class Kind(StrEnum):
    NUMBER = "number"
    PERCENT = "percent"
    GROWTH = "growth"
    YES_NO = "yes_no"
    DEADLINE = "deadline"
    DESCRIPTIVE = "descriptive"
    AS_NEEDED = "as_needed"
    NONE = "none"


NUMERIC_KINDS = (Kind.NUMBER, Kind.PERCENT, Kind.GROWTH)  # a figure is compared with a number


class Comparator(StrEnum):
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    EXACTLY = "exactly"
    BETWEEN = "between"


class Scope(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    PROGRAMME = "programme"
    FINAL = "final"
    UNDECIDED = "undecided"


class Frequency(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    EVERY_TWO_YEARS = "every_two_years"
    ONCE = "once"
    MID_TERM_AND_END = "mid_term_and_end"
    ONGOING = "ongoing"  # measured yearly


class Aggregation(StrEnum):
    """How the values of a year's periods are combined."""

    SUM = "sum"
    LAST = "last"
    MEAN = "mean"
    MAXIMUM = "maximum"


class GrowthReference(StrEnum):
    BASELINE = "baseline"
    PREVIOUS_YEAR = "previous_year"


class GrowthUnit(StrEnum):
    UNITS = "units"
    PERCENT = "percent"
    POINTS = "points"


@dataclass(frozen=True)
class Origins:
    """Where the comparator and the scope come from."""

    comparator: Origin | None = None
    scope: Origin | None = None


@dataclass(frozen=True)
class TargetMeaning:
    """The parsed meaning of a target; a field that the text leaves open is None.

    `value`: the number as written (40 for "40%", 5000 for "5 tys."); `upper`: only with the comparator `between`;
    `schedule`: (year, value) pairs in the order of the years for "2021: 1, 2022: 2".
    """

    kind: Kind
    comparator: Comparator | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    scope: Scope | None = None
    measure: str = ""
    deadline: date | None = None
    growth_reference: GrowthReference | None = None
    growth_year: int | None = None
    growth_unit: GrowthUnit | None = None
    schedule: tuple[tuple[int, Decimal], ...] = ()
    origins: Origins = Origins()
