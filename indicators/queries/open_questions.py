"""Open questions: what a person must decide before the rules can judge an indicator by its figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from cooperation.text import Sentence
from indicators.queries.results import Results, load_results
from indicators.queries.tree import IndicatorNode
from indicators.rules.status import open_questions as questions_in
from indicators.rules.target_sentences import target_sentence
from indicators.rules.verdicts import QuestionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question about an indicator, with the years that it concerns."""

    indicator: IndicatorNode
    question: QuestionKind | None  # None: no unit is responsible for the indicator
    years: tuple[int, ...]
    verbatim: str
    understood: Sentence | None


def open_questions(programme: Programme, *, on: date) -> list[OpenQuestion]:
    """Return the programme's open questions, in the document's order. Seven queries."""
    return open_questions_of(load_results(programme, on=on))


def open_questions_of(results: Results) -> list[OpenQuestion]:
    """Return the open questions of loaded results, in the document's order. No query."""
    return [
        question for indicator in results.indicators for question in open_questions_of_indicator(indicator, results.on)
    ]


def open_questions_of_indicator(indicator: IndicatorNode, on: date) -> Iterator[OpenQuestion]:
    """Yield the indicator's open questions, each with the years that it concerns."""
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
            yield OpenQuestion(
                indicator=indicator,
                question=question,
                years=tuple(touched),
                verbatim=terms.verbatim,
                understood=target_sentence(terms.meaning),
            )
    if not indicator.unit and indicator.facts.terms:
        yield OpenQuestion(
            indicator=indicator, question=None, years=tuple(indicator.facts.years), verbatim="", understood=None
        )
