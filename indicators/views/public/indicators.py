"""The page of one indicator, and its short version for frames on other sites."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from cooperation import rendering
from cooperation.queries.offices import office_identity
from cooperation.rules.years import year_span
from cooperation.services.addresses import absolute_url
from cooperation.text import Sentence, TypedNumber, ValueType, typeset
from cooperation.web.context import Context
from cooperation.web.navigation import in_polish, programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from cooperation.web.structured_data import data_block
from indicators.charts.drawing import draw_chart
from indicators.models import Indicator
from indicators.queries.breakdowns import BreakdownCategories
from indicators.queries.continuity import IndicatorSeries, series_with_version
from indicators.queries.indicators import IndicatorPage, PeriodRow, indicator_page
from indicators.queries.programmes import indicator_with_version
from indicators.queries.revisions import PublicRevision
from indicators.queries.tree import YearRow
from indicators.rules import status as rules
from indicators.rules.meanings import Aggregation
from indicators.rules.periods import period_of
from indicators.rules.values import format_value
from indicators.web.charts import chart_caption, chart_source, indicator_chart
from indicators.web.sharing import indicator_sharing
from indicators.web.structured_data import indicator_dataset
from indicators.wording import assumptions as assumption_wording
from indicators.wording import charts as chart_wording
from indicators.wording import figures as figure_wording
from indicators.wording import periods as period_wording
from indicators.wording import reader_questions as reader_question_wording
from indicators.wording import rulings as ruling_wording

EMBED_THEMES = {"jasny": "light", "ciemny": "dark"}  # for sites that are only light or only dark


@public_page(series_with_version)
def indicator_detail(request: HttpRequest, series: IndicatorSeries) -> HttpResponse:
    indicator, continuity = series
    page = indicator_page(indicator, continuity.earlier)
    on = timezone.localdate()
    years = page.node.years(on)
    overall = page.node.overall_status(on)
    terms = page.node.latest_terms
    breakdown = page.breakdown_of(terms)
    source = chart_source(page.node, on, page.corrections)
    chart = draw_chart(source, "wykres")
    crumbs = programme_crumbs(
        page.programme,
        (_("Actions"), reverse("indicators:action_list", args=[page.programme.slug])),
        (in_polish(typeset(indicator.name)), None),
    )
    frame = public_frame(request, page.programme, crumbs=crumbs)
    meaning = page.node.facts.terms[years[-1].year].meaning if years[-1].year in page.node.facts.terms else None
    context = {
        "indicator": indicator,
        "action": indicator.action,
        "goal": indicator.action.specific_goal,
        "overall": overall,
        "why_rows": _why_rows(page, years, overall.sentence, on),
        "owes": any(period_wording.missing_periods(row, on) for row in years),
        "earlier_years": page.earlier_years(on),
        "earlier_indicators": continuity.earlier,
        "later_indicators": continuity.later,
        "year_rows": [_year_row(page, row, breakdown) for row in years],
        "self_approval_note": figure_wording.self_approval_note(
            {row.year: _approved_revisions(page, row.year) for row in years}
        ),
        **_period_tables(page, on),
        "breakdown": breakdown,
        "total": _total(page, years, breakdown),
        "chart": chart,
        "chart_caption": chart_caption(source),
        "corrections": page.corrections,
        "reader_questions": page.questions,
        "waiting_questions": reader_question_wording.waiting_questions(page.questions.due, on),
        "findings": page.findings,
        "latest_target": terms,
        "targets": page.node.terms if len(page.node.terms) > 1 else (),
        "target_sentence": years[-1].target_sentence,
        "assumptions": assumption_wording.assumptions(indicator, terms, meaning, breakdown),
        "decisions": ruling_wording.decision_rows(page.decisions),
        "assessments": ruling_wording.assessment_rows(page.assessments),
        "has_ended": on.year > page.programme.last_year,
        "canonical": _address("indicator_detail", indicator),
        "share_image": _address("indicator_image", indicator),
        "sharing": indicator_sharing(page, chart, overall, years[-1].target_sentence, frame["office"]),
        "structured_data": data_block(indicator_dataset(indicator, frame["office"])),
        "evidence": [
            (code, list(public.evidence.values())) for code, public in sorted(page.approved.items()) if public.evidence
        ],
    }
    return render(request, "indicators/indicator_detail.html", {**frame, **context})


# The only page that other sites may frame: its only link leads to the full page, so clickjacking gains nothing.
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public_page(indicator_with_version)
def indicator_embed(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    page = indicator_page(indicator)
    on = timezone.localdate()
    years = page.node.years(on)
    overall, latest = page.node.overall_status(on), _latest_year_with_figure(years)
    context = {
        "indicator": indicator,
        "programme": page.programme,
        "office": office_identity(),
        "overall": overall,
        "latest_year": latest,
        "value_text": _format(page, latest.result.actual, latest.result.decimals) if latest else "",
        "has_threshold": latest is not None and latest.threshold is not None,
        "target_sentence": (latest or years[-1]).target_sentence,
        "indicator_url": _address("indicator_detail", indicator),
        "chart": indicator_chart(page.node, on, corrections=page.corrections),
        "theme": EMBED_THEMES.get(request.GET.get("wyglad", ""), ""),  # none: the one of the reader's device
        "partial_share": chart_wording.partial_share(latest) if latest else None,
    }
    return render(request, "indicators/indicator_embed.html", context)


def _address(name: str, indicator: Indicator) -> str:
    return absolute_url(reverse(f"indicators:{name}", args=[indicator.pk]))


def _latest_year_with_figure(years: tuple[YearRow, ...]) -> YearRow | None:
    return next((row for row in reversed(years) if row.result.actual is not None), None)


def _year_row(page: IndicatorPage, row: YearRow, breakdown: BreakdownCategories | None) -> Context:
    """Return the table row of a year: its figure, breakdown and approval, or why it has no figure."""
    revisions = _approved_revisions(page, row.year)
    value, has_one_period = row.result.actual, _has_one_period(page, row.year)
    # A year with several periods shows reasons beside the periods.
    shown_revisions = revisions if has_one_period or value is not None else []
    last = shown_revisions[-1] if shown_revisions else None
    return {
        "row": row,
        "status_label": rules.status_label(row.result.status),
        "value_text": _format(page, value, row.result.decimals),
        "gap_reason": figure_wording.year_gap_reason(row),
        "parts": _category_totals(revisions, breakdown) if value is not None else [],
        "approved_on": last.at if last else None,
        "is_corrected": any(correction.after in revisions for correction in page.corrections),
    }


def _why_rows(page: IndicatorPage, years: Sequence[YearRow], statement: Sentence, on: date) -> list[Context]:
    """Return why each year has its status; successive years of which the same is to be said are one row.

    `statement`: the sentence of the whole programme, which is not repeated.
    """
    rows: list[Context] = []
    for row in years:
        why = _why_row(page, row, statement, on)
        is_plain = not why["missing"] and not why["notes"]
        if rows and is_plain and rows[-1]["is_plain"] and rows[-1]["sentence"] == why["sentence"]:
            rows[-1]["last_year"] = row.year
            rows[-1]["is_missing"] |= why["is_missing"]
        else:
            rows.append({**why, "is_plain": is_plain, "first_year": row.year, "last_year": row.year})
    return [{**why, "years": year_span(why["first_year"], why["last_year"])} for why in rows]


def _why_row(page: IndicatorPage, row: YearRow, statement: Sentence, on: date) -> Context:
    """Return the year's sentence, its missing periods and the notes of the office on its figures."""
    missing = period_wording.missing_periods(row, on)
    has_one_period = _has_one_period(page, row.year)
    return {
        "sentence": row.result.sentence if row.result.sentence != statement else None,
        "is_missing": missing is not None,
        "missing": None if has_one_period else missing,  # the sentence of a single period names its dates
        "notes": [
            {
                "text": revision.note,
                "day": revision.at,
                "period": None if has_one_period else period_of(revision.period_code).label,
            }
            for revision in _approved_revisions(page, row.year)
            if revision.note
        ],
    }


