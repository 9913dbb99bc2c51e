"""The input and the output of the status rules: readings, terms and facts, and the statuses of years and programmes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from cooperation.text import Sentence, ValueType
from indicators.rules.meanings import Aggregation, Frequency, TargetMeaning
from indicators.rules.periods import Period


class Status(StrEnum):
    """The status of an indicator; the value is used in `data-status`, in exports and in the API."""

    NOT_APPLICABLE = "not_applicable"
    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    TO_BE_ASSESSED = "to_be_assessed"
    NO_READING = "no_reading"
    NOT_DUE_YET = "not_due_yet"
    OVERDUE = "overdue"
    AWAITED = "awaited"
    IN_PROGRESS = "in_progress"
    NO_DATA = "no_data"
    NO_THRESHOLD = "no_threshold"
    AHEAD = "ahead"
    ON_TRACK = "on_track"
    BEHIND = "behind"


# The order in charts, counts and sorted lists: verdicts first, not applicable last.
DISPLAY_ORDER = (
    Status.MET,
    Status.PARTLY_MET,
    Status.NOT_MET,
    Status.OVERDUE,
    Status.AWAITED,
    Status.IN_PROGRESS,
    Status.AHEAD,
    Status.ON_TRACK,
    Status.BEHIND,
    Status.NO_THRESHOLD,
    Status.TO_BE_ASSESSED,
    Status.NO_DATA,
    Status.NO_READING,
    Status.NOT_DUE_YET,
    Status.NOT_APPLICABLE,
)
VERDICTS = (Status.MET, Status.PARTLY_MET, Status.NOT_MET)


class NoValueReason(StrEnum):
    """Why an approved figure has no value; a missing value is never zero (product.md § 6)."""

    NOT_MEASURED = "not_measured"
    IN_PREPARATION = "in_preparation"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Reading:
    """The approved figure of one period; `value` and `reason` are both None when nothing is approved.

    `decimals`: decimal places as entered ("1,50" has two); `achieved_on`: the day of a "yes"; `expected_on`: the day by
    which the office expects data in preparation, if it named one.
    """

    period: Period
    due_on: date
    value: Decimal | None = None
    reason: NoValueReason | None = None
    achieved_on: date | None = None
    decimals: int = 0
    expected_on: date | None = None

    @property
    def is_approved(self) -> bool:
        """Whether there is a value, `not_measured` or `not_applicable`; data in preparation do not count (§ 7)."""
        return self.value is not None or self.reason in (NoValueReason.NOT_MEASURED, NoValueReason.NOT_APPLICABLE)

    @property
    def is_counted(self) -> bool:
        """Whether the period counts; one marked as not applicable does not (§ 7, row 1)."""
        return self.value is not None or self.reason is not NoValueReason.NOT_APPLICABLE

    @property
    def is_in_preparation(self) -> bool:
        return self.value is None and self.reason is NoValueReason.IN_PREPARATION

    def is_late(self, on: date) -> bool:
        """Whether the due date has passed and nothing is approved."""
        return on > self.due_on and not self.is_approved

    def has_ended(self, on: date) -> bool:
        """Whether the last day of the period has passed."""
        return on > self.period.end


@dataclass(frozen=True)
class Terms:
    """The target, the frequency and the aggregation in force in one year."""

    meaning: TargetMeaning
    frequency: Frequency | None
    aggregation: Aggregation

    def has_target_in(self, year: int) -> bool:
        """Whether the target applies in the year; a schedule applies only in the years that it names."""
        schedule = self.meaning.schedule
        return not schedule or any(entry == year for entry, _ in schedule)


@dataclass(frozen=True)
class Facts:
    """The facts of one indicator from which its status is computed, for every year and for the whole programme.

    `terms`: year -> terms in force on its first day; a year without an entry has no target. `readings`: year -> one
    reading for every period that ends in the year, also where nothing is approved. `assessments`: year -> the
    coordinator's verdict (met, partly_met or not_met). `withdrawn_from`: the first year without the indicator.
    """

    first_year: int
    last_year: int
    terms: Mapping[int, Terms]
    readings: Mapping[int, tuple[Reading, ...]]
    value_type: ValueType
    measure: str = ""
    withdrawn_from: int | None = None
    exempt_years: frozenset[int] = frozenset()
    assessments: Mapping[int, Status] = field(default_factory=dict)
    baseline_value: Decimal | None = None
    baseline_year: int | None = None

    @cached_property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @cached_property
    def decimals(self) -> int:
        """The largest number of decimal places of an approved value; all values of the indicator are shown with it."""
        return max((reading.decimals for readings in self.readings.values() for reading in readings), default=0)

    def is_withdrawn(self, year: int) -> bool:
        return self.withdrawn_from is not None and self.withdrawn_from <= year

    def terms_of(self, year: int) -> Terms | None:
        """Return the terms of a year; None without a target and outside the programme."""
        return self.terms.get(year) if year in self.years else None

    def is_in_force(self, year: int) -> bool:
        """Whether a target applies in the year and the indicator is not withdrawn."""
        return year in self._years_in_force

    @cached_property
    def _years_in_force(self) -> frozenset[int]:
        return frozenset(year for year in self.years if not self.is_withdrawn(year) and self._has_target(year))

    def _has_target(self, year: int) -> bool:
        return year in self.terms and self.terms[year].has_target_in(year)

    @property
    def has_value(self) -> bool:
        """Whether any value is approved."""
        return any(reading.value is not None for readings in self.readings.values() for reading in readings)

    def counted(self, year: int) -> tuple[Reading, ...]:
        """Return the year's readings in the order of their periods, without those that are not applicable."""
        return self._counted.get(year, ())

    @cached_property
    def _counted(self) -> dict[int, tuple[Reading, ...]]:
        return {
            year: tuple(
                sorted((reading for reading in readings if reading.is_counted), key=lambda reading: reading.period.end)
            )
            for year, readings in self.readings.items()
        }

    def required(self, year: int) -> tuple[Reading, ...]:
        """Return the readings that the year's reporting round requires; () until a frequency is chosen."""
        return self.counted(year) if self.is_required(year) else ()

    def due_readings(self, year: int, on: date) -> tuple[Reading, ...]:
        """Return the required readings whose period has ended, on which completeness is based."""
        return tuple(reading for reading in self.required(year) if reading.has_ended(on))

    def is_required(self, year: int) -> bool:
        """Whether the year has a reading and a target, is not exempt, and the indicator is not withdrawn (§ 7).

        Until a frequency is chosen, every such year is required even without a reading.
        """
        if not self.is_in_force(year) or year in self.exempt_years:
            return False
        return self.terms[year].frequency is None or bool(self.counted(year))


@dataclass(frozen=True)
class YearStatus:
    """The status of one indicator in one year as of one day.

    `actual`: the aggregate of the year's approved values, None without any; `decimals`: decimal places to show it with;
    `achievement`: 1 is 100 %, not limited to 1; `periods_counted` and `periods_approved` exclude periods that are not
    applicable; `row`: the number of the table row that decided; `question`: why figures cannot decide.
    """

    year: int
    status: Status
    sentence: Sentence
    actual: Decimal | None
    decimals: int
    achievement: Decimal | None
    periods_counted: int
    periods_approved: int
    row: int
    question: Sentence | None = None


@dataclass(frozen=True)
class ProgrammeStatus:
    """The status of one indicator over the whole programme, or to date.

    `label`: the text beside the status symbol; where years are counted, the count. `years_met`, `years_required`: of
    the years that are approved or past due; `missing_years`: those of them without a value. `total`: the sum of the
    approved values where they add up, for information. `to_date`: required years are still ahead.
    """

    status: Status
    label: Sentence
    sentence: Sentence
    years_met: int
    years_required: int
    missing_years: tuple[int, ...]
    total: Decimal | None
    to_date: bool
