"""The page of one indicator, and its short version for frames on other sites."""

from datetime import date
from decimal import Decimal

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from cooperation import rendering
from cooperation.queries.offices import office_identity
from cooperation.services.addresses import absolute_url
from cooperation.text import TypedNumber, ValueType, join_sentences, typeset, year_span
from cooperation.web.context import Context
from cooperation.web.navigation import in_polish, programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from indicators.charts.drawing import draw
from indicators.charts.shapes import Chart, ChartColumn, ChartTarget
from indicators.models import Indicator
from indicators.queries.breakdowns import BreakdownCategories
from indicators.queries.indicators import IndicatorPage, PeriodRow, indicator_page
from indicators.queries.programmes import indicator_with_version
from indicators.queries.revisions import PublicRevision
from indicators.queries.tree import YearRow
from indicators.rules import status as rules
from indicators.rules.meanings import Aggregation
from indicators.rules.values import format_value
from indicators.wording import assumptions as assumption_wording
from indicators.wording import figures as figure_wording
from indicators.wording import periods as period_wording
from indicators.wording import reader_questions as reader_question_wording
from indicators.wording import rulings as ruling_wording

# px; the longest sentences of an ordinary indicator fit without a scroll bar.
EMBED_SIZE = {"width": 360, "height": 460}


