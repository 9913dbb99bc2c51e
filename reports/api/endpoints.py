"""What the API answers. Each function gets parameters that are read already and gives one page of plain objects.

The programme, indicator or programmes of the address were found, and their version compared, before (`doors.py`).
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from cooperation.models import Change, Programme
from cooperation.services.addresses import absolute_url
from indicators.models import Indicator
from indicators.queries import changes as change_queries
from indicators.queries.actions import (
    NO_UNIT,
    ActionFilter,
    ActionListContext,
    action_list_rows,
    filter_rows,
    responsible_units,
)
from indicators.queries.diagnosis import load_diagnosis
from indicators.queries.indicators import indicator_page
from indicators.queries.results import Results, load_results
from indicators.queries.tree import GoalNode, IndicatorNode
from indicators.rules.facts import Status
from reports.api import items, schemas
from reports.api.paging import envelope, page_of
from reports.api.parameters import (
    ChangeKind,
    Goal,
    Id,
    IndicatorId,
    Level,
    Page,
    PageSize,
    Quadrant,
    Slug,
    SlugAsked,
    StatusOfAll,
    StatusOfYear,
    UnitId,
    Year,
    YearOfChange,
    YearOfStatus,
)
from reports.api.problems import Fault, Refused, problem
from reports.api.rendering import PlainNumbers
from reports.exports.metadata import LICENCE
from reports.exports.rows import rows_of

VERSION = "1.0.0"
TITLE = _("Programmes of cooperation: open data")
api = NinjaAPI(title=TITLE, version=VERSION, openapi_url=None, docs_url=None, renderer=PlainNumbers())


@api.get("/", response=schemas.Contents, operation_id="contents", url_name="api_contents", summary=_("Contents"))
def contents(request: HttpRequest) -> dict[str, Any]:
    names = {"dokumentacja": "docs", "openapi": "openapi", "programy": "programmes", "zmiany": "changes"}
    return {
        "tytul": gettext(TITLE),
        "wersja": VERSION,
        "licencja": LICENCE,
        **{key: absolute_url(reverse(f"reports:api_{name}")) for key, name in names.items()},
    }


@api.get(
    "/programmes",
    response=schemas.Programmes,
    operation_id="programmes",
    url_name="api_programmes",
    summary=_("Programmes"),
    description=_("All published programmes, the newest first, examples last."),
)
def programmes(request: HttpRequest, page: Page = 1, page_size: PageSize = 50) -> dict[str, Any]:
    return page_of(request, [items.programme(one) for one in _subject(request)], page, page_size)


@api.get(
    "/programmes/{slug:slug}",
    response=schemas.Programme,
    operation_id="programme",
    url_name="api_programme",
    summary=_("One programme"),
    description=_("The programme with its note, the conclusions of its diagnosis and how complete its data are."),
)
def programme(request: HttpRequest, slug: Slug) -> dict[str, Any]:
    one: Programme = _subject(request)
    conclusions = load_diagnosis(one).conclusions
    return items.programme(one) | {
        "uwaga": one.source_note,
        "wnioski": [{"numer": number, "miejsce": place, "tekst": text} for number, place, text in conclusions],
        "kompletnosc": [items.completeness(year) for year in _results(request).completeness()],
    }


@api.get(
    "/programmes/{slug:slug}/findings",
    response=schemas.Findings,
    operation_id="findings",
    url_name="api_findings",
    summary=_("Findings"),
    description=_("Findings of the SWOT analysis, each with the goals that answer it."),
)
def findings(
    request: HttpRequest,
    slug: Slug,
    quadrant: Quadrant = None,
    page: Page = 1,
    page_size: PageSize = 50,
) -> dict[str, Any]:
    results = _results(request)
    numbers = {goal.id: goal.position for goal in results.goals}
    by_quadrant = load_diagnosis(results.programme).findings
    found = [one for word, several in by_quadrant.items() if quadrant in (None, word) for one in several]
    return page_of(request, [items.finding(results.programme, one, numbers) for one in found], page, page_size)


@api.get(
    "/programmes/{slug:slug}/goals",
    response=schemas.Goals,
    operation_id="goals",
    url_name="api_goals",
    summary=_("Goals"),
    description=_("Specific goals, in the document's order, with the statuses of their indicators counted."),
)
def goals(request: HttpRequest, slug: Slug, page: Page = 1, page_size: PageSize = 50) -> dict[str, Any]:
    results = _results(request)
    return page_of(request, [items.goal(results, goal) for goal in results.goals], page, page_size)


@api.get(
    "/programmes/{slug:slug}/actions",
    response=schemas.Actions,
    operation_id="actions",
    url_name="api_actions",
    summary=_("Actions"),
    description=_("Actions, in the document's order, with the numbers of their indicators."),
)
def actions(
    request: HttpRequest, slug: Slug, goal: Goal = None, page: Page = 1, page_size: PageSize = 50
) -> dict[str, Any]:
    results = _results(request)
    found = [action for one in _goals(results, goal) for action in one.actions]
    return page_of(request, [items.action(results.programme, one) for one in found], page, page_size)


@api.get(
    "/programmes/{slug:slug}/indicators",
    response=schemas.Indicators,
    operation_id="indicators",
    url_name="api_indicators",
    summary=_("Indicators"),
    description=_(
        "Indicators with their targets, every year's figure and status, and the status over the whole programme."
    ),
)
def indicators(
    request: HttpRequest,
    slug: Slug,
    goal: Goal = None,
    unit: UnitId = None,
    status: StatusOfAll = None,
    year: YearOfStatus = None,
    page: Page = 1,
    page_size: PageSize = 50,
) -> dict[str, Any]:
    results = _results(request)
    _check(results, year=year, unit=unit)
    wanted = ActionFilter(unit=unit, status=Status(status) if status else None)
    rows = action_list_rows(_goals(results, goal), results.on, year)
    nodes = [row.node for row in filter_rows(rows, wanted, ActionListContext(), year) if row.node]
    one = results.programme
    told = (items.indicator(one, node, node.unit_id, results.on) for node in nodes)
    return page_of(request, told, page, page_size)


@api.get(
    "/programmes/{slug:slug}/measurements",
    response=schemas.Measurements,
    operation_id="measurements",
    url_name="api_measurements",
    summary=_("Measurements"),
    description=_(
        "The same rows, columns and words as the file wartosci.csv: a row for each indicator and year, its periods and"
        " parts below it. Approved figures only; numbers are JSON numbers exactly as they were approved."
    ),
)
def measurements(
    request: HttpRequest,
    slug: Slug,
    year: Year = None,
    goal: Goal = None,
    unit: UnitId = None,
    indicator: IndicatorId = None,
    status: StatusOfYear = None,
    level: Level = None,
    page: Page = 1,
    page_size: PageSize = 50,
) -> dict[str, Any]:
    results = _results(request)
    _check(results, year=year, unit=unit)
    nodes = _nodes(_goals(results, goal), unit, indicator)
    wanted = {"rok": year, "status": status, "poziom": level}
    chosen = {name: value for name, value in wanted.items() if value is not None}
    rows = rows_of(results.programme, nodes, on=results.on)
    found = (row for row in rows if all(row[name] == value for name, value in chosen.items()))
    return page_of(request, found, page, page_size)


@api.get(
    "/indicators/{number:indicator_id}",
    response=schemas.IndicatorInFull,
    operation_id="indicator",
    url_name="api_indicator",
    summary=_("One indicator"),
    description=_("The indicator as on the list, and the figures that were corrected."),
)
def indicator(request: HttpRequest, indicator_id: Id) -> dict[str, Any]:
    one: Indicator = _subject(request)
    page = indicator_page(one)
    told = items.indicator(page.programme, page.node, one.unit_id, timezone.localdate())
    return told | {"sprostowania": [items.correction(correction) for correction in page.corrections]}


@api.get(
    "/changes",
    response=schemas.Changes,
    operation_id="changes",
    url_name="api_changes",
    summary=_("Changes"),
    description=_("The public register of changes, the newest first; of an example programme when it is named only."),
)
def changes(
    request: HttpRequest,
    programme: SlugAsked = None,
    kind: ChangeKind = None,
    year: YearOfChange = None,
    page: Page = 1,
    page_size: PageSize = 50,
) -> dict[str, Any]:
    known: list[Programme] = _subject(request)
    by_id = {one.pk: one for one in known}
    chosen = next((one for one in known if one.slug == programme), None)
    if programme is not None and chosen is None:
        raise Refused(HTTPStatus.NOT_FOUND, _there_is(one.slug for one in known))
    asked = change_queries.ChangeFilter(chosen, Change.Kind(kind) if kind else None, year)
    total = change_queries.count_changes(known).total(asked)
    lines = change_queries.list_changes(asked, known, first=(page - 1) * page_size, limit=page_size)
    told = [items.change(by_id[row.programme_id], row) for row in lines]
    return envelope(request, told, total, page, page_size)


# --- what is asked for --------------------------------------------------------------------------------------------


def _subject(request: HttpRequest) -> Any:
    return request.subject  # type: ignore[attr-defined]  # put there by the door


def _results(request: HttpRequest) -> Results:
    return load_results(_subject(request), on=timezone.localdate())


def _goals(results: Results, number: int | None) -> list[GoalNode]:
    found = [goal for goal in results.goals if number in (None, goal.position)]
    if number is not None and not found:
        raise Refused(HTTPStatus.NOT_FOUND, _there_is(goal.position for goal in results.goals))
    return found


def _nodes(goals: Iterable[GoalNode], unit: int | None, number: int | None) -> list[IndicatorNode]:
    nodes = [node for goal in goals for node in goal.indicators]
    if number is not None and number not in {node.id for node in nodes}:
        raise Refused(HTTPStatus.NOT_FOUND, _there_is(node.id for node in nodes))
    return [
        node
        for node in nodes
        if unit in (None, node.unit_id or NO_UNIT) and number in (None, node.id)
    ]  # fmt: skip


def _check(results: Results, *, year: int | None, unit: int | None) -> None:
    if year is not None and year not in results.programme.years:
        raise Refused(HTTPStatus.NOT_FOUND, _there_is(results.programme.years))
    units = [number for number, _name in responsible_units(results.goals)]
    if unit is not None and unit not in units:
        raise Refused(HTTPStatus.NOT_FOUND, _there_is(units))


def _there_is(known: Iterable[Any]) -> str:
    told = ", ".join(str(one) for one in known)
    return gettext("There is only: %(known)s.") % {"known": told} if told else gettext("There is none.")


# --- what is refused ----------------------------------------------------------------------------------------------


@api.exception_handler(ValidationError)
def _wrong(request: HttpRequest, error: ValidationError) -> Any:
    faults = [Fault(str(one["loc"][-1]), one["msg"].removeprefix("Value error, ")) for one in error.errors]
    return problem(request, HTTPStatus.BAD_REQUEST, faults=faults)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> Any:
    return problem(request, error.status, error.detail, error.faults)
