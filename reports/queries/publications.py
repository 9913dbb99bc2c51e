"""Published versions of reports: finding them, what was corrected since, and whether they are unchanged."""

from django.db.models.functions import Length

from cooperation.models import Change, Programme
from cooperation.text import Sentence, say
from reports.models import Erratum, Publication
from reports.queries.report_sources import corrections_of
from reports.rules.span import span_of


def published_version(slug: str, code: str, version: int | None = None) -> Publication | None:
    """Return a version of a published programme's report, the newest without a number. One query."""
    programme = Programme.objects.published().filter(slug=slug).first()
    return version_in(programme, code, version) if programme is not None else None


def version_in(programme: Programme, code: str, version: int | None = None) -> Publication | None:
    span = span_of(code, programme.first_year, programme.last_year)
    if span is None:
        return None
    rows = Publication.objects.select_related("report").filter(
        report__programme=programme,
        report__first_year=span.first,
        report__last_year=span.last,
        report__is_final=span.is_final,
    )
    if version is not None:
        rows = rows.filter(version=version)
    publication = rows.order_by("-version").first()
    if publication is not None:
        publication.report.programme = programme
    return publication


def versions_of(publication: Publication) -> list[Publication]:
    """Return all versions of the same report, newest first."""
    return list(Publication.objects.defer("snapshot").filter(report=publication.report_id).order_by("-version"))


def corrected_since(publication: Publication) -> list[Change]:
    """Return the corrections of the report's figures since it was published."""
    report = publication.report
    return [row for row in corrections_of(report.programme, report.span) if row.at > publication.published_at]


def errata_of(publication: Publication) -> list[Erratum]:
    return list(publication.errata.order_by("id"))


def sizes_of(publication: Publication) -> dict[str, int]:
    """Return the size in bytes of each file that has been created, by format. One query."""
    return dict(publication.files.annotate(size=Length("content")).values_list("kind", "size"))


def first_altered_publication() -> tuple[int, Sentence | None]:
    """Return the number of versions checked, and the first fault: a changed content or a missing version.

    The register of changes lists every published version, so a removed one is detected.
    """
    registered = {
        (row.object_id, row.details["version"])
        for row in Change.objects.filter(kind=Change.Kind.REPORT_PUBLISHED, object_type="annualreport")
    }
    checked = 0
    for publication in Publication.objects.select_related("report__programme").order_by("id").iterator(chunk_size=20):
        checked += 1
        registered.discard((publication.report_id, publication.version))
        if not publication.is_intact:
            return checked, say("{report}: the content differs from what was published.", report=str(publication))
    if registered:
        number, version = min(registered)
        fault = say(
            "Version {version} of report {number} was published but is missing.", version=version, number=number
        )
        return checked, fault
    return checked, None
