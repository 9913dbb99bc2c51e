"""Lines of the register of changes about reporting rounds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cooperation.text import Sentence, say, say_many


def round_change(details: Mapping[str, Any]) -> Sentence:
    """Return what happened to a round: opened, rescheduled, closed with or without gaps, or reopened."""
    year = str(details["year"])
    match details["step"]:
        case "opened":
            return say(
                "The reporting round for {year} was opened: figures from {opens}, due by {due}.",
                year=year, opens=_date(details, "opens_on"), due=_date(details, "due_on"),
            )  # fmt: skip
        case "days":
            return _rescheduled(year, details)
        case "closed" if details["gaps"]:
            return say_many(
                "The reporting round for {year} was closed with gaps: {gaps} of {due} figure was not approved.",
                "The reporting round for {year} was closed with gaps: {gaps} of {due} figures were not approved.",
                details["due"], year=year, gaps=details["gaps"], due=details["due"],
            )  # fmt: skip
        case "closed":
            return say("The reporting round for {year} was closed without gaps.", year=year)
        case _:
            return say("The reporting round for {year} was reopened.", year=year)


def _rescheduled(year: str, details: Mapping[str, Any]) -> Sentence:
    opening = {"old_opens": _date(details, "old_opens_on"), "opens": _date(details, "opens_on")}
    due = {"old_due": _date(details, "old_due_on"), "due": _date(details, "due_on")}
    if opening["old_opens"] == opening["opens"]:
        return say("Reporting round for {year}: the due date was moved from {old_due} to {due}.", year=year, **due)
    if due["old_due"] == due["due"]:
        return say(
            "Reporting round for {year}: the opening was moved from {old_opens} to {opens}.", year=year, **opening
        )
    return say(
        "Reporting round for {year}: the opening was moved from {old_opens} to {opens}, "
        "the due date from {old_due} to {due}.",
        year=year, **opening, **due,
    )  # fmt: skip


def _date(details: Mapping[str, Any], name: str) -> date:
    return date.fromisoformat(details[name])
