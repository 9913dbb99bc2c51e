"""Preparations of `make run`: `.env`, the port, the version of Python."""

import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cooperation import first_run
from tests.environment import PROJECT


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEMO", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_first_run_imports_only_the_standard_library() -> None:
    code = "import sys, cooperation.first_run; print([name for name in sys.modules if name.startswith('django')])"
    run = subprocess.run([sys.executable, "-S", "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_first_start_writes_private_env_file(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert first_run.write_env(path) is True
    settings = first_run.read(path)
    assert settings["DEMO"] == "1"
    assert len(settings["SECRET_KEY"]) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_each_first_start_generates_its_own_key(tmp_path: Path) -> None:
    first_run.write_env(tmp_path / "a")
    first_run.write_env(tmp_path / "b")
    assert first_run.read(tmp_path / "a")["SECRET_KEY"] != first_run.read(tmp_path / "b")["SECRET_KEY"]


def test_second_start_does_not_change_env_file(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    first_run.write_env(path)
    before = path.read_bytes()
    assert first_run.write_env(path) is False
    assert path.read_bytes() == before


def test_missing_key_is_added_to_existing_file(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# mine\nDEMO=true\nDEMO_PASSWORD='abc'", encoding="utf-8")  # no line end: nothing may run together
    assert first_run.write_env(path) is True
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# mine\nDEMO=true\nDEMO_PASSWORD='abc'\nSECRET_KEY=")
    assert first_run.read(path)["DEMO_PASSWORD"] == "abc"


def test_port_is_updated_and_other_lines_are_unchanged(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    first_run.write_env(path, port=8871)
    with path.open("a", encoding="utf-8") as file:
        file.write("DEMO_PASSWORD=abc")
    before = first_run.read(path)
    assert before["DEMO_PORT"] == "8871"
    first_run.write_env(path, port=8000)
    assert first_run.read(path) == {**before, "DEMO_PORT": "8000"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [".env"]


@pytest.mark.parametrize("text", ["DEMO=0\nSECRET_KEY=x\n", "SECRET_KEY=x\n", "# DEMO=1\nSECRET_KEY=x\n"])
def test_env_file_without_demo_is_rejected(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".env"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(first_run.CannotStart, match="demonstracji"):
        first_run.write_env(path)
    assert path.read_text(encoding="utf-8") == text


def test_port_in_use_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server((first_run.HOST, 0)) as server:
        port = server.getsockname()[1]
        assert first_run.main([str(port)]) == 1
    error_output = capsys.readouterr().err
    assert f"Port {port} jest zajęty" in error_output
    assert f"make run PORT={port + 1}" in error_output


@pytest.mark.parametrize("port", ["0", "65536", "abc", "", "80 80"])
def test_invalid_port_is_reported(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert first_run.main([port]) == 1
    assert "od 1 do 65535" in capsys.readouterr().err


def test_old_python_is_reported(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(first_run, "OLDEST_PYTHON", (99, 0))
    assert first_run.main(["8000"]) == 1
    assert "Potrzebny jest Python" in capsys.readouterr().err
