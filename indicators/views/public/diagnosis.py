"""The chain: what the diagnosis found, which goals answer it, which actions follow and how they go."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from indicators.queries import listing
from indicators.queries import results as read
from indicators.queries.published import programme_with_version
from indicators.queries.tree import GoalNode
from indicators.rules.facts import SHOWN_ORDER
from indicators.views.public import asked
from indicators.wording import programmes as programme_wording

LIST, MATRIX = "lista", "macierz"


@public_page(programme_with_version)
def diagnosis(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = read.load_results(programme, on=timezone.localdate())
    year = asked.year(request, programme)
    view = asked.choice(request, "widok", [LIST, MATRIX])
    found = read.diagnosis(programme)
    goals = [_answer(goal, results.on, year) for goal in results.goals]
    by_id = {answer["goal"].id: answer for answer in goals}
    chain = [
        {
            "quadrant": quadrant,
            "findings": [
                {"finding": one, "links": [by_id[id_] for id_ in one.goal_ids if id_ in by_id]} for one in findings
            ],
        }
        for quadrant, findings in found.findings.items()
    ]
    params = {"widok": view if view == MATRIX else "", "rok": year}
    context = {
        "chain": chain,
        "answered": _only(chain, are_linked=True),
        "unanswered": _only(chain, are_linked=False),
        "matrix": [{"quadrant": one["quadrant"], "rows": _matrix(one, goals)} for one in chain if one["findings"]],
        "conclusions": found.conclusions,
        "has_links": found.has_links,
        "goals": goals,
        "summary": programme_wording.chain_summary(chain, is_excerpt=programme.is_excerpt),
        "year": year,
        "years_menu": asked.years_menu(request.path, programme, year, params),
        "is_matrix": view == MATRIX,
        "views": [
            {"label": _("List"), "url": asked.address(request.path, params, widok=None), "current": view != MATRIX},
            {"label": _("Matrix"), "url": asked.address(request.path, params, widok=MATRIX), "current": view == MATRIX},
        ],
    }
    frame = public_frame(request, programme, crumbs=programme_crumbs(programme, (_("Diagnosis"), None)))
    return render(request, "indicators/diagnosis.html", {**frame, **context})


def _answer(goal: GoalNode, on: date, year: int | None) -> dict[str, Any]:
    """A goal as a link of the chain: its actions, and how each of their indicators goes."""
    rows = [row for row in listing.action_list_rows([goal], on, year) if row.action is not None]
    actions: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.action is not None:
            actions.setdefault(row.action.id, {"action": row.action, "rows": []})["rows"].append(row)
    indicators = [row for row in rows if row.node]
    counts = Counter(row.status for row in indicators)
    return {
        "goal": goal,
        "actions": list(actions.values()),
        "indicators": indicators,
        "statuses": [(status, counts[status]) for status in SHOWN_ORDER if counts[status]],
    }


def _only(chain: Sequence[dict[str, Any]], *, are_linked: bool) -> list[dict[str, Any]]:
    """The quadrants with those of their findings that a goal answers, or that none does."""
    kept = [
        {**one, "findings": [finding for finding in one["findings"] if bool(finding["links"]) is are_linked]}
        for one in chain
    ]
    return [one for one in kept if one["findings"]]


def _matrix(quadrant: dict[str, Any], goals: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "finding": one["finding"],
            "cells": [{"answer": answer, "is_linked": answer in one["links"]} for answer in goals],
        }
        for one in quadrant["findings"]
    ]