def _period_tables(page: IndicatorPage, on: date) -> Context:
    """Return the tables of each year's months, quarters or half-years; the latest one is open."""
    by_year = {year: rows for year in page.programme.years if (rows := page.periods_in(year, on))}
    tables = [_period_table(page, year, rows) | {"is_latest": year == max(by_year)} for year, rows in by_year.items()]
    heading = period_wording.periods_heading(by_year[max(by_year)]) if by_year else None
    return {"period_tables": tables, "periods_heading": heading}


def _period_table(page: IndicatorPage, year: int, rows: Sequence[PeriodRow]) -> Context:
    breakdown = page.breakdown_of(page.node.terms_in(year))
    return {
        "summary": period_wording.periods_summary(year, rows),
        "breakdown": breakdown,
        "value_columns": 1 + (len(breakdown.categories) if breakdown else 0),
        "rows": [_period_row(page, row) for row in rows],
    }


def _period_row(page: IndicatorPage, row: PeriodRow) -> Context:
    public, why = row.public, figure_wording.period_gap_reason(row)
    breakdown = page.breakdown_of(page.node.terms_in(row.period.year))
    return {
        "label": row.period.label,
        "gap_reason": why,
        "value_text": _format(page, public.value, public.decimals) if public and why is None else "",
        "parts": _category_totals([public], breakdown) if public and why is None else [],
        "status": row.status,
        "status_label": rules.status_label(row.status) if row.status else None,
        "approved_on": public.at if public else None,
        "is_corrected": any(correction.after == public for correction in page.corrections),
    }


