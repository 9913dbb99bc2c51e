"""Rows of the open data: a year's row for every indicator and year, its periods and their parts below it.

The one place where they are made; CSV, XLSX and JSON format what comes from here.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from cooperation.models import Programme
from cooperation.rendering import render
from goals.models import SpecificGoal
from indicators.models import Target
from indicators.queries.breakdowns import BreakdownCategories, breakdowns_of_programme
from indicators.queries.indicators import IndicatorPage
from indicators.queries.results import load_results
from indicators.queries.revisions import PublicRevision, approved_revisions_by_period
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules.facts import Reading
from indicators.rules.status import status_label
from indicators.wording import figures as figure_wording
from reports.exports.columns import NAMES

YEAR, PERIOD, PART = "rok", "okres", "część"
Row = dict[str, Any]  # column -> str, int, bool, Decimal, date, datetime or None, in the order of NAMES


def data_rows(programme: Programme, *, on: date) -> Iterator[Row]:
    """In the document's order, one goal in memory at a time. Queries: one, and six a goal."""
    splits = breakdowns_of_programme(programme.pk)
    positions = SpecificGoal.objects.in_programme(programme).order_by("position")
    for position in positions.values_list("position", flat=True):
        figures = approved_revisions_by_period(programme.pk, position)
        for node in load_results(programme, on=on, goal=position).indicators:
            yield from _indicator(programme, node, figures.get(node.id, {}), splits, on)


def indicator_rows(page: IndicatorPage, *, on: date) -> Iterator[Row]:
    """Those of one indicator, as they stand among the programme's; no query."""
    return _indicator(page.programme, page.node, page.approved, page.splits, on)


def rows_of(programme: Programme, nodes: Iterable[IndicatorNode], *, on: date) -> Iterator[Row]:
    """Those of the indicators given, in their order; two queries, however many there are."""
    figures, splits = (
        approved_revisions_by_period(programme.pk),
        breakdowns_of_programme(programme.pk),
    )
    for node in nodes:
        yield from _indicator(programme, node, figures.get(node.id, {}), splits, on)


def _indicator(
    programme: Programme,
    node: IndicatorNode,
    figures: Mapping[str, PublicRevision],
    splits: Mapping[int, BreakdownCategories],
    on: date,
) -> Iterator[Row]:
    for row in node.years(on):
        terms = node.terms_in(row.year)
        split = splits.get(terms.breakdown_id) if terms and terms.breakdown_id else None
        for one in _year(programme, node, row, figures, split, terms, on):
            yield {name: None if value == "" else value for name, value in one.items()}


def _year(
    programme: Programme,
    node: IndicatorNode,
    row: YearRow,
    figures: Mapping[str, PublicRevision],
    split: BreakdownCategories | None,
    terms: Target | None,
    on: date,
) -> Iterator[Row]:
    readings = node.facts.readings.get(row.year, ())
    base = _base(programme, node, row, split, terms)
    only = readings[0] if len(readings) == 1 else None
    public = figures.get(only.period.code) if only else None
    first, last = (only.period.start, only.period.end) if only else (date(row.year, 1, 1), date(row.year, 12, 31))
    yield base | {
        "poziom": YEAR,
        "okres": only.period.code if only else str(row.year),
        "okres_od": first,
        "okres_do": last,
        "prog": row.threshold,
        "prog_gorny": row.upper,
        "wartosc": row.result.actual,
        "wartosc_slownie": render(figure_wording.year_figure(row)),
        "status": str(row.result.status),
        "status_slownie": render(status_label(row.result.status)),
        "realizacja": row.achievement,
        "zdanie": render(row.result.sentence),
        **(_of_revision(public) if public else {}),
    }
    if public is not None and only is not None:
        yield from _parts(base, node, only, public, split)
    if only is None:
        for reading in readings:
            of_period = figures.get(reading.period.code)
            in_words = {"wartosc_slownie": render(figure_wording.period_figure(node, reading, on))}
            yield base | _of_period(reading) | in_words | (_of_revision(of_period) if of_period else {})
            if of_period is not None:
                yield from _parts(base, node, reading, of_period, split)


def _base(
    programme: Programme, node: IndicatorNode, row: YearRow, split: BreakdownCategories | None, terms: Target | None
) -> Row:
    meaning = node.facts.terms[row.year].meaning if row.year in node.facts.terms else None
    action, goal = node.action, node.action.goal
    empty: Row = dict.fromkeys(NAMES)
    return empty | {
        "program": programme.slug,
        "przyklad": programme.is_example,
        "rok": row.year,
        "cel_nr": goal.position,
        "cel": goal.text,
        "dzialanie_lp": action.position,
        "dzialanie": action.name,
        "wskaznik_id": node.id,
        "wskaznik": node.name,
        "rodzaj": str(node.value_type),
        "miara": node.measure,
        "jednostka": node.unit,
        "cel_doslownie": terms.verbatim if terms else "",
        "czestotliwosc_doslownie": terms.frequency_verbatim if terms else "",
        "porownanie": str(meaning.comparator or "") if meaning else "",
        "zakres": str(meaning.scope or "") if meaning else "",
        "podzial": split.name if split else "",
    }


def _of_period(reading: Reading) -> Row:
    period = reading.period
    return {
        "poziom": PERIOD,
        "okres": period.code,
        "okres_od": period.start,
        "okres_do": period.end,
        "wartosc": reading.value,
    }


def _of_revision(public: PublicRevision) -> Row:
    return {
        "brak": public.no_value_reason,
        "osiagnieto_dnia": public.achieved_on,
        "uwaga": public.note,
        "wersja": public.number,
        "opublikowano": timezone.localtime(public.at).replace(microsecond=0),
    }


def _parts(
    base: Row, node: IndicatorNode, reading: Reading, public: PublicRevision, split: BreakdownCategories | None
) -> Iterator[Row]:
    if split is None:
        return
    for category, name in split.categories:
        if category in public.parts:
            value, decimals = public.parts[category]
            part = {
                "poziom": PART,
                "kategoria": name,
                "wartosc": value,
                "wartosc_slownie": render(figure_wording.value_with_unit(node, value, decimals)),
            }
            yield base | _of_period(reading) | _of_revision(public) | {"uwaga": None} | part
