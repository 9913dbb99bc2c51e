"""From stored rows to the facts that the rules judge: terms with decisions applied, rounds, approved values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import CharField, F, IntegerField, Value

from cooperation.models import Programme
from cooperation.text import ValueType
from indicators.models import Assessment, Decision, Measurement, ReportingRound, Revision, Target
from indicators.queries.tree import terms_in_force
from indicators.rules.facts import Facts, NoValueReason, Reading, Status, Terms
from indicators.rules.meanings import Aggregation, Comparator, Frequency, Scope
from indicators.rules.periods import Period, due_on, periods_ending_in, round_due_on
from indicators.rules.rulings import apply_decision


@dataclass(frozen=True)
class Rulings:
    """A coordinator's decisions and assessments of one indicator, the latest first."""

    comparator: str = ""
    scope: str = ""
    exempt_years: frozenset[int] = frozenset()
    assessments: Mapping[int, Status] = field(default_factory=dict)


@dataclass(frozen=True)
class ApprovedContent:
    """The approved revision of a period, as the rules need it."""

    value: Any
    decimals: int
    reason: str
    achieved_on: date | None


def approved_content(revision: Revision | None) -> ApprovedContent | None:
    """The part of a revision that the rules need; of a figure without an approved revision None."""
    if revision is None:
        return None
    return ApprovedContent(revision.value, revision.decimals, revision.no_value_reason, revision.achieved_on)


def reading_from(period: Period, due_day: date, approved: ApprovedContent | None) -> Reading:
    if approved is None:
        return Reading(period, due_day)
    reason = NoValueReason(approved.reason) if approved.reason else None
    return Reading(period, due_day, approved.value, reason, approved.achieved_on, approved.decimals)


def rounds_by_programme(programme_ids: Iterable[int]) -> dict[int, dict[int, ReportingRound]]:
    """programme id -> year -> its round, with who closed it. One query."""
    found: dict[int, dict[int, ReportingRound]] = {}
    rows = ReportingRound.objects.filter(programme_id__in=list(programme_ids)).select_related("closed_by")
    for row in rows.order_by("year"):
        found.setdefault(row.programme_id, {})[row.year] = row
    return found


def due_days_by_year(programme_id: int) -> dict[int, date]:
    return dict(ReportingRound.objects.filter(programme_id=programme_id).values_list("year", "due_on"))


def approved_content_by_indicator(**filters: Any) -> dict[int, dict[str, ApprovedContent]]:
    """indicator id -> period code -> what is approved. One query."""
    rows = Measurement.objects.filter(approved_revision__isnull=False, **filters).values_list(
        "indicator_id",
        "period_code",
        "approved_revision__value",
        "approved_revision__decimals",
        "approved_revision__no_value_reason",
        "approved_revision__achieved_on",
    )
    found: dict[int, dict[str, ApprovedContent]] = {}
    for indicator_id, code, value, decimals, reason, achieved_on in rows:
        found.setdefault(indicator_id, {})[code] = ApprovedContent(value, decimals, reason, achieved_on)
    return found


def rulings_by_indicator(**filters: Any) -> dict[int, Rulings]:
    """indicator id -> rulings. Decisions and assessments come in one query; a later row overrules an earlier one."""
    decisions = (
        Decision.objects.filter(**filters)
        .order_by()
        .values_list(Value("decision", CharField()), "id", "indicator_id", "comparator", "scope", "exempt_year")
    )
    assessments = (
        Assessment.objects.filter(**filters)
        .order_by()
        .values_list(
            Value("assessment", CharField()),
            "id",
            "indicator_id",
            "verdict",
            Value("", CharField()),
            F("year") + Value(0, IntegerField()),
        )
    )
    found: dict[int, Rulings] = {}
    for kind, _id, indicator_id, word, scope, year in sorted(
        decisions.union(assessments, all=True), key=lambda row: (row[0], row[1])
    ):
        known = found.get(indicator_id, Rulings())
        if kind == "assessment":
            known = replace(known, assessments={**known.assessments, year: Status(word)})
        else:
            known = replace(
                known,
                comparator=word or known.comparator,
                scope=scope or known.scope,
                exempt_years=known.exempt_years | ({year} if year is not None else set()),
            )
        found[indicator_id] = known
    return found


class FactsMaker:
    """Makes the facts of each indicator of one programme from what was read for all of them."""

    def __init__(
        self,
        programme: Programme,
        due: Mapping[int, date],
        approved: Mapping[int, Mapping[str, ApprovedContent]],
        ruled: Mapping[int, Rulings],
    ) -> None:
        self.programme, self.due, self.approved, self.ruled = programme, due, approved, ruled

    def __call__(self, head: Mapping[str, Any], targets: Sequence[Target]) -> tuple[Facts, int]:
        """Facts and the largest number of decimal places typed so far."""
        ruling = self.ruled.get(head["id"], Rulings())
        values = self.approved.get(head["id"], {})
        terms: dict[int, Terms] = {}
        readings: dict[int, tuple[Reading, ...]] = {}
        for year in self.programme.years:
            row = terms_in_force(targets, year)
            if row is not None:
                terms[year] = decided_terms(row, ruling)
                readings[year] = tuple(self._readings(terms[year].frequency, year, values))
        facts = Facts(
            first_year=self.programme.first_year,
            last_year=self.programme.last_year,
            terms=terms,
            readings=readings,
            value_type=ValueType(head["value_type"]),
            measure=head["measure"],
            withdrawn_from=head["withdrawn_from"],
            exempt_years=ruling.exempt_years,
            assessments=ruling.assessments,
            baseline_value=head["baseline_value"],
            baseline_year=head["baseline_year"],
        )
        return facts, max((value.decimals for value in values.values()), default=0)

    def _readings(
        self, frequency: Frequency | None, year: int, values: Mapping[str, ApprovedContent]
    ) -> Iterable[Reading]:
        if frequency is None:
            return
        round_due = self.due.get(year, round_due_on(year))
        for period in periods_ending_in(frequency, self.programme.first_year, self.programme.last_year, year):
            day = due_on(period, frequency, round_due)
            yield reading_from(period, day, values.get(period.code))


def decided_terms(row: Target, ruling: Rulings) -> Terms:
    """The terms as the document has them, with what was decided about them."""
    terms = Terms(
        meaning=row.meaning,
        frequency=Frequency(row.frequency) if row.frequency else None,
        aggregation=Aggregation(row.aggregation),
    )
    return apply_decision(
        terms,
        Comparator(ruling.comparator) if ruling.comparator else None,
        Scope(ruling.scope) if ruling.scope else None,
    )
