"""Figures that wait for approval, each with what decides whether it needs a look of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from cooperation.models import Programme
from cooperation.text import Sentence, ValueType, say
from indicators.models import Indicator, ReportingRound, Revision, Target
from indicators.queries.due import grouped, programme_of, revision_heads_by_period, submitted_revisions, year_earlier
from indicators.queries.facts import ApprovedContent, FactsMaker, Rulings, decided_terms, rulings_by_indicator
from indicators.queries.tree import terms_in_force
from indicators.rules import status as rules
from indicators.rules.facts import Facts
from indicators.rules.figures import unusual_value_warning
from indicators.rules.periods import Period, period_of
from indicators.rules.targets import target_sentence


@dataclass(frozen=True)
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
        return programme_of(self.indicator)

    @property
    def approved(self) -> Revision | None:
        return self.revision.measurement.approved_revision

    @property
    def code(self) -> str:
        """What was seen, as a form sends it: measurement and number of the revision."""
        return f"{self.revision.measurement_id}:{self.revision.number}"


@dataclass(frozen=True)
class ApprovalList:
    """Submitted figures, the oldest first, with what their years are judged by."""

    figures: Sequence[SubmittedFigure]
    on: date
    terms: Mapping[int, Sequence[Target]] = field(default_factory=dict)  # by indicator, as everything below
    approved: Mapping[int, Mapping[str, ApprovedContent]] = field(default_factory=dict)
    rulings: Mapping[int, Rulings] = field(default_factory=dict)
    due: Mapping[int, Mapping[int, date]] = field(default_factory=dict)  # programme -> year -> day

    @property
    def together(self) -> list[SubmittedFigure]:
        return [one for one in self.figures if one.alone is None]

    def years_with(self, chosen: Collection[str]) -> dict[str, rules.YearStatus]:
        """code -> what the public will see of the figure's year when all the chosen figures are approved. No query."""
        by_indicator: dict[int, list[SubmittedFigure]] = {}
        for one in self.figures:
            if one.code in chosen:
                by_indicator.setdefault(one.indicator.pk, []).append(one)
        found: dict[str, rules.YearStatus] = {}
        for figures in by_indicator.values():
            facts = self._facts_with(figures)
            found |= {one.code: rules.judge_year(facts, one.period.year, self.on) for one in figures}
        return found

    def _facts_with(self, figures: Sequence[SubmittedFigure]) -> Facts:
        """Of one indicator: its figures as they are approved now, and these as they were submitted."""
        indicator, programme = figures[0].indicator, figures[0].programme
        submitted = {one.period.code: _content(one.revision) for one in figures}
        values = {**self.approved.get(indicator.pk, {}), **submitted}
        head = {
            "id": indicator.pk,
            "value_type": indicator.value_type,
            "measure": indicator.measure,
            "withdrawn_from": indicator.withdrawn_from,
            "baseline_value": indicator.baseline_value,
            "baseline_year": indicator.baseline_year,
        }
        due = self.due.get(programme.pk, {})
        make = FactsMaker(programme, due, {indicator.pk: values}, self.rulings)
        facts, _decimals = make(head, self.terms.get(indicator.pk, []))
        return facts


def approval_list_for(user: Any, *, on: date) -> ApprovalList:
    """Five queries, whatever the number of figures; one where there is none."""
    revisions = submitted_revisions()
    if not revisions:
        return ApprovalList([], on)
    ids = sorted({revision.measurement.indicator_id for revision in revisions})
    newest = revision_heads_by_period(ids)
    targets: dict[int, list[Target]] = grouped(
        Target.objects.filter(indicator_id__in=ids).order_by("applies_from"), "indicator_id"
    )
    programmes = {programme_of(revision.measurement.indicator).pk for revision in revisions}
    due: dict[int, dict[int, date]] = {}
    for row in ReportingRound.objects.filter(programme_id__in=programmes):
        due.setdefault(row.programme_id, {})[row.year] = row.due_on
    approved: dict[int, dict[str, ApprovedContent]] = {}
    for (indicator_id, code), head in newest.items():
        if head.measurement.approved_revision is not None:
            approved.setdefault(indicator_id, {})[code] = _content(head.measurement.approved_revision)
    ruled = rulings_by_indicator(indicator_id__in=ids)
    found = []
    for revision in revisions:
        indicator, period = revision.measurement.indicator, period_of(revision.measurement.period_code)
        terms = terms_in_force(targets.get(indicator.pk, []), period.year)
        before = newest.get((indicator.pk, year_earlier(period)))
        last_year = (before.measurement.approved_revision or before) if before else None
        ruling = ruled.get(indicator.pk, Rulings())
        found.append(
            SubmittedFigure(
                revision=revision,
                period=period,
                promise=target_sentence(decided_terms(terms, ruling).meaning) if terms else None,
                verbatim=terms.verbatim if terms else "",
                last_year=last_year,
                alone=_why_alone(user, revision, last_year.value if last_year else None, has_terms=terms is not None),
            )
        )
    return ApprovalList(found, on, targets, approved, ruled, due)


def _why_alone(user: Any, revision: Revision, last_year: Decimal | None, *, has_terms: bool) -> Sentence | None:
    if revision.measurement.approved_revision is not None:
        return say("It corrects a figure that is public.")
    if revision.author_id == user.pk:
        return say("You submitted it.")
    if revision.value is None:
        return say("It has no value.")
    if not has_terms:
        return say("The indicator has no target in this year.")
    return unusual_value_warning(revision.value, last_year, ValueType(revision.measurement.indicator.value_type))


def _content(revision: Revision) -> ApprovedContent:
    return ApprovedContent(revision.value, revision.decimals, revision.no_value_reason, revision.achieved_on)
