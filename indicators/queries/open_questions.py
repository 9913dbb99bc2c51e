"""Open questions: what a person must still settle before figures can be judged, by the rules of the status."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cooperation.models import Programme
from cooperation.text import Sentence
from indicators.queries.results import Results, load_results, load_results_of
from indicators.queries.tree import IndicatorNode
from indicators.rules.status import open_questions as questions_in
from indicators.rules.target_sentences import target_sentence
from indicators.rules.verdicts import QuestionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """One question of an indicator, for the years that it touches."""

    indicator: IndicatorNode
    question: QuestionKind | None  # None: who answers for the indicator
    years: tuple[int, ...]
    verbatim: str
    understood: Sentence | None


def open_questions(programme: Programme, *, on: date) -> list[OpenQuestion]:
    """The programme's open questions, in the document's order. Seven queries."""
    return open_questions_of(load_results(programme, on=on))


def open_questions_by_programme(*, on: date) -> list[tuple[Programme, list[OpenQuestion]]]:
    """Every programme with its open questions. Eight queries for any number of programmes."""
    results = load_results_of(list(Programme.objects.all()), on=on)
    return [(of_programme.programme, open_questions_of(of_programme)) for of_programme in results]


def open_questions_of(results: Results) -> list[OpenQuestion]:
    """The open questions of loaded results, in the document's order. No query."""
    return [
        question for indicator in results.indicators for question in open_questions_of_indicator(indicator, results.on)
    ]


def open_questions_of_indicator(indicator: IndicatorNode, on: date) -> Iterator[OpenQuestion]:
    """The indicator's open questions, each with the years that it concerns."""
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
