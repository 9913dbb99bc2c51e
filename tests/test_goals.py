"""Every goal of reliability is measured, and names a control that exists."""

import re

import pytest

from tests.environment import PROJECT
from tests.goals import GOALS, goals_of

ROWS = {
    goal
    for path in (PROJECT / "tests").rglob("test_*.py")
    for goal in re.findall(r'row\("(G\d+)"', path.read_text("utf-8"))
}


def test_goals_are_g1_to_g30():
    assert list(GOALS) == [f"G{number}" for number in range(1, 31)]


def test_every_row_names_a_goal():
    assert ROWS - set(GOALS) == set()


@pytest.mark.parametrize("goal", GOALS)
def test_goal_has_rows_and_existing_tests_and_control(goal):
    assert goal in ROWS or GOALS[goal].tests
    for node in (*GOALS[goal].tests, GOALS[goal].control):
        path, _colons, name = node.partition("::")
        assert (PROJECT / path).exists(), node
        assert not name or f"def {name}(" in (PROJECT / path).read_text("utf-8"), node


def test_tests_of_goals_are_recognised_by_the_beginning_of_their_names():
    assert goals_of("tests/upgrades/test_upgrades.py::test_migration_preserves_rows[0.2.0]") == ["G9"]
    assert goals_of("tests/test_languages.py::test_x") == []
