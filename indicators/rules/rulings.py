"""What a coordinator's decision may set: only what the document leaves open or what was assumed."""

from dataclasses import dataclass, replace

from cooperation.rules.origins import Origin
from indicators.rules.cases import is_measured_often_enough
from indicators.rules.facts import Facts, Terms
from indicators.rules.meanings import NUMERIC_KINDS, Comparator, Kind, Scope, TargetMeaning

COMPARATORS = tuple(each for each in Comparator if each is not Comparator.BETWEEN)  # a range needs a second number
SCOPES = {
    Kind.NUMBER: tuple(each for each in Scope if each is not Scope.UNDECIDED),
    Kind.PERCENT: (
        Scope.MONTH,
        Scope.QUARTER,
        Scope.HALF_YEAR,
        Scope.YEAR,
        Scope.FINAL,
    ),  # percentages are not added up
    Kind.GROWTH: (Scope.YEAR, Scope.FINAL),  # a month or a quarter has no reference
}


@dataclass(frozen=True)
class RulingOptions:
    """The scopes, comparators and exempt years that a decision may set, in the order of the form."""

    scopes: tuple[Scope, ...] = ()
    comparators: tuple[Comparator, ...] = ()
    years: tuple[int, ...] = ()


def ruling_options(bare: Facts, exempt_years: frozenset[int]) -> RulingOptions:
    """Return what a decision may set; `bare`: the facts without any ruling, so that earlier decisions can be replaced.

    An option is offered when the target of at least one year leaves it open; the decision applies to all such years.
    """
    years_in_force = [year for year in bare.years if bare.is_in_force(year)]
    scopes = {scope for year in years_in_force for scope in _open_scopes(bare.terms[year])}
    comparators = {comparator for year in years_in_force for comparator in _open_comparators(bare.terms[year].meaning)}
    return RulingOptions(
        tuple(scope for scope in Scope if scope in scopes),
        tuple(comparator for comparator in Comparator if comparator in comparators),
        tuple(year for year in years_in_force if year not in exempt_years),
    )


def apply_decision(terms: Terms, comparator: Comparator | None, scope: Scope | None) -> Terms:
    """Return the terms with the decision applied; it has no effect on what the terms themselves state."""
    meaning = terms.meaning
    if comparator in _open_comparators(meaning):
        origins = replace(meaning.origins, comparator=Origin.DECISION)
        meaning = replace(meaning, comparator=comparator, origins=origins)
    if scope in _open_scopes(terms):
        meaning = replace(meaning, scope=scope, origins=replace(meaning.origins, scope=Origin.DECISION))
    return replace(terms, meaning=meaning)


def _open_scopes(terms: Terms) -> tuple[Scope, ...]:
    meaning = terms.meaning
    if meaning.kind not in NUMERIC_KINDS:
        return ()
    if meaning.schedule:  # a decision confirms that the other years have no target
        return (Scope.YEAR,) if meaning.origins.scope is not Origin.DOCUMENT else ()
    is_stated = meaning.origins.scope is Origin.DOCUMENT and meaning.scope is not Scope.UNDECIDED
    return () if is_stated and is_measured_often_enough(terms) else SCOPES[meaning.kind]


def _open_comparators(meaning: TargetMeaning) -> tuple[Comparator, ...]:
    is_stated = meaning.origins.comparator is Origin.DOCUMENT or meaning.comparator is Comparator.BETWEEN
    return () if meaning.kind not in NUMERIC_KINDS or is_stated else COMPARATORS
