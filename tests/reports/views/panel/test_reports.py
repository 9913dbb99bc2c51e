"""The pages of chapters and of the financial table: concurrent saves are detected and input is preserved."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from reports.models import Chapter, FinanceRow
from tests import factories
from tests.reports.conftest import MONEY, PANEL, write
from tests.sessions import browser_after_session


def test_chapter_page_saves_chapter(office, client):
    client.force_login(office.coordinator)
    page = client.get(f"{PANEL}wprowadzenie/")
    assert page.context["form"]["based_on"].value() == 0
    answer = client.post(f"{PANEL}wprowadzenie/", {"text": " Wstęp.\r\n\r\nDalej. ", "based_on": "0", "do": "save"})
    assert answer["Location"] == PANEL
    assert Chapter.objects.get().text == "Wstęp.\n\nDalej."
    assert "Wstęp." in client.get(f"{PANEL}wprowadzenie/").content.decode()


def test_second_writer_sees_both_texts(office, client):
    write(office, "wnioski", "Tekst pierwszej osoby.")
    client.force_login(office.coordinator)
    answer = client.post(f"{PANEL}wnioski/", {"text": "Tekst drugiej osoby.", "based_on": "0", "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Tekst pierwszej osoby." in page
    assert "Tekst drugiej osoby." in page
    assert answer.context["form"]["based_on"].value() == 1
    assert Chapter.objects.get().text == "Tekst pierwszej osoby."


def test_autosave_returns_next_version(office, client):
    client.force_login(office.coordinator)
    answer = client.post(f"{PANEL}plany/", {"text": "Pisze się", "based_on": "0", "do": "autosave"})
    assert 'value="1" hx-swap-oob="true"' in " ".join(answer.content.decode().split())
    assert Chapter.objects.get().text == "Pisze się"
    late = client.post(f"{PANEL}plany/", {"text": "Ktoś inny", "based_on": "0", "do": "autosave"})
    assert late.status_code == 200
    assert "Ktoś inny zapisał" in late.content.decode()
    assert Chapter.objects.get().text == "Pisze się"


def test_preview_shows_text_without_scripts(office, client):
    client.force_login(office.coordinator)
    sent = {"text": "**Ważne** <script>alert(1)</script> [x](javascript:alert(1))", "do": "preview", "based_on": "0"}
    page = client.post(f"{PANEL}plany/", sent).content.decode()
    assert "<strong>Ważne</strong>" in page
    assert "<script" not in page
    assert "href" not in page
    assert not Chapter.objects.exists()


def test_too_long_text_stays_in_form(office, client):
    client.force_login(office.coordinator)
    answer = client.post(f"{PANEL}plany/", {"text": "x" * 20_001, "based_on": "0", "do": "save"})
    assert answer.status_code == 200
    assert "x" * 20_001 in answer.content.decode()
    assert not Chapter.objects.exists()


def test_text_survives_ended_session(office):
    client = browser_after_session(office.coordinator)
    answer = client.post(f"{PANEL}plany/", {"text": "Nie zginie.", "based_on": "0", "do": "save"})
    assert "/konto/logowanie/" in answer["Location"]
    client.force_login(office.coordinator)
    assert "Nie zginie." in client.get(f"{PANEL}plany/").content.decode()


@pytest.mark.parametrize("path", ["cel-999999/", "../2020/", "../2021-2025/", "wersje/1/", "nic/"])
def test_missing_object_returns_404(office, client, path):
    client.force_login(office.coordinator)
    assert client.get(f"{PANEL}{path}").status_code == 404


# --- financial table ---


def test_amounts_are_parsed_in_polish_format(office, client):
    client.force_login(office.coordinator)
    assert client.post(f"{PANEL}tabela-finansowa/", MONEY)["Location"] == PANEL
    row = FinanceRow.objects.get()
    assert (row.name, row.calls, row.offers, row.planned, row.spent) == ("Kultura", 2, 1234, Decimal("1000.5"), None)
    page = client.get(f"{PANEL}tabela-finansowa/").content.decode()
    assert 'value="1\u00a0000,50"' in page
    assert 'value="1\u00a0234"' in page or 'value="1234"' in page


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("form-0-planned", "1.5", "Wpisz przecinek"),
        ("form-0-calls", "1,5", "całkowitą"),
        ("form-0-offers", "-1", "bez znaku minus"),
        ("form-0-spent", "dużo", "cyframi"),
        ("form-0-spent", "9" * 16, "15"),
        ("form-0-name", "", "Wpisz nazwę"),
    ],
)
def test_invalid_cell_is_reported_beside_it_and_stays_in_form(office, client, field, text, message):
    client.force_login(office.coordinator)
    answer = client.post(f"{PANEL}tabela-finansowa/", MONEY | {field: text})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert message in page
    assert 'value="1 000,50"' in page or field == "form-0-planned"
    assert not FinanceRow.objects.exists()


def test_adding_lines_preserves_input(office, client):
    client.force_login(office.coordinator)
    page = client.post(f"{PANEL}tabela-finansowa/", MONEY | {"do": "more"}).content.decode()
    assert 'value="Kultura"' in page
    assert 'name="form-6-name"' in page
    assert not FinanceRow.objects.exists()


def test_stale_financial_table_is_rejected(office, client):
    client.force_login(office.coordinator)
    client.post(f"{PANEL}tabela-finansowa/", MONEY)
    answer = client.post(f"{PANEL}tabela-finansowa/", MONEY | {"form-0-calls": "7"})
    assert answer.status_code == 409
    assert 'value="7"' in answer.content.decode()
    assert FinanceRow.objects.get().calls == 2


@pytest.mark.parametrize("goals", [1, 3])
def test_query_count_of_report_page_is_constant_in_goals(office, client, goals, django_assert_num_queries):
    for _ in range(goals):
        factories.in_programme(office.programme)
    write(office, "wnioski", "raz")
    client.force_login(office.coordinator)
    client.get(PANEL)
    with django_assert_num_queries(14):
        assert client.get(PANEL).status_code == 200


def test_report_pages_are_hidden_from_others(office, client):
    client.force_login(User.objects.get(username="urzednik"))
    assert client.get(PANEL).status_code == 403
