"""The content of a report as plain data, which is frozen when the report is published.

It is rendered as the page and all files of the report. It is Polish whatever the language of the page: texts, numbers
and days as an office writes them, with the same values as data (decimal text, ISO days, codes) beside them.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import ParamSpec, TypeVar

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cooperation.json_object import JsonObject
from cooperation.models import Change
from cooperation.rendering import long_date, render, short_date
from cooperation.rules.years import for_years, year_span
from cooperation.text import Sentence, at_scale, plain, say
from indicators.models import Action, Assessment, Decision
from indicators.queries.breakdowns import breakdown_of
from indicators.queries.results import count_by_status
from indicators.queries.revisions import PublicRevision
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode, YearRow
from indicators.rules import status as rules
from indicators.rules.facts import Reading, Status
from indicators.rules.meanings import Aggregation
from indicators.rules.periods import period_of
from indicators.rules.phrases import period_name
from indicators.rules.values import with_measure
from indicators.wording import changes as change_wording
from indicators.wording import completeness as completeness_wording
from indicators.wording import figures as figure_wording
from indicators.wording import programmes as programme_wording
from indicators.wording import rulings as ruling_wording
from reports.exports.columns import indicator_report_values
from reports.exports.indicator_charts import chart_content
from reports.models import FinanceRow
from reports.queries.report_sources import ReportSource
from reports.rules import chapters
from reports.rules.snapshot import (
    SCHEMA,
    ActionContent,
    GoalContent,
    PartContent,
    PeriodContent,
    ReportContent,
    StatusCount,
    YearContent,
)
from reports.rules.span import Span

Params = ParamSpec("Params")
Result = TypeVar("Result")
Number = TypeVar("Number", int, Decimal)
COUNTS = ("calls", "offers", "contracts", "beneficiaries")
AMOUNTS = ("planned", "spent")


def in_polish(function: Callable[Params, Result]) -> Callable[Params, Result]:
    @wraps(function)
    def translated(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        with translation.override("pl"):
            return function(*args, **kwargs)

    return translated


@in_polish
def report_content(source: ReportSource) -> ReportContent:
    programme, span, on = source.programme, source.span, source.on
    nodes = source.results.indicators
    return {
        "schema": SCHEMA,
        "code": span.code,
        "title": title_of(source.programme.first_year, source.programme.last_year, span),
        "first_year": span.first,
        "last_year": span.last,
        "is_final": span.is_final,
        "as_of": on.isoformat(),
        "as_of_shown": long_date(on),
        "programme": {
            "slug": programme.slug,
            "title": programme.title,
            "first_year": programme.first_year,
            "last_year": programme.last_year,
            "issuer": programme.issuer,
            "resolution": programme.resolution,
            "source_note": programme.source_note,
            "is_example": programme.is_example,
            "is_excerpt": programme.is_excerpt,
        },
        "office": _office(source),
        "main_goal": source.main_goal,
        "words": {chapter.key: source.text_of(chapter.key) for chapter in source.chapters},
        "summary": {
            "sentence": render(_summary(source)),
            "completeness": render(completeness_wording.completeness_summary(source.completeness)),
            "years": [
                {"year": year, "counts": _counts(row.result.status for row in source.results.year_rows(year))}
                for year in span.years
            ],
            "overall": _counts(node.overall_status(on).status for node in nodes) if span.is_final else [],
        },
        "goals": [_goal(goal, source) for goal in source.results.goals],
        "gaps": [gap for node in nodes for gap in _gaps(node, source)],
        "corrections": [correction(row) for row in source.corrections],
        "decisions": [_decision(row) for row in source.decisions],
        "assessments": [_assessment(row) for row in source.assessments],
        "finance": finance(source.finance),
    }


def title_of(first_year: int, last_year: int, span: Span) -> str:
    """Sprawozdanie z realizacji programu współpracy … na lata 2021–2025 za 2024 rok."""
    names = {
        "for_years": render(for_years(first_year, last_year)),
        "year": span.first,
        "years": year_span(span.first, span.last),
    }
    if span.is_final:
        return _("Final report on the implementation of the programme of cooperation with NGOs %(for_years)s") % names
    if span.is_one_year:
        return (
            _("Report on the implementation of the programme of cooperation with NGOs %(for_years)s in %(year)s")
            % names
        )
    return (
        _("Report on the implementation of the programme of cooperation with NGOs %(for_years)s in %(years)s") % names
    )


def _office(source: ReportSource) -> dict[str, str]:
    office = source.office
    names = ("name", "short_name", "address", "website", "bulletin", "act", "executive_genitive")
    return {name: str(getattr(office, name)) if office else "" for name in names}


def _summary(source: ReportSource) -> Sentence:
    nodes, span, on = source.results.indicators, source.span, source.on
    is_excerpt = source.programme.is_excerpt
    if span.is_final:
        return programme_wording.programme_summary(
            [node.overall_status(on) for node in nodes], has_ended=source.results.has_ended, is_excerpt=is_excerpt
        )
    sentences = [programme_wording.year_summary(nodes, year, on, is_excerpt=is_excerpt) for year in span.years]
    return sentences[0] if len(sentences) == 1 or not nodes else _joined(sentences)


def _joined(sentences: Sequence[Sentence]) -> Sentence:
    joined = sentences[0]
    for sentence in sentences[1:]:
        joined = say("{first} {second}", first=joined, second=sentence)
    return joined


def _counts(statuses: Iterable[Status]) -> list[StatusCount]:
    return [
        {"status": str(status), "label": render(rules.status_label(status)), "count": number}
        for status, number in count_by_status(statuses)
    ]


# --- goals and their tables ---------------------------------------------------------------------------------------


def _goal(goal: GoalNode, source: ReportSource) -> GoalContent:
    last = source.span.last
    return {
        "id": goal.id,
        "position": goal.position,
        "reference": goal.reference,
        "text": goal.text,
        "key": chapters.goal_key(goal.id),
        "counts": _counts(
            node.overall_status(source.on).status
            if source.span.is_final
            else node.in_year(last, source.on).result.status
            for node in goal.indicators
        ),
        "actions": [_action(action, source) for action in goal.actions],
    }


def _action(action: ActionNode, source: ReportSource) -> ActionContent:
    state = str(Action.Narrative(action.narrative).label) if action.narrative else ""
    return {
        "position": action.position,
        "reference": action.reference,
        "name": action.name,
        "state": state,
        "remarks": action.remarks,
        "indicators": [_indicator(node, source) for node in action.indicators],
    }


def _indicator(node: IndicatorNode, source: ReportSource) -> JsonObject:
    span, on = source.span, source.on
    terms = node.terms_in(span.last) or node.latest_terms
    overall = node.overall_status(on)
    return {
        **indicator_report_values(node),
        "target": terms.verbatim if terms else "",
        "frequency": terms.frequency_verbatim if terms else "",
        **chart_content(node, source),
        "years": [_year(node, node.in_year(year, on), source) for year in span.years],
        "overall": {
            "status": str(overall.status),
            "label": render(overall.label),
            "sentence": render(overall.sentence),
        },
    }


def _year(node: IndicatorNode, row: YearRow, source: ReportSource) -> YearContent:
    result = row.result
    readings = node.facts.readings.get(row.year, ())
    publics = [
        (reading, public)
        for reading in readings
        if (public := source.figures.get(node.id, {}).get(reading.period.code)) is not None
    ]
    return {
        "year": row.year,
        "target": row.verbatim,
        "threshold": plain(row.threshold) if row.threshold is not None else None,
        "upper": plain(row.upper) if row.upper is not None else None,
        "value": plain(result.actual) if result.actual is not None else None,
        "shown": render(figure_wording.year_figure(row)),
        "status": str(result.status),
        "label": render(rules.status_label(result.status)),
        "sentence": render(result.sentence),
        "achievement": plain(row.achievement) if row.achievement is not None else None,
        "parts": _parts(node, row, publics, source),
        "periods": [_period(node, reading, source) for reading in readings] if len(readings) > 1 else [],
        "notes": _notes(publics, has_periods=len(readings) > 1),
        "revision": publics[0][1].number if len(publics) == 1 and len(readings) == 1 else None,
    }


def _parts(
    node: IndicatorNode, row: YearRow, publics: Sequence[tuple[Reading, PublicRevision]], source: ReportSource
) -> list[PartContent]:
    """Return the year's breakdown: that of its only period, or the sums over its periods if values are summed."""
    terms = node.terms_in(row.year)
    breakdown = breakdown_of(terms, source.breakdowns)
    if (
        breakdown is None
        or terms is None
        or row.result.actual is None
        or not any(revision.parts for _reading, revision in publics)
    ):
        return []
    if len(publics) > 1 and terms.aggregation != Aggregation.SUM:
        return []
    rows: list[PartContent] = []
    for category, name in breakdown.categories:
        cells = [public.parts[category] for _reading, public in publics if category in public.parts]
        total = sum((value for value, _decimals in cells), Decimal(0))
        decimals = max((decimals for _value, decimals in cells), default=0)
        shown = render(figure_wording.value_with_unit(node, total, decimals))
        rows.append({"name": name, "value": plain(total), "shown": shown})
    return rows


