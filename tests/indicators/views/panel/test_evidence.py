"""Evidence in the panel and for readers: the form, downloads, access and messages."""

import errno
import io
import re
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cooperation.web.uploads import DiskHandler
from indicators.models import Evidence, ReportingRound
from indicators.rules.figures import Figure
from indicators.services import errors
from indicators.services import evidence as evidence_service
from indicators.services.evidence_files import store
from indicators.services.measurements import record
from tests import factories
from tests.indicators.conftest import ON, approve
from tests.indicators.services.evidence_files.sample_files import CSV, docx_file
from tests.sessions import browser_after_session
from tests.tables import changed_tables, rows_of_every_table

LINK = "https://bip.example.org/sprawozdanie"
NAME = 'Wykaz „łódź" 2024.csv'

pytestmark = pytest.mark.usefixtures("trusted_files")


@pytest.fixture(autouse=True)
def _own_store(tmp_path, settings, time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")
    settings.EVIDENCE_DIR = str(tmp_path / "evidence")


@pytest.fixture
def panel(office, client):
    """The officer's client, and an approved figure."""
    office.measurement = approve(office).measurement
    office.address = f"/panel/wskazniki/{office.indicator.pk}/pomiary/2024/dowody/"
    office.client = client
    client.force_login(office.officer)
    return office


def csv(content=CSV, name="wykaz.csv"):
    return SimpleUploadedFile(name, content)


def file_of(office, *, public=False, name=NAME):
    evidence = evidence_service.add_file(office.measurement, "wykaz warsztatów", csv(name=name), office.officer, on=ON)
    return evidence_service.set_public(evidence, public, office.coordinator)


def as_coordinator(panel):
    client = Client()
    client.force_login(panel.coordinator)
    return client


def text(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


# --- the form ----------------------------------------------------------------------------------------------------


def test_added_file_and_link_are_listed(panel):
    answer = panel.client.post(panel.address, {"title": "wykaz", "file": csv(CSV + b"1;2\n" * 300_000)})
    assert (answer.status_code, answer["Location"]) == (302, panel.address)
    assert panel.client.post(panel.address, {"title": "strona", "url": LINK}).status_code == 302
    page = panel.client.get(panel.address)
    assert [evidence.title for evidence in page.context["evidence"]] == ["wykaz", "strona"]
    shown = text(page)
    assert "CSV, 1,1 MB" in shown
    assert f'<a href="{LINK}" rel="noopener nofollow">strona</a>' in shown
    assert "odnośnik do bip.example.org" in shown
    assert "Anna Przykładowa" in shown
    assert "Upublicznij" not in shown
    assert "Upublicznij" in text(as_coordinator(panel).get(panel.address))
    for address in (panel.address.removesuffix("dowody/"), panel.address.replace("dowody", "decyzja")):
        assert "wykaz.csv" in text(as_coordinator(panel).get(address))


def test_locked_record_page_lists_evidence(panel):
    file_of(panel)
    ReportingRound.objects.update(closed_at="2025-02-01T00:00Z", closed_by=panel.coordinator)
    assert "wykaz warsztatów" in text(panel.client.get(panel.address.removesuffix("dowody/")))
    page = panel.client.get(panel.address)
    assert (page.context["form"], "Usuń" in text(page)) == (None, False)
    answer = panel.client.post(panel.address, {"title": "opis <b>", "url": LINK})
    assert (answer.status_code, LINK in text(answer), "opis &lt;b&gt;" in text(answer)) == (409, True, True)
    assert as_coordinator(panel).post(panel.address, {"title": "strona", "url": LINK}).status_code == 302


WRONG = {
    "nothing": ({"title": "wykaz"}, "file", "Wybierz plik albo wpisz odnośnik"),
    "both": ({"title": "wykaz", "url": LINK, "file": "csv"}, "url", "Wybierz plik albo wpisz odnośnik"),
    "no title": ({"url": LINK}, "title", "Wpisz w kilku słowach"),
    "a title of nothing": ({"title": "\u202e", "url": LINK}, "title", "Wpisz w kilku słowach"),
    "an address": ({"title": "wykaz", "url": "javascript:alert(1)"}, "url", "Wpisz cały adres strony"),
    "a file": ({"title": "wykaz", "file": "docx"}, "file", "Plik zawiera makra"),
    "an empty file": ({"title": "wykaz", "file": "empty"}, "file", "Plik jest pusty"),
}


@pytest.mark.parametrize("which", WRONG)
def test_invalid_evidence_is_explained_at_its_field(panel, which):
    sent, field, message = WRONG[which]
    files = {"csv": csv(), "docx": csv(docx_file({"word/vbaProject.bin": b"x"}), "a.docx"), "empty": csv(b"")}
    form = dict(sent)
    if "file" in sent:
        form["file"] = files[sent["file"]]
    before = rows_of_every_table()
    page = panel.client.post(panel.address, form)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    shown = text(page)
    assert message in shown.replace("\u00a0", " ")
    assert "<title>Błąd:" in shown
    assert re.search(rf'<input[^>]* id="id_{field}"[^>]*>', shown)[0].count('aria-invalid="true"') == 1
    assert ('value="wykaz"' in shown) == (sent.get("title") == "wykaz")
    assert ("Wybrany wcześniej plik trzeba wskazać ponownie" in shown) == ("file" in sent)
    assert changed_tables(before) == set()
    assert not list(store.directory().iterdir())


def test_duplicate_file_or_link_is_refused_with_409(panel):
    for sent, message in (
        ({"title": "inny", "file": CSV}, "Ten plik już tu jest jako „wykaz warsztatów”."),
        ({"title": "inna", "url": LINK}, "Ten odnośnik już tu jest jako „strona”."),
    ):
        first = {"title": "strona"} if "url" in sent else {"title": "wykaz warsztatów"}
        files = {"file": csv()} if "file" in sent else {}
        assert panel.client.post(panel.address, {**sent, **first, **files}).status_code == 302
        page = panel.client.post(panel.address, {**sent, **({"file": csv()} if "file" in sent else {})})
        assert (page.status_code, message in text(page)) == (409, True)
    assert Evidence.objects.count() == 2


def test_evidence_cannot_be_added_before_figure_is_saved(panel):
    address = panel.address.replace("2024", "2023")
    assert "Najpierw zapisz pomiar" in text(panel.client.get(address))
    assert 'name="evidence_file"' in text(panel.client.get(address.removesuffix("dowody/")))  # stored with the figure
    assert panel.client.post(address, {"title": "x", "url": LINK}).status_code == 200
    assert not Evidence.objects.exists()
    record(panel.slot("2023"), Figure(no_value_reason="not_measured"), by=panel.officer, based_on=0, on=ON)
    assert panel.client.post(address, {"title": "x", "url": LINK}).status_code == 302


def test_typed_title_is_restored_after_session_end(panel):
    sent = {"title": "wykaz z maja", "url": LINK, "file": csv(), "typed_by": panel.officer.pk}
    client = browser_after_session(panel.officer)
    page = client.post(
        client.post(panel.address, sent)["Location"],
        {"login": panel.officer.username, "password": factories.PASSWORD},
        follow=True,
    )
    assert page.request["PATH_INFO"] == panel.address
    assert 'value="wykaz z maja"' in text(page)
    assert "plik trzeba wybrać ponownie" in text(page)


# --- too much, and a full disk -----------------------------------------------------------------------------------


def test_oversized_file_is_refused_and_not_written(panel, settings):
    settings.UPLOAD_MAX_BYTES = 100_000
    with mock.patch.object(DiskHandler, "receive_data_chunk", side_effect=AssertionError("nothing goes to the disk")):
        page = panel.client.post(panel.address, {"title": "wykaz", "file": csv(b"x" * 2_000_000), "url": ""})
    assert (page.status_code, "Plik jest większy niż 20 MB" in text(page)) == (200, True)
    assert 'value="wykaz"' in text(page)
    assert "Wybrany wcześniej plik trzeba wskazać ponownie" in text(page)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(("address", "most"), [("dowody/", 25), ("", 25), ("decyzja/", 3)])
def test_oversized_body_is_refused_unread(panel, address, most):
    class Unread(io.BytesIO):
        def read(self, *args):
            raise AssertionError("the body was read")

    for language, message in (("", "Za duży plik"), ("/en", "Too large")):
        place = f"{language}{panel.address.removesuffix('dowody/')}{address}"
        for length, status in ((most * 1024 * 1024 + 1, 413), (10**30, 413), ("9" * 5000, 413)):
            answer = panel.client.post(
                place, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(length),
                **{"wsgi.input": Unread()},
            )  # fmt: skip
            assert (answer.status_code, message in text(answer)) == (status, True)
            assert f'<html lang="{language.strip("/") or "pl"}">' in text(answer)


def test_large_body_is_accepted_without_limit(panel, settings):
    """Control: without the limit, a body of the size that the test above sends is accepted."""
    settings.BODY_MAX_BYTES = 10**12
    answer = panel.client.post(
        panel.address, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="30000000"
    )
    assert answer.status_code == 200


FULL = OSError(errno.ENOSPC, "No space left on device")
PLACES = {
    "while it is taken in": (mock.patch("django.core.files.uploadhandler.TemporaryUploadedFile", side_effect=FULL), 3),
    "while it is kept": (mock.patch("indicators.services.evidence_files.store.os.fsync", side_effect=FULL), 0),
}


@pytest.mark.parametrize("where", PLACES)
def test_full_disk_is_explained_on_a_page(panel, where):
    patch, megabytes = PLACES[where]
    client = Client(raise_request_exception=False)
    client.force_login(panel.officer)
    with patch:
        answer = client.post(panel.address, {"title": "wykaz", "file": csv(CSV + b"1;2\n" * megabytes * 2**18)})
    shown = text(answer)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Nie zapisano" in shown
    assert "Co zrobić" in shown
    assert not any(word in shown for word in ("Traceback", "No space", "OSError"))
    assert (list(store.directory().iterdir()), Evidence.objects.count()) == ([], 0)
    assert client.post(panel.address, {"title": "wykaz", "file": csv()}).status_code == 302


def test_unavailable_virus_scanner_is_explained(panel):
    with mock.patch("indicators.services.evidence.scanner.scan", side_effect=errors.ScannerFailed):
        page = panel.client.post(panel.address, {"title": "wykaz", "file": csv()})
    assert (page.status_code, "nie można było sprawdzić programem antywirusowym" in text(page)) == (503, True)
    assert not Evidence.objects.exists()


# --- the file is handed over ---------------------------------------------------------------------------------------


def answers(panel, evidence):
    """Return the responses to the officer and to a reader."""
    return panel.client.get(f"/panel/dowody/{evidence.pk}/"), Client().get(f"/dowody/{evidence.pk}/")


def test_file_response_is_download_with_strict_headers(panel):
    evidence = file_of(panel, public=True)
    for answer, cache in zip(answers(panel, evidence), ("no-store", "public, no-cache"), strict=True):
        assert answer.streaming
        assert answer.getvalue() == CSV
        assert (answer.status_code, answer["Content-Type"], answer["Content-Length"]) == (
            200,
            "text/csv",
            str(len(CSV)),
        )
        assert answer["Content-Disposition"] == (
            "attachment; filename*=utf-8''Wykaz%20%E2%80%9E%C5%82%C3%B3d%C5%BA_%202024.csv"
        )
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == cache
        assert not answer.cookies
    heads = [panel.client.head(f"/panel/dowody/{evidence.pk}/"), Client().head(f"/dowody/{evidence.pk}/")]
    assert [(head.status_code, head.getvalue(), head["Content-Length"]) for head in heads] == [(200, b"", "18")] * 2


def test_public_file_supports_etag_until_hidden(panel):
    evidence = file_of(panel, public=True)
    first = Client().get(f"/dowody/{evidence.pk}/")
    first.getvalue()
    again = {"if-none-match": first["ETag"]}
    assert Client().get(f"/dowody/{evidence.pk}/", headers=again).status_code == 304
    evidence_service.set_public(evidence, False, panel.coordinator)
    assert Client().get(f"/dowody/{evidence.pk}/", headers=again).status_code == 404


def test_file_missing_on_disk_is_404_and_logged(panel, caplog):
    evidence = file_of(panel, public=True)
    for name in (evidence.stored_name, evidence.public_name):
        store.path_of(name).unlink()
    for answer in answers(panel, evidence):
        assert (answer.status_code, "Brakuje pliku" in text(answer), "ETag" in answer) == (404, True, False)
    assert f"evidence {evidence.stored_name} is missing on the disk" in caplog.text


@pytest.mark.usefixtures("no_page_cache")
def test_public_file_needs_approved_figure_and_published_programme(panel):
    evidence = file_of(panel, public=True)
    link = evidence_service.add_link(panel.measurement, "strona", LINK, panel.officer, on=ON)
    page = f"/wskazniki/{panel.indicator.pk}/"

    def seen():
        answer = Client().get(f"/dowody/{evidence.pk}/")
        list(answer)
        shown = Client().get(page)
        return answer.status_code, "wykaz warsztatów" in text(shown) if shown.status_code == 200 else None

    assert seen() == (200, True)
    assert [Client().get(f"/dowody/{number}/").status_code for number in (link.pk, 999_999)] == [404, 404]
    assert "strona" not in str(Client().get(page).context["evidence"])
    evidence_service.set_public(link, True, panel.coordinator)
    assert f'<a href="{LINK}" rel="noopener nofollow" lang="pl">strona</a>' in text(Client().get(page))
    evidence_service.set_public(evidence, False, panel.coordinator)
    assert seen() == (404, False)
    evidence_service.set_public(evidence, True, panel.coordinator)
    panel.programme.is_published = False
    panel.programme.save()
    assert seen() == (404, None)
    panel.programme.is_published = True
    panel.programme.save()
    approved, panel.measurement.approved_revision = panel.measurement.approved_revision, None
    panel.measurement.save()
    assert seen() == (404, False)
    panel.measurement.approved_revision = approved
    panel.measurement.save()
    evidence_service.remove(evidence, panel.officer, on=ON)
    assert seen() == (404, False)
    assert panel.client.get(f"/panel/dowody/{evidence.pk}/").status_code == 404


def test_change_of_visibility_invalidates_public_page(panel):
    page, evidence = f"/wskazniki/{panel.indicator.pk}/", file_of(panel)
    tags = [Client().get(page)["ETag"]]
    for is_public in (True, False):
        evidence_service.set_public(evidence, is_public, panel.coordinator)
        tags.append(Client().get(page)["ETag"])
    assert len(set(tags)) == 3


def test_evidence_of_another_unit_is_404(panel):
    evidence = file_of(panel, public=True)
    for person in (factories.officer(factories.UnitFactory()), factories.officer(), factories.administrator()):
        client = Client()
        client.force_login(person)
        places = [client.get(f"/panel/dowody/{evidence.pk}/"), client.get(panel.address)]
        places += [client.post(f"/panel/dowody/{evidence.pk}/zmiana/", {"do": do}) for do in ("take_off", "hide")]
        places.append(client.post(panel.address, {"title": "x", "url": LINK}))
        assert [place.status_code for place in places] == [404] * 5
    assert (Evidence.objects.count(), Evidence.objects.get().is_public) == (1, True)


# --- buttons -----------------------------------------------------------------------------------------------------


def test_coordinator_publishes_and_hides_and_officer_removes_evidence(panel):
    evidence, coordinator = file_of(panel), as_coordinator(panel)
    change = reverse("indicators:evidence_change", args=[evidence.pk])
    assert [panel.client.post(change, {"do": do}).status_code for do in ("publish", "hide")] == [403, 403]
    for do, message, is_public in (("publish", "Upubliczniono", True), ("hide", "Dowód nie jest już publiczny", False)):
        page = coordinator.post(change, {"do": do}, follow=True)
        assert (message in text(page), Evidence.objects.get().is_public) == (True, is_public)
    assert "Niczego nie zmieniono" in text(coordinator.post(change, {"do": "\0"}, follow=True))
    assert "Usunięto: wykaz warsztatów" in text(panel.client.post(change, {"do": "take_off"}, follow=True))
    assert panel.client.post(change, {"do": "take_off"}).status_code == 404


def test_evidence_of_draft_is_published_with_approval(office):
    revision = record(office.slot(), Figure(no_value_reason="not_measured"), by=office.officer, based_on=0, on=ON)
    evidence = evidence_service.add_link(revision.measurement, "strona", LINK, office.officer, on=ON)
    page = as_coordinator(office).post(f"/panel/dowody/{evidence.pk}/zmiana/", {"do": "publish"}, follow=True)
    assert "Będzie publiczny po zatwierdzeniu pomiaru" in text(page)


def test_evidence_cannot_be_removed_in_closed_round(panel):
    evidence = file_of(panel)
    ReportingRound.objects.update(closed_at="2025-02-01T00:00Z", closed_by=panel.coordinator)
    page = panel.client.post(f"/panel/dowody/{evidence.pk}/zmiana/", {"do": "take_off"}, follow=True)
    assert "zamknięto" in text(page)
    assert Evidence.objects.get().taken_off_at is None


# --- queries -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts_are_constant(panel, items, django_assert_num_queries):
    for number in range(items):
        evidence = evidence_service.add_link(panel.measurement, "strona", f"{LINK}/{number}", panel.officer, on=ON)
        evidence_service.set_public(evidence, True, panel.coordinator)
    with django_assert_num_queries(12):
        page = Client().get(f"/wskazniki/{panel.indicator.pk}/")
    assert [len(rows) for _code, rows in page.context["evidence"]] == [items]
    panel.client.get(panel.address)
    with django_assert_num_queries(13):
        page = panel.client.get(panel.address)
    assert len(page.context["evidence"]) == items
