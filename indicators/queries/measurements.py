"""The data of the form and of the approval page of one figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import User

from cooperation.models import Programme
from cooperation.roles import is_coordinator
from cooperation.text import Sentence, ValueType
from indicators import permissions
from indicators.models import Comment, Indicator, Revision, Target
from indicators.models.measurements import State
from indicators.models.slots import Slot
from indicators.queries.breakdowns import BreakdownCategories, breakdown_of, breakdowns_of_indicators
from indicators.queries.due_figures import round_days, round_days_by_rule, year_earlier
from indicators.queries.facts import (
    ApprovedContent,
    FactsSource,
    RoundsByProgramme,
    content_of,
    decided_terms,
    load_facts,
    target_in_force,
)
from indicators.queries.indicators import indicator_with_programme
from indicators.queries.revisions import Parts, parts_by_revision
from indicators.rules import status as rules
from indicators.rules.meanings import Frequency
from indicators.rules.periods import Period, due_on, period_of, programme_periods
from indicators.rules.recording import RecordingLock, may_submit, recording_lock
from indicators.rules.targets import target_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionWithParts:
    """A revision of a figure with its parts, as a step of the figure's history."""

    revision: Revision
    period_code: str
    parts: Parts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTarget:
    """A period with the target in force in the year in which it ends."""

    period: Period
    target: Target
    frequency: Frequency


@dataclass(frozen=True, kw_only=True)
class FigureEntry:
    """The data of one figure's form: its target, its history and the indicator's other periods."""

    slot: Slot
    programme: Programme
    terms: Target
    target_sentence: Sentence
    breakdown: BreakdownCategories | None
    due_on: date
    steps: Sequence[RevisionWithParts]  # of this period, oldest first
    others: Mapping[str, RevisionWithParts]  # period code -> newest step of the indicator's other periods
    periods: Sequence[Period]  # of this year
    source: FactsSource
    lock: RecordingLock | None
    may_submit: bool
    on: date

    @property
    def indicator(self) -> Indicator:
        return self.slot.indicator

    @property
    def period(self) -> Period:
        return self.slot.period

    @property
    def categories(self) -> Sequence[tuple[int, str]]:
        return self.breakdown.categories if self.breakdown else ()

    @property
    def value_type(self) -> ValueType:
        return ValueType(self.indicator.value_type)

    @property
    def head(self) -> RevisionWithParts | None:
        return self.steps[-1] if self.steps else None

    @property
    def head_number(self) -> int:
        return self.head.revision.number if self.head else 0

    @property
    def approved(self) -> RevisionWithParts | None:
        """Return the approved revision in force."""
        return next((step for step in reversed(self.steps) if step.revision.state == State.APPROVED), None)

    @property
    def last_year(self) -> RevisionWithParts | None:
        """Return the approved revision of the same period a year before, else the newest one."""
        return self.others.get(year_earlier(self.period))

    @property
    def is_first(self) -> bool:
        """Return whether nothing is recorded of any earlier period."""
        return all(period_of(code).end >= self.period.start for code in self.others)

    @property
    def so_far(self) -> list[tuple[Period, RevisionWithParts | None]]:
        """Return the year's other periods, in order; none for a figure measured once a year or less often."""
        return [(period, self.others.get(period.code)) for period in self.periods if period.code != self.period.code]

    def year_if_approved(self, content: ApprovedContent) -> rules.YearStatus:
        """Return the status that the year would have if this content were approved, for the preview."""
        source = self.source.with_approved(self.indicator.pk, {self.period.code: content})
        return rules.judge_year(source.facts_of(self.indicator, self.programme), self.period.year, self.on)


def figure_entry_for(user: User, indicator_id: int, period_code: str, *, on: date) -> FigureEntry | None:
    """Return the data of the form; None for a user who may not record the figure. Eight queries."""
    indicator = recordable_indicator(user, indicator_id)
    return load_figure_entry(user, indicator, period_code, on=on) if indicator is not None else None


def load_figure_entry(
    user: User, indicator: Indicator, period_code: str, *, on: date, rounds: RoundsByProgramme | None = None
) -> FigureEntry | None:
    """Return the data of the form; None if the indicator has no such period. Seven queries.

    `rounds`: the programme's rounds, if the caller has already loaded them; this saves one query.
    """
    steps = steps_of(indicator.pk)
    approved = {indicator.pk: _approved_contents(steps)}
    own = Indicator.objects.filter(pk=indicator.pk)
    source = load_facts(own, [indicator.programme_id], approved=approved, rounds=rounds)
    return figure_entry(user, indicator, period_code, steps=steps, source=source, on=on)


