"""The programme page: the picture of goals and years, one year, the figures that are missing."""

import re
from datetime import date
from decimal import Decimal

import pytest

from indicators.rules.figures import Figure
from indicators.services import measurements
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
    """Return the HTML of a goal's row in the picture, and for each column the (status, name) of its symbols."""
    table = page.split('class="pic')[1].split("</table>")[0]
    own = next(row for row in re.findall(r"<tr .*?</tr>", table, re.S) if words in row)
    symbol = r'data-status="(\w+)"[^>]*><svg.*?<span class="visually-hidden">(.*?)</span>'
    return own, [re.findall(symbol, cell, re.S) for cell in re.findall(r"<td.*?</td>", own, re.S)]


def key(page):
    """Return the entries of the key: (label, count or "")."""
    legend = page.split('class="legend"')[1].split("</ul>")[0]
    return re.findall(r"<span>([^<]+)</span>(?: ?<b[^>]*>(\d+)</b>)?", re.sub(r"\s+", " ", legend))


def test_symbol_keeps_its_place_in_every_year(client, many, time_machine):
    time_machine.move_to("2025-06-01T10:00:00Z")
    second = many.programme.main_goal.specific_goals.get(position=1).actions.first().indicators.last()
    approve(many)
    page = text(client.get(PAGE))
    _html, columns = row(page, "cele/1/")
    assert [len(column) for column in columns] == [3] * 6  # five years and to date
    assert {len({name.split(",")[0] for _status, name in place}) for place in zip(*columns, strict=True)} == {1}
    assert [status for status, _name in columns[3]] == ["met", "overdue", "overdue"]
    assert f'href="/wskazniki/{second.pk}/"' in page
    assert row(page, "cele/2/")[1][3] == [("overdue", "Jedyny, 2024: brak danych po terminie")]
    assert "brak działań w programie" in row(page, "cele/3/")[0]


def test_key_counts_symbols_of_years_and_highlights_one_status(client, many, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    approve(many)
    page = text(client.get(PAGE))
    assert key(page) == [
        ("osiągnięty", "1"), ("częściowo osiągnięty", ""), ("brak danych po terminie", "19"), ("nie zmierzono", ""),
    ]  # fmt: skip
    assert "is-dim" not in page
    assert f'href="{PAGE}?znak=met"' in page
    highlighted = text(client.get(f"{PAGE}?znak=met"))
    assert highlighted.count('class="is-dim"') == 4 * 6 - 1
    assert f'<a href="{PAGE}">Pokaż wszystkie statusy</a>' in highlighted
    assert client.get(f"{PAGE}?znak=dobry").status_code == 404


def test_name_of_symbol_has_figure_and_target(client, office, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    counted = factories.in_programme(office.programme, unit=office.unit, name="Spotkania", terms__verbatim="4/rok")
    for code, value in (("2023", 5), ("2024", 3)):
        revision = measurements.submit(
            office.slot(code, counted), Figure(Decimal(value)), by=office.officer, based_on=0, on=date(2026, 6, 1)
        )
        measurements.approve(revision.measurement, by=office.coordinator, based_on=1)
    names = [column[1][1] for column in row(text(client.get(PAGE)), "cele/1/")[1]]
    assert names[2:] == [
        "Spotkania, 2023: osiągnięty, 5",
        "Spotkania, 2024: częściowo osiągnięty, 3 z 4",
        "Spotkania, 2025: brak danych po terminie",
        "Spotkania, na koniec: osiągnięty w 1 z 5 lat",
    ]


def test_year_lists_its_indicators_and_filters_them(client, many, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    approve(many)
    page = text(client.get(f"{PAGE}?rok=2024"))
    assert f'<a href="{PAGE}?rok=2024" aria-current="page">2024</a>' in page
    assert "W 2024 r. z 4 wskaźników w pełni osiągnięto 1." in page
    table = page.split('class="mx mx--year"')[1].split("</table>")[0]
    assert re.findall(r'data-status="(\w+)"', table) == ["met", "overdue", "overdue", "overdue"]
    assert key(page) == [("osiągnięty", ""), ("brak danych po terminie", "")]  # the sentence has the counts
    assert 'href="/programy/2021-2025/dzialania/?rok=2024"' in page
    assert "Ostatnie zmiany" not in page
    assert "Ostatnie zmiany" in text(client.get(PAGE))
    only = text(client.get(f"{PAGE}?rok=2024&znak=met")).split('class="mx mx--year"')[1].split("</table>")[0]
    assert re.findall(r'data-status="(\w+)"', only) == ["met"]
    assert only.count("żaden nie ma tego statusu") == 1


def test_programme_of_one_year_lists_its_indicators(client, db):
    goal = factories.SpecificGoalFactory(
        main_goal__programme=factories.ProgrammeFactory(slug="2027", first_year=2027, last_year=2027)
    )
    factories.IndicatorFactory(action=factories.ActionFactory(specific_goal=goal))
    page = text(client.get("/programy/2027/"))
    assert "<h1>Program współpracy na rok 2027</h1>" in page
    assert 'class="mx mx--year"' in page
    assert "?rok=2027" not in page


def test_page_names_who_owes_overdue_figures(client, office, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    office.unit.contact = "ngo@urzad.example"
    office.unit.save()
    factories.in_programme(office.programme, unit=None)
    approve(office)
    table = text(client.get(PAGE)).split('class="t t-stack t-owed"')[1].split("</table>")[0]
    rows = [" ".join(re.sub("<[^>]+>", " ", cells).split()) for cells in re.findall(r"<tr .*?</tr>", table, re.S)[1:]]
    assert rows == [
        f"{office.unit.name} 4 31 marca 2022 r. ngo@urzad.example",
        "koordynator 5 31 marca 2022 r. Zapytaj o te dane",
    ]


def test_year_summary_of_only_indicator_is_its_verdict(client, office):
    approve(office)
    page = text(client.get(f"{PAGE}?rok=2024"))
    expected = "Osiągnięty: w 2024 r.: 3; wartość docelowa: co najmniej 1 w każdym roku. Jedyny wskaźnik programu: "
    assert f"{expected}„Liczba warsztatów”." in page.replace("</span> <span>", " ")


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


def test_year_of_programme_without_indicators_shows_notice(client, db):
    factories.SpecificGoalFactory(main_goal__programme__slug="pusty", position=1)
    page = text(client.get("/programy/pusty/?rok=2024"))
    assert page.partition("<main")[2].count("Program nie ma wskaźników.") == 1
