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
        missing="imports and uploads are not killed, and the hashes of evidence files are not compared; PostgreSQL's "
        "indexes are not checked (pg_amcheck); 300 kills: `KILLS=300 make drill`",
    ),
    "G3": Goal(
        title="loss of power",
        controls=("tests/faults/test_power_loss.py::test_control_save_without_synchronisation_is_detected",),
        missing="on PostgreSQL its settings are read back; system calls of its server are not counted",
    ),
    "G4": Goal(
        title="outage of the database",
        tests=(
            "tests/cooperation/web/test_outages.py",
            "tests/cooperation/views/test_health.py",
            "tests/faults/test_full_disk.py::test_database_fault_answers_503_and_other_faults_500",
            "tests/faults/test_lost_connections.py",
        ),
        controls=(
            "tests/faults/test_full_disk.py::test_control_outage_that_is_not_recognised_answers_500",
            "tests/faults/test_lost_connections.py::test_control_lost_connection_answers_503_without_health_check",
        ),
        missing="restarts, crashes and absence under load: `make deploy-check` (reliability-installed.md)",
    ),
    "G5": Goal(
        title="full disk",
        tests=(
            "tests/indicators/services/test_evidence.py::test_full_disk_leaves_no_partial_file",
            "tests/indicators/views/panel/test_evidence.py::test_full_disk_is_explained_on_a_page",
            "tests/cooperation/services/test_backups.py::test_full_disk_leaves_no_partial_backup",
            "tests/reports/services/test_sheets.py::test_full_disk_stores_nothing_and_answers",
        ),
        controls=("tests/faults/test_full_disk.py::test_failed_write_without_transaction_leaves_partial_data",),
        missing="the disk of PostgreSQL is not filled: each write is refused instead, with its error for a full disk",
    ),
    "G6": Goal(
        title="clock",
        tests=(
            "tests/faults/test_clock.py",
            "tests/cooperation/services/test_invitations.py::"
            "test_password_link_is_invalid_after_change_log_in_or_three_days",
        ),
        controls=(
            "tests/faults/test_clock.py::test_control_year_of_time_of_saving_is_detected",
            "tests/faults/test_clock.py::test_control_row_of_expired_session_would_be_valid_again",
        ),
        missing="the clock is moved within one process: no server is started with another time zone, and a link for a "
        "new password is not tried after a wrong clock was corrected",
    ),
    "G7": Goal(
        title="double submit",
        controls=("tests/race/test_lost_update.py::test_control_clicks_without_request_key_are_conflicts",),
    ),
    "G8": Goal(
        title="backup and restore",
        tests=("tests/cooperation/services/test_backups.py", "tests/cooperation/services/test_backup_encryption.py"),
        controls=(
            "tests/cooperation/services/test_backups.py::"
            "test_control_damaged_file_is_restored_when_its_hash_is_not_compared",
            "tests/cooperation/services/test_backups.py::"
            "test_control_backup_without_snapshot_contains_what_is_written_meanwhile",
        ),
        missing="one write during the backup instead of 50 a second; how much work a loss of the server costs (the "
        "age of the newest backup), and how long the restoration of 1 GB takes; a lost server, and a return to a "
        "moment in time: `make deploy-check`",
    ),
    "G9": Goal(
        title="upgrade from every release",
        tests=(
            "tests/upgrades",
            "tests/cooperation/test_checks.py::test_migrate_refuses_database_of_another_version",
        ),
        controls=(
            "tests/upgrades/test_upgrades.py::test_control_migration_that_loses_or_rewrites_a_row_is_detected",
            "tests/upgrades/test_upgrades.py::test_control_migration_that_changes_a_value_is_detected",
        ),
        missing="the databases are small: 10,000 figures and their 60 seconds are not tried, nor a migration that is "
        "killed midway; rows of five tables are counted, and values are compared where the history covers them",
    ),
    "G10": Goal(title="exact numbers", controls=("tests/test_numbers.py::test_control_sqlite_loses_sixteenth_digit",)),
    "G11": Goal(
        title="numbers as people write them",
        tests=("tests/cooperation/test_number_oracle.py", "tests/cooperation/test_number_messages.py"),
        controls=("tests/cooperation/test_number_oracle.py::test_control_naive_parser_disagrees_with_oracle",),
    ),
    "G12": Goal(
        title="hostile imports",
        tests=(
            "tests/indicators/services/documents/test_reading.py",
            "tests/indicators/services/documents/test_formats.py",
        ),
        controls=(
            "tests/indicators/services/documents/test_reading.py::"
            "test_control_hostile_file_is_accepted_without_the_rule",
            "tests/indicators/services/documents/test_damaged_files.py::test_control_error_of_a_reader_is_detected",
            "tests/indicators/services/documents/test_damaged_files.py::test_control_error_after_the_reader_is_detected",
        ),
        missing="a table of 100,000 rows in 60 seconds; the memory of a reader is limited (640 MB of address space), "
        "not measured",
    ),
    "G13": Goal(
        title="exports",
        tests=(
            "tests/cooperation/rules/test_formulas.py",
            "tests/reports/exports/test_columns.py",
            "tests/reports/exports/test_formats.py",
            "tests/reports/exports/test_docx.py",
        ),
        controls=(
            "tests/reports/exports/test_columns.py::test_control_formula_in_csv_is_detected",
            "tests/reports/exports/test_formats.py::test_control_formula_of_another_writer_is_detected",
        ),
        missing="the memory of an export: `make bench` (P6; CSV with 100,000 rows, XLSX with 25,000); exported files "
        "are not imported again",
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
        tests=(
            "tests/permissions/test_get_requests.py",
            "tests/permissions/test_admin_forms.py::test_unknown_form_fields_are_ignored",
        ),
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
        controls=(
            "tests/permissions/test_bad_input.py::test_control_unchecked_redirect_is_detected",
            "tests/permissions/test_bad_input.py::test_control_redirect_to_another_site_is_detected",
        ),
        missing="how long an answer to a strange parameter takes, and whether it shows more rows; the code is not "
        "searched for statements that are put together from parameters (semgrep)",
    ),
    "G19": Goal(
        title="sessions and cookies; a stale session",
        tests=("tests/cooperation/web/test_sessions.py", "tests/cooperation/web/test_accounts.py"),
        controls=(
            "tests/cooperation/services/test_access.py::test_control_session_of_disabled_account_would_be_revived",
        ),
        missing="names and attributes of the cookies over TLS: `make deploy-check`",
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
        missing="whether a log-in takes longer for a name that exists (200 attempts with each)",
    ),
    "G21": Goal(
        title="evidence files",
        tests=(
            "tests/indicators/views/panel/test_evidence.py::test_file_response_is_download_with_strict_headers",
            "tests/indicators/views/panel/test_evidence.py::test_unavailable_virus_scanner_is_explained",
            "tests/indicators/services/test_evidence.py::test_add_file_accepts_only_files_the_scanner_reports_clean",
            "tests/indicators/services/test_evidence.py::test_scanner_receives_stored_content",
        ),
        controls=(
            "tests/indicators/services/evidence_files/test_validation.py::test_bad_file_is_accepted_without_the_rule",
        ),
    ),
    "G22": Goal(
        title="headers, caching",
        tests=("tests/test_headers.py", "tests/permissions/test_framing.py", "tests/permissions/test_cors.py"),
        controls=("tests/test_headers.py::test_control_weak_header_lowers_score",),
        missing="a shared cache in front: `make deploy-check` (reliability-installed.md), with 600 mixed requests; "
        "10,000: `CACHE_REQUESTS=10000 make deploy-check`",
    ),
    "G23": Goal(
        title="secrets and dependencies",
        tests=(
            "tests/cooperation/test_checks.py::test_server_does_not_start_with_weak_settings",
            "tests/test_layout.py::test_lock_agrees_with_pyproject",
            "tests/test_layout.py::test_every_pin_has_hash_and_no_address",
        ),
        controls=("tests/cooperation/test_checks.py::test_server_does_not_start_with_weak_settings",),
        missing="commits are not searched for secrets, and default accounts are not looked for; the list of "
        "components (`make sbom`) has no test; known vulnerabilities: `make audit`, whose service may be unreachable; "
        "the days until a fix",
    ),
    "G24": Goal(
        title="history; a chain that was rewritten",
        tests=(
            "tests/reports/management/test_verify_history.py",
            "tests/reports/test_append_only.py",
            "tests/cooperation/services/test_history_letters.py",
        ),
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
        missing="lists of 1,000 rows: pages with 2 rows are compared with pages of 28",
    ),
    "G29": Goal(
        title="automatic accessibility",
        controls=("tests/e2e/test_axe.py::test_violations_reports_inserted_fault",),
        is_browser_only=True,
        missing="pa11y; a zoom of 400 % (the width of 320 px that it leaves is measured); what axe leaves to a person",
    ),
    "G30": Goal(
        title="keyboard and no script",
        tests=("tests/e2e/test_main_journey.py", "tests/e2e/test_second_factor.py", "tests/e2e/test_session_end.py"),
        is_browser_only=True,
        controls=(
            "tests/e2e/test_main_journey.py::test_control_removed_focus_ring_is_detected",
            "tests/e2e/test_main_journey.py::test_browser_log_records_script_and_csp_errors",
        ),
        missing="the order of the focus is not recorded; a screen reader needs a person",
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
