"""What a person owes: every period of every indicator that is theirs, with its state, due date and why it is locked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cooperation.models import Programme
from cooperation.roles import is_coordinator, unit_ids_of
from cooperation.text import Sentence, ValueType, say
from indicators.models import Indicator, ReportingRound, Revision, Target
from indicators.models.measurements import State
from indicators.queries.facts import Rulings, approved_content, decided_terms, reading_from, rulings_by_indicator
from indicators.queries.tree import terms_in_force
from indicators.rules.completeness import FigureState, RequiredFigure, figure_state
from indicators.rules.facts import Reading, Terms
from indicators.rules.meanings import Frequency
from indicators.rules.periods import Period, due_on, programme_periods, round_due_on, round_opens_on
from indicators.rules.recording import RecordingLock, RoundDays, may_submit, recording_lock
from indicators.rules.targets import target_sentence


@dataclass(frozen=True)
class DueFigure:
    """One figure of one period, as its officer meets it."""

    indicator: Indicator
    programme: Programme
    period: Period
    days: RoundDays
    due_on: date
    head: Revision | None
    reading: Reading  # what readers see of the period
    not_asked: Sentence | None  # why nobody is asked for the figure although the form takes it
    lock: RecordingLock | None
    submit_from: date | None  # a draft may be kept, submission waits until this day
    promise: Sentence | None
    last_year: Revision | None  # of the same period a year before: the approved revision, else the newest

    @property
    def value_type(self) -> ValueType:
        return ValueType(self.indicator.value_type)

    @property
    def state(self) -> str:
        return self.head.state if self.head else ""

    @property
    def has_approved(self) -> bool:
        """A revision is public, so another one is a correction; the figure may still be in preparation."""
        return self.head is not None and self.head.measurement.approved_revision_id is not None

    @property
    def is_required(self) -> bool:
        """One of the readings that `Facts.required` gives."""
        return self.not_asked is None and self.reading.is_counted

    @property
    def required_figure(self) -> RequiredFigure:
        return RequiredFigure(figure_state(is_approved=self.reading.is_approved, state=self.state), self.due_on, None)

    @property
    def is_returned(self) -> bool:
        return self.state == State.RETURNED

    @property
    def is_owed(self) -> bool:
        """Waits for this person: nothing handed over but data in preparation; the form is open."""
        return (
            self.lock is None
            and self.not_asked is None
            and self.submit_from is None
            and self.required_figure.state is FigureState.MISSING
        )

    @property
    def is_to_do(self) -> bool:
        """Owed, or sent back and still open."""
        return self.is_owed or (self.is_returned and self.lock is None and self.not_asked is None)


def heads() -> QuerySet[Revision]:
    """The newest revision of each measurement."""
    newest = Revision.objects.filter(measurement=OuterRef("measurement")).order_by("-number").values("number")[:1]
    return Revision.objects.alias(newest=Subquery(newest)).filter(number=F("newest"))


def due_figures_for(user: Any, *, on: date) -> list[DueFigure]:
    """What the person answers for, most urgent first. Five queries besides the person's roles and units."""
    return due_figures_of(indicators_of(user), on=on)


def due_figures_of(indicators: Sequence[Indicator], *, on: date) -> list[DueFigure]:
    """Every period of the indicators, the one with the earliest due date first. Four queries."""
    return sorted(due_figures(indicators, on=on), key=lambda row: (row.due_on, row.period.end))


def indicators_of(user: Any) -> list[Indicator]:
    """The indicators of the person's units, in the document's order; the coordinator's are those without a unit, too.

    One query besides the person's roles and units.
    """
    mine = Q(unit_id__in=unit_ids_of(user))
    if is_coordinator(user):
        mine |= Q(unit__isnull=True)
    return list(
        Indicator.objects.filter(mine)
        .select_related("action__specific_goal__main_goal__programme", "unit")
        .order_by(
            "action__specific_goal__main_goal__programme_id",
            "action__specific_goal__position",
            "action__position",
            "position",
        )
    )


