"""The figures that a person is responsible for, with their state, their due date and the reason for being locked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from cooperation.models import Programme
from cooperation.roles import is_coordinator, unit_ids_of
from cooperation.text import Sentence, ValueType, say
from indicators.models import Indicator, ReportingRound, Revision
from indicators.models.indicators import IndicatorQuerySet
from indicators.models.measurements import State
from indicators.queries.facts import ApprovedContent, FactsSource, RoundsByProgramme, content_of, load_facts
from indicators.queries.revisions import RevisionHeads, revision_heads
from indicators.rules.completeness import FigureState, RequiredFigure, figure_state
from indicators.rules.facts import Facts, Reading
from indicators.rules.meanings import TargetMeaning
from indicators.rules.periods import Period, round_due_on, round_opens_on
from indicators.rules.recording import RecordingLock, RoundDays, may_submit, recording_lock
from indicators.rules.targets import target_sentence


@dataclass(frozen=True, kw_only=True)
class DueFigure:
    """The figure of one indicator and period, with what the responsible officer needs to enter it."""

    indicator: Indicator
    programme: Programme
    period: Period
    days: RoundDays
    due_on: date
    head: Revision | None
    reading: Reading  # the approved figure of the period
    not_required_reason: Sentence | None  # why no figure is requested, although the form accepts one
    lock: RecordingLock | None
    submit_from: date | None  # a draft may be saved before, submission is possible from this day
    meaning: TargetMeaning
    last_year: Revision | None  # of the same period a year before: the approved revision, else the newest

    @property
    def value_type(self) -> ValueType:
        return ValueType(self.indicator.value_type)

    @property
    def state(self) -> str:
        return self.head.state if self.head else ""

    @property
    def has_approved(self) -> bool:
        """Return whether a revision is approved, perhaps as "in preparation": the next one is then a correction."""
        return self.head is not None and self.head.measurement.approved_revision_id is not None

    @property
    def is_required(self) -> bool:
        """Return whether the figure is required, as `Facts.required` defines it."""
        return self.not_required_reason is None and self.reading.is_counted

    @cached_property
    def target_sentence(self) -> Sentence:
        return target_sentence(self.meaning)

    @cached_property
    def required_figure(self) -> RequiredFigure:
        return RequiredFigure(figure_state(is_approved=self.reading.is_approved, state=self.state), self.due_on, None)

    @property
    def is_returned(self) -> bool:
        return self.state == State.RETURNED

    @property
    def is_owed(self) -> bool:
        """Return whether the figure can be submitted now and is neither submitted, approved nor returned."""
        return (
            self.lock is None
            and self.not_required_reason is None
            and self.submit_from is None
            and self.required_figure.state is FigureState.MISSING
        )

    @property
    def is_to_do(self) -> bool:
        """Return whether the figure is owed, or was returned and can still be entered."""
        return self.is_owed or (self.is_returned and self.lock is None and self.not_required_reason is None)


def due_figures_of(indicators: Sequence[Indicator], *, on: date) -> list[DueFigure]:
    """Return a figure for every period of the indicators, the earliest due first. Five queries."""
    heads = revision_heads(indicator.pk for indicator in indicators)
    figures = due_figures(load_source_with_heads(indicators, heads), heads, indicators, on=on)
    return sorted(figures, key=lambda figure: (figure.due_on, figure.period.end))


def indicators_of(user: User, among: IndicatorQuerySet | None = None) -> list[Indicator]:
    """Return the indicators of the user's units, for a coordinator also those without a unit, in the document's order.

    `among`: the indicators to choose from. One query besides the user's roles and units.
    """
    own = Q(unit_id__in=unit_ids_of(user))
    if is_coordinator(user):
        own |= Q(unit__isnull=True)
    return load_in_document_order((Indicator.objects.all() if among is None else among).filter(own))


def load_in_document_order(indicators: IndicatorQuerySet) -> list[Indicator]:
    """Return the indicators with programme and unit, in the document's order. One query."""
    return list(indicators.with_programme().select_related("unit").in_document_order())


def load_source_with_heads(
    indicators: Sequence[Indicator], heads: RevisionHeads, *, rounds: RoundsByProgramme | None = None
) -> FactsSource:
    """Load the data for the indicators' facts, taking the approved revisions from `heads`. Four queries.

    `rounds`: the programmes' rounds, if the caller has already loaded them; this saves one query.
    """
    approved: dict[int, dict[str, ApprovedContent]] = {}
    for (indicator_id, code), head in heads.items():
        if head.measurement.approved_revision is not None:
            approved.setdefault(indicator_id, {})[code] = content_of(head.measurement.approved_revision)
    return load_facts(
        Indicator.objects.filter(pk__in=[indicator.pk for indicator in indicators]),
        {indicator.programme_id for indicator in indicators},
        approved=approved,
        rounds=rounds,
    )


def due_figures(
    source: FactsSource,
    heads: RevisionHeads,
    indicators: Sequence[Indicator],
    *,
    on: date,
    years: Sequence[int] | None = None,
) -> Iterator[DueFigure]:
    """Yield a figure for each period of the years (None: all years), indicator by indicator. No query."""
    for indicator in indicators:
        programme = indicator.programme
        facts = source.facts_of(indicator, programme, years)
        rounds = source.rounds_of(programme.pk)
        for year in programme.years if years is None else years:
            if not facts.readings.get(year) or (indicator.withdrawn_from or year + 1) <= year:
                continue
            terms = facts.terms[year]
            round_ = rounds.get(year)
            days = round_days(round_) if round_ else round_days_by_rule(year)
            not_required_reason = _not_required_reason(facts, year)
            for reading in facts.readings[year]:
                period = reading.period
                before = heads.get((indicator.pk, year_earlier(period)))
                yield DueFigure(
                    indicator=indicator,
                    programme=programme,
                    period=period,
                    days=days,
                    due_on=reading.due_on,
                    head=heads.get((indicator.pk, period.code)),
                    reading=reading,
                    not_required_reason=not_required_reason,
                    lock=recording_lock(period, days, on=on),
                    submit_from=None if may_submit(period, on=on) else period.end,
                    meaning=terms.meaning,
                    last_year=(before.measurement.approved_revision or before) if before else None,
                )


def _not_required_reason(facts: Facts, year: int) -> Sentence | None:
    if year in facts.exempt_years:
        return say("no figure needed: under a decision, the year is not assessed")
    asks = facts.terms[year].has_target_in(year)
    return None if asks else say("no figure needed: the target's schedule does not include the year")


def year_earlier(period: Period) -> str:
    """Return the code of the same period a year before: 2022-K3 for 2023-K3; "" for a period of several years."""
    if period.start.year != period.end.year:
        return ""
    return f"{period.year - 1}{period.code[4:]}"


def round_days(row: ReportingRound) -> RoundDays:
    closed_on = timezone.localtime(row.closed_at).date() if row.closed_at else None
    return RoundDays(row.year, row.opens_on, row.due_on, row.is_closed, closed_on, row.closing_reason)


def round_days_by_rule(year: int) -> RoundDays:
    """Return the default dates of a year for which no round has been opened."""
    return RoundDays(year, round_opens_on(year), round_due_on(year), is_closed=False)
