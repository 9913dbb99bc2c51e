"""Exceptions of this app's services; views turn each of them into one page or message. Imports no Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from cooperation.models import Programme
    from cooperation.text import Sentence
    from indicators.models import Assessment, Decision, Evidence, ReaderQuestion, ReportingRound, Revision
    from indicators.queries.finding_links import NodeLinks
    from indicators.queries.programme_tree import References
    from indicators.queries.tree import YearRow
    from indicators.rules.recording import RecordingLock

# --- measurements --------------------------------------------------------------------------------------------------


class MeasurementError(Exception):
    """Base of the errors of measurements, evidence and comments."""


class NotAllowed(MeasurementError):
    """The user may not do this; the view answers 404 or 403."""


class RecordingLocked(MeasurementError):
    """The figure cannot be changed now; `lock` holds the reason."""

    def __init__(self, lock: RecordingLock) -> None:
        super().__init__(str(lock.sentence))
        self.lock = lock


class TooEarlyToSubmit(MeasurementError):
    """The period has not ended, so only a draft can be saved; `from_day` is the first day of submission."""

    def __init__(self, from_day: date) -> None:
        super().__init__(f"submission from {from_day}")
        self.from_day = from_day


class StaleRevision(MeasurementError):
    """The form was rendered from an older revision; `head` is the current one, None when nothing is recorded."""

    def __init__(self, head: Revision | None) -> None:
        super().__init__("the form was rendered from an older revision")
        self.head = head


class ReasonRequired(MeasurementError):
    """A correction of an approved figure, or a change of a round, needs a public reason."""


class CommentRequired(MeasurementError):
    """A comment, or the return of a figure for correction, needs a text."""


class OwnSubmission(MeasurementError):
    """The coordinator submitted the figure, and another coordinator can approve it."""


class WrongState(MeasurementError):
    """The head revision is in a state that does not permit this step, e.g. the approval of a draft."""


class DuplicateComment(MeasurementError):
    """The same request key was used before with another text; nothing was written."""


# --- evidence ------------------------------------------------------------------------------------------------------


class UploadRefused(Exception):
    """A file, link or title is not accepted; `sentence` says why and what to send instead.

    `field` is "title" when the title is the reason.
    """

    def __init__(self, sentence: Sentence, field: str = "") -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field


class ScannerFailed(Exception):
    """The antivirus program is configured but gave no result."""


class DuplicateEvidence(Exception):
    """The figure already has this file or link; `evidence` is the existing row, None if it was removed meanwhile."""

    def __init__(self, evidence: Evidence | None) -> None:
        super().__init__("the figure already has this file or link")
        self.evidence = evidence


class EvidenceRemoved(Exception):
    """Another user removed the evidence meanwhile."""


# --- reporting rounds ----------------------------------------------------------------------------------------------


class RoundError(Exception):
    """Base of the errors of reporting rounds; `round` is the current round, where that matters."""

    def __init__(self, round_: ReportingRound | None = None) -> None:
        super().__init__(type(self).__name__)
        self.round = round_


class DaysOutOfOrder(RoundError):
    """The due date is earlier than the opening day."""


class DaysFarAway(RoundError):
    """A day is years away from the year of the round, probably by mistake."""


class NothingChanged(RoundError):
    """The round already has these days."""


class RoundAlreadyOpen(RoundError):
    """The year already has a round."""


class RoundChanged(RoundError):
    """The round was changed after the form was rendered."""


class RoundClosed(RoundError):
    """The round is already closed."""


class RoundNotClosed(RoundError):
    """The round is open, so it cannot be reopened."""


class RoundNotOpenYet(RoundError):
    """A round cannot be closed before its first day."""


class ChecklistChanged(RoundError):
    """A figure, a question or the round changed after the checklist was shown."""


class GapsNeedReason(RoundError):
    """`gaps` figures are missing, so closing the round needs a public reason."""

    def __init__(self, gaps: int) -> None:
        super().__init__()
        self.gaps = gaps


# --- rulings -------------------------------------------------------------------------------------------------------


class RulingError(Exception):
    """Base of the errors of decisions and assessments."""


class TextRequired(RulingError):
    """A decision needs a text, an assessment needs a reason."""


class NotOpen(RulingError):
    """A decision may set only what the document leaves open, and exempt only a year for which figures are due."""


class NotToBeAssessed(RulingError):
    """Figures decide the status of the year, or it has no status yet; `row` is the year without an assessment."""

    def __init__(self, row: YearRow) -> None:
        super().__init__(str(row.result.sentence))
        self.row = row


class StaleRuling(RulingError):
    """Another ruling was made after the form was opened; `newest` is the one in force."""

    def __init__(self, newest: Decision | Assessment | None) -> None:
        super().__init__("the form was rendered before the newest ruling")
        self.newest = newest


# --- readers' questions --------------------------------------------------------------------------------------------


class QuestionError(Exception):
    """Base of the errors of readers' questions."""


class WordsRequired(QuestionError):
    """A question, an answer and the reason for declining need a text."""


class NotAShortening(QuestionError):
    """Texts may only be shortened to remove personal data; `field` ("text" or "answer") was changed otherwise."""

    def __init__(self, field: str = "text") -> None:
        super().__init__(f"{field} is not a shortened version of the original")
        self.field = field


class LinkExpired(QuestionError):
    """The question was not confirmed in time."""


class AlreadySettled(QuestionError):
    """The question is no longer open: answered, declined, or withdrawn by its author (then `question` is None)."""

    def __init__(self, question: ReaderQuestion | None) -> None:
        super().__init__("the question is no longer open")
        self.question = question


# --- programmes ----------------------------------------------------------------------------------------------------


class YearsFixed(Exception):
    """The years of the programme no longer change: it was published once, or something is recorded."""


class ProgrammeExists(Exception):
    """The issuer already has a programme for these years; `programme` is that one."""

    def __init__(self, programme: Programme) -> None:
        super().__init__(f"programme {programme.pk} has these years")
        self.programme = programme


# --- the programme's tree ------------------------------------------------------------------------------------------


class ProgrammeTreeError(Exception):
    """Base of the errors of moving, adding and deleting nodes of a programme's tree; nothing was written."""


class NodeMissing(ProgrammeTreeError):
    """The programme has no such node, or no longer."""


class NodeChanged(ProgrammeTreeError):
    """The node, or the order around it, was changed after the page was rendered."""


class NodeFixed(ProgrammeTreeError):
    """Values have been approved, so the node stays under its goal or action."""


class LinksChanged(ProgrammeTreeError):
    """The links of the node were changed after the page was rendered; `links` are the present ones."""

    def __init__(self, links: NodeLinks) -> None:
        super().__init__("the links were changed")
        self.links = links


class NodeInUse(ProgrammeTreeError):
    """Other rows refer to the node, so it cannot be deleted; `references` tells how many, by kind."""

    def __init__(self, references: References) -> None:
        super().__init__(f"referred to: {references}")
        self.references = references
