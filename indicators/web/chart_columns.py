"""Charts of years: values with their target line, or a running total with its plan."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from cooperation import rendering
from cooperation.text import Sentence, ValueType, say
from indicators.charts.shapes import (
    AxisTick,
    ChartColumn,
    ChartSource,
    ChartTarget,
    Columns,
    TargetLinePiece,
)
from indicators.queries.revisions import Correction
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules import status as rules
from indicators.rules import verdicts
from indicators.rules.cases import Case
from indicators.rules.drawings import growth_level
from indicators.rules.meanings import Aggregation, Comparator, Kind, Scope
from indicators.rules.targets import threshold
from indicators.web.chart_texts import (
    chart_title,
    latest_meaning,
    number_label,
    status_label,
    target_in_words,
    value_label,
)
from indicators.wording import charts as wording
from indicators.wording import figures as figure_wording


def column_chart(node: IndicatorNode, on: date, corrections: Sequence[Correction]) -> ChartSource:
    rows = node.years(on)
    corrected = corrected_values(node, corrections)
    baseline = _baseline(node)
    columns = [*([baseline] if baseline else []), *(_column(row, corrected) for row in rows)]
    pieces = _pieces(rows, on, shift=len(columns) - len(rows))
    clauses = [wording.year_clause(row, value_label(row), _status_with_change(row, on)) for row in rows]
    if baseline:
        clauses.insert(0, _baseline_clause(node, baseline.value_label))
    for place, row in enumerate(rows, len(columns) - len(rows)):
        columns[place] = replace(columns[place], status_label=_status_with_change(row, on))
    return ChartSource(
        title=chart_title(node),
        description=wording.description(clauses, latest_meaning(node)),
        drawing=Columns(
            columns=tuple(columns),
            target=_chart_target(node, pieces),
            is_count=node.value_type is ValueType.COUNT,
            ticks=_percent_ticks(node, columns, pieces),
        ),
    )


def _column(row: YearRow, corrected: Mapping[int, Decimal | None]) -> ChartColumn:
    is_corrected, before = row.year in corrected, corrected.get(row.year)
    label, short_label = value_label(row), wording.amount_without_unit(row)
    return ChartColumn(
        label=str(row.year),
        value=row.result.actual,
        value_label=f"{label}*" if is_corrected else label,
        short_value_label=f"{short_label}*" if is_corrected and short_label else short_label,
        status=str(row.result.status),
        status_label=status_label(row),
        gap_reason="" if row.result.actual is not None else rendering.render(figure_wording.undated_gap_reason(row)),
        is_planned=row.result.status is not rules.Status.NO_READING,
        partial_labels=wording.partial_labels(row),
        corrected_from=before if row.result.actual is not None else None,
        correction_label=rendering.render(say("was {value}", value=number_label(row, before)))
        if before is not None
        else "",
    )


def _baseline(node: IndicatorNode) -> ChartColumn | None:
    """Return the column of the baseline value, unless its year is one of the programme."""
    value, year = node.facts.baseline_value, node.facts.baseline_year
    if value is None or (year is not None and year >= node.facts.first_year):
        return None
    return ChartColumn(
        label=str(year) if year is not None else _("baseline"),
        value=value,
        value_label=wording.chart_value(node, value, node.decimals),
        status="",
        status_label=_("baseline value"),
        gap_reason="",
        is_baseline=True,
    )


def _baseline_clause(node: IndicatorNode, figure: str) -> Sentence:
    year = node.facts.baseline_year
    if year is None:
        return say("baseline value: {figure}", figure=figure)
    return say("baseline value in {year}: {figure}", year=str(year), figure=figure)


def _status_with_change(row: YearRow, on: date) -> str:
    """Return the status, for a growth target with the change from its reference."""
    case = Case(row.indicator.facts, row.year, on)
    reference = verdicts.growth_reference(case) if case.meaning.kind is Kind.GROWTH else None
    if row.result.actual is None or not reference:
        return status_label(row)
    unit = case.meaning.growth_unit
    change = wording.change_label(verdicts.growth_change(row.result.actual, reference, unit), unit)
    return f"{status_label(row)}, {change}"


def corrected_values(node: IndicatorNode, corrections: Sequence[Correction]) -> dict[int, Decimal | None]:
    """Return year -> its figure before the latest correction, None where it cannot be compared with the year's."""
    values: dict[int, Decimal | None] = {}
    for correction in corrections:  # the newest first
        before, after = correction.before, correction.after
        if after.in_force and before.value != after.value and after.year not in values:
            has_one_period = len(node.facts.readings.get(after.year, ())) == 1
            values[after.year] = before.value if has_one_period else None
    return values


