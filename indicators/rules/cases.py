"""The facts of one indicator as of one year and one day, in the form that the rows of the status table need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from cooperation.text import at_scale
from indicators.rules.facts import Facts, NoValueReason, Reading, Terms
from indicators.rules.meanings import Aggregation, Comparator, Frequency, Kind, Scope, TargetMeaning
from indicators.rules.periods import Period, periods_ending_in, programme_periods
from indicators.rules.targets import threshold

NO_TERMS = Terms(TargetMeaning(Kind.NONE), None, Aggregation.SUM)
MINIMUM_COMPARATORS = (Comparator.AT_LEAST, Comparator.MORE_THAN)
BINARY_KINDS = (Kind.YES_NO, Kind.DEADLINE)
WITHOUT_THRESHOLD = (Kind.AS_NEEDED, Kind.NONE)

MONTHS_BETWEEN_READINGS = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
    Frequency.ONGOING: 12,
}
MONTHS_OF_SCOPE = {Scope.MONTH: 1, Scope.QUARTER: 3, Scope.HALF_YEAR: 6, Scope.YEAR: 12}


class Basis(StrEnum):
    """The figure that is compared with the target."""

    OPEN = "open"  # none: no threshold, descriptive or undecided
    DONE = "done"  # whether something was done, yes or no
    SPANS = "spans"  # the aggregate of each month, quarter or half-year
    YEAR = "year"  # the aggregate of the year
    PROGRAMME = "programme"  # the aggregate since the programme began
    LAST_READING = "last_reading"  # the last required measurement


def basis_of(terms: Terms) -> Basis:
    """Return which figure is judged, for every combination of kind, scope and aggregation.

    With the programme scope values are aggregated only for the kind number. For a percentage, a growth or a level at a
    date (aggregation last) the last required measurement decides, as with the final scope.
    """
    kind, scope = terms.meaning.kind, terms.meaning.scope
    if kind in BINARY_KINDS:
        return Basis.DONE
    if kind not in (Kind.NUMBER, Kind.PERCENT, Kind.GROWTH) or scope in (None, Scope.UNDECIDED):
        return Basis.OPEN
    if scope is Scope.PROGRAMME and kind is Kind.NUMBER and terms.aggregation is not Aggregation.LAST:
        return Basis.PROGRAMME
    if scope in (Scope.PROGRAMME, Scope.FINAL):
        return Basis.LAST_READING
    return Basis.YEAR if scope is Scope.YEAR else Basis.SPANS


def is_measured_often_enough(terms: Terms) -> bool:
    """Whether periods are not longer than the target's scope; a programme or final scope accepts any frequency.

    A target for each quarter cannot be judged by a yearly measurement.
    """
    scope, frequency = terms.meaning.scope, terms.frequency
    if scope is None or frequency is None or basis_of(terms) not in (Basis.YEAR, Basis.SPANS):
        return True
    return MONTHS_BETWEEN_READINGS.get(frequency, 24) <= MONTHS_OF_SCOPE[scope]


def aggregate(values: Sequence[Decimal], aggregation: Aggregation) -> Decimal | None:
    """Combine values in the order of their periods; None without values."""
    if not values:
        return None
    if aggregation is Aggregation.LAST:
        return values[-1]
    if aggregation is Aggregation.MAXIMUM:
        return max(values)
    total = sum(values, Decimal(0))
    return total / len(values) if aggregation is Aggregation.MEAN else total


@dataclass(frozen=True)
class Case:
    """The facts of one indicator as of one year and one day."""

    facts: Facts
    year: int
    on: date

    @cached_property
    def terms(self) -> Terms:
        return self.facts.terms_of(self.year) or NO_TERMS

    @property
    def meaning(self) -> TargetMeaning:
        return self.terms.meaning

    @cached_property
    def basis(self) -> Basis:
        return basis_of(self.terms)

    @cached_property
    def target(self) -> Decimal | None:
        """The threshold for this year; of a schedule, the year's entry."""
        return threshold(self.meaning, self.year)

    # --- readings of the year ---------------------------------------------------------------------------------------

    @cached_property
    def counted(self) -> tuple[Reading, ...]:
        return self.facts.counted(self.year)

    @cached_property
    def approved(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self.counted if reading.is_approved)

    @cached_property
    def measured(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self.counted if reading.value is not None)

    @cached_property
    def late(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self.counted if reading.is_late(self.on))

    @property
    def unapproved(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self.counted if not reading.is_approved)

    @cached_property
    def actual(self) -> Decimal | None:
        """The aggregate of the year's approved values; the maximum of yes-or-no values."""
        aggregation = Aggregation.MAXIMUM if self.basis is Basis.DONE else self.terms.aggregation
        return aggregate(values_of(self.measured), aggregation)

    @property
    def decimals(self) -> int:
        """Decimal places to show the year's aggregate with: as entered, up to two more for a mean."""
        entered = self.facts.decimals
        if self.actual is None:
            return entered
        if self.terms.aggregation is not Aggregation.MEAN:
            return at_scale(self.actual, entered).decimals
        exact = (places for places in (entered, entered + 1) if round(self.actual, places) == self.actual)
        return next(exact, entered + 2)

    # --- readings of the programme -------------------------------------------------------------------------

    def _starts_by_deadline(self, period: Period) -> bool:
        return self.meaning.deadline is None or period.start <= self.meaning.deadline

    def _readings(self, *, of_exempt_years: bool) -> tuple[Reading, ...]:
        """Counted readings of years with a target; a sum leaves out years whose terms have another aggregation."""
        return tuple(
            reading
            for year in self.facts.years
            if (year in self.facts.exempt_years) is of_exempt_years
            and self.facts.is_in_force(year)
            and self._adds_up(self.facts.terms[year])
            for reading in self.facts.counted(year)
        )

    def _until_deadline(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """Readings whose period starts by the target's deadline: the value of a year cannot be divided."""
        return tuple(reading for reading in readings if self._starts_by_deadline(reading.period))

    def _adds_up(self, terms: Terms) -> bool:
        return self.basis is not Basis.PROGRAMME or terms.aggregation is self.terms.aggregation

    @cached_property
    def required_readings(self) -> tuple[Reading, ...]:
        """The readings that count towards a programme-wide target, in order, up to the target's deadline if it has one.

        Exempt years have none. A deadline before the first required period is ignored.
        """
        required = self._readings(of_exempt_years=False)
        return self._until_deadline(required) or required

    @cached_property
    def elapsed(self) -> tuple[Reading, ...]:
        """The required readings up to the end of this year."""
        return tuple(reading for reading in self.required_readings if reading.period.year <= self.year)

    @property
    def upcoming(self) -> tuple[Reading, ...]:
        """The required readings of later years."""
        return self.required_readings[len(self.elapsed) :]

    @cached_property
    def total_periods(self) -> int:
        """The number of periods up to the target's deadline or the end of the programme.

        Periods after a withdrawal are included, and so are periods after the programme up to a later deadline.
        """
        other_periods = sum(1 for period in self._periods_without_reading() if self._starts_by_deadline(period))
        return len(self.required_readings) + other_periods

    def _periods_without_reading(self) -> Iterator[Period]:
        first, last, frequency, deadline = (
            self.facts.first_year,
            self.facts.last_year,
            self.terms.frequency,
            self.meaning.deadline,
        )
        if frequency is None:
            return
        for year in self.facts.years:
            if self.facts.is_withdrawn(year) and year not in self.facts.exempt_years:
                yield from periods_ending_in(frequency, first, last, year)
        if deadline is not None and deadline.year > last:
            yield from programme_periods(frequency, last + 1, deadline.year)

    @property
    def is_final_year(self) -> bool:
        """Whether no required period comes after this year."""
        return len(self.elapsed) >= self.total_periods

    @cached_property
    def cumulative_value(self) -> Decimal | None:
        """The aggregate of the approved values from the start of the programme to the end of this year.

        Values approved for an exempt year are included, although that year does not require any.
        """
        exempt = self._until_deadline(self._readings(of_exempt_years=True))
        readings = [reading for reading in (*self.required_readings, *exempt) if reading.period.year <= self.year]
        return aggregate(values_of(sorted(readings, key=lambda reading: reading.period.end)), self.terms.aggregation)

    @property
    def missing(self) -> tuple[Reading, ...]:
        """Required readings without a value up to the end of this year."""
        return tuple(reading for reading in self.elapsed if reading.value is None)

    @property
    def gaps(self) -> tuple[Reading, ...]:
        """Readings of the judged figure whose value is missing on this day."""
        readings = self.elapsed if self.basis is Basis.PROGRAMME else self.counted
        return tuple(
            reading
            for reading in readings
            if reading.value is None and (reading.has_ended(self.on) or reading.reason is NoValueReason.NOT_MEASURED)
        )

    @property
    def first_completion(self) -> Reading | None:
        """The earliest approved "yes" of this or an earlier year."""
        done = [
            reading
            for year in self.facts.years
            if year <= self.year and basis_of(self.facts.terms_of(year) or NO_TERMS) is Basis.DONE
            for reading in self.facts.counted(year)
            if reading.value
        ]
        return min(done, key=completion_day, default=None)


def completion_day(reading: Reading) -> date:
    """Return the day of a "yes"; the last day of its period, the latest possible one, where no day is given."""
    return reading.achieved_on or reading.period.end


def values_of(readings: Sequence[Reading]) -> tuple[Decimal, ...]:
    return tuple(reading.value for reading in readings if reading.value is not None)
