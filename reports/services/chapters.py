"""Saving the chapters and the financial table of a report."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from cooperation.models import Programme
from goals.models import SpecificGoal
from reports import permissions
from reports.models import AnnualReport, Chapter, FinanceRow
from reports.rules import chapters
from reports.rules.span import Span
from reports.services.errors import NoSuchChapter, ReportNotAllowed, StaleChapter, StaleFinance

FinanceCells = Mapping[str, Decimal | int | str | None]  # by the names of FINANCE_FIELDS; None: an empty cell
FINANCE_FIELDS = ("name", "calls", "offers", "contracts", "planned", "spent", "beneficiaries")


def save_chapter(
    programme: Programme, span: Span, key: str, text: str, by: User, *, based_on: int, at: datetime | None = None
) -> Chapter:
    """Save a chapter's text. `based_on`: the version from which the form was rendered, 0 for none.

    The same text sent again changes nothing. Raises StaleChapter if another text was saved since that version.
    """
    _check_permission(by)
    if key not in _chapter_keys(programme):
        raise NoSuchChapter(key)
    with transaction.atomic():
        report = locked_report(programme, span)
        at = at or timezone.now()
        saved = Chapter.objects.select_related("author").filter(report=report, key=key).first()
        if saved is not None and saved.text == text:
            return saved
        if (saved.number if saved else 0) != based_on:
            raise StaleChapter(saved)
        chapter = saved or Chapter(report=report, key=key)
        chapter.text, chapter.number, chapter.saved_at, chapter.author = text, based_on + 1, at, by
        chapter.save()
    return chapter


def save_finance(
    programme: Programme, span: Span, rows: Sequence[FinanceCells], by: User, *, based_on: int
) -> AnnualReport:
    """Replace the financial table; a row holds FINANCE_FIELDS."""
    _check_permission(by)
    with transaction.atomic():
        report = locked_report(programme, span)
        saved_rows = [{name: getattr(row, name) for name in FINANCE_FIELDS} for row in report.finance.all()]
        if saved_rows == list(rows):
            return report
        if report.finance_number != based_on:
            raise StaleFinance(report)
        report.finance.all().delete()
        FinanceRow.objects.bulk_create(
            FinanceRow(report=report, position=place, **row) for place, row in enumerate(rows, 1)
        )
        report.finance_number += 1
        report.save(update_fields=["finance_number"])
    return report


def locked_report(programme: Programme, span: Span) -> AnnualReport:
    """Lock the report's row, creating it if needed, so that concurrent saves are serialized."""
    report, _is_new = AnnualReport.objects.select_for_update().get_or_create(
        programme=programme, first_year=span.first, last_year=span.last, is_final=span.is_final
    )
    return report


def _check_permission(by: User) -> None:
    if not permissions.may_write_reports(by):
        raise ReportNotAllowed


def _chapter_keys(programme: Programme) -> set[str]:
    goals = SpecificGoal.objects.in_programme(programme)
    return {chapter.key for chapter in chapters.chapters_of(goals)}
