"""Decisions and assessments of coordinators in words: on public pages, in the panel, in the register of changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cooperation.json_object import JsonObject
from cooperation.text import Sentence, say
from indicators.models import Assessment, Decision
from indicators.rules.facts import Status
from indicators.rules.status import status_label

COMPARATOR_LABELS = {
    "at_least": say("at least"),
    "more_than": say("more than"),
    "at_most": say("at most"),
    "less_than": say("less than"),
    "exactly": say("exactly"),
    "between": say("between two bounds"),
}
SCOPE_LABELS = {
    "month": say("in each month"),
    "quarter": say("in each quarter"),
    "half_year": say("in each half-year"),
    "year": say("in each year"),
    "programme": say("in the whole programme"),
    "final": say("at the end"),
    "undecided": say("the programme does not say which period the target covers; the coordinator decides"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    question: str
    text: str
    decided_on: date
    sets: Sentence | None
    is_overruled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRow:
    year: int
    verdict: Sentence | None
    reason: str
    created_at: datetime
    is_overruled: bool


def ruling_effect(ruling: Decision | Assessment) -> Sentence | None:
    """Return what the ruling sets; None for a decision that consists of its text alone."""
    if isinstance(ruling, Assessment):
        return status_label(Status(ruling.verdict))
    return _decision_effect(ruling.comparator, ruling.scope, ruling.exempt_year)


def decision_rows(decisions: Sequence[Decision]) -> list[DecisionRow]:
    """Return the decisions, newest first; a later one on the comparator or on the scope overrules earlier ones.

    `decisions` come oldest first. An exempted year stays exempted, so no decision overrules it.
    """
    rows: list[DecisionRow] = []
    decided: set[str] = set()
    for decision in reversed(decisions):
        subject = "comparator" if decision.comparator else "scope" if decision.scope else ""
        rows.append(
            DecisionRow(
                question=decision.question,
                text=decision.text,
                decided_on=decision.decided_on,
                sets=ruling_effect(decision),
                is_overruled=subject in decided,
            )
        )
        decided |= {subject} - {""}
    return rows


def assessment_rows(assessments: Sequence[Assessment]) -> list[AssessmentRow]:
    """Return the assessments, latest year first; of several assessments of one year the newest is in force."""
    rows: list[AssessmentRow] = []
    years: set[int] = set()
    for assessment in sorted(assessments, key=lambda row: (row.year, row.pk), reverse=True):
        rows.append(
            AssessmentRow(
                year=assessment.year,
                verdict=ruling_effect(assessment),
                reason=assessment.reason,
                created_at=assessment.created_at,
                is_overruled=assessment.year in years,
            )
        )
        years.add(assessment.year)
    return rows


def registered_ruling(details: JsonObject) -> Sentence:
    """Return the line of the register of changes for the details of a ruling."""
    indicator = details["indicator"]
    if details["ruling"] == "assessment":
        return say(
            "Assessed: “{indicator}”, {year}: {verdict}.",
            indicator=indicator,
            year=str(details["year"]),
            verdict=status_label(Status(details["verdict"])),
        )
    effect = _decision_effect(details["comparator"], details["scope"], details["exempt_year"])
    if effect is None:
        return say("The coordinator's decision on “{indicator}”.", indicator=indicator)
    return say("The coordinator's decision on “{indicator}”: {effect}.", indicator=indicator, effect=effect)


def _decision_effect(comparator: str, scope: str, exempt_year: int | None) -> Sentence | None:
    if comparator:
        return say("the target is understood as “{comparator}”", comparator=COMPARATOR_LABELS[comparator])
    if scope:
        return say("the target applies {scope}", scope=SCOPE_LABELS[scope])
    if exempt_year is not None:
        return say("the year {year} is not judged", year=str(exempt_year))
    return None


def ruling_row(ruling: Decision | Assessment) -> dict[str, object]:
    """Context of one row of `_rulings.html`, for the office."""
    return {
        "ruling": ruling,
        "indicator": ruling.indicator,
        "year": ruling.year if isinstance(ruling, Assessment) else None,
        "effect": ruling_effect(ruling),
        "text": ruling.reason if isinstance(ruling, Assessment) else ruling.text,
        "is_public": isinstance(ruling, Assessment) or ruling.is_public,
    }
