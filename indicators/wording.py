"""What pages say about results in one sentence: summaries, changes, assumptions. Pages translate them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cooperation.models import Change
from cooperation.models import Origin as StoredOrigin
from cooperation.text import Sentence, ValueType, say, say_many
from indicators.models import Indicator, Target
from indicators.models.measurement import NoValueReason
from indicators.queries.results import Completeness, counts
from indicators.rules import status as rules
from indicators.rules.facts import Status
from indicators.rules.meaning import Aggregation, Origin, TargetMeaning
from indicators.rules.periods import period_of


def joined(sentences: Sequence[Sentence]) -> Sentence:
    """Several sentences as one list with commas."""
    first, *rest = sentences
    for sentence in rest:
        first = say("{first}, {second}", first=first, second=sentence)
    return first


def figure(value: Decimal | None, reason: str, *, value_type: ValueType, measure: str = "") -> Sentence:
    """A value as readers see it, or why there is none."""
    if value is None:
        return NO_VALUE[NoValueReason(reason)] if reason else say("no data")
    if value_type is ValueType.YES_NO:
        return say("yes") if value else say("no")
    if value_type is ValueType.PERCENT:
        return say("{value}%", value=value)
    return say("{value} {measure}", value=value, measure=measure) if measure else say("{value}", value=value)


NO_VALUE: Mapping[str, Sentence] = {
    NoValueReason.NOT_MEASURED: say("not measured"),
    NoValueReason.IN_PREPARATION: say("data in preparation"),
    NoValueReason.NOT_APPLICABLE: say("does not apply"),
}


def summary(results: Sequence[rules.ProgrammeStatus], *, has_ended: bool) -> Sentence:
    """A whole programme in one sentence: its only indicator's verdict, or how many indicators have each status."""
    if not results:
        return say("The available text has no indicators.")
    if len(results) == 1:
        return say("The only indicator in the available text: {verdict}", verdict=results[0].sentence)
    shares = [
        say("{label}: {count}", label=rules.status_label(status), count=count)
        for status, count in counts(one.status for one in results)
    ]
    total = say_many("{count} indicator", "{count} indicators", len(results), count=len(results))
    if has_ended:
        return say("Final state of {total}: {shares}.", total=total, shares=joined(shares))
    return say("State to date of {total}: {shares}.", total=total, shares=joined(shares))


def completeness(years: Sequence[Completeness]) -> Sentence:
    """How much of what is due has been approved, and which years have gaps."""
    approved, required = sum(one.approved for one in years), sum(one.required for one in years)
    told = say_many(
        "Approved: {approved} of {required} figure.",
        "Approved: {approved} of {required} figures.",
        required,
        approved=approved,
        required=required,
    )
    gaps = [say("{year}", year=str(one.year)) for one in years if not one.is_full]
    return say("{told} No data for: {years}.", told=told, years=joined(gaps)) if gaps else told


@dataclass(frozen=True)
class ChangeLine:
    """One line of the register of changes."""

    at: datetime
    sentence: Sentence
    reason: str
    indicator_id: int | None


def change(row: Change) -> ChangeLine:
    details: dict[str, Any] = row.details
    return ChangeLine(row.at, _told(row, details), row.text, details.get("indicator_id"))


def _told(row: Change, details: Mapping[str, Any]) -> Sentence:
    if row.kind == Change.Kind.PROGRAMME_LOADED:
        return say("The programme was published from its text.")
    if row.kind in (Change.Kind.FIGURE_APPROVED, Change.Kind.FIGURE_CORRECTED):
        named = {"indicator": details["indicator"], "period": period_of(details["period"]).label}
        new = _register_value(details, "value", "no_value_reason")
        if row.kind == Change.Kind.FIGURE_CORRECTED:
            old = _register_value(details, "old_value", "old_no_value_reason")
            return say("Corrected: “{indicator}”, {period}: was {old}, is {new}.", old=old, new=new, **named)
        return say("Approved: “{indicator}”, {period}: {new}.", new=new, **named)
    return say("{kind}", kind=row.get_kind_display())


def _register_value(details: Mapping[str, Any], value: str, reason: str) -> Sentence:
    number = Decimal(details[value]) if details[value] is not None else None
    return figure(number, details[reason], value_type=ValueType(details["value_type"]), measure=details["measure"])


