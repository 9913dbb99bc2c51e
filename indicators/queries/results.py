"""Results of a whole programme: every public page, and later every export and report, is drawn from here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, IntegerField, Value

from cooperation.models import Change, Conclusion, Programme, SwotFinding
from cooperation.queries.offices import with_office
from indicators.models import ReportingRound
from indicators.queries.facts import (
    FactsMaker,
    approved_content_by_indicator,
    rounds_by_programme,
    rulings_by_indicator,
)
from indicators.queries.tree import GoalNode, IndicatorNode, YearRow, flat_rows, flat_rows_of, grow
from indicators.rules.completeness import Completeness, completeness_of_year
from indicators.rules.facts import DISPLAY_ORDER, Reading, Status


@dataclass(frozen=True)
class Results:
    """A programme's goals with everything needed to judge them on a day."""

    programme: Programme
    goals: tuple[GoalNode, ...]
    due: Mapping[int, date]
    on: date
    rounds: Mapping[int, ReportingRound] = field(default_factory=dict)

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

    def completeness(self) -> list[Completeness]:
        """Due readings by year; a year without any is left out."""
        facts = [indicator.facts for indicator in self.indicators]
        years = (completeness_of_year(facts, year, self.on) for year in self.programme.years)
        return [one for one in years if one is not None]


def load_results(programme: Programme, *, on: date, goal: int | None = None) -> Results:
    """Four queries, whatever the number of goals and indicators."""
    inside = {"indicator__action__specific_goal__main_goal__programme": programme}
    rounds = rounds_by_programme([programme.pk]).get(programme.pk, {})
    due = {year: row.due_on for year, row in rounds.items()}
    maker = FactsMaker(programme, due, approved_content_by_indicator(**inside), rulings_by_indicator(**inside))
    return Results(programme, tuple(grow(flat_rows(programme.pk, goal), maker)), due, on, rounds)


def load_results_of(programmes: Sequence[Programme], *, on: date) -> list[Results]:
    """The same four queries for any number of programmes, in the order given."""
    ids = [programme.pk for programme in programmes]
    inside = {"indicator__action__specific_goal__main_goal__programme__in": ids}
    rounds, approved, ruled, rows = (
        rounds_by_programme(ids),
        approved_content_by_indicator(**inside),
        rulings_by_indicator(**inside),
        flat_rows_of(ids),
    )
    found = []
    for programme in programmes:
        own = rounds.get(programme.pk, {})
        due = {year: row.due_on for year, row in own.items()}
        goals = grow(rows.get(programme.pk, []), FactsMaker(programme, due, approved, ruled))
        found.append(Results(programme, tuple(goals), due, on, own))
    return found


def year_rows(programme: Programme, year: int, *, on: date) -> list[YearRow]:
    """One row an indicator, in the document's order, from approved values only."""
    return [indicator.in_year(year, on) for indicator in load_results(programme, on=on).indicators]


def count_by_status(statuses: Iterable[Status]) -> list[tuple[Status, int]]:
    """How many indicators have each status, in the order of pictures; percentages are never averaged."""
    found = Counter(statuses)
    return [(status, found[status]) for status in DISPLAY_ORDER if found[status]]


def published_programme(slug: str) -> Programme | None:
    return with_office(Programme.objects.select_related("main_goal").filter(slug=slug, is_published=True)).first()


def published_programmes() -> list[Programme]:
    """Newest first, examples last."""
    return list(with_office(Programme.objects.select_related("main_goal").filter(is_published=True)))


def front_programme(programmes: Sequence[Programme], on: date) -> Programme | None:
    """The newest real programme in force, else the newest ended; never an example."""
    real = [programme for programme in programmes if not programme.is_example]
    in_force = [programme for programme in real if programme.first_year <= on.year <= programme.last_year]
    ended = [programme for programme in real if programme.last_year < on.year]
    return max(
        in_force or ended or real,
        key=lambda programme: (programme.first_year, programme.last_year, programme.pk),
        default=None,
    )


def recent_changes(programme: Programme, limit: int = 5) -> list[Change]:
    return list(programme.changes.all()[:limit])


@dataclass(frozen=True)
class Diagnosis:
    """The SWOT analysis with the goals that answer each finding, and the conclusions."""

    findings: Mapping[str, Sequence["DiagnosisFinding"]]
    conclusions: Sequence[tuple[int, str, str]]

    @property
    def has_links(self) -> bool:
        return any(finding.goal_ids for findings in self.findings.values() for finding in findings)


@dataclass(frozen=True)
class DiagnosisFinding:
    id: int
    quadrant: str
    text: str
    origin: str
    goal_ids: tuple[int, ...]


def diagnosis(programme: Programme) -> Diagnosis:
    """Findings with their links and conclusions, in one query."""
    word, number = CharField(), IntegerField()
    findings = (
        SwotFinding.objects.filter(programme=programme)
        .order_by()
        .values_list(Value(0, number), "position", "id", "quadrant", "origin", "text", "links__specific_goal_id")
    )
    conclusions = (
        Conclusion.objects.filter(programme=programme)
        .order_by()
        .values_list(Value(1, number), "number", "id", Value("", word), "reference", "text", Value(None, number))
    )
    found: dict[int, DiagnosisFinding] = {}
    closing: list[tuple[int, str, str]] = []
    rows = sorted(findings.union(conclusions, all=True), key=lambda row: (row[0], row[1], row[6] or 0))
    for kind, place, id_, quadrant, second, text, goal_id in rows:
        if kind:
            closing.append((place, second, text))
            continue
        before = found[id_].goal_ids if id_ in found else ()
        found[id_] = DiagnosisFinding(id_, quadrant, text, second, before + ((goal_id,) if goal_id else ()))
    by_quadrant = {
        quadrant: [one for one in found.values() if one.quadrant == quadrant]
        for quadrant in SwotFinding.Quadrant.values
    }
    return Diagnosis(by_quadrant, closing)


@dataclass(frozen=True)
class LinkedFinding:
    """A finding of the diagnosis, as it is named beside the goal that answers it."""

    quadrant: str
    text: str


def in_diagnosis_order(findings: Iterable[tuple[int, LinkedFinding]]) -> list[LinkedFinding]:
    """Findings with their positions -> the order of the diagnosis: strengths, weaknesses, opportunities, threats."""
    quadrants = SwotFinding.Quadrant.values
    return [one for _place, one in sorted(findings, key=lambda pair: (quadrants.index(pair[1].quadrant), pair[0]))]


def findings_linked_to_goal(goal_id: int) -> list[LinkedFinding]:
    rows = SwotFinding.objects.filter(links__specific_goal_id=goal_id).order_by()
    return in_diagnosis_order(
        (place, LinkedFinding(*words)) for place, *words in rows.values_list("position", "quadrant", "text")
    )
