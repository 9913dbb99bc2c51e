"""A file chosen in the form of a figure: saved with the figure in one step, or neither of them."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from indicators.models import Evidence, Revision
from indicators.rules.figures import Figure
from indicators.services import errors, measurements
from indicators.services.evidence_files import store
from tests.indicators.conftest import ON
from tests.indicators.services.evidence_files.sample_files import CSV
from tests.indicators.views.panel.conftest import text


@pytest.fixture(autouse=True)
def _own_store(tmp_path, settings, time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")
    settings.EVIDENCE_DIR = str(tmp_path / "evidence")


@pytest.fixture
def post(office, client):
    """Posts the officer's form of 2024 with a file: `post(value="3")`."""
    client.force_login(office.officer)
    address = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/"

    def send(content=CSV, name="wykaz.csv", **fields):
        file = {"evidence_file": SimpleUploadedFile(name, content)} if content is not None else {}
        sent = {"value": "3", "based_on": "0", "request_key": "k", "do": "submit", "evidence_title": "wykaz"}
        return client.post(address, sent | file | fields)

    return send


def saved():
    return Revision.objects.count(), Evidence.objects.count(), len(list(store.directory().iterdir()))


@pytest.mark.parametrize("do", ["draft", "submit"])
def test_figure_and_file_are_saved_in_one_step(post, do):
    assert post(do=do).status_code == 302
    assert saved() == (1, 1, 1)
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.original_name, evidence.is_public) == ("wykaz", "wykaz.csv", False)
    assert evidence.measurement == Revision.objects.get().measurement


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "wirus.exe"}, "PDF, DOCX"),
        ({"content": b""}, "pusty"),
        ({"content": b"\x89PNG nie", "name": "zdjęcie.png"}, ""),
        ({"evidence_title": ""}, "Wpisz w kilku słowach, co to jest"),
        ({"evidence_title": "x" * 300}, "200"),
        ({"content": None}, "Wybierz plik albo usuń jego opis."),
        ({"value": "dużo"}, "Wpisz liczbę cyframi"),
    ],
)
def test_refused_form_saves_neither_figure_nor_file(post, fields, sentence):
    response = post(**fields)
    content = text(response)
    assert response.status_code == 200
    assert sentence in content
    assert f'value="{fields.get("value", "3")}"' in content
    assert ("trzeba wskazać ponownie" in content) == (fields.get("content", CSV) is not None)
    assert saved() == (0, 0, 0)


def test_file_beyond_the_limit_is_refused_and_the_value_shown_again(post, settings):
    settings.UPLOAD_MAX_BYTES = 100
    response = post(content=CSV + b"1;2\n" * 100)
    assert response.status_code == 200
    assert "20 MB" in text(response)
    assert 'value="3"' in text(response)
    assert saved() == (0, 0, 0)


def test_failed_scanner_saves_nothing(post, monkeypatch):
    def fail(_path):
        raise errors.ScannerFailed

    monkeypatch.setattr("indicators.services.evidence.scanner.scan", fail)
    assert post().status_code == 503
    assert saved() == (0, 0, 0)


def test_figure_that_is_refused_removes_the_stored_file(post, office):
    assert post(content=None, evidence_title="").status_code == 302
    assert post(based_on="0", request_key="inny", value="4").status_code == 409
    assert saved() == (1, 0, 0)


def test_question_about_the_value_comes_before_the_file_is_stored(post, office):
    measurements.submit(office.slot("2023"), Figure(Decimal(3)), by=office.officer, based_on=0, on=ON)
    response = post(value="30")
    assert "Czy 30 to poprawna wartość?" in text(response)
    assert "trzeba wskazać ponownie" in text(response)
    assert saved() == (1, 0, 0)
    assert post(value="30", asked_value="30", asked_answer="correct").status_code == 302
    assert saved() == (2, 1, 1)


def test_repeated_request_saves_once(post):
    assert [post().status_code for _ in range(2)] == [302, 302]
    assert saved() == (1, 1, 1)


def test_same_file_again_is_not_added_and_the_figure_saved(post, client):
    post()
    assert post(based_on="1", request_key="inny", value="4", evidence_title="ten sam").status_code == 302
    assert saved() == (2, 1, 1)
    assert "Ten plik dodano już wcześniej jako „wykaz”." in text(client.get("/panel/"))
