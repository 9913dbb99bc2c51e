"""The goals of reliability that `make drill` measures, and the tests that prove each of them.

Some tests write rows of their own (`row`, tests/drill.py). A goal with `tests` has one more row with their failures.
Each control of a goal has a row: it removes the protection, or plants the fault, and passes only if that is detected.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """`controls`: node ids; `tests`: beginnings of node ids. `missing`: what is not measured, for the page."""

    title: str
    controls: tuple[str, ...]
    tests: tuple[str, ...] = ()
    missing: str = ""
    is_browser_only: bool = False  # measured once, on SQLite


GOALS = {
    "G1": Goal(
        title="no lost update",
        controls=("tests/race/test_lost_update.py::test_control_concurrent_saves_without_protection_lose_data",),
    ),
    "G2": Goal(
        title="kill -9 during a request",
        controls=("tests/faults/test_kill.py::test_kill_between_writes_leaves_partial_data_only_without_transaction",),
    ),
    "G3": Goal(
        title="loss of power",
        controls=("tests/faults/test_power_loss.py::test_control_save_without_synchronisation_is_detected",),
        missing="on PostgreSQL its settings are read back; system calls of its server are not counted",
    ),
    "G4": Goal(
        title="outage of the database",
        tests=("tests/cooperation/web/test_outages.py", "tests/cooperation/views/test_health.py"),
        controls=("tests/faults/test_full_disk.py::test_database_fault_answers_503_and_other_faults_500",),
        missing="restarts, crashes and absence under load: `make deploy-check` (reliability-installed.md)",
    ),
    "G5": Goal(
        title="full disk",
        controls=("tests/faults/test_full_disk.py::test_failed_write_without_transaction_leaves_partial_data",),
    ),
    "G6": Goal(
        title="clock",
        tests=("tests/faults/test_clock.py",),
        controls=("tests/faults/test_clock.py::test_session_is_valid_when_clock_is_a_day_behind",),
    ),
    "G7": Goal(
        title="double submit",
        controls=("tests/race/test_lost_update.py::test_control_concurrent_saves_without_protection_lose_data",),
    ),
    "G8": Goal(
        title="backup and restore",
        tests=("tests/cooperation/services/test_backups.py", "tests/cooperation/services/test_backup_encryption.py"),
        controls=("tests/cooperation/services/test_backups.py::test_damaged_backup_is_refused_and_nothing_changes",),
    ),
    "G9": Goal(
        title="upgrade from every release",
        tests=("tests/upgrades",),
        controls=("tests/cooperation/test_checks.py::test_migrate_refuses_database_of_another_version",),
    ),
    "G10": Goal(title="exact numbers", controls=("tests/test_numbers.py::test_control_sqlite_loses_sixteenth_digit",)),
    "G11": Goal(
        title="numbers as people write them",
        tests=("tests/cooperation/test_number_oracle.py", "tests/cooperation/test_number_messages.py"),
        controls=("tests/cooperation/test_number_oracle.py::test_parse_number_equals_oracle",),
    ),
    "G12": Goal(
        title="hostile imports",
        tests=("tests/indicators/services/documents/test_reading.py",),
        controls=(
            "tests/indicators/services/documents/test_formats.py::test_excerpt_in_every_format_is_the_same_programme",
        ),
    ),
    "G13": Goal(
        title="exports",
        tests=("tests/cooperation/rules/test_formulas.py", "tests/reports/exports/test_columns.py"),
        controls=("tests/cooperation/rules/test_formulas.py::test_dashes_numbers_and_plain_texts_are_no_formulas",),
    ),
    "G14": Goal(
        title="permission table, foreign objects",
        tests=("tests/permissions/test_table.py", "tests/permissions/test_revoked_rights.py"),
        controls=("tests/permissions/test_table.py::test_control_route_without_row_is_detected_and_requires_log_in",),
    ),
    "G15": Goal(
        title="life of a measurement",
        controls=(
            "tests/indicators/services/test_random_workflows.py::"
            "test_control_random_workflow_steps_fail_without_a_rule",
        ),
    ),
    "G16": Goal(
        title="safe methods, forged requests",
        tests=("tests/permissions/test_get_requests.py",),
        controls=("tests/permissions/test_get_requests.py::test_control_change_is_detected",),
    ),
    "G17": Goal(
        title="scripts in stored texts",
        tests=("tests/permissions/test_scripts.py", "tests/e2e/test_scripts.py"),
        controls=("tests/permissions/test_scripts.py::test_control_unescaped_text_is_detected",),
    ),
    "G18": Goal(
        title="strange parameters, redirects, Host",
        tests=("tests/permissions/test_bad_input.py", "tests/permissions/test_hosts.py"),
        controls=("tests/permissions/test_bad_input.py::test_control_redirect_to_another_site_is_detected",),
    ),
    "G19": Goal(
        title="sessions and cookies; a stale session",
        tests=("tests/cooperation/web/test_sessions.py", "tests/cooperation/web/test_accounts.py"),
        controls=(
            "tests/cooperation/services/test_access.py::test_control_session_of_disabled_account_would_be_revived",
        ),
    ),
    "G20": Goal(
        title="guessing from 40 networks, lock-out of a colleague, second factor, becoming a coordinator unseen",
        tests=(
            "tests/cooperation/web/test_log_in_limits.py",
            "tests/race/test_log_in_limits.py",
            "tests/cooperation/views/test_security.py",
            "tests/cooperation/services/test_passwords.py",
            "tests/cooperation/services/test_access.py",
        ),
        controls=("tests/race/test_log_in_limits.py::test_control_parallel_log_ins_without_lock_try_more_passwords",),
    ),
    "G21": Goal(
        title="evidence files",
        controls=(
            "tests/indicators/services/evidence_files/test_validation.py::test_bad_file_is_accepted_without_the_rule",
        ),
    ),
    "G22": Goal(
        title="headers, caching",
        tests=("tests/test_headers.py", "tests/permissions/test_framing.py", "tests/permissions/test_cors.py"),
        controls=("tests/test_headers.py::test_control_weak_header_lowers_score",),
        missing="a shared cache in front: `make deploy-check` (reliability-installed.md)",
    ),
    "G23": Goal(
        title="secrets and dependencies",
        tests=(
            "tests/cooperation/test_checks.py::test_server_does_not_start_with_weak_settings",
            "tests/test_layout.py::test_lock_agrees_with_pyproject",
            "tests/test_layout.py::test_every_pin_has_hash_and_no_address",
        ),
        controls=("tests/cooperation/test_checks.py::test_server_does_not_start_with_weak_settings",),
        missing="commits are not searched for secrets, and default accounts are not looked for; the list of components "
        "(`make sbom`) has no test; known vulnerabilities: `make audit`, whose service may be unreachable; the days "
        "until a fix",
    ),
    "G24": Goal(
        title="history; a chain that was rewritten",
        tests=("tests/reports/management/test_verify_history.py", "tests/reports/test_append_only.py"),
        controls=("tests/reports/test_append_only.py::test_control_without_trigger_row_is_rewritten",),
    ),
    "G25": Goal(
        title="logs and personal data",
        tests=(
            "tests/cooperation/test_logs.py",
            "tests/cooperation/services/personal_data",
            "tests/indicators/services/test_personal_data.py",
            "tests/permissions/test_planted_texts.py",
        ),
        controls=("tests/permissions/test_planted_texts.py::test_control_planted_leaks_are_detected",),
        missing="PDF files and the logs of nginx are not searched; how long a server keeps log lines",
    ),
    "G26": Goal(
        title="limits of the API",
        tests=(
            "tests/reports/api/test_limits.py",
            "tests/reports/api/test_problems.py",
            "tests/reports/api/test_description.py::test_committed_description_equals_served_one",
            "tests/reports/api/test_schemathesis.py",
        ),
        controls=("tests/reports/api/test_schemathesis.py::test_control_false_description_fails_validation",),
    ),
    "G27": Goal(
        title="load and slow clients",
        tests=("tests/deploy/test_request_bodies.py",),
        controls=("tests/deploy/test_request_bodies.py::test_control_unread_body_breaks_connection",),
        missing="load and slow clients behind nginx: `make deploy-check` (reliability-installed.md)",
    ),
    "G28": Goal(
        title="number of queries",
        tests=("tests/indicators/views/public/test_changes.py", "tests/reports/views/panel/test_dashboard.py"),
        controls=("tests/permissions/test_query_counts.py::test_control_query_for_each_row_is_detected",),
    ),
    "G29": Goal(
        title="automatic accessibility",
        controls=("tests/e2e/test_axe.py::test_violations_reports_inserted_fault",),
        is_browser_only=True,
    ),
    "G30": Goal(
        title="keyboard and no script",
        tests=("tests/e2e/test_main_journey.py", "tests/e2e/test_second_factor.py", "tests/e2e/test_session_end.py"),
        is_browser_only=True,
        controls=("tests/e2e/test_main_journey.py::test_browser_log_records_script_and_csp_errors",),
    ),
}


def goals_of(node_id: str) -> list[str]:
    """Return the goals that the test belongs to."""
    return [key for key, goal in GOALS.items() if any(node_id.startswith(start) for start in goal.tests)]


def controls_of(node_id: str) -> list[tuple[str, str]]:
    """Return (goal, control) of the controls whose test, or whose case, it is."""
    function = node_id.partition("[")[0]
    return [(key, control) for key, goal in GOALS.items() for control in goal.controls if control == function]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """A goal, or one of its controls, without a row on a database."""

    goal: str
    what: str
    test: str
    database: str
    day: str


def unmeasured(rows: Iterable[Mapping[str, Any]]) -> list[Unmeasured]:
    """Return what has no row on a database that other rows name; tests of the browser run on SQLite only."""
    rows_by_database: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        rows_by_database[row["database"]].append(row)
    missing = []
    for database, of_database in rows_by_database.items():
        goals, tests = {row["goal"] for row in of_database}, {(row["goal"], row["test"]) for row in of_database}
        has_browser, day = database.startswith("SQLite"), max(row["day"] for row in of_database)
        for key, goal in GOALS.items():
            if key not in goals and (has_browser or not goal.is_browser_only):
                test = " ".join((*goal.tests, *goal.controls))
                missing.append(Unmeasured(goal=key, what=goal.title, test=test, database=database, day=day))
            missing += [
                Unmeasured(goal=key, what=name_of(control), test=control, database=database, day=day)
                for control in goal.controls
                if (key, control) not in tests and (has_browser or not control.startswith("tests/e2e/"))
            ]
    return missing


def name_of(control: str) -> str:
    """Return "control: …" with the words of the test's name."""
    name = control.rpartition("::")[2].removeprefix("test_").removeprefix("control_")
    return f"control: {name.replace('_', ' ')}"
