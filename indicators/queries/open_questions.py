"""What a person must still settle before figures can be judged: read off the same rules as the status."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from cooperation.text import Sentence
from indicators.queries.reader_questions import with_waiting_reader_questions
from indicators.queries.results import Results, load_results_of
from indicators.queries.tree import IndicatorNode
from indicators.rules.status import open_questions as questions_in
from indicators.rules.target_sentences import target_sentence
from indicators.rules.verdicts import QuestionKind


@dataclass(frozen=True)
class OpenQuestion:
    """One question of an indicator, for the years that it touches."""

    indicator: IndicatorNode
    question: QuestionKind | None  # None: who answers for the indicator
    years: tuple[int, ...]
    verbatim: str
    understood: Sentence | None


def open_questions(*, on: date) -> list[tuple[Programme, list[OpenQuestion]]]:
    """Every programme with its open questions, in the document's order, and (`readers_waiting`) how many questions of
    readers wait in it. Five queries for any number of programmes."""
    read = load_results_of(list(with_waiting_reader_questions(Programme.objects.all())), on=on)
    return [(one.programme, open_questions_of(one)) for one in read]


def open_questions_of(read: Results) -> list[OpenQuestion]:
    """The same of results that were read already."""
    return [found for indicator in read.indicators for found in open_questions_of_indicator(indicator, read.on)]


def open_questions_of_indicator(indicator: IndicatorNode, on: date) -> Iterator[OpenQuestion]:
    """One indicator's, each with the years that it touches."""
    years: dict[tuple[QuestionKind, int], list[int]] = {}
    for year in indicator.facts.years:
        terms = indicator.terms_in(year)
        if terms is None:
            continue
        for question in questions_in(indicator.facts, year, on):
            years.setdefault((question, terms.applies_from), []).append(year)
    for (question, begin), touched in years.items():
        terms = indicator.terms_in(begin)
        if terms is not None:
            yield OpenQuestion(indicator, question, tuple(touched), terms.verbatim, target_sentence(terms.meaning))
    if not indicator.unit and indicator.facts.terms:
        yield OpenQuestion(indicator, None, tuple(indicator.facts.years), "", None)
