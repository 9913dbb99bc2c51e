"""The diagnosis page as a list and as a matrix."""

import re
from typing import Any

import pytest

from indicators.wording import programmes as programme_wording
from tests import factories
from tests.indicators.conftest import approve

PAGE = "/programy/2021-2025/diagnoza/"


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def section(page, heading):
    """The words of a section."""
    part = page.split(f'id="{heading}">')[1].split("</section>")[0]
    return " ".join(re.sub("<[^>]+>", " ", part).split())


@pytest.fixture
def linked(office):
    """Goal 1 with an action, goal 2 without; a threat that both answer, a strength that goal 2 does, two unanswered."""
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


def test_finding_lists_its_goals_and_results(client, linked):
    approve(linked)
    page = text(client.get(f"{PAGE}?rok=2024"))
    chain = section(page, "h-lancuch")
    assert "Zagrożenie odpływ Cel szczegółowy 1 cel szczegółowy" in chain
    assert "Liczba warsztatów osiągnięty" in chain
    assert "Mocna strona zespół Cel szczegółowy 2 trwałe partnerstwo Działanie brak działań" in chain
    assert "te same podmioty" not in chain
    assert section(page, "bez-odpowiedzi") == (
        "Bez odpowiedzi Ustalenia, na które nie odpowiada żaden cel. Słabe strony papier Zagrożenia te same podmioty"
    )
    expected = "Z 4 ustaleń 1 doczekało się działania, 1 ma cel bez działań, 2 pozostały bez odpowiedzi."
    assert section(page, "h-skrot") == f"W skrócie {expected}"


def test_selected_year_determines_status(client, linked, time_machine):
    time_machine.move_to("2026-06-01T10:00:00Z")
    approve(linked)
    rows = {
        query: re.findall(r'data-status="(\w+)"', text(client.get(PAGE + query)))
        for query in ("?rok=2024", "?rok=2023", "", "?widok=macierz")
    }
    assert rows == {
        "?rok=2024": ["met"],
        "?rok=2023": ["overdue"],
        "": ["partly_met"],
        "?widok=macierz": ["partly_met"],
    }


def test_matrix_cells_have_text(client, linked):
    page = text(client.get(f"{PAGE}?widok=macierz"))
    table = page.split('class="t t-stack t-matrix"')[1].split("</table>")[0]
    rows = re.findall(r'<tr role="row">(.*?)</tr>', table, re.S)
    bare = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]
    assert bare[1:] == [
        "zespół – nie odpowiada odpowiada, lecz brak działań",
        "papier – nie odpowiada – nie odpowiada",
        "odpływ odpowiada nie zmierzono (1) odpowiada, lecz brak działań",
        "te same podmioty – nie odpowiada – nie odpowiada",
    ]
    assert table.count('scope="col"') == 3
    assert table.count('scope="row"') == 4
    assert table.count('scope="rowgroup"') == 3
    assert table.count('data-th="Cel 1"') == 4
    assert f'<a href="{PAGE}?widok=macierz&amp;rok=2024">2024</a>' in page


def test_diagnosis_without_links_names_office_and_lists_all_findings_as_unanswered(client, office):
    factories.SwotFindingFactory(programme=office.programme, quadrant="threat", text="odpływ")
    for query in ("", "?widok=macierz"):
        page = text(client.get(PAGE + query))
        assert "Powiązania może wpisać urząd" in page, query
        assert "Żadnego powiązania jeszcze nie wpisano, dlatego są tu wszystkie ustalenia." in page
        assert section(page, "bez-odpowiedzi").endswith("Zagrożenia odpływ")


@pytest.mark.usefixtures("no_page_cache")
def test_unanswered_section_explains_that_it_is_empty(client, office):
    nothing = text(client.get(PAGE))
    assert "W programie nie ma ustaleń diagnozy." in section(nothing, "bez-odpowiedzi")
    factories.FindingLinkFactory(
        finding=factories.SwotFindingFactory(programme=office.programme),
        specific_goal=office.indicator.action.specific_goal,
    )
    unanswered_section = section(text(client.get(PAGE)), "bez-odpowiedzi")
    assert unanswered_section.endswith("Na każde ustalenie programu odpowiada jakiś cel.")


@pytest.mark.parametrize("query", ["rok=1999", "rok=x", "widok=mapa", "widok=lista&widok=x"])
def test_unknown_parameter_value_is_404(client, office, query):
    assert client.get(f"{PAGE}?{query}").status_code == 404


def test_chain_summary_counts_goal_without_indicators_as_goal_without_action():
    goal: dict[str, Any] = {"links": [{"indicators": []}]}
    acted = {"links": [{"indicators": [1]}]}
    summary = programme_wording.chain_summary([{"findings": [goal, acted, {"links": []}]}], is_excerpt=False)
    assert str(summary) == "Of 3 findings 1 met with an action, 1 has a goal without actions, 1 is unanswered."


def test_matrix_shows_the_statuses_of_the_chosen_year(client, linked, time_machine):
    time_machine.move_to("2025-06-01T10:00:00Z")
    approve(linked, "4", "2023")

    def cells(query):
        page = client.get(f"{PAGE}?widok=macierz{query}").content.decode()
        table = page.split('class="t t-stack t-matrix"')[1].split("</table>")[0]
        return re.findall(r'data-status="(\w+)"', table)

    assert cells("&rok=2023") == ["met"]
    assert cells("&rok=2024") == ["overdue"]