def _period(node: IndicatorNode, reading: Reading, source: ReportSource) -> PeriodContent:
    return {
        "code": reading.period.code,
        "label": render(period_name(reading.period)),
        "value": plain(reading.value) if reading.value is not None else None,
        "shown": render(figure_wording.period_figure(node, reading, source.on)),
    }


def _notes(publics: Sequence[tuple[Reading, PublicRevision]], *, has_periods: bool) -> list[str]:
    """Return the public notes, with the names of the periods if there are several."""
    return [
        f"{render(period_name(reading.period))}: {public.note}" if has_periods else public.note
        for reading, public in publics
        if public.note
    ]


# --- what is missing, what changed, what was decided ---------------------------------------------------------------


def _gaps(node: IndicatorNode, source: ReportSource) -> list[JsonObject]:
    """Return the due figures that are not approved or have no value, each with the reason."""
    rows = []
    for year in source.span.years:
        for reading in node.facts.due_readings(year, source.on):
            if reading.value is None:
                public = source.figures.get(node.id, {}).get(reading.period.code)
                rows.append(
                    {
                        "indicator": node.name,
                        "indicator_id": node.id,
                        "unit": node.unit,
                        "period": render(period_name(reading.period)),
                        "why": render(figure_wording.period_figure(node, reading, source.on)),
                        "note": public.note if public else "",
                    }
                )
    return rows


