"""The indicator's page: one sentence, one picture, one table, and where every assumption comes from."""

from datetime import date
from decimal import Decimal
from typing import Any

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
from cooperation.queries.offices import office_of
from cooperation.services.addresses import absolute
from cooperation.text import TypedNumber, ValueType, join_sentences, typeset, year_span
from cooperation.web.navigation import in_polish, programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from indicators.charts import drawing
from indicators.models import Indicator
from indicators.queries import history
from indicators.queries.history import BreakdownCategories, IndicatorPage, PeriodRow, PublicRevision
from indicators.queries.published import indicator_with_version
from indicators.queries.tree import YearRow
from indicators.rules import status as rules
from indicators.rules.meanings import Aggregation
from indicators.rules.values import format_value
from indicators.wording import figures as figure_wording
from indicators.wording import results as result_wording
from indicators.wording import rulings as ruling_wording

# Measured in a browser: the longest sentences of an ordinary indicator fit without a scroll bar.
EMBED_SIZE = {"width": 360, "height": 460}


@public_page(indicator_with_version)
def indicator_detail(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    page = history.indicator_page(indicator)
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
        "latest": _latest(years),
        "years": [_year(page, row, split) for row in years],
        "self_approval": result_wording.self_approval({row.year: _of_year(page, row.year) for row in years}),
        **_periods(page, on),
        "split": split,
        "total": _total(page, years, split),
        "chart": _chart(page, years),
        "chart_caption": _chart_caption(years),
        "corrections": page.corrections,
        "questions": page.questions,
        "waiting_questions": result_wording.waiting_questions(page.questions.due, on),
        "findings": page.findings,
        "terms": terms,
        "all_terms": page.node.terms if len(page.node.terms) > 1 else (),
        "promise": years[-1].promise,
        "assumptions": result_wording.assumptions(indicator, terms, meaning, split),
        "decisions": ruling_wording.decisions(page.decisions),
        "assessments": ruling_wording.assessments(page.assessments),
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


# The one page that another site may show inside its own: nothing on it can be clicked but a link to the full page.
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public_page(indicator_with_version)
def indicator_embed(request: HttpRequest, indicator: Indicator) -> HttpResponse:
    page = history.indicator_page(indicator)
    on = timezone.localdate()
    years = page.node.years(on)
    overall, latest = page.node.overall(on), _latest(years)
    context = {
        "indicator": indicator,
        "programme": page.programme,
        "office": office_of(page.programme),
        "overall": overall,
        "latest": latest,
        "shown": _shown(page, latest.result.actual, latest.result.decimals) if latest else "",
        "has_aim": latest is not None and latest.threshold is not None,
        "promise": (latest or years[-1]).promise,
        "full_page": _address("indicator_detail", indicator),
    }
    return render(request, "indicators/indicator_embed.html", context)


def _address(name: str, indicator: Indicator) -> str:
    return absolute(reverse(f"indicators:{name}", args=[indicator.pk]))


def _embed_code(indicator: Indicator) -> SafeString:
    """What an editor of another site copies: HTML to be shown as text."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0;max-width:100%"></iframe>',
        _address("indicator_embed", indicator),
        typeset(indicator.name),
        *EMBED_SIZE.values(),
    )


def _latest(years: tuple[YearRow, ...]) -> YearRow | None:
    """The newest year with an approved figure: said in full beside the verdict."""
    return next((row for row in reversed(years) if row.result.actual is not None), None)


def _year(page: IndicatorPage, row: YearRow, split: BreakdownCategories | None) -> dict[str, Any]:
    """One row of the table: the year's figure with its periods, parts and approval, or why there is none."""
    publics = _of_year(page, row.year)
    value, is_read_once = row.result.actual, _is_read_once(page, row.year)
    # Of a year that is read several times, reasons and notes stand beside their own periods.
    told = publics if is_read_once or value is not None else []
    last = told[-1] if told else None
    return {
        "row": row,
        "word": rules.status_label(row.result.status),
        "shown": _shown(page, value, row.result.decimals),
        "why": figure_wording.why_year_is_empty(row),
        "parts": _parts(publics, split) if value is not None else [],
        "notes": [public.note for public in publics if public.note] if is_read_once else [],
        "approved_on": last.at if last else None,
        "is_corrected": any(one.after in publics for one in page.corrections),
    }


def _periods(page: IndicatorPage, on: date) -> dict[str, Any]:
    """Under the table of years: a table of each year's months, quarters or half-years, the latest one unfolded."""
    by_year = {year: rows for year in page.programme.years if (rows := page.periods_in(year, on))}
    tables = [
        {
            "summary": figure_wording.periods_summary(year, rows),
            "split": page.split_in(page.node.terms_in(year)),
            "rows": [_period(page, row) for row in rows],
            "is_latest": year == max(by_year),
        }
        for year, rows in by_year.items()
    ]
    heading = figure_wording.periods_heading(by_year[max(by_year)]) if by_year else None
    return {"period_tables": tables, "periods_heading": heading}


def _period(page: IndicatorPage, row: PeriodRow) -> dict[str, Any]:
    public, why = row.public, figure_wording.why_no_value(row)
    split = page.split_in(page.node.terms_in(row.period.year))
    return {
        "label": row.period.label,
        "why": why,
        "shown": _shown(page, public.value, public.decimals) if public and why is None else "",
        "parts": _parts([public], split) if public and why is None else [],
        "status": row.status,
        "word": rules.status_label(row.status) if row.status else None,
        "note": public.note if public else "",
        "approved_on": public.at if public else None,
        "is_corrected": any(one.after == public for one in page.corrections),
    }


def _of_year(page: IndicatorPage, year: int) -> list[PublicRevision]:
    """Approved revisions of the year's periods, in the order of the periods."""
    readings = page.node.facts.readings.get(year, ())
    return [page.approved[reading.period.code] for reading in readings if reading.period.code in page.approved]


def _is_read_once(page: IndicatorPage, year: int) -> bool:
    return len(page.node.facts.readings.get(year, ())) == 1


def _shown(page: IndicatorPage, value: Decimal | None, decimals: int) -> str:
    if value is None:
        return ""
    number = TypedNumber(value, max(decimals, page.node.decimals))
    return rendering.render(format_value(number, value_type=page.node.value_type))


def _parts(publics: list[PublicRevision], split: BreakdownCategories | None) -> list[str]:
    """Each category's figure of the year; empty where any of the values came without parts: they would not add up."""
    if split is None or not all(public.parts for public in publics if public.value is not None):
        return []
    found = []
    for category, _name in split.categories:
        parts = [public.parts[category] for public in publics if category in public.parts]
        total = sum((value for value, _decimals in parts), Decimal(0))
        found.append(rendering.number(total, max((scale for _value, scale in parts), default=0)))
    return found


def _total(page: IndicatorPage, years: tuple[YearRow, ...], split: BreakdownCategories | None) -> dict[str, Any] | None:
    """The sum beside the yearly verdicts: information, never a verdict."""
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
    publics = [public for row in summed for public in _of_year(page, row.year)]
    return {
        "years": ", ".join(str(row.year) for row in summed)
        if len(summed) < summed[-1].year - summed[0].year + 1
        else year_span(summed[0].year, summed[-1].year),
        "shown": _shown(page, total, max(row.result.decimals for row in summed)),
        "parts": _parts(publics, split) if all(public.parts for public in publics) else [],
    }


def _chart(page: IndicatorPage, years: tuple[YearRow, ...]) -> Any:
    """The picture: a column a year, the target as a line, a gap where nothing was measured."""
    columns = [
        drawing.Column(
            label=str(row.year),
            value=row.result.actual,
            shown=_shown(page, row.result.actual, row.result.decimals),
            status=str(row.result.status),
            word=rendering.render(rules.status_label(row.result.status)),
            why_empty="" if row.result.actual is not None else rendering.render(figure_wording.gap_in_a_chart(row)),
        )
        for row in years
    ]
    pieces = _pieces(years)
    named = {"name": typeset(page.indicator.name), "years": page.programme.year_span}
    title = _("%(name)s in %(years)s and the target") % named
    if len(page.programme.years) == 1:
        title = _("%(name)s in the year %(years)s and the target") % named
    told = "; ".join(f"{column.label}: {column.shown or column.why_empty}, {column.word}" for column in columns)
    promise = years[-1].promise
    target = f"{_('Target')}: {rendering.render(promise)}" if promise else ""
    description = join_sentences(told, target)
    lines: tuple[str, ...] = ()
    if len({value for _first, _last, value in pieces}) > 1:
        lines = (_("target of each year"),)  # the line itself shows how much; the table has the figures
    elif promise:
        lines = tuple(rendering.render(promise).split(", ", 1))
    aim = drawing.Aim(label_lines=lines, pieces=pieces) if pieces else None
    counted = page.node.value_type is ValueType.COUNT
    return drawing.draw(tuple(columns), aim, title=title, description=description, counted=counted, prefix="wykres")


def _chart_caption(years: tuple[YearRow, ...]) -> str:
    """How to read the picture: an empty field is not a zero, and a zero is measured."""
    told = []
    if any(row.is_gap for row in years):
        told.append(_("A dashed field is a year without data, not a zero."))
    if any(row.result.actual == 0 for row in years):
        told.append(_("A zero is a measured value."))
    return " ".join(told)


def _pieces(years: tuple[YearRow, ...]) -> tuple[tuple[int, int, Decimal], ...]:
    """The target line: one piece for each run of years with the same threshold."""
    pieces: list[tuple[int, int, Decimal]] = []
    for place, row in enumerate(years):
        if row.threshold is None:
            continue
        if pieces and pieces[-1][1] == place - 1 and pieces[-1][2] == row.threshold:
            pieces[-1] = (pieces[-1][0], place, row.threshold)
        else:
            pieces.append((place, place, row.threshold))
    return tuple(pieces)
