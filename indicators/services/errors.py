"""What can go wrong with a figure; a view turns each into one page or message."""

from typing import Any


class MeasurementError(Exception):
    """Parent of all below."""


class NotAllowed(MeasurementError):
    """The person may not do this; the page does not exist for them."""


class RecordingLocked(MeasurementError):
    """Nothing may be recorded now; `lock` says why."""

    def __init__(self, lock: Any) -> None:
        super().__init__(str(lock.sentence))
        self.lock = lock


class TooEarlyToSubmit(MeasurementError):
    """A draft may be kept, but the period is not over."""

    def __init__(self, from_day: Any) -> None:
        super().__init__(f"submission from {from_day}")
        self.from_day = from_day


class StaleRevision(MeasurementError):
    """Somebody saved in the meantime; `head` is what stands now (None: nothing recorded)."""

    def __init__(self, head: Any) -> None:
        super().__init__("the form was made from an older revision")
        self.head = head


class ReasonRequired(MeasurementError):
    """A correction of an approved figure needs its public reason."""


class CommentRequired(MeasurementError):
    """A figure is sent back with a comment that says what to mend."""


class OwnSubmission(MeasurementError):
    """Somebody else approves what a person submitted, while there is another coordinator."""


class WrongState(MeasurementError):
    """The step does not lead from here (approving a draft, withdrawing what was not submitted)."""


# --- rounds ------------------------------------------------------------------------------------------------------


class RoundError(Exception):
    """Parent of what can go wrong with a reporting round; `round` is how it stands now, where that matters."""

    def __init__(self, row: Any = None) -> None:
        super().__init__(type(self).__name__)
        self.round = row


class DaysOutOfOrder(RoundError):
    """The due date is earlier than the opening."""


class DaysFarAway(RoundError):
    """A day lies years away from the round's year: a slip of the finger."""


class NothingChanged(RoundError):
    """The days are the ones that the round has."""


class RoundAlreadyOpen(RoundError):
    """Somebody gave the year its round before."""


class RoundChanged(RoundError):
    """Somebody changed the round since the form was made."""


class RoundClosed(RoundError):
    """The round is closed already."""


class RoundNotClosed(RoundError):
    """There is nothing to reopen."""


class RoundNotOpenYet(RoundError):
    """A round cannot be closed before its first day."""


class ChecklistChanged(RoundError):
    """A figure, a question or the round changed since the checklist was seen."""


class GapsNeedReason(RoundError):
    """Figures are missing: readers must be told why the year is closed without them."""

    def __init__(self, gaps: int) -> None:
        super().__init__()
        self.gaps = gaps


# --- rulings -------------------------------------------------------------------------------------------------------


class RulingError(Exception):
    """Parent of what can go wrong with a decision or an assessment."""


class TextRequired(RulingError):
    """A ruling is public with its words: a decision needs its text, an assessment its reason."""


class NotOpen(RulingError):
    """A decision may set only what the document leaves open, and exempt only a year that asks for something."""


class NotToBeAssessed(RulingError):
    """Figures decide the year, or it has none yet; `row` says how it stands without an assessment."""

    def __init__(self, row: Any) -> None:
        super().__init__(str(row.result.sentence))
        self.row = row


class StaleRuling(RulingError):
    """Somebody ruled in the meantime; `newest` is what stands now."""

    def __init__(self, newest: Any) -> None:
        super().__init__("the form was made before the newest ruling")
        self.newest = newest


# --- comments ------------------------------------------------------------------------------------------------------


class OtherWords(MeasurementError):
    """The same request was sent before with other words; nothing was written."""


# --- readers' questions ----------------------------------------------------------------------------------------------


class QuestionError(Exception):
    """Parent of what can go wrong with a reader's question."""


class WordsRequired(QuestionError):
    """A question, an answer and the reason of a refusal have words."""


class OtherThanShortened(QuestionError):
    """Words are published as they are; personal data may be taken out, each place marked. `field`: text or answer."""

    def __init__(self, field: str = "text") -> None:
        super().__init__(f"{field} is not what stood there, shortened")
        self.field = field


class LinkExpired(QuestionError):
    """The question was not confirmed in time."""


class AlreadySettled(QuestionError):
    """Somebody answered or declined in the meantime, or the asker took the question back (`question` is None)."""

    def __init__(self, question: Any) -> None:
        super().__init__("the question does not wait any more")
        self.question = question
