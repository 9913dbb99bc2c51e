"""The place of a figure: indicator, period and round."""

from dataclasses import dataclass

from indicators.models.indicators import Indicator
from indicators.rules.periods import Period
from indicators.rules.recording import RoundDays


@dataclass(frozen=True)
class Slot:
    """An indicator, one of its periods, and the dates of the round in which its figure is recorded."""

    indicator: Indicator
    period: Period
    days: RoundDays
