"""The list of actions: found by words without Polish marks, narrowed by closed lists, never without a way out."""

import re

import pytest

from tests import factories

ADDRESS = "/programy/2021-2025/dzialania/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2025-02-10T09:00:00Z")


@pytest.fixture
def programme(db):
    programme = factories.ProgrammeFactory(slug="2021-2025")
    main_goal = factories.MainGoalFactory(programme=programme)
    first, second = (factories.SpecificGoalFactory(main_goal=main_goal, position=place) for place in (1, 2))
    unit = factories.UnitFactory(name="Biuro")
    for goal, name, own in (
        (first, "Warsztaty w Łodzi", unit),
        (first, "Żłobki", unit),
        (second, "Liczba spotkań", None),
    ):
        action = factories.ActionFactory(specific_goal=goal, name=f"działanie: {name}")
        factories.IndicatorFactory(action=action, name=name, unit=own)
    programme.unit = unit
    return programme


def names(response):
    assert response.status_code == 200
    found = re.findall(r'<th role="rowheader" scope="row" lang="pl"><a [^>]*>([^<]*)</a>', response.content.decode())
    return [name.replace("\u00a0", " ") for name in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Warsztaty w Łodzi", "Żłobki", "Liczba spotkań"]),
        ("q=lodzi", ["Warsztaty w Łodzi"]),
        ("q=LODZ+warsztat", ["Warsztaty w Łodzi"]),
        ("q=zlob", ["Żłobki"]),
        ("q=dzialanie", ["Warsztaty w Łodzi", "Żłobki", "Liczba spotkań"]),
        ("q=lodz+zlobki", []),
        ("cel=2", ["Liczba spotkań"]),
        ("cel=9", ["Warsztaty w Łodzi", "Żłobki", "Liczba spotkań"]),
        ("jednostka=brak", ["Liczba spotkań"]),
        ("status=overdue&rok=2023", ["Warsztaty w Łodzi", "Żłobki", "Liczba spotkań"]),
        ("status=met&rok=2023", []),
        ("status=zmyślony", ["Warsztaty w Łodzi", "Żłobki", "Liczba spotkań"]),
        (f"q={'x' * 5000}", []),
        ("q=%3Cscript%3E", []),
        ("cel=1&cel=2", ["Liczba spotkań"]),
    ],
)
def test_what_is_found(client, programme, query, found):
    assert names(client.get(f"{ADDRESS}?{query}")) == found


def test_a_unit_is_chosen_by_its_number(client, programme):
    assert names(client.get(f"{ADDRESS}?jednostka={programme.unit.pk}")) == ["Warsztaty w Łodzi", "Żłobki"]


def test_a_narrow_answer_is_counted_and_keeps_its_words_over_the_years(client, programme):
    page = client.get(f"{ADDRESS}?q=lodzi&cel=1").content.decode().replace("\u00a0", " ")
    assert "1 z 3 wskaźników" in page
    assert f'href="{ADDRESS}?q=lodzi&amp;cel=1&amp;rok=2024"' in page
    assert 'value="lodzi"' in page


def test_an_empty_answer_says_what_to_leave_out(client, programme):
    page = client.get(f"{ADDRESS}?q=nie-ma&cel=1&rok=2024").content.decode()
    assert "Nic nie pasuje do wszystkich warunków naraz" in page.replace("\u00a0", " ")
    assert f'<a href="{ADDRESS}?cel=1&amp;rok=2024">Szukaj</a>' in page
    assert f'<a href="{ADDRESS}?q=nie-ma&amp;rok=2024">Cel</a>' in page


@pytest.mark.parametrize("items", [1, 3])
def test_query_count(client, programme, items, django_assert_num_queries):
    for _ in range(items):
        factories.in_programme(programme)
    with django_assert_num_queries(5):
        assert len(names(client.get(f"{ADDRESS}?q=liczba"))) == items + 1