def recordable_indicator(user: User, indicator_id: int) -> Indicator | None:
    """Return the indicator if the user may record its figures. One query besides the user's roles and units."""
    indicator = indicator_with_programme(indicator_id)
    return indicator if indicator is not None and permissions.may_record(user, indicator) else None


def figure_entry(
    user: User,
    indicator: Indicator,
    period_code: str,
    *,
    steps: Sequence[RevisionWithParts],
    source: FactsSource,
    on: date,
) -> FigureEntry | None:
    """Return the data of the form from loaded facts; None if the indicator has no such period. One query."""
    programme = indicator.programme
    period_target = target_of_period(programme, source.targets_of(indicator.pk), period_code)
    if period_target is None:
        return None
    period, target, frequency = period_target.period, period_target.target, period_target.frequency
    round_ = source.rounds_of(programme.pk).get(period.year)
    days = round_days(round_) if round_ else round_days_by_rule(period.year)
    own_steps = [step for step in steps if step.period_code == period.code]
    has_approved = any(step.revision.state == State.APPROVED for step in own_steps)
    breakdowns = breakdowns_of_indicators([indicator.pk])
    terms = decided_terms(target, source.rulings_on(indicator.pk))
    return FigureEntry(
        slot=Slot(indicator, period, days),
        programme=programme,
        terms=target,
        target_sentence=target_sentence(terms.meaning),
        breakdown=breakdown_of(target, breakdowns),
        due_on=due_on(period, frequency, days.due_on),
        steps=own_steps,
        others=_newest(steps, period.code),
        periods=[
            other
            for other in programme_periods(frequency, programme.first_year, programme.last_year)
            if other.year == period.year
        ],
        source=source,
        lock=recording_lock(
            period,
            days,
            on=on,
            withdrawn_from=indicator.withdrawn_from,
            may_correct_closed=has_approved and is_coordinator(user),
        ),
        may_submit=may_submit(period, on=on),
        on=on,
    )


def comments_of(entry: FigureEntry) -> list[Comment]:
    """Return the comments on the figure, oldest first. One query; no query if nothing is recorded."""
    if entry.head is None:
        return []
    comments = Comment.objects.filter(measurement=entry.head.revision.measurement_id)
    return list(comments.select_related("author").order_by("id"))


def target_of_period(programme: Programme, targets: Sequence[Target], code: str) -> PeriodTarget | None:
    """Return the period and the target in force when it ends; None if the frequency has no such period."""
    for target in targets:
        if not target.frequency:
            continue
        frequency = Frequency(target.frequency)
        for period in programme_periods(frequency, programme.first_year, programme.last_year):
            if period.code == code and target_in_force(targets, period.year) is target:
                return PeriodTarget(period=period, target=target, frequency=frequency)
    return None


def steps_of(indicator_id: int) -> list[RevisionWithParts]:
    """Return all revisions of an indicator with their parts, oldest first. Two queries."""
    rows = Revision.objects.filter(measurement__indicator=indicator_id).order_by("seq")
    revisions = list(rows.select_related("measurement", "author"))
    parts = parts_by_revision(revision.pk for revision in revisions)
    return [
        RevisionWithParts(
            revision=revision, period_code=revision.measurement.period_code, parts=parts.get(revision.pk, {})
        )
        for revision in revisions
    ]


def _approved_contents(steps: Sequence[RevisionWithParts]) -> dict[str, ApprovedContent]:
    """Return period code -> content of the approved revision in force."""
    return {
        step.period_code: content_of(step.revision)
        for step in steps
        if step.revision.measurement.approved_revision_id == step.revision.pk
    }


def _newest(steps: Sequence[RevisionWithParts], own: str) -> dict[str, RevisionWithParts]:
    """Return period code -> the approved revision, else the newest one, for every period except `own`."""
    newest: dict[str, RevisionWithParts] = {}
    for step in steps:
        before = newest.get(step.period_code)
        if step.period_code != own and (
            before is None or before.revision.state != State.APPROVED or step.revision.state == State.APPROVED
        ):
            newest[step.period_code] = step
    return newest
