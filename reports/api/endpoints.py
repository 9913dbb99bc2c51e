"""The operations of the API; `api_access` has already read the subject of the address and compared its version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, overload

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError
from ninja.pagination import paginate
from ninja.renderers import BaseRenderer

from cooperation.models import Change, Programme
from cooperation.rules.licences import DATA_LICENCE
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
from indicators.queries.diagnosis import DiagnosisFinding, load_diagnosis
from indicators.queries.indicators import indicator_page
from indicators.queries.results import Results, load_results
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode
from indicators.rules.facts import Status
from reports.api.pagination import ApiPagination
from reports.api.problems import ApiNotFound, problem_response
from reports.api.schemas.changes import ChangeSchema
from reports.api.schemas.fields import translatable as _
from reports.api.schemas.filters import (
    ActionFilters,
    ChangeFilters,
    FindingFilters,
    IndicatorFilters,
    IndicatorNumber,
    MeasurementFilters,
    ProgrammeSlug,
)
from reports.api.schemas.indicators import IndicatorDetailSchema, IndicatorSchema, MeasurementSchema
from reports.api.schemas.items import AnswerFacts
from reports.api.schemas.programmes import (
    ActionSchema,
    ContentsSchema,
    FindingSchema,
    GoalSchema,
    ProgrammeDetailSchema,
    ProgrammeSchema,
)
from reports.exports.rows import Row, rows_of_indicators
from reports.exports.text import exact_json

VERSION = "1.0.0"
TITLE = _("Cooperation programmes: open data")
DESCRIPTION = _(
    "Published facts about the programmes: goals, actions, indicators, approved figures, the register of changes. No "
    "key is needed; 60 requests a minute from one address. Fields have the same names as the open data columns. "
    "Sentences and problems are in Polish, and in English under /en/api/v1/; the programme's own words are in Polish "
    "everywhere. Numbers are exact JSON numbers: read them as decimals where the last digit matters."
)


class ExactRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> str:
        return exact_json(data)


api = NinjaAPI(
    title=TITLE,
    version=VERSION,
    description=DESCRIPTION,
    openapi_extra={"info": {"license": {"name": "CC0 1.0", "url": DATA_LICENCE}}},
    openapi_url=None,
    docs_url=None,  # ninja's page needs scripts; views/public/api.py renders one without
    renderer=ExactRenderer(),
)


@api.get("/", response=ContentsSchema, operation_id="contents", url_name="api_contents", summary=_("Contents"))
def contents(request: HttpRequest) -> dict[str, str]:
    names = {"dokumentacja": "docs", "openapi": "openapi", "programy": "programmes", "zmiany": "changes"}
    return {
        "tytul": str(TITLE),
        "wersja": VERSION,
        "licencja": DATA_LICENCE,
        **{key: absolute_url(reverse(f"reports:api_{name}")) for key, name in names.items()},
    }


@api.get(
    "/programmes",
    response=list[ProgrammeSchema],
    operation_id="programmes",
    url_name="api_programmes",
    summary=_("Programmes"),
    description=_("All published programmes, newest first, examples last."),
)
@paginate(ApiPagination)
def programmes(request: HttpRequest) -> list[Programme]:
    published: list[Programme] = _subject(request)
    return published


@api.get(
    "/programmes/{slug:slug}",
    response=ProgrammeDetailSchema,
    operation_id="programme",
    url_name="api_programme",
    summary=_("One programme"),
    description=_("The programme with its note, the conclusions of its diagnosis and how complete its data are."),
)
def programme(request: HttpRequest, slug: ProgrammeSlug) -> Programme:
    results = _results(request)
    _set_facts(
        request,
        programme=results.programme,
        conclusions=load_diagnosis(results.programme).conclusions,
        completeness=results.completeness(),
    )
    return results.programme


@api.get(
    "/programmes/{slug:slug}/findings",
    response=list[FindingSchema],
    operation_id="findings",
    url_name="api_findings",
    summary=_("Findings"),
    description=_("Findings of the SWOT analysis, each with the goals that address it."),
)
@paginate(ApiPagination)
def findings(request: HttpRequest, slug: ProgrammeSlug, filters: Query[FindingFilters]) -> list[DiagnosisFinding]:
    results = _results(request)
    numbers = {goal.id: goal.position for goal in results.goals}
    _set_facts(request, programme=results.programme, goal_numbers=numbers)
    by_quadrant = load_diagnosis(results.programme).findings
    return [
        finding
        for quadrant, findings_of_quadrant in by_quadrant.items()
        if filters.quadrant in (None, quadrant)
        for finding in findings_of_quadrant
    ]


@api.get(
    "/programmes/{slug:slug}/goals",
    response=list[GoalSchema],
    operation_id="goals",
    url_name="api_goals",
    summary=_("Goals"),
    description=_("Specific goals, in the document's order, with the number of their indicators in each status."),
)
@paginate(ApiPagination)
def goals(request: HttpRequest, slug: ProgrammeSlug) -> Sequence[GoalNode]:
    return _results(request).goals


@api.get(
    "/programmes/{slug:slug}/actions",
    response=list[ActionSchema],
    operation_id="actions",
    url_name="api_actions",
    summary=_("Actions"),
    description=_("Actions, in the document's order, with the numbers of their indicators."),
)
@paginate(ApiPagination)
def actions(request: HttpRequest, slug: ProgrammeSlug, filters: Query[ActionFilters]) -> list[ActionNode]:
    return [action for goal in _goals(_results(request), filters.goal) for action in goal.actions]


@api.get(
    "/programmes/{slug:slug}/indicators",
    response=list[IndicatorSchema],
    operation_id="indicators",
    url_name="api_indicators",
    summary=_("Indicators"),
    description=_(
        "Indicators with their targets, every year's figure and status, and the status over the whole programme."
    ),
)
@paginate(ApiPagination)
def indicators(request: HttpRequest, slug: ProgrammeSlug, filters: Query[IndicatorFilters]) -> list[IndicatorNode]:
    results = _results(request)
    _validate_year_and_unit(results, year=filters.year, unit=filters.unit)
    wanted = ActionFilter(unit=filters.unit, status=Status(filters.status) if filters.status else None)
    entries = action_list_rows(_goals(results, filters.goal), results.on, filters.year)
    return [entry.node for entry in filter_rows(entries, wanted, ActionListContext(), filters.year) if entry.node]


@api.get(
    "/programmes/{slug:slug}/measurements",
    response=list[MeasurementSchema],  # type: ignore[valid-type]  # a model made from the columns
    operation_id="measurements",
    url_name="api_measurements",
    summary=_("Measurements"),
    description=_(
        "The same rows, columns and words as in the file wartosci.csv: a row for each indicator and year, followed "
        "by its periods and parts. Approved figures only; numbers are JSON numbers, exactly as they were approved."
    ),
)
@paginate(ApiPagination)
def measurements(request: HttpRequest, slug: ProgrammeSlug, filters: Query[MeasurementFilters]) -> list[Row]:
    results = _results(request)
    _validate_year_and_unit(results, year=filters.year, unit=filters.unit)
    nodes = [node for goal in _goals(results, filters.goal) for node in goal.indicators]
    if filters.indicator is not None and filters.indicator not in {node.id for node in nodes}:
        raise ApiNotFound(_permitted_values(node.id for node in nodes))
    chosen = [
        node
        for node in nodes
        if filters.unit in (None, node.unit_id or NO_UNIT) and filters.indicator in (None, node.id)
    ]
    rows = rows_of_indicators(results.programme, chosen, on=results.on)
    return [row for row in rows if filters.matches(row)]


@api.get(
    "/indicators/{number:indicator_id}",
    response=IndicatorDetailSchema,
    operation_id="indicator",
    url_name="api_indicator",
    summary=_("One indicator"),
    description=_("The indicator as in the list, with the figures that were corrected."),
)
def indicator(request: HttpRequest, indicator_id: IndicatorNumber) -> IndicatorNode:
    subject: Indicator = _subject(request)
    page = indicator_page(subject)
    _set_facts(request, programme=page.programme, corrections=page.corrections)
    return page.node


@api.get(
    "/changes",
    response=list[ChangeSchema],
    operation_id="changes",
    url_name="api_changes",
    summary=_("Changes"),
    description=_("The public register of changes, newest first; changes of an example programme only if it is named."),
)
@paginate(ApiPagination)
def changes(request: HttpRequest, filters: Query[ChangeFilters]) -> "PublicChanges":
    published: list[Programme] = _subject(request)
    chosen = next((programme for programme in published if programme.slug == filters.programme), None)
    if filters.programme is not None and chosen is None:
        raise ApiNotFound(_permitted_values(programme.slug for programme in published))
    kind = Change.Kind(filters.kind) if filters.kind else None
    return PublicChanges(change_queries.ChangeFilter(chosen, kind, filters.year), published)


@dataclass(frozen=True)
class PublicChanges(Sequence[Change]):
    """The changes that match the filters, newest first; its length and a slice cost one query each."""

    filters: change_queries.ChangeFilter
    programmes: Sequence[Programme]

    @cached_property
    def _length(self) -> int:
        return change_queries.count_changes(self.programmes).total(self.filters)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> list[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | list[Change]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        by_id = {programme.pk: programme for programme in self.programmes}
        rows = change_queries.list_changes(
            self.filters, self.programmes, first=index.start, limit=index.stop - index.start
        )
        for row in rows:
            row.programme = by_id[row.programme_id]
        return rows


def _subject(request: HttpRequest) -> Any:
    return request.subject  # type: ignore[attr-defined]  # set by api_access; its type depends on the address


def _results(request: HttpRequest) -> Results:
    results = load_results(_subject(request), on=timezone.localdate())
    _set_facts(request, programme=results.programme)
    return results


def _set_facts(request: HttpRequest, **facts: Any) -> None:
    request.facts = AnswerFacts(on=timezone.localdate(), **facts)  # type: ignore[attr-defined]  # read by resolvers


def _goals(results: Results, number: int | None) -> list[GoalNode]:
    goals = [goal for goal in results.goals if number in (None, goal.position)]
    if number is not None and not goals:
        raise ApiNotFound(_permitted_values(goal.position for goal in results.goals))
    return goals


def _validate_year_and_unit(results: Results, *, year: int | None, unit: int | None) -> None:
    if year is not None and year not in results.programme.years:
        raise ApiNotFound(_permitted_values(results.programme.years))
    units = [number for number, _name in responsible_units(results.goals)]
    if unit is not None and unit not in units:
        raise ApiNotFound(_permitted_values(units))


def _permitted_values(values: Iterable[int | str]) -> str:
    text = ", ".join(map(str, values))
    return gettext("Available values: %(known)s.") % {"known": text} if text else gettext("There are none.")


@api.exception_handler(ValidationError)
def _bad_request(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = {str(item["loc"][-1]): item["msg"].removeprefix("Value error, ") for item in error.errors}
    return problem_response(request, HTTPStatus.BAD_REQUEST, errors=errors)


@api.exception_handler(ApiNotFound)
def _missing_object(request: HttpRequest, error: ApiNotFound) -> HttpResponse:
    return problem_response(request, HTTPStatus.NOT_FOUND, detail=str(error))
