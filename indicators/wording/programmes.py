"""Sentences about a whole programme: its result, a year, the next figure, what its text lacks."""

from collections.abc import Sequence
from datetime import date

from cooperation.text import Sentence, say, say_many
from indicators.queries.results import Results
from indicators.queries.tree import IndicatorNode
from indicators.rules.phrases import period_name
from indicators.rules.status import ProgrammeStatus
from indicators.rules.summary import summarize_programme, summarize_unmeasured, summarize_year

# What a programme lacks: (of a loaded excerpt, of a whole programme).
ABSENT = {
    "actions": (say("no actions in the available text"), say("no actions in the programme")),
    "anything": (say("none in the available text"), say("none in the programme")),
    "indicator": (say("no indicator in the available text"), say("no indicator in the programme")),
    "indicators": (say("The available text has no indicators."), say("The programme has no indicators.")),
    "findings": (
        say("The available text contains no SWOT findings."),
        say("The programme contains no SWOT findings."),
    ),
    "actions under this goal": (
        say("The available text of the programme has no actions under this goal."),
        say("The programme has no actions under this goal."),
    ),
}

# Names of the breakdowns and categories that the loader creates; an office's own names stay Polish.
BREAKDOWN_LABELS = {
    "organizator": say("organiser"),
    "urząd": say("the office"),
    "organizacje pozarządowe": say("non-governmental organisations"),
    "współorganizowane": say("jointly organised"),
}


def absent(what: str, *, is_excerpt: bool) -> Sentence:
    return ABSENT[what][0 if is_excerpt else 1]


def result_sentence(results: Results) -> Sentence:
    """Return the programme's result in one or two sentences; without any value, why nothing is known."""
    nodes, is_excerpt = results.indicators, results.programme.is_excerpt
    due_dates = [reading.due_on for _node, reading in results.required()]
    if due_dates and not any(node.facts.has_value for node in nodes):
        return summarize_unmeasured(_without_value(len(nodes), is_excerpt=is_excerpt), due_dates, results.on)
    overall = [node.overall_status(results.on) for node in nodes]
    return programme_summary(overall, has_ended=results.has_ended, is_excerpt=is_excerpt)


def _without_value(count: int, *, is_excerpt: bool) -> Sentence:
    """Return the clause "none of 14 indicators has a value"."""
    if count == 1 and is_excerpt:
        return say("the only indicator in the available text has no value")
    if count == 1:
        return say("the only indicator of the programme has no value")
    return say_many(
        "none of {count} indicator has a value", "none of {count} indicators has a value", count, count=count
    )


def programme_summary(results: Sequence[ProgrammeStatus], *, has_ended: bool, is_excerpt: bool) -> Sentence:
    """Return the verdict on the only indicator, or how many indicators have each verdict."""
    if not results:
        return absent("indicators", is_excerpt=is_excerpt)
    if len(results) == 1 and is_excerpt:
        return say("The only indicator in the available text: {verdict}", verdict=results[0].sentence)
    if len(results) == 1:
        return say("The only indicator of the programme: {verdict}", verdict=results[0].sentence)
    return summarize_programme([result.status for result in results], has_ended=has_ended)


def goal_summary(results: Sequence[ProgrammeStatus], *, has_ended: bool) -> Sentence:
    """Return the verdict on the only indicator of a goal, or how many of its indicators have each verdict."""
    if len(results) == 1:
        return say("The only indicator of this goal: {verdict}", verdict=results[0].sentence)
    return summarize_programme([result.status for result in results], has_ended=has_ended)


def year_summary(nodes: Sequence[IndicatorNode], year: int, on: date, *, is_excerpt: bool) -> Sentence:
    """Return the same of one year."""
    if not nodes:
        return absent("indicators", is_excerpt=is_excerpt)
    results = [node.in_year(year, on).result for node in nodes]
    if len(results) == 1:
        if is_excerpt:
            return say(
                "{verdict} The only indicator in the available text: “{indicator}”.",
                verdict=results[0].sentence,
                indicator=nodes[0].name,
            )
        return say(
            "{verdict} The only indicator of the programme: “{indicator}”.",
            verdict=results[0].sentence,
            indicator=nodes[0].name,
        )
    return summarize_year([result.status for result in results], year)


def next_figure(results: Results, year: int | None = None) -> Sentence | None:
    """Return when the next figure is due and how many are overdue, of one year or of the whole programme.

    None where there is nothing to expect: no due dates, or everything approved before the last one; of one year also
    when its due dates have passed and no figure is missing.
    """
    missing = results.awaited(year)
    overdue = sum(reading.due_on < results.on for _node, reading in missing)
    ahead = [(node, reading) for node, reading in missing if reading.due_on >= results.on]
    if not ahead and overdue:
        return say_many(
            "All due dates have passed; {overdue} figure is missing.",
            "All due dates have passed; {overdue} figures are missing.",
            overdue,
            overdue=overdue,
        )
    if not ahead:
        due_dates = [reading.due_on for _node, reading in results.required(year)]
        have_passed = bool(due_dates) and max(due_dates) < results.on
        return say("All due dates have passed; no figure is missing.") if have_passed and year is None else None
    node, reading = ahead[0]
    sentence = say(
        "The next figure: “{indicator}”, {period}, due by {day}.",
        indicator=node.name, period=period_name(reading.period), day=reading.due_on,
    )  # fmt: skip
    others = sum(other.due_on == reading.due_on for _node, other in ahead) - 1
    if others:
        sentence = say_many(
            "{sentence} Due by the same day: {count} more figure.",
            "{sentence} Due by the same day: {count} more figures.",
            others, sentence=sentence, count=others,
        )  # fmt: skip
    if overdue:
        sentence = say_many(
            "{sentence} Past the due date: {overdue} figure.",
            "{sentence} Past the due date: {overdue} figures.",
            overdue, sentence=sentence, overdue=overdue,
        )  # fmt: skip
    return sentence
