"""The front page, the page of a programme and the list of programmes."""

from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.queries.offices import office_identity
from cooperation.queries.programmes import front_programme
from cooperation.services.addresses import absolute_url
from cooperation.text import Sentence
from cooperation.web import query_parameters
from cooperation.web.context import Context
from cooperation.web.navigation import public_frame
from cooperation.web.public_pages import public_page
from cooperation.web.query_parameters import QueryParameters
from cooperation.web.structured_data import data_block
from indicators.queries.programmes import (
    programme_with_version,
    published_programmes,
    recent_changes,
    version_of,
)
from indicators.queries.results import Results, load_results
from indicators.queries.tree import GoalNode
from indicators.rules.completeness import Completeness
from indicators.rules.facts import Status
from indicators.web.sharing import programme_sharing
from indicators.web.structured_data import programme_dataset
from indicators.wording import changes as change_wording
from indicators.wording import completeness as completeness_wording
from indicators.wording import programmes as programme_wording
from indicators.wording.symbols import (
    MAX_WIDE_COLUMNS,
    key_entries,
    listed_key_note,
    overall_symbol,
    picture_key_note,
    symbol_rows,
    year_symbol,
)

MAX_DRAWN_FIGURES = 60  # of a year; more are drawn as one bar


def _front_programme() -> tuple[Programme | None, str]:
    programmes = published_programmes()
    programme = front_programme(programmes, timezone.localdate())
    return programme, version_of(programme) if programme else f"none:{office_identity()}"


def _published_programmes() -> tuple[list[Programme], str]:
    """Return the programmes with the version of the page; without a programme it shows the office only."""
    programmes = published_programmes()
    version = ",".join(version_of(programme) for programme in programmes)
    return programmes, version or f"none:{office_identity()}"


@public_page(_front_programme)
def home(request: HttpRequest, programme: Programme | None) -> HttpResponse:
    if programme is None:
        return render(request, "indicators/home_empty.html", public_frame(request, None))
    return _programme_page(request, programme)


@public_page(programme_with_version)
def programme_detail(request: HttpRequest, programme: Programme) -> HttpResponse:
    return _programme_page(request, programme)


def _programme_page(request: HttpRequest, programme: Programme) -> HttpResponse:
    frame = public_frame(request, programme)
    results = load_results(programme, on=timezone.localdate())
    year = query_parameters.selected_year(request, programme)
    highlighted = query_parameters.choice(request, "znak", list(Status))
    address = reverse("indicators:programme_detail", args=[programme.slug])
    params = {"rok": year, "znak": highlighted}
    completeness = [of_year for of_year in results.completeness() if year in (None, of_year.year)]
    # A single year is listed indicator by indicator: one column of symbols would leave the page empty.
    listed_year = year if year is not None or len(programme.years) > 1 else programme.first_year
    goal_rows = [_goal_row(goal, results, listed_year) for goal in results.goals]
    key = _key(goal_rows, address, params, is_listed=listed_year is not None)
    if listed_year is not None and highlighted:
        goal_rows = [
            {**row, "listed": [symbol for symbol in row["listed"] if symbol.status == highlighted]} for row in goal_rows
        ]
    changes = recent_changes(programme) if year is None else []
    overdue = results.overdue_by_unit(year)
    context = {
        "results": results,
        "year": year,
        "listed_year": listed_year,
        "year_links": query_parameters.year_menu(address, programme, year, params) if len(programme.years) > 1 else [],
        "goal_rows": goal_rows,
        "shows_single_symbols": all(len(row["indicators"]) <= 1 for row in goal_rows),
        "has_many_years": len(programme.years) > MAX_WIDE_COLUMNS,
        "picture_class": _picture_class(len(programme.years)),
        "key": key,
        "key_note": listed_key_note() if listed_year is not None else picture_key_note(programme.year_span),
        "all_url": query_parameters.url_with(address, params, znak=None),
        "highlighted": highlighted,
        "summary": _summary(results, year),
        "completeness": [_drawn_figures(of_year) for of_year in completeness],
        "completeness_sentence": completeness_wording.approved_summary(completeness),
        "next_figure": programme_wording.next_figure(results, year),
        "overdue": overdue,
        "has_expected_days": any(owed.expected_number for owed in overdue),
        "closing_reasons": [
            round_
            for round_ in results.rounds.values()
            if round_.is_closed and round_.closing_reason and year in (None, round_.year)
        ],
        "changes_by_day": [
            {"day": day, "changes": list(of_day)}
            for day, of_day in groupby((change_wording.change_text(change) for change in changes), key=_local_day)
        ],
        "actions_url": query_parameters.url_with(
            reverse("indicators:action_list", args=[programme.slug]), {"rok": year}
        ),
        "canonical": absolute_url(address),
        "share_image": absolute_url(reverse("indicators:programme_image", args=[programme.slug])),
        "sharing": programme_sharing(programme, frame["office"]),
        "structured_data": data_block(programme_dataset(programme, frame["office"])),
    }
    frame["nav_links"][0]["current"] = True  # the front page counts as the programme's page
    return render(request, "indicators/programme_detail.html", {**frame, **context})


