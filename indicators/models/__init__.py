"""Actions, indicators, targets, measurements, rounds and rulings: what the programme is monitored by."""

from indicators.models.action import Action
from indicators.models.evidence import Comment, Evidence
from indicators.models.indicator import Breakdown, Category, Indicator, Target
from indicators.models.measurement import ChainHead, Measurement, Revision, RevisionPart
from indicators.models.notification import MailChoice, Notification
from indicators.models.question import ReaderQuestion
from indicators.models.round import ReportingRound
from indicators.models.ruling import Assessment, Decision

__all__ = [
    "Action",
    "Assessment",
    "Breakdown",
    "Category",
    "ChainHead",
    "Comment",
    "Decision",
    "Evidence",
    "Indicator",
    "MailChoice",
    "Measurement",
    "Notification",
    "ReaderQuestion",
    "ReportingRound",
    "Revision",
    "RevisionPart",
    "Target",
]
