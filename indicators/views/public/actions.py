"""The list of actions with its filters, and the page of one specific goal."""

from collections.abc import Sequence
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.web import query_parameters
from cooperation.web.context import Context
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from goals.models import SpecificGoal
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
from indicators.queries.revisions import corrections_of_programme
from indicators.queries.tree import GoalNode
from indicators.rules import status as rules
from indicators.rules.facts import DISPLAY_ORDER, Status
from indicators.web.small_charts import signs_of, small_charts
from indicators.wording import programmes as programme_wording
from indicators.wording.programmes import BREAKDOWN_LABELS

TABLE, CARDS = "tabela", "karty"
ORDERS = {"nazwa": "name", "status": "status", "wartosc": "value"}
WITHOUT_UNIT = "brak"
FILTERS = {"query": "q", "goal": "cel", "unit": "jednostka", "status": "status", "category": "organizator"}
MAX_ID_DIGITS = 18  # of a 64-bit integer


@public_page(goal_with_version)
def goal_detail(request: HttpRequest, specific_goal: SpecificGoal) -> HttpResponse:
    programme = specific_goal.programme
    results = load_results(programme, on=timezone.localdate(), goal=specific_goal.position)
    goal = results.goals[0]
    width = _number_of_columns(programme.years, has_checkboxes=False)
    charts = small_charts(goal.indicators, results.on, corrections_of_programme(programme.pk))
    verdicts = [node.overall_status(results.on) for node in goal.indicators]
    context = {
        "goal": goal,
        "summary": programme_wording.goal_summary(verdicts, has_ended=results.has_ended) if verdicts else None,
        "small_charts": charts,
        "signs": signs_of(charts),
        "tables": tables_by_goal(action_list_rows([goal], results.on), width=width),
        "results": results,
        "strip_years": programme.years,
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
    strip_years: Sequence[int] = programme.years if year is None else []
    may_compare = sum(row.node is not None for row in rows) > 1
    width = _number_of_columns(strip_years, has_checkboxes=may_compare)
    context = {
        "results": results,
        "year": year,
        "strip_years": strip_years,
        "finding_links": list_context if list_context.findings else None,
        "has_finding_links": bool(list_context.findings),
        "tables": tables_by_goal(rows, width=width)
        if not is_sorted
        else [{"goal": None, "width": width, "rows": rows, "actions": [{"action": None, "rows": rows}]}],
        "is_sorted": is_sorted,
        "is_grouped": not is_sorted,
        "has_rows": bool(rows),
        "shown_count": sum(row.node is not None for row in rows),
        "number_of_indicators": len(results.indicators),
        "may_compare": may_compare,
        "is_filtered": bool(action_filter.chosen),
        "query": action_filter.query,
        "filter_fields": _fields(action_filter, results, list_context, year),
        "hidden_fields": {"sort": params["sort"], "widok": view},
        "clear_url": query_parameters.url_with(path, {"rok": year, "widok": view}),
        "column_heads": _column_heads(path, params),
        "shows_cards": view == CARDS,
        "view_links": [
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
        "removable_filters": _filters_to_drop(all_rows, action_filter, list_context, year, path, params)
        if not rows
        else [],
        "is_query_unmatched": bool(action_filter.query)
        and not filter_rows(all_rows, ActionFilter(query=action_filter.query), list_context, year),
        # the paragraph of the document that holds the whole table: "§ 3" of "§ 3 ust. 1 pkt 1"
        "document_section": next(
            (action.reference.split(" ust.")[0] for goal in results.goals for action in goal.actions), ""
        ),
    }
    response = render(request, "indicators/action_list.html", {**public_frame(request, programme), **context})
    response["HX-Push-Url"] = query_parameters.url_with(path, params)  # the address without empty fields
    return response


def tables_by_goal(rows: Sequence[ActionListRow], *, width: int) -> list[Context]:
    """Return one table for each goal with its actions, in the order of the rows; `width`: the number of columns."""
    tables: dict[int, Context] = {}
    for row in rows:
        tables.setdefault(row.goal.id, {"goal": row.goal, "width": width, "rows": []})["rows"].append(row)
    for table in tables.values():
        by_action = groupby(table["rows"], key=lambda row: row.action.id if row.action else None)
        of_actions = [list(of_action) for _id, of_action in by_action]
        table["actions"] = [{"action": of_action[0].action, "rows": of_action} for of_action in of_actions]
    return list(tables.values())


def _number_of_columns(strip_years: Sequence[int], *, has_checkboxes: bool) -> int:
    """Return the columns of the list: the number, the indicator, its target and status, the value of a chosen year."""
    return 4 + (len(strip_years) or 1) + has_checkboxes


def _id_parameter(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= MAX_ID_DIGITS):
        raise Http404
    return int(text) if text else None


def _action_filter(
    request: HttpRequest, goals: Sequence[GoalNode], list_context: ActionListContext, category: int | None, query: str
) -> ActionFilter:
    if category is not None and category not in [category_.id for category_ in list_context.categories]:
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
    breakdowns = {category.breakdown for category in list_context.categories}
    categories = [
        (str(category.id), BREAKDOWN_LABELS.get(category.name, category.name), category.name not in BREAKDOWN_LABELS)
        if len(breakdowns) == 1
        else (str(category.id), f"{category.breakdown}: {category.name}", True)
        for category in list_context.categories
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
            "all_label": all_label,
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
