"""`deploy/portal restore`, with stand-ins for the change of the account and for the portal itself."""

import os
import subprocess

import pytest

from tests.environment import PROJECT


@pytest.fixture
def restore(tmp_path):
    """Return a function that restores with a portal that writes a file of evidence and ends with that code."""
    settings, evidence, programs = tmp_path / "etc", tmp_path / "evidence", tmp_path / "programs"
    for folder in (settings, evidence, programs, tmp_path / "srv"):
        folder.mkdir()
    (settings / "torun.env").write_text(f"EVIDENCE_DIR={evidence}\n", encoding="utf-8")
    (tmp_path / "saved.tar").touch()
    script = (PROJECT / "deploy" / "portal").read_text(encoding="utf-8")
    for path, stand_in in (("/etc/portal", settings), ("/srv/portal", tmp_path / "srv")):
        script = script.replace(path, str(stand_in))
    (tmp_path / "portal").write_text(script, encoding="utf-8")

    def run_restore(
        code: int, *, command: "list[str] | None" = None, **stand_ins: str
    ) -> "subprocess.CompletedProcess[str]":
        portal = f"""for word; do case $word in EVIDENCE_DIR=*) touch "${{word#*=}}/file" ;; esac; done; exit {code}"""
        for name, program in {"runuser": portal, "chown": "exit 0", **stand_ins}.items():
            (programs / name).write_text(f"#!/bin/bash\n{program}\n", encoding="utf-8")
            (programs / name).chmod(0o755)
        env = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PORTAL_RELEASE": str(tmp_path)}
        words = command or ["restore", str(tmp_path / "saved.tar")]
        line = ["bash", tmp_path / "portal", "torun", *words]
        return subprocess.run(line, env=env, capture_output=True, text=True, check=False)

    return run_restore


@pytest.mark.parametrize(("code", "files"), [(0, ["file"]), (4, ["file"]), (1, [])])
def test_evidence_is_restored_with_the_rows_even_when_the_history_is_not_intact(restore, tmp_path, code, files):
    done = restore(code)
    assert done.returncode == code, done.stderr
    assert [path.name for path in (tmp_path / "evidence").iterdir()] == files
    assert list((tmp_path / "srv").iterdir()) == []


def test_evidence_that_cannot_be_copied_is_not_deleted(restore, tmp_path):
    done = restore(0, cp='[ "$1" != --archive ] && exec /bin/cp "$@"; exit 1')
    assert done.returncode == 1
    (folder,) = (tmp_path / "srv").iterdir()
    assert f"{folder}/evidence" in done.stderr
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*")] == ["evidence", "evidence/file"]


def test_move_gets_address_of_target_and_not_as_argument(restore, tmp_path, monkeypatch):
    monkeypatch.setenv("TARGET_DATABASE_URL", "postgres://u:secret@host/name?sslmode=verify-full")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/bash\necho "$TARGET_DATABASE_URL $*"\n', encoding="utf-8")
    python.chmod(0o755)
    runuser = 'case "$*" in *secret*) exit 9 ;; esac; while [ "$1" != -- ]; do shift; done; shift; exec "$@"'
    done = restore(0, command=["move_to_postgres"], runuser=runuser)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "postgres://u:secret@host/name?sslmode=verify-full manage.py move_to_postgres\n"


def test_restore_removes_keys_but_not_evidence_of_killed_restore(restore, tmp_path):
    left = tmp_path / "srv" / ".restore-old"
    (left / "evidence").mkdir(parents=True)
    (left / "key.txt").touch()
    for path in (left / "key.txt", left / "evidence"):
        os.utime(path, (0, 0))
    assert restore(0).returncode == 0
    assert [path.name for path in left.iterdir()] == ["evidence"]
