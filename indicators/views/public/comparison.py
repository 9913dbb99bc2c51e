"""Comparison of indicators and of two years; figures of different indicators are never added up."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.web.context import Context
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from indicators.charts.shapes import Columns
from indicators.forms.comparison import CHOICE_WAS_SENT, MAX_CHOICES, CompareForm
from indicators.queries.programmes import programme_with_version
from indicators.queries.results import Results, load_results
from indicators.queries.revisions import corrections_of_programme
from indicators.rules.comparison import year_difference
from indicators.web.small_charts import SmallChart, signs_of, small_charts


@public_page(programme_with_version)
def comparison(request: HttpRequest, programme: Programme) -> HttpResponse:
    results = load_results(programme, on=timezone.localdate())
    nodes = {node.id: node for node in results.indicators}
    is_asked = not {"w", "lata", CHOICE_WAS_SENT}.isdisjoint(request.GET)
    form = CompareForm(request.GET if is_asked else None, indicators=list(nodes), years=list(programme.years))
    form.is_valid()  # a valid part is shown although the other one is invalid
    chosen = {name: form.cleaned_data.get(name, []) if is_asked else [] for name in form.fields}
    crumbs = programme_crumbs(
        programme, (_("Actions"), reverse("indicators:action_list", args=[programme.slug])), (_("Comparison"), None)
    )
    compared = [nodes[id_] for id_ in chosen["w"]]
    corrections = corrections_of_programme(programme.pk) if compared else {}
    charts = small_charts(compared, results.on, corrections, has_equal_scales=True)
    context = {
        "form": form,
        "small_charts": charts,
        "signs": signs_of(charts),
        "scales_sentence": _scales_sentence(charts),
        "is_nothing_compared": not (chosen["w"] or chosen["lata"]),
        "selects": _selects(request, "w", [str(id_) for id_ in nodes], MAX_CHOICES),
        "year_selects": _selects(request, "lata", [str(year) for year in programme.years], 2),
        "goals": results.goals,
        "years": list(programme.years),
        "has_ended": results.has_ended,
        "number_of_indicators": len(nodes),
        "compared_indicators": [
            {"node": node, "years": node.years(results.on), "overall": node.overall_status(results.on)}
            for node in compared
        ],
        "compared_years": chosen["lata"],
        "tables": _year_difference_tables(results, *chosen["lata"]) if chosen["lata"] else [],
    }
    return render(request, "indicators/comparison.html", {**public_frame(request, programme, crumbs=crumbs), **context})


def _scales_sentence(charts: Sequence[SmallChart]) -> str:
    """Return whether the heights of the charts may be compared."""
    if not any(isinstance(chart.source.drawing, Columns) for chart in charts):
        return ""
    common = sum(chart.has_common_scale for chart in charts)
    if common and common == len(charts):
        return _("All charts have the same scale.")
    if common:
        return _("Charts of indicators with the same unit have the same scale.")
    return _("Each chart has its own scale, because the units differ.")


def _selects(request: HttpRequest, name: str, allowed: list[str], number: int) -> list[Context]:
    """Return `number` selects, filled with the allowed values of the request."""
    values = [value for value in dict.fromkeys(request.GET.getlist(name)) if value in allowed][:number]
    values += [""] * (number - len(values))
    return [
        {"id": f"id_{name}" if place == 1 else f"id_{name}_{place}", "place": place, "value": value}
        for place, value in enumerate(values, 1)
    ]


def _year_difference_tables(results: Results, first: int, last: int) -> list[Context]:
    tables = []
    for goal in results.goals:
        rows = []
        for node in goal.indicators:
            before, after = node.in_year(first, results.on), node.in_year(last, results.on)
            rows.append(
                {
                    "node": node,
                    "years": [before, after],
                    "has_new_target": before.verbatim != after.verbatim,
                    "difference": year_difference(before.result, after.result, node.value_type, node.measure),
                }
            )
        tables.append({"goal": goal, "rows": rows})
    return tables
