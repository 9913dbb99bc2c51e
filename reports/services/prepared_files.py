"""Documents that are created before a reader asks for them."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from goals.models import SpecificGoal
from indicators.queries.programmes import published_programmes
from reports.exports.files import ExportFailed
from reports.models import Publication, ReportFile
from reports.services import sheets
from reports.services.report_files import report_file
from reports.services.sheets import PrintedSheet

TURN = 0.5  # seconds between two documents, in which a waiting reader takes the drawing slot


@dataclass(frozen=True, slots=True)
class PreparedDocuments:
    files: int
    sheets: int
    failures: list[str]  # reasons, each with the document


def prepare(*, on: date) -> PreparedDocuments:
    """Create the missing files of published reports and the missing sheets of that day; a failure skips one document.

    Sheets of indicators are drawn on request: they take about a second.
    """
    failures: list[str] = []
    files = sum(
        _create(partial(report_file, publication, kind), f"{publication}, {kind}", failures)
        for publication, kind in missing_files()
    )
    missing_sheets = [sheet for sheet in _sheets() if not sheets.is_stored(sheet, on)]
    drawn = sum(_create(partial(sheets.sheet_pdf, sheet, on), sheet.address, failures) for sheet in missing_sheets)
    return PreparedDocuments(files, drawn, failures)


def _create(create: Callable[[], bytes], document: str, failures: list[str]) -> bool:
    try:
        create()
    except ExportFailed as error:
        failures.append(f"{document}: {str(error) or type(error).__name__}")
        return False
    time.sleep(TURN)
    return True


def missing_files() -> list[tuple[Publication, str]]:
    """Return (publication, kind) of the files of published programmes that do not exist. Two queries."""
    stored = set(ReportFile.objects.values_list("publication_id", "kind"))
    publications = Publication.objects.filter(report__programme__in=published_programmes()).order_by("-pk")
    return [
        (publication, kind)
        for publication in publications
        for kind in ReportFile.Kind.values
        if (publication.pk, kind) not in stored
    ]


def _sheets() -> Iterator[PrintedSheet]:
    for programme in published_programmes():
        yield sheets.programme_sheet(programme)
        for goal in SpecificGoal.objects.of_slug(programme.slug).with_programme():
            yield sheets.goal_sheet(goal)
