"""Texts that every kind of chart has: its title, the statuses and the target in words."""

from decimal import Decimal

from cooperation import rendering
from cooperation.text import Sentence, typeset
from indicators.queries.tree import IndicatorNode, YearRow
from indicators.rules import status as rules
from indicators.rules.meanings import TargetMeaning
from indicators.rules.targets import target_sentence
from indicators.wording import charts as wording


def chart_title(node: IndicatorNode) -> str:
    first, last = node.facts.first_year, node.facts.last_year
    return f"{typeset(node.name)}, {first if first == last else f'{first}–{last}'}"


def status_label(row: YearRow) -> str:
    return rendering.render(rules.status_label(row.result.status))


def latest_meaning(node: IndicatorNode) -> TargetMeaning | None:
    """Return the meaning of the latest target."""
    years = [year for year in node.facts.years if year in node.facts.terms]
    return node.facts.terms[years[-1]].meaning if years else None


def target_in_words(node: IndicatorNode) -> Sentence | None:
    """Return the latest target in words."""
    meaning = latest_meaning(node)
    return target_sentence(meaning) if meaning else None


def value_label(row: YearRow) -> str:
    return number_label(row, row.result.actual)


def number_label(row: YearRow, value: Decimal | None) -> str:
    if value is None:
        return ""
    decimals = max(row.result.decimals, row.indicator.decimals)
    return wording.chart_value(row.indicator, value, decimals, row.threshold, row.upper)
