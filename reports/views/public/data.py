"""Open data of a programme: the page that explains the files, the files and their metadata."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import Office, Programme
from cooperation.queries.programmes import front_programme
from cooperation.rules.licences import DATA_LICENCE
from cooperation.services.addresses import absolute_url
from cooperation.web.navigation import programme_crumbs, public_frame
from cooperation.web.public_pages import public_page
from cooperation.web.structured_data import data_block
from indicators.models import Indicator
from indicators.queries import changes
from indicators.queries.indicators import indicator_page
from indicators.queries.programmes import (
    frequencies_by_programme,
    indicator_with_version,
    programme_with_version,
    published_programmes,
    version_of,
)
from indicators.web.structured_data import programme_dataset
from reports.exports import metadata, text
from reports.exports.catalogue import catalogue as catalogue_of
from reports.exports.columns import COLUMNS
from reports.exports.rows import Row, data_rows, indicator_rows
from reports.exports.xlsx import workbook_chunks
from reports.rules.snapshot import ReportContent

LONGEST_TITLE = 200
CSV = "text/csv; charset=utf-8; header=present"


@public_page(programme_with_version)
def data(request: HttpRequest, programme: Programme) -> HttpResponse:
    crumbs = programme_crumbs(programme, (_("Data"), None))
    frame = public_frame(request, programme, crumbs=crumbs)
    context = {
        "columns": COLUMNS,
        "licence": DATA_LICENCE,
        "canonical": absolute_url(reverse("reports:data", args=[programme.slug])),
        "structured_data": data_block(programme_dataset(programme, frame["office"])),
    }
    return render(request, "reports/data.html", {**frame, **context})


@public_page(programme_with_version)
def csv_file(request: HttpRequest, programme: Programme) -> StreamingHttpResponse:
    return _file_response(text.csv_lines(_rows(programme)), CSV, programme, "csv")


@public_page(indicator_with_version)
def indicator_csv(request: HttpRequest, indicator: Indicator) -> StreamingHttpResponse:
    rows = indicator_rows(indicator_page(indicator), on=timezone.localdate())
    programme = indicator.programme
    return _file_response(text.csv_lines(rows), CSV, programme, f"{indicator.pk}.csv")


@public_page(programme_with_version)
def excel_file(request: HttpRequest, programme: Programme) -> StreamingHttpResponse:
    return _file_response(text.excel_lines(_rows(programme)), "text/csv; charset=utf-8", programme, "excel.csv")


@public_page(programme_with_version)
def json_file(request: HttpRequest, programme: Programme) -> StreamingHttpResponse:
    head = {
        "program": programme.slug,
        "tytul": programme.title,
        "przyklad": programme.is_example,
        "licencja": DATA_LICENCE,
        "wersja": programme.content_version,
    }
    return _file_response(text.json_chunks(head, _rows(programme)), "application/json", programme, "json")


@public_page(programme_with_version)
def xlsx_file(request: HttpRequest, programme: Programme) -> StreamingHttpResponse:
    notes = [
        ("program", programme.title),
        ("uwaga", metadata.description_of(programme)),
        ("licencja", DATA_LICENCE),
    ]
    chunks = workbook_chunks(_rows(programme), title=metadata.title_of(programme)[:LONGEST_TITLE], notes=notes)
    return _file_response(chunks, metadata.FILES["wartosci.xlsx"].media_type, programme, "xlsx")


@public_page(programme_with_version)
def data_package(request: HttpRequest, programme: Programme) -> JsonResponse:
    return _json_response(metadata.data_package(programme), "application/json")


@public_page(programme_with_version)
def csv_on_the_web(request: HttpRequest, programme: Programme) -> JsonResponse:
    return _json_response(metadata.csv_on_the_web(programme), "application/csvm+json")


def _published_programmes() -> tuple[list[Programme], str]:
    programmes = published_programmes()
    return programmes, "-".join(version_of(programme) for programme in programmes)


@public_page(_published_programmes)
def data_index(request: HttpRequest, programmes: list[Programme]) -> HttpResponse:
    """Redirect to the data of the programme in force, whose files people look for under this address."""
    front = front_programme(programmes, timezone.localdate())
    return redirect("reports:data", front.slug) if front is not None else redirect("indicators:home")


@public_page(_published_programmes)
def catalogue(request: HttpRequest, programmes: list[Programme]) -> JsonResponse:
    content = catalogue_of(
        programmes,
        Office.objects.first(),
        absolute_url(""),
        frequencies=frequencies_by_programme(programmes),
        issued=changes.first_change_moments(programmes),
    )
    return _json_response(content, "application/ld+json")


def _rows(programme: Programme) -> Iterable[Row]:
    return data_rows(programme, on=timezone.localdate())


def _file_response(
    chunks: Iterable[str] | Iterable[bytes], media: str, programme: Programme, ending: str
) -> StreamingHttpResponse:
    response = StreamingHttpResponse(chunks, content_type=media)
    if ending != "json":
        response["Content-Disposition"] = f'attachment; filename="{_file_name(programme, ending)}"'
    return response


def _file_name(programme: Programme, ending: str) -> str:
    return f"wartosci-{programme.slug}.{ending}"


def _json_response(content: ReportContent, media: str) -> JsonResponse:
    return JsonResponse(content, content_type=media, json_dumps_params={"ensure_ascii": False, "indent": 2})
