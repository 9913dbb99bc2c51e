"""The chain from SWOT findings through goals and actions to the statuses of indicators."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.web.context import Context
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from indicators.queries.actions import action_list_rows
from indicators.queries.diagnosis import load_diagnosis
from indicators.queries.programmes import programme_with_version
from indicators.queries.results import load_results
from indicators.queries.tree import GoalNode
from indicators.rules.facts import DISPLAY_ORDER
from indicators.views.public import query_parameters
from indicators.wording import programmes as programme_wording

LIST, MATRIX = "lista", "macierz"


@public_page(programme_with_version)
def diagnosis(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = load_results(programme, on=timezone.localdate())
    year = query_parameters.selected_year(request, programme)
    view = query_parameters.choice(request, "widok", [LIST, MATRIX])
    swot = load_diagnosis(programme)
    goals = [_goal_link(goal, results.on, year) for goal in results.goals]
    by_id = {goal["goal"].id: goal for goal in goals}
    chain = [
        {
            "quadrant": quadrant,
            "findings": [
                {"finding": finding, "links": [by_id[id_] for id_ in finding.goal_ids if id_ in by_id]}
                for finding in findings
            ],
        }
        for quadrant, findings in swot.findings.items()
    ]
    params = {"widok": view if view == MATRIX else "", "rok": year}
    context = {
        "chain": chain,
        "answered": _quadrants_with(chain, are_linked=True),
        "unanswered": _quadrants_with(chain, are_linked=False),
        "matrix": [
            {"quadrant": quadrant["quadrant"], "rows": _matrix_rows(quadrant, goals)}
            for quadrant in chain
            if quadrant["findings"]
        ],
        "conclusions": swot.conclusions,
        "has_links": swot.has_links,
        "goals": goals,
        "summary": programme_wording.chain_summary(chain, is_excerpt=programme.is_excerpt),
        "year": year,
        "years_menu": query_parameters.year_menu(request.path, programme, year, params),
        "is_matrix": view == MATRIX,
        "views": [
            {
                "label": _("List"),
                "url": query_parameters.url_with(request.path, params, widok=None),
                "current": view != MATRIX,
            },
            {
                "label": _("Matrix"),
                "url": query_parameters.url_with(request.path, params, widok=MATRIX),
                "current": view == MATRIX,
            },
        ],
    }
    frame = public_frame(request, programme, crumbs=programme_crumbs(programme, (_("Diagnosis"), None)))
    return render(request, "indicators/diagnosis.html", {**frame, **context})


def _goal_link(goal: GoalNode, on: date, year: int | None) -> Context:
    """Return a goal with its actions and the statuses of their indicators."""
    rows = [row for row in action_list_rows([goal], on, year) if row.action is not None]
    actions: dict[int, Context] = {}
    for row in rows:
        if row.action is not None:
            actions.setdefault(row.action.id, {"action": row.action, "rows": []})["rows"].append(row)
    indicators = [row for row in rows if row.node]
    counts = Counter(row.status for row in indicators)
    return {
        "goal": goal,
        "actions": list(actions.values()),
        "indicators": indicators,
        "statuses": [(status, counts[status]) for status in DISPLAY_ORDER if counts[status]],
    }


def _quadrants_with(chain: Sequence[Context], *, are_linked: bool) -> list[Context]:
    """Return the quadrants with only those findings that are linked to a goal, or only those that are not."""
    quadrants = [
        {**quadrant, "findings": [finding for finding in quadrant["findings"] if bool(finding["links"]) is are_linked]}
        for quadrant in chain
    ]
    return [quadrant for quadrant in quadrants if quadrant["findings"]]


def _matrix_rows(quadrant: Context, goals: Sequence[Context]) -> list[Context]:
    return [
        {
            "finding": finding["finding"],
            "cells": [{"answer": goal, "is_linked": goal in finding["links"]} for goal in goals],
        }
        for finding in quadrant["findings"]
    ]