def _picture_class(number_of_years: int) -> str:
    """Return the class that divides the width of the picture between goals and years."""
    if number_of_years < MAX_WIDE_COLUMNS:
        return ""
    return "pic--five" if number_of_years == MAX_WIDE_COLUMNS else "pic--many"


def _summary(results: Results, year: int | None) -> Sentence:
    if year is None:
        return programme_wording.result_sentence(results)
    is_excerpt = results.programme.is_excerpt
    return programme_wording.year_summary(results.indicators, year, results.on, is_excerpt=is_excerpt)


def _local_day(change: change_wording.ChangeText) -> date:
    return timezone.localtime(change.at).date()


def _goal_row(goal: GoalNode, results: Results, listed_year: int | None) -> Context:
    """Return a goal's row in the picture: its symbols of each year and at the end, or the rows of one listed year."""
    nodes, years = goal.indicators, results.programme.years
    if listed_year is not None:
        rows = [node.in_year(listed_year, results.on) for node in nodes]
        return {"goal": goal, "indicators": nodes, "listed": [year_symbol(row) for row in rows]}
    by_year = [[year_symbol(node.in_year(year, results.on)) for node in nodes] for year in years]
    overall = [overall_symbol(node, node.overall_status(results.on)) for node in nodes]
    return {
        "goal": goal,
        "indicators": nodes,
        "years": [
            {"year": year, "symbols": symbols, "rows": symbol_rows(symbols, number_of_years=len(years))}
            for year, symbols in zip(years, by_year, strict=True)
        ],
        "overall": overall,
        "overall_rows": symbol_rows(overall, number_of_years=len(years)),
    }


def _key(goal_rows: list[Context], address: str, params: QueryParameters, *, is_listed: bool) -> list[Context]:
    """Return the entries of the key with the addresses that highlight their symbols.

    The sentence above a listed year has its counts already.
    """
    of_years = [
        symbol.status
        for row in goal_rows
        for symbols in ([row["listed"]] if is_listed else [column["symbols"] for column in row["years"]])
        for symbol in symbols
    ]
    others = [] if is_listed else [symbol.status for row in goal_rows for symbol in row["overall"]]
    return [
        {
            "entry": entry,
            "url": query_parameters.url_with(address, params, znak=entry.status),
            "is_current": entry.status == params["znak"],
        }
        for entry in key_entries(of_years, others, counted=not is_listed)
    ]


def _drawn_figures(of_year: Completeness) -> Context:
    """Return the completeness of a year with one mark for each due figure: True if it is approved."""
    missing = of_year.required - of_year.approved
    is_drawn = of_year.required <= MAX_DRAWN_FIGURES
    return {"of_year": of_year, "marks": [True] * of_year.approved + [False] * missing if is_drawn else []}


@public_page(_published_programmes)
def programme_list(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    office = office_identity()
    frame = public_frame(request, None, crumbs=[(_("Programmes"), None)], office=office)
    rows = [{"programme": programme, "years": programme.year_span} for programme in programmes]
    return render(request, "indicators/programme_list.html", {**frame, "rows": rows})
