"""The facts from which the rules judge an indicator: targets with decisions applied, due dates, approved figures."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import QuerySet

from cooperation.models import Programme
from cooperation.text import ValueType
from indicators.models import Assessment, Decision, Indicator, Measurement, ReportingRound, Revision, Target
from indicators.queries.revisions import PublicRevision
from indicators.rules.facts import Facts, NoValueReason, Reading, Status, Terms
from indicators.rules.meanings import Aggregation, Comparator, Frequency, Scope
from indicators.rules.periods import due_on, periods_ending_in, round_due_on
from indicators.rules.rulings import apply_decision

IndicatorRow = TypeVar("IndicatorRow", Target, Decision, Assessment)
RoundsByProgramme = Mapping[int, Mapping[int, ReportingRound]]  # programme id -> year -> round


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """The coordinators' rulings in force on one indicator: the latest for each setting and for each assessed year."""

    comparator: str = ""
    scope: str = ""
    exempt_years: frozenset[int] = frozenset()
    assessments: Mapping[int, Status] = field(default_factory=dict)


NO_RULINGS = Rulings()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedContent:
    """The part of a revision that the rules need."""

    value: Decimal | None
    decimals: int
    no_value_reason: str
    expected_on: date | None = None
    achieved_on: date | None


def content_of(revision: Revision | PublicRevision) -> ApprovedContent:
    return ApprovedContent(
        value=revision.value,
        decimals=revision.decimals,
        no_value_reason=revision.no_value_reason,
        expected_on=revision.expected_on,
        achieved_on=revision.achieved_on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsSource:
    """The data from which the facts of several indicators are computed, loaded for all of them at once."""

    targets: Mapping[int, Sequence[Target]]  # indicator id -> its targets, the earliest first
    rounds: RoundsByProgramme
    approved: Mapping[int, Mapping[str, ApprovedContent]]  # indicator id -> period code -> approved content
    decisions: Mapping[int, Sequence[Decision]] = field(default_factory=dict)  # indicator id -> the oldest first
    assessments: Mapping[int, Sequence[Assessment]] = field(default_factory=dict)  # indicator id -> the oldest first
    rulings: Mapping[int, Rulings] = field(default_factory=dict)  # indicator id -> the rulings in force

    def targets_of(self, indicator_id: int) -> Sequence[Target]:
        return self.targets.get(indicator_id, ())

    def rulings_on(self, indicator_id: int) -> Rulings:
        return self.rulings.get(indicator_id, NO_RULINGS)

    def rounds_of(self, programme_id: int) -> Mapping[int, ReportingRound]:
        """Return year -> round."""
        return self.rounds.get(programme_id, {})

    def decimals_of(self, indicator_id: int) -> int:
        """Return the largest number of decimal places among the indicator's approved figures."""
        contents = self.approved.get(indicator_id, {}).values()
        return max((content.decimals for content in contents), default=0)

    def with_approved(self, indicator_id: int, contents: Mapping[str, ApprovedContent]) -> "FactsSource":
        """Return a copy in which `contents` (period code -> content) are approved as well."""
        approved = {**self.approved.get(indicator_id, {}), **contents}
        return replace(self, approved={**self.approved, indicator_id: approved})

    def with_rulings(self, indicator_id: int, rulings: Rulings) -> "FactsSource":
        """Return a copy in which these are the rulings on the indicator."""
        return replace(self, rulings={**self.rulings, indicator_id: rulings})

    def facts_of(self, indicator: Indicator, programme: Programme, years: Iterable[int] | None = None) -> Facts:
        """Return the facts of an indicator for `indicators.rules.status`. No query.

        `years`: include only these years; the result is then not enough to judge the whole programme.
        """
        targets, rulings = self.targets_of(indicator.pk), self.rulings_on(indicator.pk)
        terms: dict[int, Terms] = {}
        readings: dict[int, tuple[Reading, ...]] = {}
        terms_of_target: dict[int, Terms] = {}  # one target is usually in force for several years
        for year in programme.years if years is None else years:
            target = target_in_force(targets, year)
            if target is not None:
                if target.applies_from not in terms_of_target:
                    terms_of_target[target.applies_from] = decided_terms(target, rulings)
                terms[year] = terms_of_target[target.applies_from]
                readings[year] = tuple(self._readings(indicator.pk, programme, terms[year].frequency, year))
        return Facts(
            first_year=programme.first_year,
            last_year=programme.last_year,
            terms=terms,
            readings=readings,
            value_type=ValueType(indicator.value_type),
            measure=indicator.measure,
            withdrawn_from=indicator.withdrawn_from,
            exempt_years=rulings.exempt_years,
            assessments=rulings.assessments,
            baseline_value=indicator.baseline_value,
            baseline_year=indicator.baseline_year,
        )

    def _readings(
        self, indicator_id: int, programme: Programme, frequency: Frequency | None, year: int
    ) -> Iterator[Reading]:
        if frequency is None:
            return
        round_ = self.rounds_of(programme.pk).get(year)
        round_due = round_.due_on if round_ else round_due_on(year)
        contents = self.approved.get(indicator_id, {})
        for period in periods_ending_in(frequency, programme.first_year, programme.last_year, year):
            content = contents.get(period.code)
            due_day = due_on(period, frequency, round_due)
            if content is None:
                yield Reading(period, due_day)
            else:
                yield Reading(
                    period,
                    due_day,
                    value=content.value,
                    reason=NoValueReason(content.no_value_reason) if content.no_value_reason else None,
                    achieved_on=content.achieved_on,
                    expected_on=content.expected_on,
                    decimals=content.decimals,
                )


def load_facts(
    indicators: QuerySet[Indicator],
    programmes: Collection[Programme] | Collection[int],
    *,
    approved: Mapping[int, Mapping[str, ApprovedContent]] | None = None,
    rounds: RoundsByProgramme | None = None,
    with_authors: bool = False,
) -> FactsSource:
    """Load the data for the facts of the indicators, which belong to these programmes. Five queries.

    `approved`: the approved contents, `rounds`: the programmes' rounds, if the caller has already loaded them; each
    saves one query.
    `with_authors`: also load the authors and indicators of decisions and assessments.
    """
    inside = {"indicator__in": indicators.order_by().values("pk")}
    decisions = Decision.objects.filter(**inside).order_by("id")
    assessments = Assessment.objects.filter(**inside).order_by("id")
    if with_authors:
        decisions = decisions.select_related("author", "indicator")
        assessments = assessments.select_related("author", "indicator")
    decisions_by_indicator, assessments_by_indicator = by_indicator(decisions), by_indicator(assessments)
    return FactsSource(
        targets=by_indicator(Target.objects.filter(**inside).order_by("applies_from")),
        rounds=rounds_by_programme(programmes) if rounds is None else rounds,
        approved=approved_contents(Measurement.objects.filter(**inside)) if approved is None else approved,
        decisions=decisions_by_indicator,
        assessments=assessments_by_indicator,
        rulings={
            indicator_id: rulings_in_force(
                decisions_by_indicator.get(indicator_id, ()), assessments_by_indicator.get(indicator_id, ())
            )
            for indicator_id in {*decisions_by_indicator, *assessments_by_indicator}
        },
    )


def by_indicator(rows: Iterable[IndicatorRow]) -> dict[int, list[IndicatorRow]]:
    """Return indicator id -> its rows, in the order given."""
    groups: dict[int, list[IndicatorRow]] = {}
    for row in rows:
        groups.setdefault(row.indicator_id, []).append(row)
    return groups


def rounds_by_programme(programmes: Collection[Programme] | Collection[int]) -> RoundsByProgramme:
    """Return programme id -> year -> its round. One query."""
    rounds: dict[int, dict[int, ReportingRound]] = {}
    for row in ReportingRound.objects.filter(programme__in=programmes).select_related("closed_by").order_by("year"):
        rounds.setdefault(row.programme_id, {})[row.year] = row
    return rounds


def approved_contents(measurements: QuerySet[Measurement]) -> dict[int, dict[str, ApprovedContent]]:
    """Return indicator id -> period code -> approved content."""
    rows = (
        measurements.filter(approved_revision__isnull=False)
        .order_by()
        .values_list(
            "indicator_id",
            "period_code",
            "approved_revision__value",
            "approved_revision__decimals",
            "approved_revision__no_value_reason",
            "approved_revision__achieved_on",
            "approved_revision__expected_on",
        )
    )
    contents: dict[int, dict[str, ApprovedContent]] = {}
    for indicator_id, code, value, decimals, reason, achieved_on, expected_on in rows:
        contents.setdefault(indicator_id, {})[code] = ApprovedContent(
            value=value,
            decimals=decimals,
            no_value_reason=reason,
            achieved_on=achieved_on,
            expected_on=expected_on,
        )
    return contents


def rulings_in_force(decisions: Sequence[Decision], assessments: Sequence[Assessment]) -> Rulings:
    """Return the rulings in force; rows come oldest first, later ones replace earlier ones, exempt years accumulate."""
    return Rulings(
        comparator=next((row.comparator for row in reversed(decisions) if row.comparator), ""),
        scope=next((row.scope for row in reversed(decisions) if row.scope), ""),
        exempt_years=frozenset(row.exempt_year for row in decisions if row.exempt_year is not None),
        assessments={row.year: Status(row.verdict) for row in assessments},
    )


def target_in_force(targets: Sequence[Target], year: int) -> Target | None:
    """Return the target in force in the year: the latest one that applies from it or from an earlier year."""
    in_force = (target for target in targets if target.applies_from <= year)
    return max(in_force, key=lambda target: target.applies_from, default=None)


def decided_terms(target: Target, rulings: Rulings) -> Terms:
    """Return the terms of the document with the coordinator's decisions applied."""
    terms = Terms(
        meaning=target.meaning,
        frequency=Frequency(target.frequency) if target.frequency else None,
        aggregation=Aggregation(target.aggregation),
    )
    return apply_decision(
        terms,
        Comparator(rulings.comparator) if rulings.comparator else None,
        Scope(rulings.scope) if rulings.scope else None,
    )