def chain_summary(chain: Sequence[Mapping[str, Any]]) -> Sentence:
    """How many findings are answered by actions, only by a goal, or by nothing."""
    findings = [one for quadrant in chain for one in quadrant["findings"]]
    if not findings:
        return say("The available text holds no findings of the analysis.")
    acted = sum(any(link["indicators"] for link in one["links"]) for one in findings)
    goal_only = sum(bool(one["links"]) and not any(link["indicators"] for link in one["links"]) for one in findings)
    nothing = len(findings) - acted - goal_only
    if nothing == len(findings):
        return say_many(
            "{count} finding in the available text. The document does not say which goal answers it.",
            "{count} findings in the available text. The document does not say which goals answer them.",
            len(findings),
            count=len(findings),
        )
    return say(
        "Findings in the available text: {count}. "
        "Answered by an action: {acted}, by a goal without actions: {goal_only}, by nothing: {nothing}.",
        count=len(findings),
        acted=acted,
        goal_only=goal_only,
        nothing=nothing,
    )


def assumptions(
    indicator: Indicator, terms: Target | None, meaning: TargetMeaning | None, split: Any
) -> list[Sentence]:
    """What was not in the document and had to be assumed or decided, each said to readers."""
    found: list[Sentence] = []
    if terms is None or meaning is None:
        return found
    for origin, part in (
        (meaning.origins.comparator, _comparator_words(meaning)),
        (meaning.origins.scope, _scope_words(meaning)),
    ):
        if part is SCOPE_WORDS["undecided"]:
            found.append(part)
        elif origin is Origin.DEFAULT and part is not None:
            found.append(say("assumed: {what} (the document does not say so)", what=part))
        elif origin is Origin.DECISION and part is not None:
            found.append(say("coordinator's decision: {what}", what=part))
    if indicator.value_type_origin == StoredOrigin.DEFAULT:
        found.append(say("assumed: the figure is {kind}", kind=VALUE_TYPE_WORDS[ValueType(indicator.value_type)]))
    if terms.aggregation_origin == StoredOrigin.DEFAULT and terms.frequency not in ("yearly", "ongoing", ""):
        found.append(say("assumed: a year's periods make {how}", how=AGGREGATION_WORDS[Aggregation(terms.aggregation)]))
    if split is not None:
        found.append(
            say("assumed: the parts come from the words in brackets in the action's name and add up to the value")
        )
    return found


def _comparator_words(meaning: TargetMeaning) -> Sentence | None:
    return COMPARATOR_WORDS.get(str(meaning.comparator)) if meaning.comparator else None


def _scope_words(meaning: TargetMeaning) -> Sentence | None:
    return SCOPE_WORDS.get(str(meaning.scope)) if meaning.scope else None


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
    "undecided": say("the document does not say which period the target covers; the coordinator decides"),
}
VALUE_TYPE_WORDS = {
    ValueType.COUNT: say("a count of whole things"),
    ValueType.DECIMAL: say("a number that may have a fraction"),
    ValueType.SIGNED: say("a number that may be negative"),
    ValueType.PERCENT: say("a percentage"),
    ValueType.MONEY: say("an amount of money"),
    ValueType.YES_NO: say("an answer yes or no"),
}
AGGREGATION_WORDS = {
    Aggregation.SUM: say("their sum"),
    Aggregation.LAST: say("the last value"),
    Aggregation.MEAN: say("their mean"),
    Aggregation.MAXIMUM: say("the largest value"),
}


def why_empty(status: Status, *, due_on: date | None, reason: str) -> Sentence:
    """Instead of a blank: why there is no figure for the period."""
    if reason:
        return NO_VALUE[NoValueReason(reason)]
    if status is Status.NOT_APPLICABLE:
        return say("does not apply")
    if status is Status.NO_READING:
        return say("no reading this year")
    if due_on is None:
        return say("no data")
    if status is Status.OVERDUE:
        return say("no data, the due date passed on {day}", day=due_on)
    if status is Status.NOT_DUE_YET:
        return say("not due yet, due by {day}", day=due_on)
    if status in (Status.AWAITED, Status.IN_PROGRESS):
        return say("awaited by {day}", day=due_on)
    return say("no data")
