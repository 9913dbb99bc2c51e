"""What a programme lacks before its publication, in words."""

from collections.abc import Callable, Iterable, Mapping

from cooperation.text import Sentence, say, say_many
from indicators.queries.programme_readiness import IncompleteNode
from indicators.rules.programme_readiness import Obstacle, Shortcoming, YearMistake
from indicators.rules.programme_tree import Gap
from indicators.wording.open_questions import question_text
from indicators.wording.programme_tree import counted_gap


def heading(kind: Shortcoming, count: int) -> Sentence:
    """Return "3 indicators without a responsible unit"."""
    return _HEADINGS[kind](count)


def consequence(kind: Shortcoming) -> Sentence:
    """Return what it means for readers and for recording."""
    return _CONSEQUENCES[kind]


def details(incomplete: IncompleteNode) -> list[Sentence]:
    """Return the open questions and wrong years of a node."""
    questions = [question_text(question).what for question in incomplete.questions]
    return questions + year_mistakes(incomplete.mistakes)


def year_mistakes(mistakes: Iterable[tuple[YearMistake, int]]) -> list[Sentence]:
    """Return "a deadline in 2025, outside the programme" for each mistake."""
    return [_MISTAKES[mistake](str(year)) for mistake, year in mistakes]


def obstacle(kind: Obstacle) -> Sentence:
    return _OBSTACLES[kind]


_HEADINGS: Mapping[Shortcoming, Callable[[int], Sentence]] = {
    Shortcoming.OPEN_QUESTION: lambda count: say_many(
        "{count} indicator with an open question", "{count} indicators with open questions", count, count=count
    ),
    Shortcoming.NO_UNIT: lambda count: counted_gap(Gap.NO_UNIT, count),
    Shortcoming.NO_MEASURE: lambda count: counted_gap(Gap.NO_MEASURE, count),
    Shortcoming.NO_TERMS: lambda count: counted_gap(Gap.NO_TERMS, count),
    Shortcoming.WRONG_YEARS: lambda count: counted_gap(Gap.WRONG_YEARS, count),
    Shortcoming.FINDING_WITHOUT_GOAL: lambda count: say_many(
        "{count} finding without an answer", "{count} findings without an answer", count, count=count
    ),
    Shortcoming.GOAL_WITHOUT_ACTION: lambda count: say_many(
        "{count} goal without actions", "{count} goals without actions", count, count=count
    ),
    Shortcoming.ACTION_WITHOUT_INDICATOR: lambda count: say_many(
        "{count} action without indicators", "{count} actions without indicators", count, count=count
    ),
}
_CONSEQUENCES: Mapping[Shortcoming, Sentence] = {
    Shortcoming.OPEN_QUESTION: say("Readers see “cannot be judged yet” until the question is settled."),
    Shortcoming.NO_UNIT: say("Until a unit is chosen the coordinator records the figures."),
    Shortcoming.NO_MEASURE: say("Readers see a bare number and do not know what it counts."),
    Shortcoming.NO_TERMS: say("No figure can be recorded and nothing is judged."),
    Shortcoming.WRONG_YEARS: say("These years are ignored, or years of the programme have no target."),
    Shortcoming.FINDING_WITHOUT_GOAL: say("The diagnosis shows them as findings that no goal addresses."),
    Shortcoming.GOAL_WITHOUT_ACTION: say("The goal's page is empty."),
    Shortcoming.ACTION_WITHOUT_INDICATOR: say("The action is listed, but nothing is measured."),
}
_MISTAKES: Mapping[YearMistake, Callable[[str], Sentence]] = {
    YearMistake.TERMS_START_LATE: lambda year: say(
        "the first target is in force from {year}, later than the programme begins", year=year
    ),
    YearMistake.TERMS_AFTER_END: lambda year: say("a target in force from {year}, after the programme ends", year=year),
    YearMistake.WITHDRAWN_OUTSIDE: lambda year: say(
        "withdrawn from {year}, which is not a later year of the programme", year=year
    ),
    YearMistake.DEADLINE_OUTSIDE: lambda year: say("a deadline in {year}, outside the programme", year=year),
    YearMistake.SCHEDULE_OUTSIDE: lambda year: say("a target value for {year}, outside the programme", year=year),
    YearMistake.BASELINE_AFTER_END: lambda year: say("a baseline of {year}, after the programme ends", year=year),
}
_OBSTACLES: Mapping[Obstacle, Sentence] = {
    Obstacle.NO_MAIN_GOAL: say("The programme has no main goal yet, so there is nothing to show. Add it in the tree."),
    Obstacle.NO_GOALS: say("The programme has no specific goal yet, so there is nothing to show. Add one in the tree."),
}
