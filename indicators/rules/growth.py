"""Growth: the reference it starts from and the change against it."""

from decimal import Decimal

from indicators.rules.case import Case
from indicators.rules.meanings import GrowthReference, GrowthUnit


def reference(case: Case) -> Decimal | None:
    """The value that the actual one is held against; None when it is not known.

    A year named by the text is known only as the indicator's baseline. The previous year counts when all its periods
    have approved values: half a year is no reference; before the first measured year the baseline of that very year
    stands in.
    """
    meaning, facts = case.meaning, case.facts
    if meaning.growth_year is not None:
        return facts.baseline_value if meaning.growth_year == facts.baseline_year else None
    if meaning.growth_reference is GrowthReference.BASELINE:
        return facts.baseline_value
    if meaning.growth_reference is GrowthReference.PREVIOUS_YEAR:
        before = Case(facts, case.year - 1, case.on)
        if before.counted and len(before.measured) == len(before.counted):
            return before.actual
        return facts.baseline_value if facts.baseline_year == before.year else None
    return None


def change(actual: Decimal, reference: Decimal, unit: GrowthUnit | None) -> Decimal:
    """How much `actual` differs from `reference`, in the target's unit.

    Percent of the size of the reference, so that more is an increase for a negative reference too; percentage points
    and units are a plain difference. A percentage of 0 does not exist: the caller asks `reference` first.
    """
    difference = actual - reference
    return difference * 100 / abs(reference) if unit is GrowthUnit.PERCENT else difference
