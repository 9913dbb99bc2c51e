"""Completeness: the shares of each unit and year, and the figures behind one share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.models import Programme
from cooperation.roles import is_coordinator, is_officer, unit_ids_of
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import AuthenticatedHttpRequest, role_required
from indicators.queries.completeness import ProgrammeCompleteness, UnitCompleteness, completeness_by_programme
from indicators.views.panel.figures import figure_row

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
    groups = completeness_by_programme(None if is_coordinator(request.user) else unit_ids_of(request.user), on=on)
    chosen = _chosen_cell(request, groups)
    chosen_context = None
    if chosen is not None:
        figures = chosen.row.by_year[chosen.year]
        chosen_context = {
            "programme": chosen.programme,
            "row": chosen.row,
            "year": chosen.year,
            "lines": [figure_row(figure, on=on, links_to_approval=is_coordinator(request.user)) for figure in figures],
        }
    context = {
        "groups": [_programme_table(group, chosen) for group in groups],
        "chosen": chosen_context,
        "is_coordinator": is_coordinator(request.user),
    }
    return render(request, "indicators/completeness.html", {**staff_frame(request), **context})


def _chosen_cell(request: AuthenticatedHttpRequest, groups: Sequence[ProgrammeCompleteness]) -> UnitYear | None:
    """Return the cell of ?jednostka=3&rok=2024; &program=… is needed where several programmes have the year.

    Raises Http404 if there is no such cell.
    """
    parameters = {name: value for name in ("jednostka", "rok", "program") if (value := request.GET.get(name))}
    if not parameters:
        return None
    if not {"jednostka", "rok"} <= set(parameters):
        raise Http404
    cells = (
        UnitYear(group.programme, row, year) for group in groups for row in group.rows for year in group.programme.years
    )
    chosen = next((cell for cell in cells if parameters.items() <= cell.parameters.items()), None)
    if chosen is None:
        raise Http404
    return chosen


def _programme_table(group: ProgrammeCompleteness, chosen: UnitYear | None) -> dict[str, Any]:
    programme = group.programme
    return {
        "programme": programme,
        "years": list(programme.years),
        "years_label": programme.year_span,
        "rows": [
            {"row": row, "cells": [_share_cell(UnitYear(programme, row, year), chosen) for year in programme.years]}
            for row in group.rows
        ],
    }


def _share_cell(cell: UnitYear, chosen: UnitYear | None) -> dict[str, Any]:
    return {
        "year": cell.year,
        "tally": cell.row.tally_in(cell.year),
        "url": f"?{urlencode(cell.parameters)}#szczegoly",
        "is_chosen": cell == chosen,
    }