def _percent_ticks(
    node: IndicatorNode, columns: Sequence[ChartColumn], pieces: Sequence[TargetLinePiece]
) -> tuple[AxisTick, ...]:
    """Return the axis of percentages, which runs from 0 to 100, or further where a figure is higher."""
    values = [column.value for column in columns if column.value is not None] + [piece.value for piece in pieces]
    if node.value_type is not ValueType.PERCENT or min(values, default=0) < 0 or max(values, default=0) > 200:
        return ()
    highest = 200 if max(values, default=0) > 100 else 100
    return tuple(AxisTick(Decimal(tick), f"{tick}%") for tick in range(0, highest + 1, highest // 2))


# --- the target line -------------------------------------------------------------------------------------------------


def _pieces(rows: Sequence[YearRow], on: date, *, shift: int) -> tuple[TargetLinePiece, ...]:
    """Return a piece of the target line for each run of years with the same threshold, and for its upper bound."""
    pieces: list[TargetLinePiece] = []
    for bounds in ([_bound(row, on) for row in rows], [row.upper for row in rows]):
        run: list[TargetLinePiece] = []
        for column, bound in enumerate(bounds, shift):
            if bound is None:
                continue
            if run and run[-1].last_column == column - 1 and run[-1].value == bound and not _is_growth(rows[0], on):
                run[-1] = replace(run[-1], last_column=column)
            else:
                run.append(TargetLinePiece(column, column, bound))
        pieces += run
    return tuple(pieces)


def _is_growth(row: YearRow, on: date) -> bool:
    return Case(row.indicator.facts, row.year, on).meaning.kind is Kind.GROWTH


def _bound(row: YearRow, on: date) -> Decimal | None:
    """Return the value that the year's figure is compared with.

    Where the programme does not say whether a value applies to each year, a level is shown, a sum is not.
    """
    case = Case(row.indicator.facts, row.year, on)
    if case.meaning.kind is Kind.GROWTH:
        return growth_level(case)
    if case.meaning.scope is Scope.UNDECIDED and case.terms.aggregation is not Aggregation.SUM:
        return threshold(case.meaning, row.year)
    return row.threshold


def _chart_target(node: IndicatorNode, pieces: tuple[TargetLinePiece, ...]) -> ChartTarget | None:
    sentence = target_in_words(node)
    if not pieces or sentence is None:
        return None
    meanings = {terms.meaning for terms in node.facts.terms.values()}
    is_growth = any(meaning.kind is Kind.GROWTH for meaning in meanings)
    is_range = any(meaning.comparator is Comparator.BETWEEN for meaning in meanings)
    has_steps = len({piece.value for piece in pieces}) > 1 and not is_range and not is_growth
    if has_steps and len(meanings) == 1:
        return ChartTarget(label_lines=(_("target of each year"),), pieces=pieces, is_stepped=True)
    lines = _label_lines(sentence)
    if not has_steps:
        return ChartTarget(label_lines=lines, pieces=pieces)
    earlier = tuple(
        TargetLinePiece(piece.last_column + 1, pieces[-1].last_column, piece.value) for piece in pieces[:-1]
    )
    lines = _with_value_before(node, lines, pieces[-2].value)
    return ChartTarget(label_lines=lines, pieces=pieces, earlier=earlier, is_stepped=True, is_amended=True)


def _with_value_before(node: IndicatorNode, lines: tuple[str, ...], before: Decimal) -> tuple[str, ...]:
    label = _("before: %(value)s") % {"value": wording.chart_value(node, before, 0)}
    return (*lines[:-1], f"{lines[-1]};", label)


def _label_lines(sentence: Sentence) -> tuple[str, ...]:
    """Return the target in lines that end where its sentence has a comma or a semicolon."""
    return tuple(re.split(r"(?<=[,;]) ", rendering.render(sentence), maxsplit=2))


# --- a running total -------------------------------------------------------------------------------------------------


def total_chart(node: IndicatorNode, on: date, corrections: Sequence[Correction]) -> ChartSource:
    rows, corrected = node.years(on), corrected_values(node, corrections)
    columns, clauses, before = [], [], Decimal(0)
    for row in rows:
        column = replace(_column(row, corrected), corrected_from=None, correction_label="")
        if row.result.actual is None:
            columns.append(column)
            clauses.append(wording.year_clause(row, "", status_label(row)))
            continue
        total = Case(node.facts, row.year, on).cumulative_value or before
        star = "*" if row.year in corrected else ""
        added = f"+{number_label(row, total - before)}" if before else ""
        figure = number_label(row, total)
        columns.append(replace(column, value=total, base=before, value_label=f"{figure}{star}", added_label=added))
        share = say("{total} in total", total=figure)
        clauses.append(wording.year_clause(row, rendering.render(share), status_label(row)))
        before = total
    return ChartSource(
        title=chart_title(node),
        description=wording.description(clauses, latest_meaning(node)),
        drawing=Columns(columns=tuple(columns), target=_total_target(node, on)),
    )


def _total_target(node: IndicatorNode, on: date) -> ChartTarget | None:
    """Return the total to be reached, with the column of the year in which it is due."""
    facts, sentence = node.facts, target_in_words(node)
    case = Case(facts, facts.last_year, on)
    meaning, value = case.meaning, _total_of(case)
    if value is None or sentence is None:
        return None
    due_year = min(meaning.deadline.year if meaning.deadline else facts.last_year, facts.last_year)
    column = max(due_year - facts.first_year, 0)
    lines = _label_lines(sentence)
    earlier = _totals_before(case, value)
    if earlier:
        lines = _with_value_before(node, lines, earlier[-1])
    return ChartTarget(
        label_lines=(*lines[:-1], f"{lines[-1]};", _("dotted: an even plan")),
        pieces=(TargetLinePiece(column, column, value),),
        earlier=tuple(TargetLinePiece(column, column, before) for before in earlier),
        is_total=True,
    )


def _total_of(case: Case) -> Decimal | None:
    return case.meaning.upper if case.meaning.comparator is Comparator.BETWEEN else case.target


def _totals_before(case: Case, value: Decimal) -> list[Decimal]:
    """Return the totals that earlier terms promised, the earliest first, without the one in force."""
    facts = case.facts
    targets = [_total_of(Case(facts, year, case.on)) for year in facts.years if year in facts.terms]
    return [target for target in dict.fromkeys(targets) if target is not None and target != value]
