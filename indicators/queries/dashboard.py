"""Data of the first page of the panel: every figure with its state, the open years, what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cooperation.models import Change, Programme, Unit
from indicators.models import Indicator, ReportingRound, Revision
from indicators.models.measurements import State
from indicators.queries.due_figures import DueFigure, due_figures, load_source_with_heads
from indicators.queries.facts import FactsSource
from indicators.queries.members import ResponsiblePerson
from indicators.queries.results import Results
from indicators.queries.revisions import RevisionHeads, revision_heads
from indicators.queries.rounds import RoundState, RoundYear
from indicators.queries.tree import goals_of_indicators
from indicators.rules.completeness import FigureState, tally_figures

PUBLICATION_KINDS = (Change.Kind.PUBLISHED, Change.Kind.PROGRAMME_LOADED)  # the second one publishes, too


@dataclass(frozen=True, kw_only=True)
class LoadedFigures:
    """The figures of some indicators on a day, the earliest due date first, with their source data."""

    programmes: Sequence[Programme]
    indicators: Sequence[Indicator]
    figures: Sequence[DueFigure]
    heads: RevisionHeads
    source: FactsSource
    on: date
    publications: Mapping[int, datetime | None] = field(default_factory=dict)  # programme id -> its first publication

    def published_on(self, programmes: Iterable[Programme]) -> date | None:
        """The day on which the first of the programmes was published; None if none is."""
        moments = [
            moment
            for programme in programmes
            if programme.is_published and (moment := self.publications.get(programme.pk)) is not None
        ]
        return timezone.localtime(min(moments)).date() if moments else None

    @property
    def submitted(self) -> list[Revision]:
        """Figures that wait for approval, the oldest submission first."""
        heads = (head for head in self.heads.values() if head.state == State.SUBMITTED)
        return sorted(heads, key=lambda head: head.at)

    def results(self) -> list[Results]:
        """The results of each programme. One query."""
        goals = goals_of_indicators(self.programmes, self.indicators, self.source)
        return [
            Results(programme=programme, goals=goals[programme.pk], source=self.source, on=self.on)
            for programme in self.programmes
        ]


@dataclass(frozen=True, kw_only=True)
class OpenYear:
    """A year whose round is open, with its required figures (an officer's: of the own units)."""

    round_year: RoundYear
    figures: Sequence[DueFigure]

    @property
    def missing(self) -> list[DueFigure]:
        """Required figures that are not approved, due or not."""
        return [figure for figure in self.figures if figure.required_figure.state is not FigureState.APPROVED]

    @property
    def next_due_on(self) -> date | None:
        return min((figure.due_on for figure in self.missing), default=None)

    @property
    def last_approved_on(self) -> date | None:
        return max((approved_on(figure) for figure in self.figures if figure.has_approved), default=None)

    @property
    def can_be_closed(self) -> bool:
        """Whether the year is over and nothing of it is missing."""
        return self.round_year.on.year > self.round_year.year and not self.missing


@dataclass(frozen=True, kw_only=True)
class UnitWithoutPeople:
    """A unit that is responsible for indicators and has no member who can enter their figures."""

    unit: Unit
    indicators: Sequence[Indicator]
    next_due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDay:
    """A future day from which figures can be submitted, or on which figures are due."""

    day: date
    is_due_date: bool
    figures: Sequence[DueFigure]


def load_all_figures(*, on: date) -> LoadedFigures:
    """Load the figures of all programmes in which something can still wait. Seven queries."""
    published = Change.objects.filter(programme=OuterRef("pk"), kind__in=PUBLICATION_KINDS).order_by("at")
    rows_of_programmes = _unsettled_programmes(on).select_related("main_goal").defer("source_text")
    programmes = list(rows_of_programmes.annotate(published_at=Subquery(published.values("at")[:1])))
    publications = {programme.pk: programme.published_at for programme in programmes}
    indicators = Indicator.objects.in_programmes(programmes).with_goals().select_related("unit").in_document_order()
    by_id = {programme.pk: programme for programme in programmes}
    rows = list(indicators)
    for indicator in rows:  # one object for each programme
        goal = indicator.action.specific_goal.main_goal
        goal.programme = by_id[goal.programme_id]
    return replace(load_figures(rows, programmes, on=on), publications=publications)


def _unsettled_programmes(on: date) -> QuerySet[Programme]:
    """Leave out programmes that ended before the last year, with every year closed and no figure being corrected."""
    of_programme = {"programme": OuterRef("pk"), "closed_at__isnull": False}
    closed = ReportingRound.objects.filter(**of_programme).order_by().values("programme")
    closed_years = Coalesce(Subquery(closed.annotate(number=Count("pk")).values("number")), 0)
    path = f"{Revision.objects.none().programme_path}_id"
    waiting = (
        Revision.objects.heads().exclude(state__in=(State.APPROVED, State.WITHDRAWN)).filter(**{path: OuterRef("pk")})
    )
    return Programme.objects.annotate(closed_years=closed_years).exclude(
        ~Exists(waiting), last_year__lt=on.year - 1, closed_years__gt=F("last_year") - F("first_year")
    )


def load_figures(indicators: Sequence[Indicator], programmes: Sequence[Programme], *, on: date) -> LoadedFigures:
    """The figures of the indicators, which come with their programmes and units. Five queries."""
    heads = revision_heads((indicator.pk for indicator in indicators), with_authors=True)
    source = load_source_with_heads(indicators, heads)
    figures = due_figures(source, heads, indicators, on=on)
    return LoadedFigures(
        programmes=programmes,
        indicators=indicators,
        figures=sorted(figures, key=lambda figure: (figure.due_on, figure.period.end)),
        heads=heads,
        source=source,
        on=on,
    )


def own_figures(loaded: LoadedFigures, user: User, people: Mapping[int, Sequence[ResponsiblePerson]]) -> set[int]:
    """The ids of the indicators for which a coordinator enters the figures: of the own units, and without a unit."""
    units = {unit_id for unit_id, of_unit in people.items() if any(person.user == user for person in of_unit)}
    return {indicator.pk for indicator in loaded.indicators if indicator.unit_id is None or indicator.unit_id in units}


def open_years(loaded: LoadedFigures) -> list[OpenYear]:
    """The open years of published programmes, the earliest due date of a missing figure first. No query."""
    required: dict[tuple[int, int], list[DueFigure]] = {}
    for figure in loaded.figures:
        if figure.is_required:
            required.setdefault((figure.programme.pk, figure.period.year), []).append(figure)
    years = []
    for programme in loaded.programmes:
        rounds = loaded.source.rounds_of(programme.pk)
        for year in programme.years if programme.is_published else ():
            figures = required.get((programme.pk, year), [])
            due = (figure.required_figure for figure in figures if figure.reading.has_ended(loaded.on))
            round_year = RoundYear(
                programme=programme, year=year, round=rounds.get(year), tally=tally_figures(due), on=loaded.on
            )
            if round_year.state is RoundState.OPEN:
                years.append(OpenYear(round_year=round_year, figures=figures))
    return sorted(years, key=lambda year: (year.next_due_on or date.max, year.round_year.year))


def units_without_people(
    loaded: LoadedFigures, people: Mapping[int, Sequence[ResponsiblePerson]]
) -> list[UnitWithoutPeople]:
    """Return units that are responsible for indicators of published programmes and have no member. No query."""
    by_unit: dict[Unit, list[Indicator]] = {}
    for indicator in loaded.indicators:
        if indicator.unit is not None and indicator.unit_id not in people and indicator.programme.is_published:
            by_unit.setdefault(indicator.unit, []).append(indicator)
    rows = [
        UnitWithoutPeople(unit=unit, indicators=of_unit, next_due_on=next_due_on(loaded, of_unit))
        for unit, of_unit in by_unit.items()
    ]
    return sorted(rows, key=lambda row: (row.next_due_on or date.max, row.unit.sort_key))


def indicators_without_unit(loaded: LoadedFigures) -> list[Indicator]:
    return [
        indicator for indicator in loaded.indicators if indicator.unit_id is None and indicator.programme.is_published
    ]


def next_due_on(loaded: LoadedFigures, indicators: Iterable[Indicator]) -> date | None:
    """The earliest due date of a figure of the indicators that has not been handed in and can still be."""
    ids = {indicator.pk for indicator in indicators}
    days = (
        figure.due_on
        for figure in loaded.figures
        if figure.indicator.pk in ids
        and figure.is_required
        and not figure.days.is_closed
        and not figure.required_figure.is_handed_in
    )
    return min(days, default=None)


def next_days(loaded: LoadedFigures) -> list[NextDay]:
    """The next day on which figures can be submitted and the next due date, the earlier one first. No query."""
    waiting = [
        figure
        for figure in loaded.figures
        if figure.programme.is_published
        and figure.is_required
        and not figure.days.is_closed
        and figure.required_figure.state is FigureState.MISSING
    ]
    days: list[NextDay] = []
    for is_due_date in (False, True):
        by_day: dict[date, list[DueFigure]] = {}
        for figure in waiting:
            day = figure.due_on if is_due_date else figure.submit_from
            if day is not None and day > loaded.on:
                by_day.setdefault(day, []).append(figure)
        if by_day:
            first = min(by_day)
            days.append(NextDay(day=first, is_due_date=is_due_date, figures=by_day[first]))
    return sorted(days, key=lambda next_day: (next_day.day, next_day.is_due_date))


def approved_on(figure: DueFigure) -> date:
    """The day of the approval in force; the figure has one."""
    approved = figure.head.measurement.approved_revision if figure.head else None
    if approved is None:
        raise ValueError(figure.period.code)
    return local_day(approved)


def local_day(revision: Revision) -> date:
    """The day of the revision in the office's time zone."""
    return timezone.localtime(revision.at).date()
