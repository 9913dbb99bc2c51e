"""Every goal of reliability is measured, and names controls that exist; a result that is missing is missed."""

import json
import re
from types import SimpleNamespace

import pytest

from tests import goal_results
from tests.environment import PROJECT
from tests.goals import GOALS, controls_of, goals_of, name_of, unmeasured

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
    assert GOALS[goal].controls
    for node in (*GOALS[goal].tests, *GOALS[goal].controls):
        path, _colons, name = node.partition("::")
        assert (PROJECT / path).exists(), node
        assert not name or f"def {name}(" in (PROJECT / path).read_text("utf-8"), node


def test_tests_of_goals_are_recognised_by_the_beginning_of_their_names():
    assert goals_of("tests/upgrades/test_upgrades.py::test_migration_preserves_rows[0.2.0]") == ["G9"]
    assert goals_of("tests/test_languages.py::test_x") == []


def row_of(goal, test="", database="SQLite 3"):
    return {"goal": goal, "test": test, "database": database, "day": "2026-01-01"}


def test_goal_and_control_without_row_are_unmeasured():
    (control,) = GOALS["G2"].controls
    rows = [row_of(goal, test) for goal in GOALS if goal != "G1" for test in GOALS[goal].controls if test != control]
    missing = {(gap.goal, gap.what) for gap in unmeasured([*rows, row_of("G2")])}
    assert missing == {
        ("G1", GOALS["G1"].title),
        *(("G1", name_of(test)) for test in GOALS["G1"].controls),
        ("G2", name_of(control)),
    }


def test_browser_is_not_expected_on_postgresql():
    missing = {gap.goal for gap in unmeasured([row_of("G1", database="PostgreSQL 15")])}
    assert missing.isdisjoint({"G29", "G30"})
    assert "G2" in missing


def report(outcome, reason=""):
    flags = {name: outcome == name for name in ("passed", "failed", "skipped")}
    longrepr = ("file", 1, f"Skipped: {reason}") if reason else None
    return SimpleNamespace(nodeid=f"{NODE}[{outcome}]", when="call", longrepr=longrepr, **flags)


NODE = "tests/reports/test_append_only.py::test_control_without_trigger_row_is_rewritten"
NOT_INSTALLED, BY_DATABASE = "gpg is not installed", "only PostgreSQL has triggers and roles"


@pytest.mark.parametrize(
    ("reports", "measured", "is_met"),
    [
        ([report("passed")], "detected", True),
        ([report("passed"), report("failed")], "NOT detected: 1 of 2", False),
        ([report("passed"), report("skipped", NOT_INSTALLED)], f"detected, 1 skipped ({NOT_INSTALLED})", True),
        ([report("skipped", NOT_INSTALLED)], f"not run, 1 skipped ({NOT_INSTALLED})", False),
        ([report("skipped", BY_DATABASE)], f"not run, 1 skipped ({BY_DATABASE})", True),
    ],
)
def test_row_of_control_tells_what_was_skipped(tmp_path, monkeypatch, reports, measured, is_met):
    results = goal_results.GoalResults()
    for each in reports:
        results.add(each)
    monkeypatch.setattr(goal_results, "_tests", {"G24": results})
    monkeypatch.setattr(goal_results, "_controls", {("G24", NODE): results})
    monkeypatch.setenv("DRILL_FILE", str(tmp_path / "rows"))
    goal_results.write_rows()
    of_tests, of_control = map(json.loads, (tmp_path / "rows").read_text("utf-8").splitlines())
    assert of_control["what"] == "control: without trigger row is rewritten"
    assert (of_control["measured"], of_control["met"]) == (measured, is_met)
    assert of_tests["met"] == is_met
    assert controls_of(f"{NODE}[x]") == [("G24", NODE)]
