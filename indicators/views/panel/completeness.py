"""Completeness: the shares of each unit and year, and the figures behind one share."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.models import Programme
from cooperation.roles import is_coordinator, is_officer, unit_ids_of
from cooperation.web.context import Context
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from indicators.queries.completeness import UnitCompleteness, completeness_by_unit, programmes_with_indicators
from indicators.views.panel.figures import figure_row
from indicators.web.programmes import select_programme

NO_UNIT = "0"  # in the address: figures without a unit


@dataclass(frozen=True, slots=True)
class UnitYear:
    """One cell of the table: a unit's figures of one year of a programme."""

    programme: Programme
    row: UnitCompleteness
    year: int

    @property
    def parameters(self) -> dict[str, str]:
        """Parameters of the address that shows these figures."""
        return {
            "program": self.programme.slug,
            "jednostka": NO_UNIT if self.row.unit_id is None else str(self.row.unit_id),
            "rok": str(self.year),
        }


@require_safe
@role_required
def completeness(request: AuthenticatedHttpRequest) -> HttpResponse:
    """An officer's own units; for a coordinator, all units and the figures without a unit."""
    if not (is_coordinator(request.user) or is_officer(request.user)):
        raise PermissionDenied
    on = timezone.localdate()
    units = None if is_coordinator(request.user) else unit_ids_of(request.user)
    programmes, programme = select_programme(request, programmes_with_indicators(units, _year_to_select(request)))
    rows = completeness_by_unit(programme, units, on=on) if programme else []
    chosen = _chosen_cell(request, programme, rows)
    chosen_context = None
    if chosen is not None:
        figures = chosen.row.by_year[chosen.year]
        chosen_context = {
            "programme": chosen.programme,
            "row": chosen.row,
            "year": chosen.year,
            "rows": [figure_row(figure, on=on, links_to_approval=is_coordinator(request.user)) for figure in figures],
        }
    context = {
        "groups": [_programme_table(programme, rows, chosen)] if programme and rows else [],
        "other_programmes": [other for other in programmes if other != programme],
        "selected_cell": chosen_context,
        "is_coordinator": is_coordinator(request.user),
    }
    return render(request, "indicators/completeness.html", {**staff_frame(request), **context})


def _year_to_select(request: AuthenticatedHttpRequest) -> int | None:
    """Return the year of an address without a programme: one that has the year is shown."""
    year = request.GET.get("rok", "")
    is_year = len(year) == 4 and year.isascii() and year.isdecimal()
    return int(year) if is_year and not request.GET.get("program") else None


def _chosen_cell(
    request: AuthenticatedHttpRequest, programme: Programme | None, rows: Sequence[UnitCompleteness]
) -> UnitYear | None:
    """Return the cell of ?jednostka=3&rok=2024. Raises Http404 for one without the other or a cell not on the page."""
    parameters = {name: value for name in ("jednostka", "rok") if (value := request.GET.get(name))}
    if not parameters:
        return None
    if programme is None or len(parameters) < 2:
        raise Http404
    cells = (UnitYear(programme, row, year) for row in rows for year in programme.years)
    chosen = next((cell for cell in cells if parameters.items() <= cell.parameters.items()), None)
    if chosen is None:
        raise Http404
    return chosen


def _programme_table(programme: Programme, rows: Sequence[UnitCompleteness], chosen: UnitYear | None) -> Context:
    return {
        "programme": programme,
        "years": list(programme.years),
        "years_label": programme.year_span,
        "rows": [
            {"row": row, "cells": [_share_cell(UnitYear(programme, row, year), chosen) for year in programme.years]}
            for row in rows
        ],
    }


def _share_cell(cell: UnitYear, chosen: UnitYear | None) -> Context:
    return {
        "year": cell.year,
        "tally": cell.row.tally_in(cell.year),
        "url": f"?{urlencode(cell.parameters)}#szczegoly",
        "is_chosen": cell == chosen,
    }
