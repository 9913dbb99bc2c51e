"""Lines of the register of changes about reporting rounds."""

from collections.abc import Mapping
from datetime import date

from cooperation.json_object import JsonObject
from cooperation.text import Sentence, say, say_many
from indicators.queries.rounds import ClosingChecklist, RoundState, RoundYear
from indicators.rules.completeness import Tally


def round_change(details: JsonObject) -> Sentence:
    """Return what happened to a round: opened, rescheduled, closed with or without gaps, or reopened."""
    year = str(details["year"])
    match details["step"]:
        case "opened":
            return say(
                "The reporting round for {year} was opened: figures can be entered from {opens} and are due by {due}.",
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


def _rescheduled(year: str, details: JsonObject) -> Sentence:
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


def _date(details: JsonObject, name: str) -> date:
    return date.fromisoformat(details[name])


STATE_LABELS: Mapping[RoundState, Sentence] = {
    RoundState.NOT_OPEN: say("not open yet"),
    RoundState.OPEN: say("open"),
    RoundState.CLOSED: say("closed"),
}


def round_state(round_year: RoundYear) -> Sentence:
    """The state of a year's round with its days, for the panel."""
    row = round_year.round
    if row is None:
        return say(
            "not open yet; until then the usual dates apply: figures can be entered from {opens} and are due by {due}",
            opens=round_year.opens_on, due=round_year.due_on,
        )  # fmt: skip
    if row.closed_at is not None and row.closed_by is not None:
        closed_by = row.closed_by.get_full_name() or row.closed_by.get_username()
        return say("closed on {day} by {person}", day=row.closed_at, person=closed_by)
    if round_year.state is RoundState.NOT_OPEN:
        return say("not open yet, opens on {day}", day=round_year.opens_on)
    if round_year.is_late:
        return say("open, the due date passed on {day}", day=round_year.due_on)
    return say("open, due by {day}", day=round_year.due_on)


def checklist_summary(checklist: ClosingChecklist) -> Sentence:
    """How many of the year's due figures are approved, submitted and missing, and how many are not due yet."""
    return year_summary(checklist.round_year.tally, not_due=len(checklist.not_due))


def year_summary(tally: Tally, *, not_due: int) -> Sentence:
    """How many of the due figures are approved, submitted and missing; `not_due`: the number that are not due yet."""
    if not tally.due:
        return say("No figure of this year is due yet.") if not_due else say("No figure is required for this year.")
    summary = say_many(
        "Approved: {approved} of {due} figure.", "Approved: {approved} of {due} figures.",
        tally.due, approved=tally.approved, due=tally.due,
    )  # fmt: skip
    if tally.submitted:
        summary = say("{summary} Waiting for approval: {count}.", summary=summary, count=tally.submitted)
    if tally.missing:
        summary = say("{summary} Missing: {count}.", summary=summary, count=tally.missing)
    return say("{summary} Not due yet: {count}.", summary=summary, count=not_due) if not_due else summary


def change_refused(current: ClosingChecklist) -> Sentence:
    """Why a step of the round was not taken: somebody else has changed the round or its figures."""
    round_year = current.round_year
    if round_year.round is None:
        return say("Nobody has opened the round for {year} yet.", year=str(round_year.year))
    if round_year.state is RoundState.CLOSED:
        return say("The round for {year} has already been closed.", year=str(round_year.year))
    return say(
        "Something has changed since you opened this page: a figure, a question or the round itself. "
        "Look through the list again."
    )
