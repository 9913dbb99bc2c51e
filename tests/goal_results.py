"""`make drill`: collect the results of the goals' tests and controls, and write their rows (tests/goals.py)."""

from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from tests import drill
from tests.goals import GOALS, controls_of, goals_of, name_of

# Reasons for which a test is rightly skipped on one of the databases.
BY_DATABASE = (
    "only PostgreSQL",
    "only SQLite",
    "SQLite has one writer",
    "SQLite lets one transaction",
    "the move ends on PostgreSQL",
    "the database server synchronises",
)
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(slots=True)
class GoalResults:
    """Outcomes by node id (a case of a parametrised test is a node), and why tests were skipped."""

    outcomes: dict[str, str] = field(default_factory=dict)
    reasons: set[str] = field(default_factory=set)

    def add(self, report: pytest.TestReport) -> None:
        outcome = self.outcomes.get(report.nodeid)
        if report.failed:
            self.outcomes[report.nodeid] = FAILED
        elif report.skipped and outcome != FAILED:
            self.outcomes[report.nodeid] = SKIPPED
            if isinstance(report.longrepr, tuple):
                self.reasons.add(report.longrepr[2].removeprefix("Skipped: "))
        elif report.when == "call" and outcome is None:
            self.outcomes[report.nodeid] = PASSED

    def count(self, outcome: str) -> int:
        return list(self.outcomes.values()).count(outcome)

    @property
    def is_met(self) -> bool:
        """Whether none fails and one passes; a test that does not apply to the database need not pass."""
        is_rightly_skipped = bool(self.reasons) and all(reason.startswith(BY_DATABASE) for reason in self.reasons)
        return self.count(FAILED) == 0 and (self.count(PASSED) > 0 or is_rightly_skipped)

    @property
    def skipped(self) -> str:
        """Return ", 3 skipped (reason)", or nothing."""
        count = self.count(SKIPPED)
        return f", {count} skipped ({'; '.join(sorted(self.reasons))})" if count else ""


_tests: defaultdict[str, GoalResults] = defaultdict(GoalResults)  # by goal
_controls: defaultdict[tuple[str, str], GoalResults] = defaultdict(GoalResults)  # by goal and control


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests and controls of the goals, so that `-m drill` runs them."""
    for item in items:
        if goals_of(item.nodeid) or controls_of(item.nodeid):
            item.add_marker("drill")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    controls = controls_of(report.nodeid)
    for key in controls:
        _controls[key].add(report)
    for goal in goals_of(report.nodeid):
        if goal not in {key for key, _control in controls}:
            _tests[goal].add(report)


def write_rows() -> None:
    """Write the rows at the end of a run: one for each goal with tests, one for each control."""
    for goal, results in _tests.items():
        what = f"{GOALS[goal].title}: tests that fail, of {results.count(PASSED) + results.count(FAILED)}"
        measured = f"{results.count(FAILED)}{results.skipped}"
        drill.row(goal, what, wanted="0", measured=measured, met=results.is_met, test=" ".join(GOALS[goal].tests))
    for (goal, control), results in _controls.items():
        passed, failed = results.count(PASSED), results.count(FAILED)
        measured = f"NOT detected: {failed} of {passed + failed}" if failed else "detected" if passed else "not run"
        drill.row(
            goal,
            name_of(control),
            wanted="detected",
            measured=f"{measured}{results.skipped}",
            met=results.is_met,
            test=control,
        )
