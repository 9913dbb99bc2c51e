"""What readers are told of reporting rounds: in the register of changes and beside a year's data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cooperation.text import Sentence, say, say_many
from indicators.rules.completeness import Completeness


def round_changed(details: Mapping[str, Any]) -> Sentence:
    """One step of a round: opened, its days moved, closed with or without gaps, reopened."""
    year = str(details["year"])
    match details["step"]:
        case "opened":
            return say(
                "The reporting round of {year} was opened: figures from {opens}, due by {due}.",
                year=year, opens=_day(details, "opens_on"), due=_day(details, "due_on"),
            )  # fmt: skip
        case "days":
            return _days_changed(year, details)
        case "closed" if details["gaps"]:
            return say_many(
                "The reporting round of {year} was closed with gaps: {gaps} of {due} figure was not approved.",
                "The reporting round of {year} was closed with gaps: {gaps} of {due} figures were not approved.",
                details["due"], year=year, gaps=details["gaps"], due=details["due"],
            )  # fmt: skip
        case "closed":
            return say("The reporting round of {year} was closed without gaps.", year=year)
        case _:
            return say("The reporting round of {year} was reopened.", year=year)


def data_of_year(one: Completeness) -> Sentence:
    """In how many of the year's indicators every due figure is approved."""
    if not one.is_over:
        return say_many(
            "data for {year} so far: {full} of {asked} indicator",
            "data for {year} so far: {full} of {asked} indicators",
            one.indicators_required, year=str(one.year), full=one.indicators_full, asked=one.indicators_required,
        )  # fmt: skip
    return say_many(
        "data for {year}: {full} of {asked} indicator",
        "data for {year}: {full} of {asked} indicators",
        one.indicators_required, year=str(one.year), full=one.indicators_full, asked=one.indicators_required,
    )  # fmt: skip


def _days_changed(year: str, details: Mapping[str, Any]) -> Sentence:
    opening = {"old_opens": _day(details, "old_opens_on"), "opens": _day(details, "opens_on")}
    due = {"old_due": _day(details, "old_due_on"), "due": _day(details, "due_on")}
    if opening["old_opens"] == opening["opens"]:
        return say("Reporting round of {year}: the due date was moved from {old_due} to {due}.", year=year, **due)
    if due["old_due"] == due["due"]:
        return say(
            "Reporting round of {year}: the opening was moved from {old_opens} to {opens}.", year=year, **opening
        )
    return say(
        "Reporting round of {year}: the opening was moved from {old_opens} to {opens}, "
        "the due date from {old_due} to {due}.",
        year=year, **opening, **due,
    )  # fmt: skip


def _day(details: Mapping[str, Any], name: str) -> date:
    return date.fromisoformat(details[name])
