"""Completeness: units and years at a glance, and the figures behind each share."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.roles import is_coordinator, is_officer, unit_ids_of
from cooperation.web.navigation import staff_frame
from cooperation.web.staff_pages import role_required
from indicators.queries.completeness import ProgrammeCompleteness, UnitCompleteness, completeness_by_programme
from indicators.views.panel.figure_lines import figure_line

NO_UNIT = "0"  # in the address: figures without a unit


@require_safe
@role_required
def completeness(request: HttpRequest) -> HttpResponse:
    if not (is_coordinator(request.user) or is_officer(request.user)):
        raise PermissionDenied
    on = timezone.localdate()
    found = completeness_by_programme(None if is_coordinator(request.user) else unit_ids_of(request.user), on=on)
    chosen = _chosen(request, found)
    context = {
        "groups": [_group(one, chosen) for one in found],
        "chosen": chosen and {
            "programme": chosen[0].programme,
            "row": chosen[1],
            "year": chosen[2],
            "lines": [
                figure_line(one, on=on, decide=is_coordinator(request.user)) for one in chosen[1].by_year[chosen[2]]
            ],
        },
        "is_coordinator": is_coordinator(request.user),
    }  # fmt: skip
    return render(request, "indicators/completeness.html", {**staff_frame(request), **context})


Chosen = tuple[ProgrammeCompleteness, UnitCompleteness, int]


def _chosen(request: HttpRequest, found: Sequence[ProgrammeCompleteness]) -> Chosen | None:
    """?jednostka=3&rok=2024, with &program=… where several programmes have the year; anything else is no address."""
    asked = {name: request.GET.get(name, "") for name in ("jednostka", "rok", "program")}
    named = {name: value for name, value in asked.items() if value}
    if not named:
        return None
    if not {"jednostka", "rok"} <= set(named):
        raise Http404
    places = ((one, row, year) for one in found for row in one.rows for year in one.programme.years)
    chosen = next((place for place in places if named.items() <= _names(*place).items()), None)
    if chosen is None:
        raise Http404
    return chosen


def _names(one: ProgrammeCompleteness, row: UnitCompleteness, year: int) -> dict[str, str]:
    return {
        "program": one.programme.slug,
        "jednostka": NO_UNIT if row.unit_id is None else str(row.unit_id),
        "rok": str(year),
    }


def _group(one: ProgrammeCompleteness, chosen: Chosen | None) -> dict[str, Any]:
    return {
        "programme": one.programme,
        "years": list(one.programme.years),
        "years_label": one.programme.year_span,
        "rows": [
            {
                "row": row,
                "cells": [
                    {
                        "year": year,
                        "tally": row.tally_in(year),
                        "url": f"?{urlencode(_names(one, row, year))}#szczegoly",
                        "is_chosen": chosen == (one, row, year),
                    }
                    for year in one.programme.years
                ],
            }
            for row in one.rows
        ],
    }
