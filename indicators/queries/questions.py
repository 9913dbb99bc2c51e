"""What a person must still settle before figures can be judged: read off the same rules as the status."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from cooperation.text import Sentence
from indicators.models import ReportingRound
from indicators.queries.facts import FactsMaker, approved_values, rulings
from indicators.queries.tree import IndicatorNode, flat_rows_of_all, grow
from indicators.rules.meaning import Kind
from indicators.rules.status import open_question
from indicators.rules.target_sentences import target_sentence
from indicators.rules.verdicts import Question


@dataclass(frozen=True)
class OpenQuestion:
    """One question of an indicator, for the years that it touches."""

    indicator: IndicatorNode
    question: Question | None  # None: who answers for the indicator
    years: tuple[int, ...]
    verbatim: str
    understood: Sentence | None


def open_questions(*, on: date) -> list[tuple[Programme, list[OpenQuestion]]]:
    """Every programme with its open questions, in the document's order. Five queries for any number of programmes."""
    due: dict[int, dict[int, date]] = {}
    for programme_id, year, due_on in ReportingRound.objects.values_list("programme_id", "year", "due_on"):
        due.setdefault(programme_id, {})[year] = due_on
    # Figures matter to two kinds only: a growth is counted from the year before, words are assessed once they are read.
    read = (Kind.GROWTH.value, Kind.DESCRIPTIVE.value)
    values, ruled = approved_values(indicator__targets__kind__in=read), rulings()
    rows = flat_rows_of_all()
    found = []
    for programme in Programme.objects.all():
        goals = grow(rows.get(programme.pk, []), FactsMaker(programme, due.get(programme.pk, {}), values, ruled))
        indicators = [indicator for goal in goals for indicator in goal.indicators]
        found.append((programme, [one for indicator in indicators for one in questions_of(indicator, on)]))
    return found


def questions_of(indicator: IndicatorNode, on: date) -> Iterator[OpenQuestion]:
    """One indicator's, each with the years that it touches."""
    years: dict[tuple[Question, int], list[int]] = {}
    for year in indicator.facts.years:
        question, terms = open_question(indicator.facts, year, on), indicator.terms_in(year)
        if question is not None and terms is not None:
            years.setdefault((question, terms.applies_from), []).append(year)
    for (question, begin), touched in years.items():
        terms = indicator.terms_in(begin)
        if terms is not None:
            yield OpenQuestion(indicator, question, tuple(touched), terms.verbatim, target_sentence(terms.meaning))
    if not indicator.unit and indicator.facts.terms:
        yield OpenQuestion(indicator, None, tuple(indicator.facts.years), "", None)
