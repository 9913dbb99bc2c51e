"""Results of whole programmes: pages, exports, reports and the API are all drawn from them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from indicators.models import Indicator, ReportingRound
from indicators.queries.facts import FactsSource, load_facts
from indicators.queries.tree import GoalNode, IndicatorNode, YearRow, load_goals
from indicators.rules.completeness import Completeness, completeness_of_year
from indicators.rules.facts import DISPLAY_ORDER, Reading, Status


@dataclass(frozen=True, kw_only=True)
class Results:
    """A programme's goals with everything needed to judge them on a day."""

    programme: Programme
    goals: tuple[GoalNode, ...]
    source: FactsSource
    on: date

    @property
    def rounds(self) -> Mapping[int, ReportingRound]:
        """Year -> round."""
        return self.source.rounds_of(self.programme.pk)

    @property
    def indicators(self) -> list[IndicatorNode]:
        return [indicator for goal in self.goals for indicator in goal.indicators]

    @property
    def has_ended(self) -> bool:
        return self.on.year > self.programme.last_year

    def awaited(self, year: int | None = None) -> list[tuple[IndicatorNode, Reading]]:
        """Required figures that are not approved yet, the earliest due date first; of one year or of all."""
        owed = [(node, reading) for node, reading in self.required(year) if not reading.is_approved]
        return sorted(owed, key=lambda pair: pair[1].due_on)

    def required(self, year: int | None = None) -> list[tuple[IndicatorNode, Reading]]:
        """Required figures of one year or of all, approved or not."""
        years = self.programme.years if year is None else [year]
        return [
            (node, reading)
            for node in self.indicators
            for required_year in years
            for reading in node.facts.required(required_year)
        ]

    def year_rows(self, year: int) -> list[YearRow]:
        """Every indicator in the year, in the document's order."""
        return [indicator.in_year(year, self.on) for indicator in self.indicators]

    def completeness(self) -> list[Completeness]:
        """Due readings by year; a year without any is left out."""
        facts = [indicator.facts for indicator in self.indicators]
        years = (completeness_of_year(facts, year, self.on) for year in self.programme.years)
        return [completeness for completeness in years if completeness is not None]


def load_results(programme: Programme, *, on: date, goal: int | None = None) -> Results:
    """Load the results of a programme, or of its goal of this number. Seven queries."""
    (results,) = load_results_of([programme], on=on, goal=goal)
    return results


def load_results_of(programmes: Sequence[Programme], *, on: date, goal: int | None = None) -> list[Results]:
    """Load the results of programmes, in the order given. Seven queries for any number of them."""
    indicators = Indicator.objects.in_programmes(programmes)
    if goal is not None:
        indicators = indicators.filter(action__specific_goal__position=goal)
    source = load_facts(indicators, programmes)
    goals = load_goals(programmes, indicators, source, goal=goal)
    return [Results(programme=programme, goals=goals[programme.pk], source=source, on=on) for programme in programmes]


def count_by_status(statuses: Iterable[Status]) -> list[tuple[Status, int]]:
    """How many indicators have each status, in the order of pictures; percentages are never averaged."""
    numbers = Counter(statuses)
    return [(status, numbers[status]) for status in DISPLAY_ORDER if numbers[status]]
