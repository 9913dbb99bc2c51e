"""Sandboxed processes: their answers, what they may not see, and what happens when a limit is exceeded."""

import signal
from dataclasses import replace

import pytest

from cooperation.services import sandbox

TASKS = "tests.cooperation.sandbox_tasks"
LIMITS = sandbox.SandboxLimits(cpu_seconds=20, wall_seconds=60, memory=256 * 1024 * 1024)


def test_run_passes_arguments_and_input_and_returns_output():
    result = sandbox.run(TASKS, "copy", "b", limits=LIMITS, stdin=b"a")
    assert (result.returncode, result.stdout) == (0, b"ab")


def test_run_returns_exit_code():
    assert sandbox.run(TASKS, "exit", "3", limits=LIMITS).returncode == 3


def test_environment_holds_no_variable_of_the_portal(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    result = sandbox.run(TASKS, "environment", limits=LIMITS, environment={"TIMEZONE": "UTC"})
    names = set(result.stdout.decode().split())
    assert {"PATH", "TIMEZONE"} <= names
    assert names <= {"PATH", "TIMEZONE", "PYTHONDONTWRITEBYTECODE", "LC_ALL", "LC_CTYPE"}


def test_process_over_its_time_is_killed():
    with pytest.raises(sandbox.SandboxTimeout, match=r"more than 0\.5 s"):
        sandbox.run(TASKS, "loop", limits=replace(LIMITS, wall_seconds=0.5))


def test_process_over_its_processor_time_is_killed():
    result = sandbox.run(TASKS, "loop", limits=replace(LIMITS, cpu_seconds=1))
    assert result.returncode in (-signal.SIGXCPU, -signal.SIGKILL)


@pytest.mark.parametrize(("megabytes", "fails"), [(256, True), (1024, False)])
def test_process_over_its_memory_fails(megabytes, fails):
    result = sandbox.run(TASKS, "allocate", limits=replace(LIMITS, memory=megabytes * 1024 * 1024))
    assert (result.returncode != 0) is fails
    assert (b"MemoryError" in result.stderr) is fails


@pytest.mark.parametrize("may_write_files", [False, True])
def test_process_writes_files_only_when_allowed(tmp_path, may_write_files):
    path = tmp_path / "file"
    result = sandbox.run(TASKS, "write", str(path), limits=replace(LIMITS, may_write_files=may_write_files))
    assert (result.returncode == 0) is may_write_files
    assert (path.is_file() and path.read_text(encoding="utf-8") == "x") is may_write_files
