"""The difference between two years of an indicator, in words."""

from decimal import Decimal

from cooperation.text import Sentence, TypedNumber, ValueType, say, say_many
from indicators.rules.facts import YearStatus
from indicators.rules.values import format_value


def year_difference(earlier: YearStatus, later: YearStatus, value_type: ValueType, measure: str = "") -> Sentence:
    """Return the difference between the figures of two years, as rounded for display, or why there is none."""
    if earlier.actual is None or later.actual is None:
        empty = [result.year for result in (earlier, later) if result.actual is None]
        return say_many(
            "cannot be calculated: no figure for {years}",
            "cannot be calculated: no figures for {years}",
            len(empty),
            years=", ".join(str(year) for year in empty),
        )
    change = _change(earlier.actual, later.actual, max(earlier.decimals, later.decimals), value_type, measure)
    partial = [result.year for result in (earlier, later) if result.periods_approved < result.periods_counted]
    if partial:
        return say(
            "{difference} (incomplete data: {years})", difference=change, years=", ".join(str(year) for year in partial)
        )
    return change


def _change(before: Decimal, after: Decimal, decimals: int, value_type: ValueType, measure: str) -> Sentence:
    if value_type is ValueType.YES_NO:
        if before == after:
            return say("no change")
        return say("from “no” to “yes”") if after else say("from “yes” to “no”")
    change = round(after, decimals) - round(before, decimals)
    if not change:
        return say("no change")
    sign, size = ("+" if change > 0 else "\u2212"), TypedNumber(abs(change), decimals)
    if value_type is ValueType.PERCENT:
        return say("{sign}{value} p.p.", sign=sign, value=size)
    return say("{sign}{value}", sign=sign, value=format_value(size, value_type=value_type, measure=measure))
