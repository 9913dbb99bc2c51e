"""The decisions that would settle an open question of an indicator, for buttons."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cooperation.text import Sentence, say
from indicators.queries.facts import NO_RULINGS, Rulings
from indicators.queries.open_questions import OpenQuestion
from indicators.queries.results import Results
from indicators.rules.facts import Facts
from indicators.rules.meanings import Comparator, Scope
from indicators.rules.rulings import ruling_options
from indicators.rules.status import open_questions
from indicators.rules.target_sentences import target_sentence
from indicators.rules.verdicts import QuestionKind

# A shorter period than a year is never what a document without a period means.
SCOPES = (Scope.YEAR, Scope.PROGRAMME, Scope.FINAL)
COMPARATORS = (Comparator.AT_LEAST, Comparator.AT_MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswer:
    """A setting of a decision ("scope:year") and the target to which it leads ("at least 90% in each year")."""

    code: str
    target: Sentence


def answers_to(question: OpenQuestion, results: Results) -> list[QuestionAnswer]:
    """Return the decisions after which the question is no longer open. No query."""
    indicator = question.indicator
    rulings = results.source.rulings_on(indicator.id)

    def facts_if(changed: Rulings) -> Facts:
        source = results.source.with_rulings(indicator.id, changed)
        return source.facts_of(indicator.record, results.programme)

    options = ruling_options(facts_if(NO_RULINGS), rulings.exempt_years)
    answers = []
    for name, value in _settings(question.question):
        if value not in (options.scopes if name == "scope" else options.comparators):
            continue
        is_scope = name == "scope"
        after = facts_if(replace(rulings, scope=value) if is_scope else replace(rulings, comparator=value))
        if _is_settled(question, indicator.facts, after, results):
            target = target_sentence(after.terms[max(question.years)].meaning)
            if question.question is QuestionKind.MISSING_YEARS:
                target = say("no target in these years")
            answers.append(QuestionAnswer(code=f"{name}:{value}", target=target))
    return answers


def _settings(question: QuestionKind | None) -> Iterator[tuple[str, str]]:
    """Yield the settings that may answer a question of this kind."""
    if question in (QuestionKind.UNDECIDED, QuestionKind.TOO_RARE, QuestionKind.MISSING_YEARS):
        yield from (("scope", scope) for scope in SCOPES)
    if question is QuestionKind.DIRECTION:
        yield from (("comparator", comparator) for comparator in COMPARATORS)


def _is_settled(question: OpenQuestion, before: Facts, after: Facts, results: Results) -> bool:
    """Return whether the question is gone in all its years and no other one has taken its place."""

    def questions_in(facts: Facts) -> set[QuestionKind]:
        return {kind for year in question.years for kind in open_questions(facts, year, results.on)}

    return questions_in(after) <= questions_in(before) - {question.question}
