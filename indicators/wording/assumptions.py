"""Sentences about what the programme leaves open and the portal assumes or a coordinator has decided."""

from cooperation.rules.origins import Origin
from cooperation.text import Sentence, ValueType, say
from indicators.models import Indicator, Target
from indicators.queries.breakdowns import BreakdownCategories
from indicators.rules.meanings import Aggregation, TargetMeaning
from indicators.wording.rulings import COMPARATOR_LABELS, SCOPE_LABELS

VALUE_TYPE_LABELS = {
    ValueType.COUNT: say("a whole number"),
    ValueType.DECIMAL: say("a number that may have decimal places"),
    ValueType.SIGNED: say("a number that may be negative"),
    ValueType.PERCENT: say("a percentage"),
    ValueType.MONEY: say("an amount of money"),
    ValueType.YES_NO: say("an answer of yes or no"),
}
AGGREGATION_LABELS = {
    Aggregation.SUM: say("their sum"),
    Aggregation.LAST: say("the last value"),
    Aggregation.MEAN: say("their mean"),
    Aggregation.MAXIMUM: say("the largest value"),
}


def assumptions(
    indicator: Indicator, target: Target | None, meaning: TargetMeaning | None, breakdown: BreakdownCategories | None
) -> list[Sentence]:
    """Return one sentence for each property of the indicator that its programme does not state."""
    if target is None or meaning is None:
        return []
    sentences = [
        sentence
        for sentence in (
            _origin_sentence(meaning.origins.comparator, COMPARATOR_LABELS.get(str(meaning.comparator or ""))),
            _origin_sentence(meaning.origins.scope, SCOPE_LABELS.get(str(meaning.scope or ""))),
        )
        if sentence is not None
    ]
    if indicator.value_type_origin == Origin.DEFAULT:
        value_type = VALUE_TYPE_LABELS[ValueType(indicator.value_type)]
        sentences.append(say("assumed: the figure is {value_type}", value_type=value_type))
    if target.aggregation_origin == Origin.DEFAULT and target.frequency not in ("yearly", "ongoing", ""):
        aggregation = AGGREGATION_LABELS[Aggregation(target.aggregation)]
        sentences.append(
            say("assumed: the figure of a year with several periods is {aggregation}", aggregation=aggregation)
        )
    if breakdown is not None:
        sentences.append(
            say("assumed: the categories are the words in brackets in the action's name and add up to the value")
        )
    return sentences


def _origin_sentence(origin: Origin | None, label: Sentence | None) -> Sentence | None:
    """Return how a property of the target was settled; None where the programme itself states it."""
    if label is None or label is SCOPE_LABELS["undecided"]:
        return label
    if origin is Origin.DEFAULT:
        return say("assumed: {property} (the programme does not say so)", property=label)
    if origin is Origin.DECISION:
        return say("coordinator's decision: {property}", property=label)
    return None
