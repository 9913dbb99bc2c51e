"""How complete the units' figures are, year by year: what is due, handed in, in time, approved."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from cooperation.text import collation_key
from indicators.queries.figures import YearFigure, required_figures, revision_heads_of_programmes
from indicators.queries.members import members_of_units
from indicators.queries.results import load_results_of
from indicators.rules.completeness import Tally, tally_figures


@dataclass(frozen=True)
class UnitCompleteness:
    """One unit in one programme; without a unit the figures are the coordinator's."""

    unit_id: int | None
    name: str
    has_nobody: bool
    by_year: Mapping[int, Sequence[YearFigure]]  # due figures only; every year of the programme is there

    def tally_in(self, year: int) -> Tally:
        return tally_figures(one.required_figure for one in self.by_year[year])


@dataclass(frozen=True)
class ProgrammeCompleteness:
    programme: Programme
    rows: Sequence[UnitCompleteness]


def completeness_by_programme(units: Collection[int] | None, *, on: date) -> list[ProgrammeCompleteness]:
    """Of the given units, or (None) of all with what belongs to no unit; programmes without any row stay away.

    Six queries for given units, seven for all: only then somebody must be told that nobody is left.
    """
    programmes = list(Programme.objects.all())
    known = revision_heads_of_programmes(programme.pk for programme in programmes)
    people = members_of_units(on=on) if units is None else {}
    found = []
    for one in load_results_of(programmes, on=on):
        figures: dict[int | None, dict[int, list[YearFigure]]] = {}
        names: dict[int | None, str] = {}
        for figure in required_figures(one, known):
            unit = figure.indicator.unit_id
            if units is None or unit in units:
                names[unit] = figure.indicator.unit
                years = figures.setdefault(unit, {year: [] for year in one.programme.years})
                if figure.reading.has_ended(on):
                    years[figure.period.year].append(figure)
        rows = [
            UnitCompleteness(unit, names[unit], units is None and unit is not None and unit not in people, by_year)
            for unit, by_year in figures.items()
        ]
        if rows:
            rows.sort(key=lambda row: (row.unit_id is None, collation_key(row.name)))
            found.append(ProgrammeCompleteness(one.programme, rows))
    return found
