"""What a coordinator's decision may set: only what the document leaves open, or what the portal assumed for it."""

from dataclasses import dataclass
from datetime import date

from indicators.rules.facts import Facts
from indicators.rules.meaning import Comparator, Kind, Origin, Scope, TargetMeaning
from indicators.rules.status import open_question
from indicators.rules.verdicts import Question

COMPARED = (Kind.NUMBER, Kind.PERCENT, Kind.GROWTH)
COMPARATORS = tuple(one for one in Comparator if one is not Comparator.BETWEEN)  # a range needs a second number
SCOPES = {
    Kind.NUMBER: tuple(one for one in Scope if one is not Scope.UNDECIDED),
    Kind.PERCENT: (Scope.MONTH, Scope.QUARTER, Scope.HALF_YEAR, Scope.YEAR, Scope.FINAL),  # it never adds up
    Kind.GROWTH: (Scope.YEAR, Scope.FINAL),  # a month or a quarter has no reference of its own
}


@dataclass(frozen=True)
class Settable:
    """What may be set today, in the order in which a form offers it."""

    scopes: tuple[Scope, ...] = ()
    comparators: tuple[Comparator, ...] = ()
    years: tuple[int, ...] = ()  # that may still be exempted


def settable(bare: Facts, exempt_years: frozenset[int], on: date) -> Settable:
    """`bare`: the facts as the document has them, without any ruling; decisions already made may be overruled.

    One year whose target leaves a thing open is enough: a decision holds for every year of the indicator.
    """
    scopes: set[Scope] = set()
    comparators: set[Comparator] = set()
    for year in (year for year in bare.years if bare.is_in_force(year)):
        meaning = bare.terms[year].meaning
        scopes |= set(_scopes(meaning, open_question(bare, year, on)))
        comparators |= set(_comparators(meaning))
    return Settable(
        tuple(one for one in Scope if one in scopes),
        tuple(one for one in Comparator if one in comparators),
        tuple(year for year in bare.years if bare.is_in_force(year) and year not in exempt_years),
    )


def _scopes(meaning: TargetMeaning, question: Question | None) -> tuple[Scope, ...]:
    if meaning.kind not in COMPARED or meaning.schedule:
        return ()
    is_said = meaning.origins.scope is Origin.DOCUMENT and meaning.scope is not Scope.UNDECIDED
    return () if is_said and question is not Question.TOO_RARE else SCOPES[meaning.kind]


def _comparators(meaning: TargetMeaning) -> tuple[Comparator, ...]:
    is_said = meaning.origins.comparator is Origin.DOCUMENT or meaning.comparator is Comparator.BETWEEN
    return () if meaning.kind not in COMPARED or is_said else COMPARATORS
