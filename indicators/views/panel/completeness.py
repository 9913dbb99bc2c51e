"""Completeness: units and years at a glance, and the figures behind each share."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.models import Programme
from cooperation.roles import is_coordinator, is_officer, unit_ids_of
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import role_required
from indicators.queries.completeness import UnitCompleteness, completeness_by_unit, programmes_with_indicators
from indicators.views.panel.figure_lines import figure_line
from indicators.views.panel.programmes import select_programme

NO_UNIT = "0"  # in the address: figures without a unit


@require_safe
@role_required
def completeness(request: HttpRequest) -> HttpResponse:
    if not (is_coordinator(request.user) or is_officer(request.user)):
        raise PermissionDenied
    on = timezone.localdate()
    units = None if is_coordinator(request.user) else unit_ids_of(request.user)
    programmes, programme = select_programme(request, programmes_with_indicators(units, _year(request)))
    rows = completeness_by_unit(programme, units, on=on) if programme else []
    chosen = _chosen(request, programme, rows)
    context = {
        "groups": [_group(programme, rows, chosen)] if programme and rows else [],
        "other_programmes": [other for other in programmes if other != programme],
        "chosen": chosen and {
            "programme": programme,
            "row": chosen[0],
            "year": chosen[1],
            "lines": [
                figure_line(figure, on=on, decide=is_coordinator(request.user))
                for figure in chosen[0].by_year[chosen[1]]
            ],
        },
        "is_coordinator": is_coordinator(request.user),
    }  # fmt: skip
    return render(request, "indicators/completeness.html", {**staff_frame(request), **context})


Chosen = tuple[UnitCompleteness, int]


def _year(request: HttpRequest) -> int | None:
    """The year of an address without a programme."""
    year = request.GET.get("rok", "")
    has_year = len(year) == 4 and year.isascii() and year.isdecimal()
    return int(year) if has_year and not request.GET.get("program") else None


def _chosen(request: HttpRequest, programme: Programme | None, rows: Sequence[UnitCompleteness]) -> Chosen | None:
    """?jednostka=3&rok=2024; one without the other, or what is not on the page, answers 404."""
    asked = {name: value for name in ("jednostka", "rok") if (value := request.GET.get(name, ""))}
    if not asked:
        return None
    if programme is None or len(asked) < 2:
        raise Http404
    places = ((row, year) for row in rows for year in programme.years)
    chosen = next((place for place in places if asked.items() <= _names(programme, *place).items()), None)
    if chosen is None:
        raise Http404
    return chosen


def _names(programme: Programme, row: UnitCompleteness, year: int) -> dict[str, str]:
    return {
        "program": programme.slug,
        "jednostka": NO_UNIT if row.unit_id is None else str(row.unit_id),
        "rok": str(year),
    }


def _group(programme: Programme, rows: Sequence[UnitCompleteness], chosen: Chosen | None) -> dict[str, Any]:
    return {
        "programme": programme,
        "years": list(programme.years),
        "years_label": programme.year_span,
        "rows": [
            {
                "row": row,
                "cells": [
                    {
                        "year": year,
                        "tally": row.tally_in(year),
                        "url": f"?{urlencode(_names(programme, row, year))}#szczegoly",
                        "is_chosen": chosen == (row, year),
                    }
                    for year in programme.years
                ],
            }
            for row in rows
        ],
    }
