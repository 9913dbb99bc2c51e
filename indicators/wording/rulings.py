"""What a coordinator ruled, in one sentence: on the indicator's page, in the panel and in the register of changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from cooperation.text import Sentence, say
from indicators.models import Assessment, Decision
from indicators.rules.facts import Status
from indicators.rules.status import status_label

COMPARATOR_WORDS = {
    "at_least": say("at least"),
    "more_than": say("more than"),
    "at_most": say("at most"),
    "less_than": say("less than"),
    "exactly": say("exactly"),
    "between": say("between two bounds"),
}
SCOPE_WORDS = {
    "month": say("in each month"),
    "quarter": say("in each quarter"),
    "half_year": say("in each half-year"),
    "year": say("in each year"),
    "programme": say("in the whole programme"),
    "final": say("at the end"),
    "undecided": say("the programme does not say which period the target covers; the coordinator decides"),
}


def ruled(ruling: Decision | Assessment) -> Sentence | None:
    """What it sets; None for a decision that is nothing but its words."""
    if isinstance(ruling, Assessment):
        return status_label(Status(ruling.verdict))
    return _set(ruling.comparator, ruling.scope, ruling.exempt_year)


def decisions(given: Sequence[Decision]) -> list[dict[str, Any]]:
    """For readers, newest first: what each sets, and whether a later one of the same kind has overruled it."""
    rows: list[dict[str, Any]] = []
    spoken: set[str] = set()
    for one in reversed(given):
        kind = "comparator" if one.comparator else "scope" if one.scope else ""  # an exempted year stays exempted
        rows.append(
            {
                "question": one.question,
                "text": one.text,
                "decided_on": one.decided_on,
                "sets": ruled(one),
                "is_overruled": kind in spoken,
            }
        )
        spoken |= {kind} - {""}
    return rows


def assessments(given: Sequence[Assessment]) -> list[dict[str, Any]]:
    """For readers, the latest year first; of a year that was assessed twice the newest one counts."""
    rows: list[dict[str, Any]] = []
    years: set[int] = set()
    for one in sorted(given, key=lambda row: (row.year, row.pk), reverse=True):
        rows.append(
            {
                "year": one.year,
                "verdict": ruled(one),
                "reason": one.reason,
                "created_at": one.created_at,
                "is_overruled": one.year in years,
            }
        )
        years.add(one.year)
    return rows


def registered(details: Mapping[str, Any]) -> Sentence:
    """A line of the register of changes."""
    indicator = details["indicator"]
    if details["ruling"] == "assessment":
        return say(
            "Assessed: “{indicator}”, {year}: {verdict}.",
            indicator=indicator,
            year=str(details["year"]),
            verdict=status_label(Status(details["verdict"])),
        )
    what = _set(details["comparator"], details["scope"], details["exempt_year"])
    if what is None:
        return say("The coordinator's decision on “{indicator}”.", indicator=indicator)
    return say("The coordinator's decision on “{indicator}”: {what}.", indicator=indicator, what=what)


def _set(comparator: str, scope: str, exempt_year: int | None) -> Sentence | None:
    if comparator:
        return say("the target is understood as “{what}”", what=COMPARATOR_WORDS[comparator])
    if scope:
        return say("the target holds {when}", when=SCOPE_WORDS[scope])
    if exempt_year is not None:
        return say("the year {year} is not judged", year=str(exempt_year))
    return None


def ruling_row(ruling: Decision | Assessment) -> dict[str, Any]:
    """Context of one row of `_rulings.html`, for the office."""
    return {
        "ruling": ruling,
        "indicator": ruling.indicator,
        "year": ruling.year if isinstance(ruling, Assessment) else None,
        "what": ruled(ruling),
        "words": ruling.reason if isinstance(ruling, Assessment) else ruling.text,
        "is_public": isinstance(ruling, Assessment) or ruling.is_public,
    }
