"""Figures that wait for approval, each with the reason, if any, why it must be reviewed separately."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User

from cooperation.models import Programme
from cooperation.text import Sentence, ValueType, say
from indicators.models import Evidence, Indicator, Revision
from indicators.queries.breakdowns import breakdown_of, breakdowns_of_indicators
from indicators.queries.due_figures import load_source_with_heads, year_earlier
from indicators.queries.evidence import evidence_by_measurement
from indicators.queries.facts import FactsSource, content_of, decided_terms, target_in_force
from indicators.queries.members import another_coordinator_exists
from indicators.queries.revisions import parts_by_revision, revision_heads, submitted_revisions
from indicators.rules import status as rules
from indicators.rules.figures import unusual_value_warning
from indicators.rules.periods import Period, period_of
from indicators.rules.targets import target_sentence


@dataclass(frozen=True, kw_only=True)
class SubmittedFigure:
    """One submitted figure."""

    revision: Revision
    period: Period
    target_sentence: Sentence | None
    verbatim: str
    last_year: Revision | None  # of the same period a year before: the approved revision, else the newest
    parts: Sequence[tuple[str, tuple[Decimal, int]]]  # (category name, (value, decimals))
    evidence: Sequence[Evidence]
    why_individual: Sentence | None  # why it must be reviewed separately; None: it may be approved together with others

    @property
    def indicator(self) -> Indicator:
        return self.revision.measurement.indicator

    @property
    def programme(self) -> Programme:
        return self.indicator.programme

    @property
    def approved(self) -> Revision | None:
        return self.revision.measurement.approved_revision

    @property
    def code(self) -> str:
        """Return "measurement:revision number", which a form sends to identify the revision that was shown."""
        return f"{self.revision.measurement_id}:{self.revision.number}"


@dataclass(frozen=True, kw_only=True)
class ApprovalList:
    """Submitted figures, the oldest first, with the facts from which their years are judged."""

    figures: Sequence[SubmittedFigure]
    source: FactsSource | None  # None: there are no figures
    on: date

    @property
    def tickable(self) -> list[SubmittedFigure]:
        """Return the figures that may be approved together with others."""
        return [figure for figure in self.figures if figure.why_individual is None]

    def statuses_if_approved(self, chosen: Collection[str]) -> dict[str, rules.YearStatus]:
        """Return code -> status of the figure's year once all the chosen figures are approved. No query."""
        by_indicator: dict[int, list[SubmittedFigure]] = {}
        for figure in self.figures:
            if figure.code in chosen:
                by_indicator.setdefault(figure.indicator.pk, []).append(figure)
        years: dict[str, rules.YearStatus] = {}
        for indicator_id, figures in by_indicator.items():
            submitted = {figure.period.code: content_of(figure.revision) for figure in figures}
            if self.source is not None:
                source = self.source.with_approved(indicator_id, submitted)
                facts = source.facts_of(figures[0].indicator, figures[0].programme)
                years |= {figure.code: rules.judge_year(facts, figure.period.year, self.on) for figure in figures}
        return years


def status_if_also_approved(
    waiting: ApprovalList, figure: SubmittedFigure, chosen: Collection[str]
) -> rules.YearStatus:
    """Return the status of the figure's year once the figure is approved with the chosen ones. No query."""
    of_indicator = {other.code for other in waiting.figures if other.indicator.pk == figure.indicator.pk}
    return waiting.statuses_if_approved({figure.code, *of_indicator.intersection(chosen)})[figure.code]


def approval_list_for(user: User, *, on: date) -> ApprovalList:
    """Return the figures that the user may approve. One query if there are none.

    Nine queries for any number of figures; one more if the user submitted some of them.
    """
    revisions = submitted_revisions()
    if not revisions:
        return ApprovalList(figures=[], source=None, on=on)
    indicators = {revision.measurement.indicator_id: revision.measurement.indicator for revision in revisions}
    heads = revision_heads(indicators)
    source = load_source_with_heads(list(indicators.values()), heads)
    parts = parts_by_revision(revision.pk for revision in revisions)
    breakdowns = breakdowns_of_indicators(indicators)
    evidence = evidence_by_measurement(revision.measurement_id for revision in revisions)
    own_reason = _why_own_is_individual(user) if any(row.author_id == user.pk for row in revisions) else None
    figures = []
    for revision in revisions:
        indicator, period = revision.measurement.indicator, period_of(revision.measurement.period_code)
        target = target_in_force(source.targets_of(indicator.pk), period.year)
        terms = decided_terms(target, source.rulings_on(indicator.pk)) if target else None
        before = heads.get((indicator.pk, year_earlier(period)))
        last_year = (before.measurement.approved_revision or before) if before else None
        last_value = last_year.value if last_year else None
        breakdown, own_parts = breakdown_of(target, breakdowns), parts.get(revision.pk, {})
        figures.append(
            SubmittedFigure(
                revision=revision,
                period=period,
                target_sentence=target_sentence(terms.meaning) if terms else None,
                verbatim=target.verbatim if target else "",
                last_year=last_year,
                parts=[
                    (name, own_parts[category])
                    for category, name in (breakdown.categories if breakdown else ())
                    if category in own_parts
                ],
                evidence=evidence.get(revision.measurement_id, ()),
                why_individual=(own_reason if revision.author_id == user.pk else None)
                or _why_individual(revision, last_value, has_target=target is not None),
            )
        )
    return ApprovalList(figures=figures, source=source, on=on)


def _why_own_is_individual(user: User) -> Sentence:
    """Return who approves what the user submitted. One query."""
    if another_coordinator_exists(user):
        return say("You submitted this figure, so another coordinator approves it.")
    return say(
        "You submitted this figure, and there is no other coordinator. If you approve it, readers will see that it was "
        "approved by the person who submitted it."
    )


def _why_individual(revision: Revision, last_year: Decimal | None, *, has_target: bool) -> Sentence | None:
    if revision.measurement.approved_revision is not None:
        return say("It corrects a figure that is public.")
    if revision.value is None:
        return say("It has no value.")
    if not has_target:
        return say("The indicator has no target in this year.")
    return unusual_value_warning(revision.value, last_year, ValueType(revision.measurement.indicator.value_type))
