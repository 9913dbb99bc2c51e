"""Errors of the services; a view turns each into one page or message."""

from collections.abc import Sequence

from reports.models import AnnualReport, Chapter, Publication
from reports.queries.checklist import ChecklistItem


class ReportError(Exception):
    """Base of the errors of reports."""


class ReportNotAllowed(ReportError):
    """Only coordinators write and publish reports."""


class NoSuchChapter(ReportError):
    """The report has no chapter of that key."""


class StaleReport(ReportError):
    """Somebody else saved or published in the meantime; `current` of the subclasses is the row as they saved it."""


class StaleChapter(StaleReport):
    def __init__(self, current: Chapter | None) -> None:
        super().__init__("the chapter was saved in the meantime")
        self.current = current


class StaleFinance(StaleReport):
    def __init__(self, current: AnnualReport) -> None:
        super().__init__("the financial table was saved in the meantime")
        self.current = current


class StalePublication(StaleReport):
    def __init__(self, current: Publication | None) -> None:
        super().__init__("the report was published in the meantime")
        self.current = current


class YearsNotOver(ReportError):
    """The report's last year is not over, so it cannot be published yet."""


class ChecklistNotMet(ReportError):
    """The checklist has unmet items that were not accepted; `items` lists them."""

    def __init__(self, items: Sequence[ChecklistItem]) -> None:
        super().__init__("unmet items")
        self.items = items


class ReportReasonRequired(ReportError):
    """A version after the first, or an erratum, has no text."""
