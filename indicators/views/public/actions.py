"""The list of actions with its filters, and the page of one specific goal."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.web.context import Context
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from indicators.queries.actions import (
    NO_UNIT,
    ActionFilter,
    ActionListContext,
    ActionListRow,
    action_list_context,
    action_list_rows,
    filter_rows,
    responsible_units,
    sort_rows,
)
from indicators.queries.diagnosis import findings_linked_to_goal
from indicators.queries.programmes import goal_with_version, programme_with_version
from indicators.queries.results import Results, load_results
from indicators.queries.tree import GoalNode
from indicators.rules import status as rules
from indicators.rules.facts import DISPLAY_ORDER, Status
from indicators.views.public import query_parameters
from indicators.wording.programmes import BREAKDOWN_LABELS

TABLE, CARDS = "tabela", "karty"
ORDERS = {"nazwa": "name", "status": "status", "wartosc": "value"}
WITHOUT_UNIT = "brak"
FILTERS = {"query": "q", "goal": "cel", "unit": "jednostka", "status": "status", "category": "organizator"}
MAX_ID_DIGITS = 18  # of a 64-bit integer


@public_page(goal_with_version)
def goal_detail(request: HttpRequest, subject: tuple[Programme, int]) -> HttpResponse:
    programme, position = subject
    results = load_results(programme, on=timezone.localdate(), goal=position)
    if not results.goals:
        raise Http404
    goal = results.goals[0]
    context = {
        "goal": goal,
        "tables": tables_by_goal(action_list_rows([goal], results.on)),
        "findings": findings_linked_to_goal(goal.id),
        "year": None,
    }
    crumbs = programme_crumbs(programme, (_("Goal %(number)s") % {"number": goal.position}, None))
    return render(
        request, "indicators/goal_detail.html", {**public_frame(request, programme, crumbs=crumbs), **context}
    )


@public_page(programme_with_version)
def action_list(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = load_results(programme, on=timezone.localdate())
    year = query_parameters.selected_year(request, programme)
    category = _id_parameter(request, "organizator")
    query = query_parameters.search_text(request, "q")
    list_context = action_list_context(programme, category)
    action_filter = _action_filter(request, results.goals, list_context, category, query)
    order = query_parameters.choice(request, "sort", [sign + name for sign in ("", "-") for name in ORDERS])
    view = query_parameters.choice(request, "widok", [TABLE, CARDS])
    all_rows = action_list_rows(results.goals, results.on, year)
    rows = filter_rows(all_rows, action_filter, list_context, year)
    is_sorted = bool(order) and (year is not None or order.lstrip("-") != "wartosc")
    if is_sorted:
        rows = sort_rows(rows, ORDERS[order.lstrip("-")], descending=order.startswith("-"))
    params = {
        "q": action_filter.query,
        **_filter_parameters(action_filter),
        "rok": year,
        "sort": order if is_sorted else "",
        "widok": view,
    }
    path = request.path
    context = {
        "year": year,
        "found": list_context if list_context.findings else None,
        "has_links": bool(list_context.findings),
        "tables": tables_by_goal(rows) if not is_sorted else [{"goal": None, "rows": rows}],
        "is_sorted": is_sorted,
        "is_grouped": not is_sorted,
        "has_rows": bool(rows),
        "number_shown": sum(row.node is not None for row in rows),
        "number_of_indicators": len(results.indicators),
        "may_compare": sum(row.node is not None for row in rows) > 1,
        "is_filtered": bool(action_filter.chosen),
        "query": action_filter.query,
        "fields": _fields(action_filter, results, list_context, year),
        "kept": {"sort": params["sort"], "widok": view},
        "clear_url": query_parameters.url_with(path, {"rok": year, "widok": view}),
        "heads": _column_heads(path, params),
        "cards": view == CARDS,
        "views": [
            {
                "label": _("Table"),
                "url": query_parameters.url_with(path, params, widok=None),
                "current": view != CARDS,
            },
            {
                "label": _("Cards"),
                "url": query_parameters.url_with(path, params, widok=CARDS),
                "current": view == CARDS,
            },
        ],
        "ways_out": _filters_to_drop(all_rows, action_filter, list_context, year, path, params) if not rows else [],
        "is_nowhere": bool(action_filter.query)
        and not filter_rows(all_rows, ActionFilter(query=action_filter.query), list_context, year),
        # the paragraph of the document that holds the whole table: "§ 3" of "§ 3 ust. 1 pkt 1"
        "section": next((action.reference.split(" ust.")[0] for goal in results.goals for action in goal.actions), ""),
    }
    crumbs = programme_crumbs(programme, (_("Actions"), None))
    response = render(
        request, "indicators/action_list.html", {**public_frame(request, programme, crumbs=crumbs), **context}
    )
    response["HX-Push-Url"] = query_parameters.url_with(path, params)  # the address without empty fields
    return response


def tables_by_goal(rows: Sequence[ActionListRow]) -> list[Context]:
    """Return one table for each goal, in the order of the rows."""
    tables: dict[int, Context] = {}
    for row in rows:
        tables.setdefault(row.goal.id, {"goal": row.goal, "rows": []})["rows"].append(row)
    return list(tables.values())


def _id_parameter(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= MAX_ID_DIGITS):
        raise Http404
    return int(text) if text else None


def _action_filter(
    request: HttpRequest, goals: Sequence[GoalNode], list_context: ActionListContext, category: int | None, query: str
) -> ActionFilter:
    if category is not None and category not in [id_ for id_, _breakdown, _name in list_context.categories]:
        raise Http404
    goal = query_parameters.choice(request, "cel", [str(goal.position) for goal in goals])
    unit = query_parameters.choice(
        request, "jednostka", [_unit_parameter(id_) for id_, _name in responsible_units(goals)]
    )
    status = query_parameters.choice(request, "status", [str(status) for status in Status])
    return ActionFilter(
        query=query,
        goal=int(goal) if goal else None,
        unit=None if not unit else NO_UNIT if unit == WITHOUT_UNIT else int(unit),
        status=Status(status) if status else None,
        category=category,
    )


def _unit_parameter(id_: int) -> str:
    return WITHOUT_UNIT if id_ == NO_UNIT else str(id_)


def _filter_parameters(action_filter: ActionFilter) -> dict[str, str | int | None]:
    return {
        "cel": action_filter.goal,
        "jednostka": None if action_filter.unit is None else _unit_parameter(action_filter.unit),
        "status": action_filter.status,
        "organizator": action_filter.category,
    }


def _fields(
    action_filter: ActionFilter, results: Results, list_context: ActionListContext, year: int | None
) -> list[Context]:
    """Return the selects of the form; an option is (value, label, whether the label is always Polish)."""
    units = [
        (_unit_parameter(id_), name or _("no unit responsible"), id_ != NO_UNIT)
        for id_, name in responsible_units(results.goals)
    ]
    breakdowns = {breakdown for _id, breakdown, _name in list_context.categories}
    categories = [
        (str(id_), BREAKDOWN_LABELS.get(name, name), name not in BREAKDOWN_LABELS)
        if len(breakdowns) == 1
        else (str(id_), f"{breakdown}: {name}", True)
        for id_, breakdown, name in list_context.categories
    ]
    fields = [
        (
            "rok",
            _("Year"),
            _("whole period"),
            [(str(year_), str(year_), False) for year_ in results.programme.years],
            year,
        ),
        (
            "cel",
            _("Goal"),
            _("all goals"),
            [(str(goal.position), f"{goal.position}. {goal.text}", True) for goal in results.goals],
            action_filter.goal,
        ),
        (
            "status",
            _("Status"),
            _("all statuses"),
            [(str(status), rules.status_label(status), False) for status in DISPLAY_ORDER],
            action_filter.status,
        ),
        ("jednostka", _("Unit"), _("all units"), units, _filter_parameters(action_filter)["jednostka"]),
        ("organizator", _("Organiser"), _("all organisers"), categories, action_filter.category),
    ]
    return [
        {
            "name": name,
            "label": label,
            "all": all_label,
            "options": options,
            "current": "" if current is None else str(current),
        }
        for name, label, all_label, options, current in fields
    ]


def _column_heads(path: str, params: query_parameters.QueryParameters) -> dict[str, dict[str, str]]:
    """Return for each sortable column the address of its next order and its `aria-sort` state."""
    now, heads = params["sort"], {}
    for name in ORDERS:
        following = f"-{name}" if now == name else name
        state = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
        heads[name] = {"url": query_parameters.url_with(path, params, sort=following), "state": state}
    heads["lp"] = {
        "url": query_parameters.url_with(path, params, sort=None),
        "state": "none" if now else "ascending",
    }
    return heads


def _filters_to_drop(
    all_rows: Sequence[ActionListRow],
    action_filter: ActionFilter,
    list_context: ActionListContext,
    year: int | None,
    path: str,
    params: query_parameters.QueryParameters,
) -> list[Context]:
    """Return each filter of an empty list that can be dropped to get results, with the number of indicators then."""
    suggestions = []
    for name in action_filter.chosen:
        rows = filter_rows(all_rows, action_filter.without(name), list_context, year)
        if rows:
            number = sum(row.node is not None for row in rows)
            url = query_parameters.url_with(path, params, **{FILTERS[name]: None})
            suggestions.append({"name": name, "url": url, "number": number})
    return suggestions
