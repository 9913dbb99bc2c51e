"""What the status of an indicator is made from, and what comes out: plain frozen facts."""

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
    """The status of realisation; the value is the word in `data-status`, in exports and in the API."""

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


# As readers meet them in pictures, in counts and in sorted lists: what was judged first, what is outside last.
SHOWN_ORDER = (
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
    """Why an approved reading has no value; no value is never zero (§ 6)."""

    NOT_MEASURED = "not_measured"
    IN_PREPARATION = "in_preparation"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Reading:
    """What is approved for one period; with nothing approved both `value` and `reason` are None.

    `decimals` is the scale in which the value was typed ("1,50" has two); `achieved_on` the day of a "yes".
    """

    period: Period
    due_on: date
    value: Decimal | None = None
    reason: NoValueReason | None = None
    achieved_on: date | None = None
    decimals: int = 0

    @property
    def is_approved(self) -> bool:
        """A value, `not_measured` or `not_applicable`; data in preparation are still owed (§ 7)."""
        return self.value is not None or self.reason in (NoValueReason.NOT_MEASURED, NoValueReason.NOT_APPLICABLE)

    @property
    def is_counted(self) -> bool:
        """A period to which the indicator does not apply leaves the count (§ 7, row 1)."""
        return self.value is not None or self.reason is not NoValueReason.NOT_APPLICABLE

    @property
    def is_in_preparation(self) -> bool:
        return self.value is None and self.reason is NoValueReason.IN_PREPARATION

    def is_late(self, on: date) -> bool:
        """The day is after the period's own due date and nothing is approved."""
        return on > self.due_on and not self.is_approved

    def has_ended(self, on: date) -> bool:
        """On its last day a period has not ended."""
        return on > self.period.end


@dataclass(frozen=True)
class Terms:
    """The target, the frequency and the aggregation by which one year is judged."""

    meaning: TargetMeaning
    frequency: Frequency | None
    aggregation: Aggregation

    def asks_in(self, year: int) -> bool:
        """A target with a schedule asks only in the years that the schedule names."""
        schedule = self.meaning.schedule
        return not schedule or any(entry == year for entry, _ in schedule)


@dataclass(frozen=True)
class Facts:
    """Everything that is known of one indicator; the same object serves every year and the whole programme.

    `terms`: year -> terms in force on its first day; a year without an entry has no target. `readings`: year -> one
    reading for EVERY period that ends in the year. `assessments`: year -> the coordinator's verdict (met, partly_met
    or not_met). `withdrawn_from`: the first year in which the indicator is no longer asked for.
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
        """The most decimal places typed in any approved value: all values of the indicator are shown alike."""
        return max((one.decimals for readings in self.readings.values() for one in readings), default=0)

    def is_withdrawn(self, year: int) -> bool:
        return self.withdrawn_from is not None and self.withdrawn_from <= year

    def terms_of(self, year: int) -> Terms | None:
        """The terms of a programme year; outside the programme no target is in force."""
        return self.terms.get(year) if year in self.years else None

    def is_in_force(self, year: int) -> bool:
        """A target is in force in the year, its schedule (if any) names the year, the indicator is not withdrawn."""
        return year in self._years_in_force

    @cached_property
    def _years_in_force(self) -> frozenset[int]:
        return frozenset(year for year in self.years if not self.is_withdrawn(year) and self._is_promised(year))

    def _is_promised(self, year: int) -> bool:
        return year in self.terms and self.terms[year].asks_in(year)

    def counted(self, year: int) -> tuple[Reading, ...]:
        """The year's readings in the order of their periods, without those that are not applicable."""
        return self._counted.get(year, ())

    @cached_property
    def _counted(self) -> dict[int, tuple[Reading, ...]]:
        return {
            year: tuple(sorted((one for one in found if one.is_counted), key=lambda one: one.period.end))
            for year, found in self.readings.items()
        }

    def required(self, year: int) -> tuple[Reading, ...]:
        """The readings that the year's round asks for; none while nobody has chosen the frequency."""
        return self.counted(year) if self.is_required(year) else ()

    def due_readings(self, year: int, on: date) -> tuple[Reading, ...]:
        """The required readings whose period has ended: every count of completeness is made from these."""
        return tuple(reading for reading in self.required(year) if reading.has_ended(on))

    def is_required(self, year: int) -> bool:
        """A reading falls in the year, a target is in force, not withdrawn, not exempt (§ 7, programme verdict).

        While nobody has chosen the frequency, every year waits for its verdict.
        """
        if not self.is_in_force(year) or year in self.exempt_years:
            return False
        return self.terms[year].frequency is None or bool(self.counted(year))


@dataclass(frozen=True)
class YearStatus:
    """The status of one indicator in one year on one day.

    `actual`: the aggregate of the year's approved values, None without any; `decimals`: the scale to show it with;
    `achievement`: 1 is 100 %, never capped; `periods_counted` and `periods_approved` leave out periods that are not
    applicable; `row`: the number of the table's row that held; `question`: why figures cannot decide.
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
    """The verdict on the whole programme, or so far.

    `label`: the words beside the verdict's symbol, for a count of years the count itself; `years_met` of
    `years_required`: only years approved or past due; `missing_years`: those of them without the figure; `total`: the
    sum of approved values where they add up, information only; `to_date`: required years are still to come.
    """

    status: Status
    label: Sentence
    sentence: Sentence
    years_met: int
    years_required: int
    missing_years: tuple[int, ...]
    total: Decimal | None
    to_date: bool
