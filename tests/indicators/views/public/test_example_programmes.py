"""Pages of example programmes are not indexed, because their figures are invented."""

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.services import evidence, example
from reports.rules.span import Span
from reports.services import publications as publication_services
from tests import factories
from tests.indicators.conftest import approve

PAGES = ["", "diagnoza/", "dzialania/", "porownanie/", "cele/1/", "dane/", "sprawozdania/", "karta.pdf"]
FILES = ["wartosci.csv", "wartosci-excel.csv", "wartosci.xlsx", "wartosci.json", "datapackage.json"]
API = ["", "/findings", "/goals", "/actions", "/indicators", "/measurements"]


@pytest.fixture
def addresses(db, time_machine):
    """Addresses of the example programme: pages, files, the API, a report."""
    time_machine.move_to("2026-11-26T09:00:00Z")
    programme, _created = example.load()
    indicator = programme.main_goal.specific_goals.first().actions.first().indicators.first()
    publication_services.publish(programme, Span(2024, 2024), factories.coordinator(), based_on=0, open_is_known=True)
    root, own = f"/programy/{programme.slug}/", f"/wskazniki/{indicator.pk}/"
    reports = [
        f"{root}sprawozdania/2024/",
        *(f"{root}sprawozdania/2024/v1/sprawozdanie.{extension}" for extension in ("json", "xlsx")),
    ]
    return [
        *(root + page for page in PAGES),
        *(f"/en{root}{page}" for page in PAGES[:2]),
        *(f"{root}dane/{name}" for name in FILES),
        *reports,
        *(own + page for page in ("", "osadz/", "wartosci.csv", "karta.pdf")),
        *(f"/api/v1/programmes/{programme.slug}{page}" for page in API),
        f"/api/v1/indicators/{indicator.pk}",
        f"/api/v1/changes?programme={programme.slug}",
        f"/zmiany/?program={programme.slug}",
        f"/zmiany/atom.xml?program={programme.slug}",
    ]


def test_responses_about_example_programme_have_noindex(addresses, client, settings):
    settings.KEEP_PAGES = True
    caches["pages"].clear()
    for _ in range(2):  # drawn, then kept
        for address in addresses:
            answer = client.get(address)
            assert (address, answer.status_code, answer.get("X-Robots-Tag")) == (address, 200, "noindex")
    caches["pages"].clear()


def test_question_form_of_example_programme_has_noindex(addresses, client):
    number = next(address for address in addresses if address.startswith("/wskazniki/")).split("/")[2]
    page = client.get(f"/wskazniki/{number}/pytanie/").content.decode()
    assert '<meta name="robots" content="noindex">' in page


def test_public_evidence_of_example_programme_has_noindex(office, client, settings, tmp_path):
    settings.EVIDENCE_DIR = str(tmp_path)
    file = SimpleUploadedFile("wykaz.csv", b"rok;liczba\n2024;3\n")
    row = evidence.add_file(approve(office).measurement, "wykaz", file, office.coordinator)
    evidence.set_public(row, True, office.coordinator)
    for is_example in (False, True):
        office.programme.is_example = is_example
        office.programme.save()
        answer = client.get(f"/dowody/{row.pk}/")
        answer.getvalue()
        assert answer.get("X-Robots-Tag") == ("noindex" if is_example else None)


def test_other_programme_has_no_noindex(office, client):
    approve(office)
    root, own = "/programy/2021-2025/", f"/wskazniki/{office.indicator.pk}/"
    for address in (
        "/",
        root,
        f"{root}dane/wartosci.csv",
        own,
        "/zmiany/",
        "/zmiany/?program=2021-2025",
        "/api/v1/programmes",
    ):
        answer = client.get(address)
        assert (answer.status_code, "X-Robots-Tag" in answer) == (200, False)
