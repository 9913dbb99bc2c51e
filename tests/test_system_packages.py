"""System packages: installed by root, otherwise listed with the command that installs them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from reports.exports.pdf import pdf_of
from tests.environment import PROJECT

DEBIAN = PROJECT / ".ci" / "debian"
INSTALLS = """#!/bin/bash
echo "$@" >>"$CALLS"
if [ "$1" = update ]; then touch "$LISTS"; exit 0; fi
[ -e "$LISTS" ] || exit 100
for package in "${@:5}"; do printf '#!/bin/bash\\n' >"$BIN/$package"; chmod +x "$BIN/$package"; done
"""


def program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def run_debian(tmp_path):
    """Return a function that runs .ci/debian with a fake apt-get, which creates a program of each package's name."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    program(bin_ / "apt-get", INSTALLS)
    variables = {"BIN": str(bin_), "CALLS": str(tmp_path / "calls"), "LISTS": str(tmp_path / "lists")}

    def run(user_id, *packages):
        program(bin_ / "id", f"#!/bin/bash\necho {user_id}\n")
        env = {**os.environ, **variables, "PATH": f"{bin_}:{os.environ['PATH']}", "PYTHON": sys.executable}
        done = subprocess.run([DEBIAN, *packages], env=env, capture_output=True, text=True, check=False)
        calls = tmp_path / "calls"
        return done, calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []

    return run


def test_user_without_root_gets_command_for_missing_packages(run_debian):
    done, calls = run_debian(1000, "bash", "no-such-a", "no-such-b")
    assert done.returncode == 1
    assert "sudo apt-get install no-such-a no-such-b\n" in done.stderr
    assert calls == []


def test_root_installs_all_missing_packages_after_reading_lists_once(run_debian):
    done, calls = run_debian(0, "bash", "no-such-a", "no-such-b")
    assert (done.returncode, done.stderr) == (0, "")
    assert [call.split()[0] for call in calls] == ["install", "update", "install"]
    assert calls[-1].endswith(" no-such-a no-such-b")


def test_nothing_is_installed_when_nothing_is_missing(run_debian):
    done, calls = run_debian(0, "bash", "python3-venv")
    assert (done.returncode, calls) == (0, [])


def test_every_script_is_valid_bash():
    scripts = [path for path in (PROJECT / ".ci").iterdir() if path.read_bytes().startswith(b"#!")]
    assert scripts
    for path in scripts:
        subprocess.run(["bash", "-n", path], check=True)


def test_ci_runs_only_make_targets():
    script = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert [line for line in commands if not re.match("set |cd ", line)] == [
        "CI=true exec make --keep-going lint test # both, whatever the first one says"
    ]


@pytest.mark.pdf
def test_pdf_is_drawn():
    assert pdf_of('<html lang="pl"><title>t</title><body><p>ąę</p></body></html>').startswith(b"%PDF-")


def draw_pdf_without(missing, *, ci):
    """Run the test above in another process."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.without_libraries", "-p", "no:cacheprovider"]
    env = {**os.environ, "MISSING_LIBRARIES": missing, "CI": ci}
    test = f"{Path(__file__).relative_to(PROJECT)}::test_pdf_is_drawn"
    return subprocess.run([*command, test], cwd=PROJECT, env=env, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(("ci", "outcome"), [("true", "1 error"), ("", "1 skipped")])
def test_missing_pango_fails_in_ci_skips_elsewhere_and_breaks_no_collection(ci, outcome):
    output = draw_pdf_without("pango", ci=ci)
    assert outcome in output
    assert "sudo apt-get install libpangoft2-1.0-0" in output
    assert "error during collection" not in output


def test_missing_harfbuzz_subset_breaks_nothing():
    assert "1 passed" in draw_pdf_without("harfbuzz-subset", ci="true")
