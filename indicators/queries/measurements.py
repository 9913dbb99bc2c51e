"""One figure of one period: what its form and its decision page show."""

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
from indicators.queries.breakdowns import BreakdownCategories, breakdowns_of_indicators
from indicators.queries.due import round_days, round_days_by_rule, year_earlier
from indicators.queries.facts import (
    ApprovedContent,
    FactsSource,
    content_of,
    decided_terms,
    load_facts,
    target_in_force,
)
from indicators.queries.indicators import indicator_with_programme
from indicators.queries.revisions import Parts, parts_by_revision
from indicators.rules import status as rules
from indicators.rules.meanings import Frequency
from indicators.rules.periods import Period, due_on, programme_periods
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
    """What the form of one figure shows: its target, its history and the indicator's other periods."""

    slot: Slot
    programme: Programme
    terms: Target
    promise: Sentence
    split: BreakdownCategories | None
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
        return self.split.categories if self.split else ()

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
        """The step in force for the public."""
        return next((step for step in reversed(self.steps) if step.revision.state == State.APPROVED), None)

    @property
    def last_year(self) -> RevisionWithParts | None:
        """The approved revision of the same period a year before, else the newest one."""
        return self.others.get(year_earlier(self.period))

    @property
    def so_far(self) -> list[tuple[Period, RevisionWithParts | None]]:
        """The year's other periods, in order; empty for a figure measured once a year or less."""
        return [(period, self.others.get(period.code)) for period in self.periods if period.code != self.period.code]

    def year_if_approved(self, content: ApprovedContent) -> rules.YearStatus:
        """How the year would be judged if this content were approved: the preview of what the public will see."""
        source = self.source.with_approved(self.indicator.pk, {self.period.code: content})
        return rules.judge_year(source.facts_of(self.indicator, self.programme), self.period.year, self.on)


def figure_entry_for(user: User, indicator_id: int, period_code: str, *, on: date) -> FigureEntry | None:
    """The entry, or None where the person has nothing to look for. Eight queries."""
    indicator = indicator_with_programme(indicator_id)
    if indicator is None or not permissions.may_record(user, indicator):
        return None
    programme, steps = indicator.programme, _steps(indicator.pk)
    source = load_facts(
        Indicator.objects.filter(pk=indicator.pk), [programme.pk], approved={indicator.pk: _approved_contents(steps)}
    )
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
        promise=target_sentence(terms.meaning),
        split=breakdowns.get(target.breakdown_id) if target.breakdown_id else None,
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
    """What was written about the figure, oldest first. One query; none where nothing is recorded."""
    if entry.head is None:
        return []
    comments = Comment.objects.filter(measurement=entry.head.revision.measurement_id)
    return list(comments.select_related("author").order_by("id"))


def target_of_period(programme: Programme, targets: Sequence[Target], code: str) -> PeriodTarget | None:
    """The period of this code, if the target in force in the year in which it ends is measured so often."""
    for target in targets:
        if not target.frequency:
            continue
        frequency = Frequency(target.frequency)
        for period in programme_periods(frequency, programme.first_year, programme.last_year):
            if period.code == code and target_in_force(targets, period.year) is target:
                return PeriodTarget(period=period, target=target, frequency=frequency)
    return None


def _steps(indicator_id: int) -> list[RevisionWithParts]:
    """All revisions of an indicator with their parts, oldest first. Two queries."""
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
    """Period code -> what readers see: the revision that the measurement names as approved."""
    return {
        step.period_code: content_of(step.revision)
        for step in steps
        if step.revision.measurement.approved_revision_id == step.revision.pk
    }


def _newest(steps: Sequence[RevisionWithParts], own: str) -> dict[str, RevisionWithParts]:
    """Of each other period the approved step, else the newest one."""
    newest: dict[str, RevisionWithParts] = {}
    for step in steps:
        before = newest.get(step.period_code)
        if step.period_code != own and (
            before is None or before.revision.state != State.APPROVED or step.revision.state == State.APPROVED
        ):
            newest[step.period_code] = step
    return newest
