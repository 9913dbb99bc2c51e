"""The tree of a programme in the administration: searching, dragging, the unit in the row."""

import pytest

from indicators.models import Indicator
from tests import factories
from tests.indicators.admin.conftest import text
from tests.indicators.admin.test_programme_tree import button, order, press, tree
from tests.tables import changed_tables, rows_of_every_table

__all__ = ["tree"]


def test_search_shows_hits_with_what_is_above_and_below_them(tree):
    tree.indicator.name = "Liczba szkoleń"
    tree.indicator.save()
    content = text(tree.client.get(tree.address, {"q": "szkolenia"}))
    assert tree.indicator.name in content
    assert tree.action.name in content
    assert "Znaleziono dla „szkolenia”: 1." in content
    assert tree.second.name not in content
    assert tree.other_goal.text not in content
    below = text(tree.client.get(tree.address, {"q": tree.action.name}))
    assert tree.indicator.name in below


@pytest.mark.parametrize("query", ["1/rok", "Raz w roku", "Departament"])
def test_search_covers_target_frequency_and_unit(tree, query):
    assert tree.indicator.name in text(tree.client.get(tree.address, {"q": query}))


def test_search_finds_numbers_findings_and_conclusions(tree):
    factories.SwotFindingFactory(programme=tree.programme, text="mało czasu")
    factories.ConclusionFactory(programme=tree.programme, text="trzeba czasu")
    tree.second.position = 77  # no digits that the names of the factories contain
    tree.second.save()
    number = f"{tree.goal.position}.77"
    content = text(tree.client.get(tree.address, {"q": number}))
    assert tree.second.name in content
    assert tree.action.name not in content
    content = text(tree.client.get(tree.address, {"q": "czas"}))
    assert "mało czasu" in content
    assert "trzeba czasu" in content
    assert tree.goal.text not in content


@pytest.mark.parametrize("query", ["x" * 5000, "<script>alert(1)</script>", "%", "'", '"onfocus="', "ż"])
def test_any_search_is_answered(tree, query):
    page = tree.client.get(tree.address, {"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in text(page)


def test_buttons_of_a_search_return_to_it(tree):
    value = button(tree, "down", tree.indicator, "indicator", q="Liczba")
    answer = tree.client.post(f"{tree.change}?q=Liczba", {"do": value})
    assert answer["Location"] == f"{tree.address}?q=Liczba#indicator-{tree.indicator.pk}-down"


def test_dragged_node_is_placed_before_a_sibling_or_last(tree):
    first, second, third = order(tree.action.indicators)
    numbers = set(tree.action.indicators.values_list("position", flat=True))
    value = button(tree, "up", Indicator.objects.get(pk=third), "indicator").replace("up:", "place:")
    press(tree, value, before=first)
    assert order(tree.action.indicators) == [third, first, second]
    value = button(tree, "up", Indicator.objects.get(pk=third), "indicator").replace("up:", "place:")
    press(tree, value, before=0)
    assert order(tree.action.indicators) == [first, second, third]
    assert set(tree.action.indicators.values_list("position", flat=True)) == numbers


def test_dragged_node_is_not_placed_beside_a_foreign_one(tree):
    other = factories.IndicatorFactory(action=tree.second)
    value = button(tree, "down", tree.indicator, "indicator").replace("down:", "place:")
    before = rows_of_every_table()
    press(tree, value, before=other.pk)
    press(tree, value, before=tree.indicator.pk)
    assert tree.client.post(tree.change, {"do": value, "before": "x"}).status_code == 400
    assert tree.client.post(tree.change, {"do": value}).status_code == 400
    assert changed_tables(before) == set()


def test_unit_is_chosen_in_the_row_and_proposed_for_the_next_one(tree):
    unit = factories.UnitFactory(name="Biuro Współpracy")
    place = f"indicator-{tree.second.pk}"
    sent = {"position": 1, "name": "Liczba spotkań", "verbatim": "2/rok", "frequency_verbatim": "raz w roku"}
    tree.client.post(f"{tree.address}?dodaj={place}", sent | {"unit": unit.pk})
    assert Indicator.objects.get(name="Liczba spotkań").unit == unit
    page = tree.client.get(tree.address, {"dodaj": place})
    assert page.context["form"].initial["unit"] == unit.pk
    tree.client.post(f"{tree.address}?dodaj={place}", sent | {"position": 2, "name": "Liczba rozmów", "unit": ""})
    assert Indicator.objects.get(name="Liczba rozmów").unit is None
    for forged in ("x", "999999"):
        page = tree.client.post(f"{tree.address}?dodaj={place}", sent | {"position": 3, "unit": forged})
        assert "Wybierz poprawną" in text(page)
