"""What a coordinator's decision may set: only what the document leaves open, or what the portal assumed for it."""

from dataclasses import dataclass, replace

from cooperation.rules.origins import Origin
from indicators.rules.cases import is_measured_often_enough
from indicators.rules.facts import Facts, Terms
from indicators.rules.meanings import NUMERIC_KINDS, Comparator, Kind, Scope, TargetMeaning

COMPARATORS = tuple(one for one in Comparator if one is not Comparator.BETWEEN)  # a range needs a second number
SCOPES = {
    Kind.NUMBER: tuple(one for one in Scope if one is not Scope.UNDECIDED),
    Kind.PERCENT: (Scope.MONTH, Scope.QUARTER, Scope.HALF_YEAR, Scope.YEAR, Scope.FINAL),  # it never adds up
    Kind.GROWTH: (Scope.YEAR, Scope.FINAL),  # a month or a quarter has no reference of its own
}


@dataclass(frozen=True)
class RulingOptions:
    """What may be set today, in the order in which a form offers it."""

    scopes: tuple[Scope, ...] = ()
    comparators: tuple[Comparator, ...] = ()
    years: tuple[int, ...] = ()  # that may still be exempted


def ruling_options(bare: Facts, exempt_years: frozenset[int]) -> RulingOptions:
    """`bare`: the facts as the document has them, without any ruling; decisions already made may be overruled.

    One year whose target leaves a thing open is enough: a decision holds for every year that does.
    """
    asked = [year for year in bare.years if bare.is_in_force(year)]
    scopes = {scope for year in asked for scope in _scopes(bare.terms[year])}
    comparators = {comparator for year in asked for comparator in _comparators(bare.terms[year].meaning)}
    return RulingOptions(
        tuple(one for one in Scope if one in scopes),
        tuple(one for one in Comparator if one in comparators),
        tuple(year for year in asked if year not in exempt_years),
    )


def apply_decision(terms: Terms, comparator: Comparator | None, scope: Scope | None) -> Terms:
    """The terms with what was decided; what they say themselves stands, as after an amendment that settles it."""
    meaning = terms.meaning
    if comparator in _comparators(meaning):
        origins = replace(meaning.origins, comparator=Origin.DECISION)
        meaning = replace(meaning, comparator=comparator, origins=origins)
    if scope in _scopes(terms):
        meaning = replace(meaning, scope=scope, origins=replace(meaning.origins, scope=Origin.DECISION))
    return replace(terms, meaning=meaning)


def _scopes(terms: Terms) -> tuple[Scope, ...]:
    meaning = terms.meaning
    if meaning.kind not in NUMERIC_KINDS:
        return ()
    if meaning.schedule:  # the years that it names, once a person has confirmed that the others have no target
        return (Scope.YEAR,) if meaning.origins.scope is not Origin.DOCUMENT else ()
    is_said = meaning.origins.scope is Origin.DOCUMENT and meaning.scope is not Scope.UNDECIDED
    return () if is_said and is_measured_often_enough(terms) else SCOPES[meaning.kind]


def _comparators(meaning: TargetMeaning) -> tuple[Comparator, ...]:
    is_said = meaning.origins.comparator is Origin.DOCUMENT or meaning.comparator is Comparator.BETWEEN
    return () if meaning.kind not in NUMERIC_KINDS or is_said else COMPARATORS
