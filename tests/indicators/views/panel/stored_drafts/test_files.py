"""The form for a document: what is read, and what is refused with a sentence."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from cooperation.models import Programme
from indicators.models import StoredDraft
from indicators.services import stored_drafts
from indicators.services.documents import reading
from tests import factories
from tests.indicators.views.panel.stored_drafts.conftest import LIST, TEXT, address, fields_of, sent_file, text_of
from tests.tables import changed_tables, rows_of_every_table

# --- the file --------------------------------------------------------------------------------------------------------


def test_file_becomes_a_draft(administrator, client):
    response = client.post(LIST, {"file": sent_file()})
    stored = StoredDraft.objects.get()
    assert response["Location"] == address(stored)
    assert (stored.file_name, stored.size, stored.version) == ("program.txt", len(TEXT.encode()), 1)
    assert bytes(stored.content) == TEXT.encode()
    assert not Programme.objects.exists()
    page = text_of(client.get(address(stored)))
    assert "2 cele, 4 działania, 4 wskaźniki, 2 ustalenia, 1 wniosek" in page
    assert "Czy liczba ma być osiągnięta w każdym roku, czy w całym programie?" in page
    assert "Co zawiera kolumna „Opiekun”?" in page
    assert "Jak często to jest: „po każdym konkursie”?" in page
    assert "Która komórka to „Biuro Rady”?" in page


def test_pasted_text_becomes_a_draft(administrator, client):
    client.post(LIST, {"text": TEXT})
    name = "Program współpracy Gminy Lipa na lata 2026-2028 (wklejony tekst).txt"
    assert StoredDraft.objects.get().file_name == name
    assert "Program współpracy Gminy Lipa na lata 2026-2028" in text_of(client.get(LIST))


def test_second_version_takes_the_answers_about_words(stored, client):
    questions = client.get(address(stored)).context["decided"].questions
    keys = {question.kind: question.key for question in questions if question.subject}
    answers = {f"answer-{keys['column']}": "unit", f"answer-{keys['frequency']}": "yearly", "answer-scope": "year"}
    client.post(address(stored), fields_of(stored) | answers)
    page = client.post(LIST, {"file": sent_file(TEXT.replace("J. Kos", "A. Kos"), "druga.txt")}, follow=True)
    assert "przejęto ze szkicu program.txt" in text_of(page)
    taken = StoredDraft.objects.latest("pk").edits["answers"]
    assert taken == {keys["column"]: "unit", keys["frequency"]: "yearly"}


def test_programme_of_another_office_takes_no_answers(stored, client):
    questions = client.get(address(stored)).context["decided"].questions
    keys = {question.kind: question.key for question in questions if question.subject}
    client.post(address(stored), fields_of(stored) | {f"answer-{keys['column']}": "unit"})
    client.post(LIST, {"file": sent_file(TEXT.replace("Gminy Lipa", "Gminy Buk"), "druga.txt")})
    assert StoredDraft.objects.latest("pk").edits["answers"] == {}


def test_same_file_leads_to_the_same_draft(administrator, client, stored):
    response = client.post(LIST, {"file": sent_file(name="kopia.txt")}, follow=True)
    assert response.redirect_chain[-1][0] == address(stored)
    assert "Ten plik już wczytano" in text_of(response)
    assert StoredDraft.objects.count() == 1


def test_two_uploads_at_once_make_one_draft(administrator, monkeypatch):
    read_document = reading.read_document

    def read_while_another_request_commits(raw: bytes, name: str) -> Any:
        monkeypatch.setattr(stored_drafts, "read_document", read_document)
        factories.stored_draft(administrator, text=TEXT)
        return read_document(raw, name)

    monkeypatch.setattr(stored_drafts, "read_document", read_while_another_request_commits)
    read = stored_drafts.read_file(TEXT.encode(), "program.txt", by=administrator)
    assert (read.stored, read.is_new) == (StoredDraft.objects.get(), False)


WORKBOOK_OF_RIGHT_KIND = "L.p.\tWskaźnik\tWartość docelowa\n"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "program.txt", "Plik jest pusty"),
        (b"%PDF-1.4 nic", "program.pdf", "uszkodzony"),
        (b"tekst", "program.exe", "„.exe”"),
        (b"PK\x03\x04nic", "program.docx", "uszkodzony"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "program.docx", "hasłem"),
        (b"Ala ma kota.\nKot ma Ale.\n", "notatka.txt", "Nie rozpoznano"),
        (b"x" * (10 * 1024 * 1024 + 1), "program.txt", "10 MB"),
        (b"x" * (20 * 1024 * 1024 + 1), "program.txt", "10 MB"),
        (("x " * 800_000).encode(), "program.txt", "znaków"),
        (
            ("Cel główny: A\nCel szczegółowy 1: B\n" + WORKBOOK_OF_RIGHT_KIND
             + "".join(f"{n}\tLiczba spraw {n}\t{n}\n" for n in range(1, 700))).encode(),
            "program.tsv",
            "najwyżej 500",
        ),
    ],
)  # fmt: skip
def test_bad_file_is_refused_with_a_sentence(administrator, client, content, name, words):
    before = rows_of_every_table()
    response = client.post(LIST, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert words in text_of(response)
    assert "field--err" in response.content.decode()
    assert changed_tables(before) <= {"django_session"}


def test_form_without_a_file_says_what_to_do(administrator, client):
    assert "Wybierz plik albo wklej poniżej tekst programu." in text_of(client.post(LIST, {"text": " "}))
    refused = client.post(LIST, {"text": "Ala ma kota"})
    assert "Nie rozpoznano" in text_of(refused)
    assert "Ala ma kota</textarea>" in refused.content.decode()


@pytest.mark.parametrize("drafts", [1, 3])
def test_list_uses_a_constant_number_of_queries(administrator, client, django_assert_max_num_queries, drafts):
    for number in range(drafts):
        factories.stored_draft(administrator, text=f"{TEXT}\n{number}")
    with django_assert_max_num_queries(12):
        assert len(client.get(LIST).context["drafts"]) == drafts


def test_file_is_downloaded_as_it_was_sent(stored, client):
    response = client.get(f"{address(stored)}plik/")
    assert response.getvalue() == TEXT.encode()
    assert response["Content-Disposition"] == 'attachment; filename="program.txt"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"


# --- the way there, and the end --------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/admin/", "/admin/cooperation/programme/", "/panel/uruchomienie/"])
def test_administration_links_to_the_form(administrator, client, page):
    assert f'href="{LIST}"' in client.get(page).content.decode()


def test_retention_deletes_drafts_after_ninety_days(stored, time_machine, capsys):
    old = stored.saved_at
    StoredDraft.objects.filter(pk=stored.pk).update(saved_at=old - timedelta(days=90))
    fresh = factories.stored_draft(stored.created_by, text=f"{TEXT}\n2")
    call_command("retention")
    assert [row.pk for row in StoredDraft.objects.all()] == [fresh.pk]
    assert "szkice programów: 1" in capsys.readouterr().out


def test_page_about_a_too_large_body_names_the_limit_of_the_form(administrator, client):
    response = client.post(LIST, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="52428800")
    assert response.status_code == 413
    assert "najwyżej 10 MB" in text_of(response)


def test_draft_that_an_earlier_release_stored_is_shown(stored, client):
    del stored.draft["main_goal_candidates"]
    stored.save()
    assert client.get(f"{LIST}{stored.pk}/").status_code == 200
