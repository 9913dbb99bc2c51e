"""The list of actions, filtered and searched by its address, and the page of one specific goal."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from indicators.queries import listing
from indicators.queries import results as read
from indicators.queries.listing import NO_UNIT, ActionFilter, ActionListContext, ActionListRow
from indicators.queries.published import goal_with_version, programme_with_version
from indicators.queries.tree import GoalNode
from indicators.rules import status as rules
from indicators.rules.facts import SHOWN_ORDER, Status
from indicators.views.public import asked
from indicators.wording.programmes import BREAKDOWN_WORDS

TABLE, CARDS = "tabela", "karty"
ORDERS = {"nazwa": "name", "status": "status", "wartosc": "value"}
WITHOUT_UNIT = "brak"
FILTERS = {"query": "q", "goal": "cel", "unit": "jednostka", "status": "status", "category": "organizator"}
LONGEST_NUMBER = 18  # digits that fit a database's whole number


@public_page(goal_with_version)
def goal_detail(request: HttpRequest, subject: tuple[Programme, int]) -> HttpResponse:
    programme, position = subject
    results = read.load_results(programme, on=timezone.localdate(), goal=position)
    if not results.goals:
        raise Http404
    goal = results.goals[0]
    context = {
        "goal": goal,
        "tables": by_goal(listing.action_list_rows([goal], results.on)),
        "findings": read.findings_linked_to_goal(goal.id),
        "year": None,
    }
    crumbs = programme_crumbs(programme, (_("Goal %(number)s") % {"number": goal.position}, None))
    return render(
        request, "indicators/goal_detail.html", {**public_frame(request, programme, crumbs=crumbs), **context}
    )


@public_page(programme_with_version)
def action_list(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = read.load_results(programme, on=timezone.localdate())
    year = asked.year(request, programme)
    category = _number(request, "organizator")
    query = asked.words(request, "q")
    found = listing.action_list_context(programme, category, query)
    wanted = _wanted(request, results.goals, found, category, query)
    order = asked.choice(request, "sort", [sign + name for sign in ("", "-") for name in ORDERS])
    view = asked.choice(request, "widok", [TABLE, CARDS])
    every = listing.action_list_rows(results.goals, results.on, year)
    rows = listing.filter_rows(every, wanted, found, year)
    is_sorted = bool(order) and (year is not None or order.lstrip("-") != "wartosc")
    if is_sorted:
        rows = listing.sort_rows(rows, ORDERS[order.lstrip("-")], descending=order.startswith("-"))
    params = {"q": wanted.query, **_chosen(wanted), "rok": year, "sort": order if is_sorted else "", "widok": view}
    path = request.path
    context = {
        "year": year,
        "found": found if found.findings else None,
        "has_links": bool(found.findings),
        "tables": by_goal(rows) if not is_sorted else [{"goal": None, "rows": rows}],
        "is_sorted": is_sorted,
        "is_grouped": not is_sorted,
        "has_rows": bool(rows),
        "number_shown": sum(row.node is not None for row in rows),
        "number_of_indicators": len(results.indicators),
        "may_compare": sum(row.node is not None for row in rows) > 1,
        "is_filtered": bool(wanted.chosen),
        "query": wanted.query,
        "fields": _fields(wanted, results, found, year),
        "kept": {"sort": params["sort"], "widok": view},
        "clear_url": asked.address(path, {"rok": year, "widok": view}),
        "heads": _heads(path, params),
        "cards": view == CARDS,
        "views": [
            {"label": _("Table"), "url": asked.address(path, params, widok=None), "current": view != CARDS},
            {"label": _("Cards"), "url": asked.address(path, params, widok=CARDS), "current": view == CARDS},
        ],
        "ways_out": _ways_out(every, wanted, found, year, path, params) if not rows else [],
        "is_nowhere": bool(wanted.query)
        and not listing.filter_rows(every, ActionFilter(query=wanted.query), found, year),
        # "§ 3 ust. 1 pkt 1" stands in "§ 3": the place of the whole table
        "section": next((action.reference.split(" ust.")[0] for goal in results.goals for action in goal.actions), ""),
    }
    crumbs = programme_crumbs(programme, (_("Actions"), None))
    response = render(
        request, "indicators/action_list.html", {**public_frame(request, programme, crumbs=crumbs), **context}
    )
    response["HX-Push-Url"] = asked.address(path, params)  # without the fields that nobody filled in
    return response


def by_goal(rows: Sequence[ActionListRow]) -> list[dict[str, Any]]:
    """A table for each goal, in the order of the rows."""
    tables: dict[int, dict[str, Any]] = {}
    for row in rows:
        tables.setdefault(row.goal.id, {"goal": row.goal, "rows": []})["rows"].append(row)
    return list(tables.values())


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise Http404
    return int(text) if text else None


def _wanted(
    request: HttpRequest, goals: Sequence[GoalNode], found: ActionListContext, category: int | None, query: str
) -> ActionFilter:
    if category is not None and category not in [id_ for id_, _breakdown, _name in found.categories]:
        raise Http404
    goal = asked.choice(request, "cel", [str(one.position) for one in goals])
    unit = asked.choice(request, "jednostka", [_unit_word(id_) for id_, _name in listing.responsible_units(goals)])
    status = asked.choice(request, "status", [str(one) for one in Status])
    return ActionFilter(
        query=query,
        goal=int(goal) if goal else None,
        unit=None if not unit else NO_UNIT if unit == WITHOUT_UNIT else int(unit),
        status=Status(status) if status else None,
        category=category,
    )


def _unit_word(id_: int) -> str:
    return WITHOUT_UNIT if id_ == NO_UNIT else str(id_)


def _chosen(wanted: ActionFilter) -> dict[str, Any]:
    return {
        "cel": wanted.goal,
        "jednostka": None if wanted.unit is None else _unit_word(wanted.unit),
        "status": wanted.status,
        "organizator": wanted.category,
    }


def _fields(
    wanted: ActionFilter, results: read.Results, found: ActionListContext, year: int | None
) -> list[dict[str, Any]]:
    """The closed lists of the form: (value, label, whether the label is the programme's own Polish)."""
    units = [
        (_unit_word(id_), name or _("no unit responsible"), id_ != NO_UNIT)
        for id_, name in listing.responsible_units(results.goals)
    ]
    breakdowns = {breakdown for _id, breakdown, _name in found.categories}
    categories = [
        (str(id_), BREAKDOWN_WORDS.get(name, name), name not in BREAKDOWN_WORDS)
        if len(breakdowns) == 1
        else (str(id_), f"{breakdown}: {name}", True)
        for id_, breakdown, name in found.categories
    ]
    fields = [
        ("rok", _("Year"), _("whole period"), [(str(one), str(one), False) for one in results.programme.years], year),
        (
            "cel",
            _("Goal"),
            _("all goals"),
            [(str(goal.position), f"{goal.position}. {goal.text}", True) for goal in results.goals],
            wanted.goal,
        ),
        (
            "status",
            _("Status"),
            _("all statuses"),
            [(str(one), rules.status_label(one), False) for one in SHOWN_ORDER],
            wanted.status,
        ),
        ("jednostka", _("Unit"), _("all units"), units, _chosen(wanted)["jednostka"]),
        ("organizator", _("Organiser"), _("all organisers"), categories, wanted.category),
    ]
    return [
        {
            "name": name,
            "label": label,
            "all": every,
            "options": options,
            "current": "" if current is None else str(current),
        }
        for name, label, every, options, current in fields
    ]


def _heads(path: str, params: dict[str, Any]) -> dict[str, dict[str, str]]:
    """For each column that sorts: the address of its next order, and how it is sorted now."""
    now, heads = params["sort"], {}
    for name in ORDERS:
        following = f"-{name}" if now == name else name
        state = "ascending" if now == name else "descending" if now == f"-{name}" else "none"
        heads[name] = {"url": asked.address(path, params, sort=following), "state": state}
    heads["lp"] = {"url": asked.address(path, params, sort=None), "state": "none" if now else "ascending"}
    return heads


def _ways_out(
    every: Sequence[ActionListRow],
    wanted: ActionFilter,
    found: ActionListContext,
    year: int | None,
    path: str,
    params: dict[str, Any],
) -> list[dict[str, Any]]:
    """Of an empty list: each filter that hides something by itself, and what is found without it."""
    ways = []
    for name in wanted.chosen:
        rows = listing.filter_rows(every, wanted.without(name), found, year)
        if rows:
            number = sum(row.node is not None for row in rows)
            url = asked.address(path, params, **{FILTERS[name]: None})
            ways.append({"name": name, "url": url, "number": number})
    return ways