def due_figures(
    indicators: Sequence[Indicator],
    *,
    on: date,
    years: Sequence[int] | None = None,
    targets: Mapping[int, Sequence[Target]] | None = None,
) -> Iterable[DueFigure]:
    """The periods of all years, or of these; `targets`: the indicators' terms, where they have been read already."""
    ids = [indicator.pk for indicator in indicators]
    if targets is None:
        targets = grouped(Target.objects.filter(indicator_id__in=ids).order_by("applies_from"), "indicator_id")
    rounds = _rounds({programme_of(indicator).pk for indicator in indicators})
    newest = revision_heads_by_period(ids, years)
    ruled = rulings_by_indicator(indicator_id__in=ids)
    for indicator in indicators:
        programme = programme_of(indicator)
        for year in programme.years if years is None else years:
            terms = terms_in_force(targets.get(indicator.pk, ()), year)
            if terms is None or not terms.frequency or (indicator.withdrawn_from or year + 1) <= year:
                continue
            frequency = Frequency(terms.frequency)
            ruling = ruled.get(indicator.pk, Rulings())
            decided = decided_terms(terms, ruling)
            promise, not_asked = target_sentence(decided.meaning), _why_not_asked(decided, ruling, year)
            days = rounds.get((programme.pk, year)) or RoundDays(
                year, round_opens_on(year), round_due_on(year), is_closed=False
            )
            for period in programme_periods(frequency, programme.first_year, programme.last_year):
                if period.year == year:
                    yield _due(indicator, programme, period, frequency, days, promise, newest, on, not_asked)


def _due(
    indicator: Indicator,
    programme: Programme,
    period: Period,
    frequency: Frequency,
    days: RoundDays,
    promise: Sentence,
    newest: dict[tuple[int, str], Revision],
    on: date,
    not_asked: Sentence | None,
) -> DueFigure:
    head = newest.get((indicator.pk, period.code))
    before = newest.get((indicator.pk, year_earlier(period)))
    due_day = due_on(period, frequency, days.due_on)
    return DueFigure(
        indicator=indicator,
        programme=programme,
        period=period,
        days=days,
        due_on=due_day,
        head=head,
        reading=reading_from(period, due_day, approved_content(head.measurement.approved_revision) if head else None),
        not_asked=not_asked,
        lock=recording_lock(period, days, on=on),
        submit_from=None if may_submit(period, on=on) else period.end,
        promise=promise,
        last_year=(before.measurement.approved_revision or before) if before else None,
    )


def _why_not_asked(terms: Terms, ruling: Rulings, year: int) -> Sentence | None:
    if year in ruling.exempt_years:
        return say("need not be typed: by a decision the year is not judged")
    return None if terms.has_target_in(year) else say("need not be typed: the target's schedule does not name the year")


def year_earlier(period: Period) -> str:
    """The code of the same period a year before (2023-K3 -> 2022-K3); of a period of several years, none."""
    if period.start.year != period.end.year:
        return ""
    return f"{period.year - 1}{period.code[4:]}"


def programme_of(indicator: Indicator) -> Programme:
    return indicator.action.specific_goal.main_goal.programme


def round_days(row: ReportingRound) -> RoundDays:
    closed_on = timezone.localtime(row.closed_at).date() if row.closed_at else None
    return RoundDays(row.year, row.opens_on, row.due_on, row.is_closed, closed_on, row.closing_reason)


def _rounds(programme_ids: set[int]) -> dict[tuple[int, int], RoundDays]:
    return {
        (row.programme_id, row.year): round_days(row)
        for row in ReportingRound.objects.filter(programme_id__in=programme_ids)
    }


def revision_heads_by_period(
    indicator_ids: Sequence[int], years: Sequence[int] | None = None
) -> dict[tuple[int, str], Revision]:
    """Of these years and the year before each; of all years when none are named."""
    found = heads().filter(measurement__indicator_id__in=indicator_ids)
    if years is not None:
        found = found.filter(measurement__year__in={*years, *(year - 1 for year in years)})
    found = found.select_related("measurement__approved_revision", "author")
    return {(head.measurement.indicator_id, head.measurement.period_code): head for head in found}


def grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found


def submitted_revisions() -> list[Revision]:
    """Submitted figures, the oldest first, with everything a list shows. One query."""
    return list(
        heads()
        .filter(state=State.SUBMITTED)
        .select_related(
            "author",
            "measurement__approved_revision",
            "measurement__indicator__unit",
            "measurement__indicator__action__specific_goal__main_goal__programme",
        )
        .order_by("at")
    )


def count_submitted_revisions() -> int:
    return heads().filter(state=State.SUBMITTED).count()
