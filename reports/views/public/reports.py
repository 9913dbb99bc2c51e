"""Published reports for everybody: the page, its versions, its files, what has been corrected since."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.models import Programme
from cooperation.queries.offices import OfficeIdentity, body_names, office_identity
from cooperation.rendering import render as render_sentence
from cooperation.services.addresses import absolute_url
from cooperation.text import typeset
from cooperation.web import View
from cooperation.web.context import Context
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from cooperation.web.structured_data import JsonLdNode, coverage, data_block, publisher, publisher_name
from indicators.charts.share_images import ShareImage, ShareImageCount
from indicators.queries.programmes import programme_with_version, version_of
from indicators.web.share_images import share_image_response
from indicators.web.sharing import Sharing
from indicators.wording import citations
from reports.exports.content import correction
from reports.exports.facts import facts_of
from reports.exports.files import ExportFailed
from reports.exports.page import report_html
from reports.models import Publication, ReportFile
from reports.queries.publications import corrected_since, errata_of, published_version, sizes_of, versions_of
from reports.queries.reports import reports_of_programmes
from reports.rules.snapshot import ReportContent
from reports.services.report_files import report_file
from reports.web.unavailable_files import tampered_file, undrawn_file
from reports.wording import reports as report_wording

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@public_page(programme_with_version)
def published_report_list(request: HttpRequest, programme: Programme) -> HttpResponse:
    on, office = timezone.localdate(), office_identity()
    names = body_names(office)
    rows = [
        {
            "versions": versions,
            "name": report_wording.name_of(versions.span),
            "state": report_wording.state_of(versions, on),
            "due": report_wording.due(versions, on, names.council_dative),
        }
        for versions in reports_of_programmes([programme])
    ]
    frame = public_frame(request, programme, crumbs=programme_crumbs(programme, (_("Reports"), None)), office=office)
    context = {
        "rows": rows,
        "introduction": report_wording.list_introduction(names),
        "canonical": absolute_url(reverse("reports:published_report_list", args=[programme.slug])),
    }
    return render(request, "reports/published_report_list.html", {**frame, **context})


def _publication_with_version(slug: str, code: str, number: int | None = None) -> tuple[Publication, str]:
    publication = published_version(slug, code, number)
    if publication is None:
        raise Http404
    return publication, f"{version_of(publication.report.programme)}:{publication.pk}:{publication.sha256}"


@public_page(_publication_with_version)
def report(request: HttpRequest, publication: Publication) -> HttpResponse:
    programme, span = publication.report.programme, publication.report.span
    list_address = reverse("reports:published_report_list", args=[programme.slug])
    crumbs = programme_crumbs(
        programme, (_("Reports"), list_address), (render_sentence(report_wording.name_of(span)), None)
    )
    frame, versions = public_frame(request, programme, crumbs=crumbs), versions_of(publication)
    context: Context = {
        "publication": publication,
        "span": span,
        "is_intact": publication.is_intact,
        "versions": versions,
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
            "document_html": report_html(content, {}),
            "canonical": absolute_url(_canonical_path(publication, is_newest=publication == versions[0])),
            "share_image": _image_address(publication),
            "sharing": _sharing(publication, content, frame["office"]),
            "structured_data": data_block(_structured_report(publication, content, frame["office"])),
        }
    status = 200 if publication.is_intact else 503
    return render(request, "reports/report.html", {**frame, **context}, status=status)


def _canonical_path(publication: Publication, *, is_newest: bool) -> str:
    """Return the report's own address for the newest version, which is the same page; earlier versions have theirs."""
    return reverse("reports:report", args=_address(publication)[:2]) if is_newest else _version_path(publication)


def _version_path(publication: Publication) -> str:
    return reverse("reports:report_version", args=_address(publication))


def _address(publication: Publication) -> list[str | int]:
    """Return the parameters of the addresses of this version and its files."""
    return [publication.programme.slug, publication.report.span.code, publication.version]


def _sharing(publication: Publication, content: ReportContent, office: OfficeIdentity) -> Sharing:
    """Return the citation of this version, whose content never changes."""
    address = absolute_url(_version_path(publication))
    version = citations.report_version(publication.version, timezone.localdate(publication.published_at))
    publisher = publisher_name(publication.programme, office)
    return Sharing(
        citation=citations.citation(publisher=publisher, titles=[content["title"]], version=version, address=address),
        address=address,
        share_image=_image_address(publication),
    )