def _approved_revisions(page: IndicatorPage, year: int) -> list[PublicRevision]:
    """Return the revisions in force of the year's periods, in the order of the periods."""
    readings = page.node.facts.readings.get(year, ())
    return [page.approved[reading.period.code] for reading in readings if reading.period.code in page.approved]


def _has_one_period(page: IndicatorPage, year: int) -> bool:
    return len(page.node.facts.readings.get(year, ())) == 1


def _format(page: IndicatorPage, value: Decimal | None, decimals: int) -> str:
    if value is None:
        return ""
    number = TypedNumber(value, max(decimals, page.node.decimals))
    return rendering.render(format_value(number, value_type=page.node.value_type))


def _category_totals(revisions: list[PublicRevision], breakdown: BreakdownCategories | None) -> list[str]:
    """Return the total of each category; nothing if a revision has no breakdown, because the sums would be wrong."""
    if breakdown is None or not all(revision.parts for revision in revisions if revision.value is not None):
        return []
    totals = []
    for category, _name in breakdown.categories:
        parts = [revision.parts[category] for revision in revisions if category in revision.parts]
        total = sum((value for value, _decimals in parts), Decimal(0))
        totals.append(rendering.number(total, max((scale for _value, scale in parts), default=0)))
    return totals


def _total(page: IndicatorPage, years: tuple[YearRow, ...], breakdown: BreakdownCategories | None) -> Context | None:
    """Return the sum over the years, which is information beside the yearly verdicts and no verdict itself."""
    summed = [row for row in years if row.result.actual is not None]
    terms = page.node.latest_terms
    if (
        len(summed) < 2
        or terms is None
        or terms.aggregation != Aggregation.SUM
        or page.node.value_type is ValueType.YES_NO
    ):
        return None
    total = sum((row.result.actual for row in summed if row.result.actual is not None), Decimal(0))
    revisions = [revision for row in summed for revision in _approved_revisions(page, row.year)]
    return {
        "years": ", ".join(str(row.year) for row in summed)
        if len(summed) < summed[-1].year - summed[0].year + 1
        else year_span(summed[0].year, summed[-1].year),
        "value_text": _format(page, total, max(row.result.decimals for row in summed)),
        "parts": _category_totals(revisions, breakdown) if all(revision.parts for revision in revisions) else [],
    }
