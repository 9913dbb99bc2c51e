"""Rows of the open data: a row for each indicator and year, followed by its periods and their parts.

CSV, XLSX, JSON and the API only format these rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cooperation.models import Programme
from cooperation.rendering import render
from goals.models import SpecificGoal
from indicators.queries.breakdowns import BreakdownCategories, breakdown_of, breakdowns_of_programme
from indicators.queries.indicators import IndicatorPage
from indicators.queries.results import load_results
from indicators.queries.revisions import PublicRevision, approved_revisions_by_period
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules.facts import Reading
from indicators.wording import figures as figure_wording
from reports.exports.columns import ColumnValue, row_values
from reports.exports.row_facts import PART, PERIOD, YEAR, RowFacts

Row = dict[str, ColumnValue]  # by column name, in the order of COLUMNS


def data_rows(programme: Programme, *, on: date) -> Iterator[Row]:
    """Yield the programme's rows in the document's order, with one goal in memory at a time.

    Queries: one, and six for each goal.
    """
    breakdowns = breakdowns_of_programme(programme.pk)
    positions = SpecificGoal.objects.in_programme(programme).order_by("position")
    for position in positions.values_list("position", flat=True):
        figures = approved_revisions_by_period(programme.pk, position)
        for node in load_results(programme, on=on, goal=position).indicators:
            yield from _values(IndicatorRows(programme, node, figures.get(node.id, {}), breakdowns, on))


def indicator_rows(page: IndicatorPage, *, on: date) -> Iterator[Row]:
    """Yield the rows of one indicator, equal to those among the programme's rows; no query."""
    return _values(IndicatorRows(page.programme, page.node, page.approved, page.breakdowns, on))


def rows_of_indicators(programme: Programme, nodes: Iterable[IndicatorNode], *, on: date) -> Iterator[Row]:
    """Yield the rows of the given indicators, in their order; two queries for any number of them."""
    figures = approved_revisions_by_period(programme.pk)
    breakdowns = breakdowns_of_programme(programme.pk)
    for node in nodes:
        yield from _values(IndicatorRows(programme, node, figures.get(node.id, {}), breakdowns, on))


def _values(rows: "IndicatorRows") -> Iterator[Row]:
    return map(row_values, rows)


@dataclass(frozen=True, slots=True)
class IndicatorRows:
    """The rows of one indicator: iterate to get the facts of each."""

    programme: Programme
    node: IndicatorNode
    figures: Mapping[str, PublicRevision]  # by period code
    breakdowns: Mapping[int, BreakdownCategories]  # by breakdown id
    on: date

    def __iter__(self) -> Iterator[RowFacts]:
        for year_row in self.node.years(self.on):
            yield from self._rows_of_year(year_row)

    def _rows_of_year(self, year_row: YearRow) -> Iterator[RowFacts]:
        readings = self.node.facts.readings.get(year_row.year, ())
        only_reading = readings[0] if len(readings) == 1 else None
        row = self._year(year_row, only_reading)
        yield row
        if only_reading:
            yield from self._parts(row)
            return
        for reading in readings:
            row_of_period = self._period(row, reading)
            yield row_of_period
            yield from self._parts(row_of_period)

    def _year(self, year_row: YearRow, only_reading: Reading | None) -> RowFacts:
        period = only_reading.period if only_reading else None
        terms = self.node.terms_in(year_row.year)
        return RowFacts(
            level=YEAR,
            programme=self.programme,
            node=self.node,
            year_row=year_row,
            terms=terms,
            breakdown=breakdown_of(terms, self.breakdowns),
            period_code=period.code if period else str(year_row.year),
            starts_on=period.start if period else date(year_row.year, 1, 1),
            ends_on=period.end if period else date(year_row.year, 12, 31),
            value=year_row.result.actual,
            value_text=render(figure_wording.year_figure(year_row)),
            revision=self.figures.get(period.code) if period else None,
        )

    def _period(self, year: RowFacts, reading: Reading) -> RowFacts:
        period = reading.period
        return replace(
            year,
            level=PERIOD,
            period_code=period.code,
            starts_on=period.start,
            ends_on=period.end,
            value=reading.value,
            value_text=render(figure_wording.period_figure(self.node, reading, self.on)),
            revision=self.figures.get(period.code),
        )

    def _parts(self, row: RowFacts) -> Iterator[RowFacts]:
        """Yield the parts of an approved figure, one for each category."""
        if row.revision is None or row.breakdown is None:
            return
        for category, name in row.breakdown.categories:
            if category in row.revision.parts:
                value, decimals = row.revision.parts[category]
                text = render(figure_wording.value_with_unit(self.node, value, decimals))
                yield replace(row, level=PART, category=name, value=value, value_text=text)