@in_polish
def correction(row: Change) -> JsonObject:
    """Return the correction of a published figure: old and new value, day and reason."""
    details = row.details
    old, new = change_wording.corrected_figures(details)
    return {
        "change": row.pk,
        "indicator": details["indicator"],
        "indicator_id": details["indicator_id"],
        "period": render(period_name(period_of(details["period"]))),
        "old": render(old),
        "new": render(new),
        "day": _local_day(row.at).isoformat(),
        "day_shown": short_date(_local_day(row.at)),
        "reason": row.text,
    }


def _decision(row: Decision) -> JsonObject:
    sets = ruling_wording.ruling_effect(row)
    return {
        "indicator": row.indicator.name,
        "indicator_id": row.indicator_id,
        "day": row.decided_on.isoformat(),
        "day_shown": short_date(row.decided_on),
        "sets": render(sets) if sets is not None else "",
        "text": row.text,
    }


def _assessment(row: Assessment) -> JsonObject:
    day = _local_day(row.created_at)
    return {
        "indicator": row.indicator.name,
        "indicator_id": row.indicator_id,
        "year": row.year,
        "verdict": row.verdict,
        "label": render(rules.status_label(Status(row.verdict))),
        "day": day.isoformat(),
        "day_shown": short_date(day),
        "reason": row.reason,
    }


def _local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


# --- money -------------------------------------------------------------------------------------------------------


@in_polish
def finance(rows: Sequence[FinanceRow]) -> JsonObject:
    """Return the financial table with totals; an empty cell is None and does not count as zero."""
    table_rows = [
        {"name": row.name}
        | {name: getattr(row, name) for name in COUNTS}
        | {name: _amount(getattr(row, name)) for name in AMOUNTS}
        | {f"{name}_shown": _money(getattr(row, name)) for name in AMOUNTS}
        for row in rows
    ]
    totals: JsonObject = {name: total_of(getattr(row, name) for row in rows) for name in COUNTS}
    for name in AMOUNTS:
        amount = total_of(getattr(row, name) for row in rows)
        totals |= {name: _amount(amount), f"{name}_shown": _money(amount)}
    return {"rows": table_rows, "totals": totals}


def total_of(cells: Iterable[Number | None]) -> Number | None:
    """Return the sum of the cells that are filled in, None if none is."""
    filled = [cell for cell in cells if cell is not None]
    return sum(filled[1:], filled[0]) if filled else None


def _amount(value: Decimal | None) -> str | None:
    return plain(value) if value is not None else None


def _money(value: Decimal | None) -> str:
    """Return e.g. "1 234,50 zł": two decimal places, or more if the amount has more."""
    return render(with_measure(at_scale(value, 2), "zł")) if value is not None else ""
