"""Actions, indicators, targets, measurements, rounds and rulings: what the programme is monitored by."""

from indicators.models.action import Action
from indicators.models.indicator import Breakdown, Category, Indicator, Target
from indicators.models.measurement import ChainHead, Measurement, Revision, RevisionPart
from indicators.models.round import ReportingRound
from indicators.models.ruling import Assessment, Decision

__all__ = [
    "Action",
    "Assessment",
    "Breakdown",
    "Category",
    "ChainHead",
    "Decision",
    "Indicator",
    "Measurement",
    "ReportingRound",
    "Revision",
    "RevisionPart",
    "Target",
]
