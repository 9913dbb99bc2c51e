"""Documents that are created before a reader asks for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from goals.models import SpecificGoal
from indicators.queries.programmes import published_programmes
from reports.models import Publication, ReportFile
from reports.services import sheets
from reports.services.report_files import report_file
from reports.services.sheets import PrintedSheet


@dataclass(frozen=True, slots=True)
class PreparedCounts:
    files: int
    sheets: int


def prepare(*, on: date) -> PreparedCounts:
    """Create the missing files of published reports and the missing sheets of that day. Raises ExportFailed.

    Sheets of indicators are drawn on request: they take about a second.
    """
    files = missing_files()
    for publication, kind in files:
        with sheets.drawing_slot():
            report_file(publication, kind)
    missing_sheets = [sheet for sheet in _sheets() if not sheets.is_stored(sheet, on)]
    for sheet in missing_sheets:
        sheets.sheet_pdf(sheet, on)
    return PreparedCounts(len(files), len(missing_sheets))


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
