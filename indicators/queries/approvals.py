"""Figures that wait for approval, each with what decides whether it needs a look of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User

from cooperation.models import Programme
from cooperation.text import Sentence, ValueType, say
from indicators.models import Indicator, Revision
from indicators.queries.due import load_source_with_heads, year_earlier
from indicators.queries.facts import FactsSource, content_of, decided_terms, target_in_force
from indicators.queries.revisions import revision_heads, submitted_revisions
from indicators.rules import status as rules
from indicators.rules.figures import unusual_value_warning
from indicators.rules.periods import Period, period_of
from indicators.rules.targets import target_sentence


@dataclass(frozen=True, kw_only=True)
class SubmittedFigure:
    """One submitted figure."""

    revision: Revision
    period: Period
    promise: Sentence | None
    verbatim: str
    last_year: Revision | None  # of the same period a year before: the approved revision, else the newest
    alone: Sentence | None  # why it is decided on its own page; None: it may be approved together with others

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
        """What was seen, as a form sends it: measurement and number of the revision."""
        return f"{self.revision.measurement_id}:{self.revision.number}"


@dataclass(frozen=True, kw_only=True)
class ApprovalList:
    """Submitted figures, the oldest first, with what their years are judged by."""

    figures: Sequence[SubmittedFigure]
    source: FactsSource | None  # None: there are no figures
    on: date

    @property
    def together(self) -> list[SubmittedFigure]:
        """Those that may be approved together with others."""
        return [figure for figure in self.figures if figure.alone is None]

    def years_with(self, chosen: Collection[str]) -> dict[str, rules.YearStatus]:
        """code -> what the public will see of the figure's year when all the chosen figures are approved. No query."""
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


def approval_list_for(user: User, *, on: date) -> ApprovalList:
    """Six queries, whatever the number of figures; one where there is none."""
    revisions = submitted_revisions()
    if not revisions:
        return ApprovalList(figures=[], source=None, on=on)
    indicators = {revision.measurement.indicator_id: revision.measurement.indicator for revision in revisions}
    heads = revision_heads(indicators)
    source = load_source_with_heads(list(indicators.values()), heads)
    figures = []
    for revision in revisions:
        indicator, period = revision.measurement.indicator, period_of(revision.measurement.period_code)
        target = target_in_force(source.targets_of(indicator.pk), period.year)
        terms = decided_terms(target, source.rulings_on(indicator.pk)) if target else None
        before = heads.get((indicator.pk, year_earlier(period)))
        last_year = (before.measurement.approved_revision or before) if before else None
        last_value = last_year.value if last_year else None
        figures.append(
            SubmittedFigure(
                revision=revision,
                period=period,
                promise=target_sentence(terms.meaning) if terms else None,
                verbatim=target.verbatim if target else "",
                last_year=last_year,
                alone=_why_alone(user, revision, last_value, has_target=target is not None),
            )
        )
    return ApprovalList(figures=figures, source=source, on=on)


def _why_alone(user: User, revision: Revision, last_year: Decimal | None, *, has_target: bool) -> Sentence | None:
    if revision.measurement.approved_revision is not None:
        return say("It corrects a figure that is public.")
    if revision.author_id == user.pk:
        return say("You submitted it.")
    if revision.value is None:
        return say("It has no value.")
    if not has_target:
        return say("The indicator has no target in this year.")
    return unusual_value_warning(revision.value, last_year, ValueType(revision.measurement.indicator.value_type))
