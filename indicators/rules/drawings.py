"""The data of an indicator's chart: its kind, spans with their own targets, phases of a task, levels of a growth."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import cast

from cooperation.text import ValueType
from indicators.rules import verdicts
from indicators.rules.cases import (
    MONTHS_OF_SCOPE,
    Basis,
    Case,
    aggregate,
    basis_of,
    completion_day,
    is_measured_often_enough,
    values_of,
)
from indicators.rules.facts import Facts, Reading, Terms
from indicators.rules.meanings import Aggregation, GrowthUnit, Kind
from indicators.rules.targets import is_satisfied


class Drawing(StrEnum):
    COLUMNS = "columns"  # a value for each year
    TOTAL = "total"  # a running total against a target for the whole programme
    TIMELINE = "timeline"  # a task, done or not
    STRIP = "strip"  # months, quarters or half-years, each with its own target


def drawing_of(facts: Facts) -> Drawing:
    """Return the kind of chart; columns if the years have targets of different kinds."""
    terms_in_force = [facts.terms[year] for year in facts.years if year in facts.terms]
    bases = {basis_of(terms) for terms in terms_in_force}
    if facts.value_type is ValueType.YES_NO or bases == {Basis.DONE}:
        return Drawing.TIMELINE
    if bases == {Basis.PROGRAMME} and all(terms.aggregation is Aggregation.SUM for terms in terms_in_force):
        return Drawing.TOTAL
    if bases == {Basis.SPANS} and len({terms.meaning.scope for terms in terms_in_force}) == 1:
        return Drawing.STRIP if all(map(_has_spans, terms_in_force)) else Drawing.COLUMNS
    return Drawing.COLUMNS


def _has_spans(terms: Terms) -> bool:
    return terms.meaning.kind is not Kind.GROWTH and terms.frequency is not None and is_measured_often_enough(terms)


# --- months, quarters and half-years ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class TargetSpan:
    """A month, quarter or half-year: its aggregate, and whether it satisfies the target (None without a value).

    `is_counted`: whether the span has a reading that the status counts.
    """

    figure: Decimal | None
    is_met: bool | None
    is_counted: bool


def spans_of(case: Case) -> tuple[TargetSpan, ...]:
    """Return the spans of the year of a target for each month, quarter or half-year, in order."""
    months = MONTHS_OF_SCOPE[case.meaning.scope] if case.meaning.scope else 12
    is_required = case.facts.is_required(case.year)
    readings: dict[int, list[Reading]] = {number: [] for number in range(12 // months)}
    for reading in case.counted if is_required else ():
        readings[(reading.period.end.month - 1) // months].append(reading)
    return tuple(_span(case, of_span) for of_span in readings.values())


def _span(case: Case, readings: list[Reading]) -> TargetSpan:
    figure = aggregate(values_of(readings), case.terms.aggregation)
    is_judged = figure is not None and verdicts.blocking_question(case) is None
    is_met = is_satisfied(case.meaning, cast(Decimal, figure), year=case.year) if is_judged else None
    return TargetSpan(figure, is_met, bool(readings))


# --- growth ----------------------------------------------------------------------------------------------------------


def growth_level(case: Case) -> Decimal | None:
    """Return the value that the year must reach to satisfy a growth target; None while its reference is not known."""
    reference, change = verdicts.growth_reference(case), case.meaning.value
    if case.meaning.kind is not Kind.GROWTH or reference is None or change is None:
        return None
    return reference + (abs(reference) * change / 100 if case.meaning.growth_unit is GrowthUnit.PERCENT else change)


# --- tasks -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskPhase:
    """Days, both included, in which the task was done (True), not done (False), or nothing is known (None)."""

    first_day: date
    last_day: date
    is_done: bool | None


def task_done_on(facts: Facts) -> date | None:
    """Return the first day on which the task was done, by the approved measurements."""
    done = (completion_day(reading) for year in facts.years for reading in facts.counted(year) if reading.value)
    return min(done, default=None)


def task_phases(facts: Facts) -> tuple[TaskPhase, ...]:
    """Return the phases of a task over the whole programme: a task that was done once remains done."""
    first, last = date(facts.first_year, 1, 1), date(facts.last_year, 12, 31)
    done_on = task_done_on(facts)
    known_until = max((reading.period.end for reading in _answered_no(facts)), default=None)
    if done_on is not None:
        not_done = TaskPhase(first, done_on - timedelta(days=1), False)
        done = TaskPhase(max(done_on, first), last, True)
        return tuple(phase for phase in (not_done, done) if phase.first_day <= phase.last_day)
    if known_until is None:
        return (TaskPhase(first, last, None),)
    unknown = TaskPhase(known_until + timedelta(days=1), last, None)
    phases = (TaskPhase(first, known_until, False), unknown)
    return tuple(phase for phase in phases if phase.first_day <= phase.last_day)


def _answered_no(facts: Facts) -> Iterator[Reading]:
    return (reading for year in facts.years for reading in facts.counted(year) if reading.value == 0)
