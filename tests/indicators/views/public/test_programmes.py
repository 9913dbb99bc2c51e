"""The programme page: one year, the overview of goals, the next due figure."""

import re
from datetime import date

import pytest

from tests import factories
from tests.indicators.conftest import approve

PAGE = "/programy/2021-2025/"


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def next_figure(page):
    match = re.search(r'id="nastepny">([^<]+)<', page)
    return match[1] if match else None


@pytest.fixture
def many(office):
    """Goal 1 with three indicators, goal 2 with one, goal 3 with none."""
    for _ in range(2):
        factories.in_programme(office.programme, unit=office.unit)
    main = office.programme.main_goal
    second = factories.SpecificGoalFactory(main_goal=main, position=2, text="cel drugi")
    factories.IndicatorFactory(action=factories.ActionFactory(specific_goal=second), name="Jedyny", unit=office.unit)
    factories.SpecificGoalFactory(main_goal=main, position=3, text="cel trzeci")
    return office


def row(page, words):
    """A goal's row of the picture: its cells as text."""
    table = page.split('class="t t-stack pic')[1].split("</table>")[0]
    own = next(row for row in re.findall(r"<tr .*?</tr>", table, re.S) if words in row)
    return own, [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", own, re.S)]


def test_goal_with_several_indicators_shows_symbols_and_counts(client, many, time_machine):
    time_machine.move_to("2025-06-01T10:00:00Z")
    approve(many)
    page = text(client.get(PAGE))
    html, cells = row(page, "3 wskaźniki")
    assert cells[3] == "osiągnięty: 1 brak danych po terminie: 2"
    assert html.count('<svg class="st-i') == 3 * 6  # each indicator in five years and to date
    assert html.index("st--met") < html.index("st--overdue", html.index("st--met"))
    assert row(page, "cel drugi")[1][3] == "– brak danych po terminie"
    assert row(page, "cel trzeci")[1] == ["brak działań w programie"]
    assert re.findall(r'<li data-status="(\w+)">', html)[-2:] == ["partly_met", "no_data"]


def test_selected_year_applies_to_whole_page(client, many, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    approve(many)
    page = text(client.get(f"{PAGE}?rok=2024"))
    assert '<a href="/programy/2021-2025/?rok=2024" aria-current="page">2024</a>' in page
    assert "W 2024 r. z 4 wskaźników w pełni osiągnięto 1. Pozostałych 3 nie można jeszcze ocenić." in page
    assert "Zatwierdzono 1 z 4 pomiarów." in page
    assert row(page, "3 wskaźniki")[1] == ["osiągnięty: 1 brak danych po terminie: 2"]
    assert 'href="/programy/2021-2025/dzialania/?rok=2024"' in page
    for of_other_years in ("Ocena końcowa", "Ostatnie zmiany", "<br>1 z", ">2023<br>"):
        assert (of_other_years in page) is (of_other_years == "<br>1 z"), of_other_years
    whole = text(client.get(PAGE))
    assert "Ocena końcowa" in whole
    assert "Ostatnie zmiany" in whole


def test_year_summary_of_only_indicator_is_its_verdict(client, office):
    approve(office)
    page = text(client.get(f"{PAGE}?rok=2024"))
    expected = "Osiągnięty: w 2024 r.: 3; wartość docelowa: co najmniej 1 w każdym roku. Jedyny wskaźnik programu: "
    assert f"{expected}„Liczba warsztatów”." in page
    assert "Dane za 2024: 1 z 1 wskaźnika." in page


def test_page_shows_next_due_figure(client, many, time_machine):
    sentences = {}
    for day in ("2024-02-01", "2025-04-01", "2026-02-01", "2026-06-01"):
        time_machine.move_to(f"{day}T10:00:00Z")
        sentences[day] = next_figure(text(client.get(PAGE)))
    first = "Następny pomiar: „Liczba warsztatów” za {} r., do 31 marca {} r. W tym samym terminie jeszcze 3 pomiary."
    assert sentences == {
        "2024-02-01": f"{first.format(2023, 2024)} Po terminie brakuje 8 pomiarów.",
        "2025-04-01": f"{first.format(2025, 2026)} Po terminie brakuje 16 pomiarów.",
        "2026-02-01": f"{first.format(2025, 2026)} Po terminie brakuje 16 pomiarów.",
        "2026-06-01": "Wszystkie terminy minęły; brakuje 20 pomiarów.",
    }


def test_complete_year_has_no_next_figure(client, office, time_machine):
    time_machine.move_to("2025-06-01T10:00:00Z")
    approve(office)
    assert next_figure(text(client.get(f"{PAGE}?rok=2024"))) is None
    assert next_figure(text(client.get(f"{PAGE}?rok=2025"))) == (
        "Następny pomiar: „Liczba warsztatów” za 2025 r., do 31 marca 2026 r."
    )
    for code in ("2021", "2022", "2023", "2025"):
        approve(office, code=code, on=date(2026, 1, 10))
    assert next_figure(text(client.get(PAGE))) is None  # the last due date is to come
    time_machine.move_to("2026-04-01T10:00:00Z")
    assert next_figure(text(client.get(PAGE))) == "Wszystkie terminy minęły; nie brakuje żadnego pomiaru."


def test_programme_without_due_dates_has_no_next_figure(client, db, time_machine):
    time_machine.move_to("2026-11-27T10:00:00Z")
    programme = factories.ProgrammeFactory(slug="2027", first_year=2027, last_year=2027)
    factories.MainGoalFactory(programme=programme)
    page = text(client.get("/programy/2027/"))
    assert "Żaden pomiar nie jest jeszcze wymagany." in page
    assert "Wszystkie terminy minęły" not in page


def test_front_page_accepts_year_and_rejects_other_value(client, office):
    page = text(client.get("/?rok=2024"))
    assert '<a href="/programy/2021-2025/?rok=2024" aria-current="page">2024</a>' in page
    assert [client.get(f"/?rok={word}").status_code for word in ("1999", "x", "9" * 50)] == [404] * 3


def test_page_of_year_is_304_until_content_changes(client, office, django_assert_num_queries):
    address = f"{PAGE}?rok=2024"
    etag = client.get(address)["ETag"]
    assert etag != client.get(f"{PAGE}?rok=2023")["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    approve(office)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_year_of_programme_without_indicators_states_that(client, db):
    factories.SpecificGoalFactory(main_goal__programme__slug="pusty", position=1)
    page = text(client.get("/programy/pusty/?rok=2024"))
    assert page.partition("<main")[2].count("Program nie ma wskaźników.") == 1
