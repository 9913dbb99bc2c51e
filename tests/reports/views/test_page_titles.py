"""Texts on pages name objects by their titles, without addresses, codes and file names."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from indicators.models import Indicator
from reports.models import Publication
from reports.services import example, report_files
from tests import factories

PROGRAMME = "/programy/przyklad-2022-2025/"
UNREADABLE = re.compile(
    r"przyklad-2022-2025|koncowe|\b(?:karta|wartosci|sprawozdanie|catalog|datapackage)[\w-]*\.[a-z]+"
)


def shown_text(page: str) -> str:
    """Return the visible text of a page on a screen; on paper it names its address, too."""
    page = re.sub(r'<span class="print-only">.*?</span>', "", page, flags=re.DOTALL)
    body = re.sub(r"<(script|style|code|pre|textarea)\b.*?</\1>", "", page[page.index("<body") :], flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).replace("\u00a0", " ")


@pytest.fixture
def pages(db: Any) -> list[tuple[str, str]]:
    """(address, text) of public and panel pages of the example programme, in both languages."""
    programme, _new = example.load()
    real = factories.ProgrammeFactory(slug="2021-2025")  # a second one: lists name the programme of each line
    factories.in_programme(real)
    indicator = Indicator.objects.get(name="Ocena współpracy w badaniu ankietowym")
    asked = factories.ReaderQuestionFactory(indicator=indicator)
    public = [f"{PROGRAMME}{part}" for part in ("", "dzialania/", "dane/", "sprawozdania/", "cele/1/", "diagnoza/")]
    public += [f"{PROGRAMME}sprawozdania/{code}/" for code in ("2023", "2024", "koncowe")]
    public += [f"/wskazniki/{indicator.pk}/", "/zmiany/?program=przyklad-2022-2025", "/programy/"]
    panel = ["", "zatwierdzanie/", "pytania/", "pytania/czytelnicy/", f"pytania/czytelnicy/{asked.pk}/", "okresy/"]
    panel += ["sprawozdania/", "kompletnosc/", f"wskazniki/{indicator.pk}/rozstrzygniecie/"]
    folder = f"programy/{programme.slug}/sprawozdania/"
    panel += [
        f"wskazniki/{indicator.pk}/oceny/2025/",
        f"{folder}2024/",
        f"{folder}koncowe/",
        f"{folder}koncowe/wersje/1/",
    ]
    coordinator = Client()
    coordinator.force_login(factories.coordinator())
    addresses = [(Client(), page) for page in public] + [(coordinator, f"/panel/{page}") for page in panel]
    read = []
    for language in ("", "/en"):
        for client, address in addresses:
            response = client.get(f"{language}{address}")
            assert response.status_code == 200, address
            read.append((f"{language}{address}", shown_text(response.content.decode())))
    return read


def test_texts_contain_no_address_code_or_file_name(pages):
    matches = {address: UNREADABLE.findall(text) for address, text in pages}
    assert {address: words for address, words in matches.items() if words} == {}


def test_reports_and_files_have_readable_titles(pages):
    text = dict(pages)
    listed = text[f"{PROGRAMME}sprawozdania/"]
    assert "2022–2025 Sprawozdanie końcowe" in listed
    assert "2024 Sprawozdanie za 2024 r." in listed
    report = text[f"{PROGRAMME}sprawozdania/2024/"]
    size = round(len(Publication.objects.get(version=2).snapshot.encode()) / 1024)
    assert f"Sprawozdanie za 2024 r. (JSON, {size} kB)" in report
    assert "Sprawozdanie za 2024 r. (PDF) " in report
    assert "Karta programu (PDF)" in text[f"{PROGRAMME}dane/"]
    assert (
        "opublikowano 27 maja 2025 r., wersja 2"
        in text["/panel/programy/przyklad-2022-2025/sprawozdania/2024/"].lower()
    )
    assert "opublikowany" not in text["/panel/sprawozdania/"]


def test_existing_file_is_listed_with_its_size(published, client):
    address = "/programy/2021-2025/sprawozdania/2024/"
    assert "(DOCX)" in shown_text(client.get(address).content.decode())
    size = round(len(report_files.report_file(published, "docx")) / 1024)
    caches["pages"].clear()
    assert f"Sprawozdanie za 2024 r. (DOCX, {size} kB)" in shown_text(client.get(address).content.decode())


def test_indicator_without_questions_has_no_questions_section(office, client):
    address = f"/wskazniki/{office.indicator.pk}/"
    page = client.get(address).content.decode()
    assert "h-pytania" not in page
    assert f'href="{address}pytanie/"' in page  # the form is still one click away
    factories.ReaderQuestionFactory(indicator=office.indicator)
    office.programme.content_version += 1
    office.programme.save()
    assert "h-pytania" in client.get(address).content.decode()
