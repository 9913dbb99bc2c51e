"""Completeness of the units' figures by year: how many are due, submitted, submitted on time and approved."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from cooperation.text import collation_key
from indicators.models import Indicator
from indicators.models.indicators import IndicatorQuerySet
from indicators.queries.figures import YearFigure, load_figure_heads, required_figures
from indicators.queries.members import members_of_units
from indicators.queries.results import load_results
from indicators.rules.completeness import Tally, tally_figures


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCompleteness:
    """The due figures of one unit in one programme; `unit_id` None: figures without a unit, of the coordinator."""

    unit_id: int | None
    name: str
    has_nobody: bool
    by_year: Mapping[int, Sequence[YearFigure]]  # due figures only; a key for every year of the programme

    def tally_in(self, year: int) -> Tally:
        return tally_figures(figure.required_figure for figure in self.by_year[year])


def programmes_with_indicators(units: Collection[int] | None, year: int | None = None) -> list[Programme]:
    """Return programmes in which the units (None: any unit) have an indicator; `year`: only those that include it."""
    indicators = Indicator.objects.all() if units is None else Indicator.objects.filter(unit__in=units)
    programmes = Programme.objects.filter(pk__in=indicators.order_by().values(IndicatorQuerySet.programme_path))
    return list(programmes if year is None else programmes.filter(first_year__lte=year, last_year__gte=year))


def completeness_by_unit(programme: Programme, units: Collection[int] | None, *, on: date) -> list[UnitCompleteness]:
    """Return the completeness of the given units, sorted by name; None: all units, and the figures without a unit.

    Eight queries for given units; nine for all, whose members are loaded to set `has_nobody`.
    """
    results = load_results(programme, on=on)
    members = members_of_units(on=on) if units is None else {}
    figures: dict[int | None, dict[int, list[YearFigure]]] = {}
    names: dict[int | None, str] = {}
    for figure in required_figures(results, load_figure_heads([programme])):
        unit = figure.indicator.unit_id
        if units is None or unit in units:
            names[unit] = figure.indicator.unit
            years = figures.setdefault(unit, {year: [] for year in programme.years})
            if figure.reading.has_ended(on):
                years[figure.period.year].append(figure)
    rows = [
        UnitCompleteness(
            unit_id=unit,
            name=names[unit],
            has_nobody=units is None and unit is not None and unit not in members,
            by_year=by_year,
        )
        for unit, by_year in figures.items()
    ]
    return sorted(rows, key=lambda row: (row.unit_id is None, collation_key(row.name)))
