"""What a programme's pages say in one sentence: of a year, of the next figure, of the chain. Pages translate them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cooperation.text import Sentence, say, say_many
from indicators.queries.results import Results
from indicators.queries.tree import IndicatorNode
from indicators.rules.phrases import enumeration, period_name
from indicators.rules.summary import summarize_year

# What a programme lacks: said of the loaded text where that is an excerpt, else of the programme itself.
ABSENT = {
    "actions": (say("no actions in the available text"), say("no actions in the programme")),
    "anything": (say("none in the available text"), say("none in the programme")),
    "indicator": (say("no indicator in the available text"), say("no indicator in the programme")),
    "indicators": (say("The available text has no indicators."), say("The programme has no indicators.")),
    "findings": (
        say("The available text holds no findings of the analysis."),
        say("The programme holds no findings of the analysis."),
    ),
    "unanswered": (
        say("Every finding in the available text is answered by a goal."),
        say("Every finding of the programme is answered by a goal."),
    ),
    "actions under this goal": (
        say("The available text of the programme has no actions under this goal."),
        say("The programme has no actions under this goal."),
    ),
}


# Words by which the loader splits a value; an office's own words of a breakdown stay Polish.
BREAKDOWN_WORDS = {
    "organizator": say("organiser"),
    "urząd": say("the office"),
    "organizacje pozarządowe": say("non-governmental organisations"),
    "współorganizowane": say("jointly organised"),
}


def absent(what: str, *, is_excerpt: bool) -> Sentence:
    return ABSENT[what][0 if is_excerpt else 1]


def year_summary(nodes: Sequence[IndicatorNode], year: int, on: date, *, is_excerpt: bool) -> Sentence:
    """One year in one sentence, in the same way."""
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
    """When the next figure comes, or that none will; late ones are counted, they may come any day. Of a year that has
    all its figures nothing is said, nor of a programme that has no due date or approved everything before the last one.
    """
    owed = results.awaited(year)
    late = sum(reading.due_on < results.on for _node, reading in owed)
    ahead = [(node, reading) for node, reading in owed if reading.due_on >= results.on]
    if not ahead and late:
        return say_many(
            "All due dates have passed; {late} figure is missing.",
            "All due dates have passed; {late} figures are missing.",
            late,
            late=late,
        )
    if not ahead:
        due_dates = [reading.due_on for _node, reading in results.required(year)]
        have_passed = bool(due_dates) and max(due_dates) < results.on
        return say("All due dates have passed; no figure is missing.") if have_passed and year is None else None
    node, reading = ahead[0]
    told = say(
        "The next figure: “{indicator}”, {period}, due by {day}.",
        indicator=node.name, period=period_name(reading.period), day=reading.due_on,
    )  # fmt: skip
    others = sum(other.due_on == reading.due_on for _node, other in ahead) - 1
    if others:
        told = say_many(
            "{told} Due by the same day: {count} more figure.",
            "{told} Due by the same day: {count} more figures.",
            others, told=told, count=others,
        )  # fmt: skip
    if late:
        told = say_many(
            "{told} Past the due date: {late} figure.", "{told} Past the due date: {late} figures.",
            late, told=told, late=late,
        )  # fmt: skip
    return told


def chain_summary(chain: Sequence[Mapping[str, Any]], *, is_excerpt: bool) -> Sentence:
    """How many findings are answered by actions, only by a goal, or by nothing."""
    findings = [one for quadrant in chain for one in quadrant["findings"]]
    if not findings:
        return absent("findings", is_excerpt=is_excerpt)
    acted = sum(any(link["indicators"] for link in one["links"]) for one in findings)
    goal_only = sum(bool(one["links"]) and not any(link["indicators"] for link in one["links"]) for one in findings)
    nothing = len(findings) - acted - goal_only
    if nothing == len(findings):
        if is_excerpt:
            return say_many(
                "{count} finding in the available text. The document does not say which goal answers it.",
                "{count} findings in the available text. The document does not say which goals answer them.",
                len(findings),
                count=len(findings),
            )
        return say_many(
            "{count} finding. The document does not say which goal answers it.",
            "{count} findings. The document does not say which goals answer them.",
            len(findings),
            count=len(findings),
        )
    shares = [
        (acted, say_many("{count} met with an action", "{count} met with an action", acted, count=acted)),
        (
            goal_only,
            say_many(
                "{count} has a goal without actions", "{count} have a goal without actions", goal_only, count=goal_only
            ),
        ),
        (nothing, say_many("{count} is unanswered", "{count} are unanswered", nothing, count=nothing)),
    ]
    return say_many(
        "Of {count} finding {shares}.",
        "Of {count} findings {shares}.",
        len(findings),
        count=len(findings),
        shares=enumeration([share for count, share in shares if count]),
    )
