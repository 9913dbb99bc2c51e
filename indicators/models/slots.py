"""Where a figure belongs."""

from dataclasses import dataclass

from indicators.models.indicators import Indicator
from indicators.rules.periods import Period
from indicators.rules.recording import RoundDays


@dataclass(frozen=True)
class Slot:
    """An indicator, one of its periods and the round that takes it."""

    indicator: Indicator
    period: Period
    days: RoundDays
