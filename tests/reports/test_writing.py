"""Words and money of a report: nothing is overwritten unseen, nothing typed is lost."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from reports.models import AnnualReport, Chapter, FinanceRow
from reports.services import writing
from reports.services.errors import NoSuchChapter, NotAllowed, StaleWords
from tests import factories
from tests.reports.conftest import DESK, YEAR, write
from tests.sessions import browser_after_session

MONEY = {
    "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "based_on": "0",
    "form-0-name": "Kultura", "form-0-calls": "2", "form-0-offers": "1 234", "form-0-planned": "1 000,50",
    "form-0-spent": "",
}  # fmt: skip


def test_a_chapter_grows_by_versions(office):
    assert write(office, "wnioski", "raz").number == 1
    assert write(office, "wnioski", "dwa", based_on=1).number == 2
    assert Chapter.objects.get().text == "dwa"


def test_the_same_text_sent_twice_is_one_version(office):
    write(office, "wnioski", "raz")
    assert write(office, "wnioski", "raz", based_on=0).number == 1


def test_another_text_on_an_older_version_is_told_what_stands_there(office):
    write(office, "wnioski", "raz")
    with pytest.raises(StaleWords) as stale:
        write(office, "wnioski", "dwa", based_on=0)
    assert stale.value.now.text == "raz"
    assert Chapter.objects.get().text == "raz"


@pytest.mark.parametrize("key", ["cel-999999", "x", ""])
def test_there_are_only_the_chapters_of_the_programme(office, key):
    with pytest.raises(NoSuchChapter):
        write(office, key, "x")


@pytest.mark.parametrize("maker", [factories.officer, factories.administrator])
def test_only_coordinators_write(office, maker):
    with pytest.raises(NotAllowed):
        writing.save_chapter(office.programme, YEAR, "plany", "x", maker(), based_on=0)
    with pytest.raises(NotAllowed):
        writing.save_finance(office.programme, YEAR, [], maker(), based_on=0)
    assert not AnnualReport.objects.exists()


def test_a_chapter_is_saved_from_its_page(office, client):
    client.force_login(office.coordinator)
    page = client.get(f"{DESK}wprowadzenie/")
    assert page.context["form"]["based_on"].value() == 0
    answer = client.post(f"{DESK}wprowadzenie/", {"text": " Wstęp.\r\n\r\nDalej. ", "based_on": "0", "do": "save"})
    assert answer["Location"] == DESK
    assert Chapter.objects.get().text == "Wstęp.\n\nDalej."
    assert "Wstęp." in client.get(f"{DESK}wprowadzenie/").content.decode()


def test_the_second_of_two_writers_sees_both_texts(office, client):
    write(office, "wnioski", "Tekst pierwszej osoby.")
    client.force_login(office.coordinator)
    answer = client.post(f"{DESK}wnioski/", {"text": "Tekst drugiej osoby.", "based_on": "0", "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Tekst pierwszej osoby." in page
    assert "Tekst drugiej osoby." in page
    assert answer.context["form"]["based_on"].value() == 1
    assert Chapter.objects.get().text == "Tekst pierwszej osoby."


def test_it_saves_itself_and_hands_the_next_version_out(office, client):
    client.force_login(office.coordinator)
    answer = client.post(f"{DESK}plany/", {"text": "Pisze się", "based_on": "0", "do": "autosave"})
    assert 'value="1" hx-swap-oob="true"' in answer.content.decode()
    assert Chapter.objects.get().text == "Pisze się"
    late = client.post(f"{DESK}plany/", {"text": "Ktoś inny", "based_on": "0", "do": "autosave"})
    assert late.status_code == 200
    assert "Ktoś inny zapisał" in late.content.decode()
    assert Chapter.objects.get().text == "Pisze się"


def test_the_preview_shows_words_and_runs_nothing(office, client):
    client.force_login(office.coordinator)
    sent = {"text": "**Ważne** <script>alert(1)</script> [x](javascript:alert(1))", "do": "preview", "based_on": "0"}
    page = client.post(f"{DESK}plany/", sent).content.decode()
    assert "<strong>Ważne</strong>" in page
    assert "<script" not in page
    assert "href" not in page
    assert not Chapter.objects.exists()


def test_too_long_a_text_is_kept_in_the_form(office, client):
    client.force_login(office.coordinator)
    answer = client.post(f"{DESK}plany/", {"text": "x" * 20_001, "based_on": "0", "do": "save"})
    assert answer.status_code == 200
    assert "x" * 20_001 in answer.content.decode()
    assert not Chapter.objects.exists()


def test_words_outlive_an_ended_session(office):
    client = browser_after_session(office.coordinator)
    answer = client.post(f"{DESK}plany/", {"text": "Nie zginie.", "based_on": "0", "do": "save"})
    assert "/konto/logowanie/" in answer["Location"]
    client.force_login(office.coordinator)
    assert "Nie zginie." in client.get(f"{DESK}plany/").content.decode()


@pytest.mark.parametrize("path", ["cel-999999/", "../2020/", "../2021-2025/", "wersje/1/", "nic/"])
def test_what_is_not_there_is_404(office, client, path):
    client.force_login(office.coordinator)
    assert client.get(f"{DESK}{path}").status_code == 404


# --- money ---


def test_money_is_typed_the_polish_way(office, client):
    client.force_login(office.coordinator)
    assert client.post(f"{DESK}tabela-finansowa/", MONEY)["Location"] == DESK
    row = FinanceRow.objects.get()
    assert (row.name, row.calls, row.offers, row.planned, row.spent) == ("Kultura", 2, 1234, Decimal("1000.5"), None)
    page = client.get(f"{DESK}tabela-finansowa/").content.decode()
    assert 'value="1\u00a0000,50"' in page
    assert 'value="1\u00a0234"' in page or 'value="1234"' in page


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("form-0-planned", "1.5", "Wpisz przecinek"),
        ("form-0-calls", "1,5", "całkowitą"),
        ("form-0-offers", "-1", "bez znaku minus"),
        ("form-0-spent", "dużo", "cyframi"),
        ("form-0-spent", "9" * 16, "15"),
        ("form-0-name", "", "Wpisz nazwę"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_cell_and_kept(office, client, field, text, told):
    client.force_login(office.coordinator)
    answer = client.post(f"{DESK}tabela-finansowa/", MONEY | {field: text})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told in page
    assert 'value="1 000,50"' in page or field == "form-0-planned"
    assert not FinanceRow.objects.exists()


def test_more_lines_lose_nothing(office, client):
    client.force_login(office.coordinator)
    page = client.post(f"{DESK}tabela-finansowa/", MONEY | {"do": "more"}).content.decode()
    assert 'value="Kultura"' in page
    assert 'name="form-6-name"' in page
    assert not FinanceRow.objects.exists()


def test_the_second_table_of_two_is_not_saved(office, client):
    client.force_login(office.coordinator)
    client.post(f"{DESK}tabela-finansowa/", MONEY)
    answer = client.post(f"{DESK}tabela-finansowa/", MONEY | {"form-0-calls": "7"})
    assert answer.status_code == 409
    assert 'value="7"' in answer.content.decode()
    assert FinanceRow.objects.get().calls == 2


@pytest.mark.parametrize("goals", [1, 3])
def test_the_desk_asks_the_database_as_often_for_many_goals(office, client, goals, django_assert_num_queries):
    for _ in range(goals):
        factories.in_programme(office.programme)
    write(office, "wnioski", "raz")
    client.force_login(office.coordinator)
    client.get(DESK)
    with django_assert_num_queries(13):
        assert client.get(DESK).status_code == 200


def test_nobody_else_finds_the_desk(office, client):
    client.force_login(User.objects.get(username="urzednik"))
    assert client.get(DESK).status_code == 403
