"""One indicator in one year on one day: the facts arranged the way the rows of the status table ask for them."""

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
GROWING = (Comparator.AT_LEAST, Comparator.MORE_THAN)
DONE_OR_NOT = (Kind.YES_NO, Kind.DEADLINE)
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
    """What a verdict is passed on."""

    OPEN = "open"  # nothing yet: no threshold, descriptive or undecided
    DONE = "done"  # yes or no
    SPANS = "spans"  # each month, quarter or half-year of the year
    YEAR = "year"  # the aggregate of the year
    PROGRAMME = "programme"  # the aggregate from the programme's start
    LAST_READING = "last_reading"


def basis_of(terms: Terms) -> Basis:
    """Which figure is judged; every combination of kind, scope and aggregation has its answer.

    A programme scope adds up (or takes the highest or the mean) only for kind number; of a percentage, a growth or
    a level read off at a date (aggregation last) the last required reading decides, as with the final scope.
    """
    kind, scope = terms.meaning.kind, terms.meaning.scope
    if kind in DONE_OR_NOT:
        return Basis.DONE
    if kind not in (Kind.NUMBER, Kind.PERCENT, Kind.GROWTH) or scope in (None, Scope.UNDECIDED):
        return Basis.OPEN
    if scope is Scope.PROGRAMME and kind is Kind.NUMBER and terms.aggregation is not Aggregation.LAST:
        return Basis.PROGRAMME
    if scope in (Scope.PROGRAMME, Scope.FINAL):
        return Basis.LAST_READING
    return Basis.YEAR if scope is Scope.YEAR else Basis.SPANS


def is_read_often_enough(terms: Terms) -> bool:
    """1/kwartał read yearly says nothing of a quarter; a programme or final scope takes any frequency."""
    scope, frequency = terms.meaning.scope, terms.frequency
    if scope is None or frequency is None or basis_of(terms) not in (Basis.YEAR, Basis.SPANS):
        return True
    return MONTHS_BETWEEN_READINGS.get(frequency, 24) <= MONTHS_OF_SCOPE[scope]


def aggregate(values: Sequence[Decimal], aggregation: Aggregation) -> Decimal | None:
    """Values in the order of their periods -> one figure; None without values."""
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
    """The facts of one indicator seen from one year and one day."""

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
        """The number of the target that holds for this year, from the schedule where there is one."""
        return threshold(self.meaning, self.year)

    # --- the year's readings ---------------------------------------------------------------------------------------

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
    def owed(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self.counted if not reading.is_approved)

    @cached_property
    def actual(self) -> Decimal | None:
        """The aggregate of the approved values of the year; of yes and no the highest: once done is done."""
        aggregation = Aggregation.MAXIMUM if self.basis is Basis.DONE else self.terms.aggregation
        return aggregate(values_of(self.measured), aggregation)

    @property
    def decimals(self) -> int:
        """The scale in which the year's aggregate is shown: as typed, for a mean up to two places more."""
        typed = self.facts.decimals
        if self.actual is None:
            return typed
        if self.terms.aggregation is not Aggregation.MEAN:
            return at_scale(self.actual, typed).decimals
        return next((places for places in (typed, typed + 1) if round(self.actual, places) == self.actual), typed + 2)

    # --- all the readings of the programme -------------------------------------------------------------------------

    def _begins_by_deadline(self, period: Period) -> bool:
        return self.meaning.deadline is None or period.start <= self.meaning.deadline

    def _readings(self, *, of_exempt_years: bool) -> tuple[Reading, ...]:
        """Counted readings of years with a target; a sum leaves out years under terms that were not to be added up."""
        return tuple(
            reading
            for year in self.facts.years
            if (year in self.facts.exempt_years) is of_exempt_years
            and self.facts.is_in_force(year)
            and self._adds_up(self.facts.terms[year])
            for reading in self.facts.counted(year)
        )

    def _by_deadline(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """A period that begins by the target's own deadline counts: a yearly figure cannot be cut in two."""
        return tuple(reading for reading in readings if self._begins_by_deadline(reading.period))

    def _adds_up(self, terms: Terms) -> bool:
        return self.basis is not Basis.PROGRAMME or terms.aggregation is self.terms.aggregation

    @cached_property
    def line(self) -> tuple[Reading, ...]:
        """The required readings of the programme, in order, up to the target's own deadline where it has one.

        An exempt year asks for none. A deadline before the first required period cuts nothing.
        """
        required = self._readings(of_exempt_years=False)
        return self._by_deadline(required) or required

    @cached_property
    def elapsed(self) -> tuple[Reading, ...]:
        """The required readings to the end of this year."""
        return tuple(reading for reading in self.line if reading.period.year <= self.year)

    @property
    def upcoming(self) -> tuple[Reading, ...]:
        """The required readings of later years."""
        return self.line[len(self.elapsed) :]

    @cached_property
    def all_periods(self) -> int:
        """How many periods the line has, to the text's deadline or the programme's end.

        A withdrawal does not shorten the line, and a deadline after the programme's end makes it longer.
        """
        return len(self.line) + sum(1 for period in self._unread_periods() if self._begins_by_deadline(period))

    def _unread_periods(self) -> Iterator[Period]:
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
    def is_line_over(self) -> bool:
        """Nothing more is to come on the line: this is its last year, or one after it."""
        return len(self.elapsed) >= self.all_periods

    @cached_property
    def so_far(self) -> Decimal | None:
        """The approved values from the programme's start to the end of this year as one figure.

        What was approved for an exempt year happened, so it is added, although the year itself is not asked for.
        """
        exempt = self._by_deadline(self._readings(of_exempt_years=True))
        readings = [reading for reading in (*self.line, *exempt) if reading.period.year <= self.year]
        return aggregate(values_of(sorted(readings, key=lambda one: one.period.end)), self.terms.aggregation)

    @property
    def missing(self) -> tuple[Reading, ...]:
        """Required readings to the end of this year without a value."""
        return tuple(reading for reading in self.elapsed if reading.value is None)

    @property
    def gaps(self) -> tuple[Reading, ...]:
        """The readings without a value that the judged figure should have had by this day."""
        readings = self.elapsed if self.basis is Basis.PROGRAMME else self.counted
        return tuple(
            reading
            for reading in readings
            if reading.value is None and (reading.has_ended(self.on) or reading.reason is NoValueReason.NOT_MEASURED)
        )

    @property
    def first_yes(self) -> Reading | None:
        """The earliest "yes" approved for this or an earlier year."""
        done = [
            reading
            for year in self.facts.years
            if year <= self.year and basis_of(self.facts.terms_of(year) or NO_TERMS) is Basis.DONE
            for reading in self.facts.counted(year)
            if reading.value
        ]
        return min(done, key=day_of, default=None)


def day_of(reading: Reading) -> date:
    """The day of a "yes"; without one the last day of its period, the latest that it can have been."""
    return reading.achieved_on or reading.period.end


def values_of(readings: Sequence[Reading]) -> tuple[Decimal, ...]:
    return tuple(reading.value for reading in readings if reading.value is not None)
