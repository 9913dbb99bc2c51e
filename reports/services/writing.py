"""Words and money of a report while it is written: the only writer of both."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cooperation.models import Programme
from goals.models import SpecificGoal
from reports import permissions
from reports.models import AnnualReport, Chapter, FinanceRow
from reports.rules import chapters
from reports.rules.span import Span
from reports.services.errors import NoSuchChapter, NotAllowed, StaleWords

FINANCE_FIELDS = ("name", "calls", "offers", "contracts", "planned", "spent", "beneficiaries")


def save_chapter(
    programme: Programme, span: Span, key: str, text: str, by: Any, *, based_on: int, at: datetime | None = None
) -> Chapter:
    """Keep a chapter's words. `based_on`: the version that the form was made from, 0 for none.

    The same text sent again changes nothing and is no conflict; another text on an older version is (StaleWords).
    """
    _allow(by)
    if key not in _keys(programme):
        raise NoSuchChapter(key)
    with transaction.atomic():
        report = locked_report(programme, span)
        at = at or timezone.now()
        now = Chapter.objects.select_related("author").filter(report=report, key=key).first()
        if now is not None and now.text == text:
            return now
        if (now.number if now else 0) != based_on:
            raise StaleWords(now)
        chapter = now or Chapter(report=report, key=key)
        chapter.text, chapter.number, chapter.saved_at, chapter.author = text, based_on + 1, at, by
        chapter.save()
    return chapter


def save_finance(
    programme: Programme, span: Span, rows: Sequence[dict[str, Any]], by: Any, *, based_on: int
) -> AnnualReport:
    """Replace the financial table; a row holds FINANCE_FIELDS, None where nothing was typed."""
    _allow(by)
    with transaction.atomic():
        report = locked_report(programme, span)
        kept = [{name: getattr(row, name) for name in FINANCE_FIELDS} for row in report.finance.all()]
        if kept == list(rows):
            return report
        if report.finance_number != based_on:
            raise StaleWords(report)
        report.finance.all().delete()
        FinanceRow.objects.bulk_create(
            FinanceRow(report=report, position=place, **row) for place, row in enumerate(rows, 1)
        )
        report.finance_number += 1
        report.save(update_fields=["finance_number"])
    return report


def locked_report(programme: Programme, span: Span) -> AnnualReport:
    """The report, made when it is first needed; who writes in it stands in line here."""
    report, _made = AnnualReport.objects.select_for_update().get_or_create(
        programme=programme, first_year=span.first, last_year=span.last, is_final=span.is_final
    )
    return report


def _allow(by: Any) -> None:
    if not permissions.may_report(by):
        raise NotAllowed


def _keys(programme: Programme) -> set[str]:
    goals = SpecificGoal.objects.in_programme(programme).values_list("id", "position", "text")
    return {chapter.key for chapter in chapters.chapters_of(list(goals))}
