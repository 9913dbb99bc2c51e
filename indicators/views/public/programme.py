"""The programme's public pages: what was promised, how it goes, where it came from."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.office import office_of
from indicators import round_wording, wording
from indicators.queries import results as read
from indicators.queries.tree import GoalNode
from indicators.rules import status as rules
from indicators.views.frame import programme_crumbs, public_frame, years_of
from indicators.views.public import public_page


def version_of(programme: Programme) -> str:
    return f"{programme.pk}:{programme.content_version}"


def _front() -> tuple[Programme | None, str]:
    programmes = read.published_programmes()
    programme = read.front_programme(programmes, timezone.localdate())
    return programme, version_of(programme) if programme else f"none:{office_of(None)}"


def _all() -> tuple[list[Programme], str]:
    programmes = read.published_programmes()
    version = ",".join(version_of(programme) for programme in programmes)
    return programmes, version or f"none:{office_of(None)}"


def find_programme(slug: str) -> tuple[Programme, str]:
    programme = read.published(slug)
    if programme is None:
        raise Http404
    return programme, version_of(programme)


def _goal(slug: str, position: int) -> tuple[tuple[Programme, int], str]:
    programme, version = find_programme(slug)
    return (programme, position), version


@public_page(_front)
def home(request: HttpRequest, programme: Programme | None) -> HttpResponse:
    if programme is None:
        return render(request, "indicators/home_empty.html", public_frame(request, None))
    return _programme_page(request, programme, crumbs=[])


@public_page(find_programme)
def programme_detail(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _programme_page(request, programme, crumbs=programme_crumbs(programme))


def _programme_page(request: HttpRequest, programme: Programme, crumbs: list[tuple[str, str | None]]) -> HttpResponse:
    results = read.results(programme, on=timezone.localdate())
    overall = [(indicator, indicator.overall(results.on)) for indicator in results.indicators]
    context = {
        "results": results,
        "years": list(programme.years),
        "goals": [_goal_picture(goal, results.on) for goal in results.goals],
        "summary": wording.summary([result for _indicator, result in overall], has_ended=results.has_ended),
        "overall": overall,
        "completeness": results.completeness(),
        "completeness_sentence": wording.completeness(results.completeness()),
        "data_of_years": _data_of_years(results),
        "changes": [wording.change(change) for change in read.recent_changes(programme)],
        "canonical": request.build_absolute_uri(reverse("indicators:programme_detail", args=[programme.slug])),
    }
    frame = public_frame(request, programme, crumbs=crumbs)
    frame["nav"][0]["current"] = True  # the front page is the newest programme's
    return render(request, "indicators/programme_detail.html", {**frame, **context})


def _data_of_years(results: read.Results) -> list[dict[str, Any]]:
    """Year by year: how many indicators have all their figures, and why a year was closed without some."""
    ended = {one.year: one for one in results.completeness()}
    lines = []
    for year in results.programme.years:
        data, closed = ended.get(year), results.rounds.get(year)
        lines.append(
            {
                "year": year,
                "data": round_wording.data_of_year(data) if data and data.indicators_required else None,
                "closed": closed if closed and closed.is_closed and closed.closing_reason else None,
            }
        )
    return [line for line in lines if line["data"] or line["closed"]]


def _goal_picture(goal: GoalNode, on: date) -> dict[str, Any]:
    """A goal's row in the picture: every indicator's years, or one line where the text has no actions."""
    return {
        "goal": goal,
        "indicators": [
            {"node": node, "years": node.years(on), "overall": node.overall(on)} for node in goal.indicators
        ],
    }


@public_page(_all)
def programme_list(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    office = office_of(programmes[0] if programmes else None)
    frame = public_frame(request, None, crumbs=[(_("Programmes"), None)], office=office)
    rows = [{"programme": programme, "years": years_of(programme)} for programme in programmes]
    return render(request, "indicators/programme_list.html", {**frame, "rows": rows, "today": timezone.localdate()})


@public_page(find_programme)
def diagnosis(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = read.results(programme, on=timezone.localdate())
    found = read.diagnosis(programme)
    goals = {goal.id: goal for goal in results.goals}
    chain = [
        {
            "quadrant": quadrant,
            "findings": [
                {"finding": one, "links": [_answer(goals[id_], results.on) for id_ in one.goal_ids if id_ in goals]}
                for one in findings
            ],
        }
        for quadrant, findings in found.findings.items()
    ]
    context = {
        "chain": chain,
        "conclusions": found.conclusions,
        "has_links": found.has_links,
        "goals": [_answer(goal, results.on) for goal in results.goals],
        "summary": wording.chain_summary(chain),
    }
    frame = public_frame(request, programme, crumbs=programme_crumbs(programme, (_("Diagnosis"), None)))
    return render(request, "indicators/diagnosis.html", {**frame, **context})


def _answer(goal: GoalNode, on: date) -> dict[str, Any]:
    return {"goal": goal, "indicators": [(node, node.overall(on)) for node in goal.indicators]}


@public_page(_goal)
def goal_detail(request: HttpRequest, subject: tuple[Programme, int]) -> HttpResponse:
    programme, position = subject
    results = read.results(programme, on=timezone.localdate(), goal=position)
    if not results.goals:
        raise Http404
    goal = results.goals[0]
    context = {
        "goal": goal,
        "tables": [table(goal, results.on, None)],
        "findings": read.findings_of_goal(goal.id),
        "year": None,
    }
    crumbs = programme_crumbs(programme, (_("Goal %(number)s") % {"number": goal.position}, None))
    return render(
        request, "indicators/goal_detail.html", {**public_frame(request, programme, crumbs=crumbs), **context}
    )


def table(goal: GoalNode, on: date, year: int | None) -> dict[str, Any]:
    """A goal's table of actions as in the document, with the status to date or of one year."""
    rows = []
    for action in goal.actions:
        for node in action.indicators:
            row = node.in_year(year, on) if year else None
            status = row.result.status if row else node.overall(on).status
            terms = node.terms_in(year) if year else node.latest_terms
            rows.append(
                {
                    "action": action,
                    "node": node,
                    "terms": terms,
                    "status": status,
                    "word": rules.status_label(status),
                    "sentence": row.result.sentence if row else node.overall(on).sentence,
                    "row": row,
                }
            )
        if not action.indicators:
            rows.append(
                {"action": action, "node": None, "terms": None, "status": "", "word": "", "sentence": "", "row": None}
            )
    return {"goal": goal, "rows": rows}
