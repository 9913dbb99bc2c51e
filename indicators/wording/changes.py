"""Lines of the public register of changes in words: on its page, in the feed, in the API and in the administration."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps

from cooperation.models import Change
from cooperation.text import Sentence, ValueType, say, year_span
from indicators.models import ReaderQuestion
from indicators.rules.periods import period_of
from indicators.rules.phrases import period_name
from indicators.wording.results import figure
from indicators.wording.rounds import round_changed
from indicators.wording.rulings import registered

Kind = Change.Kind
Details = Mapping[str, Any]


@dataclass(frozen=True)
class ChangeLine:
    """One line of the register of changes."""

    at: datetime
    sentence: Sentence
    reason: str
    indicator_id: int | None


def change(row: Change) -> ChangeLine:
    details: Details = row.details
    return ChangeLine(row.at, _sentence(row, details), row.text, details.get("indicator_id"))


def _sentence(row: Change, details: Details) -> Sentence:
    match row.kind:
        case Kind.PROGRAMME_LOADED:
            return say("The programme was published from its text.")
        case Kind.PUBLISHED:
            return say("The programme was published.")
        case Kind.HIDDEN:
            return say("The programme was taken back to preparation.")
        case Kind.EDITED:
            done, what = DONE[details["done"]], _kind_of(row.object_type)
            return say("{done}: {what} “{name}”.", done=done, what=what, name=details["name"])
        case Kind.ROUND_CHANGED:
            return round_changed(details)
        case Kind.RULING:
            return registered(details)
        case Kind.FIGURE_APPROVED | Kind.FIGURE_CORRECTED | Kind.EVIDENCE:
            return _of_figure(row, details)
        case Kind.REPORT_PUBLISHED | Kind.ERRATUM | Kind.REPORT_LOCATED:
            return _of_report(row, details)
        case _:
            return _of_indicator(row, details)


# --- figures -----------------------------------------------------------------------------------------------------


def _of_figure(row: Change, details: Details) -> Sentence:
    named = {"indicator": details["indicator"], "period": period_name(period_of(details["period"]))}
    if row.kind == Kind.EVIDENCE:
        return say(EVIDENCE[details["done"]].msgid, title=details["title"], **named)
    if row.kind == Kind.FIGURE_CORRECTED:
        old, new = corrected(details)
        return say("Corrected: “{indicator}”, {period}: was {old}, is {new}.", old=old, new=new, **named)
    new = _value(details, "value", "no_value_reason")
    return say("Approved: “{indicator}”, {period}: {new}.", new=new, **named)


def corrected(details: Details) -> tuple[Sentence, Sentence]:
    """Of a registered correction: the figure that was, the figure that is."""
    return _value(details, "old_value", "old_no_value_reason"), _value(details, "value", "no_value_reason")


def _value(details: Details, value: str, reason: str) -> Sentence:
    return figure(
        Decimal(details[value]) if details[value] is not None else None,
        details[reason],
        value_type=ValueType(details["value_type"]),
        measure=details["measure"],
        decimals=details.get(value.replace("value", "decimals"), 0),
    )


EVIDENCE = {
    "published": say("Evidence published: “{title}” (“{indicator}”, {period})."),
    "hidden": say("Evidence no longer public: “{title}” (“{indicator}”, {period})."),
    "taken_off": say("Evidence removed: “{title}” (“{indicator}”, {period})."),
}


# --- indicators --------------------------------------------------------------------------------------------------


def _of_indicator(row: Change, details: Details) -> Sentence:
    match row.kind:
        case Kind.AMENDED:
            return say(
                "From {year} on new terms of “{indicator}”: was “{old}”, is “{new}”.",
                year=str(details["year"]), indicator=details["indicator"], old=details["old"], new=details["new"],
            )  # fmt: skip
        case Kind.INDICATOR_WITHDRAWN:
            return _withdrawn(details)
        case Kind.ANSWERED:
            return say(ANSWERED[details["asked"]].msgid, indicator=details["indicator"])
        case _:
            return say(
                "Personal data removed from a reader's question about “{indicator}” or from its answer.",
                indicator=details["indicator"],
            )


def _withdrawn(details: Details) -> Sentence:
    """`year`: from which the indicator is withdrawn; `old_year`: the same before; None: it is in force."""
    indicator, year, old = details["indicator"], details["year"], details["old_year"]
    if year is None:
        return say("Withdrawal from {old} on undone: “{indicator}”.", old=str(old), indicator=indicator)
    if old is None:
        return say("Withdrawn from {year} on: “{indicator}”.", year=str(year), indicator=indicator)
    if old == year:
        return say(
            "Withdrawn from {year} on: “{indicator}”; the reason is changed.", year=str(year), indicator=indicator
        )
    return say(
        "Withdrawn from {year} on, no longer from {old} on: “{indicator}”.",
        year=str(year), old=str(old), indicator=indicator,
    )  # fmt: skip


ANSWERED = {
    ReaderQuestion.Kind.QUESTION: say("Answered: a reader's question about “{indicator}”."),
    ReaderQuestion.Kind.ERROR: say("Answered: a reader's report of an error in “{indicator}”."),
}
DONE = {"added": say("Added"), "edited": say("Edited"), "deleted": say("Deleted")}


def _kind_of(object_type: str) -> str:
    """“indicator”, “unit”…, as the administration calls it."""
    models = (model for model in apps.get_models() if model._meta.model_name == object_type)
    return next((str(model._meta.verbose_name) for model in models), object_type)


# --- reports -----------------------------------------------------------------------------------------------------


def _of_report(row: Change, details: Details) -> Sentence:
    what, version = _report(details), str(details["version"])
    if row.kind == Kind.ERRATUM:
        return say("Erratum published: {what}, version {version}.", what=what, version=version)
    if row.kind == Kind.REPORT_LOCATED:
        given = say("Address in the public information bulletin given: {what}, version {version}.")
        removed = say("Address in the public information bulletin removed: {what}, version {version}.")
        return say((given if details["is_given"] else removed).msgid, what=what, version=version)
    if details["version"] == 1:
        return say("Published: {what}.", what=what)
    return say("Published again: {what}, version {version}.", what=what, version=version)


def _report(details: Details) -> Sentence:
    first, last = int(details["first_year"]), int(details["last_year"])
    if details["is_final"]:
        return say("the final report")
    if first == last:
        return say("the report for {year}", year=str(first))
    return say("the report for the years {years}", years=year_span(first, last))
