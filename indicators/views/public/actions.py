"""The list of actions: the document's table, searched and filtered by what stands in the address."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation import rendering
from cooperation.models import Programme
from cooperation.text import holds_words, typeset
from indicators.queries import results as read
from indicators.queries.results import Results
from indicators.rules import status as rules
from indicators.rules.facts import Status
from indicators.views.frame import programme_crumbs, public_frame
from indicators.views.public import public_page
from indicators.views.public.programme import find_programme, table

LONGEST = 200  # characters of a search: nobody types more
NO_UNIT = "brak"
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """What the address asks for; a word that no list holds asks for nothing."""

    q: str = ""
    cel: str = ""
    jednostka: str = ""
    status: str = ""
    rok: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.q or self.cel or self.jednostka or self.status)

    def address(self, path: str, **other: str) -> str:
        """The same question with something else in it."""
        query = urlencode({name: value for name, value in vars(replace(self, **other)).items() if value})
        return f"{path}?{query}" if query else path


@public_page(find_programme)
def action_list(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = read.results(programme, on=timezone.localdate())
    asked = _asked(request, results)
    year = int(asked.rok) if asked.rok else None
    tables = [table(goal, results.on, year) for goal in results.goals]
    chosen = [{**one, "rows": [row for row in one["rows"] if _is_asked_for(row, one["goal"], asked)]} for one in tables]
    if asked.is_narrow:
        chosen = [one for one in chosen if one["rows"]]
    context = {
        "tables": chosen,
        "year": year,
        "years_menu": _years_menu(request, programme, asked),
        "asked": asked,
        "filters": _filters(results, asked, _statuses(tables)),
        "drops": _drops(request, asked),
        "shown": sum(row["node"] is not None for one in chosen for row in one["rows"]),
        "number_of_indicators": len(results.indicators),
        # "§ 3 ust. 1 pkt 1" stands in "§ 3": the place of the whole table
        "section": next((action.reference.split(" ust.")[0] for goal in results.goals for action in goal.actions), ""),
    }
    crumbs = programme_crumbs(programme, (_("Actions"), None))
    return render(
        request, "indicators/action_list.html", {**public_frame(request, programme, crumbs=crumbs), **context}
    )


def _asked(request: HttpRequest, results: Results) -> Asked:
    """A year that the programme has not is no address of this portal; other unknown words are left out."""
    year = request.GET.get("rok", "")
    if year and year not in {str(one) for one in results.programme.years}:
        raise Http404
    lists = {
        "cel": {str(goal.position) for goal in results.goals},
        "jednostka": {unit_key(node.unit_id) for node in results.indicators},
        "status": {str(status) for status in Status},
    }
    sent = {name: request.GET.get(name, "") for name in lists}
    words = {name: value if value in lists[name] else "" for name, value in sent.items()}
    return Asked(q=" ".join(request.GET.get("q", "")[:LONGEST].split()), rok=year, **words)


def unit_key(unit_id: int | None) -> str:
    return str(unit_id) if unit_id is not None else NO_UNIT


def _is_asked_for(row: dict[str, Any], goal: Any, asked: Asked) -> bool:
    node = row["node"]
    if node is None:  # an action without an indicator has no unit and no status
        return not (asked.jednostka or asked.status) and _has_words(row, goal, asked)
    return (
        asked.jednostka in ("", unit_key(node.unit_id))
        and asked.status in ("", str(row["status"]))
        and _has_words(row, goal, asked)
    )


def _has_words(row: dict[str, Any], goal: Any, asked: Asked) -> bool:
    if asked.cel not in ("", str(goal.position)):
        return False
    node = row["node"]
    return not asked.q or holds_words(f"{node.name if node else ''} {row['action'].name} {goal.text}", asked.q)


def _statuses(tables: Sequence[dict[str, Any]]) -> set[str]:
    return {str(row["status"]) for one in tables for row in one["rows"] if row["node"] is not None}


def _filters(results: Results, asked: Asked, statuses: Iterable[str]) -> list[dict[str, Any]]:
    """Each list that has something to choose from; of the statuses only those that occur."""
    units = {unit_key(node.unit_id): node.unit for node in results.indicators}
    lists: list[tuple[str, str, list[tuple[str, str]]]] = [
        (
            "cel",
            _("Goal"),
            [(str(goal.position), f"{goal.position}. {typeset(goal.text)[:70]}") for goal in results.goals],
        ),
        ("jednostka", _("Unit"), [(key, typeset(name) if name else _("no unit")) for key, name in units.items()]),
        (
            "status",
            _("Status"),
            [
                (str(status), rendering.render(rules.status_label(status)))
                for status in Status
                if str(status) in {*statuses, asked.status}
            ],
        ),
    ]
    return [
        {"name": name, "label": label, "chosen": getattr(asked, name), "options": options}
        for name, label, options in lists
        if len(options) > 1
    ]


def _drops(request: HttpRequest, asked: Asked) -> list[tuple[str, str]]:
    """(what is asked for, the address without it): ways out of an empty answer."""
    labels = {"q": _("Search"), "cel": _("Goal"), "jednostka": _("Unit"), "status": _("Status")}
    return [
        (label, asked.address(request.path, **{name: ""})) for name, label in labels.items() if getattr(asked, name)
    ]


def _years_menu(request: HttpRequest, programme: Programme, asked: Asked) -> list[dict[str, Any]]:
    years = ["", *(str(year) for year in programme.years)]
    return [
        {"label": year or _("Whole period"), "url": asked.address(request.path, rok=year), "current": year == asked.rok}
        for year in years
    ]
