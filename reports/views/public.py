"""Published reports for everybody: the page, its versions, its files, what has been corrected since."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.queries.offices import body_names, office_identity
from cooperation.rendering import render as say
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from indicators.queries.programmes import programme_with_version, version_of
from reports.exports.facts import facts_of
from reports.exports.files import LibraryMissing, NotMade
from reports.exports.page import report_html
from reports.models import Publication, ReportFile
from reports.queries.reports import (
    corrected_since,
    errata_of,
    published_version,
    reports_of_programmes,
    sizes_of,
    versions_of,
)
from reports.services.content import correction
from reports.services.files import file_of
from reports.wording import reports as report_wording

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@public_page(programme_with_version)
def reports(request: HttpRequest, programme: Programme) -> HttpResponse:
    on, office = timezone.localdate(), office_identity()
    names = body_names(office)
    rows = [
        {
            "shelved": shelved,
            "name": report_wording.name_of(shelved.span),
            "state": report_wording.state_of(shelved, on),
            "due": report_wording.due(shelved, on, names.council_dative),
        }
        for shelved in reports_of_programmes([programme])
    ]
    frame = public_frame(request, programme, crumbs=programme_crumbs(programme, (_("Reports"), None)), office=office)
    return render(request, "reports/public_list.html", {**frame, "rows": rows, "lead": report_wording.listed(names)})


def _one(slug: str, code: str, number: int | None = None) -> tuple[Publication, str]:
    publication = published_version(slug, code, number)
    if publication is None:
        raise Http404
    return publication, f"{version_of(publication.report.programme)}:{publication.pk}:{publication.sha256}"


@public_page(_one)
def report(request: HttpRequest, publication: Publication) -> HttpResponse:
    programme, span = publication.report.programme, publication.report.span
    listed = reverse("reports:reports", args=[programme.slug])
    crumbs = programme_crumbs(programme, (_("Reports"), listed), (say(report_wording.name_of(span)), None))
    context: dict[str, Any] = {
        "publication": publication,
        "span": span,
        "is_intact": publication.is_intact,
        "versions": versions_of(publication),
        "errata": errata_of(publication),
        "corrections": [(row.at, correction(row)) for row in corrected_since(publication)],
    }
    if publication.is_intact:
        content = publication.content
        context |= {
            "name": report_wording.name_of(span),
            "files": _files(publication),
            "content": content,
            "facts": facts_of(content, publication.sha256),
            "document": report_html(content, {}),
        }
    status = 200 if publication.is_intact else 503
    frame = public_frame(request, programme, crumbs=crumbs)
    return render(request, "reports/report.html", {**frame, **context}, status=status)


def _files(publication: Publication) -> list[dict[str, Any]]:
    """Each format with its size, which is known once the file has been made."""
    sizes = {"json": len(publication.snapshot.encode()), **sizes_of(publication)}
    address = [publication.report.programme.slug, publication.report.span.code, publication.version]
    return [
        {
            "url": reverse(f"reports:report_{kind}", args=address),
            "format": kind.upper(),
            "size": sizes.get(kind),
            "use": use,
        }
        for kind, use in (
            ("docx", _("for editing in Word or LibreOffice")),
            ("pdf", _("for reading and printing, accessible (PDF/UA)")),
            ("xlsx", _("tables as numbers")),
            ("json", _("the frozen content itself")),
        )
    ]


@public_page(_one)
def report_json(request: HttpRequest, publication: Publication) -> HttpResponseBase:
    """The frozen text itself, byte for byte: its SHA-256 is the one of the bulletin sheet."""
    if not publication.is_intact:
        return _not_made(request, publication, is_tampered=True)
    return _file(publication.snapshot.encode(), publication, "json")


def _drawn(kind: str) -> Any:
    @public_page(_one)
    def view(request: HttpRequest, publication: Publication) -> HttpResponseBase:
        if not publication.is_intact:
            return _not_made(request, publication, is_tampered=True)
        try:
            content = file_of(publication, kind)
        except NotMade as error:
            return _not_made(request, publication, is_library=isinstance(error, LibraryMissing))
        return _file(content, publication, kind)

    return view


report_docx = _drawn(ReportFile.Kind.DOCX.value)
report_pdf = _drawn(ReportFile.Kind.PDF.value)
report_xlsx = _drawn(ReportFile.Kind.XLSX.value)


def _file(content: bytes, publication: Publication, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA[kind])
    programme, span = publication.report.programme, publication.report.span
    name = f"sprawozdanie-{programme.slug}-{span.code}-v{publication.version}.{kind}"
    way = "inline" if kind in ("pdf", "json") else "attachment"
    response["Content-Disposition"] = f'{way}; filename="{name}"'
    return response


def _not_made(
    request: HttpRequest, publication: Publication, *, is_tampered: bool = False, is_library: bool = False
) -> HttpResponse:
    """503: why there is no file, and where the same stands."""
    context = {"publication": publication, "is_tampered": is_tampered, "is_library": is_library}
    frame = public_frame(request, publication.report.programme)
    return render(request, "reports/file_missing.html", {**frame, **context}, status=503)