def _image_address(publication: Publication) -> str:
    return absolute_url(reverse("reports:report_image", args=_address(publication)))


def _structured_report(publication: Publication, content: ReportContent, office: OfficeIdentity) -> JsonLdNode | None:
    """Return the version for search engines; None for an example, which they would take for real."""
    programme, span = publication.programme, publication.report.span
    if programme.is_example:
        return None
    address = absolute_url(_version_path(publication))
    return {
        "@type": "Report",
        "@id": address,
        "url": address,
        "name": content["title"],
        "description": content["summary"]["sentence"],
        **publisher(programme, office),
        "temporalCoverage": coverage(span.first, span.last),
        "datePublished": timezone.localdate(publication.published_at).isoformat(),
        "version": str(publication.version),
        "inLanguage": "pl",
        "isBasedOn": {"@type": "Dataset", "@id": absolute_url(reverse("reports:data", args=[programme.slug]))},
        "encoding": [
            {
                "@type": "MediaObject",
                "encodingFormat": media_type,
                "contentUrl": absolute_url(reverse(f"reports:report_{kind}", args=_address(publication))),
            }
            for kind, media_type in MEDIA.items()
        ],
    }


def _files(publication: Publication) -> list[Context]:
    """Return the formats with the sizes of the files that have been created."""
    sizes = {"json": len(publication.snapshot.encode()), **sizes_of(publication)}
    return [
        {
            "url": reverse(f"reports:report_{kind}", args=_address(publication)),
            "format": kind.upper(),
            "size": sizes.get(kind),
            "use": use,
        }
        for kind, use in (
            ("docx", _("for editing in Word or LibreOffice")),
            ("pdf", _("for reading and printing, accessible (PDF/UA)")),
            ("xlsx", _("the tables as data")),
            ("json", _("the frozen content")),
        )
    ]


@public_page(_publication_with_version)
def report_json(request: HttpRequest, publication: Publication) -> HttpResponseBase:
    """The frozen content, byte for byte: its SHA-256 is printed in the bulletin sheet."""
    if not publication.is_intact:
        return tampered_file(request, publication)
    return _file(publication.snapshot.encode(), publication, "json")


@public_page(_publication_with_version)
def report_image(request: HttpRequest, publication: Publication) -> HttpResponseBase:
    """The image that other sites show beside a link to this version."""
    if not publication.is_intact:
        return tampered_file(request, publication)
    return share_image_response(f"report:{publication.sha256}:{get_language()}", lambda: _share_image(publication))


def _share_image(publication: Publication) -> ShareImage:
    """Return the title, the summary and the counts of the frozen content: of its last year, or of the programme."""
    content = publication.content
    summary, programme, office = content["summary"], content["programme"], content["office"]
    note = _("Monitoring of the cooperation programme")
    if programme["is_example"]:
        mark = _("example data")
        note = f"{note} ({mark})"
    return ShareImage(
        above=_("Report, version %(number)s") % {"number": publication.version},
        title=typeset(content["title"]),
        sentence=typeset(summary["sentence"]),
        counts=[
            ShareImageCount(status=row["status"], label=row["label"], indicators=row["count"])
            for row in summary["overall"] or summary["years"][-1]["counts"]
        ],
        office=typeset(office["name"] or programme["issuer"]),
        note=note,
        dated=_("as at %(day)s") % {"day": content["as_of_shown"]},
    )


def _file_view(kind: str) -> View:
    @public_page(_publication_with_version)
    def view(request: HttpRequest, publication: Publication) -> HttpResponseBase:
        if not publication.is_intact:
            return tampered_file(request, publication)
        try:
            content = report_file(publication, kind)
        except ExportFailed as error:
            return undrawn_file(request, publication.programme, error, publication=publication)
        return _file(content, publication, kind)

    return view


FILE_VIEWS = {kind: _file_view(kind) for kind in ReportFile.Kind.values}


def _file(content: bytes, publication: Publication, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA[kind])
    programme, span = publication.report.programme, publication.report.span
    name = f"sprawozdanie-{programme.slug}-{span.code}-v{publication.version}.{kind}"
    disposition = "inline" if kind in ("pdf", "json") else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response
