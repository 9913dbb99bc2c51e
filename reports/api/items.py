"""One object of an answer, from what the readers give: formatting only."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cooperation.models import Change, Programme
from cooperation.rendering import render
from cooperation.services.addresses import absolute_url
from indicators.queries.diagnosis import DiagnosisFinding
from indicators.queries.results import Results, count_by_status
from indicators.queries.revisions import Correction
from indicators.queries.tree import ActionNode, GoalNode, IndicatorNode, YearRow
from indicators.rules.completeness import Completeness
from indicators.wording import changes as change_wording
from indicators.wording import figures as figure_wording

Item = dict[str, Any]


def of_programme(programme: Programme) -> Item:
    return {"program": programme.slug, "przyklad": programme.is_example}


def programme(one: Programme) -> Item:
    return of_programme(one) | {
        "tytul": one.title,
        "pierwszy_rok": one.first_year,
        "ostatni_rok": one.last_year,
        "wydawca": one.issuer,
        "uchwala": one.resolution,
        "cel_glowny": one.main_goal.text if hasattr(one, "main_goal") else "",
        "wersja": one.content_version,
        "zmieniono": _moment(one.content_changed_at),
        "strona": _page("programme_detail", one.slug),
    }


def completeness(one: Completeness) -> Item:
    return {
        "rok": one.year,
        "wymagane": one.required,
        "zatwierdzone": one.approved,
        "wskazniki": one.indicators_required,
        "wskazniki_kompletne": one.indicators_full,
    }


def finding(programme: Programme, one: DiagnosisFinding, numbers: dict[int, int]) -> Item:
    """`numbers`: goal id -> its number."""
    return of_programme(programme) | {
        "ustalenie_id": one.id,
        "rodzaj": one.quadrant,
        "ustalenie": one.text,
        "pochodzenie": one.origin,
        "cele": sorted(numbers[goal] for goal in one.goal_ids if goal in numbers),
    }


def goal(results: Results, one: GoalNode) -> Item:
    statuses = count_by_status(node.overall(results.on).status for node in one.indicators)
    return of_programme(results.programme) | {
        "cel_nr": one.position,
        "miejsce": one.reference,
        "cel": one.text,
        "liczba_dzialan": len(one.actions),
        "liczba_wskaznikow": len(one.indicators),
        "statusy": {str(status): number for status, number in statuses},
        "strona": _page("goal_detail", results.programme.slug, one.position),
    }


def action(programme: Programme, one: ActionNode) -> Item:
    return of_programme(programme) | {
        "cel_nr": one.goal.position,
        "dzialanie_lp": one.position,
        "miejsce": one.reference,
        "dzialanie": one.name,
        "realizacja_opisowa": one.narrative,
        "uwagi": one.remarks,
        "wskazniki": [node.id for node in one.indicators],
    }


def indicator(programme: Programme, one: IndicatorNode, unit_id: int | None, on: date) -> Item:
    terms, overall = one.latest_terms, one.overall(on)
    return of_programme(programme) | {
        "cel_nr": one.action.goal.position,
        "dzialanie_lp": one.action.position,
        "wskaznik_id": one.id,
        "wskaznik": one.name,
        "rodzaj": str(one.value_type),
        "miara": one.measure,
        "jednostka_id": unit_id,
        "jednostka": one.unit,
        "cel_doslownie": terms.verbatim if terms else "",
        "czestotliwosc_doslownie": terms.frequency_verbatim if terms else "",
        "status": str(overall.status),
        "zdanie": render(overall.sentence),
        "lata": [_year(row) for row in one.years(on)],
        "strona": _page("indicator_detail", one.id),
    }


def correction(one: Correction) -> Item:
    return {
        "okres": one.after.period_code,
        "bylo": one.before.value,
        "jest": one.after.value,
        "powod": one.after.correction_reason,
        "opublikowano": _moment(one.after.at),
    }


def change(programme: Programme, row: Change) -> Item:
    told = change_wording.change_text(row)
    return of_programme(programme) | {
        "zmiana_id": row.pk,
        "rodzaj": row.kind,
        "kiedy": _moment(row.at),
        "rola": row.role,
        "jednostka": row.unit_name,
        "zdanie": render(told.sentence),
        "powod": row.text,
        "wskaznik_id": told.indicator_id,
    }


def _year(row: YearRow) -> Item:
    return {
        "rok": row.year,
        "prog": row.threshold,
        "prog_gorny": row.upper,
        "wartosc": row.result.actual,
        "wartosc_slownie": render(figure_wording.year_figure(row)),
        "status": str(row.result.status),
        "realizacja": row.achievement,
        "zdanie": render(row.result.sentence),
    }


def _moment(at: datetime | None) -> datetime | None:
    return timezone.localtime(at).replace(microsecond=0) if at else None


def _page(name: str, *parts: Any) -> str:
    return absolute_url(reverse(f"indicators:{name}", args=parts))
