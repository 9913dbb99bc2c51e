"""The example programme's reports: published by the services on their days, and marked in every format."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from cooperation.models import Change, Programme
from reports.models import Publication
from reports.queries.publications import first_altered_publication
from reports.services import example
from tests.tables import changed_tables, rows_of_every_table

REPORTS = "/programy/przyklad-2022-2025/sprawozdania/"


@pytest.fixture
def programme(db: Any) -> Programme:
    return example.load()[0]


def content(code: str, version: int) -> dict[str, Any]:
    publications = {
        (publication.report.span.code, publication.version): publication
        for publication in Publication.objects.select_related("report")
    }
    return dict(publications[code, version].content)


def test_load_creates_example_reports_once(programme):
    versions = [
        (publication.report.span.code, publication.version, publication.published_at.date())
        for publication in Publication.objects.all()
    ]
    assert sorted(versions) == [
        ("2023", 1, date(2024, 5, 14)),
        ("2024", 1, date(2025, 5, 13)),
        ("2024", 2, date(2025, 5, 27)),
        ("koncowe", 1, date(2026, 5, 19)),
    ]
    (erratum,) = Publication.objects.get(version=2).errata.all()
    assert erratum.text.startswith("W rozdziale o współpracy finansowej")
    assert first_altered_publication() == (4, None)
    before = rows_of_every_table()
    call_command("load_example", verbosity=0)
    assert changed_tables(before) == set()


def test_every_chapter_and_table_of_example_is_filled(programme):
    for code, version in (("2023", 1), ("2024", 1), ("2024", 2), ("koncowe", 1)):
        snapshot = content(code, version)
        assert [key for key, text in snapshot["words"].items() if not text.strip()] == [], code
        assert snapshot["finance"]["rows"], code
        assert "przykładem" in snapshot["words"]["wprowadzenie"]


def test_reports_contain_figures_approved_by_their_day(programme):
    """Figures, corrections and other changes are loaded in the order of their days."""
    days = list(Change.objects.order_by("pk").values_list("at", flat=True))
    assert days == sorted(days)
    assert content("2023", 1)["corrections"] == []
    (correction,) = content("2024", 1)["corrections"]
    assert (correction["old"], correction["new"]) == ("512", "518")
    assert content("2023", 1)["as_of"] == "2024-05-14"


@pytest.mark.parametrize("code", ["2023", "2024"])
def test_chapter_texts_agree_with_tables(programme, code):
    """The amounts of the financial tables add up to the figures of the indicators."""
    snapshot = content(code, 2 if code == "2024" else 1)
    indicators = {
        indicator["name"]: {year["year"]: year for year in indicator["years"]}
        for goal in snapshot["goals"] for action in goal["actions"] for indicator in action["indicators"]
    }  # fmt: skip
    total = snapshot["finance"]["totals"]
    assert total["spent"] == indicators["Kwota dotacji przekazanych organizacjom"][int(code)]["value"]
    assert str(total["contracts"]) == indicators["Liczba zadań publicznych zleconych organizacjom"][int(code)]["value"]


def test_every_page_and_file_of_example_is_marked(programme, client):
    for address in ("", "2023/", "2024/", "2024/v1/", "koncowe/"):
        assert "Dane przykładowe" in client.get(f"{REPORTS}{address}").content.decode(), address
    assert json.loads(client.get(f"{REPORTS}2024/v2/sprawozdanie.json").content)["programme"]["is_example"] is True
    workbook = load_workbook(io.BytesIO(client.get(f"{REPORTS}2024/v2/sprawozdanie.xlsx").content), read_only=True)
    facts = [cell for row in workbook["metryczka"].iter_rows(values_only=True) for cell in row]
    mark = "DANE PRZYKŁADOWE: wszystko w tym sprawozdaniu jest zmyślone"
    assert mark in facts
    assert workbook.properties.title.startswith(mark)


def test_every_change_of_example_is_registered_with_role(programme, client):
    kinds = set(Change.objects.values_list("kind", flat=True))
    reports = {"report_published", "erratum"}
    assert kinds == {"published", "figure_approved", "figure_corrected", "ruling", "round_changed", *reports}
    assert not Change.objects.filter(role="").exists()
    page = client.get("/zmiany/?program=przyklad-2022-2025&rodzaj=errata").content.decode().replace("\u00a0", " ")
    assert "Opublikowano erratę: sprawozdanie za 2024 r., wersja 2." in page
