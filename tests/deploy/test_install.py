"""Functions of `deploy/install`, run one at a time with stand-ins for the programs that change a machine."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.environment import PROJECT

INSTALL = PROJECT / "deploy" / "install"


@pytest.fixture
def call(tmp_path):
    """Return a function that runs shell code after the definitions of `deploy/install`; `programs`: name -> script."""

    def run_code(code: str, **programs: str) -> "subprocess.CompletedProcess[str]":
        folder = tmp_path / "programs"
        folder.mkdir(exist_ok=True)
        for name, script in programs.items():
            write_script(folder / name, script)
        definitions = INSTALL.read_text(encoding="utf-8").removesuffix('main "$@"\n')
        env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        command = ["bash", "-c", f"{definitions}\n{code}", str(INSTALL)]
        return subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run_code


def write_script(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


# --- an upgrade of Debian ------------------------------------------------------------------------------------

INSTALLER = """
cd "$(dirname "$0")/.."
mkdir -p .venv/bin
printf '#!/bin/bash\nexit 0\n' >.venv/bin/python
chmod +x .venv/bin/python
touch .venv/requirements.txt.sha256
"""


@pytest.fixture
def release(tmp_path):
    """An installed version with its own libraries."""
    folder = tmp_path / "release"
    write_script(folder / ".ci" / "install", INSTALLER)
    subprocess.run([folder / ".ci" / "install"], check=True)
    return folder


def test_libraries_are_installed_again_when_python_does_not_find_them(call, release):
    code = f"if renew_libraries {release}; then echo renewed; else echo unchanged; fi"
    assert call(code).stdout == "unchanged\n"
    (release / ".venv" / "left").touch()
    write_script(release / ".venv" / "bin" / "python", "exit 1")
    assert call(code).stdout.endswith("renewed\n")
    assert not (release / ".venv" / "left").exists()
    assert call(code).stdout == "unchanged\n"
    (release / ".venv" / "requirements.txt.sha256").unlink()  # an installation that was interrupted
    assert call(code).stdout.endswith("renewed\n")


def test_former_version_gets_its_libraries_before_the_backup():
    main = INSTALL.read_text(encoding="utf-8").partition("\nmain() {")[2]
    assert main.index('renew_libraries "$former"') < main.index("update_office")


def test_environment_of_another_python_is_not_taken_for_complete(tmp_path):
    """`.ci/install` looks into the environment itself: the hash of the lock file does not change with Python."""
    write_script(tmp_path / ".ci" / "install", (PROJECT / ".ci" / "install").read_text(encoding="utf-8"))
    write_script(tmp_path / ".ci" / "debian", "exit 0")
    (tmp_path / "lock.txt").write_text("")
    python = tmp_path / ".venv" / "bin" / "python"
    write_script(python, "exit 0")
    checksum = subprocess.run(["sha256sum", "lock.txt"], cwd=tmp_path, capture_output=True, text=True, check=True)
    (tmp_path / ".venv" / "lock.txt.sha256").write_text(checksum.stdout)
    new = tmp_path / "new-python"
    write_script(new, "echo new environment; exit 3")
    env = {**os.environ, "PYTHON": str(new)}
    install = [tmp_path / ".ci" / "install", "lock.txt"]
    done = subprocess.run(install, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    write_script(python, 'case $2 in *"import pip"*) exit 1 ;; esac')
    done = subprocess.run(install, env=env, capture_output=True, text=True, check=False)
    assert "new environment" in done.stdout


@pytest.mark.parametrize("running", ["15", "17"])
def test_running_cluster_of_postgresql_is_taken(call, tmp_path, running):
    lines = [
        f"{version} main    543{number} {'online' if version == running else 'down  '} postgres /data /log"
        for number, version in enumerate(("15", "17"))
    ]
    code = """
    has_systemd() { return 1; }
    install() { :; }
    put() { return 1; }
    start_postgresql
    echo "$cluster $database_port"
    """
    done = call(code, pg_lsclusters=f"cat <<'LINES'\n{chr(10).join(lines)}\nLINES", runuser="exit 0")
    assert done.stdout == f"{running}/main 543{('15', '17').index(running)}\n", done.stderr
