"""Results of whole programmes, for pages, exports, reports and the API."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from indicators.models import Indicator, ReportingRound
from indicators.queries.facts import FactsSource, load_facts
from indicators.queries.tree import GoalNode, IndicatorNode, YearRow, load_goals
from indicators.rules.completeness import Completeness, completeness_of_year
from indicators.rules.facts import DISPLAY_ORDER, Reading, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueFigures:
    """The overdue figures of one unit: how many, and the earliest due date; without a unit they are the coordinator's.

    `indicator`: of the earliest one; `expected_on`: the last day on which the unit expects data in preparation, and
    `expected_number`: of how many figures it named a day.
    """

    unit: str
    contact: str
    number: int
    since: date
    expected_on: date | None
    expected_number: int
    indicator: IndicatorNode


@dataclass(frozen=True, kw_only=True)
class Results:
    """A programme's goals, with the data to judge them as of the day `on`."""

    programme: Programme
    goals: tuple[GoalNode, ...]
    source: FactsSource
    on: date

    @property
    def rounds(self) -> Mapping[int, ReportingRound]:
        """Return year -> round."""
        return self.source.rounds_of(self.programme.pk)

    @property
    def indicators(self) -> list[IndicatorNode]:
        return [indicator for goal in self.goals for indicator in goal.indicators]

    @property
    def has_ended(self) -> bool:
        return self.on.year > self.programme.last_year

    def awaited(self, year: int | None = None) -> list[tuple[IndicatorNode, Reading]]:
        """Return the required figures that are not approved, the earliest due first; without `year`, of all years."""
        owed = [(node, reading) for node, reading in self.required(year) if not reading.is_approved]
        return sorted(owed, key=lambda pair: pair[1].due_on)

    def overdue_by_unit(self, year: int | None = None) -> list[OverdueFigures]:
        """Return the overdue figures by responsible unit, the longest overdue first; without `year`, of all years."""
        by_unit: dict[int | None, list[tuple[IndicatorNode, Reading]]] = {}
        for node, reading in self.awaited(year):
            if reading.due_on < self.on:
                by_unit.setdefault(node.unit_id, []).append((node, reading))
        expected = {
            unit_id: [reading.expected_on for _node, reading in owed if reading.expected_on is not None]
            for unit_id, owed in by_unit.items()
        }
        return [
            OverdueFigures(
                unit=owed[0][0].unit,
                contact=owed[0][0].unit_contact,
                number=len(owed),
                since=owed[0][1].due_on,
                expected_on=max(expected[unit_id], default=None),
                expected_number=len(expected[unit_id]),
                indicator=owed[0][0],
            )
            for unit_id, owed in by_unit.items()
        ]

    def required(self, year: int | None = None) -> list[tuple[IndicatorNode, Reading]]:
        """Return the required figures, approved or not; without `year`, of all years."""
        years = self.programme.years if year is None else [year]
        return [
            (node, reading)
            for node in self.indicators
            for required_year in years
            for reading in node.facts.required(required_year)
        ]

    def year_rows(self, year: int) -> list[YearRow]:
        """Return the results of all indicators in the year, in the document's order."""
        return [indicator.in_year(year, self.on) for indicator in self.indicators]

    def completeness(self, years: Iterable[int] | None = None) -> list[Completeness]:
        """Return the completeness of each year that has due readings; without `years`, of the whole programme."""
        facts = [indicator.facts for indicator in self.indicators]
        by_year = (
            completeness_of_year(facts, year, self.on) for year in (self.programme.years if years is None else years)
        )
        return [completeness for completeness in by_year if completeness is not None]


def load_results(programme: Programme, *, on: date, goal: int | None = None) -> Results:
    """Load the results of a programme; `goal`: only those of the goal at this position. Seven queries."""
    indicators = Indicator.objects.in_programmes([programme])
    if goal is not None:
        indicators = indicators.filter(action__specific_goal__position=goal)
    source = load_facts(indicators, [programme])
    goals = load_goals([programme], indicators, source, goal=goal)
    return Results(programme=programme, goals=goals[programme.pk], source=source, on=on)


def count_by_status(statuses: Iterable[Status]) -> list[tuple[Status, int]]:
    """Return (status, number of indicators) in DISPLAY_ORDER, without zeros."""
    numbers = Counter(statuses)
    return [(status, numbers[status]) for status in DISPLAY_ORDER if numbers[status]]
