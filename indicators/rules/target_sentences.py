"""The meaning of a target in words: "co najmniej 1 w każdym roku"."""

from decimal import Decimal
from functools import reduce

from cooperation.text import Sentence, say
from indicators.rules.meanings import Comparator, GrowthReference, GrowthUnit, Kind, Scope, TargetMeaning
from indicators.rules.values import percentage, percentage_points, with_measure


def target_sentence(meaning: TargetMeaning) -> Sentence:
    """Return the whole target in one sentence, including what the document leaves open."""
    match meaning.kind:
        case Kind.DESCRIPTIVE:
            return say("descriptive target")
        case Kind.AS_NEEDED:
            return say("as needed, no target value")
        case Kind.NONE:
            return say("no target set")
        case Kind.YES_NO:
            if meaning.deadline is None:
                return say("yes, by the programme's end")
            return say("yes, by {day}", day=meaning.deadline)
        case Kind.DEADLINE:
            return say("done by {day}", day=meaning.deadline)
        case Kind.GROWTH:
            return _against(meaning, _over_time(meaning, _change(meaning)))
        case _:  # a number or a percentage
            return _scheduled(meaning) if meaning.schedule else _over_time(meaning, _compared(meaning, meaning.value))


def target_figure(meaning: TargetMeaning, value: Decimal) -> Sentence | Decimal:
    """Return the number with its unit or measure."""
    unit = GrowthUnit.PERCENT if meaning.kind is Kind.PERCENT else meaning.growth_unit
    measure = meaning.measure
    if unit is GrowthUnit.POINTS:
        return percentage_points(value)
    if unit is GrowthUnit.PERCENT:
        if measure and meaning.kind is Kind.PERCENT:
            return say("{number}% {measure}", number=value, measure=measure)
        return percentage(value)
    return with_measure(value, measure) if measure else value


def _compared(meaning: TargetMeaning, value: Decimal | None, is_reversed: bool = False) -> Sentence:
    """Return the number with its comparator; `is_reversed` for a decrease, which is written as a positive number."""
    value, upper, comparator = value or Decimal(0), meaning.upper or Decimal(0), meaning.comparator
    if is_reversed:
        value, upper = -(meaning.upper or value), -value
        comparator = _REVERSED.get(comparator, comparator) if comparator else None
    figure = target_figure(meaning, value)
    match comparator:
        case Comparator.MORE_THAN:
            return say("more than {figure}", figure=figure)
        case Comparator.AT_MOST:
            return say("at most {figure}", figure=figure)
        case Comparator.LESS_THAN:
            return say("less than {figure}", figure=figure)
        case Comparator.EXACTLY:
            return say("exactly {figure}", figure=figure)
        case Comparator.BETWEEN:
            return say("from {lower} to {upper}", lower=value, upper=target_figure(meaning, upper))
        case _:
            return say("at least {figure}", figure=figure)


_REVERSED = {
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.MORE_THAN: Comparator.LESS_THAN,
    Comparator.LESS_THAN: Comparator.MORE_THAN,
}


def _change(meaning: TargetMeaning) -> Sentence:
    """Return "wzrost o co najmniej 5%"; what grows follows in brackets, as the document writes it."""
    value, upper = meaning.value or Decimal(0), meaning.upper
    is_fall = value < 0
    if upper is not None and not meaning.measure:
        if is_fall:
            return say(
                "decrease in the range from {lower} to {upper}", lower=-upper, upper=target_figure(meaning, -value)
            )
        return say("increase in the range from {lower} to {upper}", lower=value, upper=target_figure(meaning, upper))
    amount = _compared(meaning, meaning.value, is_fall)
    if meaning.measure and meaning.growth_unit is not GrowthUnit.UNITS:
        if is_fall:
            return say("decrease ({measure}) by {amount}", measure=meaning.measure, amount=amount)
        return say("increase ({measure}) by {amount}", measure=meaning.measure, amount=amount)
    return say("decrease by {amount}", amount=amount) if is_fall else say("increase by {amount}", amount=amount)


def _over_time(meaning: TargetMeaning, amount: Sentence) -> Sentence:
    match meaning.scope:
        case Scope.MONTH:
            return say("{amount} in every month", amount=amount)
        case Scope.QUARTER:
            return say("{amount} in every quarter", amount=amount)
        case Scope.HALF_YEAR:
            return say("{amount} in every half-year", amount=amount)
        case Scope.YEAR:
            return say("{amount} in every year", amount=amount)
        case Scope.PROGRAMME if meaning.deadline is None:
            return say("{amount} in the whole programme", amount=amount)
        case Scope.PROGRAMME:
            return say("{amount} in total by {day}", amount=amount, day=meaning.deadline)
        case Scope.FINAL if meaning.deadline is None:
            return say("{amount} at the programme's end", amount=amount)
        case Scope.FINAL:
            return say("{amount} on {day}", amount=amount, day=meaning.deadline)
        case _:
            if meaning.kind is Kind.GROWTH:
                return amount  # `_against` adds that scope and reference are open
            return say(
                "{amount}; the programme does not say whether in every year or in the whole period", amount=amount
            )


def _against(meaning: TargetMeaning, change: Sentence) -> Sentence:
    if meaning.growth_reference is GrowthReference.PREVIOUS_YEAR:
        return say("{change}, compared with the previous year", change=change)
    if meaning.growth_year is not None:
        return say("{change}, against {year}", change=change, year=str(meaning.growth_year))
    if meaning.growth_reference is GrowthReference.BASELINE:
        return say("{change}, compared with the baseline value", change=change)
    if meaning.scope is Scope.UNDECIDED:
        return say("{change}; the programme does not say by when and compared with what", change=change)
    return say("{change}; the programme does not say compared with what", change=change)


def _scheduled(meaning: TargetMeaning) -> Sentence:
    years = [year for year, _ in meaning.schedule]
    if meaning.value is not None and len(years) > 1:
        amount = _compared(meaning, meaning.value)
        return say(
            "{amount} in every year from {first} to {last}", amount=amount, first=str(years[0]), last=str(years[-1])
        )
    entries = [
        say("{year}: {amount}", year=str(year), amount=_compared(meaning, value)) for year, value in meaning.schedule
    ]
    return reduce(lambda first, following: say("{first}; {next}", first=first, next=following), entries)
