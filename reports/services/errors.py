"""What can go wrong with a report; a view turns each into one page or message."""

from typing import Any


class ReportError(Exception):
    """Parent of all below."""


class NotAllowed(ReportError):
    """Reports are the coordinators'."""


class NoSuchChapter(ReportError):
    """The report has no chapter of that key."""


class StaleWords(ReportError):
    """Somebody saved in the meantime; `now` is what stands there."""

    def __init__(self, now: Any) -> None:
        super().__init__("the form was made from an older version")
        self.now = now


class NotOver(ReportError):
    """A report is published when its last year is over."""


class NotReady(ReportError):
    """The checklist has open points and nobody said that they are known; `open` are those points."""

    def __init__(self, found: Any) -> None:
        super().__init__("open points")
        self.open = found


class ReasonRequired(ReportError):
    """Another version, or an erratum, needs its words."""
