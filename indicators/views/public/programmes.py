"""The front page, the page of a programme and the list of programmes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.queries.offices import office_identity
from cooperation.services.addresses import absolute_url
from cooperation.web.context import Context
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from indicators.queries.programmes import (
    front_programme,
    programme_with_version,
    published_programmes,
    recent_changes,
    version_of,
)
from indicators.queries.results import Results, count_by_status, load_results
from indicators.queries.tree import GoalNode
from indicators.rules.completeness import Completeness
from indicators.views.public import query_parameters
from indicators.wording import changes as change_wording
from indicators.wording import completeness as completeness_wording
from indicators.wording import programmes as programme_wording


def _front_programme() -> tuple[Programme | None, str]:
    programmes = published_programmes()
    programme = front_programme(programmes, timezone.localdate())
    return programme, version_of(programme) if programme else f"none:{office_identity()}"


def _published_programmes() -> tuple[list[Programme], str]:
    programmes = published_programmes()
    version = ",".join(version_of(programme) for programme in programmes)
    return programmes, version or f"none:{office_identity()}"


@public_page(_front_programme)
def home(request: HttpRequest, programme: Programme | None) -> HttpResponse:
    if programme is None:
        return render(request, "indicators/home_empty.html", public_frame(request, None))
    return _programme_page(request, programme, crumbs=[])


@public_page(programme_with_version)
def programme_detail(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _programme_page(request, programme, crumbs=programme_crumbs(programme))


def _programme_page(request: HttpRequest, programme: Programme, crumbs: list[tuple[str, str | None]]) -> HttpResponse:
    results = load_results(programme, on=timezone.localdate())
    year = query_parameters.selected_year(request, programme)
    address = reverse("indicators:programme_detail", args=[programme.slug])
    ended = results.completeness()
    completeness = [completeness for completeness in ended if year in (None, completeness.year)]
    context = {
        "results": results,
        "year": year,
        "years_menu": query_parameters.year_menu(address, programme, year),
        "columns": [*programme.years] if year is None else [year],
        "picture": [_goal_row(goal, results, year) for goal in results.goals],
        "has_values": any(len(goal.indicators) == 1 for goal in results.goals),
        "summary": programme_wording.year_summary(results.indicators, year, results.on, is_excerpt=programme.is_excerpt)
        if year
        else programme_wording.programme_summary(
            [indicator.overall(results.on) for indicator in results.indicators],
            has_ended=results.has_ended,
            is_excerpt=programme.is_excerpt,
        ),
        "completeness": completeness,
        "completeness_sentence": completeness_wording.completeness_summary(completeness),
        "next_figure": programme_wording.next_figure(results, year),
        "data_of_years": [line for line in _year_completeness_rows(results, ended) if year in (None, line["year"])],
        "changes": [change_wording.change_text(change) for change in recent_changes(programme)] if year is None else [],
        "actions_url": query_parameters.url_with(
            reverse("indicators:action_list", args=[programme.slug]), {"rok": year}
        ),
        "canonical": absolute_url(address),
    }
    frame = public_frame(request, programme, crumbs=crumbs)
    frame["nav"][0]["current"] = True  # the front page counts as the programme's page
    return render(request, "indicators/programme_detail.html", {**frame, **context})


def _year_completeness_rows(results: Results, years: list[Completeness]) -> list[Context]:
    """Return for each year its completeness and, of a round closed with gaps, the reason."""
    ended = {completeness.year: completeness for completeness in years}
    lines = []
    for year in results.programme.years:
        data, closed = ended.get(year), results.rounds.get(year)
        lines.append(
            {
                "year": year,
                "data": completeness_wording.year_completeness(data) if data else None,
                "closed": closed if closed and closed.is_closed and closed.closing_reason else None,
            }
        )
    return [line for line in lines if line["data"] or line["closed"]]


def _goal_row(goal: GoalNode, results: Results, year: int | None) -> Context:
    """Return a goal's row in the overview: the figures of its only indicator, or the statuses of several."""
    nodes, years = goal.indicators, results.programme.years if year is None else [year]
    rows = [[node.in_year(year_, results.on) for node in nodes] for year_ in years]
    return {
        "goal": goal,
        "nodes": nodes,
        "only": nodes[0] if len(nodes) == 1 else None,
        "years": [
            {"year": year_, "rows": row, "counts": count_by_status(r.result.status for r in row)}
            for year_, row in zip(years, rows, strict=True)
        ],
        "overall": count_by_status(node.overall(results.on).status for node in nodes),
        "verdict": nodes[0].overall(results.on) if len(nodes) == 1 else None,
    }


@public_page(_published_programmes)
def programme_list(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    office = office_identity()
    frame = public_frame(request, None, crumbs=[(_("Programmes"), None)], office=office)
    rows = [{"programme": programme, "years": programme.year_span} for programme in programmes]
    return render(request, "indicators/programme_list.html", {**frame, "rows": rows, "today": timezone.localdate()})
