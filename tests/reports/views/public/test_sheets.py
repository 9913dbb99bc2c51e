"""Printed sheets: content, cache and errors."""

import io
import re

import pytest
from django.core.cache import caches
from pypdf import PdfReader

from indicators.rules.figures import Figure
from indicators.services import measurements
from reports.exports import files
from reports.services import drawing, report_files, sheets
from tests.indicators.conftest import approve
from tests.reports.conftest import publish


@pytest.fixture(autouse=True)
def _empty_cache():
    caches["sheets"].clear()


def text_of(response):
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages)
    return re.sub(r"-\n", "", text).replace("\u00a0", " ").replace("\n", " ")


@pytest.mark.pdf
def test_indicator_sheet_contains_figures_and_target(office, client):
    approve(office, "3")
    text = text_of(client.get(f"/wskazniki/{office.indicator.pk}/karta.pdf"))
    assert "Liczba warsztatów" in text
    assert "w 2024 r.: 3" in text
    assert f"https://portal.example.org/wskazniki/{office.indicator.pk}/" in text
    assert "trzy razy" in text


@pytest.mark.pdf
def test_goal_and_programme_sheets_have_goal_heading(office, client):
    approve(office, "3")
    goal = text_of(client.get("/programy/2021-2025/cele/1/karta.pdf"))
    whole = text_of(client.get("/programy/2021-2025/karta.pdf"))
    assert "Realizacja celu 1" in goal
    assert "Program współpracy na lata 2021–2025" in whole
    assert "Realizacja celu 1" in whole


def test_sheet_is_cached_until_figure_is_approved(office, client, monkeypatch):
    drawn = []

    def draw(*args):
        drawn.append(args)
        return b"%PDF-"

    monkeypatch.setattr(sheets, "export_in_subprocess", draw)
    address = "/programy/2021-2025/karta.pdf"
    client.get(address)
    client.get(address)
    assert len(drawn) == 1
    approve(office, "3")
    client.get(address)
    assert len(drawn) == 2


def test_missing_pdf_library_is_explained(office, client, monkeypatch):
    def missing(*args):
        raise files.PdfLibraryMissing

    monkeypatch.setattr(sheets, "export_in_subprocess", missing)
    answer = client.get("/programy/2021-2025/karta.pdf")
    assert answer.status_code == 503
    assert "libpango" in answer.content.decode()
    assert answer["Retry-After"] == "60"


REPORT = "/programy/2021-2025/sprawozdania/2024/v1/sprawozdanie.docx"
SHEET = "/programy/2021-2025/karta.pdf"


@pytest.mark.parametrize("address", [SHEET, REPORT])
def test_busy_portal_returns_503_with_retry_after_and_the_reason(office, client, monkeypatch, address):
    approve(office, "3")
    publish(office)
    monkeypatch.setattr(drawing, "MAX_WAIT", 0.01)
    with drawing.drawing_slot():
        answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Trwa tworzenie innego dokumentu. Spróbuj ponownie za minutę." in answer.content.decode()
    assert "po naszej stronie" not in answer.content.decode()


@pytest.mark.parametrize("address", [SHEET, REPORT])
def test_failed_document_returns_503_and_logs_the_reason(office, client, monkeypatch, caplog, address):
    approve(office, "3")
    publish(office)

    def fail(*args):
        raise files.ExportFailed("cannot open resource")

    monkeypatch.setattr(sheets, "export_in_subprocess", fail)
    monkeypatch.setattr(report_files, "export_in_subprocess", fail)
    answer = client.get(address)
    assert answer.status_code == 503
    assert "po naszej stronie" in answer.content.decode()
    assert [(record.address, record.detail) for record in caplog.records if hasattr(record, "detail")] == [
        (address, "cannot open resource")
    ]


@pytest.mark.parametrize("path", ["programy/nie-ma/", "programy/2021-2025/cele/9/", "wskazniki/999/"])
def test_missing_object_returns_404(office, client, path):
    assert client.get(f"/{path}karta.pdf").status_code == 404


@pytest.mark.pdf
def test_draft_is_not_on_sheets(office, client):
    figure = Figure(note="tajna uwaga", no_value_reason="not_measured")
    measurements.submit(office.slot(), figure, by=office.officer, based_on=0)
    assert "tajna" not in text_of(client.get(f"/wskazniki/{office.indicator.pk}/karta.pdf"))
