"""The diagnosis: which findings the goals address, and with what result."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cooperation.models import Programme
from cooperation.web import query_parameters
from cooperation.web.context import Context
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from indicators.queries.actions import action_list_rows
from indicators.queries.diagnosis import DiagnosisFinding, load_diagnosis
from indicators.queries.programmes import programme_with_version
from indicators.queries.results import Results, load_results
from indicators.queries.tree import GoalNode
from indicators.wording.diagnosis import Answer, answer_to_finding, diagnosis_summary
from indicators.wording.symbols import Symbol, key_entries, overall_symbol, symbol_rows, year_symbol

MAX_GOAL_COLUMNS = 4  # with more goals each finding lists those that address it in one column
MAX_CORNER_YEARS = 6  # that fit beside the heads of the goals


@public_page(programme_with_version)
def diagnosis(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = load_results(programme, on=timezone.localdate())
    year = query_parameters.selected_year(request, programme)
    swot = load_diagnosis(programme)
    goals = [_goal_column(goal, results, year) for goal in results.goals]
    by_id = {column["goal"].id: column for column in goals}
    groups: list[Context] = [
        {"quadrant": quadrant, "rows": _finding_rows(findings, by_id, has_links=swot.has_links)}
        for quadrant, findings in swot.findings.items()
    ]
    rows = [row for group in groups for row in group["rows"]]
    linked = {column["goal"].id for row in rows for column in row["columns"]}
    has_goal_columns = len(goals) <= MAX_GOAL_COLUMNS
    year_links = query_parameters.year_menu(request.path, programme, year) if len(programme.years) > 1 else []
    context = {
        "groups": groups,
        "has_findings": bool(rows),
        "has_finding_links": swot.has_links,
        "has_unanswered": any(row["answer"] is Answer.NOTHING for row in rows),
        "origin_is_assumed": any(row["finding"].origin == "default" for row in rows),
        "goals": goals,
        "goal_columns": goals if has_goal_columns else [],
        "number_of_columns": len(goals) if has_goal_columns and goals else 1,
        "conclusions": swot.conclusions,
        "summary": diagnosis_summary(
            [(row["finding"].quadrant, row["answer"]) for row in rows], is_excerpt=programme.is_excerpt
        ),
        "key": [
            {"entry": entry}
            for entry in key_entries(
                [symbol.status for column in goals if column["goal"].id in linked for symbol in column["symbols"]],
                counted=False,
            )
        ],
        "year": year,
        "year_links": year_links,
        "has_corner": has_goal_columns and len(year_links) <= MAX_CORNER_YEARS + 1,
    }
    return render(request, "indicators/diagnosis.html", {**public_frame(request, programme), **context})


def _goal_column(goal: GoalNode, results: Results, year: int | None) -> Context:
    """Return a goal with its actions, and the symbols of its indicators in the year or at the end."""
    actions: dict[int, Context] = {}
    for row in action_list_rows([goal], results.on, year):
        if row.action is not None:
            actions.setdefault(row.action.id, {"action": row.action, "rows": []})["rows"].append(row)
    symbols: list[Symbol] = [
        overall_symbol(node, node.overall_status(results.on))
        if year is None
        else year_symbol(node.in_year(year, results.on))
        for node in goal.indicators
    ]
    return {
        "goal": goal,
        "actions": list(actions.values()),
        "symbols": symbols,
        "rows": symbol_rows(symbols, number_of_years=1),
    }


def _finding_rows(
    findings: Sequence[DiagnosisFinding], columns: dict[int, Context], *, has_links: bool
) -> list[Context]:
    """Return the findings of a group with the goals that address them: those without an answer first."""
    rows = []
    for finding in findings:
        linked = [columns[goal_id] for goal_id in finding.goal_ids if goal_id in columns]
        answer = answer_to_finding([column["goal"] for column in linked])
        rows.append(
            {
                "finding": finding,
                "answer": answer,
                "is_bold": answer is Answer.NOTHING and has_links,
                "columns": sorted(linked, key=lambda column: column["goal"].position),
                "cells": [{"column": column, "is_linked": column in linked} for column in columns.values()],
            }
        )
    order = list(Answer)
    return sorted(rows, key=lambda row: order.index(row["answer"]))
