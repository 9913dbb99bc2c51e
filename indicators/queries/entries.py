"""One figure of one period: what its form and its decision page show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F

from cooperation.models import Programme
from cooperation.roles import is_coordinator
from cooperation.text import Sentence, ValueType
from indicators import permissions
from indicators.models import Comment, Indicator, ReportingRound, Revision, Target
from indicators.models.measurements import State
from indicators.models.slots import Slot
from indicators.queries.due import programme_of, round_days, year_earlier
from indicators.queries.facts import ApprovedContent, FactsMaker, Rulings, decided_terms, rulings_by_indicator
from indicators.queries.history import BreakdownCategories, indicator_with_programme, targets_with_breakdowns
from indicators.queries.tree import terms_in_force
from indicators.rules import status as rules
from indicators.rules.meanings import Frequency
from indicators.rules.periods import Period, due_on, programme_periods, round_due_on, round_opens_on
from indicators.rules.recording import RecordingLock, RoundDays, may_submit, recording_lock
from indicators.rules.targets import target_sentence


@dataclass
class RevisionWithParts:
    """A revision with its parts, as a step of the figure's history."""

    revision: Revision
    period_code: str
    parts: dict[int, tuple[Decimal, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class FigureEntry:
    slot: Slot
    programme: Programme
    terms: Target
    promise: Sentence
    split: BreakdownCategories | None
    due_on: date
    steps: Sequence[RevisionWithParts]  # of this period, oldest first
    others: dict[str, RevisionWithParts]  # period code -> newest step of the indicator's other periods
    periods: Sequence[Period]  # of this year
    ruling: Rulings
    due: dict[int, date]
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
        """The newest word on the same period of the year before."""
        return self.others.get(year_earlier(self.period))

    @property
    def so_far(self) -> list[tuple[Period, RevisionWithParts | None]]:
        """The year's other periods, in order; empty for a figure read once a year or less."""
        return [(period, self.others.get(period.code)) for period in self.periods if period.code != self.period.code]

    def year_if(self, value: Decimal | None, decimals: int, reason: str, achieved_on: date | None) -> rules.YearStatus:
        """How the year would be judged if this content were approved: the preview of what the public will see."""
        approved = {
            code: _approved(step) for code, step in self.others.items() if step.revision.state == State.APPROVED
        }
        approved[self.period.code] = ApprovedContent(value, decimals, reason, achieved_on)
        head = {
            "id": self.indicator.pk,
            "value_type": self.indicator.value_type,
            "measure": self.indicator.measure,
            "withdrawn_from": self.indicator.withdrawn_from,
            "baseline_value": self.indicator.baseline_value,
            "baseline_year": self.indicator.baseline_year,
        }
        facts, _decimals = FactsMaker(
            self.programme, self.due, {self.indicator.pk: approved}, {self.indicator.pk: self.ruling}
        )(head, self.all_terms)
        return rules.judge_year(facts, self.period.year, self.on)

    all_terms: Sequence[Target] = ()


def _approved(step: RevisionWithParts) -> ApprovedContent:
    revision = step.revision
    return ApprovedContent(revision.value, revision.decimals, revision.no_value_reason, revision.achieved_on)


def figure_entry_for(user: Any, indicator_id: int, period_code: str, *, on: date) -> FigureEntry | None:
    """The entry, or None where the person has nothing to look for. Five queries."""
    indicator = indicator_with_programme(indicator_id)
    if indicator is None or not permissions.may_record(user, indicator):
        return None
    programme = programme_of(indicator)
    all_terms, splits = targets_with_breakdowns(indicator.pk)
    found = terms_of_period(programme, all_terms, period_code)
    if found is None:
        return None
    period, terms, frequency = found
    rounds = {row.year: round_days(row) for row in ReportingRound.objects.filter(programme=programme)}
    days = rounds.get(period.year) or RoundDays(
        period.year, round_opens_on(period.year), round_due_on(period.year), is_closed=False
    )
    steps = _steps(indicator.pk)
    own = [step for step in steps if step.period_code == period.code]
    ruling = rulings_by_indicator(indicator_id=indicator.pk).get(indicator.pk, Rulings())
    has_approved = any(step.revision.state == State.APPROVED for step in own)
    return FigureEntry(
        slot=Slot(indicator, period, days),
        programme=programme,
        terms=terms,
        promise=target_sentence(decided_terms(terms, ruling).meaning),
        split=splits.get(terms.breakdown_id) if terms.breakdown_id else None,
        due_on=due_on(period, frequency, days.due_on),
        steps=own,
        others=_newest(steps, period.code),
        periods=[
            one
            for one in programme_periods(frequency, programme.first_year, programme.last_year)
            if one.year == period.year
        ],
        ruling=ruling,
        due={year: row.due_on for year, row in rounds.items()},
        lock=recording_lock(
            period,
            days,
            on=on,
            withdrawn_from=indicator.withdrawn_from,
            may_correct_closed=has_approved and is_coordinator(user),
        ),
        may_submit=may_submit(period, on=on),
        on=on,
        all_terms=all_terms,
    )


def comments_of(entry: FigureEntry) -> list[Comment]:
    """What was written about the figure, oldest first. One query; none where nothing is recorded."""
    if entry.head is None:
        return []
    found = Comment.objects.filter(measurement_id=entry.head.revision.measurement_id)
    return list(found.select_related("author").order_by("id"))


def terms_of_period(
    programme: Programme, all_terms: Sequence[Target], code: str
) -> tuple[Period, Target, Frequency] | None:
    """The period of this code under the terms in force in the year in which it ends."""
    for terms in all_terms:
        if not terms.frequency:
            continue
        for period in programme_periods(Frequency(terms.frequency), programme.first_year, programme.last_year):
            if period.code == code and terms_in_force(all_terms, period.year) is terms:
                return period, terms, Frequency(terms.frequency)
    return None


def _steps(indicator_id: int) -> list[RevisionWithParts]:
    """All revisions of an indicator with their parts, oldest first. One query."""
    found: dict[int, RevisionWithParts] = {}
    rows = (  # one for each part, and for a revision that has none
        Revision.objects.filter(measurement__indicator_id=indicator_id)
        .select_related("measurement", "author")
        .annotate(category=F("parts__category_id"), part=F("parts__value"), part_decimals=F("parts__decimals"))
        .order_by("seq")
    )
    for row in rows:
        step = found.setdefault(row.pk, RevisionWithParts(row, row.measurement.period_code))
        if row.category is not None:
            step.parts[row.category] = (row.part, row.part_decimals)
    return list(found.values())


def _newest(steps: Sequence[RevisionWithParts], own: str) -> dict[str, RevisionWithParts]:
    """Of each other period the approved step, else the newest one."""
    found: dict[str, RevisionWithParts] = {}
    for step in steps:
        before = found.get(step.period_code)
        if step.period_code != own and (
            before is None or before.revision.state != State.APPROVED or step.revision.state == State.APPROVED
        ):
            found[step.period_code] = step
    return found