@public_page(indicator_with_version)
def indicator_detail(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    page = indicator_page(indicator)
    on = timezone.localdate()
    years = page.node.years(on)
    overall = page.node.overall(on)
    terms = page.node.latest_terms
    split = page.split_in(terms)
    crumbs = programme_crumbs(
        page.programme,
        (_("Actions"), reverse("indicators:action_list", args=[page.programme.slug])),
        (in_polish(typeset(indicator.name)), None),
    )
    meaning = page.node.facts.terms[years[-1].year].meaning if years[-1].year in page.node.facts.terms else None
    context = {
        "indicator": indicator,
        "action": indicator.action,
        "goal": indicator.action.specific_goal,
        "overall": overall,
        "latest": _latest_year_with_figure(years),
        "years": [_year_row(page, row, split) for row in years],
        "self_approval": figure_wording.self_approval_note(
            {row.year: _approved_revisions(page, row.year) for row in years}
        ),
        **_period_tables(page, on),
        "split": split,
        "total": _total(page, years, split),
        "chart": _chart(page, years),
        "chart_caption": _chart_caption(years),
        "corrections": page.corrections,
        "questions": page.questions,
        "waiting_questions": reader_question_wording.waiting_questions(page.questions.due, on),
        "findings": page.findings,
        "terms": terms,
        "all_terms": page.node.terms if len(page.node.terms) > 1 else (),
        "promise": years[-1].promise,
        "assumptions": assumption_wording.assumptions(indicator, terms, meaning, split),
        "decisions": ruling_wording.decision_rows(page.decisions),
        "assessments": ruling_wording.assessment_rows(page.assessments),
        "has_ended": on.year > page.programme.last_year,
        "canonical": _address("indicator_detail", indicator),
        "embed_code": _embed_code(indicator),
        "evidence": [
            (code, list(public.evidence.values())) for code, public in sorted(page.approved.items()) if public.evidence
        ],
    }
    return render(
        request, "indicators/indicator_detail.html", {**public_frame(request, page.programme, crumbs=crumbs), **context}
    )


# The only page that other sites may frame: its only link leads to the full page, so clickjacking gains nothing.
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public_page(indicator_with_version)
def indicator_embed(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    page = indicator_page(indicator)
    on = timezone.localdate()
    years = page.node.years(on)
    overall, latest = page.node.overall(on), _latest_year_with_figure(years)
    context = {
        "indicator": indicator,
        "programme": page.programme,
        "office": office_identity(),
        "overall": overall,
        "latest": latest,
        "shown": _format(page, latest.result.actual, latest.result.decimals) if latest else "",
        "has_aim": latest is not None and latest.threshold is not None,
        "promise": (latest or years[-1]).promise,
        "full_page": _address("indicator_detail", indicator),
    }
    return render(request, "indicators/indicator_embed.html", context)


def _address(name: str, indicator: Indicator) -> str:
    return absolute_url(reverse(f"indicators:{name}", args=[indicator.pk]))


def _embed_code(indicator: Indicator) -> SafeString:
    """Return the HTML that an editor of another site copies."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>',
        _address("indicator_embed", indicator),
        typeset(indicator.name),
        *EMBED_SIZE.values(),
    )


def _latest_year_with_figure(years: tuple[YearRow, ...]) -> YearRow | None:
    return next((row for row in reversed(years) if row.result.actual is not None), None)


def _year_row(page: IndicatorPage, row: YearRow, split: BreakdownCategories | None) -> Context:
    """Return the table row of a year: its figure, breakdown and approval, or why it has no figure."""
    revisions = _approved_revisions(page, row.year)
    value, has_one_period = row.result.actual, _has_one_period(page, row.year)
    # A year with several periods shows reasons and notes beside the periods.
    shown_revisions = revisions if has_one_period or value is not None else []
    last = shown_revisions[-1] if shown_revisions else None
    return {
        "row": row,
        "word": rules.status_label(row.result.status),
        "shown": _format(page, value, row.result.decimals),
        "why": figure_wording.year_gap_reason(row),
        "parts": _category_totals(revisions, split) if value is not None else [],
        "notes": [revision.note for revision in revisions if revision.note] if has_one_period else [],
        "approved_on": last.at if last else None,
        "is_corrected": any(correction.after in revisions for correction in page.corrections),
    }


def _period_tables(page: IndicatorPage, on: date) -> Context:
    """Return the tables of each year's months, quarters or half-years; the latest one is open."""
    by_year = {year: rows for year in page.programme.years if (rows := page.periods_in(year, on))}
    tables = [
        {
            "summary": period_wording.periods_summary(year, rows),
            "split": page.split_in(page.node.terms_in(year)),
            "rows": [_period_row(page, row) for row in rows],
            "is_latest": year == max(by_year),
        }
        for year, rows in by_year.items()
    ]
    heading = period_wording.periods_heading(by_year[max(by_year)]) if by_year else None
    return {"period_tables": tables, "periods_heading": heading}


def _period_row(page: IndicatorPage, row: PeriodRow) -> Context:
    public, why = row.public, figure_wording.period_gap_reason(row)
    split = page.split_in(page.node.terms_in(row.period.year))
    return {
        "label": row.period.label,
        "why": why,
        "shown": _format(page, public.value, public.decimals) if public and why is None else "",
        "parts": _category_totals([public], split) if public and why is None else [],
        "status": row.status,
        "word": rules.status_label(row.status) if row.status else None,
        "note": public.note if public else "",
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


def _category_totals(revisions: list[PublicRevision], split: BreakdownCategories | None) -> list[str]:
    """Return the total of each category; nothing if a revision has no breakdown, because the sums would be wrong."""
    if split is None or not all(revision.parts for revision in revisions if revision.value is not None):
        return []
    totals = []
    for category, _name in split.categories:
        parts = [revision.parts[category] for revision in revisions if category in revision.parts]
        total = sum((value for value, _decimals in parts), Decimal(0))
        totals.append(rendering.number(total, max((scale for _value, scale in parts), default=0)))
    return totals


def _total(page: IndicatorPage, years: tuple[YearRow, ...], split: BreakdownCategories | None) -> Context | None:
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
        "shown": _format(page, total, max(row.result.decimals for row in summed)),
        "parts": _category_totals(revisions, split) if all(revision.parts for revision in revisions) else [],
    }


def _chart(page: IndicatorPage, years: tuple[YearRow, ...]) -> Chart:
    columns = [
        ChartColumn(
            label=str(row.year),
            value=row.result.actual,
            value_label=_format(page, row.result.actual, row.result.decimals),
            status=str(row.result.status),
            status_label=rendering.render(rules.status_label(row.result.status)),
            gap_reason=""
            if row.result.actual is not None
            else rendering.render(figure_wording.undated_gap_reason(row)),
        )
        for row in years
    ]
    pieces = _target_pieces(years)
    params = {"name": typeset(page.indicator.name), "years": page.programme.year_span}
    title = _("%(name)s in %(years)s and the target") % params
    if len(page.programme.years) == 1:
        title = _("%(name)s in the year %(years)s and the target") % params
    values = "; ".join(
        f"{column.label}: {column.value_label or column.gap_reason}, {column.status_label}" for column in columns
    )
    promise = years[-1].promise
    target_label = _("Target")
    target_sentence = f"{target_label}: {rendering.render(promise)}" if promise else ""
    description = join_sentences(values, target_sentence)
    lines: tuple[str, ...] = ()
    if len({value for _first, _last, value in pieces}) > 1:
        lines = (_("target of each year"),)  # the line itself shows how much; the table has the figures
    elif promise:
        lines = tuple(rendering.render(promise).split(", ", 1))
    target = ChartTarget(label_lines=lines, pieces=pieces) if pieces else None
    is_count = page.node.value_type is ValueType.COUNT
    return draw(columns, target, title=title, description=description, is_count=is_count, id_prefix="wykres")


def _chart_caption(years: tuple[YearRow, ...]) -> str:
    sentences = []
    if any(row.is_gap for row in years):
        sentences.append(_("A dashed field is a year without data, not a zero."))
    if any(row.result.actual == 0 for row in years):
        sentences.append(_("A zero is a measured value."))
    return " ".join(sentences)


def _target_pieces(years: tuple[YearRow, ...]) -> tuple[tuple[int, int, Decimal], ...]:
    """Return (first column, last column, value) for each run of years with the same threshold."""
    pieces: list[tuple[int, int, Decimal]] = []
    for index, row in enumerate(years):
        if row.threshold is None:
            continue
        if pieces and pieces[-1][1] == index - 1 and pieces[-1][2] == row.threshold:
            pieces[-1] = (pieces[-1][0], index, row.threshold)
        else:
            pieces.append((index, index, row.threshold))
    return tuple(pieces)
