"""Actions, indicators, targets, measurements, rounds and rulings: what the programme is monitored by."""

from indicators.models.actions import Action
from indicators.models.evidence import Comment, Evidence
from indicators.models.indicators import Breakdown, Category, Indicator, Target
from indicators.models.measurements import ChainHead, Measurement, Revision, RevisionPart
from indicators.models.notifications import MailChoice
from indicators.models.reader_questions import PublishedAnswer, ReaderQuestion
from indicators.models.rounds import ReportingRound
from indicators.models.rulings import Assessment, Decision
from indicators.models.stored_drafts import StoredDraft

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
    "PublishedAnswer",
    "ReaderQuestion",
    "ReportingRound",
    "Revision",
    "RevisionPart",
    "StoredDraft",
    "Target",
]
