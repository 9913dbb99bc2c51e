"""Functions of `deploy/install`, run one at a time with stand-ins for the programs that change a machine."""

import gzip
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.environment import PROJECT

INSTALL = PROJECT / "deploy" / "install"
POSTGRESQL = PROJECT / "deploy" / "postgresql" / "portal.conf"


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
    set_former_archive_aside() { :; }
    start_postgresql
    echo "$cluster $database_port"
    """
    done = call(code, pg_lsclusters=f"cat <<'LINES'\n{chr(10).join(lines)}\nLINES", runuser="exit 0")
    assert done.stdout == f"{running}/main 543{('15', '17').index(running)}\n", done.stderr


def test_archive_of_former_cluster_is_set_aside(call, tmp_path):
    archive = tmp_path / "postgresql"
    (archive / "wal").mkdir(parents=True)
    (archive / "wal" / "000000010000000000000001.gz").touch()
    code = f"""
    archive={archive}
    install() {{ mkdir -p "${{@: -2}}"; }}
    set_former_archive_aside
    printf '%s\n' "${{left[@]}}"
    """
    for _again in range(2):
        assert call(code, runuser="echo 7001").stdout.strip() == ""
        assert list((archive / "wal").iterdir())
    done = call(code, runuser="echo 7002")
    assert f"{archive}-7001 has the base backups" in done.stdout, done.stderr
    assert list((archive / "wal").iterdir()) == []
    assert list((tmp_path / "postgresql-7001" / "wal").iterdir())
    assert call(code, runuser="echo 7002").stdout.strip() == ""


# --- arguments and settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", ""),
        ("bydgoszcz monitoring.bydgoszcz.example.org", ""),
        ("bydgoszcz Monitoring.Torun.example.org", "two offices: torun, bydgoszcz"),
        ("bydgoszcz www.torun.example.org", "two offices: torun, bydgoszcz"),
        ("bydgoszcz a.example.org monitoring.plock.example.org", "two offices: plock, bydgoszcz"),
    ],
)
def test_host_name_of_another_office_is_refused(call, arguments, message):
    code = f"""
    offices() {{ printf 'plock\\ntorun\\n'; }}
    value_of() {{
        case $office in
            torun) echo "monitoring.torun.example.org, www.torun.example.org" ;;
            plock) echo '"monitoring.plock.example.org"' ;;
        esac
    }}
    check_hosts {arguments}
    """
    done = call(code)
    assert done.returncode == bool(message)
    assert message in done.stderr
    assert message or done.stderr == ""


def test_installed_version_has_no_secrets_and_no_data(call, tmp_path):
    ignored = (PROJECT / ".containerignore").read_text(encoding="utf-8").split()
    for name in (*(name.removeprefix("**/") for name in ignored), "cooperation/urls.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    names = call(f"cd {tmp_path}; files_of_version | tar --list").stdout.split()
    assert "./cooperation/urls.py" in names
    assert [name for name in ignored if f"./{name.removeprefix('**/')}" in names] == []


# --- connections to PostgreSQL -------------------------------------------------------------------------------


def test_message_says_when_offices_need_more_connections(call, tmp_path):
    code = """
    cluster=15/main
    offices() { seq -f office%g "$1"; }
    value_of() { echo 3; }
    """
    limit = int(re.search(r"^max_connections = (\d+)$", POSTGRESQL.read_text(encoding="utf-8"), re.MULTILINE)[1])
    program = {"runuser": f"echo {limit}"}
    for number, says in ((20, False), (21, True)):  # deploy/README.md: twenty offices
        count = code.replace('"$1"', str(number)) + "check_connections\nprintf '%s\\n' \"${left[@]}\""
        assert ("need max_connections" in call(count, **program).stdout) == says


# --- the archive of PostgreSQL's log -------------------------------------------------------------------------


@pytest.fixture
def archive_segment(tmp_path):
    """Return a function that archives bytes under a name, with the command of the file; the exit code."""
    command = re.search(r"^archive_command = '(.*)'$", POSTGRESQL.read_text(encoding="utf-8"), re.MULTILINE)[1]
    (tmp_path / "wal").mkdir()

    def run_command(name: str, content: bytes) -> int:
        (tmp_path / "segment").write_bytes(content)
        line = command.replace("/var/backups/postgresql/wal", str(tmp_path / "wal"))
        line = line.replace("%f", name).replace("%p", "segment")
        return subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, check=False).returncode

    return run_command


def test_segment_is_archived_twice_but_never_overwritten(archive_segment, tmp_path):
    name, content = "000000010000000000000001", os.urandom(100_000)
    stored = tmp_path / "wal" / f"{name}.gz"
    (tmp_path / "wal" / f".{name}.new").write_bytes(b"left by a crash")
    assert archive_segment(name, content) == 0
    assert gzip.decompress(stored.read_bytes()) == content
    assert archive_segment(name, content) == 0  # PostgreSQL had no time to note the first success
    assert archive_segment(name, content[:-1] + b"x") != 0
    assert archive_segment(name, content + b"x") != 0
    assert gzip.decompress(stored.read_bytes()) == content
    assert [path.name for path in (tmp_path / "wal").iterdir()] == [stored.name]


def test_segment_is_not_archived_when_disk_refuses_it(archive_segment, tmp_path):
    (tmp_path / "wal").rmdir()
    assert archive_segment("000000010000000000000001", b"x") != 0


# --- updates -------------------------------------------------------------------------------------------------


def test_update_stops_running_jobs_before_it_migrates(call, tmp_path):
    code = """
    has_systemd() { true; }
    has_tables() { false; }
    portal() { echo "$@" >>calls; }
    cd "$OLDPWD"
    restart=yes current=/nonexistent release=/opt/portal/releases/new
    update_office torun
    """
    done = call(code, systemctl=f'echo "$@" >>{tmp_path}/calls')
    stop, migrate, *_rest = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert stop.startswith("stop portal@torun portal-mail@torun.timer"), done.stderr
    assert stop.endswith(" portal-*@torun.service")
    assert migrate.startswith("torun migrate")


@pytest.mark.parametrize("starts", [True, False])
def test_failed_update_names_offices_that_do_not_run(call, tmp_path, starts):
    code = f"""
    has_systemd() {{ true; }}
    offices() {{ printf 'torun\\nplock\\n'; }}
    current={tmp_path}
    abandon "plock: the database was not migrated"
    """
    done = call(code, systemctl="exit 0" if starts else '[ "$2" != portal@torun ]')
    assert (done.returncode, "plock: the database was not migrated" in done.stderr) == (1, True)
    assert ("These offices do not run: torun\n" in done.stdout) != starts
    assert ("E002" in done.stdout) != starts
