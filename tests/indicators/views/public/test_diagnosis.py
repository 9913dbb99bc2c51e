"""The diagnosis: findings x goals, and the actions of each goal."""

import re

import pytest

from tests import factories
from tests.indicators.conftest import approve

PAGE = "/programy/2021-2025/diagnoza/"


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def section(page, heading, *, bare=True):
    """Return the text of a section, or its HTML."""
    part = page.split(f'id="{heading}">')[1].split("</section>")[0]
    return " ".join(re.sub("<[^>]+>", " ", part).split()) if bare else part


@pytest.fixture
def linked(office):
    """Goal 1 has an action, goal 2 none; both address a threat, goal 2 a strength, no goal the other two findings."""
    office.first = office.indicator.action.specific_goal
    office.second = factories.SpecificGoalFactory(
        main_goal=office.programme.main_goal, position=2, text="trwałe partnerstwo"
    )
    findings = [("threat", "odpływ"), ("strength", "zespół"), ("threat", "te same podmioty"), ("weakness", "papier")]
    findings = [
        factories.SwotFindingFactory(programme=office.programme, quadrant=quadrant, text=words)
        for quadrant, words in findings
    ]
    for finding, goal in ((findings[0], office.first), (findings[0], office.second), (findings[1], office.second)):
        factories.FindingLinkFactory(finding=finding, specific_goal=goal)
    return office


def matrix(page):
    """Return the texts of the rows of the matrix, without its head."""
    table = page.split('class="mx mx--findings"')[1].split("</table>")[0].split("</thead>")[1]
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in re.findall(r"<tr .*?</tr>", table, re.S)]


def statuses(page):
    return re.findall(r'data-status="(\w+)"', page.split('class="mx mx--findings"')[1].split("</table>")[0])


def test_findings_without_answer_come_first_in_their_group(client, linked, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    approve(linked)
    page = text(client.get(f"{PAGE}?rok=2024"))
    assert matrix(page) == [
        "Mocne strony zespół nie odpowiada brak działań w programie",
        "Słabe strony papier bez odpowiedzi – nie ma celu ani działania",
        "Szanse brak w programie",
        "Zagrożenia te same podmioty bez odpowiedzi – nie ma celu ani działania",
        "odpływ Liczba warsztatów, 2024: osiągnięty, 3 brak działań w programie",
    ]
    assert page.count("warsztaty dla organizacji") <= 1  # each action once
    expected = (
        "Z 4 ustaleń 1 doczekało się działania, 1 ma cel bez działań, 2 pozostały bez odpowiedzi: "
        "jedno zagrożenie i jedna słaba strona."
    )
    assert f'<p class="answer answer--s"><span>{expected}</span></p>' in page


def test_selected_year_determines_status(client, linked, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    approve(linked)
    rows = {query: statuses(text(client.get(PAGE + query))) for query in ("?rok=2024", "?rok=2023", "")}
    assert rows == {"?rok=2024": ["met"], "?rok=2023": ["overdue"], "": ["partly_met"]}
    page = text(client.get(f"{PAGE}?rok=2024"))
    assert f'<a href="{PAGE}?rok=2024" aria-current="page">2024</a>' in page
    assert "Liczba warsztatów</a>" in section(page, "h-dzialania", bare=False)


def test_goals_beyond_four_share_one_column(client, linked):
    for position in range(3, 7):
        factories.SpecificGoalFactory(main_goal=linked.programme.main_goal, position=position)
    page = text(client.get(PAGE))
    assert page.split('class="mx mx--findings"')[1].split("</thead>")[0].count('scope="col"') == 2
    assert matrix(page)[-1] == (
        "odpływ Cel 1 Liczba warsztatów, na koniec: nie zmierzono Cel 2 brak działań w programie"
    )


def test_diagnosis_without_links_names_office(client, office):
    factories.SwotFindingFactory(programme=office.programme, quadrant="threat", text="odpływ")
    page = text(client.get(PAGE))
    assert "Powiązania może wpisać urząd" in page
    assert matrix(page)[-1] == "Zagrożenia odpływ dokument nie wskazuje celu"
    assert "finding--bold" not in page


def test_programme_without_findings_shows_its_goals_and_actions(client, office):
    page = text(client.get(PAGE))
    assert "W programie nie ma ustaleń diagnozy." in page
    assert "Liczba warsztatów" in section(page, "h-dzialania")


@pytest.mark.parametrize("query", ["rok=1999", "rok=x", "rok=" + "9" * 50])
def test_unknown_year_is_404(client, office, query):
    assert client.get(f"{PAGE}?{query}").status_code == 404


def test_address_of_former_displays_shows_the_page(client, office):
    assert client.get(f"{PAGE}?widok=macierz").status_code == 200
